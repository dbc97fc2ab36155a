"""A report as a Word document that an editor can restyle: real styles, captions and fields."""

import io
from pathlib import Path

import docx
from docx.document import Document

from report.content.blocks import Report
from report.content.build import Progress, no_progress
from report.office.package import open_template, repacked, say, set_properties
from report.word.blocks import write_blocks
from report.word.page import page_footer, set_language
from report.word.styles import BASE, TABLE_STYLE, complete_styles


def write_word(
    report: Report, *, template: Path | None = None, progress: Progress = no_progress
) -> bytes:
    """Write a report as a Word document.

    Parameters
    ----------
    report : Report
    template : Path or None
        A .docx or .dotx whose page, styles, header and footer are used; its text is not.
    progress : callable
        Is told how many figures are drawn, of how many, and the next one.

    Returns
    -------
    bytes
        The same for the same report.

    Raises
    ------
    EscalationError
        When the template cannot be used, or a chart cannot be drawn.
    """
    document, table_style = _opened(template)
    set_properties(document.core_properties, report)
    set_language(document)
    page_footer(document, report.footer)
    write_blocks(document, report, table_style=table_style, progress=progress)
    target = io.BytesIO()
    document.save(target)
    return repacked(target.getvalue(), date=report.date)


def _opened(template: Path | None) -> tuple[Document, str]:
    if template is None:
        return docx.Document(str(BASE)), TABLE_STYLE
    document = open_template(template, docx.Document, "Word")
    body = document.element.body
    # The last section's properties are the page; the rest is sample text.
    page = body.get_or_add_sectPr()
    for old in [child for child in body if child is not page]:
        body.remove(old)
    return document, complete_styles(document, say)
