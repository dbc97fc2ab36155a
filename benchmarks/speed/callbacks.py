"""How long the server takes: to start, and to answer what a reader does."""

import tempfile
from dataclasses import dataclass

import numpy as np

from benchmarks.markdown import table
from benchmarks.speed.reader_session import opening, view_changes
from benchmarks.speed.server import running
from benchmarks.speed.wire import Call, Page

START_BAR = 3.0
CALLBACK_BAR = 0.060
NAMES = {
    "url.search": "a click: address, controls, answer, timeline, tab",
    '"type":"sensitivity"': "other ways to count",
    "download.data": "data as CSV",
    '"type":"table"': "data as table",
}


@dataclass(frozen=True, kw_only=True)
class Times:
    """Seconds of repeated measurements."""

    seconds: tuple[float, ...]

    def at(self, percent: float) -> float:
        """Give a percentile."""
        return float(np.percentile(self.seconds, percent))


def start_times(*, cold: int = 2, warm: int = 5) -> tuple[Times, Times]:
    """Measure the time from ``python -m dashboard`` to the end of the first answer.

    Parameters
    ----------
    cold, warm : int
        Runs with no compiled bytecode of any module, and runs with it.

    Returns
    -------
    cold, warm : Times
    """
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(cold):
        with (
            tempfile.TemporaryDirectory() as empty,
            running({"PYTHONPYCACHEPREFIX": empty}) as (_, seconds),
        ):
            times[0].append(seconds)
    for _ in range(warm):
        with running() as (_, seconds):
            times[1].append(seconds)
    return tuple(Times(seconds=tuple(found)) for found in times)


def callback_times() -> tuple[list[Call], list[Call], list[Call], int]:
    """Send what a reader's browser sends, to a server that was just started.

    Returns
    -------
    first, fresh, again : list of Call
        Opening the page right after the start; every view change for the first time; the same
        changes once more.
    changes : int
        How many view changes there are.
    """
    with running() as (port, _):
        page = Page(port)
        first = page.change(opening())
        passes = []
        for _ in range(2):
            page.change({"url.search": ""})
            changes = list(view_changes(page.values))
            passes.append([call for change in changes for call in page.change(change)])
    return first, *passes, len(changes)


def start_lines() -> list[str]:
    """Write the table of start times."""
    cold, warm = start_times()
    rows = [
        ("warm", len(warm.seconds), *_spread(warm, 1, "s"), _met(warm.at(50), START_BAR, "s")),
        ("no compiled bytecode at all", len(cold.seconds), *_spread(cold, 1, "s"), "no bar"),
    ]
    heads = ["`python -m dashboard`", "runs", "median", "95 %", "longest", "bar 3 s, median"]
    return ["## The server's first answer", "", *table(heads, rows)]


def callback_lines() -> list[str]:
    """Write the table of callback times."""
    first, fresh, again, changes = callback_times()
    rows = [_row(name, [c for c in fresh if _label(c) == name]) for name in _labels(fresh)]
    rows.append(_row("**all of them**", fresh))
    rows.append(_row("all, the same views once more", again))
    rows.append((*_row("opening the page right after the start", first)[:-1], "no bar"))
    heads = [
        "callback",
        "requests",
        "median",
        "95 %",
        "longest",
        "KB, median",
        "bar 60 ms at 95 %",
    ]
    about = (
        f"{changes} changes of the view, one control at a time, posted over HTTP to a server "
        "that has opened the page once. Inputs and outputs come from the app's own list of "
        "callbacks, and every callback that a change sets off is called, as a browser does."
    )
    return ["## Callbacks over the wire", "", about, "", *table(heads, rows)]


def _label(call: Call) -> str:
    names = [name for part, name in NAMES.items() if part in call.callback]
    return names[0] if names else call.callback.strip(".").partition("...")[0]


def _labels(calls: list[Call]) -> list[str]:
    return list(dict.fromkeys(_label(call) for call in calls))


def _row(name: str, calls: list[Call]) -> tuple:
    times = Times(seconds=tuple(call.seconds for call in calls))
    size = f"{np.median([call.size for call in calls]) / 1000:.1f}"
    verdict = _met(times.at(95), CALLBACK_BAR, "ms")
    return (name, len(calls), *_spread(times, 1000, "ms"), size, verdict)


def _spread(times: Times, scale: float, unit: str) -> tuple[str, ...]:
    digits = 2 if unit == "s" else 0
    return tuple(f"{times.at(percent) * scale:.{digits}f} {unit}" for percent in (50, 95, 100))


def _met(value: float, bar: float, unit: str) -> str:
    over = value - bar
    if over <= 0:
        return "met"
    return f"missed by {1000 * over:.0f} ms" if unit == "ms" else f"missed by {over:.2g} s"
