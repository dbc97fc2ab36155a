"""Which of many groups changed: side by side, as a table that can be sorted, and two by two."""

import json

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from analytics.errors import NotAnswerable
from analytics.groups.compare import (
    MOST_COMPARED,
    MOST_SEARCHED,
    GroupsResult,
    compare_groups,
    group_label,
)
from analytics.groups.on_map import says_where
from analytics.groups.pair import SINCE, compare_pair
from analytics.panel.counting import check_column_divides
from analytics.selection.columns import column_label, dividing_columns
from analytics.selection.selected import Selection
from analytics.selection.view import SCALES
from charts.catalogue import draw, where_unsearched
from charts.style.theme import Look
from charts.tables.groups import group_words, pair_words
from charts.tables.locale import Language
from dashboard import ids
from dashboard.components.cards import chart_card
from dashboard.components.number_box import box_note, number_box
from dashboard.components.table import cells_of, plain_table
from dashboard.store.contents import digest_of
from dashboard.tabs.units import control_of, units_card
from data.errors import EscalationError

SCALE_LABELS = {"one": "One scale", "own": "Each its own"}
# As many groups can be chosen to be held against another.
MOST_LISTED = 100
# Groups of so many days together are searched while the page waits. Of more it shows the rows, and
# asks for so many groups at a time.
FEW_DAYS, AT_A_TIME = 1000, 12
NAMED_TO_COME = "Holding those with the most events against their own past \u2026"


def where_choice(selection: Selection) -> html.Div:
    """Return the choice of the days that are now, and of the scale."""
    return html.Div(
        [
            number_box(ids.RECENT, selection.view.recent),
            dmc.SegmentedControl(
                id=ids.SCALE,
                data=[{"value": name, "label": SCALE_LABELS[name]} for name in SCALES],
                value=selection.view.scale,
                size="xs",
                **ids.hyphened({"aria-label": "Scale of the panels"}),
            ),
            box_note("where"),
        ],
        className="toolbar",
    )


def where_view(selection: Selection, look: Look) -> list:
    """Return the groups of a view by the column that it divides by.

    Parameters
    ----------
    selection : Selection
    look : Look

    Returns
    -------
    list of components
        A calm sentence where there is nothing to compare.
    """
    columns, units = _columns(selection), units_card(selection)
    if has_many_groups(selection):
        by = selection.view.by
        ask = dcc.Store(id=ids.part("name", by), data=groups_key(selection))
        wait = html.P(NAMED_TO_COME, className="answer-note")
        return [columns, units, html.Div([ask, wait], id=ids.part("named", by))]
    return [columns, *named_groups(selection, look, units)]


def has_many_groups(selection: Selection) -> bool:
    """Tell whether a view has so many groups that only the largest are compared, after the rest."""
    by, series = selection.view.by, selection.measured
    events = selection.counted(series)
    return by in events and events[by].nunique() > MOST_COMPARED


def named_groups(selection: Selection, look: Look, units: html.Div | None = None) -> list:
    """Return the groups that are held against their own past, with what stands under them.

    Parameters
    ----------
    selection : Selection
    look : Look
    units : Div, optional
        The card of all units, which stands above the map.
    """
    further = [units] if units else []
    try:
        result = compare_groups(selection, most=0)
        if len(result.large) * len(result.counts) <= FEW_DAYS:
            result = compare_groups(selection)
        chart = where_unsearched(selection, look)
    except EscalationError as error:
        return [html.Div(html.P(str(error)), className="card")]
    if result.table.empty:
        return [chart_card("where", chart)]
    named = [chart_card("where", chart), _table(selection, result)]
    return [*named, *further, *_on_map(selection, look)]


def _on_map(selection: Selection, look: Look) -> list[Component]:
    """Return the groups on the map, where they are places."""
    if not says_where(selection, selection.view.by):
        return []
    try:
        return [chart_card("where-map", draw("where-map", selection, look))]
    except NotAnswerable as error:
        return [html.Div(html.P(str(error)), className="card")]


def _columns(selection: Selection) -> html.Div:
    """Return a button for each column that the study can be divided by."""
    study, by = selection.study, selection.view.by
    labels = {**dividing_columns(study), by: column_label(study, by)}
    return html.Div(
        [
            html.Span("By"),
            *[
                html.Button(
                    label,
                    id=ids.part("unset", json.dumps([ids.BY, column])),
                    className="chip",
                    **ids.hyphened({"aria-pressed": "true" if column == by else "false"}),
                )
                for column, label in labels.items()
                if _divides(selection, column)
            ],
        ],
        className="toolbar by-column",
    )


def _divides(selection: Selection, column: str) -> bool:
    try:
        check_column_divides(selection, column)
    except EscalationError:
        return False
    return True


def _table(selection: Selection, result: GroupsResult) -> html.Div:
    words = group_words(result, Language())
    return html.Div(
        [
            html.H2("Now against usual"),
            html.P(str(result)),
            plain_table(
                words,
                label="Now against usual",
                pick=control_of(selection, result.by),
                values=[*map(str, result.table["group"])],
                sortable=True,
                save=["groups"],
                name=ids.part("groups", result.by),
            ),
            html.Div(_looked_for(selection, result, 0), id=ids.part("looked-for", result.by)),
        ],
        className="card",
    )


def _looked_for(selection: Selection, result: GroupsResult, most: int) -> list[Component]:
    """Say in how many groups a change was looked for, and ask for the next of them.

    Parameters
    ----------
    selection : Selection
    result : GroupsResult
    most : int
        How many were searched.
    """
    said: list[Component] = [html.P(result.looked_for, className="answer-note")]
    if result.waiting:
        asked = [groups_key(selection), most + AT_A_TIME]
        said.append(dcc.Store(id=ids.part("look-for", result.by), data=asked))
    return said


def groups_key(selection: Selection) -> str:
    """Name the groups of a view by what they are made from."""
    view = selection.counting.view
    asked = (view, selection.view.by, selection.view.recent)
    return digest_of("groups", selection.study.digest, repr(asked))


def searched_of(most: int) -> int:
    """Return how many groups are searched where so many are asked for."""
    return min(max(most, 0), MOST_SEARCHED)


def searched_groups(selection: Selection, most: int) -> dict[str, list]:
    """Search so many groups for changes, the largest first.

    Parameters
    ----------
    selection : Selection
    most : int

    Returns
    -------
    dict
        ``rows`` of their table as it stands from now on, and ``said``, what stands under it.
    """
    result = compare_groups(selection, most=most)
    rows = cells_of(group_words(result, Language()))
    return {"rows": rows, "said": _looked_for(selection, result, most)}


def pair_view(
    selection: Selection, pair: tuple[str, ...], since: str, *, asked: bool = False
) -> list[Component]:
    """Return the choice of two groups, and how one changed against the other.

    Parameters
    ----------
    selection : Selection
    pair : tuple of str
        Two values of the column that the view divides by; empty takes those that changed most.
    since : str
        Which days are compared.
    asked : bool
        Whether it is asked for after the rest, as it is where there are very many groups.

    Returns
    -------
    list of components
        Nothing where there are no two groups to compare; the view says why.
    """
    if has_many_groups(selection) and not asked:
        return []
    try:
        result = compare_groups(selection, most=0)
    except EscalationError:
        return []
    groups = [str(g) for g in result.table.loc[result.table["reason"] == "", "group"]][:MOST_LISTED]
    # One that is too thin by now is named all the same, and so why it cannot be compared.
    groups = list(dict.fromkeys([*groups, *pair]))
    if len(groups) < 2:
        return []
    one, other = pair or groups[:2]
    options = [{"value": group, "label": group_label(group, result.by)} for group in groups]
    days = [{"value": name, "label": label} for name, label in _since(selection, since).items()]
    choices = {
        "one": ("First", options, one),
        "other": ("Second", options, other),
        "since": ("Days compared", days, since),
    }
    chosen = bool(pair) or since != SINCE[0]
    card = html.Div(
        [
            html.H2("Two against each other"),
            html.Div([_pair_chip(one, other)], className="chips") if chosen else None,
            html.Div(
                [
                    dmc.Select(
                        id=ids.part(kind, result.by),
                        label=label,
                        data=data,
                        value=value,
                        allowDeselect=False,
                        searchable=len(data) > 8,
                        size="xs",
                        w=240,
                    )
                    for kind, (label, data, value) in choices.items()
                ],
                className="toolbar",
            ),
            html.Div(
                pair_part(selection, result.by, one, other, since),
                id=ids.part("paired", result.by),
                # What stands here, so that only another choice asks for another.
                **ids.hyphened({"data-pair": json.dumps([one, other, since])}),
            ),
        ],
        className="card",
    )
    return [card]


def _pair_chip(one: str, other: str) -> html.Button:
    """Return what is compared as a chip, which takes the choice back."""
    text = f"{one} against {other}"
    taken_back = [ids.PAIR, {"pair": [], "since": SINCE[0]}, "data"]
    return html.Button(
        [text, html.Span(" \u00d7", **ids.hyphened({"aria-hidden": "true"}))],
        id=ids.part("unset", json.dumps(taken_back)),
        className="chip",
        title="Take back: two groups",
        **ids.hyphened({"aria-label": f"Take back two groups: {text}"}),
    )


def _since(selection: Selection, chosen: str) -> dict[str, str]:
    labels = {
        "recent": f"The last {selection.view.recent} days",
        "event": "Around the chosen event",
        "change": "Since the newest change of all",
    }
    around = bool(selection.view.event) or chosen == "event"
    return {name: labels[name] for name in SINCE if name != "event" or around}


def pair_part(selection: Selection, by: str, one: str, other: str, since: str) -> list[Component]:
    """Return how one group changed against another, in a sentence and a table.

    Parameters
    ----------
    selection : Selection
    by : str
        The column.
    one, other : str
        Two of its values.
    since : str
        Which days are compared.

    Returns
    -------
    list of components
        A sentence where they cannot be compared.
    """
    try:
        result = compare_pair(selection, (one, other), by, since=since)
    except EscalationError as error:
        return [html.P(str(error))]
    table = plain_table(
        pair_words(result, Language()),
        label="Two against each other, in numbers",
        save=["pair", by, one, other, since],
    )
    return [html.P(str(result)), table]
