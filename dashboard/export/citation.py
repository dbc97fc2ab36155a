"""The menu of reports, and what can be copied from a chart: its citation and its link."""

import flask
from dash import MATCH, Dash, Input, Output, State, dcc, html

from dashboard import ids
from dashboard.export.functions import REPORTS, ExportFunctions
from dashboard.session.active_study import Opened, with_data


def report_menu(*, reports: bool = True, embeds: bool = False) -> html.Details | None:
    """Return the menu that makes a report of the view on screen, or lets a page show it.

    Parameters
    ----------
    reports : bool
        Whether reports can be made.
    embeds : bool
        Whether other pages may frame this one.

    Returns
    -------
    Details
        Buttons that unfold, which every reader's keys and aids know.
    """
    items = [
        html.Button(label, id=ids.part("report", kind), className="menu-item")
        for kind, (label, _) in REPORTS.items()
    ]
    items.append(_menu_item("Title of the report \u2026", "data-edit", "report"))
    frame = _menu_item("Line for a page (iframe)", "data-iframe", "view")
    shown = [*(items if reports else []), *([frame] if embeds else [])]
    if not shown:
        return None
    return html.Details(
        [
            html.Summary("Report" if reports else "Embed", className="quiet"),
            html.Div([html.P("Of the view on this page"), *shown], className="menu-items"),
        ],
        className="menu",
    )


def _menu_item(label: str, attribute: str, value: str) -> html.Button:
    """Return an item whose work the browser does alone, known by an attribute."""
    return html.Button(label, className="menu-item", **ids.hyphened({attribute: value}))


def register_citing(
    app: Dash, opened: Opened, exports: ExportFunctions | None
) -> dict[str, object]:
    """Attach the citation under each chart, where there is somebody to write it.

    Parameters
    ----------
    app : Dash
    opened : Opened
    exports : ExportFunctions or None

    Returns
    -------
    dict of str to callable
        The callbacks by name.
    """
    if exports is None:
        return {}

    @app.callback(
        Output(ids.part("cited", MATCH), "children"),
        Output(ids.part("cite", MATCH), "children"),
        Input(ids.part("cite", MATCH), "n_clicks"),
        State(ids.part("cite", MATCH), "id"),
        State(ids.URL, "search"),
        State(ids.MARK, "data"),
        prevent_initial_call=True,
    )
    def show_citation(
        clicks: int | None, button: dict[str, str], search: str | None, mark: str = ""
    ) -> tuple[html.Div | None, str]:
        if not clicks or clicks % 2 == 0:
            return None, "Cite"
        selection, state = opened.read(search, mark)
        study = selection.study
        link = _link(with_data(opened.address(state, study), study))
        return _cited(exports.citation(selection, button["name"], link)), "Hide citation"

    return {"show_citation": show_citation}


def _link(query: str) -> str:
    return f"{flask.request.url_root}{query}" if flask.has_request_context() else query


def _cited(text: str) -> html.Div:
    return html.Div(
        [
            html.P(text),
            dcc.Clipboard(content=text, title="Copy the citation", className="copy"),
        ],
        className="citation",
    )
