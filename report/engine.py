"""From a figure to plotly.js's own SVG, in a JavaScript engine inside this process.

The only module that knows the engine: QuickJS, and from the package plotly-mirage a document
that is just large enough for plotly.js, and plotly.js itself. The JavaScript sees the figure and
the measure of a text, and nothing else: no files, no network, no clock that shows.
"""

import functools
import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path

import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from charts.fonts import ASCENT, DESCENT, advance
from data.errors import EscalationError
from report.still import still

OWN = Path(__file__).with_suffix(".js")
LIBRARY = ("micro_dom.js", "plotly_comprehensive_2d.js")
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
    return _drawing_thread().submit(_draw, to_json_plotly(still(figure))).result()


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
def _context() -> object:
    # Slow to start, and needed only here.
    import quickjs

    context = quickjs.Context()
    context.set_max_stack_size(STACK // 2)
    context.set_memory_limit(MEMORY)
    context.add_callable("_advance", advance)
    context.eval(f"var ASCENT = {ASCENT}, DESCENT = {DESCENT};")
    for name in LIBRARY:
        context.eval(resources.files("mirage").joinpath("js", name).read_text(encoding="utf-8"))
    context.eval(OWN.read_text(encoding="utf-8"))
    return context


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


# A thread does not survive a fork.
os.register_at_fork(after_in_child=_forget) if hasattr(os, "register_at_fork") else None
