"""Clips of an SVG that cut nothing off, taken away before it becomes a picture.

A clip has a layer of its own drawn, as large as what it holds, cut, and laid over the picture: of
a timeline that is a third of the time. plotly.js clips every trace, and hardly any reaches out.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
CLIP = re.compile(r' clip-path="url\(#([^)"]*)\)"')
TRANSLATED = re.compile(r"translate\(([-+\d.e]+)(?:[ ,]+([-+\d.e]+))?\)")
STEP = re.compile(r"([A-Za-z])([^A-Za-z]*)")
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
STROKE = re.compile(r"stroke:\s*([^;]+)")
STROKE_WIDTH = re.compile(r"stroke-width:\s*([\d.]+)")
# plotly.js rounds to hundredths of a pixel: so little beyond an edge is none.
ROUNDED = 0.006
Box = tuple[float, float, float, float]
Point = tuple[float, float]


class UnknownExtent(Exception):
    """An element reaches who knows how far."""


def without_idle_clips(svg: str) -> str:
    """Take away the clips of an SVG that cut nothing off.

    Parameters
    ----------
    svg : str
        Well formed, as plotly.js writes it.

    Returns
    -------
    str
        The same picture, but for rounding where layers were laid over each other.
    """
    root = ElementTree.fromstring(svg)
    held = {clip.get("id", ""): clip for clip in root.iter(f"{SVG}clipPath")}
    clipped = [one for one in root.iter() if one.get("clip-path")]
    if len(clipped) != len(CLIP.findall(svg)):
        return svg
    idle = iter([_is_idle(one, held) for one in clipped])
    return CLIP.sub(lambda found: "" if next(idle) else found[0], svg)


def _is_idle(element: ElementTree.Element, held: dict[str, ElementTree.Element]) -> bool:
    """Tell whether all that an element draws lies within its clip, a rectangle."""
    clip = list(held.get(element.get("clip-path", "")[len("url(#") : -1], []))
    if len(clip) != 1 or clip[0].tag != f"{SVG}rect":
        return False
    x, y, width, height = (float(clip[0].get(name, 0)) for name in ("x", "y", "width", "height"))
    left, top = x - ROUNDED, y - ROUNDED
    right, bottom = x + width + ROUNDED, y + height + ROUNDED
    try:
        return all(
            left <= low and top <= high and far <= right and deep <= bottom
            for low, high, far, deep in _boxes(element, 0.0, 0.0, own=True)
        )
    except UnknownExtent:
        return False


def _boxes(element: ElementTree.Element, x: float, y: float, *, own: bool = False) -> Iterator[Box]:
    """Give what an element and those inside reach; a clip is in the space of what it clips."""
    if not own and (moved := element.get("transform")):
        found = TRANSLATED.fullmatch(moved.strip())
        if found is None:
            raise UnknownExtent
        x, y = x + float(found[1]), y + float(found[2] or 0)
    if element.tag == f"{SVG}path":
        half = _half_stroke(element.get("style", ""))
        for points in _lines(element.get("d", "")):
            for low, high, far, deep in _reach(points, half):
                yield low + x, high + y, far + x, deep + y
    elif element.tag != f"{SVG}g" or STROKE_WIDTH.search(element.get("style", "")):
        raise UnknownExtent
    for inside in element:
        yield from _boxes(inside, x, y)


def _half_stroke(style: str) -> float:
    """Give half the width of a line; a line of nothing has none."""
    stroke, width = STROKE.search(style), STROKE_WIDTH.search(style)
    return float(width[1]) / 2 if stroke and width and stroke[1].strip() != "none" else 0.0


def _lines(path: str) -> Iterator[list[Point]]:
    """Give the points of each line of a path, or points that it stays between."""
    points: list[Point] = []
    for letter, given in STEP.findall(path):
        numbers = [float(number) for number in NUMBER.findall(given)]
        x, y = points[-1] if points else (0.0, 0.0)
        if letter == "M":
            yield points
            points = list(zip(numbers[::2], numbers[1::2], strict=True))
        elif letter in "LCQ":
            points += zip(numbers[::2], numbers[1::2], strict=True)
        elif letter in "HV":
            points += [(one, y) if letter == "H" else (x, one) for one in numbers]
        elif letter in "hv":
            for one in numbers:
                x, y = (x + one, y) if letter == "h" else (x, y + one)
                points.append((x, y))
        elif letter == "A":
            points += _round(numbers)
        elif letter in "Zz" and points:
            points += points[:2]
        else:
            raise UnknownExtent
    yield points


def _round(numbers: list[float]) -> list[Point]:
    """Give points that an arc stays between: no further from its end than its diameter."""
    points: list[Point] = []
    for at in range(0, len(numbers), 7):
        across = 2 * max(numbers[at : at + 2])
        x, y = numbers[at + 5 : at + 7]
        points += [(x - across, y - across), (x + across, y + across), (x, y)]
    return points


def _reach(points: list[Point], half: float) -> Iterator[Box]:
    """Give what a line reaches: its corners twice as far as its sides, its ends not beyond them."""
    for at, (x, y) in enumerate(points):
        wide = high = 2 * half
        if at in (0, len(points) - 1) and len(points) > 1:
            next_x, next_y = points[1 if at == 0 else at - 1]
            wide = 0.0 if next_y == y else half
            high = 0.0 if next_x == x else half
        yield x - wide, y - high, x + wide, y + high
