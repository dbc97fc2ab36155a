"""The context events of a study: which one a view has chosen, and which it draws."""

from dataclasses import dataclass

import pandas as pd

from analytics.errors import InvalidOption
from analytics.selection.selected import Selection
from analytics.selection.view import is_day
from analytics.wording import plain_date
from data.study import Study


def event_span(selection: Selection) -> tuple[pd.Timestamp, pd.Timestamp | None]:
    """Return the first day of the chosen event, and the last day of a period.

    Parameters
    ----------
    selection : Selection
        The ``event`` of its view is the id of a context event, an ISO date, or two of these
        joined by ``..``: a period, whose second part is the first day after it; the same day twice
        is a period of that day.

    Returns
    -------
    first day : Timestamp
    last day : Timestamp or None
        None for a single event.

    Raises
    ------
    InvalidOption
    """
    study, event = selection.study, selection.view.event
    if not event:
        raise InvalidOption("No event is chosen: choose a listed one, or write a date.")
    first, joined, stop = event.partition("..")
    start = _day_of(study, first)
    if not joined:
        return start, None
    # A period of one day may name that day twice.
    stop_day = _day_of(study, stop)
    last = start if stop_day == start else stop_day - pd.Timedelta(days=1)
    if last < start:
        raise InvalidOption(f"The period {event!r} ends before it starts: swap the two.")
    return start, last


def _day_of(study: Study, event: str) -> pd.Timestamp:
    """Return the day of a listed event or of an ISO date."""
    found = study.context.loc[study.context["event_id"] == event, "date"]
    if len(found):
        return found.iloc[0]
    if not is_day(event):
        raise InvalidOption(
            f"No event {event!r} is listed in this study: choose one of the listed events "
            "or write a date as year-month-day, like 2023-12-01."
        )
    return pd.Timestamp(event)


@dataclass(frozen=True, kw_only=True)
class NamedPeriod:
    """A period that was named beforehand, both days inclusive; without a label it is empty."""

    label: str
    start: pd.Timestamp
    end: pd.Timestamp

    @property
    def days(self) -> int:
        """Its length."""
        return (self.end - self.start).days + 1


def named_period(selection: Selection) -> NamedPeriod | None:
    """Return the period that the chosen event is, or that it ends.

    Returns
    -------
    NamedPeriod or None
        None without a chosen event, and for one that ends no period of the study.

    Raises
    ------
    InvalidOption
    """
    event, study = selection.view.event, selection.study
    if not event:
        return None
    for period in study.settings.get("events", {}).get("periods", ()):
        if event in (period["end"], f"{period['start']}..{period['end']}"):
            whole = selection.under(event=f"{period['start']}..{period['end']}")
            start, end = event_span(whole)
            return NamedPeriod(label=period["label"], start=start, end=end)
    start, end = event_span(selection)
    return None if end is None else NamedPeriod(label="", start=start, end=end)


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


def shown_events(selection: Selection) -> pd.DataFrame:
    """Return the context events that a selection draws, those inside its period."""
    study, view = selection.study, selection.view
    context = study.context[study.context["event_id"].isin(view.shown)]
    return context[context["date"].between(pd.Timestamp(view.start), pd.Timestamp(view.end))]


def shown_periods(selection: Selection) -> list[tuple[pd.Timestamp, pd.Timestamp, str]]:
    """Return the stretches that a selection shades: first day, first day after, label.

    A period is shaded when both its ends are shown, and cut at the view's own ends.
    """
    study, view = selection.study, selection.view
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
