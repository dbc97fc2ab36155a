"""Panels of units, some with a change of their own, where they may share shocks or a course."""

import hashlib
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.simulation.simulate import generator

BURN_IN, DECAY = 40, 0.75
SHOCK, SHOCK_KEPT = 0.35, 0.6
PLANTED = (0.25, 3.0)


@dataclass(frozen=True, kw_only=True)
class Mixture:
    """Kinds of units: every one has a mean, a branching and a size drawn from these."""

    means: tuple[float, ...]
    branchings: tuple[float, ...]
    sizes: tuple[float, ...]


# Of the sketch, on which the method was chosen; and others, which chose nothing.
SKETCHED = Mixture(means=(0.2, 0.6, 1.5, 4.0), branchings=(0.0, 0.3, 0.5), sizes=(np.inf, 2.0, 0.7))
OTHER = Mixture(means=(0.3, 0.9, 2.2, 5.0), branchings=(0.0, 0.2, 0.4), sizes=(np.inf, 4.0, 1.0))


@dataclass(frozen=True, kw_only=True)
class PanelWorld:
    """How the days of a panel are drawn.

    Attributes
    ----------
    name : str
    mixture : Mixture
    units, days : int
    planted : float
        Share of the units with a change of their own, to a quarter or three times, in the middle
        four sevenths of the days.
    shared : bool
        Whether all units have waves in common: standard deviation .44 of the log, two days.
    course : str
        What else they share: "", "step" (all double half-way), "trend" (all grow fourfold).
    loading : float
        Half-width of the units' response to what they share, around 1.
    """

    name: str
    mixture: Mixture = field(default=SKETCHED)
    units: int = 150
    days: int = 140
    planted: float = 0.1
    shared: bool = False
    course: str = ""
    loading: float = 0.0

    @property
    def digest(self) -> str:
        """Changes whenever the drawn days would."""
        return hashlib.sha256(repr((self, SHOCK, PLANTED)).encode()).hexdigest()[:12]


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnPanel:
    """Counts, shape (n_days, n_units), and what only the world knows of them.

    Attributes
    ----------
    counts : array of int, shape (n_days, n_units)
    planted : array of bool, shape (n_units,)
        Which units have a change of their own.
    means, branchings, sizes : array of float, shape (n_units,)
        The means are those without a change.
    shared : array of float, shape (n_days, n_units)
        What multiplies each unit's rate beside its own change.
    """

    counts: np.ndarray
    planted: np.ndarray
    means: np.ndarray
    branchings: np.ndarray
    sizes: np.ndarray
    shared: np.ndarray


def draw_panel(world: PanelWorld, run: int) -> DrawnPanel:
    """Draw one panel of a world."""
    rng = generator(f"units of {world.name}", run)
    units, days, kinds = world.units, world.days, world.mixture
    planted = rng.random(units) < world.planted
    means, branchings, sizes = (
        rng.choice(values, units) for values in (kinds.means, kinds.branchings, kinds.sizes)
    )
    loadings = 1.0 + world.loading * rng.uniform(-1, 1, units)
    shared = np.exp(loadings[:, None] * _shared(world, rng))
    levels = means[:, None] * shared
    for unit in np.flatnonzero(planted):
        levels[unit, rng.choice(planted_days(days)) :] *= rng.choice(PLANTED)
    return DrawnPanel(
        counts=_drawn(levels, branchings, sizes, rng).T,
        planted=planted,
        means=means,
        branchings=branchings,
        sizes=sizes,
        shared=shared.T,
    )


def planted_days(days: int) -> np.ndarray:
    """Give the days on which a planted change may begin: the middle four sevenths."""
    return np.arange(3 * days // 14, 11 * days // 14)


def _shared(world: PanelWorld, rng: np.random.Generator) -> np.ndarray:
    """Give the logarithm of what multiplies every unit's rate, by day."""
    course = np.zeros(world.days)
    if world.shared:
        wave, steps = 0.0, rng.normal(0, SHOCK, world.days)
        course += [wave := SHOCK_KEPT * wave + step for step in steps]
        course -= SHOCK**2 / (1 - SHOCK_KEPT**2) / 2
    if world.course == "step":
        course[world.days // 2 :] += np.log(2.0)
    if world.course == "trend":
        course += np.linspace(-0.5, 0.5, world.days) * np.log(4.0)
    return course


def _drawn(
    levels: np.ndarray, branchings: np.ndarray, sizes: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draw counts day by day, each after those that it follows from."""
    shape = np.where(np.isfinite(sizes), sizes, 1e6)
    recent = levels[:, 0].copy()
    counts = np.empty(levels.shape, np.int64)
    for t in range(-BURN_IN, levels.shape[1]):
        expected = levels[:, max(t, 0)] * (1 - branchings) + branchings * recent
        drawn = rng.poisson(expected * rng.gamma(shape) / shape)
        recent = DECAY * recent + (1 - DECAY) * drawn
        if t >= 0:
            counts[:, t] = drawn
    return counts


# The first two are those of the bars; all with random numbers and most with kinds of units that
# chose nothing.
INDEPENDENT = PanelWorld(name="independent")
SHARED = PanelWorld(name="shared shocks", shared=True)
WORLDS = (
    INDEPENDENT,
    SHARED,
    PanelWorld(name="nothing changed", planted=0.0),
    PanelWorld(name="nothing changed, shared shocks", planted=0.0, shared=True),
    PanelWorld(name="other units", mixture=OTHER),
    PanelWorld(name="other units, shared shocks", mixture=OTHER, shared=True),
    PanelWorld(name="all double half-way", course="step"),
    PanelWorld(name="all grow fourfold", course="trend"),
    PanelWorld(name="shared shocks, unequal response", shared=True, loading=0.5),
    PanelWorld(name="20 units", units=20),
    PanelWorld(name="20 units, shared shocks", units=20, shared=True),
    PanelWorld(name="all clustered", mixture=replace(SKETCHED, branchings=(0.5,))),
)
