"""A chart with what belongs to it: alt text, downloads, and its data as a table."""

from typing import Any

from dash import dcc, html

from charts.chart import Chart, drawn_height
from dashboard import ids

# Only two buttons, and none of those that send data elsewhere (Plotly's "Share chart").
CONFIG: dcc.Graph.Config = {
    "displaylogo": False,
    "showSendToCloud": False,
    "modeBarButtons": [["resetScale2d"]],
    "displayModeBar": "hover",
    "scrollZoom": False,
    # The same as in page.js, which waits as long to tell a click from a double-click.
    "doubleClickDelay": 400,
}
# Charts whose bars are days, and what the keys do there.
WITH_DAYS = ("timeline", "around")
KEYS = "Left and right go from bar to bar, Enter lists the incidents of its days."
SHOW_TABLE, HIDE_TABLE = "Show as table", "Hide the table"
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


def chart_card(name: str, chart: Chart) -> html.Div:
    """Return the card of a chart.

    Parameters
    ----------
    name : str
        Which chart, as :func:`charts.catalogue.draw` knows it.
    chart : Chart

    Returns
    -------
    Div
    """
    return figure_card(name, chart.figure, chart.alt, chart.title)


def figure_card(
    name: str, figure: Any, alt: str, heading: str, *, switch: html.Div | None = None
) -> html.Div:
    """Return the card of a figure.

    Parameters
    ----------
    name : str
    figure : Figure or dict
        May be what JSON says of one.
    alt : str
        What it shows, in words.
    heading : str
        What it finds; seen in the figure itself, and there for who goes from heading to heading.
    switch : Div or None
        A choice of how it is drawn, to stand before the buttons.

    Returns
    -------
    Div
    """
    graph = dcc.Graph(id=ids.part("graph", name), figure=figure, config=CONFIG)
    words = {"data-chart": name, "aria-label": f"Chart: {name}"}
    # Goes from bar to bar by keyboard, as keys.js lets it.
    by_keys = name in WITH_DAYS
    words |= {"aria-description": KEYS} if by_keys else {}
    return html.Div(
        [
            html.Div(
                [
                    html.H2(heading, id=ids.part("heading", name), className="visually-hidden"),
                    html.P(alt, id=ids.part("alt", name), className="visually-hidden"),
                    graph,
                ],
                className="chart",
                role="group",
                # Kept free from the start, so that nothing moves when the chart is drawn.
                style={"minHeight": drawn_height(figure)},
                tabIndex=0 if by_keys else None,
                **ids.hyphened(words),
            ),
            _actions(name, switch),
            html.Div(id=ids.part("cited", name), className="cited"),
            html.Div(id=ids.part("table", name)),
        ],
        className=f"card {name}-card",
    )


def spoken(text: str, name: str) -> str:
    """Return what a button under a chart is called for who does not see where it stands."""
    return f"{text}, {name} chart"


def _actions(name: str, switch: html.Div | None) -> html.Div:
    """Return the line of small buttons under a chart."""
    labels = {"png": "PNG", "svg": "SVG", "figure-pdf": "PDF", "csv": "Data (CSV)"}
    labels |= {"fragment": "Embed", "cite": "Cite", "show": SHOW_TABLE}
    buttons = [
        html.Button(
            text,
            id=ids.part(kind, name),
            className="quiet published" if kind in PUBLISHED else "quiet",
            **ids.hyphened({"aria-label": spoken(text, name)}),
        )
        for kind, text in labels.items()
    ]
    # What it opens is made by the browser alone.
    edit = {"data-edit": name, "aria-label": spoken("Title and note", name)}
    buttons.append(html.Button("Title and note", className="quiet", **ids.hyphened(edit)))
    return html.Div([switch, *buttons] if switch else buttons, className="chart-actions")
