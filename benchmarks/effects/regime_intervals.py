"""How often the intervals of regimes hold the true rate, and that of a change the true ratio.

Run by ``python -m benchmarks.effects.regime_intervals``, half an hour on one core. The regimes are
those that the search finds, not those that were drawn.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.changepoints.search import ChangepointResult, find_changepoints
from benchmarks.markdown import table, write
from benchmarks.simulation.simulate import Design, generator, simulate
from benchmarks.simulation.summary import SAME, Share, share

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "regime-intervals.md"
LEVELS = {
    "nothing changes": ((1.5, 140),),
    "nothing changes, a year": ((0.5, 365),),
    "tripled": ((0.8, 70), (2.4, 70)),
    "doubled": ((2.0, 70), (4.0, 70)),
    "to a quarter": ((2.0, 90), (0.5, 90)),
    "a lull": ((1.9, 60), (0.2, 40), (1.5, 60)),
    "nearly nothing left": ((1.9, 90), (0.03, 60)),
}
BRANCHING = (0.0, 0.3, 0.5)
SIZES = {"Poisson": None, "NB size 2": 2.0}
RUNS = 400
# Days between official totals, as those of the bundled study lie: how many of each length.
LENGTHS = np.repeat([1, 2, 3, 4, 5, 6, 8, 10], [20, 11, 7, 5, 3, 2, 1, 1])

TEXT = f"""\
# Do the intervals of regimes hold the true rate?

Written by `python -m benchmarks.effects.regime_intervals`; no number is typed by hand. Daily counts
with known rates are simulated, {RUNS} series a row, and searched for changes as the product does.
*Branching* is the share of the events that earlier events set off, with a mean lag of four days; NB
size 2 lets days vary beyond that, with a dispersion of 1/2. Each share has its Monte Carlo standard
error.

- *found*: series with as many changes as were drawn, each within {SAME} days of the true one.
- *the days' mean*: 95 % intervals of regimes that hold the mean of the true rates of their own
  days, over all regimes of all series. It is what the interval speaks of, also where a change is
  missed.
- *rate now*: intervals of the newest regime that hold the true rate of the last day. Where a change
  was missed they speak of a time that is over; where one was seen that is not there, of a part that
  was chosen for being high or low.
- *ratio*: among the found, intervals of the newest change's ratio that hold the true one.
"""

PERIODS = """\
## Counts of unequal periods

The same days, of which only the sums over 1 to 10 of them are known, as between official totals.
"""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One kind of series."""

    name: str
    branching: float
    kind: str
    # Not part of what seeds the series: both are of the same days.
    periods: bool = field(default=False, repr=False)

    @property
    def design(self) -> Design:
        """How its series are drawn."""
        return Design(levels=LEVELS[self.name], size=SIZES[self.kind], branching=self.branching)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What :data:`TEXT` says of each share."""

    found: Share
    mean: Share
    now: Share
    ratio: Share


CELLS = [
    Cell(name=name, branching=branching, kind=kind, periods=periods)
    for periods, name, branching, kind in product((False, True), LEVELS, BRANCHING, SIZES)
]


def coverage(cell: Cell, *, runs: int = RUNS) -> Coverage:
    """Measure one kind of series.

    Parameters
    ----------
    cell : Cell
    runs : int

    Returns
    -------
    Coverage
    """
    design = cell.design
    truth = np.repeat(*map(np.array, zip(*design.levels, strict=True)))
    found, mean, now, ratio = [], [], [], []
    for run in range(runs):
        counts = simulate(design, generator(f"regime intervals {cell}", run))
        lengths = _lengths(len(counts), run) if cell.periods else np.ones(len(counts), int)
        firsts = np.cumsum(lengths) - lengths
        totals = pd.Series(np.add.reduceat(counts.to_numpy(), firsts), counts.index[firsts])
        result = find_changepoints(totals, exposure=lengths, ask_trend=False)
        mean += _hold_their_mean(result, truth)
        newest = result.segments.iloc[-1]
        now.append(bool(newest.rate_low <= truth[-1] <= newest.rate_high))
        found.append(_is_found(result, design))
        if found[-1] and design.changes:
            last = result.table.iloc[-1]
            true = design.levels[-1][0] / design.levels[-2][0]
            ratio.append(bool(last.ratio_low <= true <= last.ratio_high))
    return Coverage(found=share(found), mean=share(mean), now=share(now), ratio=share(ratio))


def _lengths(days: int, run: int) -> np.ndarray:
    """Draw the lengths of periods that are so many days together."""
    ends = np.cumsum(generator("lengths of periods", run).choice(LENGTHS, size=days))
    return np.diff([0, *ends[ends < days], days])


def _hold_their_mean(result: ChangepointResult, truth: np.ndarray) -> list[bool]:
    ends = np.cumsum(result.segments["days"].to_numpy(int))
    parts = np.split(truth, ends[:-1])
    limits = result.segments[["rate_low", "rate_high"]].to_numpy()
    return [
        bool(low <= part.mean() <= high) for part, (low, high) in zip(parts, limits, strict=True)
    ]


def _is_found(result: ChangepointResult, design: Design) -> bool:
    days = (result.table["changepoint"] - result.counts.index[0]).dt.days.tolist()
    return len(days) == len(design.changes) and all(
        abs(day - change) <= SAME for day, change in zip(days, design.changes, strict=True)
    )


def rows(measured: dict[Cell, Coverage]) -> Iterable[tuple[object, ...]]:
    """Return a row of the page a kind of series."""
    for cell, told in measured.items():
        kind = (cell.name, f"{cell.branching:g}", cell.kind)
        yield (*kind, told.found, told.mean, told.now, told.ratio)


def main() -> None:
    """Measure, and write the page."""
    heads = ["series", "branching", "days vary as", "found", "the days' mean", "rate now", "ratio"]
    days, periods = (
        {cell: coverage(cell) for cell in CELLS if cell.periods is asked} for asked in (False, True)
    )
    lines = [*TEXT.splitlines(), "", *table(heads, rows(days)), "", *PERIODS.splitlines(), ""]
    write(PAGE, [*lines, *table(heads, rows(periods))])
    print(f"Wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
