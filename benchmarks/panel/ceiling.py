"""What could be found at the same data: lists that know of a unit what no reader can know.

``python -m benchmarks.panel.ceiling`` draws what is missing of the odds of the third; ``RUNS`` sets
the panels of each world. The other rows are of the panels of :mod:`benchmarks.panel.measure`.
"""

import math
import os
import sys
from collections.abc import Callable, Mapping

import numpy as np
from scipy.special import gammaln, logsumexp

from analytics.panel.discoveries import WATCH_SHARE
from benchmarks.panel.tables import NORMAL, log_evidence, pvalues
from benchmarks.panel.worlds import (
    DECAY,
    INDEPENDENT,
    PLANTED,
    SHARED,
    DrawnPanel,
    PanelWorld,
    draw_panel,
    planted_days,
)
from benchmarks.simulation.methods import Method, Record
from benchmarks.simulation.store import Store, fill, take_over_alike

RUNS, AT_ONCE = 100, 5
# How far the mean of a unit without a change may be from the one that is counted: logarithms.
MEANS = np.linspace(-1.6, 1.6, 17)
# Without spread the negative binomial is Poisson's.
NO_SPREAD = 1e6
# The tail of the evidence of quiet units of a kind is an exponential from here on.
TAIL = 0.97
# Beyond so many times the share no line is looked for any more.
TOO_FAR = 2.0
# Groups of panels of which each is left out once, for the error of what all of them give.
GROUPS = 20
BY_PVALUE, BY_EVIDENCE = "p-values of the list", "evidence itself"
BY_KIND, BY_SIZE = "clustering of each unit known", "size, days and shared course known"

ODDS = Method(
    name="panel-odds",
    measure=lambda counts, cell: {},
    sections=(),
    runs=RUNS,
    quick_runs=RUNS // 10,
    sources=("benchmarks.panel.ceiling",),
)


def planted_odds(world: PanelWorld, run: int) -> Record:
    """Give the log odds of a planted change for whoever knows how changes are planted.

    Known are the sizes and days of the changes, what all units share and which clusterings there
    are; unknown are the clustering of a unit and its mean.
    """
    drawn = draw_panel(world, run)
    clusterings = [(b, s) for b in world.mixture.branchings for s in world.mixture.sizes]
    means = np.maximum(drawn.counts.mean(axis=0), 1.0 / world.days)
    each = [
        _log_likelihoods(drawn, means * math.exp(log), branching, min(size, NO_SPREAD))
        for log in MEANS
        for branching, size in clusterings
    ]
    none, change = logsumexp(each, axis=0)
    return {
        "odds": (change - none).round(3).tolist(),
        "planted": np.flatnonzero(drawn.planted).tolist(),
    }


def _log_likelihoods(
    drawn: DrawnPanel, means: np.ndarray, branching: float, size: float
) -> np.ndarray:
    """Give the log-likelihood of each unit without a change, and with a planted one: two rows."""
    counts, past = drawn.counts, _past(drawn.counts, means)
    whole = []
    for factor in (1.0, *PLANTED):
        expected = factor * means * drawn.shared * (1.0 - branching) + branching * past
        logs = counts * np.log(expected / (expected + size)) - size * np.log1p(expected / size)
        whole.append(np.vstack([np.zeros(means.size), np.cumsum(logs, axis=0)]))
    days = planted_days(len(counts))
    same = (gammaln(counts + size) - gammaln(size)).sum(axis=0)
    changed = [whole[0][days] + after[-1] - after[days] for after in whole[1:]]
    change = logsumexp(changed, axis=(0, 1)) - math.log(len(PLANTED) * days.size)
    return np.array([whole[0][-1] + same, change + same])


def _past(counts: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Give what each day follows from, as it is drawn."""
    past, recent = np.empty(counts.shape), means.astype(float)
    for t, row in enumerate(counts):
        past[t] = recent
        recent = DECAY * recent + (1.0 - DECAY) * row
    return past


def known_clustering(world: PanelWorld, records: Mapping[int, Record]) -> dict[int, np.ndarray]:
    """Give p-values by the quiet units of the very same mean, branching and size, by panel."""
    runs = sorted(records)
    evidence = {run: log_evidence(records[run]) for run in runs}
    drawn = {run: draw_panel(world, run) for run in runs}
    own = np.concatenate([drawn[run].planted[records[run]["unit"]] for run in runs])
    kinds = np.concatenate([_kinds(drawn[run])[records[run]["unit"]] for run in runs])
    values = np.concatenate([evidence[run] for run in runs])
    _, kinds = np.unique(kinds, axis=0, return_inverse=True)
    found = np.ones(values.size)
    for kind in range(int(kinds.max()) + 1):
        chosen = kinds.ravel() == kind
        found[chosen] = _chances(values[chosen], np.sort(values[chosen & ~own]))
    parts = np.split(found, np.cumsum([evidence[run].size for run in runs])[:-1])
    return dict(zip(runs, parts, strict=True))


def _kinds(drawn: DrawnPanel) -> np.ndarray:
    return np.column_stack([drawn.means, drawn.branchings, 1.0 / drawn.sizes])


def _chances(values: np.ndarray, quiet: np.ndarray) -> np.ndarray:
    """Give the chance that a quiet unit shows as much, an exponential tail beyond what is common.

    No quiet unit has the chance 0: each counts itself.
    """
    start = quiet[int(TAIL * quiet.size)]
    beyond = quiet[quiet > start] - start
    slope = 1.0 / beyond.mean()
    counted = np.maximum(quiet.size - np.searchsorted(quiet, values), 1) / quiet.size
    tail = beyond.size / quiet.size * np.exp(-slope * np.maximum(values - start, 0.0))
    return np.where(values > start, tail, counted)


def found_at(
    scores: Mapping[int, np.ndarray],
    planted: Mapping[int, np.ndarray],
    many: Mapping[int, int],
    share: float = WATCH_SHARE,
) -> tuple[float, float]:
    """Give the share of changes above the line that lists with so many false ones are made by.

    Parameters
    ----------
    scores : mapping of int to array of float
        Of the units of each panel, the larger the likelier a change.
    planted : mapping of int to array of bool
        Whether they have a change.
    many : mapping of int to int
        Changes in each panel, those of units too thin to test included.
    share : float
        Of false ones among those listed, in the mean over panels.

    Returns
    -------
    share, half : float
        And half of its 95 % interval, by leaving out a twentieth of the panels at a time.
    """
    runs = sorted(scores)
    panels = np.repeat(np.arange(len(runs)), [scores[run].size for run in runs])
    values, own = (np.concatenate([of[run] for run in runs]) for of in (scores, planted))
    total = np.array([many[run] for run in runs])

    def at(kept: np.ndarray) -> float:
        inside = kept[panels]
        found = _found(values[inside], own[inside], panels[inside], int(kept.sum()), share)
        return found / total[kept].sum()

    groups = np.arange(len(runs)) % GROUPS
    each = np.array([at(groups != group) for group in range(GROUPS)])
    spread = math.sqrt((GROUPS - 1) / GROUPS * float(((each - each.mean()) ** 2).sum()))
    return at(np.ones(len(runs), bool)), NORMAL * spread


def _found(
    values: np.ndarray, own: np.ndarray, panels: np.ndarray, number: int, share: float
) -> int:
    """Count the changes above the lowest line above which the mean share of false ones is right."""
    order = np.argsort(-values, kind="stable")
    listed, false, most, whole = np.zeros(panels.max() + 1), np.zeros(panels.max() + 1), 0, 0.0
    for stop, place in enumerate(order, 1):
        panel = panels[place]
        before = false[panel] / max(listed[panel], 1)
        listed[panel] += 1
        false[panel] += not own[place]
        whole += false[panel] / listed[panel] - before
        if whole <= share * number:
            most = stop
        elif whole > TOO_FAR * share * number:
            break
    return int(own[order[:most]].sum())


def ceiling_rows(panels: Store, odds: Store) -> list[list[str]]:
    """Give one row a way to order units: what is found where lists are a tenth false."""
    cells: dict[str, list[str]] = {}
    for world in (INDEPENDENT, SHARED):
        records = dict(sorted(panels.known(world).items()))
        exact = known_clustering(world, records)
        ways: dict[str, Callable[[int, Record], np.ndarray]] = {
            BY_PVALUE: lambda _, one, world=world: -pvalues(world, one, log_evidence(one)),
            BY_EVIDENCE: lambda _, one: log_evidence(one),
            BY_KIND: lambda run, _, exact=exact: -exact[run],
        }
        for name, way in ways.items():
            scores = {run: way(run, one) for run, one in records.items()}
            own = {run: np.isin(one["unit"], one["planted"]) for run, one in records.items()}
            many = {run: len(one["planted"]) for run, one in records.items()}
            cells.setdefault(name, []).extend(_cells(scores, own, many))
        drawn = odds.known(world)
        scores = {run: np.array(one["odds"]) for run, one in drawn.items()}
        own = {run: np.isin(np.arange(world.units), one["planted"]) for run, one in drawn.items()}
        many = {run: len(one["planted"]) for run, one in drawn.items()}
        cells.setdefault(BY_SIZE, []).extend(_cells(scores, own, many))
    return [[name, *row] for name, row in cells.items()]


def _cells(
    scores: Mapping[int, np.ndarray], own: Mapping[int, np.ndarray], many: Mapping[int, int]
) -> list[str]:
    share, half = found_at(scores, own, many)
    return [str(len(scores)), f"{share:.3f} ± {half:.3f}"]


def main() -> int:
    """Draw what is missing."""
    store, worlds = Store(ODDS), (INDEPENDENT, SHARED)
    take_over_alike(store, worlds, planted_odds)
    fill(store, worlds, lambda _: int(os.environ.get("RUNS", RUNS)), planted_odds, at_once=AT_ONCE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
