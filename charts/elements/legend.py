"""The row under the subtitle that says what each mark means, drawn with the marks themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.style.annotations import AnnotationSheet, note
from charts.style.colours import faded
from charts.style.template import BODY
from charts.style.text_metrics import escape, text_width
from charts.style.theme import PAD, Look

LIGHTER, TINT = 0.5, 0.25
SWATCH, BETWEEN, ROW = 22, 16, 18


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One mark and its meaning.

    Parameters
    ----------
    text : str
    colour : str
        Of the mark.
    shape : {"up", "down", "line", "dash", "dot", "step", "bracket", "band", "point", "hatch",
        "partial", "span", "expected", "ring", "light", "top", "area",
        "frame", "outline"}
    text_colour : str
        Empty takes the muted one.
    """

    text: str
    colour: str
    shape: str
    text_colour: str = ""


def key_rows(marks: Sequence[Mark], *, look: Look) -> list[list[Mark]]:
    """Break the marks into rows that fit the width.

    Parameters
    ----------
    marks : sequence of Mark
    look : Look

    Returns
    -------
    list of list of Mark
    """
    rows: list[list[Mark]] = []
    left = 0.0
    for mark in marks:
        width = _width(mark)
        if not rows or left + width > look.width - 2 * PAD:
            rows.append([])
            left = 0.0
        rows[-1].append(mark)
        left += width + BETWEEN
    return rows


def _width(mark: Mark) -> float:
    return SWATCH + text_width(mark.text, size=BODY)


def draw_key(
    sheet: AnnotationSheet, rows: Sequence[Sequence[Mark]], *, at: tuple[float, float], look: Look
) -> None:
    """Draw the rows.

    Parameters
    ----------
    sheet : Sheet
    rows : sequence of sequence of Mark
    at : tuple of float
        Upper left corner in pixels from the plot's upper left corner, y upwards.
    look : Look
    """
    for k, row in enumerate(rows):
        x, middle = at[0], at[1] - (k + 0.5) * ROW
        for mark in row:
            for shape in _drawing(mark):
                moved = {f"x{i}": x + shape[f"x{i}"] for i in (0, 1)}
                moved |= {f"y{i}": middle + shape[f"y{i}"] for i in (0, 1)}
                sheet.add_shape(_PIXELS | shape | moved)
            colour = mark.text_colour or look.colours.muted
            text, start = escape(mark.text), (x + SWATCH, middle)
            note(sheet, text, at=start, size=BODY, colour=colour, yanchor="middle", name="key")
            x += _width(mark) + BETWEEN


_PIXELS = {
    **{"xref": "paper", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel"},
    **{"xanchor": 0, "yanchor": 1, "name": "key"},
}


def _drawing(mark: Mark) -> list[dict]:
    colour = mark.colour
    across = {"type": "line", "x0": 0, "x1": 15, "y0": 0, "y1": 0}
    bars = [(2, 5), (6, 10), (10, 4)]
    match mark.shape:
        case "up" | "down":
            sign = 1 if mark.shape == "up" else -1
            return [_box(x, x + 3, -5 * sign, (h - 5) * sign, colour) for x, h in bars]
        case "light":
            return [_box(x, x + 3, -5, h - 5, faded(colour, LIGHTER)) for x, h in bars]
        case "top":
            light = {"line": {"color": colour, "width": 1}}
            return [
                *(_box(x, x + 3, -5, 0, colour) for x, _ in bars),
                *(_box(x, x + 3, 0, h - 3, faded(colour, TINT)) | light for x, h in bars),
            ]
        case "band":
            return [_box(0, 16, -5, 5, faded(colour, 0.25))]
        case "step":
            thick = across | {"line": {"color": colour, "width": 2}}
            return [_box(0, 16, -5, 5, faded(colour, 0.18)), thick]
        case "expected":
            dots = {"line": {"color": colour, "width": 2, "dash": "dot"}}
            return [_box(0, 16, -5, 5, faded(colour, 0.18)), across | dots]
        case "bracket":
            cut = {"type": "line", "y0": -4, "y1": 4, "line": {"color": colour, "width": 1.5}}
            ends = [cut | {"x0": x, "x1": x} for x in (0, 16)]
            return [across | {"line": {"color": colour, "width": 1.5}}, *ends, _dot(8, colour)]
        case "partial":
            line = {"line": {"color": colour, "width": 1}}
            return [_box(2, 13, -5, 5, faded(colour, TINT)) | line, *_stripes(colour)[:2]]
        case "hatch":
            return [_box(0, 15, -5, 5, faded(colour, 0.12)), *_stripes(colour)]
        case "span":
            whisker = {"type": "line", "x0": 8, "x1": 8, "y0": -6, "y1": 6}
            return [whisker | {"line": {"color": colour, "width": 1}}, _dot(8, colour)]
        case "area":
            return [_box(0, 15, -5, 5, colour)]
        case "frame" | "outline":
            line = {"line": {"color": colour, "width": 2 if mark.shape == "frame" else 1}}
            return [_box(0, 15, -5, 5, "rgba(0,0,0,0)") | line]
        case "ring":
            return [_dot(8, "rgba(0,0,0,0)") | {"line": {"color": colour, "width": 1.5}}]
        case "point":
            return [_dot(8, colour)]
    dash = {"line": "solid", "dash": "dash", "dot": "dot"}[mark.shape]
    return [across | {"line": {"color": colour, "width": 2, "dash": dash}}]


def _box(x0: float, x1: float, y0: float, y1: float, colour: str) -> dict:
    corners = {"x0": x0, "x1": x1, "y0": y0, "y1": y1}
    return {"type": "rect", "fillcolor": colour, "line": {"width": 0}} | corners


def _stripes(colour: str) -> list[dict]:
    stripe = {"type": "line", "y0": -5, "y1": 5, "line": {"color": faded(colour, 0.6), "width": 1}}
    return [stripe | {"x0": x, "x1": x + 5} for x in (0, 5, 10)]


def _dot(x: float, colour: str) -> dict:
    corners = {"x0": x - 3, "x1": x + 3, "y0": -3, "y1": 3}
    return {"type": "circle", "fillcolor": colour, "line": {"width": 0}} | corners
