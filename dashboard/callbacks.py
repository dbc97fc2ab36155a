"""Translations: controls to address, address to view, view to results and charts."""

import logging
from dataclasses import replace

import dash
from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from analytics.selection.confirmation import rung_of, rungs_from
from analytics.selection.link import stale
from dashboard import ids
from dashboard.session.active_study import Opened
from dashboard.session.url_state import TABS, PageState, default_state
from dashboard.tabs import builders
from dashboard.tabs.sensitivity import held
from data.errors import EscalationError

LOG = logging.getLogger(__name__)
# The controls whose value is a field of the view under the same name.
CHOICES = (
    ids.SERIES, ids.COUNTRY, ids.LOCATION, ids.WEAPON, ids.CONFIRMATION, ids.DATES, ids.SMOOTHING,
    ids.SHOWN, ids.EVENT, ids.BEFORE, ids.AFTER, ids.GAP, ids.BY, ids.OLDER, ids.NEWER,
)  # fmt: skip
TIMELINE = ids.part("graph", "timeline")


def register(app: Dash, opened: Opened) -> dict[str, object]:
    """Attach every callback; returned by name so that tests can call them."""
    attach_browser_side(app)
    return {
        **_address(app, opened),
        **_content(app, opened),
        **_downloads(app, opened),
    }


def _address(app: Dash, opened: Opened) -> dict[str, object]:
    """Keep the address and the controls telling the same story."""

    @app.callback(
        output={
            "search": Output(ids.URL, "search"),
            "controls": {name: Output(name, "value") for name in CHOICES},
            "period": Output(ids.PERIOD, "value"),
            "tab": Output(ids.TAB, "value"),
            "days": Output(ids.DAYS, "data"),
            "theme": Output(ids.PROVIDER, "forceColorScheme"),
            "notice": Output(ids.NOTICE, "children"),
        },
        inputs={
            "search": Input(ids.URL, "search"),
            "controls": {name: Input(name, "value") for name in CHOICES},
            "period": Input(ids.PERIOD, "value"),
            "tab": Input(ids.TAB, "value"),
            "clicked": Input(TIMELINE, "clickData"),
            "picked": Input(ids.part("pick", ALL), "n_clicks"),
            "pressed": {
                "reset": Input(ids.RESET, "n_clicks"),
                "theme": Input(ids.THEME, "n_clicks"),
            },
            "viewport": State(ids.VIEWPORT, "data"),
            "mark": State(ids.MARK, "data"),
        },
    )
    def sync(search, controls, period, tab, clicked, picked, pressed, viewport, mark=""):
        trigger = ctx.triggered_id
        selection, state = opened.read(search, mark)
        study = selection.study
        if trigger == ids.RESET:
            state = replace(default_state(study), theme=state.theme, tab=state.tab)
        elif trigger == ids.THEME:
            state = replace(state, theme="light" if (viewport or {}).get("dark") else "dark")
        elif trigger == TIMELINE:
            state = replace(state, days=(clicked["points"][0]["x"][:10],), tab="incidents")
        elif isinstance(trigger, dict) and any(picked):
            state = replace(state, days=_picked(trigger["name"]), tab="incidents")
        elif trigger not in (None, ids.URL) and not isinstance(trigger, dict):
            state = _changed(state, trigger, controls, period, tab)
        address, foreign = opened.address(state, study), opened.foreign(search, mark)
        # A notice stays until the reader moves on.
        notice = foreign or stale(search, study) or ("" if address != (search or "") else no_update)
        return {"search": address, "notice": notice, **_shown(state)}

    @app.callback(
        Output(ids.SHELL, "navbar"), Input(ids.BURGER, "opened"), State(ids.SHELL, "navbar")
    )
    def toggle_filters(opened, navbar):
        return {**navbar, "collapsed": {"mobile": not opened}}

    return {"sync": sync, "toggle_filters": toggle_filters}


def _picked(name: str) -> tuple[str, ...]:
    """Read the days that a row's button stands for; an empty name clears the choice."""
    return tuple(day for day in name.split("..") if day)


def _changed(
    state: PageState, trigger: str, controls: dict, period: list | None, tab: str
) -> PageState:
    """Apply the one control that moved; an unfinished or impossible value changes nothing."""
    if trigger == ids.TAB:
        return replace(state, tab=tab)
    try:
        if trigger == ids.PERIOD:
            start, end = period or (None, None)
            view = replace(state.view, start=start, end=end) if start and end else state.view
        elif trigger == ids.CONFIRMATION:
            rung = controls[trigger]
            view = replace(state.view, confirmation=rungs_from(rung)) if rung else state.view
        else:
            view = replace(state.view, **{trigger: controls[trigger]})
    except EscalationError as error:
        LOG.info("A control was left as it was: %s", error)
        return state
    return replace(state, view=view)


def _shown(state: PageState) -> dict[str, object]:
    """Return the values of the controls in a state."""
    values = {name: getattr(state.view, name) for name in CHOICES}
    values[ids.CONFIRMATION] = rung_of(state.view.confirmation)
    return {
        "controls": {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()},
        "period": [state.view.start, state.view.end],
        "tab": state.tab,
        "days": list(state.days),
        "theme": None if state.theme == "auto" else state.theme,
    }


def _content(app: Dash, opened: Opened) -> dict[str, object]:
    """Fill the page from its address; nothing else decides what it shows."""

    @app.callback(
        Output(ids.ANSWER, "children"),
        Output(ids.NUMBERS, "children"),
        Output(TIMELINE, "figure"),
        Output(ids.part("alt", "timeline"), "children"),
        Output(ids.LEFT_OUT, "children"),
        Input(ids.URL, "search"),
        Input(ids.VIEWPORT, "data"),
        State(ids.MARK, "data"),
    )
    def show_answer(search, viewport, mark=""):
        if not viewport:
            return (no_update,) * 5
        selection, _ = opened.read(search, mark)
        return builders.top(selection, viewport)

    @app.callback(
        output={tab: Output(ids.part("content", tab), "children") for tab in TABS},
        inputs={
            "search": Input(ids.URL, "search"),
            "viewport": Input(ids.VIEWPORT, "data"),
            "mark": State(ids.MARK, "data"),
        },
    )
    def show_tab(search, viewport, mark=""):
        selection, state = opened.read(search, mark)
        content = dict.fromkeys(TABS, no_update)
        if viewport and state.tab in builders.BUILDERS:
            content[state.tab] = builders.tab_content(selection, state, viewport)
        return content

    @app.callback(
        Output(ids.part("held", MATCH), "children"),
        Input(ids.part("ask", MATCH), "data"),
        State(ids.URL, "search"),
        State(ids.MARK, "data"),
    )
    def show_held(name, search, mark=""):
        selection, _ = opened.read(search, mark)
        return held(name, selection)

    return {"show_answer": show_answer, "show_tab": show_tab, "show_held": show_held}


def _downloads(app: Dash, opened: Opened) -> dict[str, object]:
    """Give each chart's data as a file and as a table, and the incidents as a file."""

    @app.callback(
        Output(ids.DOWNLOAD, "data"),
        Input(ids.part("csv", ALL), "n_clicks"),
        State(ids.URL, "search"),
        State(ids.MARK, "data"),
        prevent_initial_call=True,
    )
    def save_data(clicks, search, mark=""):
        if not any(clicks):
            return no_update
        selection, state = opened.read(search, mark)
        return builders.data_file(selection, state, ctx.triggered_id["name"])

    @app.callback(
        Output(ids.part("table", MATCH), "children"),
        Output(ids.part("show", MATCH), "children"),
        Input(ids.part("show", MATCH), "n_clicks"),
        State(ids.URL, "search"),
        State(ids.MARK, "data"),
        prevent_initial_call=True,
    )
    def show_table(clicks, search, mark=""):
        if not clicks or clicks % 2 == 0:
            return None, "Show as table"
        name = dash.ctx.triggered_id["name"]
        selection, _ = opened.read(search, mark)
        return builders.data_table(selection, name), "Hide the table"

    return {"save_data": save_data, "show_table": show_table}


def attach_browser_side(app: Dash) -> None:
    """Attach what the browser does by itself."""
    page = "page"
    app.clientside_callback(
        ClientsideFunction(page, "viewport"),
        Output(ids.VIEWPORT, "data"),
        Input(ids.URL, "search"),
        Input("resized", "data"),
        State(ids.VIEWPORT, "data"),
    )
    app.clientside_callback(
        ClientsideFunction(page, "savePicture"),
        Output(ids.DOWNLOAD, "type"),
        Input(ids.part("png", ALL), "n_clicks"),
        Input(ids.part("svg", ALL), "n_clicks"),
        Input(ids.part("figure-pdf", ALL), "n_clicks"),
        Input(ids.part("fragment", ALL), "n_clicks"),
        State(ids.MARK, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(page, "makeReport"),
        Output(ids.DOWNLOAD, "base64"),
        Input(ids.part("report", ALL), "n_clicks"),
        State(ids.MARK, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(page, "copyLink"),
        Output(ids.COPY, "children"),
        Input(ids.COPY, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(page, "toIncidents"),
        Output(ids.TAB, "title"),
        Input(ids.part("content", "incidents"), "children"),
        State(ids.DAYS, "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(page, "openReport"),
        Output(ids.FILE_REPORT, "open"),
        Input(ids.MARK, "data"),
    )
