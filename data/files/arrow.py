"""Columns in Arrow's memory to a grid: each value becomes the text that a CSV file would hold."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from data.files.grid import Grid

if TYPE_CHECKING:
    import pyarrow as pa


def is_plain(kind: "pa.DataType") -> bool:
    """Tell whether values of a type can be text: lists, records and bytes cannot."""
    import pyarrow as pa

    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind))


def dropped_notes(dropped: Sequence[str]) -> tuple[str, ...]:
    """Say which columns are left out because they hold no plain values."""
    note = f"Columns that hold no plain values are left out: {', '.join(dropped)}."
    return (note,) if dropped else ()


def text_column(column: "pa.Array | pa.ChunkedArray") -> "pa.Array | pa.ChunkedArray":
    """Write a column as a CSV file would hold it; a blank is missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    elif pa.types.is_floating(column.type):
        # A count with blanks is stored as decimals: 3.0 is a 3.
        column = pa.array([_number(value) for value in column.to_pylist()], pa.large_string())
    text = pc.utf8_trim_whitespace(column.cast(pa.large_string()))
    text = pc.replace_substring(text, "\0", "")
    return pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.large_string()), text)


def _number(value: float | None) -> str | None:
    if value is None or value != value:
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def text_grid(table: "pa.Table", *, file: str, notes: tuple[str, ...] = ()) -> Grid:
    """Put columns of text under their names as the first row of a grid.

    Parameters
    ----------
    table : Table of large_string
    file : str
        Name for the messages.
    notes : tuple of str
    """
    names = table.column_names
    cells = table.to_pandas(split_blocks=True, self_destruct=True)
    cells.columns = range(len(names))
    # Numbered as if saved with a header row, as in the other formats.
    cells.index = pd.RangeIndex(2, len(cells) + 2, name="row")
    header = pd.DataFrame([names], [1], range(len(names)), dtype="str")
    header.index.name = "row"
    return Grid(file=file, cells=pd.concat([header, cells]), misfits={}, notes=notes)
