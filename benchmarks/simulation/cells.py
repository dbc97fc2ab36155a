"""The grid as data: what is simulated, and the bar that each cell must meet."""

import hashlib
from dataclasses import dataclass
from itertools import product

from benchmarks.simulation.simulate import Design

DISTRIBUTIONS = {"Poisson": None, "NB size 1": 1.0, "NB size 0.3": 0.3}
WINDOWS = ((14, 14), (28, 28), (60, 30))
LEVEL = 0.05


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of the grid; ``series`` names its kind, ``quick`` puts it into the coarse grid.

    ``bar`` is the worst share that is allowed: the most false changes, or the least found or
    covered, ``top`` the most; None where no bar is set. ``share`` of the usual runs are done.
    """

    section: str
    series: str
    design: Design
    bar: float | None = None
    top: float | None = None
    quick: bool = False
    share: float = 1.0

    @property
    def name(self) -> str:
        """The cell's key, from which its random numbers are seeded."""
        levels = " ".join(f"{mean:g}x{days}" for mean, days in self.design.levels)
        return f"{self.section}: {self.series}: {levels}"

    @property
    def digest(self) -> str:
        """Changes whenever the simulated series would."""
        return hashlib.sha256(repr(self.design).encode()).hexdigest()[:12]


def _unchanged() -> list[Cell]:
    """Give the series without a change: independent days."""
    grid = product(DISTRIBUTIONS, (90, 140, 365, 1000), (0.2, 0.8, 3.0))
    return [
        Cell(
            section="unchanged",
            series=series,
            design=Design(levels=((mean, days),), size=DISTRIBUTIONS[series]),
            bar=0.07,
            quick=days in (140, 365) and mean == 0.8,
        )
        for series, days, mean in grid
    ]


def _weekdays() -> list[Cell]:
    grid = product(DISTRIBUTIONS, (140, 365), (0.8, 3.0))
    return [
        Cell(
            section="unchanged",
            series=f"{series}, weekday swing of ±50 %",
            design=Design(levels=((mean, days),), size=DISTRIBUTIONS[series], weekday=0.5),
            bar=0.07,
            quick=days == 140 and mean == 3.0,
        )
        for series, days, mean in grid
    ]


def _clustered() -> list[Cell]:
    grid = product((0.3, 0.5), (140, 365, 1000), (0.8, 3.0))
    return [
        Cell(
            section="unchanged",
            series=f"self-exciting, branching {branching:g}",
            design=Design(levels=((mean, days),), branching=branching),
            bar=0.12 if days == 140 else 0.10,
            quick=days in (140, 365) and mean == 0.8,
        )
        for branching, days, mean in grid
    ]


def _clustered_and_varying() -> list[Cell]:
    """Give the hardest series: clustering and overdispersion together, as attacks often are."""
    grid = product((0.3, 0.5), (140, 365), (0.8, 1.6, 3.0))
    return [
        Cell(
            section="unchanged",
            series=f"self-exciting, branching {branching:g}, NB size 2",
            design=Design(levels=((mean, days),), size=2.0, branching=branching),
            quick=days == 140 and mean == 1.6,
            share=0.5,
        )
        for branching, days, mean in grid
    ]


CHANGED = (
    Cell(
        section="changed",
        series="truce lull",
        design=Design(levels=((1.9, 38), (0.2, 11), (1.5, 62)), size=2.0),
        bar=0.70,
        top=2.0,
        quick=True,
    ),
    Cell(
        section="changed",
        series="rise and fall",
        design=Design(levels=((0.2, 40), (2.0, 40), (0.4, 60)), size=1.0),
        bar=0.88,
        quick=True,
    ),
    Cell(
        section="changed",
        series="three changes",
        design=Design(levels=((0.3, 150), (1.5, 100), (0.5, 150), (0.05, 100)), size=1.0),
        bar=0.80,
        quick=True,
    ),
    Cell(
        section="changed",
        series="doubling",
        design=Design(levels=((1.0, 90), (2.0, 90)), size=2.0),
        bar=0.80,
        quick=True,
    ),
)


def _dates() -> list[Cell]:
    """Give the single steps whose date is to be covered; the lower level is the mean."""
    grid = product((1.5, 2.0, 3.0, 5.0), (0.5, 1.0, 3.0), (1.0, 3.0), (60, 180))
    return [
        Cell(
            section="dates",
            series=f"step ×{ratio:g}, NB size {size:g}",
            design=Design(levels=((mean, days), (mean * ratio, days)), size=size),
            bar=0.93 if ratio > 1.5 else None,
            top=0.98 if ratio > 1.5 else None,
            # Fewer runs, so that the full grid ends within the hour.
            share=0.3 if ratio > 1.5 else 0.2,
            quick=mean == 1.0 and size == 1.0,
        )
        for ratio, mean, size, days in grid
    ]


EFFECT_KINDS = {
    "Poisson": ({}, 0.93, WINDOWS),
    "NB size 1": ({"size": 1.0}, 0.93, WINDOWS),
    "self-exciting, branching 0.3": ({"branching": 0.3}, 0.90, WINDOWS),
    "wandering rate, correlation 0.6, sd 0.5": (
        {"correlation": 0.6, "wander": 0.5},
        0.90,
        ((60, 30),),
    ),
    "wandering rate, correlation 0.6, sd 1": (
        {"correlation": 0.6, "wander": 1.0},
        None,
        ((60, 30),),
    ),
}


def _effects() -> list[Cell]:
    return [
        Cell(
            section="effects",
            series=series,
            design=Design(levels=((mean, before), (mean * ratio, after)), **options),
            bar=bar,
            quick=mean == 2.0 and ratio == 1.0 and before > 14,
            share=1.0 if ratio == 1.0 else 0.4,
        )
        for series, (options, bar, windows) in EFFECT_KINDS.items()
        for (before, after), mean, ratio in product(windows, (0.5, 2.0, 8.0), (1.0, 2.0))
    ]


def grid(*, quick: bool = False) -> list[Cell]:
    """Give the cells to run, in the order in which they are reported."""
    cells = [
        *_unchanged(),
        *_weekdays(),
        *_clustered(),
        *_clustered_and_varying(),
        *CHANGED,
        *_dates(),
        *_effects(),
    ]
    return [cell for cell in cells if cell.quick] if quick else cells
