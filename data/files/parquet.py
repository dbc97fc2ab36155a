"""Parquet to a grid, batch by batch, its unpacked size known before it is unpacked."""

from typing import TYPE_CHECKING

import pandas as pd

from data.files.grid import MOST_COLUMNS, Grid, refuse

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

LARGEST = 600 << 20
MOST_CELLS = 100_000_000
AT_ONCE = 1 << 16


def read_parquet(content: bytes, *, file: str) -> Grid:
    """Read a Parquet file as text cells under its column names.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.

    Raises
    ------
    SourceError
    """
    # Imported here because it takes a tenth of a second that a server's start cannot spare.
    import pyarrow as pa
    from pyarrow import parquet

    try:
        plain = parquet.ParquetFile(pa.BufferReader(content))
        columns, dropped = _columns(plain, file)
        texts = [name for name in columns if _is_text(plain.schema_arrow.field(name).type)]
        # As dictionaries a text that repeats a million times is held once, and can be counted.
        source = parquet.ParquetFile(pa.BufferReader(content), read_dictionary=texts)
        pieces, size = [], 0
        for batch in source.iter_batches(batch_size=AT_ONCE, columns=columns):
            size += sum(_unpacked(column) for column in batch.columns)
            if size > LARGEST:
                raise refuse(file, "too much text", f"at most {LARGEST >> 20} MB unpacked")
            pieces.append(pa.table([_text(column) for column in batch.columns], columns))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        allowed = "a Parquet file that can be read"
        raise refuse(file, f"broken Parquet ({type(error).__name__})", allowed) from error
    notes = [f"Columns that hold no plain values are left out: {', '.join(dropped)}."]
    return _grid(pieces, columns, file, tuple(notes if dropped else ()))


def _columns(source: "parquet.ParquetFile", file: str) -> tuple[list[str], list[str]]:
    """Return the columns that can be text, and those that cannot."""
    import pyarrow as pa

    schema = source.schema_arrow
    if len(set(schema.names)) < len(schema.names):
        raise refuse(file, "a column's name used twice", "names used once")
    cells = source.metadata.num_rows * max(len(schema), 1)
    if len(schema) > MOST_COLUMNS or cells > MOST_CELLS:
        allowed = f"at most {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells"
        raise refuse(file, f"{len(schema):,} columns, {cells:,} cells", allowed)
    dropped = [
        field.name
        for field in schema
        if pa.types.is_nested(field.type) or pa.types.is_binary(field.type)
    ]
    columns = [name for name in schema.names if name not in dropped]
    if not columns or not source.metadata.num_rows:
        raise refuse(file, "no rows of plain values", "at least one column and one row")
    return columns, dropped


def _is_text(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _unpacked(column: "pa.Array") -> int:
    """Count the bytes that a column takes when each row holds its own text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return column.nbytes
    lengths = pc.binary_length(column.dictionary).take(column.indices)
    return pc.sum(lengths.cast(pa.int64())).as_py() or 0


def _text(column: "pa.Array") -> "pa.Array":
    """Write a column as a CSV file would hold it."""
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


def _grid(pieces: list, columns: list[str], file: str, notes: tuple[str, ...]) -> Grid:
    import pyarrow as pa

    cells = pa.concat_tables(pieces).to_pandas(split_blocks=True, self_destruct=True)
    cells.columns = range(len(columns))
    # Numbered as if saved with a header row, as in the other formats.
    cells.index = pd.RangeIndex(2, len(cells) + 2, name="row")
    header = pd.DataFrame([columns], [1], range(len(columns)), dtype="str")
    header.index.name = "row"
    return Grid(file=file, cells=pd.concat([header, cells]), misfits={}, notes=notes)
