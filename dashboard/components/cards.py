"""A chart with what belongs to it: alt text, downloads, and its data as a table."""

import pandas as pd
from dash import dcc, html

from charts.chart import Chart
from dashboard import ids

# Only two buttons, and none of those that send data elsewhere (Plotly's "Share chart").
CONFIG: dcc.Graph.Config = {
    "displaylogo": False,
    "showSendToCloud": False,
    "modeBarButtons": [["resetScale2d"]],
    "displayModeBar": "hover",
    "scrollZoom": False,
}
ROWS_SHOWN = 400
# Buttons for what only the export functions make.
PUBLISHED = ("figure-pdf", "fragment", "cite")
# What stands in a chart's place until its figure is there: nothing, at about the right height.
BLANK = {
    "layout": {
        "height": 420,
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
}


def chart_card(name: str, chart: Chart | None = None) -> html.Div:
    """Return the card of a chart.

    Parameters
    ----------
    name : str
        Which chart, as :func:`charts.catalogue.draw` knows it.
    chart : Chart, optional
        Left out where a callback fills it in.

    Returns
    -------
    Div
    """
    figure, alt = (chart.figure, chart.alt) if chart else (BLANK, "")
    graph = dcc.Graph(id=ids.part("graph", name), figure=figure, config=CONFIG)
    return html.Div(
        [
            html.Div(
                [html.P(alt, id=ids.part("alt", name), className="visually-hidden"), graph],
                className="chart",
                role="group",
                **ids.hyphened({"data-chart": name, "aria-label": f"Chart: {name}"}),
            ),
            _actions(name),
            html.Div(id=ids.part("cited", name), className="cited"),
            html.Div(id=ids.part("table", name), className="table-box"),
        ],
        className="card",
    )


def _actions(name: str) -> html.Div:
    """Return the line of small buttons under a chart."""
    labels = {"png": "PNG", "svg": "SVG", "figure-pdf": "PDF", "csv": "Data (CSV)"}
    labels |= {"fragment": "Embed", "cite": "Cite", "show": "Show as table"}
    return html.Div(
        [
            html.Button(
                text,
                id=ids.part(kind, name),
                className="quiet published" if kind in PUBLISHED else "quiet",
                **ids.hyphened({"aria-label": f"{text}, {name} chart"}),
            )
            for kind, text in labels.items()
        ],
        className="chart-actions",
    )


def plain_table(table: pd.DataFrame, *, caption: str = "", last: list | None = None) -> html.Div:
    """Return a table of texts and numbers as HTML; its cells are already in words.

    Parameters
    ----------
    table : DataFrame
        Column names are the headings.
    caption : str
    last : list of components, one per row
        A further column, such as a button.

    Returns
    -------
    Div
    """
    numeric = [pd.api.types.is_numeric_dtype(table[column]) for column in table.columns]
    marks = ["numeric" if flag else "" for flag in numeric]
    head = [html.Th(n, className=m, scope="col") for n, m in zip(table.columns, marks, strict=True)]
    body = []
    for number, row in enumerate(table.head(ROWS_SHOWN).itertuples(index=False)):
        cells = [html.Td(_cell(v), className=m) for v, m in zip(row, marks, strict=True)]
        body.append(html.Tr([*cells, html.Td(last[number])] if last else cells))
    if last:
        head.append(html.Th(html.Span("Rows", className="visually-hidden"), scope="col"))
    if len(table) > ROWS_SHOWN:
        caption += f" The first {ROWS_SHOWN} of {len(table)} rows; the CSV file holds all."
    parts = [html.Caption(caption)] if caption else []
    return html.Div(
        html.Table([*parts, html.Thead(html.Tr(head)), html.Tbody(body)], className="plain"),
        className="table-box",
        tabIndex="0",
        role="region",
        **ids.hyphened({"aria-label": caption or "Table"}),
    )


def _cell(value: object) -> str:
    """Write one cell: a blank is unknown, a day has no clock."""
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return "unknown"
    if isinstance(value, pd.Timestamp):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return str(value)
