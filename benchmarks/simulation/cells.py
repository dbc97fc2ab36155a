"""The grid as data: what is simulated, and the bar that each cell must meet."""

import hashlib
from dataclasses import dataclass
from itertools import product

from benchmarks.simulation.simulate import Design

DISTRIBUTIONS = {"Poisson": None, "NB size 1": 1.0, "NB size 0.3": 0.3}
LENGTHS = (60, 140, 365, 1000)
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


def _quiet(
    series: str, days: int, mean: float, bar: float | None, *, quick: bool = False, **options: float
) -> Cell:
    """Give a series without a change."""
    design = Design(levels=((mean, days),), **options)
    return Cell(section="unchanged", series=series, design=design, bar=bar, quick=quick)


def _independent() -> list[Cell]:
    """Give independent days: Poisson, negative binomial, and with more zeros than either."""
    kinds = {name: {"size": size} for name, size in DISTRIBUTIONS.items()}
    kinds["NB size 2, half of the days 0"] = {"size": 2.0, "zeros": 0.5}
    return [
        _quiet(series, days, mean, 0.05, quick=days in (140, 365) and mean == 0.8, **options)
        for (series, options), days, mean in product(kinds.items(), LENGTHS, (0.2, 0.8, 3.0))
        # Series that are nearly empty are drawn of the two commonest kinds alone.
        if mean > 0.2 or (series in ("Poisson", "NB size 1") and days < 1000)
    ]


def _weekdays() -> list[Cell]:
    grid = product(("Poisson", "NB size 1"), (140, 365), (0.8, 3.0))
    return [
        _quiet(
            f"{series}, weekday swing of ±50 %",
            days,
            mean,
            0.05,
            quick=days == 140 and mean == 3.0,
            size=DISTRIBUTIONS[series],
            weekday=0.5,
        )
        for series, days, mean in grid
    ]


def _clustered() -> list[Cell]:
    """Give days that follow each other, and the hardest: those that also vary by themselves."""
    varying = {(0.3, 60): 0.09, (0.5, 60): 0.18, (0.3, 140): 0.08, (0.5, 140): 0.16}
    cells = []
    for branching, days, mean in product((0.3, 0.5), LENGTHS, (0.8, 3.0)):
        series, quick = f"self-exciting, branching {branching:g}", days == 140 and mean == 0.8
        bar = 0.12 if days <= 140 else 0.10
        cells.append(_quiet(series, days, mean, bar, quick=quick, branching=branching))
        series, bar = f"{series}, NB size 2", varying.get((branching, days))
        cells.append(_quiet(series, days, mean, bar, quick=quick, branching=branching, size=2.0))
    cells.sort(key=lambda cell: cell.design.size is not None)
    lagged = {"branching": 0.5, "lag": 10.0}
    name = "self-exciting, branching 0.5, mean lag 10 days"
    return [*cells, *(_quiet(name, 365, mean, 0.15, **lagged) for mean in (0.8, 3.0))]


def _odd_days() -> list[Cell]:
    """Give a quiet series with one busy day."""
    return [_quiet(f"Poisson, one day of {odd}", 140, 1.3, 0.05, odd=odd) for odd in (20, 500)]


def _changed(
    series: str,
    bar: float | None,
    *levels: tuple[float, int],
    quick: bool = False,
    **options: float,
) -> Cell:
    return Cell(
        section="changed",
        series=series,
        design=Design(levels=levels, **options),
        bar=bar,
        quick=quick,
        share=0.4,
    )


# The series of the truce without the truce: what evidence for independent days is held against.
WITHOUT_LULL = _quiet("NB size 2, as the truce lull but without it", 111, 1.6, 0.05, size=2.0)
TRUCE = ((1.9, 38), (0.2, 11), (1.5, 62))
THREE = ((0.3, 150), (1.5, 100), (0.5, 150), (0.05, 100))
CHANGED = (
    _changed("truce lull", 0.45, *TRUCE, quick=True, size=2.0),
    _changed("rise and fall", 0.92, (0.2, 40), (2.0, 40), (0.4, 60), quick=True, size=1.0),
    _changed("three changes", 0.90, *THREE, quick=True, size=1.0),
    _changed("doubling", 0.60, (1.0, 90), (2.0, 90), quick=True, size=2.0),
)
CLUSTERED_CHANGES = (
    _changed("doubling, branching 0.5", 0.80, (1.0, 180), (2.0, 185), branching=0.5),
    _changed("tripling, branching 0.5", 0.85, (0.8, 70), (2.4, 70), branching=0.5),
    _changed("truce lull, branching 0.3", None, *TRUCE, branching=0.3),
)


def _dates() -> list[Cell]:
    """Give the single steps whose date is to be covered; the lower level is the mean."""
    grid = product((2.0, 3.0, 5.0), (0.5, 1.0), (1.0, 3.0), (60, 180))
    return [
        Cell(
            section="dates",
            series=f"step ×{ratio:g}, NB size {size:g}",
            design=Design(levels=((mean, days), (mean * ratio, days)), size=size),
            bar=0.93,
            share=0.2,
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
        *_independent(),
        *_weekdays(),
        *_clustered(),
        *_odd_days(),
        WITHOUT_LULL,
        *CHANGED,
        *CLUSTERED_CHANGES,
        *_dates(),
        *_effects(),
    ]
    return [cell for cell in cells if cell.quick] if quick else cells
