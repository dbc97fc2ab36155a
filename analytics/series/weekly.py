"""Daily counts added up to weeks, and which of the weeks are not whole."""

import pandas as pd
from pandas.api.typing import Resampler

from analytics.checks import check_counts

# Eight dates fall on one day of the week by chance once in a million.
FEWEST_DATES, MOSTLY = 8, 0.95


def weekly_counts(counts: pd.Series) -> pd.Series:
    """Add daily counts up to weeks that start on Monday.

    Parameters
    ----------
    counts : Series, shape (n_days,)
        Events per day; days that were not observed are absent.

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


def reports_weekly(events: pd.DataFrame) -> str:
    """Tell whether a source reports by week: all of its dates fall on one day of the week.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date`` and ``date_precision``: all rows of the source, whatever is chosen of them.

    Returns
    -------
    str
        The day of the week on which all rows dated to the day fall, or "week" where nearly all
        rows are dated to a week; empty where neither is so, or fewer than eight dates tell.
    """
    precision = events["date_precision"]
    dates = pd.DatetimeIndex(events.loc[precision == "day", "date"].unique())
    if len(dates) >= FEWEST_DATES and dates.day_of_week.nunique() == 1:
        return str(dates[0].day_name())
    weeks = events.loc[precision == "week", "date"]
    mostly = len(weeks) >= MOSTLY * len(events)
    return "week" if mostly and weeks.nunique() >= FEWEST_DATES else ""


def partial_weeks(counts: pd.Series) -> pd.DatetimeIndex:
    """Name the Mondays of the weeks that daily counts cover in part."""
    days = _weeks(counts).size()
    return days.index[(days > 0) & (days < 7)]


def _weeks(counts: pd.Series) -> Resampler:
    return check_counts(counts, gaps=True).resample("W-MON", closed="left", label="left")
