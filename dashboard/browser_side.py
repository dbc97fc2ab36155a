"""What the browser does by itself: callbacks whose work is done by the scripts of the page."""

from typing import Any

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State

from dashboard import ids
from dashboard.components.column_filters import OWN
from dashboard.components.number_box import VIEWS

TIMELINE = ids.part("graph", "timeline")


def attach_browser_side(app: Dash) -> None:
    """Attach what the browser does by itself."""
    page = "page"
    app.clientside_callback(
        ClientsideFunction(page, "viewport"),
        Output(ids.VIEWPORT, "data"),
        Input(ids.RESIZED, "data"),
        State(ids.VIEWPORT, "data"),
    )
    app.clientside_callback(
        ClientsideFunction(page, "paint"),
        Output(ids.THEME, "aria-pressed"),
        Input(ids.PROVIDER, "forceColorScheme"),
        Input(ids.VIEWPORT, "data"),
    )
    app.clientside_callback(
        ClientsideFunction(page, "filters"),
        Output(ids.SHELL, "navbar"),
        Input(ids.BURGER, "opened"),
        State(ids.SHELL, "navbar"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(page, "opened"),
        Output(ids.MAIN, "data-view"),
        Output(ids.VIEWS, "children"),
        Output(ids.VIEWS, "aria-label"),
        Input(ids.TAB, "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(page, "takeBack"),
        Output(ids.CHIPS, "title"),
        Input(ids.part("unset", ALL), "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(page, "pair"),
        Output(ids.part("paired", MATCH), "title"),
        Input(ids.part("one", MATCH), "value"),
        Input(ids.part("other", MATCH), "value"),
        Input(ids.part("since", MATCH), "value"),
        State(ids.part("paired", MATCH), "data-pair"),
        prevent_initial_call=True,
    )
    # A box that is wiped may be about to get another number; one that is left so is not.
    app.clientside_callback(
        ClientsideFunction(page, "emptied"),
        Output(ids.EMPTIED, "data"),
        *(Input(name, "n_blur") for name in VIEWS),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("visit", "counted"),
        Output(ids.part("visit", MATCH), "children"),
        Input(ids.part("asked-in-visit", MATCH), "data"),
    )
    # Buttons in tables and cards come and go with what they stand in; only one that is pressed
    # is worth a request.
    for store, kind in ((ids.PICKED, "pick"), (ids.WANTED, "csv")):
        app.clientside_callback(
            ClientsideFunction(page, "pressed"),
            Output(store, "data"),
            Input(ids.part(kind, ALL), "n_clicks"),
            prevent_initial_call=True,
        )
    # An open table follows its chart; pressing twice leaves it open.
    app.clientside_callback(
        ClientsideFunction(page, "pressedTwice"),
        Output(ids.part("show", MATCH), "n_clicks"),
        Input(ids.part("graph", MATCH), "figure"),
        State(ids.part("show", MATCH), "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(page, "clicked"),
        Output(ids.CLICKED, "data"),
        Input(TIMELINE, "clickData"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(page, "zoomed"),
        Output(ids.ZOOM, "hidden"),
        Input(TIMELINE, "relayoutData"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(page, "takeZoom"),
        Output(ids.ZOOM, "title"),
        Input(ids.ZOOM, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction(page, "wholePeriod"),
        Output(ids.WHOLE, "title"),
        Input(ids.WHOLE, "n_clicks"),
        State(ids.PERIOD, "presets"),
        prevent_initial_call=True,
    )
    for name in (*OWN, MATCH):
        control: Any = ids.part(ids.WHERE, name) if name is MATCH else name
        kind = ids.ASKED_FURTHER if name is MATCH else ids.ASKED
        app.clientside_callback(
            ClientsideFunction(page, "search"),
            Output(ids.part(kind, name), "data"),
            Input(control, "searchValue"),
            State(control, "data"),
            State(control, "id"),
            prevent_initial_call=True,
        )
    app.clientside_callback(
        ClientsideFunction("dates", "events"),
        Output(ids.EVENT, "data"),
        Input(ids.EVENT, "searchValue"),
        Input(ids.EVENT, "value"),
        Input(ids.URL, "search"),
        State(ids.EVENT, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("dates", "period"),
        Output(ids.PERIOD, "value", allow_duplicate=True),
        Output(ids.WRITTEN_PERIOD, "error"),
        Input(ids.WRITTEN_PERIOD, "value"),
        State(ids.PERIOD, "minDate"),
        State(ids.PERIOD, "maxDate"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("dates", "otherPeriod"),
        Output(ids.WRITTEN_PERIOD, "value"),
        Output(ids.WRITTEN_PERIOD, "error", allow_duplicate=True),
        Input(ids.URL, "search"),
        State(ids.WRITTEN_PERIOD, "value"),
        prevent_initial_call="initial_duplicate",
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
        ClientsideFunction(page, "openReport"),
        Output(ids.FILE_REPORT, "open"),
        Input(ids.MARK, "data"),
        Input(ids.URL, "search"),
    )
