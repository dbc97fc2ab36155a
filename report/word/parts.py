"""The pieces of a Word document that python-docx has no call for: fields, links, bookmarks."""

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from report.office.text import clean, link_pieces, right_to_left

# What the schema puts after the direction of a paragraph.
AFTER_BIDI = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")


def element(tag: str, **attributes: object) -> BaseOxmlElement:
    """Make an element of WordprocessingML, its attributes in the same namespace."""
    tag_element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        tag_element.set(qn(f"w:{name}"), str(value))
    return tag_element


def write_text(paragraph: Paragraph, text: object) -> Paragraph:
    """Write a text into a paragraph: its addresses as links, its direction by its first letter.

    Parameters
    ----------
    paragraph : Paragraph
    text : object

    Returns
    -------
    Paragraph
        The same one.
    """
    backwards = right_to_left(clean(text))
    if backwards:
        paragraph._p.get_or_add_pPr().insert_element_before(element("bidi"), *AFTER_BIDI)
    for piece, address in link_pieces(text):
        run = link(paragraph, piece, address) if address else paragraph.add_run(piece)._r
        if backwards:
            run.get_or_add_rPr().append(element("rtl"))
    return paragraph


def link(paragraph: Paragraph, text: str, address: str) -> BaseOxmlElement:
    """Add a link by a relationship, and return its run."""
    holder = element("hyperlink")
    holder.set(qn("r:id"), _relationship(paragraph, address))
    return _linked_run(paragraph, holder, text)


def inner_link(paragraph: Paragraph, text: str, bookmark: str) -> BaseOxmlElement:
    """Add a link to a bookmark of the same document, and return its run."""
    return _linked_run(paragraph, element("hyperlink", anchor=bookmark, history=1), text)


def _linked_run(paragraph: Paragraph, holder: BaseOxmlElement, text: str) -> BaseOxmlElement:
    run = paragraph.add_run(text)
    if holder.get(qn("r:id")):
        run.style = "Hyperlink"
    holder.append(run._r)
    paragraph._p.append(holder)
    return run._r


def _relationship(paragraph: Paragraph, address: str) -> str:
    # Each link has its own: to look for an equal one takes longer with every link.
    relations = paragraph.part.rels
    name = f"rIdLink{len(relations)}"
    relations.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, name, is_external=True)
    return name


def field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field that Word can bring up to date, with what it shows until then.

    Parameters
    ----------
    paragraph : Paragraph
    instruction : str
        Such as ``PAGE``.
    shown : str
    """
    open_field(paragraph, instruction)
    paragraph.add_run(shown)
    close_field(paragraph)


def open_field(paragraph: Paragraph, instruction: str) -> None:
    """Begin a field; what follows is what it shows, also in further paragraphs."""
    paragraph.add_run()._r.append(element("fldChar", fldCharType="begin"))
    words = element("instrText")
    words.text = f" {instruction} "
    words.set(qn("xml:space"), "preserve")
    paragraph.add_run()._r.append(words)
    paragraph.add_run()._r.append(element("fldChar", fldCharType="separate"))


def close_field(paragraph: Paragraph) -> None:
    """End a field."""
    paragraph.add_run()._r.append(element("fldChar", fldCharType="end"))


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Mark a paragraph, so that links and the table of contents find it."""
    start = element("bookmarkStart", id=number, name=name)
    first = next((run._r for run in paragraph.runs), None)
    (paragraph._p.append if first is None else first.addprevious)(start)
    paragraph._p.append(element("bookmarkEnd", id=number))
