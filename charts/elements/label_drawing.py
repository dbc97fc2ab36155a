"""Draw the labels of context events over the plot, and the list of the numbered ones under it."""

import math
from functools import partial

from analytics.wording import plain_date
from charts.elements.event_labels import LabelledEvent, Labels
from charts.elements.label_lanes import middle, number_text
from charts.style.annotations import AnnotationSheet, note
from charts.style.colours import faded
from charts.style.template import BODY, NOTE
from charts.style.text_metrics import escape, lines_of
from charts.style.theme import PAD, Look, height_of

NUMBER, COLUMN_GAP, ENTRY_GAP = 24, 24, 4


def draw_labels(sheet: AnnotationSheet, labels: Labels, *, base: float, look: Look) -> None:
    """Draw poles, labels and numbered markers over the plot.

    Parameters
    ----------
    sheet : AnnotationSheet
    labels : Labels
    base : float
        Lower edge of the first lane in pixels over the plot.
    look : Look
    """
    tops = [base + bottom for bottom in labels.bottoms[1:]]
    first_of: dict[tuple, LabelledEvent] = {}
    for event in labels.rows:
        first_of.setdefault((event.day, event.period), event)
    for event in first_of.values():
        _line(sheet, event, look)
    for event, flag in zip(labels.rows, labels.flags, strict=True):
        if flag:
            top, right = tops[flag.lane] - 3, flag.side == "right"
            _pole(sheet, event, top, look)
            shift, side = (flag.low, "left") if right else (flag.high, "right")
            text = "<br>".join(escape(line) for line in event.lines)
            note(
                sheet,
                text,
                at=(shift - flag.x, top),
                size=BODY,
                colour=event.colour,
                xref="x",
                x=event.x,
                xanchor=side,
                align=side,
                name="label",
            )
    numbered = labels.numbered
    for group, marker in zip(labels.groups, labels.markers, strict=True):
        event, top = numbered[middle(group)], tops[marker.lane] - 2
        _pole(sheet, event, top, look)
        note(
            sheet,
            f"<b>{number_text(group)}</b>",
            at=((marker.low + marker.high) / 2 - marker.x, top),
            size=NOTE,
            colour=look.colours.paper,
            xref="x",
            x=event.x,
            bgcolor=look.colours.muted,
            width=marker.high - marker.low,
            height=16,
            xanchor="center",
            align="center",
            name="marker",
        )


def _line(sheet: AnnotationSheet, event: LabelledEvent, look: Look) -> None:
    """Let an event's line run down through the plot; a period has its band instead."""
    if not event.period:
        stroke = {"color": _tint(event, 0.45, look), "width": 1}
        stroke |= {"dash": "dash" if event.added else "dot"}
        sheet.add_shape(_upright(event) | {"y0": 0, "y1": 1, "line": stroke})


def _tint(event: LabelledEvent, alpha: float, look: Look) -> str:
    """Return the colour of an event's line; one of the reader's own is as dark as its words."""
    return event.colour if event.added else faded(look.colours.muted, alpha)


def _pole(sheet: AnnotationSheet, event: LabelledEvent, top: float, look: Look) -> None:
    stroke = {"color": _tint(event, 0.6, look), "width": 1}
    pixels = {"ysizemode": "pixel", "yanchor": 1, "y0": 0, "y1": top}
    sheet.add_shape(_upright(event) | pixels | {"line": stroke})


def _upright(event: LabelledEvent) -> dict[str, object]:
    place = {"xref": "x", "x0": event.x, "x1": event.x, "yref": "paper"}
    return place | {"type": "line", "layer": "below", "name": "pole"}


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
    numbered = labels.numbered
    if not numbered:
        return []
    width = _column_width(len(numbered), look)
    entries = [(event.number, _entry(event, width - NUMBER, look)) for event in numbered]
    rows = math.ceil(len(entries) / _columns(len(entries), look))
    return [entries[i : i + rows] for i in range(0, len(entries), rows)]


def _entry(event: LabelledEvent, width: float, look: Look) -> str:
    date = plain_date(event.day)
    text = lines_of(f"{date} {event.label}", width=width, size=NOTE)
    coloured = f"<span style='color:{look.colours.muted}'>{date}</span>"
    return text.replace(date, coloured, 1)


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
    return height_of(text, NOTE) + ENTRY_GAP


def draw_list(
    sheet: AnnotationSheet,
    columns: list[list[tuple[int, str]]],
    *,
    at: tuple[float, float],
    look: Look,
) -> None:
    """Write the numbered events under the plot.

    Parameters
    ----------
    sheet : AnnotationSheet
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
            write = partial(note, size=NOTE, colour=look.colours.ink, below=True, name="list")
            write(sheet, f"<b>{number}</b>", at=(left, y))
            write(sheet, text, at=(left + NUMBER, y))
            y -= _height(text)
