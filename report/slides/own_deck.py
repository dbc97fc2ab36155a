"""Our own deck: 16:9, three layouts, a plain master that an editor can restyle."""

from xml.sax.saxutils import quoteattr

import pptx
from lxml import etree
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.util import Emu, Inches

from charts.style.colours import COLOURS

FONT = "Arial"
KEPT = ("Title Slide", "Title and Content", "Title Only")
PAPER = COLOURS[False]
TABLE_STYLE = "{5B0E6E2C-7C0B-4B43-9B0C-6A1D5C1F0A11}"
# Left, top, width and height in inches.
TITLE = (0.6, 0.4, 12.13, 1.15)
BODY = (0.6, 1.7, 12.13, 4.95)
FOOTER = (0.6, 6.95, 10.6, 0.3)
NUMBER = (11.73, 6.95, 1.0, 0.3)
OPENING = {"ctrTitle": (0.6, 1.9, 12.13, 2.0), "subTitle": (0.6, 4.0, 12.13, 1.8)}


def own_deck() -> Presentation:
    """Make an empty deck.

    Returns
    -------
    Presentation
    """
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for layout in [layout for layout in deck.slide_layouts if layout.name not in KEPT]:
        deck.slide_layouts.remove(layout)
    _set_master(deck)
    for layout in deck.slide_layouts:
        _set_layout(layout)
    _set_theme(deck)
    return deck


def _place(shape: BaseShape, box: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = (Emu(Inches(side)) for side in box)


def _kind(shape: BaseShape) -> str:
    return shape._element.xpath(".//p:ph")[0].get("type", "obj")


def _set_master(deck: Presentation) -> None:
    boxes = {"title": TITLE, "body": BODY, "ftr": FOOTER, "sldNum": NUMBER}
    for shape in list(deck.slide_master.placeholders):
        kind = _kind(shape)
        if kind == "dt":
            shape._element.getparent().remove(shape._element)
            continue
        _place(shape, boxes[kind])
        body = shape._element.find(f".//{qn('a:bodyPr')}")
        body.set("anchor", "t" if kind in ("title", "body") else "ctr")
        body.set("lIns", "0")
        for style in shape._element.iter(qn("a:lvl1pPr")):
            style.set("algn", "r" if kind == "sldNum" else "l")
            style.find(qn("a:defRPr")).set("sz", "1000")
    styles = deck.slide_master._element.find(qn("p:txStyles"))
    title = styles.find(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    title.find(qn("a:defRPr")).set("sz", "2600")
    title.find(qn("a:defRPr")).set("b", "1")
    _set_levels(styles.find(qn("p:bodyStyle")))


def _set_levels(style: etree._Element) -> None:
    for level, size in enumerate((20, 18, 16, 14, 14), 1):
        found = style.find(qn(f"a:lvl{level}pPr"))
        found.find(qn("a:defRPr")).set("sz", str(100 * size))
        if level == 1:
            found.set("marL", "228600")
            found.set("indent", "-228600")


def _set_layout(layout: object) -> None:
    """Let a layout's placeholders stand where the master's do, but on the first slide."""
    for shape in list(layout.placeholders):
        kind = _kind(shape)
        if kind == "dt":
            shape._element.getparent().remove(shape._element)
        elif kind in OPENING:
            _place(shape, OPENING[kind])
            shape._element.find(f".//{qn('a:bodyPr')}").set(
                "anchor", "b" if kind == "ctrTitle" else "t"
            )
            for level in shape._element.iter(qn("a:lvl1pPr")):
                level.set("algn", "l")
        else:
            for place in shape._element.findall(f".//{qn('a:xfrm')}"):
                place.getparent().remove(place)


def _set_theme(deck: Presentation) -> None:
    """Give the theme our typeface and our colours, and the deck a plain table style."""
    parts = {str(part.partname): part for part in deck.part.package.iter_parts()}
    theme = parts["/ppt/theme/theme1.xml"]
    root = etree.fromstring(theme.blob)
    for font in root.iter(qn("a:latin")):
        font.set("typeface", FONT)
    colours = {"dk1": PAPER.ink, "dk2": PAPER.muted, "lt2": PAPER.grid}
    colours |= {"accent1": PAPER.attacks, "accent2": PAPER.strikes, "accent3": PAPER.ceasefire}
    colours |= {"accent4": PAPER.muted, "accent5": PAPER.other, "accent6": PAPER.attacks_text}
    colours |= {"hlink": PAPER.strikes_text, "folHlink": PAPER.strikes_text}
    for name, colour in colours.items():
        slot = root.find(f".//{qn('a:' + name)}")
        slot[:] = [etree.fromstring(_coloured(colour))]
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    parts["/ppt/tableStyles.xml"]._blob = _table_styles().encode()


NAMES = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def _coloured(colour: str) -> str:
    return f"<a:srgbClr {NAMES} val={quoteattr(colour[1:].upper())}/>"


def _rule(side: str, points: float, colour: str) -> str:
    fill = f'<a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
    return f'<a:{side}><a:ln w="{round(12700 * points)}" cmpd="sng">{fill}</a:ln></a:{side}>'


def _table_styles() -> str:
    """Write a table style of three rules and no fill."""
    whole = _rule("top", 1.5, "dk1") + _rule("bottom", 1.5, "dk1") + _rule("insideH", 0.75, "lt2")
    text = '<a:fontRef idx="minor"/><a:schemeClr val="dk1"/>'
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<a:tblStyleLst {NAMES} def="{TABLE_STYLE}">'
        f'<a:tblStyle styleId="{TABLE_STYLE}" styleName="Report Table">'
        f"<a:wholeTbl><a:tcTxStyle>{text}</a:tcTxStyle>"
        f"<a:tcStyle><a:tcBdr>{whole}</a:tcBdr><a:fill><a:noFill/></a:fill></a:tcStyle>"
        f'</a:wholeTbl><a:firstRow><a:tcTxStyle b="on">{text}</a:tcTxStyle>'
        f"<a:tcStyle><a:tcBdr>{_rule('bottom', 1, 'dk1')}</a:tcBdr></a:tcStyle></a:firstRow>"
        f"</a:tblStyle></a:tblStyleLst>"
    )
