"""The strip over a plot that says when the rate changed, and what it was in between."""

import pandas as pd

from analytics.wording import plain_rate
from charts.notes import Sheet, note
from charts.shown import Shown
from charts.template import BODY
from charts.text import text_width
from charts.theme import Frame, Look

TOP, ROW = 8, 18


def bracket_rows(table: pd.DataFrame) -> list[int]:
    """Give each change point a row so that no two date intervals overlap.

    Parameters
    ----------
    table : DataFrame
        ``ci_low`` and ``ci_high``, one row a change point, ascending.

    Returns
    -------
    list of int
        0 is next to the plot.
    """
    ends: list[pd.Timestamp] = []
    rows = []
    for point in table.itertuples():
        free = [row for row, end in enumerate(ends) if end < point.ci_low]
        row = free[0] if free else len(ends)
        ends[row : row + 1] = [point.ci_high]
        rows.append(row)
    return rows


def strip_height(table: pd.DataFrame) -> float:
    """Return the height of the strip in pixels.

    Parameters
    ----------
    table : DataFrame
        As for :func:`bracket_rows`.

    Returns
    -------
    float
    """
    return TOP + ROW * (max(bracket_rows(table), default=0) + 1)


def draw_strip(sheet: Sheet, shown: Shown, *, frame: Frame, look: Look) -> None:
    """Draw a bracket over each date interval, and the rate of each regime where it has room.

    Parameters
    ----------
    sheet : Sheet
    shown : Shown
    frame : Frame
    look : Look
    """
    result, half, span = shown.result, shown.step / 2, shown.span
    table, segments = result.table, result.segments
    for point, row in zip(table.itertuples(), bracket_rows(table), strict=True):
        low, high = point.ci_low - half, point.ci_high + half
        middle = TOP / 2 + ROW * (row + 0.5)
        ends = [(low, low, -4, 4), (high, high, -4, 4), (low, high, 0, 0)]
        for x0, x1, y0, y1 in ends:
            _line(sheet, (x0, x1), (middle + y0, middle + y1), 1.5, look)
        _dot(sheet, point.changepoint, middle, look)
    width = look.width - frame.left - frame.right
    lows = [*(table["ci_low"] - half), span[1]]
    highs = [span[0], *(table["ci_high"] + half)]
    for rate, left, right in zip(segments["rate"], highs, lows, strict=True):
        room = (right - left) / (span[1] - span[0]) * width
        centre = left + (right - left) / 2
        _rate(sheet, rate, shown.unit, centre, room, look)


def _line(
    sheet: Sheet,
    days: tuple[pd.Timestamp, pd.Timestamp],
    heights: tuple[float, float],
    width: float,
    look: Look,
) -> None:
    ends = {"x0": days[0].isoformat(), "x1": days[1].isoformat()}
    ends |= {"y0": heights[0], "y1": heights[1]}
    line = {"color": look.colours.ink, "width": width}
    sheet.add_shape(_ON_DAYS | ends | {"type": "line", "line": line})


_ON_DAYS = {"xref": "x", "yref": "paper", "ysizemode": "pixel", "yanchor": 1, "name": "bracket"}


def _dot(sheet: Sheet, day: pd.Timestamp, middle: float, look: Look) -> None:
    pixels = {"xsizemode": "pixel", "xanchor": day.isoformat(), "x0": -3.5, "x1": 3.5}
    pixels |= {"y0": middle - 3.5, "y1": middle + 3.5}
    filled = {"type": "circle", "fillcolor": look.colours.ink, "line": {"width": 0}}
    sheet.add_shape(_ON_DAYS | pixels | filled)


def _rate(
    sheet: Sheet,
    rate: float,
    unit: str,
    centre: pd.Timestamp,
    room: float,
    look: Look,
) -> None:
    number = plain_rate(rate) if rate else "0"
    for text in (f"{number} a {unit}", number):
        if text_width(text, size=BODY, bold=True) + 8 <= room:
            style = {"xref": "x", "x": centre.isoformat(), "xanchor": "center", "name": "rate"}
            style |= {"yanchor": "middle", "bgcolor": look.colours.paper, "borderpad": 1}
            at = (0, TOP / 2 + ROW / 2)
            note(sheet, f"<b>{text}</b>", at=at, size=BODY, colour=look.colours.ink, **style)
            return
