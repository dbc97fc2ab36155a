"""A chart as a piece of HTML that stands in somebody else's page."""

import hashlib
import html

import plotly.graph_objects as go

from report.embedded import font_faces, plotly_script
from report.labels import said_of

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
