"""From a chart to the bytes of a file."""

import functools
import logging
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from charts.chart import Chart
from charts.style.fonts import FAMILY, FOLDER, font_file, lacking
from data.errors import EscalationError
from report.figure.browser import svg_by_browser
from report.figure.clips import without_idle_clips
from report.figure.engine import CannotDraw, svg_of
from report.figure.html_assets import draw_fragment, draw_html
from report.figure.metadata import fields_of, label_png, label_svg, page_points
from report.figure.svg import letters, with_fonts

if TYPE_CHECKING:
    import typst

LOG = logging.getLogger(__name__)
PAGES = {"html": draw_html, "fragment": draw_fragment}
# The page is as large as the figure; without a date the same figure gives the same bytes.
PAGE = """
#set document(
  title: sys.inputs.title, description: sys.inputs.alt, keywords: sys.inputs.data, date: none,
)
#set page(width: {width}pt, height: {height}pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, alt: sys.inputs.alt)
"""


def draw_image(chart: Chart, kind: str, *, scale: float) -> bytes:
    """Draw a chart as the content of a file.

    Parameters
    ----------
    chart : Chart
        Its figure's layout holds width and height in pixels.
    kind : {"svg", "png", "pdf", "html", "fragment"}
    scale : float
        Pixels of a PNG per pixel of the layout.

    Returns
    -------
    bytes
        The same for the same figure, wherever the engine can draw it with its own font.

    Raises
    ------
    EscalationError
        When neither the engine nor a browser can draw it.
    """
    if kind in PAGES:
        return PAGES[kind](chart)
    svg = drawn_svg(chart.figure)
    missing = lacking("".join(sorted(set().union(*letters(svg).values()))))
    if missing:
        LOG.warning(_missing_sentence(missing))
    if kind == "png":
        return label_png(_png(svg, scale, foreign=bool(missing)), chart)
    if kind == "pdf":
        return _pdf(svg, chart, foreign=bool(missing))
    return label_svg(with_fonts(svg).encode("utf-8"), chart)


def drawn_svg(figure: go.Figure) -> str:
    """Draw a figure as SVG, without a browser where that is possible.

    Parameters
    ----------
    figure : Figure

    Returns
    -------
    str
        Its letters are those of the font, which is not inside.

    Raises
    ------
    EscalationError
    """
    try:
        return svg_of(figure)
    except CannotDraw as error:
        try:
            svg = svg_by_browser(figure)
        except EscalationError as other:
            raise EscalationError(f"{error} {other}") from error
        LOG.warning("%s A browser drew it instead.", error)
        return svg


def named_letters(missing: list[str]) -> str:
    """Return the first of the letters that a font lacks with their numbers, and how many more."""
    shown = " ".join(f"{char} (U+{ord(char):04X})" for char in missing[:8])
    return f"{shown} and {len(missing) - 8} more" if len(missing) > 8 else shown


def _missing_sentence(missing: list[str]) -> str:
    return (
        f"The figures' font lacks {named_letters(missing)}: a font of this machine is used for "
        "them where one has them, and the figure may look different elsewhere."
    )


def _png(svg: str, scale: float, *, foreign: bool) -> bytes:
    import resvg_py

    files = [str(font_file(bold)) for bold in (False, True)]
    drawn = resvg_py.svg_to_bytes(
        svg_string=without_idle_clips(svg),
        zoom=scale,
        font_files=files,
        skip_system_fonts=not foreign,
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )
    return bytes(drawn)


def _pdf(svg: str, chart: Chart, *, foreign: bool) -> bytes:
    import typst

    width, height = page_points(chart)
    fields = fields_of(chart)
    inputs = {"title": fields["Title"], "alt": fields["Description"], "data": fields["Source"]}
    page = PAGE.format(width=width, height=height).encode("utf-8")
    fonts = typst_fonts(foreign=foreign)
    return typst.compile(page, format="pdf", font_paths=fonts, sys_inputs={"svg": svg, **inputs})


@functools.cache
def typst_fonts(*, foreign: bool) -> "typst.Fonts":
    """Return the fonts that Typst sets with: the figures' own, or also those of this machine."""
    import typst

    return typst.Fonts(
        include_system_fonts=foreign, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )
