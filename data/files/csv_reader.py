"""A CSV file of a study: text cells under its header that remember their spreadsheet row."""

import pandas as pd

from data.errors import SourceError
from data.faults import Fault
from data.files.delimited import read_rows

BLANK_COLUMN = "a name for this column, or no cells under it"
COMMAS = "cells separated by commas, not by semicolons or tabs"


def read_cells(content: bytes, *, file: str) -> tuple[pd.DataFrame | None, list[Fault]]:
    """Read a CSV file into text cells.

    Cells are stripped of surrounding spaces; wholly blank rows are left out.

    Parameters
    ----------
    content : bytes
        The file, comma-separated, with a header row.
    file : str
        Name for the messages.

    Returns
    -------
    cells : DataFrame of str, or None
        Columns as in the header; the index is the spreadsheet row (header = 1, and a cell with
        line breaks is still one row); blank cells are missing. None when no table can be made.
    faults : list of Fault
    """
    try:
        grid = read_rows(content, file=file)
    except SourceError as error:
        return None, list(error.faults)
    cells = grid.cells
    blank = cells.isna().all(axis=1)
    cells = cells[~blank] if blank.any() else cells
    if cells.empty:
        return None, [_empty(file, "no text")]
    header, cells = cells.iloc[0].fillna("").tolist(), cells.iloc[1:]
    if len(header) == 1 and {";", "\t"} & set(header[0]):
        return None, [Fault(file=file, row=1, value=header[0], allowed=COMMAS)]
    faults = [_misshapen(file, row, found, len(header)) for row, found in grid.misfits.items()]
    unnamed = [i for i, name in enumerate(header) if not name]
    faults += [_unnamed(file, i) for i in unnamed if cells[i].notna().any()]
    cells = cells.drop(columns=unnamed) if unnamed else cells
    header = [name for name in header if name]
    faults += _repeated(header, file)
    if cells.empty and not grid.misfits:
        faults.append(_empty(file, "only a header row"))
        return None, faults
    if len(set(header)) < len(header):
        return None, faults
    return cells.set_axis(pd.Index(header, dtype="str"), axis=1), faults


def _misshapen(file: str, row: int, found: str, width: int) -> Fault:
    value, allowed = found.partition(",")[0], f"{width}, as in the header"
    return Fault(file=file, row=row, value=value, allowed=allowed)


def _unnamed(file: str, at: int) -> Fault:
    return Fault(file=file, row=1, column=f"column {at + 1}", value="", allowed=BLANK_COLUMN)


def _empty(file: str, found: str) -> Fault:
    allowed = "a header row and at least one row of data (or no such file in study.toml)"
    return Fault(file=file, value=found, allowed=allowed)


def _repeated(header: list[str], file: str) -> list[Fault]:
    repeated = [name for name in dict.fromkeys(header) if header.count(name) > 1]
    return [
        Fault(
            file=file,
            row=1,
            column=name,
            value=name,
            allowed=f"a name used once; the header has it {header.count(name)} times",
        )
        for name in repeated
    ]
