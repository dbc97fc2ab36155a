"""A study under a view, each series selected and counted once."""

from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np
import pandas as pd

from analytics.errors import NotAnswerable, OutsideCoverage
from analytics.selection.cache import remembered
from analytics.selection.condition import in_full, rows_meeting
from analytics.selection.study_series import (
    check_series_name,
    counts_once,
    is_toll,
    rows_of_series,
    second_series,
    series_names,
    series_sum,
    series_table,
)
from analytics.selection.view import ANY_VIEW, BOTH_SERIES, View
from analytics.series.daily import (
    count_days,
    daily_counts,
    daily_sums,
    rows_once,
    selected_rows,
)
from analytics.series.date_precision import (
    reached_days,
    rows_reaching,
    spread_evenly,
)
from analytics.series.weekly import reports_weekly
from analytics.wording import plain_date
from data.calendar import INCOMPLETE, NOT_COVERED, OBSERVED, are_in
from data.study import Study

# Rows weigh more than results: of the last few choices of period and filters, each series once,
# under two names where every row counts.
MOST_TABLES = 16


@dataclass(frozen=True)
class Selection:
    """A study under a view: what every result is computed from.

    Two selections of one study under equal views are equal, and share what was computed for
    either. Where a method takes ``series``, it is the name of a series of the study.

    Parameters
    ----------
    study : Study
    view : View
    """

    study: Study
    view: View

    def under(self, **changes: Any) -> "Selection":
        """Return the same study under a view with some of its fields changed."""
        # A view checks itself, which takes longer than to see that there is nothing to check.
        if all(getattr(self.view, name) == value for name, value in changes.items()):
            return self
        return Selection(self.study, replace(self.view, **changes))

    @cached_property
    def measured(self) -> str:
        """The series that the statistics are about: the first, where a view shows two or none.

        Raises
        ------
        InvalidOption
            When the study has no such series.
        """
        check_series_name(self.study, self.view.series)
        first = self.view.series in ("", BOTH_SERIES)
        return series_names(self.study)[0] if first else self.view.series

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The series that a view draws, the measured one first."""
        second = second_series(self.study) if self.view.series == BOTH_SERIES else ""
        return (self.measured, second) if second else (self.measured,)

    @cached_property
    def rows(self) -> "Selection":
        """The same without what does not change its rows, so that they are kept once."""
        view = self.view
        kept = View(
            start=view.start,
            end=view.end,
            country=view.country,
            location=view.location,
            weapon=view.weapon,
            confirmation=view.confirmation,
            where=view.where,
            repeats=view.repeats,
        )
        return Selection(self.study, kept)

    @cached_property
    def counting(self) -> "Selection":
        """The same without what does not change its counts; shared by like views."""
        return self.rows.under(series=self.measured, dates=self.view.dates)

    @cached_property
    def comparing(self) -> "Selection":
        """The counting selection with the chosen event and the days compared around it."""
        names = ("event", "before", "after", "gap")
        return self.counting.under(**{name: getattr(self.view, name) for name in names})

    def events(self, series: str) -> pd.DataFrame:
        """Return the events of one series that the view shows.

        Returns
        -------
        DataFrame, one row per event
            Inside the view's period, or possibly so where the day is not known; under its filters
            and the study's own rule for the series.
        """
        return _events(self.rows, series)

    def counted(self, series: str) -> pd.DataFrame:
        """Return those of the events that are dated to the day, or nearly: counted on their day."""
        return _counted(self.rows, series)

    def on_observed_days(self, series: str) -> pd.DataFrame:
        """Return the events that a total counts: all but those dated to a day that is left out.

        Returns
        -------
        DataFrame, one row per event
            An event whose day is not known stays: it happened in the period all the same. So does
            a known toll on a day of which another is blank: only the sum of the day is unknown.
        """
        return self.events(series)[self.rows_on_observed_days(series)]

    def rows_on_observed_days(self, series: str) -> np.ndarray:
        """Tell which of the events :meth:`on_observed_days` returns: array of bool."""
        states, places = self.covered(series), _places(self.rows, series)
        unobserved = states.index[~are_in(states, OBSERVED)]
        if unobserved.empty:
            return np.ones(places.size, dtype=bool)
        dates = self.cells(series, "date").isin(unobserved).to_numpy()
        return ~(self.dated(series).to_numpy() & dates)

    def cells(self, series: str, column: str) -> pd.Series:
        """Return one column of the events, without making the table of all of them."""
        return _table(self.study, series)[column].take(_places(self.rows, series))

    def columns(self, series: str) -> pd.Index:
        """Return the columns that the events of a series have."""
        return _table(self.study, series).columns

    def dated(self, series: str) -> pd.Series:
        """Tell which of the events are dated to the day, or nearly: Series of bool."""
        return _dated(self.rows, series)

    def undated(self, series: str) -> pd.DataFrame:
        """Return the events whose day is not known, which the counts leave out.

        Returns
        -------
        DataFrame, one row per event
            Dated to a week, month or period, or approximately with more doubt than the study
            allows.
        """
        return _undated(self.rows, series)

    def counts(self, series: str) -> pd.Series:
        """Return the daily counts of one series.

        Returns
        -------
        Series of int64, shape (n_observed_days,)
            Named after the series, of events dated to the day; days not covered or not yet
            complete are absent.

        Raises
        ------
        OutsideCoverage
            When no day of the view is observed.
        """
        return _counts(self.rows, series)

    def late(self, series: str) -> pd.Series:
        """Return what has been reported so far of the days that are not yet complete.

        Returns
        -------
        Series of int64
            Named after the series; empty where every covered day is complete.
        """
        late = are_in(self.states(series), INCOMPLETE)
        return self.daily(series)[late].dropna().astype("int64").rename(series)

    def expected(self, series: str) -> pd.Series:
        """Spread the undated events over the observed days that each could have.

        Returns
        -------
        Series of float
            Indexed by the observed days and named after the series.
        """
        return _expected(self.rows, series)

    def states(self, series: str) -> pd.Series:
        """Return the state of every day of the view for one series.

        Returns
        -------
        Series of str, shape (n_days,)
            "observed", "not covered" or "incomplete". A day whose toll is blank is not covered by
            a series of tolls.
        """
        return _states(self.rows, series)

    def covered(self, series: str) -> pd.Series:
        """Return the same as the source covers the days, whether or not a toll is blank on them."""
        return _covered(self.rows, series)

    def daily(self, series: str, events: pd.DataFrame | None = None) -> pd.Series:
        """Count events on every day of the view, or add up what the series is counted by.

        Parameters
        ----------
        series : str
        events : DataFrame, one row per event
            Rows of that series; those that count on their day when left out.

        Returns
        -------
        Series of int64 or Int64, shape (n_days,)
            Days not observed included; missing where a toll is unknown.
        """
        if events is None:
            return _daily(self.rows, series)
        period = {"start": self.view.start, "end": self.view.end}
        if added := series_sum(self.study, series):
            return daily_sums(events, added, **period)
        return daily_counts(events, **period)

    @property
    def incidents(self) -> pd.DataFrame:
        """The events of every series that the view shows, newest first.

        One row an event, ``series`` first, then the columns of the files with the names that these
        give the places.
        """
        tables = [self.events(series).assign(series=series) for series in self.shown]
        tables = [table for table in tables if len(table)] or tables[:1]
        table = pd.concat(tables, ignore_index=True)
        table = table.sort_values(["date", "event_id"], ascending=False, kind="stable")
        table = self.study.in_source_names(table)
        order = ["series", *[column for column in table.columns if column != "series"]]
        return table[order].drop(columns="in_coverage", errors="ignore")


def _table(study: Study, series: str) -> pd.DataFrame:
    return getattr(study, series_table(study, series))


@partial(remembered, most=MOST_TABLES)
def _places(rows: Selection, series: str) -> np.ndarray:
    """Give the places, in its table, of the rows of a series that a view shows.

    All else is taken from these: a table of 20 columns is narrowed once, not at every condition.
    """
    study, view, table = rows.study, rows.view, _table(rows.study, series)
    if view.repeats != "each":
        every = _places(rows.under(repeats="each"), series)
        once = counts_once(study, series, view.repeats)
        return every[rows_once(table.take(every))] if once else every
    reached = reached_by(study, series_table(study, series))
    inside = rows_reaching(reached, view.start, view.end)
    filters = {name: study.full_names(name, asked) for name, asked in view.filters.items()}
    asked = selected_rows(table, **filters) & rows_meeting(table, in_full(view.where, study))
    return np.flatnonzero(_admitted(Selection(study, ANY_VIEW), series) & inside & asked)


@partial(remembered, most=MOST_TABLES)
def _admitted(anything: Selection, series: str) -> np.ndarray:
    """Tell which rows of its table the study's conditions admit to a series."""
    return rows_of_series(anything.study, series)


@partial(remembered, most=MOST_TABLES)
def _events(rows: Selection, series: str) -> pd.DataFrame:
    if rows.view.repeats != "each" and not counts_once(rows.study, series, rows.view.repeats):
        return rows.under(repeats="each").events(series)
    return _table(rows.study, series).take(_places(rows, series))


@partial(remembered, most=MOST_TABLES)
def _counted(rows: Selection, series: str) -> pd.DataFrame:
    dated = _dated(rows, series).to_numpy()
    return rows.events(series) if dated.all() else rows.events(series)[dated]


@partial(remembered, most=MOST_TABLES)
def _undated(rows: Selection, series: str) -> pd.DataFrame:
    return rows.events(series)[~_dated(rows, series).to_numpy()]


@partial(remembered, most=MOST_TABLES)
def _dated(rows: Selection, series: str) -> pd.Series:
    """Tell which events count on their day."""
    reached = reached_by(rows.study, series_table(rows.study, series))
    return reached["precise"].take(_places(rows, series))


def reached_by(study: Study, table: str) -> pd.DataFrame:
    """Give the days that each row of a table can have, as ``reached_days`` does, once a study."""
    return _reached(Selection(study, ANY_VIEW), table)


@partial(remembered, most=MOST_TABLES)
def _reached(anything: Selection, table: str) -> pd.DataFrame:
    return reached_days(getattr(anything.study, table), anything.study.approx_days)


@remembered
def _daily(rows: Selection, series: str) -> pd.Series:
    if series_sum(rows.study, series):
        return rows.daily(series, rows.counted(series))
    # Without its day a row is in no period, and not among these.
    dates = rows.cells(series, "date")[_dated(rows, series).to_numpy()]
    return count_days(dates.to_numpy(), start=rows.view.start, end=rows.view.end)


@remembered
def _expected(rows: Selection, series: str) -> pd.Series:
    places, added = _places(rows, series), series_sum(rows.study, series)
    places = places[~_dated(rows, series).to_numpy()]
    tolls = _table(rows.study, series)[added].take(places) if added else None
    reached = reached_by(rows.study, series_table(rows.study, series)).take(places)
    return spread_evenly(reached, rows.counts(series).index, tolls).rename(series)


@remembered
def _covered(rows: Selection, series: str) -> pd.Series:
    view = rows.view
    return rows.study.calendars[series_table(rows.study, series)].states(view.start, view.end)


@remembered
def _states(rows: Selection, series: str) -> pd.Series:
    states = rows.covered(series)
    if not (added := series_sum(rows.study, series)):
        return states
    # A blank that the view does not count leaves none of its days out.
    blank = rows.cells(series, added).isna() & rows.dated(series)
    unknown = rows.cells(series, "date")[blank]
    return states.mask(states.index.isin(unknown), NOT_COVERED)


@remembered
def _weekly(anything: Selection, table: str) -> str:
    """Tell whether a table of a study reports by week, whatever is chosen of its rows."""
    return reports_weekly(getattr(anything.study, table))


@remembered
def _counts(rows: Selection, series: str) -> pd.Series:
    if day := _weekly(Selection(rows.study, ANY_VIEW), series_table(rows.study, series)):
        how = "nearly all rows are dated to a week" if day == "week" else f"every date is a {day}"
        raise NotAnswerable(
            f"The source of the {series} reports weekly: {how}. Read by day it would show quiet "
            "days that nobody observed: count its rows by week, and give those counts to "
            "escalation.find_changepoints."
        )
    observed = are_in(rows.states(series), OBSERVED)
    if not observed.any():
        study = rows.study
        raise OutsideCoverage(
            f"No day of this period is observed: the source of the {series} covers "
            f"{plain_date(study.start)} to {plain_date(study.end)}, days not yet complete left out."
        )
    if is_toll(rows.study, series) and 2 * observed.sum() < observed.size:
        raise NotAnswerable(
            f"On {observed.size - observed.sum():,} of {observed.size:,} days the number of "
            f"{series} is unknown or not observed: the days that are left are too few to stand for "
            "the period."
        )
    return rows.daily(series)[observed].astype("int64").rename(series)
