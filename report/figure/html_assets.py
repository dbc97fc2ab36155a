"""What an HTML file holds so that it draws by itself: the font, and plotly.js that waits for it."""

import base64
import hashlib
import html

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from charts.style.fonts import FAMILY, font_file
from report.figure.metadata import said_of

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


def draw_fragment(figure: go.Figure) -> bytes:
    """Draw a figure as one HTML element that brings all it needs.

    Parameters
    ----------
    figure : Figure

    Returns
    -------
    bytes
        Its id is its own, so that several stand in one page; the first of them brings plotly.js
        for all. Nothing is loaded from elsewhere.
    """
    mark = f"escalation-{hashlib.sha256(figure.to_json().encode('utf-8')).hexdigest()[:12]}"
    body = figure.to_html(
        config=CONFIG, include_plotlyjs=False, include_mathjax=False, full_html=False, div_id=mark
    )
    _, alt, _, _ = (html.escape(text) for text in said_of(figure).values())
    text = (
        f'<figure role="group" aria-label="{alt}" style="margin:0;max-width:100%;overflow-x:auto">'
        f"<style>{font_faces()}</style>"
        f"<script>{plotly_script()}</script>"
        f"{body}</figure>\n"
    )
    return text.encode("utf-8")
