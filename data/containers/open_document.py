"""OpenDocument sheets (ODS) to a grid, read by calamine in a process of its own."""

import json
import subprocess
import sys

import pandas as pd

from data.containers import sheet_process
from data.containers.tables_in_book import SheetStart, choose_sheets, joined
from data.files.grid import MOST_COLUMNS, Grid, refuse
from data.files.header import Row, find_header
from data.files.layout import above_note

# Longer than the process may compute, as it may have to wait for a core.
PATIENCE = 3 * sheet_process.SECONDS
LARGEST = 200 << 20


def read_open_document(content: bytes, *, file: str, sheet: str | None = None) -> Grid:
    """Read the table of an OpenDocument sheet, as that of an XLSX workbook is read.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.
    sheet : str or None
        The sheet to read; None takes the one that holds a table with dates.

    Raises
    ------
    SourceError

    Notes
    -----
    A formula counts as the result that was saved with it.
    """
    if len(content) > LARGEST:
        raise refuse(file, f"{len(content):,} bytes of ODS", "at most 200 MB; save it as CSV")
    sheets = _sheets(content, file)
    if not sheets:
        found = "an OpenDocument sheet (ODS) that holds no sheet"
        raise refuse(file, found, "one with a table: open it in a spreadsheet and save it again")
    starts = [SheetStart(name=name, rows=rows[:60]) for name, rows in sheets.items()]
    names, note = choose_sheets(starts, file=file, sheet=sheet)
    grids = [(name, _grid(sheets[name], file)) for name in names]
    choices = tuple(sheets) if len(sheets) > 1 else ()
    return joined(grids, file=file, notes=(note,) if note else (), choices=choices)


def _sheets(content: bytes, file: str) -> dict[str, list[list[str | None]]]:
    """Let another process read the workbook, and take what it wrote."""
    command = [sys.executable, "-I", sheet_process.__file__]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise _too_large(file) from None
    if done.returncode == sheet_process.UNREADABLE:
        allowed = "an OpenDocument sheet that a spreadsheet can open; save it again, or as CSV"
        raise refuse(file, "a broken OpenDocument sheet (ODS)", allowed)
    # A negative number is a signal: out of memory or of time.
    if done.returncode:
        raise _too_large(file)
    sheets: dict[str, list[list[str | None]]] = {}
    rows: list[list[str | None]] = []
    for line in done.stdout.splitlines():
        found = json.loads(line)
        if isinstance(found, dict):
            rows = sheets.setdefault(found["sheet"], [])
        else:
            rows.append(found)
    return sheets


def _too_large(file: str) -> Exception:
    found = "an OpenDocument sheet (ODS) with too many cells"
    return refuse(file, found, f"at most {sheet_process.MOST_CELLS:,}; save it as CSV")


def _grid(rows: list[list[str | None]], file: str) -> Grid:
    """Lay a sheet out from its header on; rows wider than that are set aside."""
    header = find_header(rows[:60])
    names = rows[header.at : header.at + header.rows]
    width = max(map(len, names), default=0)
    if width > MOST_COLUMNS:
        raise refuse(file, f"{width:,} columns", f"at most {MOST_COLUMNS:,}")
    numbered = list(enumerate(rows[header.at :], header.at + 1))
    misfits = {
        number: f"{len(row)} cells, the first row has {width}"
        for number, row in numbered
        if len(row) > width
    }
    fitting = [(number, row) for number, row in numbered if len(row) <= width]
    index = pd.Index([number for number, _ in fitting], dtype="int64", name="row")
    padded: list[Row] = [[*row, *[None] * (width - len(row))] for _, row in fitting]
    cells = pd.DataFrame(padded, index, range(width), dtype="str")
    above = [[cell or "" for cell in row] for row in rows[: header.at]]
    return Grid(file=file, cells=cells, misfits=misfits, notes=above_note(above, header.at + 1))
