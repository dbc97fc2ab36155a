"""A view applied to a study: its events, its counts, its chosen event, and a line that says so."""

import pandas as pd

from analytics.errors import InvalidOption
from analytics.series import daily_counts, select_events
from analytics.view import View
from analytics.wording import plain_date
from data.conditions import meets
from data.study import Study

# A filter that a table cannot answer would empty it: strikes have no weapon of the attacker.
FILTER_LABELS = {
    "country": "{} only",
    "location": "at {} only",
    "weapon": "weapon: {}",
    "confidence": "says who: {}",
}


def default_view(study: Study) -> View:
    """Return what a study shows at first: its coverage, both series, its own choice of events.

    Parameters
    ----------
    study : Study

    Returns
    -------
    View
    """
    events = study.settings.get("events", {})
    known = study.context["event_id"].tolist()
    event = events.get("before_after", known[0] if known else "")
    return View(
        start=f"{study.start:%Y-%m-%d}",
        end=f"{study.end:%Y-%m-%d}",
        series="both" if len(study.strikes) else "attacks",
        shown=tuple(events.get("shown", known[:6])),
        event=event,
        before=events.get("before", 28),
        after=events.get("after", 28),
    )


def view_events(study: Study, view: View, which: str) -> pd.DataFrame:
    """Return the events of one series that a view counts.

    Parameters
    ----------
    study : Study
    view : View
    which : {"attacks", "strikes"}

    Returns
    -------
    DataFrame, one row per event
        Inside the view's period, under its filters and the study's own rule for the series.
    """
    events = _series_rule(study, getattr(study, which), which)
    inside = events["date"].between(pd.Timestamp(view.start), pd.Timestamp(view.end))
    return select_events(events[inside], **view.filters)


def _series_rule(study: Study, events: pd.DataFrame, which: str) -> pd.DataFrame:
    """Keep the rows that the study's ``where`` admits to its default series."""
    where = study.settings.get("series", {}).get(which, {}).get("where", {})
    keep = pd.Series(True, index=events.index)
    for column, allowed in where.items():
        if column in events:
            keep &= meets(events[column], allowed)
    return events[keep]


def view_counts(study: Study, view: View, which: str) -> pd.Series:
    """Return the daily counts of one series in a view.

    Parameters
    ----------
    study : Study
    view : View
    which : {"attacks", "strikes"}

    Returns
    -------
    Series of int64, shape (n_days,)
        Named after the series.
    """
    events = view_events(study, view, which)
    return daily_counts(events, start=view.start, end=view.end).rename(which)


def event_span(study: Study, view: View) -> tuple[pd.Timestamp, pd.Timestamp | None]:
    """Return the first day of the event that a view has chosen, and the last day of a period.

    Parameters
    ----------
    study : Study
    view : View
        Its ``event`` is the id of a context event, an ISO date, or two of these joined by
        ``..``: a period, whose second part is the first day after it.

    Returns
    -------
    first day : Timestamp
    last day : Timestamp or None
        None for a single event.

    Raises
    ------
    InvalidOption
    """
    first, joined, stop = view.event.partition("..")
    start = _day_of(study, first)
    if not joined:
        return start, None
    last = _day_of(study, stop) - pd.Timedelta(days=1)
    if last < start:
        raise InvalidOption(f"The period {view.event!r} ends before it starts: swap the two.")
    return start, last


def _day_of(study: Study, event: str) -> pd.Timestamp:
    """Return the day of a listed event or of an ISO date."""
    found = study.context.loc[study.context["event_id"] == event, "date"]
    if len(found):
        return found.iloc[0]
    day = pd.to_datetime(event or None, format="%Y-%m-%d", errors="coerce")
    if day is None or pd.isna(day):
        raise InvalidOption(
            f"No event {event!r} is listed in this study: choose one of the listed events "
            "or write a date as year-month-day, like 2023-12-01."
        )
    return day


def period_options(study: Study) -> list[tuple[str, str]]:
    """List the study's periods as the ``event`` of a view and a label."""
    dates = study.context.set_index("event_id")["date"]
    return [
        (
            f"{period['start']}..{period['end']}",
            f"{period['label']}, {plain_date(dates[period['start']])} to "
            f"{plain_date(dates[period['end']] - pd.Timedelta(days=1))}",
        )
        for period in study.settings.get("events", {}).get("periods", ())
    ]


def shown_events(study: Study, view: View) -> pd.DataFrame:
    """Return the context events that a view draws, those inside its period."""
    context = study.context[study.context["event_id"].isin(view.shown)]
    return context[context["date"].between(pd.Timestamp(view.start), pd.Timestamp(view.end))]


def shown_periods(study: Study, view: View) -> list[tuple[pd.Timestamp, pd.Timestamp, str]]:
    """Return the stretches that a view shades: first day, first day after, label.

    A period is shaded when both its ends are shown, and cut at the view's own ends.
    """
    dates = study.context.set_index("event_id")["date"]
    first, stop = pd.Timestamp(view.start), pd.Timestamp(view.end) + pd.Timedelta(days=1)
    spans = []
    for period in study.settings.get("events", {}).get("periods", ()):
        if not {period["start"], period["end"]} <= set(view.shown):
            continue
        start, end = max(dates[period["start"]], first), min(dates[period["end"]], stop)
        if start < end:
            spans.append((start, end, period["label"]))
    return spans


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
    names = ("attacks", "strikes") if view.series == "both" else (view.series,)
    series = study.settings.get("series", {})
    what = " and ".join(series.get(name, {}).get("label", name.capitalize()) for name in names)
    period = f"{plain_date(pd.Timestamp(view.start))} to {plain_date(pd.Timestamp(view.end))}"
    told = [
        FILTER_LABELS[name].format(", ".join(values).replace("_", " "))
        for name, values in view.filters.items()
    ]
    return ", ".join([f"{what} {unit}".strip(), period, *told])
