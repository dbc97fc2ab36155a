"""The interval of a rate ratio between two windows of clustered daily counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.effects.quasi_likelihood import daily_dispersion, root_deviance
from analytics.rates import LEVEL

# Days of a block whose sums tell the dependence. Longer ones show more of it and are fewer.
BLOCK = 10
# Variance of a long window's total over what independent days give: what days of events are taken
# to have before the data say otherwise, and what that is worth. These numbers and those below were
# chosen by simulated coverage and confirmed on other levels and seeds: docs/effect-intervals.md.
PRIOR_INFLATION = 2.5
PRIOR_FREEDOM = 8.0
# Dependence reaches past a block, and a mean fitted to the days hides some: its excess over a block
# stands for so much over many days. Up to CLUSTERS it is that of events that set off others, about
# half of them; beyond it the rate itself wanders, of which a block shows more.
BEYOND_BLOCK = 5.0
CLUSTERS = 1.0
BEYOND_CLUSTERS = 2.5
# A day resembles the next; that much of it is left each day later. A short window sees less of it.
MEMORY = 0.8
SMALLEST_INFLATION = 0.8
LARGEST_LOG_RATIO = 25.0
HALVINGS = 48


@dataclass(frozen=True, kw_only=True)
class Dispersion:
    """How much totals of days scatter.

    ``daily`` is that of a day: variance = mean + daily x mean^2; ``inflation`` multiplies the
    variance of a window's total because days resemble their neighbours; ``freedom`` is what
    the estimate is worth in degrees of freedom.
    """

    daily: float
    inflation: float
    freedom: float

    @property
    def critical(self) -> float:
        """Student quantile that a root of the deviance is compared with."""
        from scipy.special import stdtrit

        return float(stdtrit(self.freedom, (1 + LEVEL) / 2))


def window_dispersion(
    windows: Sequence[np.ndarray], means: Sequence[np.ndarray], *, parameters: int
) -> Dispersion:
    """Estimate the scatter of daily counts around their fitted means.

    Parameters
    ----------
    windows, means : sequence of ndarray, one per window
        Counts and fitted means per day.
    parameters : int
        Parameters behind the means.

    Returns
    -------
    Dispersion

    Notes
    -----
    The inflation is the variance of sums over overlapping blocks of days, less what removing the
    mean takes away, drawn towards ``PRIOR_INFLATION``: a few weeks of days cannot tell the
    dependence on their own, which is why Newey-West intervals are too short there. It is that of
    the windows' own lengths, the shorter one counting more, as in the variance of their ratio.

    References
    ----------
    Smyth (2004). Linear models and empirical Bayes methods for assessing differential
    expression in microarray experiments. Stat. Appl. Genet. Mol. Biol. 3(1).
    """
    counts, mean = np.concatenate(windows), np.concatenate(means)
    freedom = max(counts.size - parameters, 1)
    a = float(daily_dispersion(counts - mean, mean, freedom=freedom))
    blocks = [_block_sums(y, m, a) for y, m in zip(windows, means, strict=True)]
    square, expected, worth = np.sum(blocks, axis=0)
    seen = square / expected - 1 if expected > 0 else 0.0
    excess = BEYOND_BLOCK * min(seen, CLUSTERS) + BEYOND_CLUSTERS * max(seen - CLUSTERS, 0.0)
    excess = (PRIOR_FREEDOM * (PRIOR_INFLATION - 1) + worth * excess) / (PRIOR_FREEDOM + worth)
    inflation = 1 + excess * _share_within([days.size for days in windows])
    return Dispersion(
        daily=a,
        inflation=float(max(inflation, SMALLEST_INFLATION)),
        freedom=float(PRIOR_FREEDOM + worth),
    )


def _block_sums(counts: np.ndarray, mean: np.ndarray, a: float) -> tuple[float, float, float]:
    """Squared sums over overlapping blocks, their expectation, and their degrees of freedom."""
    days = counts.size
    block = min(BLOCK, days // 2)
    if block < 2:
        return 0.0, 0.0, 0.0
    variance = mean + a * mean**2
    residual = (counts - mean) / np.sqrt(np.where(variance > 0, variance, 1.0))
    running = np.concatenate([[0.0], np.cumsum(residual)])
    sums = running[block:] - running[:-block]
    expected = (days - block + 1) * block * (1 - block / days)
    # Overlapping blocks are worth half as much again as disjoint ones (Bartlett weights).
    return float((sums**2).sum()), expected, 1.5 * (days / block - 1)


def _share_within(lengths: Sequence[int]) -> float:
    """Give the share of the excess over many days that windows of these lengths have."""
    days = np.array(lengths, dtype=float)
    shares = 1 - (1 - MEMORY**days) / (days * (1 - MEMORY))
    return float(np.average(shares, weights=1 / days))


def likelihood_ratio_interval(
    totals: tuple[float, float], days: tuple[float, float], dispersion: Dispersion
) -> tuple[float, float]:
    """Give the range of rate ratios that the two totals do not contradict.

    Parameters
    ----------
    totals, days : tuple of float
        Events and exposure before and after; at least one event in all.
    dispersion : Dispersion

    Returns
    -------
    ci_low, ci_high : float
        0 when nothing happened after, infinite when nothing happened before.
    """
    limit = dispersion.critical * np.sqrt(dispersion.inflation)
    centre = np.log((totals[1] + 0.5) * days[0] / (totals[0] + 0.5) / days[1])

    def root(steps: np.ndarray) -> np.ndarray:
        return root_deviance(totals, days, np.exp(centre + steps), dispersion.daily)

    low, high = 0.0, np.inf
    if totals[1] > 0:
        low = np.exp(centre - last_inside(lambda steps: root(-steps) <= limit))
    if totals[0] > 0:
        high = np.exp(centre + last_inside(lambda steps: root(steps) >= -limit))
    return float(low), float(high)


def last_inside(
    inside: Callable[[np.ndarray], np.ndarray],
    *,
    top: float = LARGEST_LOG_RATIO,
    at_once: int = 6,
) -> float:
    """Find by bisection where a condition that holds at 0 stops to hold.

    Parameters
    ----------
    inside : callable
        Tells of an array of points whether each is inside: up to some point between 0 and ``top``
        they are, beyond it not.
    top : float
    at_once : int
        Halvings between two questions, a divisor of 48: all points that they could ask are asked
        together, which changes no answer.

    Returns
    -------
    float
    """
    low, high = 0.0, top
    for _ in range(HALVINGS // at_once):
        points = np.array([low, high])
        for _ in range(at_once):
            finer = np.empty(2 * points.size - 1)
            finer[::2], finer[1::2] = points, (points[:-1] + points[1:]) / 2
            points = finer
        within = inside(points[1:-1])
        first, last = 0, points.size - 1
        while last - first > 1:
            middle = (first + last) // 2
            first, last = (middle, last) if within[middle - 1] else (first, middle)
        low, high = points[first], points[last]
    return float(low)


def ratio_pvalue(
    totals: tuple[float, float], days: tuple[float, float], dispersion: Dispersion
) -> float:
    """Test that the rate is the same in both windows.

    Parameters
    ----------
    totals, days : tuple of float
        Events and exposure before and after; at least one event in all.
    dispersion : Dispersion

    Returns
    -------
    float
        Two-sided; below 0.05 exactly when the interval leaves 1 out.
    """
    from scipy.special import stdtr

    root = root_deviance(totals, days, 1.0, dispersion.daily) / np.sqrt(dispersion.inflation)
    return float(2 * stdtr(dispersion.freedom, -abs(root)))
