"""What the first lines of a text tell: its separator, and the row at which its table begins."""

import codecs
import csv
import io
import re
from dataclasses import dataclass

from data.files.grid import refuse
from data.files.header import Header, find_header

DELIMITERS = (",", ";", "\t", "|")
FIRST_BYTES = 1 << 16
MOST_ROWS = 300
# Widths of GDELT's files, which have neither header nor quotes.
BARE_WIDTHS = (57, 58, 61)
# Excel writes its separator into a first line of its own, and shows the next line as row 1.
SEP_LINE = re.compile(r'"?sep=(.)"?\s*?(?:\r\n|\n|\r)', re.IGNORECASE)
SAME_WIDTH = 0.5
LONGEST_TITLE = 60


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a text file is laid out.

    Parameters
    ----------
    delimiter : str
    quoted : bool
        False where a quotation mark is a character like any other.
    start : int
        Byte at which the header's row begins.
    row : int
        Number of that row, as a spreadsheet counts.
    notes : tuple of str
        What stands above it.
    """

    delimiter: str
    quoted: bool = True
    start: int = 0
    row: int = 1
    notes: tuple[str, ...] = ()


def layout_of(content: bytes, *, file: str) -> Layout:
    """Tell the separator and the header's row of a text.

    Parameters
    ----------
    content : bytes
        UTF-8.
    file : str
        Name for the messages.

    Raises
    ------
    SourceError
        Where two separators would do equally well.
    """
    mark = len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0
    piece = bytes(content[mark : mark + FIRST_BYTES])
    text = piece.decode("utf-8", errors="replace")
    line = next((line for line in text.splitlines() if line.strip()), "")
    bare = line.split("\t")
    if len(bare) in BARE_WIDTHS and bare[0].isdigit() and bare[1].isdigit():
        return Layout(delimiter="\t", quoted=False)
    if match := SEP_LINE.match(text):
        named = "\t" if match[1] == "t" else match[1]
        skipped = len(match[0].encode())
        whole = len(content) <= mark + FIRST_BYTES
        rows, lines = _rows(text[match.end() :], named, whole=whole)
        found = _layout(rows, lines, named, text[match.end() :], find_header(rows))
        return Layout(
            delimiter=named,
            start=mark + skipped + found.start,
            row=found.row,
            notes=found.notes,
        )
    return _told_by_rows(text, file, mark, whole=len(content) <= mark + FIRST_BYTES)


def _told_by_rows(text: str, file: str, mark: int, *, whole: bool) -> Layout:
    """Try each separator on the first rows."""
    tried = {delimiter: _rows(text, delimiter, whole=whole) for delimiter in DELIMITERS}
    first = {delimiter: _first_width(rows) for delimiter, (rows, _) in tried.items()}
    headers = {delimiter: find_header(rows) for delimiter, (rows, _) in tried.items()}
    steady = [d for d in DELIMITERS if first[d] > 1 and _steady(tried[d][0], 0) >= SAME_WIDTH]
    below = {
        d: _steady(tried[d][0], headers[d].at)
        for d in DELIMITERS
        if headers[d].at and len(tried[d][0][headers[d].at]) > 1
    }
    if not steady and below:
        best = max(below, key=lambda d: (below[d], len(tried[d][0][headers[d].at])))
        if below[best] >= SAME_WIDTH:
            return _placed(tried[best], best, text, headers[best], mark)
    widest = max(first.values(), default=0)
    if widest < 2:
        return (
            Layout(delimiter=",")
            if not headers[","].at
            else _placed(tried[","], ",", text, headers[","], mark)
        )
    chosen = [delimiter for delimiter, width in first.items() if width == widest]
    if len(chosen) > 1:
        allowed = "one kind of separator: commas, semicolons, tabs or bars"
        raise refuse(file, f"{widest} columns by more than one separator", allowed, row=1)
    return _placed(tried[chosen[0]], chosen[0], text, headers[chosen[0]], mark)


def _rows(text: str, delimiter: str, *, whole: bool) -> tuple[list[list[str]], list[int]]:
    """Divide the first rows; also the line at which each begins, counted from 0."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, lines = [], [0]
    try:
        for row in reader:
            rows.append([cell.strip() for cell in row])
            lines.append(reader.line_num)
            if len(rows) == MOST_ROWS:
                return rows, lines
    except csv.Error:
        return rows, lines
    # The last row of a piece is cut anywhere.
    return (rows if whole or len(rows) < 2 else rows[:-1]), lines


def _first_width(rows: list[list[str]]) -> int:
    return next((len(row) for row in rows if any(row)), 0)


def _steady(rows: list[list[str]], at: int) -> float:
    """Return the share of rows, from one on, that are as wide as it; blank ones do not count."""
    below = [row for row in rows[at:] if any(row)]
    width = len(below[0]) if below else 0
    return sum(len(row) == width for row in below) / max(len(below), 1)


def _placed(
    tried: tuple[list[list[str]], list[int]], delimiter: str, text: str, header: Header, mark: int
) -> Layout:
    found = _layout(*tried, delimiter, text, header)
    return (
        found
        if not found.start
        else Layout(delimiter=delimiter, start=mark + found.start, row=found.row, notes=found.notes)
    )


def _layout(
    rows: list[list[str]], lines: list[int], delimiter: str, text: str, header: Header
) -> Layout:
    """Find the byte at which the header's row begins."""
    if not any(any(row) for row in rows[: header.at]):
        return Layout(delimiter=delimiter)
    before = "".join(text.splitlines(keepends=True)[: lines[header.at]])
    return Layout(
        delimiter=delimiter,
        start=len(before.encode()),
        row=header.at + 1,
        notes=above_note(rows[: header.at], header.at + 1),
    )


def above_note(above: list[list[str]], row: int) -> tuple[str, ...]:
    """Say in which row the header was found, and what stands above it."""
    words = " ".join(cell for line in above for cell in line if cell)
    if not words:
        return ()
    shown = words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1] + "…"
    return (f"The columns' names are in row {row}; above them stands “{shown}”.",)
