"""Parquet to a grid, batch by batch, its unpacked size known before it is unpacked."""

from typing import TYPE_CHECKING

from data.files.arrow import dropped_notes, is_plain, text_column, text_grid
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
            pieces.append(pa.table([text_column(column) for column in batch.columns], columns))
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        allowed = "a Parquet file that can be read"
        raise refuse(file, f"broken Parquet ({type(error).__name__})", allowed) from error
    return text_grid(pa.concat_tables(pieces), file=file, notes=dropped_notes(dropped))


def _columns(source: "parquet.ParquetFile", file: str) -> tuple[list[str], list[str]]:
    """Return the columns that can be text, and those that cannot."""
    schema = source.schema_arrow
    if len(set(schema.names)) < len(schema.names):
        raise refuse(file, "a column's name used twice", "names used once")
    cells = source.metadata.num_rows * max(len(schema), 1)
    if len(schema) > MOST_COLUMNS or cells > MOST_CELLS:
        allowed = f"at most {MOST_COLUMNS:,} columns and {MOST_CELLS:,} cells"
        raise refuse(file, f"{len(schema):,} columns, {cells:,} cells", allowed)
    dropped = [field.name for field in schema if not is_plain(field.type)]
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
