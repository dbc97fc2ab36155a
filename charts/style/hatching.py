"""Without colour a second kind of bar needs a second sign: hatching, in the plot and in its key."""

import plotly.graph_objects as go

from charts.style.colours import Palette


def hatch(figure: go.Figure, colours: Palette) -> go.Figure:
    """Hatch the bars of the second series; those that have a pattern keep it.

    Parameters
    ----------
    figure : Figure
    colours : Palette
        Of the figure.

    Returns
    -------
    Figure
        The same one.
    """
    lines = {"shape": "\\", "size": 4, "solidity": 0.25}
    stripes = lines | {"fgcolor": colours.ink, "bgcolor": colours.strikes}
    for bar in figure.select_traces({"type": "bar"}):
        if bar.marker.color == colours.strikes:
            bar.marker.pattern = stripes
    return figure
