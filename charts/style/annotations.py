"""Pieces of text around a plot, placed in pixels so that they hold at any width and zoom."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import plotly.graph_objects as go


@dataclass(frozen=True, kw_only=True, eq=False)
class AnnotationSheet:
    """Annotations and shapes of a figure, gathered first and handed over at once.

    Plotly checks all of a figure's annotations again whenever one is added: a timeline with forty
    events took 1.5 s one by one, and takes a twentieth of that at once.
    """

    annotations: list[dict] = field(default_factory=list)
    shapes: list[dict] = field(default_factory=list)

    def add_annotation(self, annotation: dict) -> None:
        """Add one, as a figure would."""
        self.annotations.append(annotation)

    def add_shape(self, shape: dict) -> None:
        """Add one, as a figure would."""
        self.shapes.append(shape)


def note(
    sheet: AnnotationSheet | go.Figure,
    text: str,
    *,
    at: tuple[float, float],
    size: float,
    colour: str,
    below: bool = False,
    **style: object,
) -> None:
    """Write one piece of text beside the plot.

    Parameters
    ----------
    sheet : Sheet or Figure
    text : str
        Already escaped; ``<br>`` breaks lines.
    at : tuple of float
        The text's upper left corner in pixels, counted from the plot's upper left corner to the
        right and upwards.
    size : float
        Of the font in pixels.
    colour : str
    below : bool
        Count upwards from the plot's lower left corner.
    **style
        Further properties of Plotly's annotation; with ``x`` and ``xref`` the text stands on a
        day instead of the plot's left edge.
    """
    place = {"xref": "paper", "x": 0, "xanchor": "left", "xshift": at[0]}
    place |= {"yref": "paper", "y": 0 if below else 1, "yanchor": "top", "yshift": at[1]}
    font = {"size": size, "color": colour}
    plain = {"text": text, "font": font, "align": "left", "showarrow": False, "borderpad": 0}
    sheet.add_annotation(place | plain | style)


def apart(heights: Sequence[float], *, least: float) -> list[float]:
    """Push texts beside a plot downwards until none touches the one above.

    Parameters
    ----------
    heights : sequence of float
        Where the texts belong, in pixels counted upwards.
    least : float
        Least distance of two texts.

    Returns
    -------
    list of float
        In the order given.
    """
    moved = list(heights)
    order = sorted(range(len(moved)), key=lambda i: -moved[i])
    for above, i in zip(order, order[1:], strict=False):
        moved[i] = min(moved[i], moved[above] - least)
    return moved
