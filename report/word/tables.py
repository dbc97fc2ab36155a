"""A table of a Word document, written row by row as XML: thousands of rows take a second."""

from collections.abc import Sequence
from copy import deepcopy

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from report.content.blocks import TableBlock
from report.office.column_widths import column_widths, too_narrow
from report.office.text import clean
from report.word.page import text_room
from report.word.parts import element, write_text
from report.word.styles import paragraph_style, typeface

TWIPS = 20
# What widths are reckoned for; another typeface may run wider.
FONT, WIDE = "Arial", 1.2
# Rows of a table that is not broken between pages.
WHOLE = 10
REPEATED, RIGHT = "<w:tblHeader/>", '<w:jc w:val="right"/>'


def add_table(document: Document, block: TableBlock, *, style: str) -> None:
    """Add a table whose heading row repeats on each page and whose rows stay whole.

    Parameters
    ----------
    document : Document
    block : TableBlock
        Its caption is written elsewhere; here it is what a reader hears who does not see it.
    style : str
        Name of a table style of the document.
    """
    frame = block.frame
    names = [str(name) for name in frame.columns]
    columns = [frame.iloc[:, k].tolist() for k in range(len(names))]
    room = text_room(document) / Pt(1)
    headed = zip(names, columns, strict=True)
    texts = [[name, *map(clean, cells)] for name, cells in headed]
    small = block.small or too_narrow(texts, room, size=_size(document, small=False))
    widths = column_widths(texts, room, size=_size(document, small=small))
    table = document.add_table(rows=0, cols=len(names), style=style)
    _set_up(table._tbl, widths, block.caption)
    right = [name in block.right for name in names]
    kind = "Report Table Small" if small else "Report Table Text"
    header = "Report Table Small Heading" if small else "Report Table Heading"
    heading, text = (paragraph_style(document, name).style_id for name in (header, kind))
    empty = _empty_row(widths, right, heading, more=REPEATED)
    _fill(table, empty, names)
    empty = _empty_row(widths, right, text)
    for cells in zip(*columns, strict=True):
        _fill(table, empty, cells)
    if len(frame) <= WHOLE:
        for row in table._tbl.tr_lst[:-1]:
            for paragraph in row.iter(qn("w:pStyle")):
                paragraph.addnext(element("keepNext"))


def _size(document: Document, *, small: bool) -> float:
    """Return the size of the type to reckon with."""
    style = paragraph_style(document, f"Report Table {'Small' if small else 'Text'}")
    size = style.font.size or Pt(8.5)
    return size / Pt(1) * (1 if typeface(document) == FONT else WIDE)


def _set_up(table: BaseOxmlElement, widths: Sequence[float], title: str) -> None:
    properties = table.tblPr
    for tag in ("w:tblW", "w:tblLayout", "w:tblLook"):
        for old in properties.findall(qn(tag)):
            properties.remove(old)
    properties.append(element("tblW", w=round(sum(widths) * TWIPS), type="dxa"))
    properties.append(element("tblLayout", type="fixed"))
    properties.append(element("tblLook", val="0420", firstRow=1, noVBand=1))
    properties.append(element("tblCaption", val=clean(title)))
    for column, width in zip(table.tblGrid.gridCol_lst, widths, strict=True):
        column.set(qn("w:w"), str(round(width * TWIPS)))


def _empty_row(
    widths: Sequence[float], right: Sequence[bool], style: str, *, more: str = ""
) -> BaseOxmlElement:
    """Make a row to copy; python-docx's own calls would search the whole table for each cell."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{round(width * TWIPS)}" w:type="dxa"/></w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{style}"/>{RIGHT if aside else ""}</w:pPr></w:p></w:tc>'
        for width, aside in zip(widths, right, strict=True)
    )
    kept = f"<w:trPr><w:cantSplit/>{more}</w:trPr>"
    return parse_xml(f"<w:tr {nsdecls('w')}>{kept}{cells}</w:tr>")


def _fill(table: Table, empty: BaseOxmlElement, cells: Sequence[str]) -> None:
    row = deepcopy(empty)
    table._tbl.append(row)
    for paragraph, text in zip(row.iter(qn("w:p")), cells, strict=True):
        write_text(Paragraph(paragraph, table), text)
