"""Made studies whose rows come in late: by week, by day, in bunches, from sources, ever later."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.nowcast.triangle import Looks, count_seen
from benchmarks.simulation.simulate import generator

FIRST = pd.Timestamp("2023-01-02")
DAYS = 365
# Days between two releases, and how many downloads there are.
RELEASES = {"weekly": 60, "daily": 150, "working days": 110, "weekly, some missed": 60}
MISSED = 0.15
# Mean days until an event is listed, and the shape of the gamma distribution around it.
MEAN_DELAY, SHAPE = 4.0, 0.9
# All reports of one day are early or late together: a gamma factor of this shape on their delays.
TOGETHER = 12.0
# Sources: mean days of each, and its share of the events at the begin and at the end of the year.
SOURCE_DELAYS = np.array([1.0, 5.0, 14.0])
SHARES = np.array([[0.6, 0.3, 0.1], [0.6, 0.3, 0.1]])
SHIFTED = np.array([[0.6, 0.3, 0.1], [0.35, 0.35, 0.3]])


@dataclass(frozen=True, kw_only=True)
class World:
    """How the days of a study are drawn, and how they come in.

    Attributes
    ----------
    name : str
    release : str
        One of :data:`RELEASES`.
    mean : float
        Events a day.
    size : float or None
        Of the negative binomial distribution of a day; None is Poisson.
    drift : float
        How many times longer delays are at the end of the year than at its begin.
    shares : array or None
        Of the sources, at the begin and at the end of the year; None is one source.
    surge : float
        How many times the events are of the last ten days.
    """

    name: str
    release: str
    mean: float
    size: float | None = 2.0
    drift: float = 1.0
    shares: np.ndarray | None = None
    surge: float = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Made:
    """One study: what each download listed of each day, and what there was in the end."""

    seen: np.ndarray
    days: pd.DatetimeIndex
    looks: Looks
    final: np.ndarray


def taken_days(release: str, rng: np.random.Generator) -> np.ndarray:
    """Give the days of the downloads; the last day of the year is one of them."""
    days = np.arange(DAYS)
    if release == "daily":
        taken = days
    elif release == "working days":
        taken = days[days % 7 < 5]
    else:
        taken = days[(DAYS - 1 - days) % 7 == 0]
        if release != "weekly":
            kept = rng.random(taken.size) >= MISSED
            kept[-1] = True
            taken = taken[kept]
    return taken[-RELEASES[release] :]


def made_study(world: World, run: int, *, seeds: str = "judging") -> Made:
    """Draw one study of a world.

    Parameters
    ----------
    world : World
    run : int
    seeds : str
        Those that judge are not those that chose.

    Returns
    -------
    Made
    """
    rng = generator(f"nowcast, {seeds}: {world.name}", run)
    rates = np.full(DAYS, world.mean)
    rates[-10:] *= world.surge
    if world.size:
        rates = rates * rng.gamma(world.size, 1 / world.size, DAYS)
    day = np.repeat(np.arange(DAYS), rng.poisson(rates))
    mean = _mean_delays(world, day / DAYS, rng) * rng.gamma(TOGETHER, 1 / TOGETHER, DAYS)[day]
    listed = day + np.floor(rng.gamma(SHAPE, mean / SHAPE)).astype(int)
    taken = taken_days(world.release, rng)
    look = np.searchsorted(taken, listed)
    there = (look < taken.size) & (day <= taken[-1])
    days = pd.date_range(FIRST, periods=taken[-1] + 1, freq="D")
    dates = pd.DatetimeIndex(FIRST + pd.to_timedelta(day[there], unit="D"))
    when = pd.DatetimeIndex(FIRST + pd.to_timedelta(taken, unit="D"))
    looks = Looks(taken=when, first=pd.DatetimeIndex([FIRST] * taken.size), last=when)
    seen = count_seen(dates, look[there], days, taken.size)
    final = np.bincount(day, minlength=DAYS)[: taken[-1] + 1]
    return Made(seen=seen, days=days, looks=looks, final=final)


def _mean_delays(world: World, when: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Give the mean delay of each event, at its time of the year."""
    growing = world.drift ** (when - 0.5)
    if world.shares is None:
        return MEAN_DELAY * growing
    shares = world.shares[0] + when[:, None] * (world.shares[1] - world.shares[0])
    source = (rng.random(when.size)[:, None] > shares.cumsum(axis=1)).sum(axis=1)
    return SOURCE_DELAYS[np.minimum(source, SOURCE_DELAYS.size - 1)] * growing


def _worlds(release: str, mean: float) -> list[World]:
    """List what is varied for one rhythm of release and one number of events a day."""
    short = f"{release}, {mean:g} a day"
    every = {"release": release, "mean": mean}
    return [
        World(name=f"{short}, Poisson", size=None, **every),
        World(name=f"{short}, overdispersed", **every),
        World(name=f"{short}, delays twice as long within the year", drift=2.0, **every),
        World(name=f"{short}, three sources", shares=SHARES, **every),
        World(name=f"{short}, slow sources grow", shares=SHIFTED, **every),
    ]


WORLDS = [
    world
    for release in ("weekly", "daily")
    for mean in (1.0, 10.0)
    for world in _worlds(release, mean)
]
WORLDS += [
    World(name=f"{release}, {mean:g} a day, overdispersed", release=release, mean=mean)
    for release in ("working days", "weekly, some missed")
    for mean in (1.0, 10.0)
]
# Beyond what the bar is for: the newest days are of another kind than all before.
HARDER = [
    World(name=f"weekly, {mean:g} a day, three times as many of late", release="weekly", mean=mean,
          surge=3.0)
    for mean in (1.0, 10.0)
]  # fmt: skip
