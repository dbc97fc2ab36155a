"""A chart as HTML that draws by itself: the font is inside, and plotly.js, which waits for it."""

import base64
import hashlib
import html

from plotly.io import to_html
from plotly.io.json import to_json_plotly
from plotly.offline import get_plotlyjs

from charts.chart import Chart
from charts.style.fonts import FAMILY, font_file
from report.figure.metadata import fields_of
from report.figure.static import rounded

# plotly.js measures every text once, so it must not measure before the font is there.
WAIT = f"""
if (!window.fontsFirst) {{
  window.fontsFirst = Promise.all(
    ["12px '{FAMILY}'", "bold 12px '{FAMILY}'"].map((face) => document.fonts.load(face))
  ).catch(() => null);
  for (const name of ["newPlot", "react"]) {{
    const draw = Plotly[name];
    Plotly[name] = (...given) => window.fontsFirst.then(() => draw(...given));
  }}
}}
"""


def font_faces() -> str:
    """Return the style sheet that holds both weights of the font.

    Returns
    -------
    str
    """
    faces = []
    for bold in (False, True):
        data = base64.b64encode(font_file(bold, ending="woff2").read_bytes()).decode("ascii")
        weight = 700 if bold else 400
        source = f"url(data:font/woff2;base64,{data}) format('woff2')"
        faces.append(f"@font-face{{font-family:'{FAMILY}';font-weight:{weight};src:{source}}}")
    return "".join(faces)


def plotly_script() -> str:
    """Return plotly.js as the content of a script; it may stand in a page more than once.

    Returns
    -------
    str
        ``newPlot`` and ``react`` return promises, as ever, and wait for the fonts that
        :func:`font_faces` puts into the page.
    """
    return f"if (!window.Plotly) {{\n{get_plotlyjs()}\n}}{WAIT}"


CONFIG = {
    "displaylogo": False,
    "showSendToCloud": False,
    "modeBarButtons": [["toImage", "resetScale2d"]],
}


def draw_html(chart: Chart) -> bytes:
    """Draw a chart as one page that needs no network and sends nothing anywhere.

    Parameters
    ----------
    chart : Chart

    Returns
    -------
    bytes
    """
    title, alt, data, software = (html.escape(text) for text in fields_of(chart).values())
    page = (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title>"
        f"<style>{font_faces()}</style><script>{plotly_script()}</script>"
        f'<meta name="description" content="{alt}">'
        f'<meta name="generator" content="{software}"><meta name="data" content="{data}"></head>\n'
        f'<body style="margin:0;background:{chart.figure.layout.paper_bgcolor or "#ffffff"}">\n'
        f'<div role="group" aria-label="{alt}">{_element(chart, "chart")}</div>\n'
        "</body>\n</html>\n"
    )
    return page.encode("utf-8")


def draw_fragment(chart: Chart) -> bytes:
    """Draw a chart as one HTML element that brings all it needs.

    Parameters
    ----------
    chart : Chart

    Returns
    -------
    bytes
        Its id is its own, so that several stand in one page; the first of them brings plotly.js
        for all. Nothing is loaded from elsewhere.
    """
    drawn = to_json_plotly(rounded(chart.figure.to_dict()))
    mark = hashlib.sha256(drawn.encode("utf-8")).hexdigest()[:12]
    alt = html.escape(chart.alt)
    text = (
        f'<figure role="group" aria-label="{alt}" style="margin:0;max-width:100%;overflow-x:auto">'
        f"<style>{font_faces()}</style>"
        f"<script>{plotly_script()}</script>"
        f"{_element(chart, f'escalation-{mark}')}</figure>\n"
    )
    return text.encode("utf-8")


def _element(chart: Chart, name: str) -> str:
    """Write the element in which plotly.js draws, and the call that makes it draw."""
    return to_html(
        rounded(chart.figure.to_dict()),
        config=CONFIG,
        include_plotlyjs=False,
        include_mathjax=False,
        full_html=False,
        div_id=name,
        validate=False,
    )
