"""Text on slides: as large as there is room for, its addresses as links, its direction."""

from collections.abc import Sequence

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.shapes.base import BaseShape
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Pt

from charts.style.text_metrics import plain_text, text_width, wrap
from report.office.text import clean, link_pieces, right_to_left

LEADING, GAP = 1.2, 0.5
UNMARKED = f"<a:buNone {nsdecls('a')}/>"


def fitting_size(
    texts: Sequence[str], *, width: float, height: float, sizes: Sequence[float], bold: bool = False
) -> float:
    """Return the largest size at which texts fit a box, or the smallest of all.

    Parameters
    ----------
    texts : sequence of str
        One paragraph each.
    width, height : float
        In points.
    sizes : sequence of float
        To choose from, the largest first.
    bold : bool

    Returns
    -------
    float
    """
    for size in sizes:
        if text_height(texts, width=width, size=size, bold=bold) <= height:
            return size
    return sizes[-1]


def text_lines(text: str, *, width: float, size: float, bold: bool = False) -> int:
    """Count the lines of a paragraph."""
    return max(1, len(wrap(plain_text(text), width=width, size=size, bold=bold, even=False)))


def text_height(texts: Sequence[str], *, width: float, size: float, bold: bool = False) -> float:
    """Estimate the height of paragraphs in points."""
    lines = sum(text_lines(text, width=width, size=size, bold=bold) for text in texts)
    return lines * size * LEADING + (len(texts) - 1) * size * GAP


def cell_lines(text: str, *, width: float, size: float) -> int:
    """Count the lines of a text in a cell."""
    if text_width(text, size=size) <= width:
        return 1
    return len(wrap(text, width=width, size=size, even=False))


def write_items(frame: TextFrame, items: Sequence[object], *, size: float | None = None) -> None:
    """Write a paragraph each into a text frame, in place of what it held.

    Parameters
    ----------
    frame : TextFrame
    items : sequence of object
        Texts; a :class:`~report.content.blocks.Link` leads to its address.
    size : float or None
        In points; None leaves it to the layout.
    """
    frame.clear()
    for place, item in enumerate(items):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        write_paragraph(paragraph, item, size=size, bold=isinstance(item, Strong) or None)
        if isinstance(item, Strong):
            properties = paragraph._p.get_or_add_pPr()
            properties.set("marL", "0")
            properties.set("indent", "0")
            properties.insert_element_before(parse_xml(UNMARKED), "a:tabLst", "a:defRPr")


def write_paragraph(
    paragraph: _Paragraph, text: object, *, size: float | None = None, bold: bool | None = None
) -> None:
    """Write a text into a paragraph."""
    if right_to_left(clean(text)):
        properties = paragraph._p.get_or_add_pPr()
        properties.set("rtl", "1")
        properties.set("algn", "r")
    pieces = link_pieces(text)
    if not pieces and size:
        # An empty line takes its height from here.
        paragraph._p.get_or_add_endParaRPr().set("sz", str(round(100 * size)))
    for piece, address in pieces:
        run = paragraph.add_run()
        run.text = piece.replace("\v", " ")
        run.font.size, run.font.bold = Pt(size) if size else None, bold
        run._r.get_or_add_rPr().set("lang", "en-GB")
        if address:
            run.hyperlink.address = address


def describe(shape: BaseShape, *, title: str, alt: str) -> None:
    """Give a shape its alternative text."""
    named = shape._element.xpath(".//p:cNvPr")[0]
    named.set("descr", clean(alt))
    named.set("title", clean(title))


def points(emu: int) -> float:
    """Turn English Metric Units into points."""
    return emu / Pt(1)


class Strong(str):
    """A line that heads those below it, without a bullet."""

    __slots__ = ()


def no_autofit(frame: TextFrame) -> None:
    """Keep an office program from shrinking what was made to fit."""
    body = frame._txBody.find(qn("a:bodyPr"))
    for old in list(body):
        body.remove(old)
