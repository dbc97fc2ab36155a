"""What is filtered, told as chips: each says one choice, and takes it back when pressed."""

import json
from collections.abc import Iterator

import pandas as pd
from dash import html

from analytics.selection.confirmation import least_confirmation
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.selection.study_series import series_label
from analytics.selection.view import BOTH_SERIES
from analytics.wording import plain_dates
from dashboard import ids
from dashboard.components.controls import CONFIRMED_BY, DATES

# Choices of several, by what they are called.
SEVERAL = {ids.COUNTRY: "Country", ids.LOCATION: "Place", ids.WEAPON: "Weapon"}


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


def _choices(selection: Selection) -> Iterator[tuple[str, str, str, object]]:
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
    for name, label in SEVERAL.items():
        chosen = getattr(view, name)
        if chosen != getattr(usual, name):
            for value in chosen:
                yield name, label, value, [other for other in chosen if other != value]
    if view.confirmation != usual.confirmation:
        least = least_confirmation(view.confirmation)
        words = CONFIRMED_BY[least].lower() if least else " or ".join(view.confirmation)
        usually = least_confirmation(usual.confirmation)
        yield ids.CONFIRMATION, "Confirmed by", f"Confirmed by {words}", usually
    if view.dates != usual.dates:
        text = f"Imprecise dates {DATES[view.dates].lower()}"
        yield ids.DATES, "Imprecise dates", text, usual.dates


def _chip(control: str, label: str, text: str, value: object) -> html.Button:
    return html.Button(
        [text, html.Span(" \u00d7", **ids.hyphened({"aria-hidden": "true"}))],
        id=ids.part("unset", json.dumps([control, value])),
        className="chip",
        title=f"Take back: {label}",
        **ids.hyphened({"aria-label": f"Take back {label}: {text}"}),
    )
