"""Tables of text to CSV, column by column: half a million rows in seconds."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

AT_ONCE = 50_000
# What csv.QUOTE_MINIMAL puts between quotes.
ODD = '[",\r\n]'


def write_cells(cells: pd.DataFrame, path: Path) -> None:
    """Write a table as UTF-8 CSV with its header; a missing cell is blank.

    Parameters
    ----------
    cells : DataFrame of str
        Two columns or more, so that no row is an empty line.
    path : Path

    Raises
    ------
    OSError
    """
    pieces = (cells.iloc[at : at + AT_ONCE] for at in range(0, len(cells), AT_ONCE))
    write_pieces(list(cells.columns), pieces, path)


def write_pieces(names: list[str], pieces: Iterable[pd.DataFrame], path: Path) -> None:
    """Write a table that comes piece by piece; see :func:`write_cells`.

    Parameters
    ----------
    names : list of str
        The header.
    pieces : iterable of DataFrame of str
        With these columns.
    path : Path

    Raises
    ------
    OSError
    """
    header = io.StringIO(newline="")
    csv.writer(header, lineterminator="\n").writerow(names)
    with path.open("wb") as file:
        file.write(header.getvalue().encode())
        for piece in pieces:
            file.write(_rows(piece))


def _rows(cells: pd.DataFrame) -> bytes:
    # Imported here because only an import writes tables.
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = pa.large_string()
    comma, mark, nothing = (pa.scalar(text, kind) for text in (",", '"', ""))
    columns = []
    for name in cells:
        column = pc.fill_null(pa.array(cells[name], kind, from_pandas=True), "")
        odd = pc.match_substring_regex(column, ODD)
        if pc.any(odd).as_py():
            doubled = pc.replace_substring(column, '"', '""')
            quoted = pc.binary_join_element_wise(mark, doubled, mark, nothing)
            column = pc.if_else(odd, quoted, column)
        columns.append(column)
    if not len(cells):
        return b""
    lines = pc.binary_join_element_wise(*columns, comma)
    return "\n".join([*lines.to_pylist(), ""]).encode()
