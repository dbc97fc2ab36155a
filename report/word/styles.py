"""The styles of a Word document: those of base.docx, or the user's with what it lacks added."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.styles.style import BaseStyle, ParagraphStyle

from data.errors import EscalationError

# Page, styles, bullet and theme; README.md says how to change it.
BASE = Path(__file__).with_name("base.docx")
TABLE_STYLE = "Report Table"
# Styles of a template that do for a table, the best first.
TABLE_STYLES = (TABLE_STYLE, "Grid Table Light", "Table Grid Light", "Plain Table 2", "Table Grid")
TABLE_HEADINGS = ("Report Table Heading", "Report Table Small Heading")
# What is added without a word: nobody expects it in a template.
OURS = ("Report", "toc", "TOC", "Hyperlink")


def named(document: Document, name: str) -> BaseStyle | None:
    """Find a style by its name, however it is written."""
    styles = document.styles
    return next((style for style in styles if (style.name or "").lower() == name.lower()), None)


def paragraph_style(document: Document, name: str) -> ParagraphStyle:
    """Return a style of paragraphs, which the document has by now.

    Raises
    ------
    EscalationError
        When the template has another kind of style under that name.
    """
    style = named(document, name)
    if not isinstance(style, ParagraphStyle) or style.type != WD_STYLE_TYPE.PARAGRAPH:
        raise EscalationError(
            f"The template's style {name} is not one of paragraphs: rename it there, and a plain "
            "one is added."
        )
    return style


def typeface(document: Document) -> str | None:
    """Return the typeface of running text; None where it is left to the theme."""
    defaults = document.styles.element.xpath("w:docDefaults//w:rFonts/@w:ascii")
    return paragraph_style(document, "Normal").font.name or next(iter(defaults), None)


def complete_styles(document: Document, say: Callable[[str], None]) -> str:
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
    base = docx.Document(str(BASE))
    written = [s for s in base.styles if s.type == WD_STYLE_TYPE.PARAGRAPH or s.name == "Hyperlink"]
    lacking = [style for style in written if named(document, style.name) is None]
    for style in lacking:
        _copy(style, base, document)
    missing = [style.name for style in lacking if not style.name.startswith(OURS)]
    if missing:
        several = len(missing) > 1
        noun, added = ("styles", "plain ones were") if several else ("style", "a plain one was")
        say(f"The template has no {noun} {', '.join(missing)}: {added} added.")
    _drop_second_copy(document)
    styles = (named(document, name) for name in TABLE_STYLES)
    found = next((style.name for style in styles if style is not None), None)
    if found is None:
        _copy(base.styles[TABLE_STYLE], base, document)
        say(f"The template has no table style {' or '.join(TABLE_STYLES)}: a plain one was added.")
    _embolden(document, found or TABLE_STYLE, {style.name for style in lacking})
    return found or TABLE_STYLE


def _copy(style: BaseStyle, base: Document, document: Document) -> None:
    """Copy a style; typeface and colour of a paragraph are the template's."""
    copied = deepcopy(style.element)
    copied.attrib.pop(qn("w:default"), None)
    if document.styles.element.get_by_id(style.style_id) is not None:
        copied.styleId = f"{style.style_id}Added"
    names = {one.style_id: one.name for one in base.styles}
    for tag in ("w:basedOn", "w:next", "w:link"):
        for reference in copied.findall(qn(tag)):
            known = named(document, names[reference.get(qn("w:val"))])
            if known is None:
                copied.remove(reference)
            else:
                reference.set(qn("w:val"), known.style_id)
    if style.type == WD_STYLE_TYPE.PARAGRAPH:
        for old in copied.xpath("w:rPr/w:rFonts | w:rPr/w:color"):
            old.getparent().remove(old)
    for number in copied.iter(qn("w:numId")):
        number.set(qn("w:val"), str(_bullet(base, document, copied.styleId)))
    document.styles.element.append(copied)


def _bullet(base: Document, document: Document, style: str) -> int:
    """Copy the bullet of a list, and return its number in the document."""
    ours = base.part.numbering_part
    abstract = deepcopy(ours.element.find(qn("w:abstractNum")))
    relations = document.part.rels.values()
    if all(relation.reltype != RELATIONSHIP_TYPE.NUMBERING for relation in relations):
        document.part.relate_to(ours, RELATIONSHIP_TYPE.NUMBERING)
        return int(ours.element.num_lst[0].numId)
    numbering = document.part.numbering_part.element
    taken = numbering.xpath("w:abstractNum/@w:abstractNumId")
    number = max(map(int, taken), default=-1) + 1
    abstract.set(qn("w:abstractNumId"), str(number))
    for owner in abstract.iter(qn("w:pStyle")):
        owner.set(qn("w:val"), style)
    # The format wants pictures first, then these, then the lists that are made of them.
    after = numbering.xpath("w:abstractNum | w:num")
    (after[0].addprevious if after else numbering.append)(abstract)
    return int(numbering.add_num(number).numId)


def _embolden(document: Document, table_style: str, added: set[str]) -> None:
    """Make our headings bold where the table style does not: twice bold is not bold in Word."""
    style = document.styles[table_style].element
    if not style.xpath("w:tblStylePr[@w:type='firstRow']/w:rPr/w:b"):
        for name in added.intersection(TABLE_HEADINGS):
            paragraph_style(document, name).font.bold = True


def _drop_second_copy(document: Document) -> None:
    """Drop Word 2010's second copy of the styles: Word repairs a file where the two differ."""
    relations = document.part.rels
    for key in [k for k, rel in relations.items() if rel.reltype.endswith("stylesWithEffects")]:
        del relations[key]
