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
from data.files.layout import Layout, layout_of
from data.files.text import read_text

# A summary of a whole page fits; a missing closing quote that swallows the file does not.
csv.field_size_limit(1_000_000)
LONGEST_ROW = 1 << 23
TOO_LONG = f"a row longer than {LONGEST_ROW:,} characters"
MOST_CELLS = 100_000_000
MOST_LINES = 5_000_000
AT_ONCE = 20_000
AT_A_TIME = 1 << 22
UTF16_START = 1 << 14
# Of 20 characters one at least is a separator, a digit or a line's end.
UTF16_ZEROS = 40
COMMAS = Layout(delimiter=",")
# GDELT's rows from before April 2013 lack the address at the end; files join old and new ones.
OLD_AND_NEW = (57, 58)


def read_delimited(
    content: bytes, *, file: str, encoding: str | None, bounded: bool = True
) -> Grid:
    """Read a text file with commas, semicolons, tabs or bars between its cells.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.
    encoding : str or None
        None expects UTF-8, or UTF-16.
    bounded : bool
        Whether lines and cells are held to what a server can take; a row is in any case.

    Raises
    ------
    SourceError
    """
    content = _as_utf8(content, file, encoding)
    _check_lines(content, file, bounded=bounded)
    layout = layout_of(content, file=file)
    if bounded and content.count(layout.delimiter.encode()) + content.count(b"\n") > MOST_CELLS:
        raise refuse(file, "too many cells", f"at most {MOST_CELLS:,}; split the file")
    hint = "; or name the encoding, as in --encoding windows-1252"
    return read_rows(content, file=file, layout=layout, hint=hint)


def read_rows(content: bytes, *, file: str, layout: Layout = COMMAS, hint: str = "") -> Grid:
    """Divide UTF-8 text into cells: by column where it is regular, else row by row.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.
    layout : Layout
    hint : str
        What else to do where the text is not UTF-8, after what belongs there.

    Raises
    ------
    SourceError
    """
    others: dict[int, str] = {}
    cells = read_columnar(
        content,
        delimiter=layout.delimiter,
        quoted=layout.quoted,
        misfits=others,
        start=layout.start,
        first=layout.row,
    )
    misfits = _misfits(others, cells, layout)
    if misfits is not None:
        return Grid(file=file, cells=cells, misfits=misfits, notes=layout.notes)
    faults = read_text(content, file=file)[1]
    if faults:
        raise SourceError(tuple(replace(fault, allowed=fault.allowed + hint) for fault in faults))
    return _row_by_row(content, file, layout)


def _check_lines(content: bytes, file: str, *, bounded: bool) -> None:
    """Refuse what would fill the memory before it could be found wrong."""
    lines = content.count(b"\n")
    if bounded and lines > MOST_LINES:
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
    others: dict[int, str], cells: pd.DataFrame | None, layout: Layout
) -> dict[int, str] | None:
    """Say why rows of another width were set aside; None when one of them is to be kept."""
    if cells is None:
        return None
    quoting = _quoting(layout.quoted)
    kept: dict[int, list[str]] = {}
    misfits: dict[int, str] = {}
    for number, text in others.items():
        lines = io.StringIO(text, newline="")
        row = next(csv.reader(lines, delimiter=layout.delimiter, quoting=quoting), [])
        if not layout.quoted and (len(row), cells.shape[1]) == OLD_AND_NEW:
            return None
        _place([cell.strip() for cell in row], number, cells.shape[1], kept, misfits)
    return None if kept else misfits


def _as_utf8(content: bytes, file: str, encoding: str | None) -> bytes:
    if encoding is None:
        encoding = _told_encoding(content)
    if encoding is None:
        return content
    try:
        # Of a name that Python knows and that is no text's, such as rot13, only this tells.
        "a".encode(encoding)
        decoder = codecs.getincrementaldecoder(encoding)()
        # Piece by piece, because text in memory can be four times as large as in the file.
        pieces = (content[at : at + AT_A_TIME] for at in range(0, len(content), AT_A_TIME))
        text = b"".join(decoder.decode(piece).encode("utf-8") for piece in pieces)
        return text + decoder.decode(b"", final=True).encode("utf-8")
    except LookupError:
        allowed = "an encoding that exists, such as windows-1252 or utf-16"
        raise refuse(file, encoding, allowed, column="--encoding") from None
    except (UnicodeError, ValueError) as error:
        raise refuse(file, "other text", f"{encoding} text ({error})") from None


def _told_encoding(content: bytes) -> str | None:
    """Return UTF-16 where the text is that, with its mark or without; None for any other."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    start = content[: len(content[:UTF16_START]) & ~1]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    # Separators, digits and line ends have a zero byte in every script, and text has none else.
    if min(even, odd) or max(even, odd) * UTF16_ZEROS < len(start) or len(start) < 4:
        return None
    named = "utf-16-le" if odd else "utf-16-be"
    text = start.decode(named, errors="replace")
    # Zero bytes strewn into other text leave neither line ends nor what stands between cells.
    return named if "\n" in text and set(text) & set(",;\t|0123456789") else None


def _quoting(quoted: bool) -> Literal[0, 3]:
    return csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE


def _row_by_row(content: bytes, file: str, layout: Layout) -> Grid:
    spent = [0]
    rows = csv.reader(
        _lines(content, layout.start, spent),
        delimiter=layout.delimiter,
        strict=True,
        quoting=_quoting(layout.quoted),
    )
    pieces: list[pd.DataFrame] = []
    misfits: dict[int, str] = {}
    width, number = 0, layout.row - 1
    piece: dict[int, list[str]] = {}
    try:
        for number, row in enumerate(rows, layout.row):
            spent[0] = 0
            cells = [cell.strip() for cell in row]
            width = width or (len(cells) if any(cells) else 0)
            if width > MOST_COLUMNS:
                raise refuse(file, f"{width} columns", f"at most {MOST_COLUMNS}")
            if not layout.quoted and (len(cells), width) == OLD_AND_NEW:
                cells.append("")
            _place(cells, number, width, piece, misfits)
            if len(piece) == AT_ONCE:
                pieces.append(_frame(piece, width))
                piece = {}
    except csv.Error as error:
        allowed = f"well-formed quotes and separators ({error})"
        raise refuse(file, "broken CSV", allowed, row=number + 1) from None
    frame = pd.concat([*pieces, _frame(piece, width)])
    return Grid(file=file, cells=frame, misfits=misfits, notes=layout.notes)


def _lines(content: bytes, start: int, spent: list[int]) -> Iterator[str]:
    """Give the lines of a text, and stop before one row of them fills the memory."""
    stream = io.BytesIO(content)
    stream.seek(start)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
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
