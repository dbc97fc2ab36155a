"""What an SVG of plotly.js holds, and how far two pictures differ; for the tests."""

import html
import io
import re
from xml.etree import ElementTree

import numpy as np
from PIL import Image

from charts.style.fonts import ASCENT, DESCENT, text_advance
from charts.style.text_metrics import text_width

SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")
MOVE = re.compile(r"translate\(([-\d.e]+)[, ]*([-\d.e]+)?\)")
BOLD = re.compile(r"font-weight:\s*bold")
# The land of a map is cut near the edge of the plot, so its paths differ and its looks do not.
LAND = {"js-fill", "js-line"}


def marks(root, *, land):
    """Return class, and every number of shape and place, of each drawn path."""
    return [
        (_kind(path), numbers(f"{path.get('d', '')} {path.get('transform', '')}"))
        for path in root.iter(f"{SVG}path")
        if land or _kind(path) not in LAND
    ]


def counts(root, *, land):
    """Return how many bars, points and lines each trace has, traces in the order of drawing.

    Without the land, traces of nothing else are left out: one that is wholly outside is not drawn.
    """
    found = [
        sorted(_kind(path) for path in group.iter(f"{SVG}path") if land or _kind(path) not in LAND)
        for group in root.iter(f"{SVG}g")
        if "trace" in (group.get("class") or "").split()
    ]
    return found if land else [kinds for kinds in found if kinds]


def _kind(path):
    """The first class; a further one tells the page that the mark has data for the pointer."""
    return (path.get("class") or "bar").split()[0]


def numbers(text):
    return [float(number) for number in NUMBER.findall(text)]


def text_boxes(root):
    """Return each line of text with its rectangle (left, top, right, bottom) in pixels."""
    found = []
    _walk(root, 0.0, 0.0, found)
    return found


def _walk(element, x, y, found):
    if moved := MOVE.match(element.get("transform") or ""):
        x, y = x + float(moved[1]), y + float(moved[2] or 0)
    if element.tag == f"{SVG}text":
        found.extend(_lines(element, x, y))
    for child in element:
        _walk(child, x, y, found)


def _lines(text, x, y):
    size = float(re.search(r"font-size: ([\d.]+)px", text.get("style"))[1])
    parts = [part for part in text if part.get("class") == "line"] or [text]
    base = float(text.get("y") or 0)
    for part in parts:
        if part is not text:
            shift = part.get("dy", "0em")
            base = float(part.get("y", base)) + float(shift.removesuffix("em")) * size
        width = _width(part, False) * size / 1000
        left = x + float(part.get("x") or text.get("x") or 0)
        left -= {"middle": width / 2, "end": width}.get(text.get("text-anchor"), 0)
        top = y + base - ASCENT * size
        bottom = y + base + DESCENT * size
        yield "".join(part.itertext()), (left, top, left + width, bottom)


def _width(element, bold):
    bold = bold or bool(BOLD.search(element.get("style", "")))
    own = text_advance(element.text or "", bold)
    return own + sum(
        _width(child, bold) + text_advance(child.tail or "", bold) for child in element
    )


def parsed(svg):
    return ElementTree.fromstring(svg)


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(float)


def largest_difference(one, other, *, window=15):
    """Return the largest difference of colour, averaged over squares of ``window`` pixels.

    Two renderers smooth edges and letters differently, which evens out within a few pixels; a
    mark or a word that is missing, moved or of another colour does not.
    """
    blurred = one - other
    for axis in (0, 1):
        sums = np.cumsum(np.insert(blurred, 0, 0, axis=axis), axis=axis)
        whole = np.arange(sums.shape[axis] - window)
        ahead, behind = (np.take(sums, whole + step, axis=axis) for step in (window, 0))
        blurred = (ahead - behind) / window
    return float(np.abs(blurred).max())


WIDTHS = (320, 358, 700, 1000, 1400)


def boxes(figure):
    """Estimate the rectangle of each text around the plot in pixels from the upper left."""
    layout = figure.layout
    margin = layout.margin
    wide = layout.width - margin.l - margin.r
    tall = layout.height - margin.t - margin.b
    for a in layout.annotations:
        if a.xref != "paper" or a.yref != "paper" or not a.text:
            continue
        lines = [html.unescape(re.sub("<[^>]*>", "", line)) for line in a.text.split("<br>")]
        bold = a.text.startswith("<b>")
        width = max(text_width(line, size=a.font.size, bold=bold) for line in lines)
        height = len(lines) * a.font.size * 1.3
        left = margin.l + a.x * wide + (a.xshift or 0)
        top = margin.t + (1 - a.y) * tall - (a.yshift or 0)
        top -= height / 2 if a.yanchor == "middle" else 0
        yield a.name, (left, top, left + width, top + height)
