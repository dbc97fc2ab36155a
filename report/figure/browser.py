"""From a figure to SVG in a headless browser: the way out where the engine cannot draw one."""

import os
import shutil

import plotly.graph_objects as go

from charts.style.fonts import FAMILY
from data.errors import EscalationError
from report.figure.html_assets import font_faces

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NO_CHROME = (
    "Without the built-in engine this needs an installed Chrome or Chromium, and none was found: "
    "install one (Debian: apt install chromium), name it in BROWSER_PATH, or write HTML."
)
SECONDS = 60


class FontPage:
    """The page that Kaleido draws in, with our font in it; nothing is asked from a server."""

    def generate_index(self) -> str:
        """Return the page; Kaleido asks for it by this name."""
        from kaleido import PageGenerator

        # A text in either weight makes the page wait for the font before it counts as loaded.
        text = f"<p style=\"font-family:'{FAMILY}'\">a<b>b</b></p>"
        generator = PageGenerator(mathjax=False)
        page = generator.generate_index()
        page = page.replace("</head>", f"<style>{font_faces()}</style></head>")
        return page.replace("</body>", f"{text}</body>")


def svg_by_browser(figure: go.Figure) -> str:
    """Draw a figure as SVG in a headless browser.

    Parameters
    ----------
    figure : Figure

    Returns
    -------
    str

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

    browser = {"path": find_browser(), "page_generator": FontPage(), "timeout": SECONDS}
    try:
        drawn = kaleido.calc_fig_sync(figure.to_dict(), opts={"format": "svg"}, kopts=browser)
    except ChromeNotFoundError:
        raise EscalationError(NO_CHROME) from None
    except (BrowserClosedError, BrowserFailedError, KaleidoError, TimeoutError) as error:
        raise EscalationError(
            f"The browser could not draw the figure ({type(error).__name__}): try again, or write "
            "HTML, which needs no browser."
        ) from error
    return drawn.decode("utf-8")


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
