"""Bytes of a CSV file to text cells that remember their spreadsheet row."""

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

import pandas as pd

from data.faults import Fault
from data.files.csv_columns import read_columnar

SAVE_AS = 'UTF-8 text (in a spreadsheet: save as "CSV UTF-8")'
BLANK_COLUMN = "a name for this column, or no cells under it"
COMMAS = "cells separated by commas, not by semicolons or tabs"
# A summary of a whole page fits; a missing closing quote that swallows the file does not.
csv.field_size_limit(1_000_000)

Rows = list[tuple[int, list[str]]]


def read_text(content: bytes, *, file: str) -> tuple[str, list[Fault]]:
    """Decode UTF-8 with or without a byte order mark.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.

    Returns
    -------
    text : str
        Empty when there is a fault.
    faults : list of Fault
        At most one, with the line and byte where the text stops being UTF-8.
    """
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "", [Fault(file=file, value="UTF-16 text", allowed=SAVE_AS)]
    mark = len(BOM_UTF8) if content.startswith(BOM_UTF8) else 0
    try:
        text = content[mark:].decode("utf-8")
    except UnicodeDecodeError as error:
        return "", [_at_byte(content, mark + error.start, file=file, allowed=SAVE_AS)]
    if "\0" in text:
        at = content.index(b"\0")
        return "", [_at_byte(content, at, file=file, allowed=SAVE_AS)]
    return text, []


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
    cells = _regular(content)
    if cells is not None:
        return cells, []
    text, faults = read_text(content, file=file)
    if faults:
        return None, faults
    rows, faults = _rows(text, file)
    if not rows:
        return None, faults or [_empty(file, "no text")]
    (_, header), body = rows[0], rows[1:]
    if len(header) == 1 and {";", "\t"} & set(header[0]):
        return None, [Fault(file=file, row=1, value=header[0], allowed=COMMAS)]
    body, misshapen = _shaped(body, len(header), file)
    header, unnamed = _named(header, body, file)
    faults += misshapen + unnamed + _repeated(header, file)
    if len(rows) == 1:
        faults.append(_empty(file, "only a header row"))
    if len(set(header)) < len(header) or len(rows) == 1:
        return None, faults
    return _table(header, body), faults


def _regular(content: bytes) -> pd.DataFrame | None:
    """Read a file that has nothing to complain of; None leaves it to the slower reader."""
    cells = read_columnar(content)
    # One column alone is most likely a file with other separators, which has its own message.
    if cells is None or min(cells.shape) < 2 or cells.iloc[0].isna().any():
        return None
    header = [str(name) for name in cells.iloc[0]]
    if len(set(header)) < len(header):
        return None
    blank = cells.isna().all(axis=1)
    cells = cells[~blank] if blank.any() else cells
    cells.columns = pd.Index(header, dtype="str")
    cells = cells.iloc[1:]
    return cells if len(cells) else None


def _at_byte(content: bytes, at: int, *, file: str, allowed: str) -> Fault:
    line = content.count(b"\n", 0, at) + 1
    value = f"byte 0x{content[at]:02x} at offset {at} (line {line})"
    return Fault(file=file, value=value, allowed=allowed)


def _empty(file: str, found: str) -> Fault:
    allowed = "a header row and at least one row of data (or no such file in study.toml)"
    return Fault(file=file, value=found, allowed=allowed)


def _rows(text: str, file: str) -> tuple[Rows, list[Fault]]:
    """Split into rows that hold anything, each with its number in a spreadsheet."""
    rows: Rows = []
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                rows.append((number, stripped))
    except csv.Error as error:
        allowed = f"well-formed quotes and separators ({error})"
        return [], [Fault(file=file, row=number + 1, value="broken CSV", allowed=allowed)]
    return rows, []


def _shaped(body: Rows, width: int, file: str) -> tuple[Rows, list[Fault]]:
    """Drop blank cells beyond the header; report rows whose cells do not fit it."""
    kept: Rows = []
    faults = []
    for number, cells in body:
        if len(cells) == width or (len(cells) > width and not any(cells[width:])):
            kept.append((number, cells[:width]))
        else:
            value, allowed = f"{len(cells)} cells", f"{width}, as in the header"
            faults.append(Fault(file=file, row=number, value=value, allowed=allowed))
    return kept, faults


def _named(header: list[str], body: Rows, file: str) -> tuple[list[str], list[Fault]]:
    """Drop columns that have neither name nor content; report those with content only."""
    unnamed = [i for i, name in enumerate(header) if not name]
    used = [i for i in unnamed if any(cells[i] for _, cells in body)]
    faults = [
        Fault(file=file, row=1, column=f"column {i + 1}", value="", allowed=BLANK_COLUMN)
        for i in used
    ]
    for _, cells in body if unnamed else ():
        cells[:] = [cell for i, cell in enumerate(cells) if i not in unnamed]
    return [name for name in header if name], faults


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


def _table(header: list[str], body: Rows) -> pd.DataFrame:
    numbers = pd.Index([number for number, _ in body], dtype="int64", name="row")
    cells = pd.DataFrame([cells for _, cells in body], numbers, header, dtype="str")
    return cells.mask(cells == "")
