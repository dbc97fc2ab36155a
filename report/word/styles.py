"""The styles of a Word document: our own sheet, or the user's with what it lacks added."""

from collections.abc import Callable
from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import BaseStyle

from charts.style.colours import COLOURS
from report.word.parts import element

FONT = "Arial"
INK, MUTED = (COLOURS[False].ink[1:].upper(), COLOURS[False].muted[1:].upper())
LINK = COLOURS[False].strikes_text[1:].upper()
TABLE_STYLE = "Report Table"
# Styles of a template that do for a table, the best first.
TABLE_STYLES = (TABLE_STYLE, "Grid Table Light", "Table Grid Light", "Plain Table 2", "Table Grid")


@dataclass(frozen=True, kw_only=True)
class Format:
    """How a paragraph style looks; sizes and spaces in points."""

    size: float = 10
    bold: bool = False
    before: float = 0
    after: float = 6
    line: float = 1.15
    colour: str = INK
    together: bool = False
    level: int | None = None


FORMATS = {
    "Normal": Format(),
    "Title": Format(size=20, bold=True, after=3, line=1.05),
    "Subtitle": Format(size=10, colour=MUTED, after=6),
    "Heading 1": Format(size=15, bold=True, before=16, after=6, together=True, level=0),
    "Heading 2": Format(size=11.5, bold=True, before=10, after=3, together=True, level=1),
    "Heading 3": Format(size=10, bold=True, before=10, after=3, together=True, level=2),
    "TOC Heading": Format(size=15, bold=True, before=20, after=6, together=True),
    "TOC 1": Format(after=3),
    "Caption": Format(size=8.5, colour=MUTED, before=3, after=10),
    "List Bullet": Format(after=3),
    "Report Lead": Format(size=10.5, after=5, line=1.2),
    "Report Note": Format(size=8.5, colour=MUTED),
    "Report Caution": Format(bold=True, before=3),
    "Report Table Text": Format(size=8.5, before=1.5, after=1.5, line=1),
    "Report Table Small": Format(size=7.5, before=1, after=1, line=1),
    "Report Table Heading": Format(
        size=8.5, bold=True, before=1.5, after=1.5, line=1, together=True
    ),
    "Report Table Small Heading": Format(
        size=7.5, bold=True, before=1, after=1, line=1, together=True
    ),
    "Footer": Format(size=7.5, colour=MUTED, after=0, line=1),
}
TABLE_XML = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">
  <w:name w:val="{TABLE_STYLE}"/><w:uiPriority w:val="99"/><w:qFormat/>
  <w:tblPr><w:tblBorders>
    <w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>
    <w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>
    <w:insideH w:val="single" w:sz="4" w:space="0" w:color="E4E7EB"/>
  </w:tblBorders><w:tblCellMar>
    <w:top w:w="15" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>
    <w:bottom w:w="15" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>
  </w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>
    <w:bottom w:val="single" w:sz="6" w:space="0" w:color="{INK}"/>
  </w:tcBorders></w:tcPr></w:tblStylePr>
</w:style>"""


def own_sheet(document: Document) -> None:
    """Give python-docx's empty document our page and our styles."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(17), Mm(17)
    section.footer_distance = Mm(10)
    for name, wanted in FORMATS.items():
        _format(_named(document, name) or _added(document, name), wanted, own=True)
    document.styles.element.append(parse_xml(TABLE_XML))
    _hyperlink(document)
    _drop_copy(document)


def _drop_copy(document: Document) -> None:
    """Drop Word 2010's second copy of the styles: Word repairs a file where the two differ."""
    relations = document.part.rels
    for key in [k for k, rel in relations.items() if rel.reltype.endswith("stylesWithEffects")]:
        del relations[key]


def _named(document: Document, name: str) -> BaseStyle | None:
    """Find a style by its name, however it is written."""
    wanted = {name.lower()}
    return next((style for style in document.styles if (style.name or "").lower() in wanted), None)


def _added(document: Document, name: str) -> BaseStyle:
    known = not name.startswith("Report")
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=known)
    style.base_style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    style.quick_style = True
    return style


def _format(style: BaseStyle, wanted: Format, *, own: bool) -> None:
    """Set a style up; in a user's template without typeface and colour, which are theirs."""
    font, paragraph = style.font, style.paragraph_format
    font.size, font.bold = Pt(wanted.size), wanted.bold
    paragraph.space_before, paragraph.space_after = Pt(wanted.before), Pt(wanted.after)
    paragraph.line_spacing, paragraph.keep_with_next = wanted.line, wanted.together
    if wanted.level is not None:
        properties = style.element.get_or_add_pPr()
        for old in properties.findall(qn("w:outlineLvl")):
            properties.remove(old)
        properties.insert_element_before(element("outlineLvl", val=wanted.level), "w:rPr")
    if own:
        _typeface(style, wanted)


def _typeface(style: BaseStyle, wanted: Format) -> None:
    properties = style.element.get_or_add_rPr()
    for tag in ("w:rFonts", "w:color", "w:i", "w:iCs", "w:spacing", "w:kern"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    kinds = ("ascii", "hAnsi", "cs", "eastAsia")
    properties.insert(0, element("rFonts", **dict.fromkeys(kinds, FONT)))
    for old in properties.findall(qn("w:szCs")):
        properties.remove(old)
    properties.find(qn("w:sz")).addnext(element("szCs", val=round(2 * wanted.size)))
    style.font.color.rgb = RGBColor.from_string(wanted.colour)
    borders = style.element.get_or_add_pPr().findall(qn("w:pBdr"))
    for old in borders:
        old.getparent().remove(old)


def _hyperlink(document: Document) -> None:
    if _named(document, "Hyperlink") is None:
        style = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
        style.font.color.rgb = RGBColor.from_string(LINK)
        style.font.underline = True


def complete_sheet(document: Document, say: Callable[[str], None]) -> str:
    """Add the styles that a template lacks, and say which.

    Parameters
    ----------
    document : Document
    say : function
        Takes a sentence for the user.

    Returns
    -------
    str
        The name of the table style to use.
    """
    lacking = [name for name in FORMATS if _named(document, name) is None]
    for name in lacking:
        _format(_added(document, name), FORMATS[name], own=False)
    missing = [name for name in lacking if not name.startswith(("Report", "TOC"))]
    if missing:
        plural = "styles" if len(missing) > 1 else "style"
        say(f"The template has no {plural} {', '.join(missing)}: plain ones were added.")
    _hyperlink(document)
    _drop_copy(document)
    found = next((name for name in TABLE_STYLES if _named(document, name)), None)
    if found is None:
        document.styles.element.append(parse_xml(TABLE_XML))
        say(f"The template has no table style {' or '.join(TABLE_STYLES)}: a plain one was added.")
    return found or TABLE_STYLE
