"""A view applied to a study: its events, its counts, its chosen event, and a line that says so."""

import pandas as pd

from analytics.errors import OutsideCoverage
from analytics.selection.confirmation import rungs_from
from analytics.selection.observed_days import days_left_out, view_states
from analytics.selection.study_series import (
    series_events,
    series_label,
    series_names,
    series_sum,
    shown_series,
)
from analytics.selection.view import BOTH, View
from analytics.series.daily import daily_counts, daily_sums, select_events
from analytics.series.date_precision import is_precise, possible_between
from analytics.wording import plain_date
from data.calendar import INCOMPLETE, OBSERVED
from data.study import Study
from data.vintages import default_vintages

# A filter that a table cannot answer would empty it: strikes have no weapon of the attacker.
FILTER_LABELS = {
    "country": "{} only",
    "location": "at {} only",
    "weapon": "weapon: {}",
    "confirmation": "says who: {}",
}


def default_view(study: Study) -> View:
    """Return what a study shows at first: its coverage, series, rung and choice of events.

    Parameters
    ----------
    study : Study

    Returns
    -------
    View
    """
    events, names = study.settings.get("events", {}), series_names(study)
    known = study.context["event_id"].tolist()
    event = events.get("before_after", known[0] if known else "")
    older, newer = default_vintages(study)
    return View(
        start=f"{study.start:%Y-%m-%d}",
        end=f"{study.end:%Y-%m-%d}",
        series=BOTH if len(names) > 1 else names[0],
        confirmation=rungs_from(study.settings.get("claims", {}).get("rung", "claimed")),
        dates=study.settings.get("dates", {}).get("statistics", "precise"),
        shown=tuple(events.get("shown", known[:6])),
        event=event,
        before=events.get("before", 28),
        after=events.get("after", 28),
        older=older,
        newer=newer,
    )


def view_events(study: Study, view: View, which: str) -> pd.DataFrame:
    """Return the events of one series that a view shows.

    Parameters
    ----------
    study : Study
    view : View
    which : str
        A series of the study.

    Returns
    -------
    DataFrame, one row per event
        Inside the view's period, or possibly so where the day is not known; under its filters
        and the study's own rule for the series.
    """
    events = series_events(study, which)
    inside = possible_between(events, view.start, view.end, study.approx_days)
    return select_events(events[inside], **view.filters)


def counted_events(study: Study, view: View, which: str) -> pd.DataFrame:
    """Return the events of one series that a view counts on their day.

    Parameters
    ----------
    study : Study
    view : View
    which : str
        A series of the study.

    Returns
    -------
    DataFrame, one row per event
        Those of :func:`view_events` that are dated to the day, or nearly.
    """
    events = view_events(study, view, which)
    return events[is_precise(events, study.approx_days)]


def view_counts(study: Study, view: View, which: str) -> pd.Series:
    """Return the daily counts of one series in a view.

    Parameters
    ----------
    study : Study
    view : View
    which : str
        A series of the study.

    Returns
    -------
    Series of int64, shape (n_observed_days,)
        Named after the series, of events dated to the day; days not covered or not yet complete
        are absent.

    Raises
    ------
    OutsideCoverage
        When no day of the view is observed.
    """
    counts = daily_of(study, view, which, counted_events(study, view, which))
    observed = (view_states(study, view, which) == OBSERVED).to_numpy()
    if not observed.any():
        raise OutsideCoverage(
            f"No day of this period is observed: the source of the {which} covers "
            f"{plain_date(study.start)} to {plain_date(study.end)}, days not yet complete left out."
        )
    return counts[observed].astype("int64").rename(which)


def view_late(study: Study, view: View, which: str) -> pd.Series:
    """Return what has been reported so far of the days that are not yet complete.

    Parameters
    ----------
    study : Study
    view : View
    which : str
        A series of the study.

    Returns
    -------
    Series of int64
        Named after the series; empty where every covered day is complete.
    """
    late = (view_states(study, view, which) == INCOMPLETE).to_numpy()
    counts = daily_of(study, view, which, counted_events(study, view, which))
    return counts[late].dropna().astype("int64").rename(which)


def daily_of(study: Study, view: View, which: str, events: pd.DataFrame) -> pd.Series:
    """Count events on every day of a view, or add up what the series is counted by.

    Parameters
    ----------
    study : Study
    view : View
    which : str
        A series of the study.
    events : DataFrame, one row per event
        Rows of that series.

    Returns
    -------
    Series of int64 or Int64, shape (n_days,)
        Days not observed included; missing where a toll is unknown.
    """
    period = {"start": view.start, "end": view.end}
    if added := series_sum(study, which):
        return daily_sums(events, added, **period)
    return daily_counts(events, **period)


def subtitle(study: Study, view: View, *, unit: str = "per day") -> str:
    """Say what a figure of a view shows: what, unit, period and every filter that is on.

    Parameters
    ----------
    study : Study
    view : View
    unit : str

    Returns
    -------
    str
    """
    what = " and ".join(series_label(study, name) for name in shown_series(study, view))
    first, last = pd.Timestamp(view.start), pd.Timestamp(view.end)
    # Both years are written out: the subtitle is what a figure is cited by.
    whole = f"{plain_date(first)} to {plain_date(last)}"
    period = plain_date(first) if first == last else whole
    told = [
        FILTER_LABELS[name].format(", ".join(values).replace("_", " "))
        for name, values in view.filters.items()
    ]
    if view.dates == "imputed":
        told.append("imprecise dates imputed")
    said = ", ".join([f"{what} {unit}".strip(), period, *told])
    unseen = days_left_out(study, view)
    return f"{said}. {unseen.removesuffix('.')}" if unseen else said
