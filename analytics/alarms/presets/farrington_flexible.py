"""Farrington Flexible: all weeks of earlier years, in ten seasons, outbreaks of late left out."""

import numpy as np

from analytics.alarms.presets.farrington import (
    HALF_WINDOW,
    YEARS_BACK,
    YEARS_FOR_TREND,
    forecast_of,
    weeks_above,
    weighted_fit,
)
from analytics.alarms.presets.weeks import WEEK_DAYS, UnitWeeks

# Seasons of a year, one of them the window around the same week; weeks of late that are left out.
SEASONS, LATE_WEEKS = 10, 26
DRAWN_IN_FLEXIBLE, ALPHA_FLEXIBLE = 2.58, 0.01
DAYS_OF_YEAR = 365.25


def flag_flexible(weeks: UnitWeeks) -> np.ndarray:
    """Tell which watched weeks lie above the bound of Farrington Flexible, at 1 %.

    Parameters
    ----------
    weeks : UnitWeeks

    Returns
    -------
    array of bool
        One a watched week.

    References
    ----------
    Noufaily, Enki, Farrington, Garthwaite, Andrews & Charlett (2013). An improved algorithm for
    outbreak detection in multiple surveillance systems. Statistics in Medicine 32(7), 1206-1222.
    """
    return weeks_above(weeks, flexible_bound)


def flexible_bound(
    counts: np.ndarray, week: int, *, years: int = YEARS_BACK, alpha: float = ALPHA_FLEXIBLE
) -> float:
    """Give the bound of a week: the upper quantile of a negative binomial around its forecast.

    Parameters
    ----------
    counts : array of float, shape (n_weeks,)
        Events a week; unknown ones are left out.
    week : int
    years : int
        Years back; those before the first week are left out.
    alpha : float

    Returns
    -------
    float
        Infinite where no week of the same season is known.

    Notes
    -----
    A quasi-Poisson regression on the weeks since the first window, with a factor of ten seasons and
    a trend where three years are there, unless it leads beyond the largest count; weights where
    standardised Anscombe residuals are above 2.58; the last 26 weeks left out. The bound is the
    quantile of the negative binomial with the forecast's mean and ``phi`` times it as variance.
    """
    mean, dispersion = flexible_forecast(counts, week, years)
    return upper_quantile(mean, dispersion, alpha)


def flexible_forecast(counts: np.ndarray, week: int, years: int) -> tuple[float, float]:
    """Give the mean and the dispersion that the past forecasts; without one, no number."""
    windows = reference_weeks(week, years)
    if not windows:
        return np.nan, 1.0
    season = season_of_weeks(week, windows)
    season[max(week - LATE_WEEKS, 0) :] = -1
    past = np.flatnonzero(season >= 0)
    past = past[~np.isnan(counts[past])]
    values, seasons = counts[past], season[past]
    levels = np.unique(seasons)
    if SEASONS - 1 not in levels:
        return np.nan, 1.0
    design = (seasons[:, None] == levels).astype(float)
    now = (levels == SEASONS - 1).astype(float)
    if len(windows) >= YEARS_FOR_TREND:
        trend = np.column_stack([design, past - past[0]])
        fit = weighted_fit(trend, values, limit=DRAWN_IN_FLEXIBLE)
        found = forecast_of(np.append(now, week - past[0]), *fit)
        if found.mean <= values.max():
            return found.mean, found.dispersion
    found = forecast_of(now, *weighted_fit(design, values, limit=DRAWN_IN_FLEXIBLE))
    return found.mean, found.dispersion


def reference_weeks(week: int, years: int) -> list[int]:
    """List the weeks of the same date in earlier years, the newest first."""
    found = [week - round(year * DAYS_OF_YEAR / WEEK_DAYS) for year in range(1, years + 1)]
    return [one for one in found if one - HALF_WINDOW >= 0]


def season_of_weeks(week: int, windows: list[int]) -> np.ndarray:
    """Give the season of each week up to one; -1 before the first window.

    The windows around the same date are season 9; the weeks between two of them are divided into
    nine seasons as even as may be, the longer ones first.
    """
    season = np.full(week + 1, -1)
    season[week - HALF_WINDOW :] = SEASONS - 1
    for later, window in zip([week, *windows], windows, strict=False):
        season[window - HALF_WINDOW : window + HALF_WINDOW + 1] = SEASONS - 1
        start = window + HALF_WINDOW + 1
        between = np.arange(later - HALF_WINDOW - start)
        length, longer = divmod(between.size, SEASONS - 1)
        sizes = [length + (part < longer) for part in range(SEASONS - 1)]
        season[start : start + between.size] = np.repeat(np.arange(SEASONS - 1), sizes)
    return season


def upper_quantile(mean: float, dispersion: float, alpha: float) -> float:
    """Give the quantile of a count whose variance is so many times its mean.

    Parameters
    ----------
    mean, dispersion : float
    alpha : float
        The chance above it.

    Returns
    -------
    float
        Infinite without a mean.
    """
    from scipy.special import betainc, gammaincc

    if np.isnan(mean):
        return np.inf
    tries = np.arange(int(mean + 12 * (dispersion * mean) ** 0.5) + 12)
    if dispersion > 1:
        below = betainc(mean / (dispersion - 1), tries + 1.0, 1 / dispersion)
    else:
        below = gammaincc(tries + 1.0, mean)
    return float(tries[np.searchsorted(below, 1 - alpha)])
