"""From a figure to the bytes of a file; the only place that knows Kaleido."""

import html
import os
import shutil

import plotly.graph_objects as go

from charts.alt import alt_text
from data.errors import EscalationError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NO_CHROME = (
    "SVG and PNG need an installed Chrome or Chromium, and none was found: install one "
    "(Debian: apt install chromium), name it in BROWSER_PATH, or write HTML, which needs none."
)
SECONDS = 60


def draw_image(figure: go.Figure, kind: str, *, scale: float) -> bytes:
    """Draw a figure as SVG or PNG in a headless browser.

    Parameters
    ----------
    figure : Figure
    kind : {"svg", "png"}
    scale : float
        Pixels per pixel of the layout; an SVG has no pixels.

    Returns
    -------
    bytes

    Raises
    ------
    EscalationError
        When no browser is found or it fails.
    """
    # Kaleido and its browser driver take long to import and are needed only here.
    import kaleido
    from kaleido.errors import (
        BrowserClosedError,
        BrowserFailedError,
        ChromeNotFoundError,
        KaleidoError,
    )

    options = {"format": kind, "scale": scale if kind == "png" else 1}
    # Without MathJax nothing is asked from a server; plotly.js is the installed package's own.
    browser = {"path": find_browser(), "mathjax": False, "timeout": SECONDS}
    try:
        drawn = kaleido.calc_fig_sync(figure.to_dict(), opts=options, kopts=browser)
    except ChromeNotFoundError:
        raise EscalationError(NO_CHROME) from None
    except (BrowserClosedError, BrowserFailedError, KaleidoError, TimeoutError) as error:
        raise EscalationError(
            f"The browser could not draw the figure ({type(error).__name__}): try again, or write "
            "HTML, which needs no browser."
        ) from error
    return with_metadata(drawn, figure) if kind == "svg" else drawn


def with_metadata(svg: bytes, figure: go.Figure) -> bytes:
    """Name the data inside an SVG, where a program finds it.

    Parameters
    ----------
    svg : bytes
    figure : Figure
        Its ``layout.meta`` names the data.

    Returns
    -------
    bytes
    """
    line = html.escape((figure.layout.meta or {}).get("data", ""))
    opened = svg.index(b">", svg.index(b"<svg")) + 1
    return svg[:opened] + f"<metadata>{line}</metadata>".encode() + svg[opened:] if line else svg


def find_browser() -> str:
    """Return the path of an installed Chrome or Chromium.

    Returns
    -------
    str
        The one that BROWSER_PATH names, else the first on the search path.

    Raises
    ------
    EscalationError
    """
    named = os.environ.get("BROWSER_PATH")
    if named and not os.access(named, os.X_OK):
        raise EscalationError(f"BROWSER_PATH names {named}, which is not a program: correct it.")
    found = named or next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if not found:
        raise EscalationError(NO_CHROME)
    return found


def draw_html(figure: go.Figure, kind: str, *, scale: float) -> bytes:
    """Draw a figure as one page that needs no network and sends nothing anywhere.

    Parameters
    ----------
    figure : Figure
    kind, scale
        As for :func:`draw_image`; not used.

    Returns
    -------
    bytes
    """
    config = {
        "displaylogo": False,
        "showSendToCloud": False,
        "modeBarButtons": [["toImage", "resetScale2d"]],
    }
    body = figure.to_html(
        config=config, include_plotlyjs=True, include_mathjax=False, full_html=False, div_id="chart"
    )
    meta = figure.layout.meta or {}
    title, alt = html.escape(meta.get("title", "Chart")), html.escape(alt_text(figure))
    data = html.escape(meta.get("data", ""))
    page = (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title>"
        f'<meta name="data" content="{data}"></head>\n'
        f'<body style="margin:0;background:{figure.layout.paper_bgcolor or "#ffffff"}">\n'
        f'<div role="group" aria-label="{alt}">{body}</div>\n</body>\n</html>\n'
    )
    return page.encode("utf-8")
