"""Filters on columns: each value can be kept or left out, and the many are found by writing."""

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from analytics.selection.columns import (
    choices,
    column_label,
    is_known,
    offered_columns,
    value_words,
)
from analytics.selection.condition import Condition
from analytics.selection.selected import Selection
from analytics.selection.view import FILTERS
from dashboard import ids
from data.study import Study

# A browser is slow to draw and to be sent thousands of options; writing finds the others.
MOST_LISTED = 100
OWN = {ids.COUNTRY: "Country", ids.LOCATION: "Place", ids.WEAPON: "Weapon"}


def own_filters(selection: Selection) -> list[html.Div]:
    """Return the filters on the columns that every study has; not seen where nothing is known."""
    study = selection.study
    return [
        html.Div(
            _filter(column, column, label, selection),
            hidden=not (is_known(study, column) or selection.view.chosen(column)),
        )
        for column, label in OWN.items()
    ]


def further_filters(selection: Selection) -> list[Component]:
    """Return the filters on the columns that the study offers further, or that a view names."""
    study = selection.study
    columns = offered_columns(study)
    for column in (one.column for one in selection.view.where if one.column not in FILTERS):
        columns.setdefault(column, column_label(study, column))
    return [
        html.Div(_filter(ids.part(ids.WHERE, column), column, label, selection))
        for column, label in columns.items()
    ]


def _filter(
    identity: str | dict[str, object], column: str, label: str, selection: Selection
) -> list[Component]:
    chosen = selection.view.chosen(column)
    choice = dmc.MultiSelect(
        id=identity,
        label=label,
        data=filter_options(selection.study, column, chosen=chosen),
        value=list(chosen),
        placeholder=None if chosen else "All",
        searchable=True,
        clearable=True,
        hidePickedOptions=True,
        maxDropdownHeight=260,
        size="xs",
    )
    asked = ids.ASKED if column in OWN else ids.ASKED_FURTHER
    return [choice, dcc.Store(id=ids.part(asked, column))]


def filter_options(
    study: Study, column: str, *, chosen: tuple[str, ...] = (), search: str = ""
) -> list[dict[str, object]]:
    """Return the values of a column as options, to keep and to leave out.

    Parameters
    ----------
    study : Study
    column : str
    chosen : tuple of str
        As links write them; among the options whatever else is.
    search : str
        What is written in the box: only values that hold it, the most frequent first.

    Returns
    -------
    list of dict
        Two groups for a MultiSelect.
    """
    asked = search.strip().lower().removeprefix("not ")
    found = [
        value
        for value in choices(study, column)
        if not asked or asked in value_words(column, value).lower()
    ]
    texts = dict.fromkeys(
        text
        for excluded in (False, True)
        for text in Condition(
            column=column, excluded=excluded, values=tuple(found[:MOST_LISTED])
        ).texts
    )
    texts |= dict.fromkeys(chosen)
    more = f", {len(found) - MOST_LISTED:,} more by writing" if len(found) > MOST_LISTED else ""
    return [
        {"group": f"{name}{more}", "items": items}
        for name, sign in (("Only", False), ("All but", True))
        if (items := [_option(column, text) for text in texts if text.startswith("-") is sign])
    ]


def text_words(column: str, text: str) -> str:
    """Say a value as a link writes it: ``-Protests`` is "not Protests"."""
    if text.startswith("-"):
        return f"not {value_words(column, text[1:])}"
    return value_words(column, text.removeprefix("+"))


def _option(column: str, text: str) -> dict[str, str]:
    return {"value": text, "label": text_words(column, text)}
