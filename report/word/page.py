"""What a Word document has around its text: the language and the footer."""

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.section import _Footer
from docx.shared import Inches, Length

from report.office.package import LANGUAGE
from report.word.parts import element, field, write_text

# What comes after the wish to update fields in the order of the schema of settings.
AFTER_UPDATE = (
    *("w:hdrShapeDefaults", "w:footnotePr", "w:endnotePr", "w:compat", "w:docVars", "w:rsids"),
    *("m:mathPr", "w:attachedSchema", "w:themeFontLang", "w:clrSchemeMapping"),
    *("w:doNotIncludeSubdocsInStats", "w:doNotAutoCompressPictures", "w:forceUpgrade"),
    *("w:captions", "w:readModeInkLockDown", "w:smartTagType", "w:schemaLibrary"),
    *("w:shapeDefaults", "w:doNotEmbedSmartTags", "w:decimalSymbol", "w:listSeparator"),
)


def text_room(document: Document) -> Length:
    """Return the width of the text on the page, Word's usual one where the document names none."""
    section = document.sections[-1]
    width = Inches(8.5) if section.page_width is None else section.page_width
    sides = (section.left_margin, section.right_margin)
    return Length(width - sum(Inches(1) if side is None else side for side in sides))


def set_language(document: Document) -> None:
    """Say once for the whole document that its sentences are English."""
    root = document.styles.element
    defaults = root.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = element("docDefaults")
        root.insert(0, defaults)
    for tag in ("rPrDefault", "rPr"):
        inner = defaults.find(qn(f"w:{tag}"))
        if inner is None:
            inner = element(tag)
            defaults.insert(0, inner)
        defaults = inner
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(element("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi="ar-SA"))


def update_on_opening(document: Document) -> None:
    """Ask Word to fill in the pages of the contents when the document is opened."""
    settings = document.settings.element
    for old in settings.findall(qn("w:updateFields")):
        settings.remove(old)
    # The schema wants it before these; what stands there differs between templates.
    after = [*map(qn, AFTER_UPDATE)]
    place = next((child for child in settings if child.tag in after), None)
    update = element("updateFields", val="true")
    (settings.append if place is None else place.addprevious)(update)


def page_footer(document: Document, text: str) -> None:
    """Write the running footer with the page's number; a template's own footer stays above it.

    Parameters
    ----------
    document : Document
    text : str
        Study, data date and hash.
    """
    section = document.sections[-1]
    _write_footer(section.footer, text, text_room(document))
    if section.different_first_page_header_footer:
        _write_footer(section.first_page_footer, text, text_room(document))


def _write_footer(footer: _Footer, text: str, room: Length) -> None:
    footer.is_linked_to_previous = False
    empty = [p for p in footer.paragraphs if not p.text and not len(p._p.xpath(".//w:drawing"))]
    paragraph = empty[-1] if empty else footer.add_paragraph()
    paragraph.style = "Footer"
    stops = paragraph.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(room, WD_TAB_ALIGNMENT.RIGHT)
    write_text(paragraph, text)
    paragraph.add_run("\tPage ")
    field(paragraph, "PAGE", "1")
    paragraph.add_run(" of ")
    field(paragraph, "NUMPAGES", "1")
