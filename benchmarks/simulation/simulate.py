"""Daily counts with a known truth: levels, overdispersion, weekday rhythm, dependence."""

import zlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

FIRST_DAY = "2023-01-02"  # a Monday
BURN_IN = 100


@dataclass(frozen=True, kw_only=True)
class Design:
    """How a series is drawn.

    Attributes
    ----------
    levels : tuple of (float, int)
        Mean events a day and number of days of each regime.
    size : float or None
        Inverse of the dispersion: variance = mean + mean^2 / size. None is Poisson.
    weekday : float
        Amplitude of the weekday factor ``1 + weekday * cos(2 pi day / 7)``.
    branching : float
        Share of the events that earlier events set off.
    lag : float
        Mean days until then; the weights of the days before fall geometrically.
    zeros : float
        Share of the days that are 0 whatever the rate; the others' mean makes up for it.
    odd : int
        Count of one day, drawn at random; 0 for none.
    correlation, wander : float
        Autocorrelation and standard deviation of the logarithm of a rate that wanders.
    """

    levels: tuple[tuple[float, int], ...]
    size: float | None = None
    weekday: float = 0.0
    branching: float = 0.0
    lag: float = 4.0
    zeros: float = 0.0
    odd: int = 0
    correlation: float = 0.0
    wander: float = 0.0

    @property
    def days(self) -> int:
        """Length of the series."""
        return sum(days for _, days in self.levels)

    @property
    def changes(self) -> tuple[int, ...]:
        """Positions of the first days of the new regimes."""
        return tuple(int(end) for end in np.cumsum([days for _, days in self.levels])[:-1])


def generator(name: str, run: int) -> np.random.Generator:
    """Give the random numbers of one run of one cell, so that it can be repeated alone."""
    return np.random.default_rng([zlib.crc32(name.encode()), run])


def simulate(design: Design, rng: np.random.Generator) -> pd.Series:
    """Draw one series.

    Parameters
    ----------
    design : Design
    rng : Generator

    Returns
    -------
    Series of int, shape (design.days,)
        Events per day, named "events".

    Notes
    -----
    Whatever the dependence, the mean of every day is the one that the design states: the memory
    of past counts is taken relative to the means of the days that they fell on.
    """
    means = np.repeat(*map(np.array, zip(*design.levels, strict=True))).astype(float)
    means *= (1 + design.weekday * np.cos(2 * np.pi * np.arange(means.size) / 7)) / (
        1 - design.zeros
    )
    if design.wander:
        means = means * _wandering(means.size, design, rng)
    if design.branching:
        counts = _self_exciting(means, design, rng)
    else:
        counts = rng.poisson(means * _mixing(design.size, means.size, rng))
    if design.zeros:
        counts = counts * (rng.random(counts.size) >= design.zeros)
    if design.odd:
        counts[rng.integers(counts.size)] = design.odd
    return pd.Series(counts, pd.date_range(FIRST_DAY, periods=means.size), name="events")


def _mixing(size: float | None, days: int, rng: np.random.Generator) -> np.ndarray:
    """Give gamma factors of mean 1, which make Poisson counts negative binomial."""
    return np.ones(days) if size is None else rng.gamma(size, 1 / size, days)


def _wandering(days: int, design: Design, rng: np.random.Generator) -> np.ndarray:
    """Give factors of mean 1 whose logarithm is a stationary autoregression."""
    steps = rng.normal(0, design.wander, days)
    steps[1:] *= np.sqrt(1 - design.correlation**2)
    level = 0.0
    log_rate = np.empty(days)
    for day, step in enumerate(steps):
        level = design.correlation * level + step
        log_rate[day] = level
    return np.exp(log_rate - design.wander**2 / 2)


def _self_exciting(means: np.ndarray, design: Design, rng: np.random.Generator) -> np.ndarray:
    """Draw counts whose mean follows the counts of the days before, after a burn-in."""
    means = np.concatenate([np.full(BURN_IN, means[0]), means])
    mixing = _mixing(design.size, means.size, rng)
    memory = 1 - 1 / design.lag
    counts, recent = [], 1.0
    for mean, factor in zip(means.tolist(), mixing.tolist(), strict=True):
        share = 1 - design.branching + design.branching * recent
        counts.append(rng.poisson(mean * share * factor))
        recent = memory * recent + (1 - memory) * counts[-1] / mean
    return np.array(counts[BURN_IN:], np.int64)
