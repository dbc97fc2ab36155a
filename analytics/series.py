"""Event tables to series of counts: every quiet day a zero, every unseen day absent."""

from collections.abc import Collection

import pandas as pd
from pandas.api.typing import Resampler

from analytics.checks import check_columns, check_counts, check_event_days, check_period
from analytics.errors import InvalidOption, OutsideCoverage
from analytics.wording import plain_date

UNKNOWN = "unknown"


def select_events(
    events: pd.DataFrame,
    *,
    country: Collection[str] | None = None,
    location: Collection[str] | None = None,
    weapon: Collection[str] | None = None,
    confidence: Collection[str] | None = None,
    actor: Collection[str] | None = None,
) -> pd.DataFrame:
    """Keep the events whose columns have one of the allowed values.

    Parameters
    ----------
    events : DataFrame, one row per event
    country, location, weapon, confidence, actor : collection of str, or None
        Allowed values; None allows all, an empty collection allows none, and "unknown" also
        allows a blank. A column that the table lacks is not filtered.

    Returns
    -------
    DataFrame
        The matching rows under their old index.
    """
    columns = ("country", "location", "weapon", "confidence", "actor")
    keep = pd.Series(True, index=events.index)
    for column, allowed in zip(
        columns, (country, location, weapon, confidence, actor), strict=True
    ):
        if isinstance(allowed, str):
            raise InvalidOption(f"{column} takes a list of values, got the text {allowed!r}.")
        if allowed is not None and column in events.columns:
            keep &= _labels(events[column]).isin(list(allowed))
    return events[keep]


def daily_counts(
    events: pd.DataFrame, *, start: str | pd.Timestamp, end: str | pd.Timestamp
) -> pd.Series:
    """Count events per day, quiet days included as zero.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date``, datetime64, the local day of the event.
    start, end : str or Timestamp
        First and last day the source covers, both inclusive.

    Returns
    -------
    Series of int64, shape (n_days,)
        Named "events", indexed by the day; days outside the coverage are absent.

    Raises
    ------
    MissingColumn, InvalidSeries, OutsideCoverage
    """
    first, last = check_period(start, end)
    days = pd.date_range(first, last, freq="D", name="date")
    counts = check_event_days(events).value_counts().reindex(days, fill_value=0)
    return counts.astype("int64").rename("events")


def daily_sums(
    events: pd.DataFrame,
    column: str,
    *,
    start: str | pd.Timestamp,
    end: str | pd.Timestamp,
) -> pd.Series:
    """Add up a toll per day; a day with a blank toll is unknown, a day without events zero.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date`` and the column.
    column : str
        A count, such as ``killed``.
    start, end : str or Timestamp
        As in :func:`daily_counts`, which raises the same errors.

    Returns
    -------
    Series of Int64, shape (n_days,)
        Named after the column.
    """
    first, last = check_period(start, end)
    check_columns(events, column)
    dates, tolls = check_event_days(events), events[column].astype("Int64")
    known = tolls.groupby(dates.to_numpy()).agg(lambda day: day.sum(skipna=False))
    days = pd.date_range(first, last, freq="D", name="date")
    sums = known.astype("Int64").reindex(days)
    return sums.mask(~days.isin(dates), 0).rename(column)


def daily_counts_by(
    events: pd.DataFrame, column: str, *, start: str | pd.Timestamp, end: str | pd.Timestamp
) -> pd.DataFrame:
    """Count events per day and value of a column.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date`` and the column.
    column : str
        Such as ``country``, ``weapon`` or ``confidence``.
    start, end : str or Timestamp
        As in :func:`daily_counts`, which raises the same errors.

    Returns
    -------
    DataFrame of int64, shape (n_days, n_values)
        One column per value seen in the period, the most frequent first; blanks are counted
        under "unknown". A row sums to that day of :func:`daily_counts`.
    """
    first, last = check_period(start, end)
    check_columns(events, "date", column)
    days = pd.date_range(first, last, freq="D", name="date")
    dates, labels = check_event_days(events), _labels(events[column])
    seen = dates.between(first, last)
    # Ties are broken by name so that colours and legends do not depend on the row order.
    order = labels[seen].value_counts().rename_axis(column).reset_index(name="n")
    order = order.sort_values(["n", column], ascending=[False, True])[column]
    table = pd.crosstab(dates[seen], labels[seen])
    table = table.reindex(index=days, columns=list(order), fill_value=0).astype("int64")
    return table.rename_axis(index="date", columns=column)


def _labels(values: pd.Series) -> pd.Series:
    return values.astype(object).where(values.notna(), UNKNOWN).astype(str)


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


def cumulative_counts(counts: pd.Series) -> pd.Series:
    """Add daily counts up over the observed days, as "cumulative events"."""
    return check_counts(counts, gaps=True).cumsum().rename("cumulative events")


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
