"""Where the names on a map go: beside their circle, on nothing else, or nowhere."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from charts.text import text_width, wrap

LINE = 1.3
GAP = 4
FAR = (0, 14, 30, 50)


class Rect(NamedTuple):
    """A rectangle in pixels, y counted downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Rect") -> bool:
        """Say whether two rectangles overlap."""
        sideways = self.left < other.right and other.left < self.right
        return sideways and self.top < other.bottom and other.top < self.bottom

    def within(self, other: "Rect") -> bool:
        """Say whether this rectangle lies inside the other."""
        sideways = self.left >= other.left and self.right <= other.right
        return sideways and self.top >= other.top and self.bottom <= other.bottom


class Circle(NamedTuple):
    """A circle in pixels."""

    x: float
    y: float
    radius: float

    @property
    def rect(self) -> Rect:
        """The square around it."""
        x, y, r = self
        return Rect(x - r, y - r, x + r, y + r)

    def meets(self, rect: Rect) -> bool:
        """Say whether the circle reaches into a rectangle."""
        dx = self.x - min(max(self.x, rect.left), rect.right)
        dy = self.y - min(max(self.y, rect.top), rect.bottom)
        return dx * dx + dy * dy < (self.radius + 1) ** 2


class Label(NamedTuple):
    """A placed text: its lines, its rectangle, and whether a line must lead to its circle."""

    lines: list[str]
    rect: Rect
    align: str
    led: bool


def place_label(
    text: str,
    circle: Circle,
    *,
    size: float,
    width: float,
    bounds: Rect,
    circles: Iterable[Circle],
    taken: Iterable[Rect],
) -> Label | None:
    """Find room for the name of a circle.

    Parameters
    ----------
    text : str
    circle : Circle
    size : float
        Of the font in pixels.
    width : float
        Longest line in pixels.
    bounds : Rect
        The plot.
    circles : iterable of Circle
        All circles, this one included.
    taken : iterable of Rect
        Where other texts stand.

    Returns
    -------
    Label or None
        None where every position near the circle is taken.
    """
    lines = wrap(text, width=width, size=size)
    across = max(text_width(line, size=size) for line in lines)
    down = len(lines) * size * LINE
    circles, taken = list(circles), list(taken)
    for rect, align, led in _candidates(circle, across, down):
        free = rect.within(bounds) and not any(rect.meets(other) for other in taken)
        if free and not any(other.meets(rect) for other in circles):
            return Label(lines, rect, align, led)
    return None


def _candidates(circle: Circle, across: float, down: float) -> Iterator[tuple[Rect, str, bool]]:
    """Run through the positions, the best first: close, to the right, level with the circle."""
    for far in FAR:
        reach = circle.radius + GAP + far
        slant = 0.75 * reach
        for dx, dy in ((1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1)):
            step = slant if dx and dy else reach
            x, y = circle.x + dx * step, circle.y + dy * step
            left = x - across * (1 - dx) / 2
            top = y - down * (1 - dy) / 2
            align = {1: "left", -1: "right", 0: "center"}[dx]
            yield Rect(left, top, left + across, top + down), align, far > FAR[1]


def roomiest(
    inside: np.ndarray, grid: np.ndarray, *, across: float, down: float, taken: list[Rect]
) -> tuple[float, float] | None:
    """Find the point of a country where its name has the most room around it.

    Parameters
    ----------
    inside : array of bool, shape (n,)
        Which points of the grid belong to the country.
    grid : array, shape (n, 2)
        Points in pixels, evenly spaced.
    across, down : float
        Size of the name in pixels.
    taken : list of Rect
        Where something stands already.

    Returns
    -------
    tuple of float, or None
        Centre of the name; None where it fits nowhere.
    """
    own, others = grid[inside], grid[~inside]
    best, most = None, 0.0
    for x, y in own:
        rect = Rect(x - across / 2, y - down / 2, x + across / 2, y + down / 2)
        if any(rect.meets(other) for other in taken):
            continue
        # Distances count sideways in widths of the name, so that long names get wide room.
        away = np.abs(others - (x, y)) / (across / 2 + GAP, down / 2 + GAP)
        room = away.max(axis=1).min() if len(others) else np.inf
        if room > max(most, 1):
            best, most = (float(x), float(y)), room
    return best
