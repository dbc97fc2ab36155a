"""What is filtered, told as chips: each says one choice, and takes it back when pressed."""

import json
from collections.abc import Iterator

import pandas as pd
from dash import html

from analytics.selection.columns import column_label
from analytics.selection.confirmation import least_confirmation
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.selection.study_series import series_label
from analytics.selection.view import BOTH_SERIES
from analytics.wording import plain_dates
from dashboard import ids
from dashboard.components.column_filters import OWN, text_words
from dashboard.components.controls import CONFIRMED_BY, DATES

# The id of a control: that of a further column has two parts.
Control = str | dict[str, object]


def filter_chips(selection: Selection) -> list[html.Button]:
    """Return a chip for each choice in which a view is not the study's own.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    list of Button
        Its id holds the control and the value that it gets when the chip is pressed.
    """
    return [_chip(*choice) for choice in _choices(selection)]


def _choices(selection: Selection) -> Iterator[tuple[Control, str, str, object]]:
    """Give control, what is chosen, its text, and the value without it."""
    study, view = selection.study, selection.view
    usual = default_view(study)
    if (view.start, view.end) != (usual.start, usual.end):
        text = plain_dates(pd.Timestamp(view.start), pd.Timestamp(view.end))
        yield ids.PERIOD, "Period", text, [usual.start, usual.end]
    if view.series != usual.series:
        both = view.series == BOTH_SERIES
        text = "Both series" if both else series_label(study, view.series)
        yield ids.SERIES, "Series", text, usual.series
    yield from _columns(selection)
    if view.confirmation != usual.confirmation:
        least = least_confirmation(view.confirmation)
        words = CONFIRMED_BY[least].lower() if least else " or ".join(view.confirmation)
        usually = least_confirmation(usual.confirmation)
        yield ids.CONFIRMATION, "Confirmed by", f"Confirmed by {words}", usually
    if view.dates != usual.dates:
        text = f"Imprecise dates {DATES[view.dates].lower()}"
        yield ids.DATES, "Imprecise dates", text, usual.dates


def _columns(selection: Selection) -> Iterator[tuple[Control, str, str, object]]:
    """Give each value that is kept or left out; one without a control is told all the same."""
    study, view = selection.study, selection.view
    asked = [*OWN, *(one.column for one in view.where)]
    for column in dict.fromkeys(asked):
        chosen, label = view.chosen(column), column_label(study, column)
        control = column if column in OWN else ids.part(ids.WHERE, column)
        for text in chosen:
            words = text_words(column, text)
            words = words if column in OWN else f"{label}: {words}"
            yield control, label, words, [other for other in chosen if other != text]


def _chip(control: Control, label: str, text: str, value: object) -> html.Button:
    return html.Button(
        [text, html.Span(" \u00d7", **ids.hyphened({"aria-hidden": "true"}))],
        id=ids.part("unset", json.dumps([control, value])),
        className="chip",
        title=f"Take back: {label}",
        **ids.hyphened({"aria-label": f"Take back {label}: {text}"}),
    )
