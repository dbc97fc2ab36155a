"""The strip over a plot that says when the rate changed, and what it was in between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from analytics.table_rows import rows_of
from analytics.wording import plain_number
from charts.elements.timeline_model import Shown
from charts.style.annotations import AnnotationSheet, note
from charts.style.template import BODY
from charts.style.text_metrics import text_width
from charts.style.theme import Frame, Look

TOP, STRIP_ROW = 8, 18


@dataclass(frozen=True, kw_only=True, eq=False)
class Strip:
    """What stands where: the row of each bracket; text, centre and row of each rate."""

    brackets: list[int]
    rates: list[tuple[str, pd.Timestamp, int]]

    @property
    def height(self) -> float:
        """Height in pixels."""
        rows = [*self.brackets, *(row for _, _, row in self.rates)]
        return TOP + STRIP_ROW * (max(rows, default=0) + 1)


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
    for low, high in zip(table["ci_low"], table["ci_high"], strict=True):
        free = [row for row, end in enumerate(ends) if end < low]
        row = free[0] if free else len(ends)
        ends[row : row + 1] = [high]
        rows.append(row)
    return rows


def arrange_strip(
    shown: Shown, periods: Sequence[tuple] = (), *, frame: Frame, look: Look
) -> Strip:
    """Find room for the brackets and for the rates between them.

    Parameters
    ----------
    shown : Shown
    periods : sequence of (start, end, label)
        Stretches that are shaded, over which no rate stands that is not theirs.
    frame : Frame
    look : Look

    Returns
    -------
    Strip
        With the rate of every segment.
    """
    table, half, span = shown.result.table, shown.step / 2, shown.span
    pixels = (look.width - frame.left - frame.right) / ((span[1] - span[0]) / half)
    rows = bracket_rows(table)
    over = max(rows, default=0) + 1
    # Days at the ends that nobody observed have no rate.
    segments = shown.result.segments
    lefts = [segments["start"].iloc[0] - half, *(table["ci_high"] + half)]
    rights = [*(table["ci_low"] - half), segments["end"].iloc[-1] + half]
    shaded = [(pd.Timestamp(low) - half, pd.Timestamp(high) - half) for low, high, _ in periods]
    rates: list[tuple[str, pd.Timestamp, int]] = []
    homeless = []
    for segment, left, right in zip(rows_of(segments), lefts, rights, strict=True):
        own = (segment.start - half, segment.end + half)
        # Where the brackets leave no room, the rate stands over them and over its own days.
        beside, above = (_widest_free(ends, shaded, own) for ends in ((left, right), own))
        for (low, high), row in ((beside, 0), (above, over), (own, over)):
            text = _fitting(segment.rate, shown.unit, (high - low) / half * pixels)
            if text:
                rates.append((text, low + (high - low) / 2, row))
                break
        else:
            homeless.append((segment.rate, own[0] + (own[1] - own[0]) / 2))
    return Strip(brackets=rows, rates=[*rates, *_on_top(homeless, over + 1, span, half / pixels)])


def _widest_free(
    stretch: tuple[pd.Timestamp, pd.Timestamp],
    shaded: Sequence[tuple[pd.Timestamp, pd.Timestamp]],
    own: tuple[pd.Timestamp, pd.Timestamp],
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the longest part of a stretch that is not shaded, if its days are more than that."""
    (low, high), length = stretch, own[1] - own[0]
    foreign = [
        (first, after)
        for first, after in shaded
        if min(after, own[1]) - max(first, own[0]) < length / 2
    ]
    ends = [min(max(end, low), high) for period in foreign for end in period]
    cuts = sorted({low, high, *ends})
    free = [
        (start, end)
        for start, end in pairwise(cuts)
        if not any(first < end and start < after for first, after in foreign)
    ]
    return max(free or [(low, high)], key=lambda part: part[1] - part[0])


def _on_top(
    rates: Sequence[tuple[float, pd.Timestamp]],
    lowest: int,
    span: tuple[pd.Timestamp, pd.Timestamp],
    pixel: pd.Timedelta,
) -> Iterator[tuple[str, pd.Timestamp, int]]:
    """Place numbers wider than their own days over their middle, in rows of their own."""
    ends: list[pd.Timestamp] = []
    for rate, middle in rates:
        text = plain_number(rate)
        wide = (text_width(text, size=BODY, bold=True) + 8) * pixel
        left = max(min(middle - wide / 2, span[1] - wide), span[0])
        row = next((row for row, end in enumerate(ends) if end <= left), len(ends))
        ends[row : row + 1] = [left + wide]
        yield text, left + wide / 2, lowest + row


def _fitting(rate: float, unit: str, room: float) -> str:
    number = plain_number(rate)
    texts = (f"{number} a {unit}", number)
    fits = (text for text in texts if text_width(text, size=BODY, bold=True) + 8 <= room)
    return next(fits, "")


def draw_strip(sheet: AnnotationSheet, strip: Strip, *, shown: Shown, look: Look) -> None:
    """Draw a bracket over each date interval, and the rates.

    Parameters
    ----------
    sheet : Sheet
    strip : Strip
    shown : Shown
    look : Look
    """
    half, table = shown.step / 2, shown.result.table
    dates = (table[name] for name in ("changepoint", "ci_low", "ci_high"))
    for day, first, last, row in zip(*dates, strip.brackets, strict=True):
        low, high, middle = first - half, last + half, _middle(row)
        for x0, x1, y0, y1 in [(low, low, -4, 4), (high, high, -4, 4), (low, high, 0, 0)]:
            _line(sheet, (x0, x1), (middle + y0, middle + y1), look)
        _dot(sheet, day, middle, look)
    for text, centre, row in strip.rates:
        style = {"xref": "x", "x": centre.isoformat(), "xanchor": "center", "yanchor": "middle"}
        style |= {"bgcolor": look.colours.paper, "borderpad": 1, "colour": look.colours.ink}
        note(sheet, f"<b>{text}</b>", at=(0, _middle(row)), size=BODY, name="rate", **style)


def _middle(row: int) -> float:
    return TOP / 2 + STRIP_ROW * (row + 0.5)


def _line(
    sheet: AnnotationSheet,
    days: tuple[pd.Timestamp, pd.Timestamp],
    heights: tuple[float, float],
    look: Look,
) -> None:
    ends = {"x0": days[0].isoformat(), "x1": days[1].isoformat()}
    ends |= {"y0": heights[0], "y1": heights[1]}
    line = {"color": look.colours.ink, "width": 1.5}
    sheet.add_shape(_ON_DAYS | ends | {"type": "line", "line": line})


_ON_DAYS = {"xref": "x", "yref": "paper", "ysizemode": "pixel", "yanchor": 1, "name": "bracket"}


def _dot(sheet: AnnotationSheet, day: pd.Timestamp, middle: float, look: Look) -> None:
    pixels = {"xsizemode": "pixel", "xanchor": day.isoformat(), "x0": -3.5, "x1": 3.5}
    pixels |= {"y0": middle - 3.5, "y1": middle + 3.5}
    filled = {"type": "circle", "fillcolor": look.colours.ink, "line": {"width": 0}}
    sheet.add_shape(_ON_DAYS | pixels | filled)
