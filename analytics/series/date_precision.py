"""How exactly events are dated: which day an event can have, and how many it could have."""

import numpy as np
import pandas as pd

from analytics.checks import check_columns, check_event_days
from analytics.errors import InvalidSeries

APPROX_DAYS = 2
# A week without an end is seven days around its date: sources name a day in that week.
HALF_WEEK = 3
PRECISIONS = ("day", "approx", "week", "month", "period")


def is_precise(events: pd.DataFrame, approx_days: int = APPROX_DAYS) -> pd.Series:
    """Tell which events are dated well enough for a daily series.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date`` and ``date_precision``; ``days`` is the plus or minus of an approximate
        date, and a blank one stands for ``approx_days``.
    approx_days : int
        Largest plus or minus that still counts on its day.

    Returns
    -------
    Series of bool
        Indexed like ``events``: dated to the day, or approximate within ``approx_days``.

    Raises
    ------
    MissingColumn, InvalidSeries
    """
    precision = _precision(events)
    close = _plus_minus(events, approx_days) <= approx_days
    return (precision.eq("day") | (precision.eq("approx") & close)).rename("precise")


def date_windows(events: pd.DataFrame, approx_days: int = APPROX_DAYS) -> pd.DataFrame:
    """Give the first and the last day that each event can have.

    Parameters
    ----------
    events : DataFrame, one row per event
        As in :func:`is_precise`; ``date_end`` is the last day of a week, month or period.
    approx_days : int
        Plus or minus of an approximate date without ``days``.

    Returns
    -------
    DataFrame of datetime64
        ``first`` and ``last``, both inclusive, indexed like ``events``.

    Raises
    ------
    MissingColumn, InvalidSeries

    Notes
    -----
    Without an end a week is the seven days around its date, a month is the calendar month of
    its date, and a period is its one day.
    """
    precision, date = _precision(events), check_event_days(events)
    around = _plus_minus(events, approx_days).where(precision.eq("approx"), 0)
    around = pd.to_timedelta(around.where(precision.ne("week"), HALF_WEEK), unit="D")
    first, last = date - around, date + around
    month = precision.eq("month")
    month_start = date - pd.to_timedelta(date.dt.day - 1, unit="D")
    first = first.where(~month, month_start)
    last = last.where(~month, month_start + pd.offsets.MonthEnd(1))
    given = _ends(events).where(precision.isin(["week", "month", "period"]))
    first, last = first.where(given.isna(), date), last.where(given.isna(), given)
    if (wrong := last < first).any():
        end = (
            "1 event ends before its"
            if wrong.sum() == 1
            else f"{wrong.sum()} events end before their"
        )
        raise InvalidSeries(f"{end} date: swap the two days.")
    return pd.DataFrame({"first": first, "last": last})


def possible_between(
    events: pd.DataFrame,
    start: str | pd.Timestamp,
    end: str | pd.Timestamp,
    approx_days: int = APPROX_DAYS,
) -> pd.Series:
    """Tell which events belong to a period, or could.

    Parameters
    ----------
    events : DataFrame, one row per event
        As in :func:`is_precise`.
    start, end : str or Timestamp
        First and last day, both inclusive.
    approx_days : int

    Returns
    -------
    Series of bool
        A precisely dated event belongs to its day; any other to every day of its window.
    """
    return reaches_into(reached_days(events, approx_days), start, end)


def reached_days(events: pd.DataFrame, approx_days: int = APPROX_DAYS) -> pd.DataFrame:
    """Give the days on which each event counts, or could.

    Parameters
    ----------
    events : DataFrame, one row per event
        As in :func:`is_precise`.
    approx_days : int

    Returns
    -------
    DataFrame
        ``first`` and ``last``, both inclusive, and whether the event is ``precise``, indexed like
        ``events``: a precisely dated event counts on its day.
    """
    precise = is_precise(events, approx_days)
    reached = pd.DataFrame({"first": events["date"], "last": events["date"], "precise": precise})
    if not precise.all():
        windows = date_windows(events[~precise], approx_days)
        reached["first"] = reached["first"].where(precise, windows["first"])
        reached["last"] = reached["last"].where(precise, windows["last"])
    return reached


def reaches_into(
    reached: pd.DataFrame, start: str | pd.Timestamp, end: str | pd.Timestamp
) -> pd.Series:
    """Tell which events belong to a period, or could.

    Parameters
    ----------
    reached : DataFrame
        Of :func:`reached_days`.
    start, end : str or Timestamp
        First and last day, both inclusive.

    Returns
    -------
    Series of bool
    """
    return pd.Series(rows_reaching(reached, start, end), index=reached.index, name="possible")


def rows_reaching(
    reached: pd.DataFrame, start: str | pd.Timestamp, end: str | pd.Timestamp
) -> np.ndarray:
    """Tell the same as :func:`reaches_into`, as an array of bool."""
    first, last = (reached[name].to_numpy() for name in ("first", "last"))
    return (first <= pd.Timestamp(end).to_numpy()) & (last >= pd.Timestamp(start).to_numpy())


def expected_from_windows(
    events: pd.DataFrame,
    days: pd.DatetimeIndex,
    approx_days: int = APPROX_DAYS,
    *,
    added: str = "",
) -> pd.Series:
    """Spread the imprecisely dated events evenly over the days that each of them can have.

    Parameters
    ----------
    events : DataFrame, one row per event
        Those for which :func:`is_precise` holds are left out: they count on their day.
    days : DatetimeIndex, shape (n_days,)
        The days observed, ascending; gaps are allowed.
    approx_days : int
    added : str
        Column of tolls to spread in place of the events themselves; a blank one is left out.

    Returns
    -------
    Series of float, shape (n_days,)
        Expected events per day, indexed like ``days``.

    Notes
    -----
    An event gives each day of its window the same share. The share of days that are not in
    ``days`` stays outside: it is not piled on the others, so the sum can be less than the
    number of events.
    """
    imprecise = events[~is_precise(events, approx_days)]
    windows = date_windows(imprecise, approx_days)
    return spread_evenly(windows, days, imprecise[added] if added else None)


def spread_evenly(
    windows: pd.DataFrame, days: pd.DatetimeIndex, tolls: pd.Series | None = None
) -> pd.Series:
    """Spread events as :func:`expected_from_windows` does, whose windows are known.

    Parameters
    ----------
    windows : DataFrame of datetime64
        ``first`` and ``last`` day that each event can have.
    days : DatetimeIndex
        Observed days, ascending.
    tolls : Series or None
        What to spread of each event, in its order; None spreads one.
    """
    if tolls is not None:
        known = tolls.notna().to_numpy()
        windows, tolls = windows[known], tolls[known].astype(float)
    if windows.empty:
        return pd.Series(0.0, days, name="expected")
    share = 1.0 / ((windows["last"] - windows["first"]).dt.days + 1.0)
    share = share if tolls is None else share * tolls
    before = days.searchsorted(windows["first"], side="left")
    after = days.searchsorted(windows["last"], side="right")
    steps = np.bincount(before, share, len(days) + 1) - np.bincount(after, share, len(days) + 1)
    # Sums of shares leave crumbs of 1e-16 where nothing is expected.
    counts = np.cumsum(steps)[:-1].round(12) + 0.0
    return pd.Series(counts, days, name="expected")


def _precision(events: pd.DataFrame) -> pd.Series:
    check_columns(events, "date", "date_precision")
    precision = events["date_precision"].astype(object)
    if (unknown := ~precision.isin(PRECISIONS)).any():
        raise InvalidSeries(
            f"date_precision is {precision[unknown].iloc[0]!r}: it is one of "
            f"{', '.join(PRECISIONS)}."
        )
    return precision


def _plus_minus(events: pd.DataFrame, approx_days: int) -> pd.Series:
    if "days" not in events:
        return pd.Series(float(approx_days), index=events.index)
    return events["days"].astype("Float64").fillna(approx_days).astype(float)


def _ends(events: pd.DataFrame) -> pd.Series:
    if "date_end" not in events:
        return pd.Series(pd.NaT, index=events.index, dtype="datetime64[ns]")
    return pd.to_datetime(events["date_end"]).dt.normalize()
