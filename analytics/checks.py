"""Checks on input that several analyses share."""

from datetime import date, datetime

import numpy as np
import pandas as pd

from analytics.errors import (
    ConstantSeries,
    InvalidOption,
    InvalidSeries,
    MissingColumn,
    OutsideCoverage,
    SeriesTooShort,
)
from analytics.wording import plain_date


def check_counts(counts: pd.Series, *, gaps: bool = False) -> pd.Series:
    """Return a daily count series as int64, or say what is wrong with it.

    Parameters
    ----------
    counts : Series, shape (n_days,)
        Events per day, indexed by the day, ascending.
    gaps : bool
        Whether days may be absent because they were not observed.

    Returns
    -------
    Series of int64
        The same counts; the input is left as it is.

    Raises
    ------
    InvalidSeries
    """
    _check_days(counts, gaps)
    values = counts.to_numpy()
    if values.dtype.kind not in "iuf":
        raise InvalidSeries(f"Counts must be whole numbers, got values of type {counts.dtype}.")
    for wrong, found in (
        (~np.isfinite(values), "no count; leave days outside the coverage out, fill quiet ones"),
        (values < 0, "a negative count"),
        (values != np.floor(values), "a fraction, where a count is a whole number"),
    ):
        if wrong.any():
            raise InvalidSeries(f"{plain_date(counts.index[wrong.argmax()])} has {found}.")
    return counts.astype("int64")


def check_whole(counts: pd.Series | np.ndarray) -> np.ndarray:
    """Give counts of any periods as floats.

    Raises
    ------
    InvalidSeries
        When a value is missing, negative or not whole.
    """
    values = np.asarray(counts, dtype=float)
    if values.ndim != 1 or values.size == 0:
        raise InvalidSeries("There are no counts: choose dates inside the coverage.")
    wrong = ~(np.isfinite(values) & (values >= 0) & (values == np.round(values)))
    if wrong.any():
        where = int(np.flatnonzero(wrong)[0])
        raise InvalidSeries(
            f"Period {where + 1} holds {values[where]}: counts are whole numbers of 0 or more, "
            "and a quiet period is 0."
        )
    return values


def check_indexed(counts: pd.Series) -> None:
    """Refuse what is no series indexed by dates without a zone.

    Raises
    ------
    InvalidSeries
    """
    if not isinstance(counts, pd.Series):
        kind = type(counts).__name__
        raise InvalidSeries(
            f"Counts are a pandas Series indexed by day, not an object of type {kind}: "
            "use daily_counts to make one."
        )
    if not isinstance(counts.index, pd.DatetimeIndex):
        raise InvalidSeries(
            "A count series is indexed by day; use daily_counts to make one, or give it a "
            f"DatetimeIndex in place of its {type(counts.index).__name__}."
        )
    if counts.index.tz is not None:
        raise InvalidSeries(
            f"The days of a count series have no zone, these have {counts.index.tz}: "
            "take it off by counts.tz_localize(None)."
        )


def check_day(day: str | date | pd.Timestamp, name: str = "date") -> pd.Timestamp:
    """Return a day as a timestamp at midnight.

    Parameters
    ----------
    day : str, date or Timestamp
        A text is year-month-day: in another order 03/04/2024 would be two days.
    name : str
        Of the argument, for the message.

    Raises
    ------
    InvalidOption
    """
    day = pd.Timestamp(day) if isinstance(day, np.datetime64) else day
    try:
        day = datetime.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        day = repr(day)
    if not isinstance(day, date) or day is pd.NaT:
        raise InvalidOption(f"{name} is {day}: write a date as year-month-day, like 2023-11-24.")
    moment = pd.Timestamp(day)
    if moment.tz is not None:
        raise InvalidOption(f"{name} is {moment}: give the day alone, without a zone.")
    return moment.normalize()


def _check_days(counts: pd.Series, gaps: bool) -> None:
    check_indexed(counts)
    days = counts.index
    if len(days) == 0:
        raise InvalidSeries("The count series is empty: widen the dates.")
    steps = np.diff(days.to_numpy()) / np.timedelta64(1, "D")
    wrong = (steps < 1) | (steps % 1 != 0) if gaps else steps != 1
    if wrong.any():
        first = int(wrong.argmax())
        raise InvalidSeries(
            f"The days must follow one another, but {plain_date(days[first])} is followed by "
            f"{plain_date(days[first + 1])}; quiet days belong in the series as 0."
        )


def check_series(series: pd.Series, *, least: int) -> np.ndarray:
    """Return the values of an evenly spaced series that has enough, varying, finite values.

    Parameters
    ----------
    series : Series, shape (n_periods,)
        Any unit.
    least : int
        Fewest periods that the method can use.

    Returns
    -------
    ndarray of float

    Raises
    ------
    InvalidSeries, SeriesTooShort, ConstantSeries
    """
    values = series.to_numpy(dtype=float, na_value=np.nan)
    if not np.isfinite(values).all():
        raise InvalidSeries("The series has missing or infinite values: leave those periods out.")
    if len(values) < least:
        raise SeriesTooShort(
            f"This needs {least} periods, got {len(values)}: widen the dates or use a finer period."
        )
    if np.ptp(values) == 0:
        raise ConstantSeries(f"Every period is {values[0]:g}: there is nothing to test.")
    return values


def check_columns(table: pd.DataFrame, *columns: str) -> None:
    """Raise MissingColumn when the table lacks one of the columns.

    Parameters
    ----------
    table : DataFrame
    *columns : str

    Raises
    ------
    MissingColumn
    """
    for column in columns:
        if column not in table.columns:
            raise MissingColumn(
                f"The table has no column {column!r}; it has {', '.join(map(str, table.columns))}."
            )


def check_period(
    start: str | pd.Timestamp, end: str | pd.Timestamp
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return both ends of a period as days, or say what is wrong with them.

    Parameters
    ----------
    start, end : str or Timestamp
        First and last day, both inclusive.

    Returns
    -------
    tuple of Timestamp

    Raises
    ------
    OutsideCoverage
    """
    first, last = pd.Timestamp(start).normalize(), pd.Timestamp(end).normalize()
    if first > last:
        raise OutsideCoverage(
            f"The period starts on {plain_date(first)}, after it ends on {plain_date(last)}: "
            "swap the two dates."
        )
    return first, last


def check_event_days(events: pd.DataFrame) -> pd.Series:
    """Return the day of each event, or say what is wrong with the dates.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date``, datetime64 without a zone.

    Returns
    -------
    Series of datetime64

    Raises
    ------
    MissingColumn, InvalidSeries
    """
    check_columns(events, "date")
    dates = events["date"]
    if len(dates) and not pd.api.types.is_datetime64_dtype(dates):
        raise InvalidSeries(f"The column 'date' must hold days without a zone, got {dates.dtype}.")
    if dates.isna().any():
        many = int(dates.isna().sum())
        have = (
            "1 event has no date: leave it"
            if many == 1
            else f"{many} events have no date: leave them"
        )
        raise InvalidSeries(f"{have} out first.")
    return pd.to_datetime(dates).dt.normalize()
