"""The interval of a rate ratio between two windows of clustered daily counts."""

from collections.abc import Callable

import numpy as np

from analytics.dispersion import Dispersion
from analytics.effects.quasi_likelihood import root_deviance

LARGEST_LOG_RATIO = 25.0
HALVINGS = 48


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
