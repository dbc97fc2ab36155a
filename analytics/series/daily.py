"""Event tables to series of counts: every quiet day a zero, every unseen day absent."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from analytics.checks import check_columns, check_event_days, check_period
from analytics.errors import InvalidOption

UNKNOWN = "unknown"
FIRMEST_FIRST = {"official": 0, "media": 1, "claimed": 2}


def select_events(
    events: pd.DataFrame,
    *,
    country: Collection[str] | None = None,
    location: Collection[str] | None = None,
    weapon: Collection[str] | None = None,
    confirmation: Collection[str] | None = None,
    actor: Collection[str] | None = None,
) -> pd.DataFrame:
    """Keep the events whose columns have one of the allowed values.

    Parameters
    ----------
    events : DataFrame, one row per event
    country, location, weapon, confirmation, actor : collection of str, or None
        Allowed values; None allows all, an empty collection allows none, and "unknown" also
        allows a blank. A column that the table lacks is not filtered.

    Returns
    -------
    DataFrame
        The matching rows under their old index.
    """
    asked = {"country": country, "location": location, "weapon": weapon}
    return events[selected_rows(events, **asked, confirmation=confirmation, actor=actor)]


def selected_rows(events: pd.DataFrame, **asked: Collection[str] | None) -> np.ndarray:
    """Tell which rows :func:`select_events` keeps, by the allowed values of each column."""
    keep = np.ones(len(events), dtype=bool)
    for column, allowed in asked.items():
        if isinstance(allowed, str):
            raise InvalidOption(f"{column} takes a list of values, got the text {allowed!r}.")
        if allowed is not None and column in events.columns:
            keep &= _are_among(events[column], allowed)
    return keep


def once_per_day_and_place(events: pd.DataFrame) -> pd.DataFrame:
    """Keep one row of those on the same day at the same place, the best confirmed one.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date``, ``date_precision``, ``country``, ``location`` and ``confirmation``.

    Returns
    -------
    DataFrame
        Under its old index and in its old order. A row whose day or place is not known stays: it
        may be of another one.
    """
    return events[rows_once(events)]


def rows_once(events: pd.DataFrame) -> np.ndarray:
    """Tell which rows :func:`once_per_day_and_place` keeps."""
    check_columns(events, "date", "date_precision", "country", "location", "confirmation")
    place = events["location"].astype(object)
    known = (events["date_precision"] == "day") & place.notna() & (place != UNKNOWN)
    firmness = events["confirmation"].map(FIRMEST_FIRST).fillna(len(FIRMEST_FIRST))
    order = events[known].assign(firmness=firmness).sort_values("firmness", kind="stable")
    repeated = order.index[order.duplicated(["date", "country", "location"])]
    return ~events.index.isin(repeated)


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
    return count_days(check_event_days(events).to_numpy(), start=start, end=end)


def count_days(
    dates: np.ndarray, *, start: str | pd.Timestamp, end: str | pd.Timestamp
) -> pd.Series:
    """Count dates per day as :func:`daily_counts` does, of events whose days have been checked."""
    first, last = check_period(start, end)
    days = pd.date_range(first, last, freq="D", name="date")
    places = (dates.astype("datetime64[D]") - first.to_datetime64().astype("datetime64[D]")).astype(
        "int64"
    )
    inside = places[(places >= 0) & (places < len(days))]
    counts = np.bincount(inside, minlength=len(days)).astype("int64")
    return pd.Series(counts, index=days, name="events")


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
    events: pd.DataFrame,
    column: str,
    *,
    start: str | pd.Timestamp,
    end: str | pd.Timestamp,
    added: str = "",
) -> pd.DataFrame:
    """Count events per day and value of a column, or add up what is known of a toll.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date`` and the column.
    column : str
        Such as ``country``, ``weapon`` or ``confirmation``.
    start, end : str or Timestamp
        As in :func:`daily_counts`, which raises the same errors.
    added : str
        A toll to add up instead, such as ``killed``: a row without a number adds nothing, and
        :func:`unknown_by` says how many those are.

    Returns
    -------
    DataFrame of int64, shape (n_days, n_values)
        One column per value seen in the period, the most frequent first; blanks are counted
        under "unknown". Counts of a day sum to that day of :func:`daily_counts`.
    """
    first, last = check_period(start, end)
    check_columns(events, "date", column, *filter(None, [added]))
    days = pd.date_range(first, last, freq="D", name="date")
    dates, labels = check_event_days(events), _labels(events[column])
    seen = ((dates >= first) & (dates <= last)).to_numpy()
    codes, found = pd.factorize(labels[seen])
    weights = events[added][seen].to_numpy(float, na_value=0.0) if added else None
    numbers = np.bincount(codes, weights, minlength=len(found))
    # Ties are broken by name so that colours and legends do not depend on the row order.
    order = sorted(range(len(found)), key=lambda code: (-numbers[code], found[code]))
    names = pd.Index(found[order], dtype=labels.dtype, name=column)
    cells = days.get_indexer(dates[seen]) * len(names) + np.argsort(order)[codes]
    counts = np.bincount(cells, weights, minlength=len(days) * len(names)).astype("int64")
    return pd.DataFrame(counts.reshape(len(days), len(names)), index=days, columns=names)


def unknown_by(events: pd.DataFrame, column: str, added: str) -> pd.Series:
    """Count the rows whose toll is blank, by the value of a column.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs both columns.
    column, added : str
        As in :func:`daily_counts_by`.

    Returns
    -------
    Series of int64
        By the values that have such rows.
    """
    check_columns(events, column, added)
    return _labels(events.loc[events[added].isna(), column]).value_counts().astype("int64")


def _are_among(values: pd.Series, allowed: Collection[str]) -> np.ndarray:
    if not isinstance(values.dtype, pd.StringDtype):
        return _labels(values).isin(list(allowed)).to_numpy()
    # Text need not be made text first, which takes most of the time of a filter.
    found = values.isin(list(allowed)).to_numpy(dtype=bool)
    return found | values.isna().to_numpy() if UNKNOWN in allowed else found


def _labels(values: pd.Series) -> pd.Series:
    return values.astype(object).where(values.notna(), UNKNOWN).astype(str)
