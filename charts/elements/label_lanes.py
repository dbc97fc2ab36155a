"""Labels above a time axis, in lanes, so that none covers another and no line crosses a text.

A label hangs like a flag on a pole: the pole stands on its day, runs down to the plot, and the text
lies to its right or left. Everything here is in pixels, so it is the same for any chart.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

GAP = 4.0  # between a pole and its text, and the least between a text and anything foreign
MARKER_ROWS = 3


@dataclass(frozen=True, kw_only=True)
class Flag:
    """One placed label.

    Parameters
    ----------
    x : float
        Where the pole stands.
    low, high : float
        Left and right end of the text.
    lane : int
        0 is next to the plot.
    """

    x: float
    low: float
    high: float
    lane: int

    @property
    def side(self) -> str:
        """The side of the pole on which the text lies."""
        return "right" if self.low > self.x else "left"

    def clashes(self, other: "Flag") -> bool:
        """Whether the texts touch, or the pole of one runs through the text of the other."""
        if self.lane == other.lane:
            return self.low < other.high + GAP and other.low < self.high + GAP
        upper, lower = (self, other) if self.lane > other.lane else (other, self)
        # A shared pole stands exactly GAP from both texts, hence the strict comparison.
        return lower.low - GAP < upper.x < lower.high + GAP


def place(
    poles: Sequence[float],
    widths: Sequence[float | None],
    *,
    lanes: range,
    bounds: tuple[float, float],
    taken: Sequence[Flag] = (),
    centred: bool = False,
) -> list[Flag | None]:
    """Find room for as many labels as fit, those with the longest gap after them first.

    Parameters
    ----------
    poles : sequence of float
        Where the poles stand, ascending.
    widths : sequence of float or None
        Widths of the texts; None is never placed.
    lanes : range
        Lanes to try, in this order.
    bounds : tuple of float
        Leftmost and rightmost end that a text may have.
    taken : sequence of Flag
        Labels that are there already.
    centred : bool
        Put the text on top of its pole where it can be.

    Returns
    -------
    list of Flag or None
        In the order of the poles; None where there was no room.
    """
    following = [*poles, bounds[1]][1:]
    gaps = [after - pole for pole, after in zip(poles, following, strict=True)]
    placed: list[Flag | None] = [None] * len(poles)
    there = list(taken)
    for i in sorted(range(len(poles)), key=lambda i: -gaps[i]):
        for flag in _tries(poles[i], widths[i], lanes, bounds, centred):
            if not any(flag.clashes(other) for other in there):
                placed[i] = flag
                there.append(flag)
                break
    return placed


def _tries(
    pole: float,
    width: float | None,
    lanes: range,
    bounds: tuple[float, float],
    centred: bool,
) -> list[Flag]:
    if width is None:
        return []
    starts = [pole + GAP, pole - GAP - width]
    starts = [pole - width / 2, *starts] if centred else starts
    return [
        Flag(x=pole, low=low, high=low + width, lane=lane)
        for lane in lanes
        for low in starts
        if bounds[0] <= low and low + width <= bounds[1]
    ]


def gather(
    poles: Sequence[float], *, bounds: tuple[float, float], taken: Sequence[Flag], digit: float
) -> tuple[list[list[int]], list[Flag], int]:
    """Place numbered markers, several events to one marker where they stand too close.

    Parameters
    ----------
    poles : sequence of float
        Where the events stand, ascending.
    bounds : tuple of float
        Leftmost and rightmost end that a marker may have.
    taken : sequence of Flag
        Labels whose poles run down between the markers.
    digit : float
        Width of one figure.

    Returns
    -------
    groups : list of list of int
        Positions of the events that share a marker.
    flags : list of Flag
        One a group, in lanes 0 and up.
    rows : int
        Lanes used.
    """
    groups = [[i] for i in range(len(poles))]
    rows = 0
    flags: list[Flag | None] = []
    markers: list[Flag] = []
    while len(markers) < len(groups):
        if rows == MARKER_ROWS:
            groups = _joined(poles, groups, flags)
        rows = min(rows + 1, MARKER_ROWS)
        above = [replace(flag, lane=flag.lane + rows) for flag in taken]
        if len(groups) == 1 and rows == MARKER_ROWS:  # no room even for one marker: cross a pole
            above, bounds = [], (-math.inf, math.inf)
        widths = [len(number_text(group)) * digit + 6 for group in groups]
        heads = [poles[middle(group)] for group in groups]
        flags = place(heads, widths, lanes=range(rows), bounds=bounds, taken=above, centred=True)
        markers = [flag for flag in flags if flag]
    return groups, markers, rows


def middle(group: Sequence[int]) -> int:
    """Return the position on which a group's marker stands."""
    return group[len(group) // 2]


def _joined(
    poles: Sequence[float], groups: list[list[int]], flags: list[Flag | None]
) -> list[list[int]]:
    """Join each group without room to the neighbour that is nearer."""
    seams: set[int] = set()
    for k, flag in enumerate(flags):
        if flag is None:
            before = poles[groups[k][0]] - poles[groups[k - 1][-1]] if k else math.inf
            last = k == len(groups) - 1
            after = math.inf if last else poles[groups[k + 1][0]] - poles[groups[k][-1]]
            seam = k - 1 if before <= after else k
            if not {seam - 1, seam + 1} & seams:
                seams.add(seam)
    joined: list[list[int]] = []
    for k, group in enumerate(groups):
        if k - 1 in seams:
            joined[-1] = joined[-1] + group
        else:
            joined.append(group)
    return joined


def number_text(group: Sequence[int]) -> str:
    """Write the numbers of a group of positions: 3, or 3\u20135.

    Parameters
    ----------
    group : sequence of int
        Positions, counted from 0.

    Returns
    -------
    str
    """
    first, last = group[0] + 1, group[-1] + 1
    return str(first) if first == last else f"{first}\u2013{last}"
