"""Rules of others as scores at weekly looks, so that all can be set to one realised rate.

A larger score is more alarming. FOCuS (Ward and others 2022) is here alone: the product has no
preset of it.
"""

import numpy as np
from scipy.stats import nbinom, poisson

from analytics.alarms.presets.farrington import enough
from analytics.alarms.presets.farrington_flexible import YEARS_BACK, flexible_forecast
from analytics.alarms.presets.published_rules import (
    ACLED_LEAST,
    ACLED_WEEKS,
    CUSUM_RISE,
    EWMA_KEPT,
    HDX_DAYS,
    HDX_LEAST,
    HDX_YEAR,
    LEAST_MEAN,
)
from analytics.alarms.presets.weeks import WEEK_DAYS, UnitWeeks, by_week

NONE = -50.0
LEAST_TAIL = 1e-15
Scores = dict[str, np.ndarray]


def peer_scores(counts: np.ndarray, first: int) -> Scores:
    """Give the scores of each rule at the end of each watched week.

    Parameters
    ----------
    counts : array of float, shape (n_days,)
    first : int
        The first day watched.

    Returns
    -------
    dict of str to array, shape (n_weeks_watched,)
    """
    weeks = by_week(counts, np.ones(counts.size), first, 1.0)
    usual = weeks.counts[: weeks.first]
    mean = max(float(usual.mean()), LEAST_MEAN)
    dispersion = max(float(usual.var(ddof=1)) / mean, 1.0)
    return {
        "Farrington Flexible": np.array([_flexible(weeks, week) for week in weeks.watched]),
        "ACLED": np.array([_acled(weeks, week) for week in weeks.watched]),
        "HDX": _hdx(weeks),
        "EWMA": _ewma(weeks, mean, dispersion),
        "CUSUM": _cusum(weeks, mean, dispersion),
        "FOCuS": _focus(counts, first, mean / WEEK_DAYS) / dispersion,
    }


def _flexible(weeks: UnitWeeks, week: int) -> float:
    if not enough(weeks.counts, week):
        return NONE
    mean, dispersion = flexible_forecast(weeks.counts, week, YEARS_BACK)
    if np.isnan(mean):
        return NONE
    mean, count = max(mean, 1e-6), weeks.counts[week]
    if dispersion > 1:
        tail = nbinom.sf(count - 1, mean / (dispersion - 1), 1 / dispersion)
    else:
        tail = poisson.sf(count - 1, mean)
    return float(-np.log(max(tail, LEAST_TAIL)))


def _acled(weeks: UnitWeeks, week: int) -> float:
    mean = weeks.counts[week - ACLED_WEEKS : week].mean()
    return float(weeks.counts[week] / mean) if mean >= ACLED_LEAST else NONE


def _hdx(weeks: UnitWeeks) -> np.ndarray:
    sums = np.convolve(weeks.daily, np.ones(HDX_DAYS), "valid")
    found = []
    for week in weeks.watched:
        now = WEEK_DAYS * (week + 1) - HDX_DAYS
        before = sums[max(now - HDX_YEAR, 0) : now - WEEK_DAYS + 1].max()
        found.append(sums[now] / max(before, HDX_LEAST))
    return np.array(found)


def _ewma(weeks: UnitWeeks, mean: float, dispersion: float) -> np.ndarray:
    weighted, found = 0.0, []
    for week in weeks.watched:
        weighted = EWMA_KEPT * weighted + (1 - EWMA_KEPT) * (weeks.counts[week] - mean)
        found.append(weighted / np.sqrt(dispersion * mean))
    return np.array(found)


def _cusum(weeks: UnitWeeks, mean: float, dispersion: float) -> np.ndarray:
    total, found = 0.0, []
    for week in weeks.watched:
        gain = weeks.counts[week] * np.log(CUSUM_RISE) - mean * (CUSUM_RISE - 1)
        total = max(0.0, total + gain)
        found.append(total / np.sqrt(dispersion))
    return np.array(found)


def _focus(counts: np.ndarray, first: int, mean: float) -> np.ndarray:
    """Give the largest log likelihood ratio of a rise over all begins since the watch began.

    References
    ----------
    Ward, Dilillo, Eckley & Fearnhead (2022). Poisson-FOCuS: an efficient online method for
    detecting count bursts with application to gamma ray burst detection. arXiv 2208.01494.
    """
    watched = counts[first:]
    found = []
    for end in range(WEEK_DAYS, watched.size + 1, WEEK_DAYS):
        sums = np.cumsum(watched[:end][::-1])
        lengths = np.arange(1, end + 1)
        ratio = np.maximum(sums / lengths / mean, 1.0)
        found.append(float((sums * np.log(ratio) - lengths * mean * (ratio - 1)).max()))
    return np.array(found)
