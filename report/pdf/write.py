"""A report as PDF: Typst sets the page, the figures stay vectors."""

import json
import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from charts.style.fonts import FAMILY, lacking
from data.errors import EscalationError
from report.content.blocks import (
    Block,
    Bullets,
    Heading,
    Link,
    PageBreak,
    Paragraph,
    Picture,
    Report,
    TableBlock,
)
from report.content.build import Progress
from report.content.logo import logo_kind
from report.figure.render import drawn_svg, named_letters, typst_fonts

if TYPE_CHECKING:
    from typst import Fonts, PDFStandard

LOG = logging.getLogger(__name__)
SHEET = Path(__file__).with_name("brief.typ")
# Tagged for readers who do not see it, and for archives.
STANDARDS: "list[PDFStandard]" = ["ua-1", "a-3a"]
# Characters that fit between the margins, in tables and in small ones; a column takes two more.
LINE = {False: 104, True: 118}
PADDING = 2
# Narrower columns keep their width where wider ones have to give way.
NARROW = 16
# The wider a column, the more of its width it gives.
GIVING = 0.85
# Rows of a table that is not broken between pages.
WHOLE = 16
# Characters that a column has at least and at most.
FEWEST_CHARACTERS, MOST_CHARACTERS = 4, 80
# Of the cells of a column, the share that should fit one line where there is room.
FITTING = 0.9
# Characters of a heading that stays on one line.
SHORT_HEADING = 8
LONG_WORD = re.compile(r"\S{23,}")
# Where a long word may break.
SEAM = re.compile(r"(?<=[/._\-?&=,;:])(?=\w)")
# Pixels from which a figure may stand on another part of the page, and leave no half page blank.
TALL = 480


def write_pdf(report: Report, *, progress: Progress) -> bytes:
    """Set a report as PDF.

    Parameters
    ----------
    report : Report
    progress : callable
        Is told how many figures are drawn, of how many, and the next one.

    Returns
    -------
    bytes
        PDF/UA-1 and PDF/A-3a; the same for the same report.

    Raises
    ------
    EscalationError
        When a figure cannot be drawn or the page cannot be set.
    """
    # Typst takes a while to import and is needed only here.
    import typst

    files, blocks = _blocks(report, progress)
    files |= report.files
    logo = f"logo.{logo_kind(report.logo)}" if report.logo else None
    if logo:
        files[logo] = report.logo
    made = {
        "title": report.title,
        "subtitle": report.subtitle,
        "footer": report.footer,
        "author": report.author,
        "date": [report.date.year, report.date.month, report.date.day],
        "fonts": [FAMILY],
        "logo": logo,
        "blocks": blocks,
        "files": [{"name": name, "what": _what(name)} for name in report.files],
    }
    files |= {"main": SHEET.read_bytes(), "report.json": json.dumps(made).encode("utf-8")}
    noon = datetime(report.date.year, report.date.month, report.date.day, 12, tzinfo=UTC)
    strange = lacking("".join(set(json.dumps(made, ensure_ascii=False))))
    fonts = typst_fonts(foreign=bool(strange))
    try:
        return _compiled(files, noon, fonts, STANDARDS)
    except typst.TypstError as error:
        if not strange:
            raise EscalationError(
                f"The report could not be set as PDF: {error.message}."
            ) from error
        # Both standards refuse a letter that no font has; the rest of the report can be read.
        LOG.warning("%s The PDF keeps to no standard for accessible documents.", _lacking(strange))
        return _compiled(files, noon, fonts, [])


def _compiled(
    files: dict[str, bytes], day: datetime, fonts: "Fonts", standards: "list[PDFStandard]"
) -> bytes:
    import typst

    # Typst documents an input of several files by name; its types leave it out.
    return typst.compile(  # type: ignore[call-overload]
        files, format="pdf", timestamp=day, font_paths=fonts, pdf_standards=standards
    )


def _lacking(strange: list[str]) -> str:
    letters = named_letters(strange)
    return f"No font of this machine has all of {letters}: they are drawn as boxes."


def _what(name: str) -> str:
    return f"Data of the report: {name}"


def _blocks(report: Report, progress: Progress) -> tuple[dict[str, bytes], list[dict]]:
    """Return the drawn figures by file name, and every block as plain values."""
    pictures = [block for block in report.blocks if isinstance(block, Picture)]
    files: dict[str, bytes] = {}
    for number, picture in enumerate(pictures):
        progress(number, len(pictures), picture.name)
        files[f"figure-{number}.svg"] = drawn_svg(picture.chart.figure).encode("utf-8")
    names = dict(zip(map(id, pictures), files, strict=True))
    blocks = [_plain(block, names) for block in report.blocks]
    _keep_front_page(blocks)
    return files, blocks


def _keep_front_page(blocks: list[dict]) -> None:
    """Keep the front page in its order, and list the sections on top of the page after it."""
    second = next((n for n, block in enumerate(blocks) if block["kind"] == "turn"), None)
    if second is not None:
        for block in blocks[:second]:
            block |= {"float": False}
        blocks.insert(second + 1, {"kind": "contents"})


def _plain(block: Block, names: dict[int, str]) -> dict[str, object]:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": _set(block.text)}
        case Paragraph():
            return {"kind": "paragraph", "style": block.style, "text": _set(block.text)}
        case Bullets():
            return {"kind": "bullets", "items": [_cell(item) for item in block.items]}
        case Picture():
            said = {"caption": block.caption, "alt": block.chart.alt}
            tall = block.chart.figure.layout.height >= TALL
            return {"kind": "picture", "file": names[id(block)], "float": tall, **said}
        case TableBlock():
            return _table(block)
        case PageBreak():
            return {"kind": "turn"}


def _table(block: TableBlock) -> dict[str, object]:
    widths = _column_characters(block)
    narrow = [width <= NARROW for width in widths]
    room = LINE[block.small] - PADDING * len(widths)
    kept = sum(width for width, flag in zip(widths, narrow, strict=True) if flag)
    if sum(widths) <= room:
        fixed = [True] * len(widths)
    else:
        fixed = narrow if kept <= 0.6 * room else [False] * len(widths)
    return {
        "kind": "table",
        "head": [_set(str(name).strip()) for name in block.frame.columns],
        "rows": [[_cell(cell) for cell in row] for row in block.frame.itertuples(index=False)],
        "right": [name in block.right for name in block.frame.columns],
        "widths": [w if f else w**GIVING for w, f in zip(widths, fixed, strict=True)],
        "fixed": fixed,
        "whole": len(block.frame) <= WHOLE,
        "caption": block.caption,
        "small": block.small,
    }


def _column_characters(block: TableBlock) -> list[float]:
    """Return how many characters each column needs.

    Parameters
    ----------
    block : TableBlock

    Returns
    -------
    list of float
        One a column. The longest word of the heading fits, and most of the cells on one line,
        but no column asks for more than a sentence's worth.
    """
    return [
        _width(str(name), cells.astype("object").map(str)) for name, cells in block.frame.items()
    ]


def _width(name: str, cells: pd.Series) -> float:
    # Headings are bold.
    longest = 1.12 * max((len(word) for word in name.split()), default=0)
    lengths = cells.map(len)
    usual = lengths.quantile(FITTING) if len(lengths) else 0
    words = cells.map(lambda text: max(map(len, text.split()), default=0))
    # A heading may take two lines, a word of a cell none at all.
    lines = 1 if len(name) <= SHORT_HEADING else 2
    least = max(
        longest, len(name) / lines, min(words.max() if len(words) else 0, 22), FEWEST_CHARACTERS
    )
    return float(max(least, min(usual, MOST_CHARACTERS)) + 1)


def _cell(text: str) -> str | dict[str, str]:
    """Return a text, or a text with its address; long words may break at their seams."""
    said = _set(LONG_WORD.sub(lambda word: SEAM.sub("\u200b", word[0]), text))
    return {"text": said, "address": text.address} if isinstance(text, Link) else said


def _set(text: str) -> str:
    """Keep a percent sign with its number."""
    return text.replace(" %", "\u00a0%")
