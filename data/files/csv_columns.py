"""Well-formed delimited text read column by column; anything irregular is left to a slower reader.

A file of half a million rows must load in seconds. Arrow parses that fast, but it is lenient: it
takes quotes where they make no sense and loses the row of a fault. So the quotes are proved sound
first, and a file that is not regular throughout is declined, never repaired.
"""

import codecs
import csv
import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.files.grid import MOST_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

PIECE = 1 << 24
START = 1 << 20
BLOCK = 1 << 23
LONGEST_CELL = 1_000_000
QUOTE, LINE_FEED, RETURN = 34, 10, 13


def read_columnar(
    content: bytes,
    *,
    delimiter: str = ",",
    quoted: bool = True,
    misfits: dict[int, str] | None = None,
    start: int = 0,
    first: int = 1,
) -> pd.DataFrame | None:
    """Read delimited UTF-8 text whose rows are all of one width.

    Parameters
    ----------
    content : bytes
    delimiter : str
        One ASCII character.
    quoted : bool
        False where a quotation mark is a character like any other.
    misfits : dict of int to str, optional
        Takes the text of rows of another width, by their number; without it one such row makes
        the text irregular.
    start : int
        Byte at which to begin, above which no table stands.
    first : int
        Number of the row that begins there.

    Returns
    -------
    DataFrame of str, or None
        Columns 0, 1, ...; the index is the row as a spreadsheet numbers it, the header
        among them. Cells are stripped, blank ones are missing. None when the text is irregular in
        any way, or wider than any table.
    """
    # Stepped over, not cut off: that would copy the whole file.
    mark = start or (len(codecs.BOM_UTF8) if content.startswith(codecs.BOM_UTF8) else 0)
    width = _width(content[mark : mark + START], delimiter, quoted)
    # Arrow lays room out for each column, as much as for the whole text.
    if not 0 < width <= MOST_COLUMNS or not _is_regular(content, mark, ord(delimiter), quoted):
        return None
    table = _parse(content, mark, width, delimiter, quoted, None)
    # Arrow hands rows of another width on as text, and cannot where they are none.
    if table is None and misfits is not None and _is_utf8(content):
        table = _parse(content, mark, width, delimiter, quoted, misfits)
    table = None if table is None else blank_stripped(table)
    if table is None:
        return None
    frame = table.to_pandas(split_blocks=True, self_destruct=True)
    frame.columns = range(width)
    frame.index = _numbers(len(frame), misfits) + (first - 1)
    if misfits and first > 1:
        moved = {number + first - 1: text for number, text in misfits.items()}
        misfits.clear()
        misfits.update(moved)
    return frame


def _is_utf8(content: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), PIECE):
            decoder.decode(content[start : start + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _numbers(rows: int, misfits: dict[int, str] | None) -> pd.Index:
    """Count the rows from 1, leaving out those that were set aside."""
    if not misfits:
        return pd.RangeIndex(1, rows + 1, name="row")
    every = np.arange(1, rows + len(misfits) + 1)
    return pd.Index(np.delete(every, np.array(list(misfits)) - 1), name="row")


def _width(start: bytes, delimiter: str, quoted: bool) -> int:
    """Count the cells of the first row; 0 when it cannot be told."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return 0
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        strict=True,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    try:
        return len(next(rows, ()))
    except csv.Error:
        return 0


def _is_regular(content: bytes, mark: int, delimiter: int, quoted: bool) -> bool:
    """Tell whether quotes stand only where they open, close or double, and lines end alike."""
    if b"\0" in content:
        return False
    data = np.frombuffer(content, dtype=np.uint8, offset=min(mark, len(content) - 1))
    if b"\r" in content and (_at(data, RETURN).size != content.count(b"\r\n")):
        return False
    return not quoted or _quotes_are_sound(data, delimiter)


def _at(data: np.ndarray, byte: int) -> np.ndarray:
    """Return the positions of a byte, without a mask as long as the file."""
    parts = [
        np.flatnonzero(data[start : start + PIECE] == byte) + start
        for start in range(0, len(data), PIECE)
    ]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _quotes_are_sound(data: np.ndarray, delimiter: int) -> bool:
    quotes = _at(data, QUOTE)
    if len(quotes) % 2:
        return False
    if not len(quotes):
        return True
    opening, closing = quotes[0::2], quotes[1::2]
    edges = np.array([delimiter, LINE_FEED, RETURN], dtype=np.uint8)
    before = np.isin(data[np.maximum(opening - 1, 0)], edges) | (opening == 0)
    after = np.isin(data[np.minimum(closing + 1, len(data) - 1)], edges)
    after |= closing == len(data) - 1
    # A mark that closes and one that opens right behind it are one mark, doubled, in a cell.
    doubled = closing[:-1] + 1 == opening[1:]
    return bool((before[1:] | doubled).all() and (after[:-1] | doubled).all()) and bool(
        before[0] and after[-1]
    )


def _parse(
    content: bytes,
    mark: int,
    width: int,
    delimiter: str,
    quoted: bool,
    misfits: dict[int, str] | None,
) -> "pa.Table | None":
    """Parse the text; rows of another width go into ``misfits`` where that is given."""
    # Imported here because reading a small study never needs it.
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    alone = misfits is not None
    aside = {} if misfits is None else misfits

    def set_aside(row: "arrow_csv.InvalidRow") -> str:
        aside[row.number] = row.text
        return "skip"

    names = [f"f{i}" for i in range(width)]
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(pa.py_buffer(content).slice(mark)),
            read_options=arrow_csv.ReadOptions(
                column_names=names, block_size=BLOCK, use_threads=not alone
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside if alone else None,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    # A row of another width, a row longer than a block, or bytes that are not UTF-8.
    except pa.ArrowInvalid:
        return None


def blank_stripped(table: "pa.Table") -> "pa.Table | None":
    """Strip the cells of a table, and blank the empty ones.

    Parameters
    ----------
    table : Table of large_string

    Returns
    -------
    Table or None
        None when a cell is longer than any should be.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    blank = pa.scalar(None, pa.large_string())
    for position, name in enumerate(table.column_names):
        column = table[name]
        lengths = pc.binary_length(column)
        if (pc.max(lengths).as_py() or 0) > LONGEST_CELL:
            return None
        trimmed = pc.utf8_trim_whitespace(column)
        # Most columns have nothing to trim: their copy is dropped again at once.
        if pc.sum(pc.binary_length(trimmed)) != pc.sum(lengths):
            cells = pc.if_else(pc.equal(trimmed, ""), blank, trimmed)
            table = table.set_column(position, name, cells)
    return table
