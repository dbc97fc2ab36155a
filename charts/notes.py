"""Pieces of text around a plot, placed in pixels so that they hold at any width and zoom."""

import plotly.graph_objects as go


def note(
    figure: go.Figure,
    text: str,
    *,
    x: float,
    y: float,
    size: float,
    colour: str,
    below: bool = False,
    **style: object,
) -> None:
    """Write one piece of text beside the plot.

    Parameters
    ----------
    figure : Figure
    text : str
        Already escaped; ``<br>`` breaks lines.
    x, y : float
        Of the text's upper left corner in pixels, counted from the plot's upper left corner to
        the right and upwards.
    size : float
        Of the font in pixels.
    colour : str
    below : bool
        Count y from the plot's lower left corner.
    **style
        Further properties of Plotly's annotation; they replace those set here.
    """
    place = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": x}
    place |= {"yref": "paper", "y": 0 if below else 1, "yanchor": "top", "yshift": y}
    font = {"size": size, "color": colour}
    plain = {"text": text, "font": font, "align": "left", "showarrow": False, "borderpad": 0}
    figure.add_annotation(place | plain | style)
