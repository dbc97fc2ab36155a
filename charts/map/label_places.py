"""Where the names on a map go: beside their circle, on nothing else, or nowhere."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from charts.style.template import LINE
from charts.style.text_metrics import text_width, wrap

GAP = 4
FAR = (0, 10, 24, 44)
# The points that are tried lie apart, so what just fits between two of them may not fit.
FITS, APART = 1.3, 1.6

Line = tuple[float, float, float, float]


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
    """A placed text: its lines, its rectangle, and the line to its circle where it needs one."""

    lines: list[str]
    rect: Rect
    align: str
    lead: Line | None


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
        Longest line in pixels; half of it is tried as well.
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
    circles, taken = list(circles), list(taken)
    others = [other for other in circles if other != circle]
    for far in FAR:
        for lines in _broken(text, width, size):
            across = max(text_width(line, size=size) for line in lines)
            for rect, align in _candidates(circle, across, len(lines) * size * LINE, far):
                free = rect.within(bounds) and not any(rect.meets(other) for other in taken)
                if not free or any(other.meets(rect) for other in circles):
                    continue
                lead = _lead(rect, circle) if far > FAR[1] else None
                if lead is None or not any(_crosses(lead, other) for other in others):
                    return Label(lines, rect, align, lead)
    return None


def on_place(
    text: str, spot: Circle, *, size: float, width: float, bounds: Rect, taken: Iterable[Rect]
) -> Label | None:
    """Find room for a name in the middle of what it names.

    Parameters
    ----------
    text, size, width, bounds
        As of :func:`place_label`.
    spot : Circle
        Its middle is the place.
    taken : iterable of Rect
        Where anything stands.

    Returns
    -------
    Label or None
        None where something stands there already.
    """
    taken = list(taken)
    for lines in _broken(text, width, size)[::-1]:
        across = max(text_width(line, size=size) for line in lines) / 2
        down = len(lines) * size * LINE / 2
        rect = Rect(spot.x - across, spot.y - down, spot.x + across, spot.y + down)
        if rect.within(bounds) and not any(rect.meets(other) for other in taken):
            return Label(lines, rect, "center", None)
    return None


def _broken(text: str, width: float, size: float) -> list[list[str]]:
    wide, narrow = (wrap(text, width=room, size=size) for room in (width, width / 2))
    return [wide] if narrow == wide or len(narrow) > 3 else [wide, narrow]


def _candidates(
    circle: Circle, across: float, down: float, far: float
) -> Iterator[tuple[Rect, str]]:
    """Run through the positions around a circle, the best first: right, level with it."""
    reach = circle.radius + GAP + far
    for dx, dy in ((1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1)):
        step = 0.75 * reach if dx and dy else reach
        x, y = circle.x + dx * step, circle.y + dy * step
        left, top = x - across * (1 - dx) / 2, y - down * (1 - dy) / 2
        align = {1: "left", -1: "right", 0: "center"}[dx]
        yield Rect(left, top, left + across, top + down), align


def _lead(rect: Rect, circle: Circle) -> Line:
    """Return the shortest line from a label to the rim of its circle."""
    x = min(max(circle.x, rect.left), rect.right)
    y = min(max(circle.y, rect.top), rect.bottom)
    share = circle.radius / (np.hypot(x - circle.x, y - circle.y) or 1.0)
    return x, y, circle.x + (x - circle.x) * share, circle.y + (y - circle.y) * share


def _crosses(line: Line, circle: Circle) -> bool:
    steps = np.linspace(0, 1, 20)
    x = line[0] + steps * (line[2] - line[0])
    y = line[1] + steps * (line[3] - line[1])
    return bool((np.hypot(x - circle.x, y - circle.y) < circle.radius).any())


def roomiest(
    inside: np.ndarray,
    grid: np.ndarray,
    *,
    across: float,
    down: float,
    bounds: Rect,
    taken: Iterable[Rect],
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
    bounds : Rect
        The plot.
    taken : iterable of Rect
        Where something stands already.

    Returns
    -------
    tuple of float, or None
        Centre of the name; None where it fits nowhere.
    """
    half = np.array([across / 2 + GAP, down / 2 + GAP])
    cells, others = grid[inside], grid[~inside]
    # Lengths count sideways in widths of the name and upwards in heights: at 1 it just fits.
    room = np.minimum(*(np.minimum(cells - bounds[:2], np.array(bounds[2:]) - cells) / half).T)
    for rect in taken:
        beyond = np.maximum(np.array(rect[:2]) - cells, cells - np.array(rect[2:])) / half
        room[np.maximum(*beyond.T) < APART] = 0
    # Only of what is left is every point outside the country asked how far it is.
    cells, room = cells[room >= FITS], room[room >= FITS]
    if len(cells) and len(others):
        away = (np.abs(cells[:, None, k] - others[:, k]) / half[k] for k in (0, 1))
        room = np.minimum(room, np.maximum(*away).min(axis=1))
    if not len(cells) or room.max() < FITS:
        return None
    x, y = cells[room.argmax()]
    return float(x), float(y)
