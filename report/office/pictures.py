"""Figures and the logo as images for Word and PowerPoint."""

import io

from charts.chart import Chart
from data.errors import EscalationError
from report.content.logo import logo_kind
from report.figure.render import draw_image

EMU_PER_INCH, DOTS, LOGO_PIXELS = 914400, 300, 400


def printed_png(chart: Chart, *, widest: int, highest: int, dots: int = DOTS) -> tuple[bytes, int]:
    """Draw a chart for paper.

    Parameters
    ----------
    chart : Chart
    widest, highest : int
        What there is room for, in English Metric Units.
    dots : int
        Pixels an inch at the printed size.

    Returns
    -------
    png : bytes
    width : int
        In English Metric Units.
    """
    layout = chart.figure.layout
    width = min(widest, round(highest * layout.width / layout.height))
    return draw_image(chart, "png", scale=width / EMU_PER_INCH * dots / layout.width), width


def logo_image(content: bytes) -> bytes:
    """Return a report's logo as an image that office programs take.

    Parameters
    ----------
    content : bytes
        PNG, JPEG or SVG.

    Returns
    -------
    bytes
        PNG or JPEG.

    Raises
    ------
    EscalationError
        When it is broken.
    """
    # Pillow comes with python-pptx.
    from PIL import Image

    try:
        if logo_kind(content) == "svg":
            import resvg_py

            drawn = resvg_py.svg_to_bytes(svg_string=content.decode("utf-8"), height=LOGO_PIXELS)
            return bytes(drawn)
        with Image.open(io.BytesIO(content)) as image:
            image.verify()
    except (OSError, ValueError, SyntaxError) as error:
        raise EscalationError("The logo cannot be read: save it again as PNG.") from error
    return content
