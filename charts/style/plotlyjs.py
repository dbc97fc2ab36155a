"""The part of plotly.js that draws every chart, on the page as in files: bars and scatters."""

from functools import cache
from pathlib import Path

# A quarter of the whole, as published beside it; tests hold its version to that of plotly.
BASIC = Path(__file__).resolve().parent / "plotlyjs" / "plotly-basic.min.js"


@cache
def basic_plotlyjs() -> bytes:
    """Return the script."""
    return BASIC.read_bytes()
