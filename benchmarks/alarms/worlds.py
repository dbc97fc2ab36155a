"""Worlds of thirty units without a new rise, and units with one, for the watch to be held to."""

import hashlib
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.simulation.simulate import generator

UNITS, HISTORY, WATCHED, BURN_IN = 30, 392, 91, 60
# Events a week and sizes of the units; None is Poisson. The constants of the watch were chosen on
# rates .5, 2 and 5, sizes 2 and .7, and other random numbers.
RATES = (0.4, 0.8, 1.6, 3.0, 6.0)
SIZES: tuple[float | None, ...] = (None, 3.0, 1.0)
# Those that the bars of what is found were set on: days vary more.
BAR_RATES = (0.5, 2.0, 5.0)
BAR_SIZES: tuple[float | None, ...] = (None, 2.0, 0.7)
WEEK = np.array([1.6, 1.6, 1.0, 1.0, 0.4, 0.64, 1.0])
SHOCK, SHOCK_KEPT = 0.35, 0.6
WANDER = 0.015


@dataclass(frozen=True, kw_only=True)
class World:
    """How the days of all units are drawn.

    Attributes
    ----------
    name : str
    weekday : bool
        Whether Monday has four times the events of Friday.
    shared : bool
        Whether all units have waves in common: standard deviation .44 of the log, two days.
    branching, lag : float
        Share of the events that earlier ones set off, and the mean days until then.
    old : float
        Rate until half a year ago, as a multiple of that since.
    wander : float
        Standard deviation of the daily steps of the logarithm of each unit's rate.
    drift : float
        Factor by which every rate grows in a year.
    bar : float
        The most that may be realised of a budget of 1.
    """

    name: str
    weekday: bool = False
    shared: bool = False
    branching: float = 0.0
    lag: float = 4.0
    old: float = 1.0
    wander: float = 0.0
    drift: float = 1.0
    bar: float = field(default=1.2, compare=False)

    @property
    def digest(self) -> str:
        """Changes whenever the drawn days would."""
        return hashlib.sha256(repr(replace(self, bar=0.0)).encode()).hexdigest()[:12]


def _clustered(branching: float, lag: float) -> World:
    name = f"clustering {branching:g}, lag {lag:g} {'day' if lag == 1 else 'days'}"
    return World(name=name, branching=branching, lag=lag)


INDEPENDENT = World(name="independent")
HARDEST = _clustered(0.5, 4.0)
WORLDS = (
    INDEPENDENT,
    World(name="weekday", weekday=True),
    World(name="shared shocks", shared=True),
    *(_clustered(branching, lag) for branching in (0.3, 0.5) for lag in (1.0, 4.0, 10.0)),
    World(name="old rise", old=1 / 3),
    World(name="old fall", old=3.0),
    World(name="wandering", wander=WANDER),
    World(name="drift of 30 % a year", drift=1.3, bar=1.5),
)


def quiet_units(
    world: World, run: int, watched: int = WATCHED, *, of_bars: bool = False
) -> np.ndarray:
    """Draw thirty units without a new rise, shape (30, history and watched days)."""
    rng = generator(f"alarms: {world.name}", run)
    kinds, spreads = (BAR_RATES, BAR_SIZES) if of_bars else (RATES, SIZES)
    rates = np.array([kinds[u % len(kinds)] for u in range(UNITS)]) / 7
    sizes = [spreads[u // len(kinds) % len(spreads)] for u in range(UNITS)]
    days = HISTORY + watched
    return _drawn(world, rates[:, None] * _course(world, days, rng), sizes, rng)


def risen_units(
    world: World, rate: float, rise: float, number: int, run: int, *, of_bars: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Draw units whose rate rises in the third week watched, and the day on which it does.

    ``rise`` is the rate ratio, or 0 for one that begins at nothing.
    """
    rng = generator(f"alarms: {world.name}: {rate:g} x{rise:g}", run)
    days = HISTORY + WATCHED
    begins = HISTORY + 14 + rng.integers(7, size=number)
    after = np.arange(days) >= begins[:, None]
    means = rate / 7 * _course(world, days, rng) * np.where(after, rise or 1.0, float(rise > 0))
    spreads = BAR_SIZES if of_bars else SIZES
    sizes = [spreads[u % len(spreads)] for u in range(number)]
    return _drawn(world, np.broadcast_to(means, (number, days)), sizes, rng), begins


def _course(world: World, days: int, rng: np.random.Generator) -> np.ndarray:
    """Give what multiplies each unit's rate by day, shape (1 or 30, n_days)."""
    t = np.arange(days) - HISTORY
    course = np.ones((1, days))
    course = course * np.where(t < -HISTORY // 2, world.old, 1.0) * world.drift ** (t / 365)
    if world.shared:
        wave, steps = 0.0, rng.normal(0, SHOCK, days)
        waves = np.array([wave := SHOCK_KEPT * wave + step for step in steps])
        course = course * np.exp(waves - SHOCK**2 / (1 - SHOCK_KEPT**2) / 2)
    if world.wander:
        walk = np.exp(np.cumsum(rng.normal(0, world.wander, (UNITS, days)), axis=1))
        course = course * walk / walk[:, HISTORY - 180 : HISTORY].mean(axis=1, keepdims=True)
    return course


def _drawn(
    world: World, means: np.ndarray, sizes: list[float | None], rng: np.random.Generator
) -> np.ndarray:
    """Draw counts around means, each day after those that it follows from."""
    week = WEEK / WEEK.mean() if world.weekday else np.ones(7)
    shape = np.array([size or 1e6 for size in sizes])
    kept, recent = 1 - 1 / world.lag, np.zeros(len(means))
    counts = np.empty(means.shape)
    for t in range(-BURN_IN, means.shape[1]):
        factor = week[t % 7]
        own = world.branching * recent
        rate = factor * (means[:, max(t, 0)] * (1 - world.branching) + own)
        drawn = rng.poisson(rate * rng.gamma(shape) / shape)
        recent = kept * recent + (1 - kept) * drawn / factor
        if t >= 0:
            counts[:, t] = drawn
    return counts
