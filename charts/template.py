"""Type, axes and hover labels as a Plotly template for each theme."""

import plotly.graph_objects as go

from charts.colours import COLOURS

FONT = "Inter, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
TITLE, SUBTITLE, BODY, NOTE = 16, 13, 12, 12
LINE = 1.3  # Plotly's line height, in font sizes
DAY = 86_400_000  # Plotly measures time in milliseconds
DATE_TICKS = [
    {"dtickrange": [None, 27 * DAY], "value": "%-d %b\n%Y"},
    {"dtickrange": [27 * DAY, "M11"], "value": "%b\n%Y"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]


def template(dark: bool) -> go.layout.Template:
    """Return the Plotly template of the light or the dark theme.

    Parameters
    ----------
    dark : bool

    Returns
    -------
    Template
    """
    colours = COLOURS[dark]
    axis = {
        "showgrid": False,
        "zeroline": False,
        "linecolor": colours.muted,
        "gridcolor": colours.grid,
        "tickfont": {"size": BODY, "color": colours.muted},
    }
    dates = {"tickformatstops": DATE_TICKS, "hoverformat": "%-d %b %Y", "ticks": "outside"}
    layout = {
        "font": {"family": FONT, "size": BODY, "color": colours.ink},
        "paper_bgcolor": colours.paper,
        "plot_bgcolor": colours.paper,
        "colorway": [colours.attacks, colours.strikes, colours.ceasefire, colours.other],
        "xaxis": axis | dates | {"tickcolor": colours.muted, "ticklen": 4},
        "yaxis": axis | {"showgrid": True, "fixedrange": True, "rangemode": "tozero"},
        "hoverlabel": {
            "bgcolor": colours.paper,
            "bordercolor": colours.muted,
            "font": {"family": FONT, "size": BODY, "color": colours.ink},
            "align": "left",
        },
        "showlegend": False,
        "bargap": 0.18,
        "separators": ".,",
    }
    return go.layout.Template(layout=layout)
