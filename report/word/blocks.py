"""The blocks of a report, one by one, as parts of a Word document."""

import io

from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Mm
from docx.text.paragraph import Paragraph as Written

from report.content.blocks import (
    Block,
    Bullets,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Report,
    TableBlock,
)
from report.content.build import Progress
from report.office.pictures import logo_image, printed_png
from report.office.text import clean
from report.word.page import text_room, update_on_opening
from report.word.parts import bookmark, close_field, field, inner_link, open_field, write_text
from report.word.styles import paragraph_style
from report.word.tables import add_table

WIDEST, HIGHEST, LOGO = Mm(170), Mm(205), Mm(14)
STYLES = {
    "body": "Normal",
    "lead": "Report Lead",
    "note": "Report Note",
    "caution": "Report Caution",
}
CONTENTS = "Contents"


def write_blocks(
    document: Document, report: Report, *, table_style: str, progress: Progress
) -> None:
    """Write the title and every block in its order, the contents after the first section.

    Parameters
    ----------
    document : Document
        Empty.
    report : Report
    table_style : str
    progress : callable
        Is told how many figures are drawn, of how many, and the next one.
    """
    writing = _Writing(document, report, table_style)
    if report.logo:
        writing.logo(report.logo)
    writing.text(report.title, "Title")
    writing.text(report.subtitle, "Subtitle")
    pictures = [block for block in report.blocks if isinstance(block, Picture)]
    for block, following in zip(report.blocks, [*report.blocks[1:], None], strict=True):
        if isinstance(block, Picture):
            progress(pictures.index(block), len(pictures), block.name)
        # A heading, or the sentence under it, does not stay behind what it introduces.
        writing.kept = isinstance(following, Picture | TableBlock)
        writing.add(block)
    update_on_opening(document)


class _Writing:
    """One document being written, and what is counted on the way."""

    def __init__(self, document: Document, report: Report, table_style: str) -> None:
        self.document, self.table_style = document, table_style
        listed = [block for block in report.blocks if isinstance(block, Heading)]
        self.headings = {id(block): f"_Toc{k:06d}" for k, block in enumerate(listed, 1)}
        self.listed = [block for block in listed if block.level == 1]
        self.counted = {"Figure": 0, "Table": 0}
        opening = [block for block in listed if block.level == 1]
        self.second = opening[1] if len(opening) > 2 else None
        self.turned = self.kept = False

    def paragraph(self, style: str) -> Written:
        """Begin a paragraph, on a new page where one was asked for."""
        made = self.document.add_paragraph(style=paragraph_style(self.document, style))
        if self.turned:
            made.paragraph_format.page_break_before, self.turned = True, False
        return made

    def text(self, text: str, style: str) -> Written:
        """Write a paragraph."""
        return write_text(self.paragraph(style), text)

    def add(self, block: Block) -> None:
        """Write one block."""
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                written = self.text(block.text, STYLES[block.style])
                if self.kept:
                    written.paragraph_format.keep_with_next = True
            case Bullets():
                for item in block.items:
                    self.text(item, "List Bullet")
            case Picture():
                self._picture(block)
            case TableBlock():
                self._table(block)
            case PageBreak():
                self.turned = True

    def _heading(self, block: Heading) -> None:
        if block is self.second:
            self._contents()
        level = min(max(block.level, 1), 3)
        written = self.text(block.text, f"Heading {level}")
        name = self.headings[id(block)]
        bookmark(written, name, int(name[4:]))

    def _picture(self, block: Picture) -> None:
        widest = min(WIDEST, text_room(self.document))
        drawn, width = printed_png(block.chart, widest=widest, highest=HIGHEST)
        paragraph = self.paragraph("Normal")
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.line_spacing = 1
        shape = paragraph.add_run().add_picture(io.BytesIO(drawn), width=width)
        shape._inline.docPr.set("descr", clean(block.chart.alt))
        shape._inline.docPr.set("title", clean(block.caption))
        self._caption("Figure", block.caption)

    def _table(self, block: TableBlock) -> None:
        if block.caption:
            self._caption("Table", block.caption).paragraph_format.keep_with_next = True
        add_table(self.document, block, style=self.table_style)
        # Two tables in a row would run into one another.
        self.document.add_paragraph(style=paragraph_style(self.document, "Report Note"))

    def _caption(self, kind: str, text: str) -> Written:
        self.counted[kind] += 1
        paragraph = self.paragraph("Caption")
        paragraph.add_run(f"{kind} ")
        field(paragraph, f"SEQ {kind} \\* ARABIC", str(self.counted[kind]))
        paragraph.add_run(". ")
        return write_text(paragraph, text)

    def _contents(self) -> None:
        """Write the table of contents, as Word finds it; Word adds the pages on opening."""
        self.turned = True
        self.text(CONTENTS, "TOC Heading")
        for place, block in enumerate(self.listed):
            paragraph = self.paragraph(f"TOC {block.level}")
            if place == 0:
                open_field(paragraph, 'TOC \\o "1-1" \\h \\z \\u')
            stops = paragraph.paragraph_format.tab_stops
            stops.add_tab_stop(text_room(self.document), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
            inner_link(paragraph, clean(block.text), self.headings[id(block)])
            paragraph.add_run("\t")
            field(paragraph, f"PAGEREF {self.headings[id(block)]} \\h", "")
            if place == len(self.listed) - 1:
                close_field(paragraph)

    def logo(self, content: bytes) -> None:
        """Put the logo above the title."""
        shape = (
            self.paragraph("Normal")
            .add_run()
            .add_picture(io.BytesIO(logo_image(content)), height=LOGO)
        )
        shape._inline.docPr.set("descr", "Logo")
