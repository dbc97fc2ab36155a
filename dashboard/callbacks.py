"""Translations: controls to address, address to view, view to results and charts."""

import logging
from dataclasses import replace

import dash
from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx, no_update

from analytics.rungs import rung_of, rungs_from
from dashboard import ids, views
from dashboard.state import TABS, PageState, decode, default_state, encode
from data.errors import EscalationError
from data.study import Study

LOG = logging.getLogger(__name__)
# The controls whose value is a field of the view under the same name.
CHOICES = (
    ids.SERIES, ids.COUNTRY, ids.LOCATION, ids.WEAPON, ids.CONFIDENCE, ids.SMOOTHING,
    ids.SHOWN, ids.EVENT, ids.BEFORE, ids.AFTER, ids.GAP, ids.BY,
)  # fmt: skip
TIMELINE = ids.part("graph", "timeline")


def register(app: Dash, study: Study) -> dict[str, object]:
    """Attach every callback; returned by name so that tests can call them."""
    _browser_side(app)
    return {
        **_address(app, study),
        **_content(app, study),
        **_downloads(app, study),
    }


def _browser_side(app: Dash) -> None:
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


def _address(app: Dash, study: Study) -> dict[str, object]:
    """Keep the address and the controls telling the same story."""

    @app.callback(
        output={
            "search": Output(ids.URL, "search"),
            "controls": {name: Output(name, "value") for name in CHOICES},
            "period": Output(ids.PERIOD, "value"),
            "tab": Output(ids.TAB, "value"),
            "days": Output(ids.DAYS, "data"),
            "theme": Output(ids.PROVIDER, "forceColorScheme"),
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
        },
    )
    def sync(search, controls, period, tab, clicked, picked, pressed, viewport):
        trigger = ctx.triggered_id
        state = decode(search, study)
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
        return _shown(state, study)

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
        elif trigger == ids.CONFIDENCE:
            rung = controls[trigger]
            view = replace(state.view, confidence=rungs_from(rung)) if rung else state.view
        else:
            view = replace(state.view, **{trigger: controls[trigger]})
    except EscalationError as error:
        LOG.info("A control was left as it was: %s", error)
        return state
    return replace(state, view=view)


def _shown(state: PageState, study: Study) -> dict[str, object]:
    """Return address and control values of a state."""
    values = {name: getattr(state.view, name) for name in CHOICES}
    values[ids.CONFIDENCE] = rung_of(state.view.confidence)
    return {
        "search": encode(state, study),
        "controls": {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()},
        "period": [state.view.start, state.view.end],
        "tab": state.tab,
        "days": list(state.days),
        "theme": None if state.theme == "auto" else state.theme,
    }


def _content(app: Dash, study: Study) -> dict[str, object]:
    """Fill the page from its address; nothing else decides what it shows."""

    @app.callback(
        Output(ids.ANSWER, "children"),
        Output(ids.NUMBERS, "children"),
        Output(TIMELINE, "figure"),
        Output(ids.part("alt", "timeline"), "children"),
        Output(ids.LEFT_OUT, "children"),
        Input(ids.URL, "search"),
        Input(ids.VIEWPORT, "data"),
    )
    def show_answer(search, viewport):
        if not viewport:
            return (no_update,) * 5
        return views.top(study, decode(search, study).view, viewport)

    @app.callback(
        output={tab: Output(ids.part("content", tab), "children") for tab in TABS},
        inputs={
            "search": Input(ids.URL, "search"),
            "viewport": Input(ids.VIEWPORT, "data"),
        },
    )
    def show_tab(search, viewport):
        state, content = decode(search, study), dict.fromkeys(TABS, no_update)
        if viewport and state.tab in views.BUILDERS:
            content[state.tab] = views.tab_content(study, state, viewport)
        return content

    return {"show_answer": show_answer, "show_tab": show_tab}


def _downloads(app: Dash, study: Study) -> dict[str, object]:
    """Give each chart's data as a file and as a table, and the incidents as a file."""

    @app.callback(
        Output(ids.DOWNLOAD, "data"),
        Input(ids.part("csv", ALL), "n_clicks"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def save_data(clicks, search):
        if not any(clicks):
            return no_update
        return views.data_file(study, decode(search, study), ctx.triggered_id["name"])

    @app.callback(
        Output(ids.part("table", MATCH), "children"),
        Output(ids.part("show", MATCH), "children"),
        Input(ids.part("show", MATCH), "n_clicks"),
        State(ids.URL, "search"),
        prevent_initial_call=True,
    )
    def show_table(clicks, search):
        if not clicks or clicks % 2 == 0:
            return None, "Show as table"
        name = dash.ctx.triggered_id["name"]
        return views.data_table(study, decode(search, study).view, name), "Hide the table"

    return {"save_data": save_data, "show_table": show_table}
