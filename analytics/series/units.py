"""Daily counts added up to weeks or months, and which of these are not wholly observed."""

import pandas as pd

from analytics.checks import check_counts

UNITS = ("day", "week", "month")
# Days of a unit, as a rate a day is set beside counts of it: months differ, their mean does not.
MEAN_DAYS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12}


def first_days(days: pd.DatetimeIndex, unit: str) -> pd.DatetimeIndex:
    """Return the first day of the unit in which each day lies.

    Parameters
    ----------
    days : DatetimeIndex
    unit : {"day", "week", "month"}
        Weeks start on Monday.

    Returns
    -------
    DatetimeIndex
    """
    if unit == "day":
        return days
    if unit == "week":
        return days - pd.to_timedelta(days.day_of_week, unit="D")
    return days - pd.to_timedelta(days.day - 1, unit="D")


def whole_days(firsts: pd.DatetimeIndex, unit: str) -> pd.Index:
    """Return how many days each unit has, observed or not.

    Parameters
    ----------
    firsts : DatetimeIndex
        First days of units.
    unit : {"day", "week", "month"}
    """
    if unit == "month":
        return firsts.days_in_month
    return pd.Index([int(MEAN_DAYS[unit])]).repeat(len(firsts))


def counts_per(counts: pd.Series, unit: str) -> pd.DataFrame:
    """Add daily counts up to weeks or months.

    Parameters
    ----------
    counts : Series, shape (n_days,)
        Events per day; days that were not observed are absent.
    unit : {"day", "week", "month"}

    Returns
    -------
    DataFrame
        Indexed by the first day of each unit: ``events``, ``days_observed``, and ``days``, which
        are more where the unit is partial. A unit without an observed day is absent: nobody
        knows its count.
    """
    counts = check_counts(counts, gaps=True)
    days = pd.DatetimeIndex(counts.index)
    table = counts.groupby(first_days(days, unit)).agg(["sum", "size"])
    table.columns = pd.Index(["events", "days_observed"])
    firsts = pd.DatetimeIndex(table.index)
    return table.assign(days=whole_days(firsts, unit)).astype("int64")
