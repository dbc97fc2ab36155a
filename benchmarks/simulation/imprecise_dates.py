"""Measure what becomes of intervals and false changes when some dates are not exact.

``python -m benchmarks.simulation.imprecise_dates`` writes docs/imprecise-dates.md in under three
minutes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.changepoints.search import find_changepoints
from analytics.effects.estimates import Estimate, ratio_on
from analytics.imputation.changepoints import pool_changes
from analytics.imputation.dates import DRAWS, MOST_DRAWS, further_draws, impute_counts
from analytics.imputation.effects import pool_ratio
from analytics.series.daily import daily_counts
from analytics.series.date_precision import is_precise
from benchmarks.machine import versions
from benchmarks.markdown import table, write
from benchmarks.simulation.simulate import Design, generator, simulate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "imprecise-dates.md"
COVERAGE_RUNS, CHANGE_RUNS = 100, 80


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A truth, and the share of events dated only to their week or month before and after."""

    label: str
    design: Design
    coarse: tuple[float, float] = (0.25, 0.25)
    after: int = 28

    @property
    def ratio(self) -> float:
        """Rate ratio at the first change, 1 without one."""
        levels = [rate for rate, _ in self.design.levels]
        return levels[1] / levels[0]


def _step(before: float, after: float, **more: float) -> Design:
    return Design(levels=((before, 84), (after, 56)), **more)


CELLS = (
    Cell(label="steady, 1.5 a day", design=_step(1.5, 1.5, size=3.0)),
    Cell(label="falls to half", design=_step(2.0, 1.0, size=3.0)),
    Cell(label="rises threefold", design=_step(1.0, 3.0, size=3.0)),
    Cell(label="falls to half, clustered", design=_step(2.0, 1.0, size=3.0, branching=0.3)),
    Cell(
        label="falls to half, dating gets worse",
        design=_step(2.0, 1.0, size=3.0),
        coarse=(0.1, 0.4),
    ),
    Cell(
        label="a week's lull, to a fifth",
        design=Design(levels=((4.0, 84), (0.8, 7), (4.0, 49)), size=3.0),
        after=7,
    ),
)


def coarsen(counts: pd.Series, cell: Cell, rng: np.random.Generator) -> pd.DataFrame:
    """Turn counts into events, some of them dated only to their week or their month.

    Parameters
    ----------
    counts : Series of int
        The truth.
    cell : Cell
    rng : Generator

    Returns
    -------
    DataFrame, one row per event
        ``date`` is the first day of the week (Monday) or month, half of each; ``true`` is the
        day itself.
    """
    true = pd.Series(counts.index.repeat(counts.to_numpy()), name="true")
    late = (true >= counts.index[cell.design.levels[0][1]]).to_numpy().astype(int)
    coarse = rng.random(len(true)) < np.array(cell.coarse)[late]
    kinds = np.where(coarse, np.where(rng.random(len(true)) < 0.5, "week", "month"), "day")
    monday = true - pd.to_timedelta(true.dt.day_of_week, "D")
    month = true - pd.to_timedelta(true.dt.day - 1, "D")
    date = true.where(kinds != "week", monday).where(kinds != "month", month)
    end = (monday + pd.Timedelta(days=6)).where(kinds == "week")
    return pd.DataFrame({"date": date, "date_end": end, "date_precision": kinds, "true": true})


def ways(counts: pd.Series, events: pd.DataFrame, seed: int) -> dict[str, list[pd.Series]]:
    """Give the series, or the completed series, of every way to treat inexact dates."""
    days = counts.index
    ends = {"start": days[0], "end": days[-1]}
    return {
        "all dates known": [counts],
        "left out": [daily_counts(events[is_precise(events)], **ends)],
        "put on the first day": [daily_counts(events, **ends)],
        "imputed, even days": impute_counts(events, days, seed=seed, rates="even"),
        "imputed": impute_counts(events, days, seed=seed),
    }


def ratio_of(series: list[pd.Series], date: pd.Timestamp, after: int) -> Estimate:
    """Estimate the ratio at a date, pooled where there are several series."""
    if len(series) == 1:
        return ratio_on(series[0], date, before=28, after=after, gap=0, until=None)
    return pool_ratio(series, date, after=after)


def coverage(cell: Cell, runs: int) -> list[tuple[object, ...]]:
    """Measure, for every way, how often the interval holds the true ratio, its width and bias."""
    seen: dict[str, list[tuple[float, float, float]]] = {}
    for run in range(runs):
        rng = generator(f"imprecise dates, {cell.label}", run)
        counts = simulate(cell.design, rng)
        date = counts.index[cell.design.levels[0][1]]
        for way, series in ways(counts, coarsen(counts, cell, rng), run).items():
            found = ratio_of(series, date, cell.after)
            if np.isfinite(found.ci_high) and found.ci_low > 0:
                covered = found.ci_low <= cell.ratio <= found.ci_high
                width = np.log(found.ci_high / found.ci_low)
                seen.setdefault(way, []).append((covered, width, np.log(found.value / cell.ratio)))
    return [(cell.label, way, *_measured(np.array(rows))) for way, rows in seen.items()]


def _measured(rows: np.ndarray) -> tuple[str, ...]:
    covered, width, error = rows.mean(axis=0)
    return (
        _share(rows[:, 0]),
        f"{np.exp(width / 2):.2f}",
        f"{np.exp(error):.3f} ± {rows[:, 2].std() / np.sqrt(len(rows)) * np.exp(error):.3f}",
        str(len(rows)),
    )


def false_changes(cell: Cell, runs: int) -> list[tuple[object, ...]]:
    """Measure how often a change is reported in a series that has none."""
    hits: dict[str, list[bool]] = {}
    for run in range(runs):
        rng = generator(f"imprecise dates, false changes, {cell.label}", run)
        counts = simulate(cell.design, rng)
        events = coarsen(counts, cell, rng)
        treated = ways(counts, events, run)

        def draw(draws: int, batch: int, events=events, days=counts.index, run=run) -> list:
            return impute_counts(events, days, draws=draws, seed=(run, batch))

        del treated["imputed, even days"]
        plain = {way: find_changepoints(s[0]) for way, s in treated.items() if len(s) == 1}
        found = {way: len(result.table) > 0 for way, result in plain.items()}
        more, asked = further_draws(draw, DRAWS), {"imprecise": 1, "events": 2}
        pooled = pool_changes(treated["imputed"], plain["left out"], further=more, **asked)
        for way, hit in (found | {"imputed": len(pooled.table) > 0}).items():
            hits.setdefault(way, []).append(hit)
    return [(cell.label, way, _share(np.array(hit)), str(runs)) for way, hit in hits.items()]


def _share(hits: np.ndarray) -> str:
    share = hits.mean()
    # With no hit, or no miss, the error is that of half of one.
    clipped = np.clip(share, 0.5 / hits.size, 1 - 0.5 / hits.size)
    return f"{share:.3f} ± {np.sqrt(clipped * (1 - clipped) / hits.size):.3f}"


OPENING = """\
# Imprecise dates: what was measured

Written by `python -m benchmarks.simulation.imprecise_dates`; no number is typed by hand. Series of
140 days are drawn with negative binomial days (dispersion 1/3) and a known change of rate after 84
days. Then a quarter of the events, unless the row says otherwise (10 % before the change and 40 %
after it where "dating gets worse"), lose their day: half of these are dated only to their week,
half only to their month. The methods are in
[analytics/methods.md](../analytics/methods.md); ± is one Monte Carlo standard error.
"""
INTERVALS = """\
## Does the 95 % interval of the rate ratio hold the truth?

28 days on either side of the true change, the week's lull against the 28 days before it. An event
dated to a month can then have any day of the month, whatever happened in it. The width is the
factor from the middle of the interval to its ends, typical (geometric mean); bias is the typical
ratio over the true one.
"""
FALSE = f"""\
## How often is a change reported where there is none?

A change counts as reported for the imputed series when more than half of the draws show it, beyond
what their number leaves open: {DRAWS} draws, and up to {MOST_DRAWS} where these do not settle it.
"""


def main(
    *, coverage_runs: int = COVERAGE_RUNS, change_runs: int = CHANGE_RUNS, path: Path = PAGE
) -> None:
    """Run all cells and write the page."""
    rows = [row for cell in CELLS for row in coverage(cell, coverage_runs)]
    heads = ["truth", "inexact dates are", "coverage", "width", "bias", "runs"]
    false = false_changes(CELLS[0], change_runs)
    write(
        path,
        [
            *OPENING.splitlines(),
            "",
            f"Versions: {versions()}.",
            "",
            *INTERVALS.splitlines(),
            "",
            *table(heads, rows, texts=2),
            *FALSE.splitlines(),
            "",
            *table(["truth", "inexact dates are", "share", "runs"], false, texts=2),
        ],
    )


def _timed(run: Callable[[], None]) -> None:
    import time

    start = time.perf_counter()
    run()
    print(f"{PAGE.name} written in {time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    _timed(main)
