"""Daily counts added up to weeks, and which of the weeks are not whole."""

import pandas as pd
from pandas.api.typing import Resampler

from analytics.checks import check_counts


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


def partial_weeks(counts: pd.Series) -> pd.DatetimeIndex:
    """Name the Mondays of the weeks that daily counts cover in part."""
    days = _weeks(counts).size()
    return days.index[(days > 0) & (days < 7)]


def _weeks(counts: pd.Series) -> Resampler:
    return check_counts(counts, gaps=True).resample("W-MON", closed="left", label="left")
