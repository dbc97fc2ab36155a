"""Context events and periods above a plot: labels where they fit, numbers with a list elsewhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from charts.elements.added_events import is_added
from charts.elements.label_lanes import Flag, gather, place
from charts.style.template import BODY, LINE, NOTE
from charts.style.text_metrics import plain_text, text_width, wrap
from charts.style.theme import PAD, Frame, Look

LANES, MARKER = 3, 18
LABEL = (120, 210)  # narrowest room that is tried for a label, and widest


@dataclass(frozen=True, kw_only=True)
class LabelledEvent:
    """An event or period with its label.

    Parameters
    ----------
    day : Timestamp
    x : object
        Its place on the axis.
    label : str
    lines : list of str
        The label as drawn; none where it is too long.
    period : bool
        Whether it is one.
    added : bool
        By the reader.
    colour : str
    number : int
        0 where it has none.
    """

    day: pd.Timestamp
    x: object
    label: str
    lines: list[str]
    period: bool
    added: bool
    colour: str
    number: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Labels:
    """Events with their places; all lengths in pixels.

    Parameters
    ----------
    rows : list of LabelledEvent
        Ascending by day.
    flags : list of Flag or None
        One an event; None where it has a number.
    groups : list of list of int
        Positions among the numbered events, a marker each.
    markers : list of Flag
        One a group.
    bottoms : list of float
        Lower edge of each lane over the first one's; the last entry is the whole height.
    """

    rows: list[LabelledEvent]
    flags: list[Flag | None]
    groups: list[list[int]]
    markers: list[Flag]
    bottoms: list[float]

    @property
    def numbered(self) -> list[LabelledEvent]:
        """Those that have a number."""
        return [event for event in self.rows if event.number]

    @property
    def height(self) -> float:
        """Height of all lanes."""
        return self.bottoms[-1]


def arrange(
    context: pd.DataFrame,
    periods: Sequence[tuple],
    *,
    span: tuple[pd.Timestamp, pd.Timestamp],
    frame: Frame,
    look: Look,
    axis: Callable[[pd.Timestamp], object] = pd.Timestamp.isoformat,
) -> Labels:
    """Find a place for the label of every event and period between two moments.

    Parameters
    ----------
    context : DataFrame
        ``date`` and ``label``.
    periods : sequence of (start, end, label)
        ``end`` is the first day after.
    span : tuple of Timestamp
        Ends of the time axis.
    frame : Frame
    look : Look
    axis : callable
        A moment to its place on the axis, where that is no axis of dates.

    Returns
    -------
    Labels
    """
    events = _events(context, periods, span, look, axis)
    width = look.width - frame.left - frame.right
    poles = [(event.day - span[0]) / (span[1] - span[0]) * width for event in events]
    bounds = (PAD - frame.left, width + frame.right - 4)
    widths = [None if look.phone else _width(event.lines) for event in events]
    flags = place(poles, widths, lanes=range(LANES), bounds=bounds)
    numbered = [i for i, flag in enumerate(flags) if flag is None]
    groups, markers, rows = gather(
        [poles[i] for i in numbered],
        bounds=bounds,
        taken=[flag for flag in flags if flag],
        digit=text_width("0", size=NOTE, bold=True),
    )
    flags = [flag and replace(flag, lane=flag.lane + rows) for flag in flags]
    for number, i in enumerate(numbered, start=1):
        events[i] = replace(events[i], number=number)
    return Labels(
        rows=events,
        flags=flags,
        groups=groups,
        markers=markers,
        bottoms=_bottoms(events, flags, rows),
    )


def _events(
    context: pd.DataFrame,
    periods: Sequence[tuple],
    span: tuple[pd.Timestamp, pd.Timestamp],
    look: Look,
    axis: Callable[[pd.Timestamp], object],
) -> list[LabelledEvent]:
    rows = [
        (day, label, False)
        for day, label in zip(context["date"], context["label"], strict=True)
        if span[0] <= day <= span[1]
    ]
    rows += [
        (day, label, True)
        for first, after, label in periods
        if pd.Timestamp(after) > span[0] and (day := max(pd.Timestamp(first), span[0])) <= span[1]
    ]
    rows.sort(key=lambda row: row[0])
    ink, teal, added = look.colours.ink, look.colours.ceasefire_text, look.colours.added_text
    return [
        LabelledEvent(
            day=day,
            x=axis(day),
            label=label,
            lines=_lines(label),
            period=period,
            added=(own := is_added(label)),
            colour=added if own else teal if period else ink,
        )
        for day, label, period in rows
    ]


def _lines(label: object) -> list[str]:
    """Break the main clause of a label into two lines at most; no line where it is too long."""
    clause = plain_text(label).split("; ")[0].split(" (")[0]
    for room in range(*LABEL, 15):
        lines = wrap(clause, width=room, size=BODY)
        if len(lines) <= 2:
            return lines
    return []


def _width(lines: Sequence[str]) -> float | None:
    return max(text_width(line, size=BODY) for line in lines) if lines else None


def _bottoms(
    events: Sequence[LabelledEvent], flags: Sequence[Flag | None], rows: int
) -> list[float]:
    heights = dict.fromkeys(range(rows), float(MARKER))
    for event, flag in zip(events, flags, strict=True):
        if flag:
            tall = len(event.lines) * BODY * LINE + 6
            heights[flag.lane] = max(heights.get(flag.lane, 0), tall)
    bottoms = [0.0]
    for lane in range(max(heights, default=-1) + 1):
        bottoms.append(bottoms[-1] + heights.get(lane, 0))
    return bottoms
