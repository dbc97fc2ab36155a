"""Stata to a grid, piece by piece, the size of its text known before it is laid out."""

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.files.arrow import text_column, text_grid
from data.files.grid import MOST_COLUMNS, Grid, refuse

if TYPE_CHECKING:
    import pyarrow as pa
    from pandas.io.stata import StataReader

LARGEST = 600 << 20
MOST_CELLS = 100_000_000
AT_ONCE = 20_000
# Releases up to Stata 12 begin with their number; later ones with words.
NEW = b"<stata_dta>"
OLD = (b"\x66", b"\x67", b"\x68", b"\x69", b"\x6c", b"\x6e", b"\x6f", b"\x71", b"\x72", b"\x73")
BYTE_ORDERS = (b"\x01", b"\x02")


def is_stata(content: bytes) -> bool:
    """Tell whether a file is Stata's by its first bytes."""
    start = bytes(content[:11])
    return start == NEW or (start[:1] in OLD and start[1:2] in BYTE_ORDERS and start[2:3] == b"\1")


def read_stata(content: bytes, *, file: str) -> Grid:
    """Read a Stata file as text cells under its names; labelled values become their labels.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.

    Raises
    ------
    SourceError
    """
    try:
        try:
            return _read(content, file, labels=True)
        # Labels used twice say nothing: the numbers do.
        except _RepeatedLabels:
            return _read(content, file, labels=False)
    # pandas has no error of its own for a mangled file; the first cause stays attached.
    except (
        struct.error,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        OverflowError,
        EOFError,
        UnicodeDecodeError,
        MemoryError,
        pd.errors.OutOfBoundsDatetime,
    ) as error:
        allowed = "a Stata file that Stata can open; save it again, or as CSV"
        raise refuse(file, f"broken Stata ({type(error).__name__})", allowed) from error


class _RepeatedLabels(Exception):
    """Two values of a column have one label."""


def _read(content: bytes, file: str, *, labels: bool) -> Grid:
    import pyarrow as pa
    from pandas.io.stata import StataReader

    pieces, size, cells = [], 0, 0
    with StataReader(io.BytesIO(content), convert_categoricals=labels, chunksize=AT_ONCE) as reader:
        names: list[str] = []
        for piece in _pieces(reader, file, labels=labels):
            names = [str(name) for name in piece]
            cells += piece.size
            size += sum(_unpacked(piece.iloc[:, i]) for i in range(len(names)))
            if len(names) > MOST_COLUMNS or size > LARGEST or cells > MOST_CELLS:
                allowed = f"at most {LARGEST >> 20} MB of text and {MOST_COLUMNS:,} columns"
                raise refuse(file, "too much text", allowed)
            columns = [text_column(_arrow(piece.iloc[:, i])) for i in range(len(names))]
            pieces.append(pa.table(columns, names))
    if not pieces:
        raise refuse(file, "no rows", "at least one row")
    return text_grid(pa.concat_tables(pieces), file=file)


def _pieces(reader: "StataReader", file: str, *, labels: bool) -> Iterator[pd.DataFrame]:
    """Give the rows piece by piece; what pandas refuses is told as such."""
    from data.errors import SourceError

    try:
        yield from reader
    except SourceError:
        raise
    except ValueError as error:
        if labels and "label" in str(error).lower():
            raise _RepeatedLabels from error
        said = " ".join(str(error).split())[:120]
        raise refuse(file, f"broken Stata ({said})", "a Stata file that Stata can open") from error


def _unpacked(column: pd.Series) -> int:
    """Count the characters that a column takes when each row holds its own text."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        lengths = np.array([len(str(label)) for label in column.cat.categories] + [0])
        return int(lengths[column.cat.codes].sum())
    if column.dtype.kind in "OU" or isinstance(column.dtype, pd.StringDtype):
        return sum(len(text) for text in column if isinstance(text, str))
    return 8 * len(column)


def _arrow(column: pd.Series) -> "pa.Array":
    """Return a column in Arrow's memory; a day is written as one, whatever held it."""
    import pyarrow as pa

    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object).where(column.notna(), None)
    if column.dtype.kind == "M":
        whole = (column.dropna().dt.normalize() == column.dropna()).all()
        column = column.dt.strftime("%Y-%m-%d" if whole else "%Y-%m-%d %H:%M:%S")
    if column.dtype == object:
        texts = [None if pd.isna(value) else str(value) for value in column]
        return pa.array(texts, pa.large_string())
    return pa.array(column)
