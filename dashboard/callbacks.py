"""Translations: controls to address, address to view, view to results and charts."""

import logging
from dataclasses import replace
from typing import Any

import dash
from dash import ALL, MATCH, Dash, Input, Output, State, ctx, no_update

from analytics.selection.columns import asked_columns
from analytics.selection.confirmation import confirmed_by, least_confirmation
from analytics.selection.link import WHERE, link_parts
from analytics.selection.reach import check_reach
from analytics.selection.selected import Selection
from analytics.selection.study_series import check_series_name
from dashboard import ids
from dashboard.browser_side import attach_browser_side
from dashboard.components.cards import HIDE_TABLE, SHOW_TABLE, spoken
from dashboard.components.column_filters import OWN, filter_options
from dashboard.components.compared_days import compared_boxes
from dashboard.components.controls import mean_label
from dashboard.components.number_box import VIEWS, days_written
from dashboard.filled_later import fill_later
from dashboard.session.active_study import Opened
from dashboard.session.url_state import SINCE, PageState, default_state, is_pair, page_is_dark
from dashboard.tabs import builders
from dashboard.tabs.files import data_file, data_table
from dashboard.tabs.later import Later, data_of, file_of, is_slow
from data.errors import EscalationError
from data.study import Study

LOG = logging.getLogger(__name__)
# What a browser sends or is sent: an object of JSON.
Sent = dict[str, Any]
# The controls whose value is a field of the view under the same name.
CHOICES = (
    ids.SERIES, ids.COUNTRY, ids.LOCATION, ids.WEAPON, ids.CONFIRMATION, ids.DATES, ids.SMOOTHING,
    ids.UNIT, ids.METHOD, ids.SHOWN, ids.EVENT, ids.BEFORE, ids.AFTER, ids.GAP, ids.BY,
    ids.BASELINE, ids.OLDER, ids.NEWER, ids.RECENT, ids.SCALE, ids.ONE, ids.OTHER, ids.QUIET,
    ids.NAMED,
)  # fmt: skip
FURTHER = ids.part(ids.WHERE, ALL)
TIMELINE = ids.part("graph", "timeline")
# Where each piece of content stands: the pieces of the first screen, then one of each tab.
PLACES: dict[str, tuple[str | dict[str, object], str]] = {
    "answer": (ids.ANSWER, "children"),
    "numbers": (ids.NUMBERS, "children"),
    "chips": (ids.CHIPS, "children"),
    "left_out": (ids.LEFT_OUT, "children"),
    "quick": (ids.PERIOD, "presets"),
    "added": (ids.ADDED, "children"),
    "timeline": (TIMELINE, "figure"),
    "alt": (ids.part("alt", "timeline"), "children"),
    "heading": (ids.part("heading", "timeline"), "children"),
    "unit_hint": (ids.UNIT_HINT, "children"),
    **{
        part: (ids.part("content", part), "children")
        for tab in builders.BUILDERS
        for part in (tab, *builders.BESIDE.get(tab, ()))
    },
}


def register(app: Dash, opened: Opened, later: Later) -> dict[str, object]:
    """Attach every callback; returned by name so that tests can call them."""
    attach_browser_side(app)
    return {
        **_page(app, opened),
        **fill_later(app, opened, later),
        **_downloads(app, opened, later),
        **_searches(app, opened),
    }


def _page(app: Dash, opened: Opened) -> dict[str, object]:
    """Keep address, controls and content telling the same story: one click is one round trip."""

    @app.callback(
        output={
            "search": Output(ids.URL, "search"),
            "controls": {name: Output(name, "value") for name in CHOICES},
            "further": Output(FURTHER, "value"),
            "period": Output(ids.PERIOD, "value"),
            "tab": Output(ids.TAB, "value"),
            "days": Output(ids.DAYS, "data"),
            "theme": Output(ids.PROVIDER, "forceColorScheme"),
            "notice": Output(ids.NOTICE, "children"),
            "mean": Output(ids.MEAN, "children"),
            "boxes": {
                tab: Output(ids.part("box-note", tab), "children") for tab in set(VIEWS.values())
            },
            "content": {name: Output(*place) for name, place in PLACES.items()},
            "drawn": Output(ids.DRAWN, "data"),
        },
        inputs={
            "search": Input(ids.URL, "search"),
            "viewport": Input(ids.VIEWPORT, "data"),
            "controls": {name: Input(name, "value") for name in CHOICES},
            "period": Input(ids.PERIOD, "value"),
            "tab": Input(ids.TAB, "value"),
            "clicked": Input(ids.CLICKED, "data"),
            "picked": Input(ids.PICKED, "data"),
            "paired": Input(ids.PAIR, "data"),
            "emptied": Input(ids.EMPTIED, "data"),
            "pressed": {
                "reset": Input(ids.RESET, "n_clicks"),
                "theme": Input(ids.THEME, "n_clicks"),
            },
            "drawn": State(ids.DRAWN, "data"),
            "mark": State(ids.MARK, "data"),
            "further": {"ids": State(FURTHER, "id"), "values": Input(FURTHER, "value")},
        },
        # The page comes with the content of its address.
        prevent_initial_call=True,
    )
    def show(
        search: str | None,
        viewport: Sent | None,
        controls: Sent,
        period: list | None,
        tab: str,
        clicked: Sent,
        picked: Sent,
        paired: Sent | None,
        pressed: Sent,
        drawn: Sent | None = None,
        mark: str = "",
        further: Sent | None = None,
        emptied: Sent | None = None,
    ) -> dict[str, object]:
        trigger, columns = _trigger(), _further(further)
        box = _box(trigger, emptied)
        selection, state = opened.read(search, mark)
        study, refused = selection.study, ""
        given = {**controls, **columns, "period": period, "tab": tab}
        if drawn and trigger not in (None, ids.URL, ids.RESET):
            state = _caught_up(study, state, trigger, given)
        if trigger == ids.RESET:
            state = replace(default_state(study), theme=state.theme, tab=state.tab)
        elif trigger == ids.THEME:
            state = replace(state, theme="light" if page_is_dark(state, viewport or {}) else "dark")
        elif trigger == ids.CLICKED:
            state = replace(state, days=_picked(clicked["days"]), tab="incidents")
        elif trigger == ids.PICKED:
            state = replace(state, days=_picked(picked["name"]), tab="incidents")
        elif trigger == ids.PAIR:
            state = _paired(study, state, paired or {})
        elif box:
            state, refused = _changed(study, state, box, given, left=trigger == ids.EMPTIED)
        elif trigger not in (None, ids.URL, ids.VIEWPORT, ids.EMPTIED):
            state, refused = _changed(study, state, trigger, given)
        beside = VIEWS[box] if box and refused else ""
        address = opened.address(state, study)
        notice = opened.notice(search, mark) or ("" if beside else refused)
        # A notice stays until the reader moves on.
        # A link in another order, or with other signs for a blank, stays as it is.
        unchanged = link_parts(address) == link_parts(search)
        return {
            "search": no_update if unchanged else address,
            "notice": notice or (no_update if unchanged else ""),
            "mean": mean_label(state.view),
            **_echo(study, state, given, trigger),
            "boxes": _beside_boxes(Selection(study, state.view), {beside: refused}),
            **content(Selection(study, state.view), state, viewport, drawn),
        }

    def content(
        selection: Selection, state: PageState, viewport: Sent | None, drawn: Sent | None
    ) -> dict[str, object]:
        """Return what has changed of the page's content, and what it shows from now on."""
        if not viewport:
            return {"content": dict.fromkeys(PLACES, no_update), "drawn": no_update}
        found, drawn = builders.changed_parts(
            selection, state, viewport, drawn or {}, opened.recall
        )
        return {"content": {name: found.get(name, no_update) for name in PLACES}, "drawn": drawn}

    def show_view(
        search: str | None, viewport: Sent | None, mark: str = "", drawn: Sent | None = None
    ) -> dict[str, object]:
        """Return the content of an address, as a page that shows ``drawn`` is given it."""
        selection, state = opened.read(search, mark)
        return content(selection, state, viewport, drawn)

    return {"show": show, "show_view": show_view}


def _trigger() -> str | None:
    """Name the control that was moved; a filter on a further column as a link names it."""
    # A box that is left empty comes with its value, which alone would be one still being written.
    if f"{ids.EMPTIED}.data" in ctx.triggered_prop_ids:
        return ids.EMPTIED
    trigger = ctx.triggered_id
    if isinstance(trigger, dict):
        return f"{WHERE}{trigger['name']}"
    return trigger


def _box(trigger: str | None, emptied: Sent | None) -> str:
    """Name the box for a number that was written in or left empty; "" for any other control."""
    name = (emptied or {}).get("name") if trigger == ids.EMPTIED else trigger
    return str(name) if name in VIEWS else ""


def _further(further: Sent | None) -> dict[str, object]:
    """Return the values of the filters on further columns, by what a link calls each."""
    found = zip(further["ids"], further["values"], strict=False) if further else ()
    return {f"{WHERE}{identity['name']}": value for identity, value in found}


def _picked(name: str) -> tuple[str, ...]:
    """Read the days that a bar or a row's button stands for; an empty name clears the choice."""
    return tuple(day for day in name.split("..") if day)


def _paired(study: Study, state: PageState, paired: Sent) -> PageState:
    """Hold the two groups against each other that were chosen; an empty choice takes it back."""
    pair, since = tuple(paired.get("pair", ())), paired.get("since", SINCE[0])
    fits = not pair or is_pair(pair, Selection(study, state.view))
    return replace(state, pair=pair, since=since) if fits and since in SINCE else state


def _changed(
    study: Study, state: PageState, trigger: str, given: Sent, *, left: bool = False
) -> tuple[PageState, str]:
    """Apply the one control that moved; an impossible value changes nothing, and is told.

    Whether its reader has ``left`` it, and writes no more.
    """
    value: Any = given.get(trigger)
    if trigger == ids.TAB:
        return replace(state, tab=value), ""
    try:
        if trigger == ids.PERIOD:
            start, end = value or (None, None)
            view = replace(state.view, start=start, end=end) if start and end else state.view
            check_reach(view, study)
        elif trigger in OWN or trigger.startswith(WHERE):
            view = state.view.choose(trigger.removeprefix(WHERE), value or ())
        elif trigger == ids.CONFIRMATION:
            view = replace(state.view, confirmation=confirmed_by(value)) if value else state.view
        else:
            if trigger in VIEWS:
                value = days_written(Selection(study, state.view), trigger, value)
            view = replace(state.view, **{trigger: value})
            check_series_name(study, view.series)
    except EscalationError as error:
        LOG.info("A control was left as it was: %s", error)
        # Nobody is told of a value that is still being written.
        return state, "" if _unfinished(value) and not left else str(error)
    # Two groups of a column mean nothing in another.
    kept = state.pair if view.by == state.view.by else ()
    return replace(state, view=view, pair=kept), ""


def _caught_up(study: Study, state: PageState, trigger: str, given: Sent) -> PageState:
    """Apply what the reader has set since the address was written.

    A page that is asked again before it has answered drops its first answer, and with that the
    address of the first click: what was clicked then stands in the controls alone.
    """
    shown = _values(study, state, given)
    for name in given:
        waits = name != trigger and not _same(shown[name], given[name])
        if waits and not _unfinished(given[name]):
            state, _ = _changed(study, state, name, given)
    return state


def _beside_boxes(selection: Selection, refused: dict[str, str]) -> dict[str, str]:
    """Say beside the boxes of each view which number was refused, or why another is used."""
    used = {"around": compared_boxes(selection).said}
    told = {tab: (refused.get(tab, ""), used.get(tab, "")) for tab in VIEWS.values()}
    return {tab: " ".join(filter(None, said)) for tab, said in told.items()}


def _values(study: Study, state: PageState, given: Sent) -> dict[str, object]:
    """Return the value that each control has in a state."""
    values = {name: _plain(getattr(state.view, name)) for name in CHOICES}
    values |= compared_boxes(Selection(study, state.view)).days
    asked = [*OWN, *(name for name in given if name.startswith(WHERE))]
    values |= {name: list(state.view.chosen(name.removeprefix(WHERE))) for name in asked}
    values[ids.CONFIRMATION] = least_confirmation(state.view.confirmation)
    return values | {"period": [state.view.start, state.view.end], "tab": state.tab}


def _echo(study: Study, state: PageState, given: dict, trigger: str | None) -> dict[str, object]:
    """Return the values of the controls in a state, where they are not there already.

    A control is left alone while its reader has not finished: a period of one day chosen of two,
    a number wiped to write another.
    """
    values = _values(study, state, given)
    unfinished = {name for name in given if name == trigger and _unfinished(given[name])}
    left = {name for name, value in values.items() if _same(value, given[name])}
    values |= dict.fromkeys(left | unfinished, no_update)
    return {
        "controls": {name: values[name] for name in CHOICES},
        "further": [values[name] for name in given if name.startswith(WHERE)],
        "period": values["period"],
        "tab": values["tab"],
        "days": list(state.days),
        "theme": None if state.theme == "auto" else state.theme,
    }


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _same(value: object, given: object) -> bool:
    return value == given or (not value and not given and value != 0)


def _unfinished(value: object) -> bool:
    """Tell whether a value is still being written; a period of no day at all was given up."""
    return value in (None, "") or (isinstance(value, list) and None in value and any(value))


def _searches(app: Dash, opened: Opened) -> dict[str, object]:
    """Give a filter on a column the values that hold what is written in it."""

    def find_values(asked: Sent, search: str | None, mark: str = "") -> object:
        selection, _ = opened.read(search, mark)
        column, written = asked["name"], asked["search"]
        if column not in asked_columns(selection.study):
            return no_update
        chosen = selection.view.chosen(column)
        return filter_options(selection.study, column, chosen=chosen, search=written)

    for name in (*OWN, MATCH):
        control: Any = ids.part(ids.WHERE, name) if name is MATCH else name
        app.callback(
            Output(control, "data"),
            Input(ids.part(ids.ASKED_FURTHER if name is MATCH else ids.ASKED, name), "data"),
            State(ids.URL, "search"),
            State(ids.MARK, "data"),
            prevent_initial_call=True,
        )(find_values)
    return {"find_values": find_values}


def _downloads(app: Dash, opened: Opened, later: Later) -> dict[str, object]:
    """Give each chart's data as a file and as a table, and the incidents as a file."""

    @app.callback(
        Output(ids.DOWNLOAD, "data"),
        Input(ids.WANTED, "data"),
        State(ids.URL, "search"),
        State(ids.MARK, "data"),
        prevent_initial_call=True,
    )
    def save_data(wanted: Sent, search: str | None, mark: str = "") -> Sent:
        selection, state = opened.read(search, mark)
        name, order = wanted["name"], wanted.get("order")
        if is_slow(name):
            return later(file_of(name, order), selection)["file"]
        return data_file(selection, state, name, order)

    @app.callback(
        Output(ids.part("table", MATCH), "children"),
        Output(ids.part("show", MATCH), "children"),
        Output(ids.part("show", MATCH), "aria-label"),
        Input(ids.part("show", MATCH), "n_clicks"),
        State(ids.URL, "search"),
        State(ids.MARK, "data"),
        prevent_initial_call=True,
    )
    def show_table(clicks: int | None, search: str | None, mark: str = "") -> tuple[Any, str, str]:
        name = dash.ctx.inputs_list[0]["id"]["name"]
        if not clicks or clicks % 2 == 0:
            return None, SHOW_TABLE, spoken(SHOW_TABLE, name)
        selection, _ = opened.read(search, mark)
        if is_slow(name):
            table = later(data_of(name), selection)["table"]
        else:
            table = data_table(selection, name)
        return table, HIDE_TABLE, spoken(HIDE_TABLE, name)

    return {"save_data": save_data, "show_table": show_table}
