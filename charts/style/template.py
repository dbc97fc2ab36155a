"""Type, axes and hover labels as a Plotly template for each theme."""

import pandas as pd

from charts.style.colours import Palette
from charts.style.figure import in_plotly_order
from charts.style.fonts import FAMILY

FONT = f"'{FAMILY}', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"
TITLE, SUBTITLE, BODY, NOTE = 16, 13, 12, 12
SMALLEST = 11  # a number in its box
LINE = 1.3  # Plotly's line height, in font sizes
BAR = 0.82  # width of a bar as a share of its period
DAY_MILLISECONDS = 86_400_000  # Plotly measures time in milliseconds
DATE_TICKS = [
    {"dtickrange": [None, 27 * DAY_MILLISECONDS], "value": "%-d %b\n%Y"},
    {"dtickrange": [27 * DAY_MILLISECONDS, "M11"], "value": "%b\n%Y"},
    {"dtickrange": ["M12", None], "value": "%Y"},
]


def date_axis(span: tuple[pd.Timestamp, pd.Timestamp], *, width: float) -> dict[str, object]:
    """Return a time axis with dates as in the text: 24 Nov, the year under the first.

    Parameters
    ----------
    span : tuple of Timestamp
        Its ends.
    width : float
        Of the figure in pixels.

    Returns
    -------
    dict
        Arguments of an axis. Plotly ignores tick formats that come from a template.
    """
    ends = [moment.isoformat() for moment in span]
    ticks = max(3, round(width / 110))
    axis = {"type": "date", "range": ends, "nticks": ticks, "tickformatstops": DATE_TICKS}
    if (span[1] - span[0]).days > ticks:
        return axis
    # So few days would get a tick every six hours, and the same date four times.
    return axis | {"tick0": span[0].normalize().isoformat(), "dtick": DAY_MILLISECONDS}


def template(colours: Palette) -> dict[str, object]:
    """Return the Plotly template of a palette.

    Parameters
    ----------
    colours : Palette

    Returns
    -------
    dict
        As a figure's layout takes it.
    """
    axis = {
        "showgrid": False,
        "zeroline": False,
        "linecolor": colours.muted,
        "gridcolor": colours.grid,
        "tickfont": {"size": BODY, "color": colours.muted},
    }
    dates = {"hoverformat": "%-d %b %Y", "ticks": "outside", "ticklabelmode": "instant"}
    layout = {
        "font": {"family": FONT, "size": BODY, "color": colours.ink},
        "paper_bgcolor": colours.paper,
        "plot_bgcolor": colours.paper,
        "colorway": [colours.events, colours.strikes, colours.ceasefire, colours.other],
        "xaxis": axis | dates | {"tickcolor": colours.muted, "ticklen": 4},
        "yaxis": axis | {"showgrid": True, "fixedrange": True, "rangemode": "tozero"},
        "hoverlabel": {
            "bgcolor": colours.paper,
            "bordercolor": colours.muted,
            "font": {"family": FONT, "size": BODY, "color": colours.ink},
            "align": "left",
        },
        "showlegend": False,
        "bargap": round(1 - BAR, 2),
        "separators": ".,",
    }
    return {"layout": in_plotly_order(layout)}
