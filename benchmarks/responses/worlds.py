"""Pairs of series whose truth is known: what they share, and what one does after the other."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from benchmarks.simulation.simulate import generator

DAYS = pd.date_range("2023-10-17", periods=136, name="date")
MEAN, SIZE = 1.6, 4.0
# Monday to Sunday, over their mean.
WEEKDAY = np.array([1.8, 1.4, 1.0, 1.0, 0.6, 0.4, 0.8]) / 1.0
WEEKDAY = WEEKDAY / WEEKDAY.mean()
KEPT = 0.75
# The method was chosen on runs below this one.
FRESH = 10_000


@dataclass(frozen=True, kw_only=True)
class World:
    """What two simulated series share.

    Attributes
    ----------
    name : str
    strike_days : int
        Days of 136 with a strike, expected.
    weekday, shift, truce : bool
        Whether both follow the same weekday, triple on the 80th day, or rest for ten days.
    branching : float
        Share of the attacks that earlier attacks bring about.
    retaliation : float
        How much likelier strikes are after busy days.
    """

    name: str
    strike_days: int = 20
    weekday: bool = False
    shift: bool = False
    truce: bool = False
    branching: float = 0.0
    retaliation: float = 0.0

    def level(self) -> np.ndarray:
        """Give what both series' rates are multiplied by on each day."""
        t = np.arange(DAYS.size)
        level = np.ones(DAYS.size)
        if self.weekday:
            level *= WEEKDAY[t % 7]
        if self.shift:
            level *= np.where(t < 80, 0.55, 1.65)
        if self.truce:
            level *= np.where((t > 37) & (t < 48), 0.12, 1.0)
        return level


WORLDS = (
    World(name="nothing shared"),
    World(name="weekday", weekday=True),
    World(name="level shift x3", shift=True),
    World(name="both", weekday=True, shift=True),
    World(name="both, clustered .3", weekday=True, shift=True, branching=0.3),
    World(name="a truce", truce=True),
    World(name="strikes follow attacks, clustered .3", branching=0.3, retaliation=0.25),
    World(name="strikes follow attacks, clustered .5", branching=0.5, retaliation=0.25),
)
FEW = tuple(replace(world, strike_days=16) for world in WORLDS)


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What attacks do on the days after the first day of an episode: so many times their rate."""

    ratio: float = 1.0
    last: int = 3


NO_EFFECT = Effect()


@dataclass(frozen=True, kw_only=True, eq=False)
class Pair:
    """Two simulated series, and the true ratios over the window and over 14 days."""

    attacks: pd.Series
    strikes: pd.Series
    truth: float = field(default=1.0)
    later: float = field(default=1.0)


def draw_pair(world: World, run: int, effect: Effect = NO_EFFECT) -> Pair:
    """Draw both series of a world, day by day.

    Parameters
    ----------
    world : World
    run : int
        The same number gives the same series.
    effect : Effect

    Returns
    -------
    Pair
    """
    rng = generator(f"responses {world} {effect}", FRESH + run)
    level = world.level()
    rate, chance = MEAN * level, world.strike_days / DAYS.size * level
    attacks, strikes = np.zeros(DAYS.size), np.zeros(DAYS.size)
    excess, first, last = 0.0, -99, -99
    for t in range(DAYS.size):
        mean = max(rate[t] + world.branching * excess * level[t], 0.02)
        mean *= effect.ratio if 1 <= t - first <= effect.last else 1.0
        attacks[t] = rng.poisson(rng.gamma(SIZE, mean / SIZE))
        hazard = -np.log1p(-min(chance[t], 0.95))
        if world.retaliation:
            recent = attacks[max(0, t - 2) : t].sum()
            hazard = min(0.05 + world.retaliation * max(recent - 3, 0) / 3, 0.8)
            hazard *= world.strike_days / 20
        if rng.random() < 1 - np.exp(-hazard):
            strikes[t] = 1
            first, last = (t if t - last > 2 else first), t
        excess = KEPT * excess + (1 - KEPT) * (attacks[t] - rate[t])
    return _pair(attacks, strikes, rate, world.branching * level, effect)


def draw_after(strikes: np.ndarray, rate: np.ndarray, run: int, effect: Effect, name: str) -> Pair:
    """Draw attacks around given strikes, such as those of a real record.

    Parameters
    ----------
    strikes, rate : ndarray, shape (n_days,)
        Strikes a day, and attacks expected on it without an effect.
    run : int
    effect : Effect
    name : str
        Of the record, for the random numbers.
    """
    rng = generator(f"responses after {name} {effect}", FRESH + run)
    mean = rate * np.where(_near(strikes, effect.last), effect.ratio, 1.0)
    attacks = rng.poisson(rng.gamma(SIZE, np.maximum(mean, 0.02) / SIZE))
    return _pair(attacks, strikes, rate, np.zeros(rate.size), effect)


def _pair(
    attacks: np.ndarray, strikes: np.ndarray, rate: np.ndarray, fed: np.ndarray, effect: Effect
) -> Pair:
    days = pd.date_range(DAYS[0], periods=rate.size, name="date")
    truths = [
        _truth(strikes, rate, fed, effect, reach) if effect.ratio != 1 else 1.0
        for reach in (effect.last, 14)
    ]
    return Pair(
        attacks=pd.Series(attacks.astype("int64"), days, name="attacks"),
        strikes=pd.Series(strikes.astype("int64"), days, name="strikes"),
        truth=truths[0],
        later=truths[1],
    )


def _near(strikes: np.ndarray, last: int) -> np.ndarray:
    """Tell which days are within so many days after the first day of an episode."""
    near, first, latest = np.zeros(strikes.size, bool), -99, -99
    for t in range(strikes.size):
        near[t] = 1 <= t - first <= last
        if strikes[t]:
            first, latest = (t if t - latest > 2 else first), t
    return near


def _truth(
    strikes: np.ndarray, rate: np.ndarray, fed: np.ndarray, effect: Effect, reach: int
) -> float:
    """Give the ratio of attacks in the days after an episode with and without its effect.

    What the attacks of these days set off among themselves is in it, on average.
    """
    sums = np.zeros(2)
    for start in np.flatnonzero(_near(strikes, 1)[1:]):
        for which, ratio in enumerate((effect.ratio, 1.0)):
            excess = 0.0
            for day in range(1, min(reach, rate.size - 1 - start) + 1):
                here = rate[start + day]
                mean = (here + fed[start + day] * excess) * (ratio if day <= effect.last else 1.0)
                sums[which] += mean
                excess = KEPT * excess + (1 - KEPT) * (mean - here)
    return float(sums[0] / sums[1])
