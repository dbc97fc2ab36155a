"""Rules of conflict monitors and control charts, as published: ACLED, HDX, EWMA, CUSUM."""

import numpy as np

from analytics.alarms.presets.weeks import WEEK_DAYS, YEAR, UnitWeeks

ACLED_WEEKS, ACLED_TIMES, ACLED_LEAST = 4, 2.0, 1.0
HDX_DAYS, HDX_YEAR, HDX_LEAST = 30, 365, 3.0
EWMA_KEPT, EWMA_DEVIATIONS = 0.7, 3.0
# The chart is made for a rise to so many times the usual rate.
CUSUM_RISE = 2.0
# A mean below this is that of a unit of which nothing is known.
LEAST_MEAN = 0.02


def flag_acled(weeks: UnitWeeks) -> np.ndarray:
    """Tell in which watched weeks there were twice as many events as in the mean of four before.

    Parameters
    ----------
    weeks : UnitWeeks

    Returns
    -------
    array of bool
        One a watched week; never where the four weeks hold less than one event a week.

    References
    ----------
    ACLED (2024). Trendfinder and surge trackers: a rise of at least 100 % on the four-week mean.
    """
    flags = []
    for week in weeks.watched:
        mean = np.mean(weeks.counts[max(week - ACLED_WEEKS, 0) : week])
        flags.append(bool(mean >= ACLED_LEAST and weeks.counts[week] >= ACLED_TIMES * mean))
    return np.array(flags, dtype=bool)


def flag_hdx(weeks: UnitWeeks) -> np.ndarray:
    """Tell in which watched weeks the last 30 days are the most of a year.

    Parameters
    ----------
    weeks : UnitWeeks

    Returns
    -------
    array of bool
        One a watched week; never below three events (HDX Signals asks for 100 deaths).

    References
    ----------
    OCHA Centre for Humanitarian Data (2024). HDX Signals: armed conflict. The 30-day total at its
    one-year maximum.
    """
    sums = np.convolve(np.nan_to_num(weeks.daily), np.ones(HDX_DAYS), "valid")
    flags = []
    for week in weeks.watched:
        now = WEEK_DAYS * (week + 1) - HDX_DAYS
        # Those that had ended by the look before.
        before = sums[max(now - HDX_YEAR, 0) : max(now - WEEK_DAYS + 1, 0)]
        whole = now >= 0 and before.size > 0 and not np.isnan(weeks.counts[week])
        flags.append(bool(whole and sums[now] >= HDX_LEAST and sums[now] > before.max()))
    return np.array(flags, dtype=bool)


def flag_ewma(weeks: UnitWeeks) -> np.ndarray:
    """Tell in which watched weeks an exponentially weighted mean is three deviations above usual.

    Parameters
    ----------
    weeks : UnitWeeks

    Returns
    -------
    array of bool
        One a watched week. The mean and variance are those of the year before the watch.

    References
    ----------
    Roberts (1959). Control chart tests based on geometric moving averages. Technometrics 1(3).
    Lucas & Saccucci (1990). Exponentially weighted moving average control schemes. Technometrics
    32(1), 1-12.
    """
    mean, variance = _usual(weeks)
    limit = EWMA_DEVIATIONS * np.sqrt(variance * (1 - EWMA_KEPT) / (1 + EWMA_KEPT))
    weighted, flags = 0.0, []
    for week in weeks.watched:
        if not np.isnan(weeks.counts[week]):
            weighted = EWMA_KEPT * weighted + (1 - EWMA_KEPT) * (weeks.counts[week] - mean)
        flags.append(weighted > limit)
    return np.array(flags, dtype=bool)


def flag_cusum(weeks: UnitWeeks) -> np.ndarray:
    """Tell in which watched weeks a cumulative sum for a doubling is over its line.

    Parameters
    ----------
    weeks : UnitWeeks

    Returns
    -------
    array of bool
        One a watched week.

    Notes
    -----
    The sum of the log likelihood ratios of Poisson counts at twice the usual rate, never below 0.
    A line of ``h`` is reached once in at least ``e^h`` weeks: it is set to the budget's share of
    one unit. After an alarm the sum begins anew.

    References
    ----------
    Lucas (1985). Counted data CUSUM's. Technometrics 27(2), 129-144.
    Lorden (1971). Procedures for reacting to a change in distribution. Annals of Mathematical
    Statistics 42(6), 1897-1908.
    """
    mean, _ = _usual(weeks)
    line, total, flags = -np.log(weeks.share), 0.0, []
    for week in weeks.watched:
        if not np.isnan(weeks.counts[week]):
            gain = weeks.counts[week] * np.log(CUSUM_RISE) - mean * (CUSUM_RISE - 1)
            total = max(0.0, total + gain)
        flags.append(total > line)
        total = 0.0 if total > line else total
    return np.array(flags, dtype=bool)


def _usual(weeks: UnitWeeks) -> tuple[float, float]:
    """Give the mean and the variance of the weeks in the year before the watch."""
    year = weeks.counts[max(weeks.first - YEAR, 0) : weeks.first]
    year = year[~np.isnan(year)]
    mean = max(float(year.mean()), LEAST_MEAN)
    return mean, max(float(year.var(ddof=1)), mean)
