"""The filter panel: what to look at, in reading order."""

from collections.abc import Mapping
from typing import Any

import dash_mantine_components as dmc
import pandas as pd
from dash import html
from dash.development.base_component import Component

from analytics.findings.detectors import EVIDENCE, METHOD_LABELS
from analytics.selection.confirmation import least_confirmation
from analytics.selection.context_events import period_options
from analytics.selection.selected import Selection
from analytics.selection.study_series import series_label, series_names, toll_series
from analytics.selection.unused import CALLED
from analytics.selection.view import BOTH_SERIES, SMOOTHING, UNITS, View
from analytics.wording import capitalised
from dashboard import ids
from dashboard.components.additions import add_event_form
from dashboard.components.column_filters import further_filters, own_filters
from dashboard.components.quick_ranges import quick_ranges
from data.study import Study

# A browser is slow to draw thousands of options; typing finds the others.
MOST_LISTED = 200
# From every report up to the firmest alone.
CONFIRMED_BY = {"claimed": "Anyone", "media": "Media", "official": "Officials"}

CALENDAR = "period-calendar"
# Events dated to a week, a month or a period.
DATES = {"precise": "Left out", "imputed": "Imputed"}


def panel(selection: Selection, left_out: Any = None, added: Any = None) -> html.Div:
    """Return the filter panel for a study, set to a view; under it what that leaves out.

    ``added`` is the list of the events that the reader has added.
    """
    study, view = selection.study, selection.view
    further = further_filters(selection)
    return html.Div(
        [
            saved_views(),
            _group("When", _period(selection)),
            _group("What", _series(selection)),
            _group("Where, and by what", *own_filters(selection)),
            _group("Which of them", *further) if further else None,
            _group(
                "How well known",
                _confirmation(view),
                _segments(ids.DATES, CALLED["dates"].capitalize(), DATES, view.dates),
            ),
            _group(
                "On the timeline",
                _several(ids.SHOWN, "Events shown", event_options(study), view.shown),
                html.Div([html.Div(added, id=ids.ADDED), add_event_form()]),
                _segments(ids.SMOOTHING, mean_label(view), SMOOTHING, view.smoothing),
                _method(view),
            ),
            html.Button("Back to the default view", id=ids.RESET, className="quiet"),
            html.Div(
                left_out,
                id=ids.LEFT_OUT,
                className="left-out",
                **ids.hyphened({"aria-live": "polite"}),
            ),
        ],
        className="filters",
    )


def saved_views() -> html.Details:
    """Return the fold of the views that this browser has saved; ``saved.js`` fills it."""
    return html.Details(
        [html.Summary("Saved views"), html.Div(id=ids.SAVED)], className="saved-views"
    )


def _group(name: str, *parts: Component) -> html.Fieldset:
    """Return controls under a name that they share."""
    return html.Fieldset([html.Legend(name), *parts], className="filter-group")


def _period(selection: Selection) -> html.Div:
    """Return the date range, chosen or written; later rows of the files can be asked for."""
    study, view = selection.study, selection.view
    dates = pd.concat([study.events["date"], study.strikes["date"]])
    first, last = min(study.start, dates.min()), max(study.end, dates.max())
    picker = dmc.DatePickerInput(
        id=ids.PERIOD,
        type="range",
        label="Period",
        value=[view.start, view.end],
        minDate=f"{first:%Y-%m-%d}",
        maxDate=f"{last:%Y-%m-%d}",
        valueFormat="D MMM YYYY",
        allowSingleDateInRange=True,
        presets=quick_ranges(selection),
        ariaLabels={
            f"{which}{length}": f"{said} {length.lower()}"
            for which, said in (("previous", "Previous"), ("next", "Next"))
            for length in ("Month", "Year", "Decade")
        },
        popoverProps={"id": CALENDAR},
        size="xs",
    )
    written = dmc.TextInput(
        id=ids.WRITTEN_PERIOD,
        placeholder="or write: Q4 2023, 1 to 8 Jan 2024",
        debounce=True,
        size="xs",
        mt=4,
        **ids.hyphened(
            {"aria-label": "Period in writing: two dates, a month, a quarter or a year"}
        ),
    )
    whole = html.Button("Whole period", id=ids.WHOLE, className="quiet")
    zoom = html.Button("Use this zoom as the period", id=ids.ZOOM, className="quiet", hidden=True)
    # Mantine names the calendar after an id that the box itself does not have.
    name = html.Span("Choose a period", id=f"{CALENDAR}-target", className="visually-hidden")
    return html.Div([picker, name, written, html.Div([whole, zoom])])


def _several(name: str, label: str, options: list, chosen: tuple[str, ...]) -> dmc.MultiSelect:
    """Return a searchable list of which several may be chosen."""
    return dmc.MultiSelect(
        id=name,
        label=label,
        data=options,
        value=list(chosen),
        placeholder=None if chosen else "None",
        searchable=True,
        clearable=True,
        hidePickedOptions=True,
        maxDropdownHeight=260,
        limit=MOST_LISTED,
        size="xs",
    )


def _segments(
    name: str, label: str, options: Mapping[str, str] | tuple[str, ...], chosen: str
) -> html.Div:
    """Return a labelled choice of one; options are capitalised where they have no labels."""
    labels = options if isinstance(options, Mapping) else {o: capitalised(o) for o in options}
    data = [{"value": value, "label": text} for value, text in labels.items()]
    return html.Div(
        [
            dmc.Text(label, size="xs", fw=500, mb=4, id=f"{name}-label"),
            dmc.SegmentedControl(
                id=name,
                data=data,
                value=chosen,
                size="xs",
                fullWidth=True,
                **ids.hyphened({"aria-labelledby": f"{name}-label"}),
            ),
        ]
    )


def _series(selection: Selection) -> html.Div:
    """Return the choice of what is counted; a longer list where the segments have no room."""
    study, view = selection.study, selection.view
    names = (*series_names(study), *toll_series(study))
    options = (BOTH_SERIES, *names) if len(names) > 1 else names
    if len(options) < 4:
        return _segments(ids.SERIES, "Series", options, view.series)
    first = capitalised(f"{names[0]} and {names[1]}")
    data = [{"value": BOTH_SERIES, "label": first}]
    data += [{"value": name, "label": series_label(study, name)} for name in names]
    return dmc.Select(
        id=ids.SERIES, label="Series", data=data, value=view.series, allowDeselect=False, size="xs"
    )


def _method(view: View) -> dmc.Select:
    """Return the choice of another method, whose changes the timeline marks beside the evidence."""
    others = {name: label for name, label in METHOD_LABELS.items() if name != EVIDENCE}
    labels = {EVIDENCE: "None"} | others
    data = [{"value": name, "label": label} for name, label in labels.items()]
    return dmc.Select(
        id=ids.METHOD,
        label=CALLED["method"].capitalize(),
        data=data,
        value=view.method,
        allowDeselect=False,
        size="xs",
    )


def mean_label(view: View) -> str:
    """Name the control of the moving mean after the days that the mean holds, and where it is."""
    return f"{view.window}-day mean{'' if view.unit == 'day' else ', over days only'}"


def unit_switch(view: View, hint: str) -> html.Div:
    """Return the choice of what a bar of the timeline stands for, and what is to be said of it."""
    return html.Div(
        [
            html.Span("Bars per", id=f"{ids.UNIT}-label"),
            dmc.SegmentedControl(
                id=ids.UNIT,
                data=[{"value": unit, "label": unit.capitalize()} for unit in UNITS],
                value=view.unit,
                size="xs",
                **ids.hyphened({"aria-labelledby": f"{ids.UNIT}-label"}),
            ),
            html.Span(hint, id=ids.UNIT_HINT, className="hint", role="status"),
        ],
        className="unit-switch",
    )


def _confirmation(view: View) -> html.Div:
    """Return the choice of the least confirmation that counts."""
    least = least_confirmation(view.confirmation)
    return html.Div(
        [
            _segments(ids.CONFIRMATION, "Confirmed by", CONFIRMED_BY, least),
            html.P("Media: officials or media.", className="hint"),
        ]
    )


def span_options(study: Study) -> list[dict[str, str]]:
    """List the periods and the context events as options for the before-and-after view."""
    periods = [{"value": value, "label": label} for value, label in period_options(study)]
    return periods + event_options(study)


def event_options(study: Study) -> list[dict[str, str]]:
    """List the context events as options: date and label."""
    return [
        {
            "value": row.event_id,
            "label": f"{row.date.day} {row.date:%b %Y}: {row.label}",
        }
        for row in study.context.itertuples()
    ]
