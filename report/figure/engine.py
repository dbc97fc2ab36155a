"""From a figure to plotly.js's own SVG, in a JavaScript engine inside this process.

The only module that knows the engine: QuickJS runs plotly's own plotly.js on a document that is
just large enough for it. The JavaScript sees the figure and the width of a text, and nothing else:
no files, no network, no clock that shows.
"""

import functools
import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from charts.style.fonts import ASCENT, DESCENT, text_advance
from charts.style.plotlyjs import basic_plotlyjs
from data.errors import EscalationError
from report.figure.static import still

if TYPE_CHECKING:
    import quickjs

FOLDER = Path(__file__).resolve().parent / "javascript"
BEFORE, AFTER = ("selectors.js", "document.js", "boxes.js"), ("drawing.js",)
# What the charts use and the tests hold against Chromium. Others want a canvas, or wait for a file.
PROVEN = {"bar", "scatter"}
MEGABYTE = 1 << 20
STACK, MEMORY = 64 * MEGABYTE, 1024 * MEGABYTE


class CannotDraw(EscalationError):
    """The engine cannot draw this figure; a browser may."""


def svg_of(figure: go.Figure) -> str:
    """Draw a figure as SVG, without a browser.

    Parameters
    ----------
    figure : Figure
        Its layout holds width and height in pixels.

    Returns
    -------
    str
        The same for the same figure, in every process.

    Raises
    ------
    CannotDraw
    """
    if other := {trace.type for trace in figure.data} - PROVEN:
        raise CannotDraw(f"The engine does not draw traces of type {', '.join(sorted(other))}.")
    return _drawing_thread().submit(_draw, to_json_plotly(still(figure))).result()


def warm_up() -> None:
    """Begin to read plotly.js, beside what is done before the first figure is there to be drawn."""
    _drawing_thread().submit(_context)


def _draw(json: str) -> str:
    import quickjs

    seed = int.from_bytes(hashlib.sha256(json.encode("utf-8")).digest()[:4], "big", signed=True)
    try:
        return _context().get("drawn")(json, seed)
    except quickjs.JSException as error:
        # What an unfinished figure left behind must not show in the next one.
        _context.cache_clear()
        raise CannotDraw(f"plotly.js could not draw the figure ({_first_line(error)}).") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]


@functools.cache
def _context() -> "quickjs.Context":
    # Slow to start, and needed only here.
    import quickjs

    context = quickjs.Context()
    context.set_max_stack_size(STACK // 2)
    context.set_memory_limit(MEMORY)
    context.add_callable("_advance", text_advance)
    context.eval(f"var ASCENT = {ASCENT}, DESCENT = {DESCENT};")
    plotly = basic_plotlyjs().decode()
    for source in (*_sources(BEFORE), plotly, *_sources(AFTER)):
        context.eval(source)
    return context


def _sources(names: tuple[str, ...]) -> list[str]:
    return [(FOLDER / name).read_text(encoding="utf-8") for name in names]


@functools.cache
def _drawing_thread() -> ThreadPoolExecutor:
    """Return the one thread that draws: a QuickJS context works only where it was made."""
    before = threading.stack_size(STACK)
    try:
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drawing")
        thread.submit(int).result()
        return thread
    finally:
        threading.stack_size(before)


def _forget() -> None:
    _drawing_thread.cache_clear()
    _context.cache_clear()


# A thread does not survive a fork; Windows knows none.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
