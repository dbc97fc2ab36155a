"""Text with separators to a grid: fast where it is regular, row by row where it is not."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import pandas as pd

from data.errors import SourceError
from data.files.csv_columns import read_columnar
from data.files.grid import MOST_COLUMNS, Grid, refuse
from data.files.text import read_text

# A summary of a whole page fits; a missing closing quote that swallows the file does not.
csv.field_size_limit(1_000_000)
DELIMITERS = (",", ";", "\t", "|")
START = 1 << 16
LONGEST_ROW = 1 << 23
TOO_LONG = f"a row longer than {LONGEST_ROW:,} characters"
MOST_CELLS = 100_000_000
MOST_LINES = 5_000_000
AT_ONCE = 20_000
AT_A_TIME = 1 << 22
# Widths of GDELT's files, which have neither header nor quotes.
BARE_WIDTHS = (57, 58, 61)
# GDELT's rows from before April 2013 lack the address at the end; files join old and new ones.
OLD_AND_NEW = (57, 58)


def read_delimited(content: bytes, *, file: str, encoding: str | None) -> Grid:
    """Read a text file with commas, semicolons, tabs or bars between its cells.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.
    encoding : str or None
        None expects UTF-8, or UTF-16 with its mark.

    Raises
    ------
    SourceError
    """
    content = _as_utf8(content, file, encoding)
    _check_lines(content, file)
    delimiter, quoted = _separators(content, file)
    if content.count(delimiter.encode()) + content.count(b"\n") > MOST_CELLS:
        raise refuse(file, "too many cells", f"at most {MOST_CELLS:,}; split the file")
    hint = "; or name the encoding, as in --encoding windows-1252"
    return read_rows(content, file=file, delimiter=delimiter, quoted=quoted, hint=hint)


def read_rows(
    content: bytes, *, file: str, delimiter: str = ",", quoted: bool = True, hint: str = ""
) -> Grid:
    """Divide UTF-8 text into cells: by column where it is regular, else row by row.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.
    delimiter : str
        One ASCII character.
    quoted : bool
        False where a quotation mark is a character like any other.
    hint : str
        What else to do where the text is not UTF-8, after what belongs there.

    Raises
    ------
    SourceError
    """
    others: dict[int, str] = {}
    cells = read_columnar(content, delimiter=delimiter, quoted=quoted, misfits=others)
    misfits = _misfits(others, cells, delimiter, quoted)
    if misfits is not None:
        return Grid(file=file, cells=cells, misfits=misfits)
    faults = read_text(content, file=file)[1]
    if faults:
        raise SourceError(tuple(replace(fault, allowed=fault.allowed + hint) for fault in faults))
    return _row_by_row(content, file, delimiter, quoted)


def _check_lines(content: bytes, file: str) -> None:
    """Refuse what would fill the memory before it could be found wrong."""
    lines = content.count(b"\n")
    if lines > MOST_LINES:
        raise refuse(file, f"{lines:,} lines", f"at most {MOST_LINES:,}; split the file")
    start = 0
    while start + LONGEST_ROW < len(content):
        end = content.rfind(b"\n", start, start + LONGEST_ROW)
        if end < 0:
            row = content.count(b"\n", 0, start) + 1
            allowed = f"well-formed quotes and separators ({TOO_LONG})"
            raise refuse(file, "broken CSV", allowed, row=row)
        start = end + 1


def _misfits(
    others: dict[int, str], cells: pd.DataFrame | None, delimiter: str, quoted: bool
) -> dict[int, str] | None:
    """Say why rows of another width were set aside; None when one of them is to be kept."""
    if cells is None:
        return None
    quoting = _quoting(quoted)
    kept: dict[int, list[str]] = {}
    misfits: dict[int, str] = {}
    for number, text in others.items():
        lines = io.StringIO(text, newline="")
        row = next(csv.reader(lines, delimiter=delimiter, quoting=quoting), [])
        if not quoted and (len(row), cells.shape[1]) == OLD_AND_NEW:
            return None
        _place([cell.strip() for cell in row], number, cells.shape[1], kept, misfits)
    return None if kept else misfits


def _as_utf8(content: bytes, file: str, encoding: str | None) -> bytes:
    if encoding is None and content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    if encoding is None:
        return content
    try:
        b"".decode(encoding)
        decoder = codecs.getincrementaldecoder(encoding)()
        # Piece by piece, because text in memory can be four times as large as in the file.
        pieces = (content[at : at + AT_A_TIME] for at in range(0, len(content), AT_A_TIME))
        text = b"".join(decoder.decode(piece).encode("utf-8") for piece in pieces)
        return text + decoder.decode(b"", final=True).encode("utf-8")
    except LookupError:
        raise refuse(file, None, f"an encoding that exists, not {encoding!r}") from None
    except (UnicodeError, ValueError) as error:
        raise refuse(file, "other text", f"{encoding} text ({error})") from None


def _separators(content: bytes, file: str) -> tuple[str, bool]:
    """Tell the separator by the first row, and whether quotes mean anything."""
    start = content[:START].decode("utf-8", errors="replace").lstrip("\ufeff\r\n ")
    line = start.splitlines()[0] if start else ""
    bare = line.split("\t")
    if len(bare) in BARE_WIDTHS and bare[0].isdigit() and bare[1].isdigit():
        return "\t", False
    widths = {delimiter: _width(start, delimiter) for delimiter in DELIMITERS}
    widest = max(widths.values())
    best = [delimiter for delimiter, width in widths.items() if width == widest]
    if widest < 2:
        return ",", True
    if len(best) > 1:
        allowed = "one kind of separator: commas, semicolons, tabs or bars"
        raise refuse(file, f"{widest} columns by more than one separator", allowed, row=1)
    return best[0], True


def _width(start: str, delimiter: str) -> int:
    rows = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
    try:
        return len(next(rows, ()))
    except csv.Error:
        return 0


def _quoting(quoted: bool) -> Literal[0, 3]:
    return csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE


def _row_by_row(content: bytes, file: str, delimiter: str, quoted: bool) -> Grid:
    spent = [0]
    rows = csv.reader(
        _lines(content, spent), delimiter=delimiter, strict=True, quoting=_quoting(quoted)
    )
    pieces: list[pd.DataFrame] = []
    misfits: dict[int, str] = {}
    width = number = 0
    piece: dict[int, list[str]] = {}
    try:
        for number, row in enumerate(rows, 1):
            spent[0] = 0
            cells = [cell.strip() for cell in row]
            width = width or (len(cells) if any(cells) else 0)
            if not quoted and (len(cells), width) == OLD_AND_NEW:
                cells.append("")
            _place(cells, number, width, piece, misfits)
            if len(piece) == AT_ONCE:
                pieces.append(_frame(piece, width))
                piece = {}
    except csv.Error as error:
        allowed = f"well-formed quotes and separators ({error})"
        raise refuse(file, "broken CSV", allowed, row=number + 1) from None
    if width > MOST_COLUMNS:
        raise refuse(file, f"{width} columns", f"at most {MOST_COLUMNS}")
    frame = pd.concat([*pieces, _frame(piece, width)])
    return Grid(file=file, cells=frame, misfits=misfits)


def _lines(content: bytes, spent: list[int]) -> Iterator[str]:
    """Give the lines of a text, and stop before one row of them fills the memory."""
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    while line := text.readline(LONGEST_ROW):
        spent[0] += len(line)
        if spent[0] >= LONGEST_ROW:
            raise csv.Error(TOO_LONG)
        yield line


def _place(
    cells: list[str], number: int, width: int, piece: dict[int, list[str]], misfits: dict[int, str]
) -> None:
    """Put a row where it belongs: among those of the header's width, or aside."""
    if not any(cells):
        piece[number] = [""] * width
    elif len(cells) >= width and not any(cells[width:]):
        piece[number] = cells[:width]
    else:
        misfits[number] = f"{len(cells)} cells, the first row has {width}"


def _frame(piece: dict[int, list[str]], width: int) -> pd.DataFrame:
    # Blank rows above the first filled one were placed before its width was known.
    rows = [cells or [""] * width for cells in piece.values()]
    index = pd.Index(list(piece), dtype="int64", name="row")
    frame = pd.DataFrame(rows, index, range(width), dtype="str")
    return frame.mask(frame == "")
