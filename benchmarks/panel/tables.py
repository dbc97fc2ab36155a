"""What the lists of a scan got wrong and found in simulated panels, as rows of tables."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analytics.panel.discoveries import (
    FIRM_SHARE,
    WATCH_SHARE,
    calibrated_evidence,
    e_discoveries,
    p_discoveries,
)
from analytics.panel.null_table import evidence_pvalue, learn_mixture, null_table
from analytics.panel.two_ways import evidence_rest, share_that_follows
from benchmarks.panel.worlds import PanelWorld
from benchmarks.simulation.methods import Record

# 95 % of what a mean of so many panels may be.
NORMAL = 1.96
FIRM, WATCH = "firm", "watch"
AS_SUCH, DIVIDED, SKETCH = "watch, as such", "evidence / its largest mean", "evidence as it is"
HALF = "watch, half follow"
CHANCES = (0.1, 0.03, 0.01, 0.003, 0.001)


@dataclass(frozen=True, kw_only=True, eq=False)
class Judged:
    """What the lists of a world's panels hold.

    Attributes
    ----------
    false, found, listed : mapping of str to list of int
        Units listed without and with a change of their own, and all, a panel, by rule.
    planted : list of int
        Units with a change of their own, those too thin to test included.
    quiet : array of float
        P-values of the units without.
    """

    false: dict[str, list[int]]
    found: dict[str, list[int]]
    planted: list[int]
    quiet: np.ndarray

    def false_share(self, rule: str) -> tuple[float, float]:
        """Give the mean share of false discoveries and half of its 95 % interval.

        Nothing seen counts as half a panel.
        """
        both = zip(self.false[rule], self.found[rule], strict=True)
        shares = [false / max(false + found, 1) for false, found in both]
        spread = max(float(np.std(shares)), math.sqrt(0.5 / len(shares)) * FIRM_SHARE)
        return float(np.mean(shares)), NORMAL * spread / math.sqrt(len(shares))

    def found_share(self, rule: str) -> tuple[float, float]:
        """Give the share of the changes that is found, and half of its 95 % interval."""
        found, planted = np.array(self.found[rule]), np.array(self.planted)
        share = found.sum() / planted.sum()
        spread = math.sqrt(float(((found - share * planted) ** 2).sum())) / planted.sum()
        return float(share), NORMAL * spread

    def __len__(self) -> int:
        """Count the panels."""
        return len(self.planted)


def judge_panels(world: PanelWorld, records: Iterable[Record]) -> Judged:
    """Make the lists of every panel of a world, as the product does and by other rules."""
    false: dict[str, list[int]] = {}
    found: dict[str, list[int]] = {}
    planted, quiet = [], []
    for record in records:
        own = np.isin(record["unit"], record["planted"])
        logs = log_evidence(record)
        rest, half, such = (
            pvalues(world, record, of)
            for of in (logs, log_evidence(record, 0.5), np.array(record["odds"])[:, 0])
        )
        evidence = np.exp(np.minimum(logs, 700.0))
        lists = {
            FIRM: e_discoveries(calibrated_evidence(rest, FIRM_SHARE), FIRM_SHARE),
            WATCH: p_discoveries(rest, WATCH_SHARE),
            HALF: p_discoveries(half, WATCH_SHARE),
            AS_SUCH: p_discoveries(such, WATCH_SHARE),
            DIVIDED: e_discoveries(evidence / null_table().largest_mean_limit, FIRM_SHARE),
            SKETCH: e_discoveries(evidence, WATCH_SHARE),
        }
        for rule, listed in lists.items():
            false.setdefault(rule, []).append(int((listed & ~own).sum()))
            found.setdefault(rule, []).append(int((listed & own).sum()))
        planted.append(len(record["planted"]))
        quiet.append(rest[~own])
    return Judged(false=false, found=found, planted=planted, quiet=np.concatenate(quiet))


def log_evidence(record: Record, share: float | None = None) -> np.ndarray:
    """Give the log evidence against the rest of every unit of a panel.

    ``share`` is that of the units taken to move with the rest; None learns it, as a scan does.
    """
    follows = np.array(record["follows"])
    share = share_that_follows(follows) if share is None else share
    return evidence_rest(np.array(record["odds"]), follows, share)


def pvalues(world: PanelWorld, record: Record, logs: np.ndarray) -> np.ndarray:
    """Ask the null table of every unit of a panel, by its log evidence."""
    mixture = learn_mixture(record["clustering"])
    both = zip(logs, record["mean"], strict=True)
    return np.array([evidence_pvalue(value, world.days, mean, mixture) for value, mean in both])


def share_cell(share: tuple[float, float], most: float | None = None) -> str:
    """Write a share with its interval, and whether it reaches a bar that it may not exceed."""
    value, half = share
    told = f"{value:.3f} ± {half:.3f}"
    if most is None:
        return told
    return f"{told}, {'met' if value - half <= most else 'missed'}"


def false_rows(judged: dict[PanelWorld, Judged]) -> list[list[str]]:
    """Give one row a world: the share of false discoveries of every rule."""
    return [
        [
            world.name,
            str(len(one)),
            share_cell(one.false_share(FIRM), FIRM_SHARE),
            share_cell(one.false_share(WATCH), WATCH_SHARE),
            share_cell(one.false_share(HALF)),
            share_cell(one.false_share(AS_SUCH)),
        ]
        for world, one in judged.items()
    ]


def found_rows(judged: dict[PanelWorld, Judged]) -> list[list[str]]:
    """Give one row a world with changes: the share of them that every rule finds."""
    rules = (FIRM, WATCH, HALF, AS_SUCH, DIVIDED, SKETCH)
    return [
        [world.name, str(sum(one.planted)), *(share_cell(one.found_share(rule)) for rule in rules)]
        for world, one in judged.items()
        if sum(one.planted)
    ]


def quiet_rows(judged: dict[PanelWorld, Judged]) -> list[list[str]]:
    """Give one row a world: how often quiet units have a p-value below each of some."""
    return [
        [
            world.name,
            f"{one.quiet.size:,}",
            *(f"{np.mean(one.quiet < chance):.4f}" for chance in CHANCES),
        ]
        for world, one in judged.items()
    ]


def bar_rows(judged: dict[PanelWorld, Judged]) -> list[list[str]]:
    """Hold the first two worlds to the bars of what is found."""
    rows = []
    for world in list(judged)[:2]:
        for rule, least in ((FIRM, 0.20), (WATCH, 0.47)):
            value, half = judged[world].found_share(rule)
            verdict = "met" if value + half >= least else "missed"
            rows.append([world.name, rule, f">= {least:.2f}", f"{value:.3f} ± {half:.3f}", verdict])
    return rows
