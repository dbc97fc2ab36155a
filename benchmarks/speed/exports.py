"""How long a chart takes as a file, without a browser and by Kaleido, and how large it is."""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import plotly.graph_objects as go

from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from benchmarks.markdown import table
from charts.catalogue import CHARTS, draw
from charts.chart import Chart
from charts.style.theme import Look
from data.errors import EscalationError
from data.study import load_study
from report.figure.browser import find_browser
from report.figure.render import draw_image

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "data" / "studies" / "iraq-syria-2023"
KINDS = ("svg", "png", "pdf", "html")
KALEIDO_KINDS = ("svg", "png", "pdf")
LATER_BAR, FIRST_BAR = 0.5, 1.5
LATER, FIRST = 5, 3
FIRST_PROGRAM = """
import sys, time
import plotly.io
figure = plotly.io.from_json(sys.stdin.read())
started = time.perf_counter()
from charts.chart import Chart, Source
from report.figure.render import draw_image
words = dict.fromkeys(("title", "subtitle", "description"), "")
draw_image(Chart(figure=figure, table=None, source=Source(), **words), sys.argv[1], scale=2)
print(time.perf_counter() - started)
"""
ABOUT = (
    f"The bundled study's default view, 1000 px wide, PNG at 2 pixels a pixel; medians of {LATER}. "
    "Nothing but the file's content is timed: the figure is drawn before, and nothing is written. "
    "Kaleido draws the same figures in the same run: with the browser already open, as a program "
    "would that keeps one, and with a browser of its own for one PNG, as a command would that "
    "draws one figure. An SVG of Kaleido has no font inside."
)
FIRST_ABOUT = (
    f"The timeline as the first thing that a new process draws, imports included, with no program "
    f"on its search path; medians of {FIRST}."
)


def export_lines() -> list[str]:
    """Write the tables of export times and sizes."""
    charts = _charts()
    ours = {name: _ours(chart) for name, chart in charts.items()}
    theirs = _theirs({name: chart.figure for name, chart in charts.items()})
    lines = ["## Charts as files", "", ABOUT, ""]
    lines += table(_heads(KINDS, theirs), [_times(name, ours, theirs) for name in charts])
    lines += ["Sizes of the same files, in kB.", ""]
    lines += table(_sizes_heads(theirs), [_sizes(name, ours, theirs) for name in charts])
    rows = [_first(kind, charts["timeline"].figure) for kind in KINDS]
    heads = ["first figure of a process", "median", f"bar {FIRST_BAR} s"]
    return [*lines, FIRST_ABOUT, "", *table(heads, rows)]


def _charts() -> dict[str, Chart]:
    """Draw what the bundled study can carry: it holds one download, so it has no revisions."""
    study = load_study(STUDY)
    names = [name for name in CHARTS if name != "revisions"]
    return {name: draw(name, Selection(study, default_view(study)), Look()) for name in names}


def _ours(chart: Chart) -> dict[str, tuple[float, int]]:
    found = {}
    for kind in KINDS:
        draw_image(chart, kind, scale=2)
        times = []
        for _ in range(LATER):
            started = time.perf_counter()
            drawn = draw_image(chart, kind, scale=2)
            times.append(time.perf_counter() - started)
        found[kind] = (median(times), len(drawn))
    return found


def _theirs(figures: dict[str, go.Figure]) -> dict[str, dict[str, tuple[float, int]]]:
    """Draw by Kaleido: in one browser, and one PNG each in a browser of its own."""
    import kaleido

    try:
        path = find_browser()
    except EscalationError:
        return {}
    found = asyncio.run(_in_one_browser(figures, path))
    for name, figure in figures.items():
        started = time.perf_counter()
        options = {"format": "png", "scale": 2}
        kaleido.calc_fig_sync(figure.to_dict(), opts=options, kopts=_browser(path))
        found[name]["alone"] = (time.perf_counter() - started, 0)
    return found


def _browser(path: str) -> dict[str, object]:
    return {"path": path, "mathjax": False, "timeout": 60}


async def _in_one_browser(figures: dict[str, go.Figure], path: str) -> dict[str, dict]:
    import kaleido

    found: dict[str, dict] = {}
    async with kaleido.Kaleido(**_browser(path)) as browser:
        for name, figure in figures.items():
            found[name] = {}
            for kind in KALEIDO_KINDS:
                options = {"format": kind, "scale": 2 if kind == "png" else 1}
                times = []
                for _ in range(LATER):
                    started = time.perf_counter()
                    drawn = await browser.calc_fig(figure.to_dict(), opts=options)
                    times.append(time.perf_counter() - started)
                found[name][kind] = (median(times), len(drawn))
    return found


def _first(kind: str, figure: go.Figure) -> tuple[str, str, str]:
    times = []
    for _ in range(FIRST):
        ran = subprocess.run(
            [sys.executable, "-c", FIRST_PROGRAM, kind],
            input=figure.to_json(), capture_output=True, text=True, check=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PATH": "", "BROWSER_PATH": ""},
        )  # fmt: skip
        times.append(json.loads(ran.stdout))
    return kind.upper(), f"{median(times):.2f} s", _verdict(median(times), FIRST_BAR)


def _verdict(seconds: float, bar: float) -> str:
    return "met" if seconds <= bar else f"missed by {seconds - bar:.2f} s"


def _heads(kinds: tuple[str, ...], theirs: dict) -> list[str]:
    heads = ["chart", *(kind.upper() for kind in kinds), f"bar {LATER_BAR} s"]
    open_browser = [f"Kaleido {kind.upper()}" for kind in KALEIDO_KINDS]
    return heads + ([*open_browser, "Kaleido PNG, own browser"] if theirs else [])


def _times(name: str, ours: dict, theirs: dict) -> list[str]:
    seconds = [ours[name][kind][0] for kind in KINDS]
    row = [name, *(f"{one:.2f} s" for one in seconds), _verdict(max(seconds), LATER_BAR)]
    kinds = (*KALEIDO_KINDS, "alone") if theirs else ()
    return row + [f"{theirs[name][kind][0]:.2f} s" for kind in kinds]


def _sizes_heads(theirs: dict) -> list[str]:
    heads = ["chart", *(kind.upper() for kind in KINDS)]
    return heads + ([f"Kaleido {kind.upper()}" for kind in KALEIDO_KINDS] if theirs else [])


def _sizes(name: str, ours: dict, theirs: dict) -> list[str]:
    kinds = KALEIDO_KINDS if theirs else ()
    sizes = [ours[name][kind][1] for kind in KINDS] + [theirs[name][kind][1] for kind in kinds]
    return [name, *(f"{size / 1000:,.0f}" for size in sizes)]
