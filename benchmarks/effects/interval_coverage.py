"""How often the interval of an effect holds the true ratio where days resemble their neighbours.

Run by ``python -m benchmarks.effects.interval_coverage``, some minutes on one core. The numbers in
``analytics.effects.rate_ratio`` were chosen on the levels of :data:`CHOSEN` and confirmed on that
of :data:`CONFIRMED`, with other random numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from analytics.effects.contrast import compare
from analytics.effects.estimates import naive_estimate
from analytics.effects.quasi_likelihood import root_deviance
from analytics.effects.rate_ratio import likelihood_ratio_interval
from analytics.effects.windows import cut_windows
from benchmarks.markdown import table, write
from benchmarks.simulation.simulate import Design, generator, simulate
from benchmarks.simulation.summary import Share, share

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "effect-intervals.md"
CHOSEN, CONFIRMED = (0.8, 3.0), (1.5,)
WINDOWS = ((30, 30), (45, 45), (60, 60))
RATIOS = (1.0, 2.0)
BRANCHING = (0.0, 0.3, 0.5)
SIZES = {"Poisson": None, "NB size 2": 2.0}
BAR = 0.90
# The width takes a regression a run, and hardly changes after some dozens.
WIDTHS = 60

TEXT = f"""\
# Does the interval of an effect hold the true ratio?

Written by `python -m benchmarks.effects.interval_coverage`; no number is typed by hand. Daily
counts with a known rate before and after are simulated and compared. *Branching* is the share of
the events that earlier events set off, with a mean lag of four days; NB size 2 lets days vary
beyond that, with a dispersion of 1/2.

- *holds*: share of the 95 % intervals that hold the true ratio, among the comparisons that give an
  answer, with its Monte Carlo standard error. The bar is {BAR:g}.
- *width*: of the interval over that of a regression which takes days for independent, on the
  logarithm, median. It is what the caution costs where days are independent.
- The numbers behind the widening were chosen on a mean of {" and ".join(map(str, CHOSEN))} events
  a day before, and confirmed on {" and ".join(map(str, CONFIRMED))} with other random numbers
  and more runs a row. Of many rows close above the bar some fall below it by their error alone.
"""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One kind of series: events a day before, days on either side, and how days depend."""

    mean: float
    days: tuple[int, int]
    ratio: float
    branching: float
    kind: str

    @property
    def design(self) -> Design:
        """How its series are drawn."""
        levels = ((self.mean, self.days[0]), (self.mean * self.ratio, self.days[1]))
        return Design(levels=levels, size=SIZES[self.kind], branching=self.branching)


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """The share of intervals that hold the true ratio, and their width over the plain one."""

    holds: Share
    width: float


def _grid(means: Iterable[float]) -> list[Cell]:
    return [
        Cell(mean=mean, days=days, branching=branching, kind=kind, ratio=ratio)
        for mean, days, branching, kind, ratio in product(means, WINDOWS, BRANCHING, SIZES, RATIOS)
    ]


def _edges() -> list[Cell]:
    """Give what lies beyond the grid: a short truce, few events left, still more clustering."""
    cases = [(2.0, (28, 7), 0.1, 0.0), (2.0, (28, 7), 0.1, 0.5), (2.0, (28, 7), 1.0, 0.5)]
    cases += [(0.5, (45, 45), 0.2, 0.5), (1.5, (45, 45), 0.2, 0.5), (1.5, (45, 45), 1.0, 0.7)]
    return [
        Cell(mean=mean, days=days, ratio=ratio, branching=branching, kind=kind)
        for mean, days, ratio, branching in cases
        for kind in SIZES
    ]


# The heading of each table, its cells, and the runs in each.
TABLES = {
    "Confirmed on": (_grid(CONFIRMED), 1000),
    "Chosen on": (_grid(CHOSEN), 300),
    "Beyond the grid: a truce of a week, few events left, still more clustering": (_edges(), 600),
}


def coverage(cell: Cell, *, runs: int) -> Coverage:
    """Measure one cell.

    Parameters
    ----------
    cell : Cell
    runs : int

    Returns
    -------
    Coverage
    """
    holds, widths = [], []
    before, after = cell.days
    for run in range(runs):
        counts = simulate(cell.design, generator(f"effect intervals {cell}", run))
        day = counts.index[before]
        windows = cut_windows(counts, day, before=before, after=after, gap=0, until=None)
        compared = compare(windows)
        if not compared.answerable:
            continue
        totals, days, dispersion = compared.totals, compared.days, compared.dispersion
        # The interval holds a ratio where the test at that ratio does not reject it.
        root = abs(float(root_deviance(totals, days, cell.ratio, dispersion.daily)))
        holds.append(root <= dispersion.critical * np.sqrt(dispersion.inflation))
        if len(widths) < WIDTHS and min(totals) > 0:
            naive = naive_estimate(compared.pair, compared.exposure, dispersion)
            low, high = likelihood_ratio_interval(totals, days, dispersion)
            widths.append(np.log(high / low) / np.log(naive.ci_high / naive.ci_low))
    return Coverage(holds=share(holds), width=float(np.median(widths)))


def rows(measured: dict[Cell, Coverage]) -> list[tuple[object, ...]]:
    """Return a row of the page a cell."""
    return [
        (
            f"{cell.mean:g}",
            "+".join(map(str, cell.days)),
            f"{cell.branching:g}",
            cell.kind,
            f"{cell.ratio:g}",
            found.holds,
            "met" if found.holds.value >= BAR else f"missed by {BAR - found.holds.value:.3f}",
            f"{found.width:.2f}",
        )
        for cell, found in measured.items()
    ]


def main() -> None:
    """Measure, and write the page."""
    heads = ["mean before", "days", "branching", "days vary as", "ratio", "holds", "bar", "width"]
    lines = [*TEXT.splitlines(), ""]
    for title, (cells, runs) in TABLES.items():
        measured = {cell: coverage(cell, runs=runs) for cell in cells}
        lines += [f"## {title}", "", *table(heads, rows(measured))]
    write(PAGE, lines)
    print(f"Wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
