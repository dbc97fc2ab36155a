"""Which days of a view are observed, and what is said of the others."""

import pandas as pd

from analytics.selection.study_series import (
    measured_series,
    series_events,
    series_sum,
    series_table,
)
from analytics.selection.view import View
from analytics.series.date_precision import is_precise
from analytics.wording import plain_dates
from data.calendar import INCOMPLETE, NOT_COVERED
from data.study import Study

MOST_SPANS = 3


def view_states(study: Study, view: View, name: str) -> pd.Series:
    """Return the state of every day of a view for one series.

    Parameters
    ----------
    study : Study
    view : View
    name : str
        A series of the study.

    Returns
    -------
    Series of str, shape (n_days,)
        "observed", "not covered" or "incomplete", over the view's whole period. A day whose
        toll is blank is not covered by a series of tolls.
    """
    states = study.calendars[series_table(study, name)].states(view.start, view.end)
    if not (added := series_sum(study, name)):
        return states
    events = series_events(study, name)
    dated = is_precise(events, study.approx_days)
    unknown = events.loc[events[added].isna() & dated, "date"]
    return states.mask(states.index.isin(unknown), NOT_COVERED)


def spans(states: pd.Series, state: str) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """List the stretches of days in a state: first and last day of each.

    Parameters
    ----------
    states : Series of str
        One a day.
    state : str

    Returns
    -------
    list of tuple of Timestamp
    """
    found = states == state
    runs = (found != found.shift()).cumsum()[found]
    days = runs.index.to_series()
    ends = days.groupby(runs.to_numpy()).agg(["min", "max"])
    return [(row.min, row.max) for row in ends.itertuples(index=False, name="Span")]


def days_left_out(study: Study, view: View) -> str:
    """Say which days of a view the statistics leave out; empty when every day is observed.

    Parameters
    ----------
    study : Study
    view : View

    Returns
    -------
    str
        One sentence.
    """
    states = view_states(study, view, measured_series(study, view))
    told = [
        part
        for state, words in ((NOT_COVERED, "not covered"), (INCOMPLETE, "not yet complete"))
        if (part := _told(states, state, words))
    ]
    return f"Left out: {' and '.join(told)}." if told else ""


def _told(states: pd.Series, state: str, words: str) -> str:
    stretches = spans(states, state)
    if not stretches:
        return ""
    number = int((states == state).sum())
    named = [plain_dates(*span) for span in stretches[:MOST_SPANS]]
    more = len(stretches) - len(named)
    listed = ", ".join(named) + (
        f" and {more} more {'stretch' if more == 1 else 'stretches'}" if more else ""
    )
    return f"{number} {'day' if number == 1 else 'days'} {words} ({listed})"
