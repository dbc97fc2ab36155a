"""What the browser does by itself, in ``assets/page.js``."""

from dash import ALL, ClientsideFunction, Dash, Input, Output, State

from dashboard import ids


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
