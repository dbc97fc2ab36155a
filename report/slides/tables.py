"""A table of a report as a native table of a slide, as far as it fits."""

from collections.abc import Sequence

from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.util import Emu, Pt

from analytics.wording import plain_count
from charts.style.text_metrics import text_width
from report.content.blocks import TableBlock
from report.office.column_widths import column_widths
from report.office.text import clean
from report.slides.layouts import Box
from report.slides.text import cell_lines, describe, points, write_paragraph

SIZES = (18, 16, 14, 13, 12, 11, 10)
CUT, LONG_WORD = 12, 16
PADDING, LEADING = (7, 3), 1.22


def is_whole_in(block: TableBlock, box: Box) -> tuple[bool, int]:
    """Tell whether all rows of a table find room in a box, and how high the table is there.

    Parameters
    ----------
    block : TableBlock
    box : Box

    Returns
    -------
    whole : bool
    height : int
        In English Metric Units.
    """
    _, _, heights = _fitted(_rows(block), points(box.width), points(box.height))
    return len(heights) > len(block.frame), Emu(Pt(sum(heights)))


def _rows(block: TableBlock) -> list[Sequence[object]]:
    """Return the headings of a table and its rows."""
    names = [str(name) for name in block.frame.columns]
    return [names, *block.frame.itertuples(index=False, name=None)]


def add_table(slide: Slide, block: TableBlock, box: Box, *, style: str) -> tuple[int, int]:
    """Add a table.

    Parameters
    ----------
    slide : Slide
    block : TableBlock
    box : Box
    style : str
        Identifier of a table style of the deck; empty leaves the library's.

    Returns
    -------
    rows : int
        That found room.
    bottom : int
        Lower edge in English Metric Units.
    """
    names = [str(name) for name in block.frame.columns]
    rows = _rows(block)
    size, widths, heights = _fitted(rows, points(box.width), points(box.height))
    frame = slide.shapes.add_table(len(heights), len(names), *box.sides)
    table = frame.table
    if style:
        for identifier in table._tbl.iter(qn("a:tableStyleId")):
            identifier.text = style
    table.horz_banding = False
    for number, width in enumerate(widths):
        table.columns[number].width = Emu(Pt(width))
    for number, height in enumerate(heights):
        row = table.rows[number]
        row.height = Emu(Pt(height))
        for name, cell, text in zip(names, row.cells, rows[number], strict=True):
            _write(cell, text, size=size, right=name in block.right, bold=number == 0)
    frame.height = Emu(Pt(sum(heights)))
    describe(frame, title=block.caption, alt=_alt(block, names))
    return len(heights) - 1, box.top + frame.height


def _fitted(
    rows: Sequence[Sequence[object]], width: float, height: float
) -> tuple[float, list[float], list[float]]:
    """Choose the largest type in which all rows fit, else as many rows as fit in a legible one."""
    columns = [[clean(cell) for cell in column] for column in zip(*rows, strict=True)]
    for size in SIZES:
        widths = column_widths(columns, width, size=size)
        heights = [_height(row, widths, size) for row in zip(*columns, strict=True)]
        whole = size == SIZES[-1] or _words_whole(columns, widths, size)
        if whole and sum(heights) <= height:
            return size, widths, heights
    size = CUT
    widths = column_widths(columns, width, size=size)
    kept: list[float] = []
    used = 0.0
    for row in zip(*columns, strict=True):
        used += _height(row, widths, size)
        if used > height and len(kept) > 1:
            break
        kept.append(_height(row, widths, size))
    return size, widths, kept


def _words_whole(columns: Sequence[Sequence[str]], widths: Sequence[float], size: float) -> bool:
    """Tell whether no word but a very long one would be broken."""
    return all(
        text_width(word, size=size, bold=True) <= width - 2 * PADDING[0]
        for texts, width in zip(columns, widths, strict=True)
        for word in {word for text in texts for word in text.split()}
        if len(word) <= LONG_WORD
    )


def _height(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    lines = max(
        cell_lines(text, width=width - 2 * PADDING[0], size=size)
        for text, width in zip(row, widths, strict=True)
    )
    return lines * size * LEADING + 2 * PADDING[1]


def _write(cell: _Cell, text: object, *, size: float, right: bool, bold: bool) -> None:
    cell.margin_left = cell.margin_right = Pt(PADDING[0])
    cell.margin_top = cell.margin_bottom = Pt(PADDING[1])
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    write_paragraph(paragraph, text, size=size, bold=bold or None)
    if right:
        paragraph.alignment = PP_ALIGN.RIGHT


def _alt(block: TableBlock, names: Sequence[str]) -> str:
    rows = plain_count(len(block.frame), "rows")
    return f"Table of {rows}: {', '.join(name for name in names if name.strip())}."


def table_style(deck: Presentation) -> str:
    """Return the identifier of a deck's own default table style, if it names one."""
    for part in deck.part.package.iter_parts():
        if str(part.partname).endswith("tableStyles.xml"):
            return etree.fromstring(part.blob).get("def", "")
    return ""
