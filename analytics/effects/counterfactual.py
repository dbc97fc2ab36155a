"""What the days after would have held at the rate before, with its band."""

import numpy as np
import pandas as pd

from analytics.dispersion import Dispersion
from analytics.effects.quasi_likelihood import root_deviance


def prediction_band(
    total: float, days: float, ahead: np.ndarray, dispersion: Dispersion, *, inflation: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Predict counts at the rate of the days before.

    Parameters
    ----------
    total, days : float
        Events and exposure before.
    ahead : ndarray, shape (n,)
        Exposure of each count to predict: single days, or all of them together.
    dispersion : Dispersion
    inflation : ndarray, shape (n,)
        Variance inflation of the difference between each count and the rate before.

    Returns
    -------
    low, high : ndarray of float, shape (n,)
        Whole numbers of events; a count outside contradicts the rate before.
    """
    limit = dispersion.critical * np.sqrt(inflation)
    centre = total / days * ahead

    def root(count: np.ndarray) -> np.ndarray:
        return root_deviance((total, np.maximum(count, 1e-6)), (days, ahead), 1.0, a)

    a = dispersion.daily
    low, high = np.zeros_like(centre), centre.copy()
    inner, outer = centre.copy(), 1e3 * (centre + 10)
    for _ in range(60):
        # The answer is in whole numbers: further halvings only move what is rounded away.
        if (_lowest(low) == _lowest(high)).all() and (_highest(inner) == _highest(outer)).all():
            break
        middle, beyond = (low + high) / 2, (inner + outer) / 2
        out = root(middle) < -limit
        low, high = np.where(out, middle, low), np.where(out, high, middle)
        within = root(beyond) <= limit
        inner, outer = np.where(within, beyond, inner), np.where(within, outer, beyond)
    return _lowest(high), _highest(inner)


def _lowest(end: np.ndarray) -> np.ndarray:
    """Give the first whole number from a lower end on."""
    return np.ceil(np.maximum(end - 1e-6, 0.0))


def _highest(end: np.ndarray) -> np.ndarray:
    return np.floor(end + 1e-6)


def expected_counts(
    before: pd.Series,
    after: pd.Series,
    exposure: tuple[np.ndarray, np.ndarray],
    dispersion: Dispersion,
) -> pd.DataFrame:
    """Give the expected count of each day after, had the rate stayed, with its band.

    Parameters
    ----------
    before, after : Series of int
        Counts per day in the two windows.
    exposure : tuple of ndarray
        Weekday weights of the days before and after, 1 where there is no weekday rhythm.
    dispersion : Dispersion

    Returns
    -------
    DataFrame
        ``expected``, ``low``, ``high``, indexed by the day; the band holds a single day's count.
    """
    days, ahead = exposure[0].sum(), exposure[1]
    # Only the rate before is an average over dependent days; a single day is not.
    share = ahead / (days + ahead)
    inflation = 1 + share * (dispersion.inflation - 1)
    low, high = prediction_band(before.sum(), days, ahead, dispersion, inflation=inflation)
    expected = before.sum() / days * ahead
    return pd.DataFrame({"expected": expected, "low": low, "high": high}, index=after.index)


def excess(
    totals: tuple[float, float], days: tuple[float, float], dispersion: Dispersion
) -> tuple[float, float, float]:
    """Give the events after beyond what the rate before would have brought.

    Parameters
    ----------
    totals, days : tuple of float
        Events and exposure before and after.
    dispersion : Dispersion

    Returns
    -------
    excess, ci_low, ci_high : float
        Negative for a shortfall.
    """
    low, high = prediction_band(
        totals[0],
        days[0],
        np.array([float(days[1])]),
        dispersion,
        inflation=np.array([dispersion.inflation]),
    )
    expected = totals[0] / days[0] * days[1]
    return totals[1] - expected, totals[1] - float(high[0]), totals[1] - float(low[0])
