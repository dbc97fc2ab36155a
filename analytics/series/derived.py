"""Series made of daily counts: weeks, moving means, days around an event."""

import pandas as pd
from pandas.api.typing import Resampler

from analytics.checks import check_counts
from analytics.errors import InvalidOption, OutsideCoverage
from analytics.wording import plain_date


def weekly_counts(counts: pd.Series) -> pd.Series:
    """Add daily counts up to weeks that start on Monday.

    Returns
    -------
    Series of int64, shape (n_weeks,)
        Named "events per week", indexed by the Monday. The first and last week count the
        observed days only; :func:`partial_weeks` names those with fewer than seven. A week
        without an observed day is absent.
    """
    weeks = _weeks(counts)
    sums = weeks.sum()[weeks.size() > 0]
    return sums.astype("int64").rename("events per week")


def partial_weeks(counts: pd.Series) -> pd.DatetimeIndex:
    """Name the Mondays of the weeks that daily counts cover in part."""
    days = _weeks(counts).size()
    return days.index[(days > 0) & (days < 7)]


def _weeks(counts: pd.Series) -> Resampler:
    return check_counts(counts, gaps=True).resample("W-MON", closed="left", label="left")


def rolling_mean(counts: pd.Series, *, window: int = 7, centred: bool = True) -> pd.Series:
    """Average the counts over a moving window of days.

    Parameters
    ----------
    counts : Series, shape (n_days,)
        Events per day.
    window : int
        Days in the window; odd when it is centred.
    centred : bool
        The window lies around the day; otherwise it ends with the day.

    Returns
    -------
    Series of float, shape (n_days,)
        Named such as "7-day mean, centred"; over every day from the first to the last, NaN
        where the window holds a day that is not observed.
    """
    if window < 1 or (centred and window % 2 == 0):
        raise InvalidOption(f"A centred window needs an odd number of days, got {window}.")
    every = check_counts(counts, gaps=True).asfreq("D")
    mean = every.rolling(window, center=centred, min_periods=window).mean()
    return mean.rename(f"{window}-day mean, {'centred' if centred else 'trailing'}")


def around(
    counts: pd.Series, date: str | pd.Timestamp, *, before: int = 28, after: int = 28
) -> pd.Series:
    """Align counts on an event: day 0 is the event's first day.

    Parameters
    ----------
    counts : Series, shape (n_days,)
        Events per day.
    date : str or Timestamp
        First day of the event.
    before, after : int
        Days before day 0, and days from day 0 on, so that ``after=28`` ends with day 27.

    Returns
    -------
    Series of int64, at most ``before + after`` days
        Indexed by day number; days outside the coverage are absent.

    Raises
    ------
    InvalidSeries, InvalidOption, OutsideCoverage
    """
    if before < 0 or after < 1:
        raise InvalidOption(f"before must be 0 or more and after 1 or more: {before}, {after}.")
    whole, day = check_counts(counts, gaps=True), pd.Timestamp(date).normalize()
    number = (whole.index - day).days
    inside = (number >= -before) & (number < after)
    if not inside.any():
        raise OutsideCoverage(
            f"Nothing is covered around {plain_date(day)}: the series runs from "
            f"{plain_date(whole.index[0])} to {plain_date(whole.index[-1])}."
        )
    return whole[inside].set_axis(pd.Index(number[inside], name="day"))
