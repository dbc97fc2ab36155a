"""Draw the labels of context events over the plot, and the list of the numbered ones under it."""

import math

import pandas as pd
import plotly.graph_objects as go

from analytics.wording import plain_date
from charts.colours import faded
from charts.events import Labels
from charts.lanes import number_text
from charts.notes import note
from charts.template import BODY, LINE, NOTE
from charts.text import escape, lines_of
from charts.theme import PAD, Look

NUMBER, COLUMN_GAP, ENTRY_GAP = 24, 24, 4


def draw_labels(figure: go.Figure, labels: Labels, *, base: float, look: Look) -> None:
    """Draw poles, labels and numbered markers over the plot.

    Parameters
    ----------
    figure : Figure
    labels : Labels
    base : float
        Lower edge of the first lane in pixels over the plot.
    look : Look
    """
    tops = [base + bottom for bottom in labels.bottoms[1:]]
    for event, flag in zip(labels.events.itertuples(), labels.flags, strict=True):
        _pole(figure, event.day, tops[flag.lane] - 4 if flag else 0, look)
        if flag:
            right = flag.side == "right"
            at = (flag.low if right else flag.high) - flag.x, tops[flag.lane] - 3
            side = "left" if right else "right"
            style = _standing(event.day) | {"xanchor": side, "align": side, "name": "label"}
            text = "<br>".join(escape(line) for line in event.lines)
            note(figure, text, at=at, size=BODY, colour=event.colour, **style)
    days = labels.events.loc[labels.events["number"] > 0, "day"].tolist()
    for group, marker in zip(labels.groups, labels.markers, strict=True):
        day, top = days[group[0]], tops[marker.lane]
        _pole(figure, day, top - 2, look)
        box = {"bgcolor": look.colours.muted, "width": marker.high - marker.low, "height": 14}
        style = _standing(day) | box | {"xanchor": "center", "align": "center", "name": "marker"}
        at = (marker.low + marker.high) / 2 - marker.x, top - 2
        text = f"<b>{number_text(group)}</b>"
        note(figure, text, at=at, size=NOTE - 1, colour=look.colours.paper, **style)


def _standing(day: pd.Timestamp) -> dict[str, str]:
    return {"xref": "x", "x": f"{day:%Y-%m-%d}"}


def _pole(figure: go.Figure, day: pd.Timestamp, top: float, look: Look) -> None:
    line = {"color": faded(look.colours.muted, 0.6), "width": 1}
    pole = {"type": "line", "xref": "x", "yref": "paper", "layer": "below", "name": "pole"}
    pole |= {"x0": f"{day:%Y-%m-%d}", "x1": f"{day:%Y-%m-%d}"}
    figure.add_shape(pole | {"y0": 0, "y1": 1, "line": line | {"dash": "dot"}})
    if top > 0:
        pixels = {"ysizemode": "pixel", "yanchor": 1, "y0": 0, "y1": top}
        figure.add_shape(pole | pixels | {"line": line})


def list_entries(labels: Labels, *, look: Look) -> list[list[tuple[int, str]]]:
    """Break the list of numbered events into columns of number and text.

    Parameters
    ----------
    labels : Labels
    look : Look

    Returns
    -------
    list of list of (int, str)
    """
    numbered = labels.events[labels.events["number"] > 0]
    width = _column_width(len(numbered), look)
    entries = [
        (event.number, lines_of(_entry(event), width=width - NUMBER, size=NOTE))
        for event in numbered.itertuples()
    ]
    if not entries:
        return []
    rows = math.ceil(len(entries) / _columns(len(entries), look))
    return [entries[i : i + rows] for i in range(0, len(entries), rows)]


def _entry(event: tuple) -> str:
    return f"{plain_date(event.day)}  {event.label}"


def _columns(entries: int, look: Look) -> int:
    return max(1, min(entries, look.width // 330))


def _column_width(entries: int, look: Look) -> float:
    columns = _columns(entries, look)
    return (look.width - 2 * PAD - (columns - 1) * COLUMN_GAP) / columns


def list_height(columns: list[list[tuple[int, str]]]) -> float:
    """Return the height of the longest column in pixels.

    Parameters
    ----------
    columns : list of list of (int, str)
        As given by :func:`list_entries`.

    Returns
    -------
    float
    """
    return max((sum(_height(text) for _, text in column) + 6 for column in columns), default=0)


def _height(text: str) -> float:
    return (text.count("<br>") + 1) * NOTE * LINE + ENTRY_GAP


def draw_list(
    figure: go.Figure,
    columns: list[list[tuple[int, str]]],
    *,
    at: tuple[float, float],
    look: Look,
) -> None:
    """Write the numbered events under the plot.

    Parameters
    ----------
    figure : Figure
    columns : list of list of (int, str)
        As given by :func:`list_entries`.
    at : tuple of float
        Upper left corner in pixels from the plot's lower left corner, y upwards.
    look : Look
    """
    width = _column_width(sum(map(len, columns)), look)
    for k, column in enumerate(columns):
        left, y = at[0] + k * (width + COLUMN_GAP), at[1]
        for number, text in column:
            style = {"size": NOTE, "colour": look.colours.ink, "below": True, "name": "list"}
            note(figure, f"<b>{number}</b>", at=(left, y), **style)
            note(figure, text, at=(left + NUMBER, y), **style)
            y -= _height(text)
