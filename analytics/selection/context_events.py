"""The context events of a study: which one a view has chosen, and which it draws."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.errors import InvalidOption
from analytics.selection.additions import MARK
from analytics.selection.cache import remembered
from analytics.selection.selected import Selection
from analytics.selection.view import ANY_VIEW, View
from analytics.wording import plain_date
from data.study import Study
from data.tables.cells import is_day


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
    listed = _listed_days(Selection(study, ANY_VIEW))
    if event in listed:
        return listed[event]
    if not is_day(event):
        raise InvalidOption(
            f"No event {event!r} is listed in this study: choose one of the listed events "
            "or write a date as year-month-day, like 2023-12-01."
        )
    return pd.Timestamp(event)


@remembered
def _listed_days(anything: Selection) -> dict[str, pd.Timestamp]:
    """Give the day of each listed event; of two under one name the first."""
    names, days = (anything.study.context[name] for name in ("event_id", "date"))
    return dict(reversed(list(zip(names, days, strict=True))))


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
    label = added_labels(selection.view).get(event, "")
    return None if end is None else NamedPeriod(label=label, start=start, end=end)


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


def added_labels(view: View, *, drawn: bool = False) -> dict[str, str]:
    """Return what the events are called that a reader has added, each by what a view calls it.

    Parameters
    ----------
    view : View
    drawn : bool
        Only those of which a day is in its period.
    """
    labels: dict[str, list[str]] = {}
    for one in view.added:
        if not drawn or (one.start <= view.end and view.start < one.stop):
            labels.setdefault(one.event, []).append(one.text)
    return {event: f"{'; '.join(texts)}{MARK}" for event, texts in labels.items()}


def added_events(selection: Selection) -> pd.DataFrame:
    """Return the single events that a reader has added, as rows of the study's context.

    Returns
    -------
    DataFrame
        Those inside the view's period; ``event_id`` is the day, since a view can choose it by that.
    """
    study, view = selection.study, selection.view
    labels = added_labels(view, drawn=True)
    days = [day for day in labels if ".." not in day]
    if not days:
        return study.context.iloc[:0]
    rows = pd.DataFrame(
        {
            "event_id": days,
            "date": pd.to_datetime(days),
            "kind": "added",
            "label": [labels[day] for day in days],
            "in_coverage": True,
        }
    )
    return rows.reindex(columns=study.context.columns).astype(study.context.dtypes)


def shown_events(selection: Selection) -> pd.DataFrame:
    """Return the context events that a selection draws, those inside its period.

    Events that the reader has added are among them.
    """
    study, view = selection.study, selection.view
    days, names = study.context["date"].to_numpy(), study.context["event_id"]
    inside = (days >= pd.Timestamp(view.start).to_numpy()) & (
        days <= pd.Timestamp(view.end).to_numpy()
    )
    context = study.context[inside & np.array([name in view.shown for name in names], bool)]
    if not view.added:
        return context
    return pd.concat([context, added_events(selection)], ignore_index=True)


Span = tuple[pd.Timestamp, pd.Timestamp, str]


def shown_periods(selection: Selection) -> list[Span]:
    """Return the stretches that a selection shades: first day, first day after, label.

    A period is shaded when both its ends are shown, and cut at the view's own ends; so are those
    that the reader has added.
    """
    study, view = selection.study, selection.view
    spans = [
        (_day_of(study, period["start"]), _day_of(study, period["end"]), period["label"])
        for period in study.settings.get("events", {}).get("periods", ())
        if {period["start"], period["end"]} <= set(view.shown)
    ]
    return _inside([*spans, *_added_spans(view)], view)


def added_periods(selection: Selection) -> list[Span]:
    """Return the periods that a reader has added, cut at the view's own ends."""
    return _inside(_added_spans(selection.view), selection.view)


def _added_spans(view: View) -> list[Span]:
    return [
        (pd.Timestamp(event.partition("..")[0]), pd.Timestamp(event.partition("..")[2]), label)
        for event, label in added_labels(view).items()
        if ".." in event
    ]


def _inside(spans: list[Span], view: View) -> list[Span]:
    first, stop = pd.Timestamp(view.start), pd.Timestamp(view.end) + pd.Timedelta(days=1)
    cut = [(max(start, first), min(end, stop), label) for start, end, label in spans]
    return [span for span in cut if span[0] < span[1]]
