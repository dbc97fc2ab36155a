"""XLSX to a grid, sheet by sheet and row by row, so that no workbook can fill the memory.

python-calamine reads 100,000 rows in a tenth of the time (4 s against 39 s), but lays a sheet out
whole: 5 kB of workbook with two cells far apart end the process. It also gives error cells and
formulas without a saved result as blanks, and a blank is not what they are.
"""

import io
import re
import zipfile
from itertools import islice, zip_longest
from typing import TYPE_CHECKING
from zlib import error as ZlibError

import pandas as pd

from data.containers.sheet_process import cell_text
from data.containers.tables_in_book import (
    LOOKED_AT,
    MOST_SHEETS,
    SheetStart,
    choose_sheets,
    joined,
)
from data.errors import SourceError
from data.files.grid import MOST_COLUMNS, Grid, refuse
from data.files.header import find_header
from data.files.layout import above_note

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST_SHEET = 2 << 30
LARGEST_PART = 200 << 20
LARGEST_OTHER = 10 << 20
# Text of a sheet packs about ten times; a thousand times is one character over and over.
MOST_PACKED = 200
LONGEST_ROW = 16 << 20
MOST_CELLS = 40_000_000
AT_ONCE = 20_000
# The last row that a spreadsheet has. A row of a higher number is no table, and reaching it takes
# minutes: what lies between counts as rows too.
LAST_ROW = 1_048_576
ROW_NUMBER = re.compile(rb"<row\b[^>]*?\sr\s*=\s*[\"'](\d{7,})[\"']")
# Of a longer run of blank rows the rest is passed over, as if the table went on right after it.
MOST_BLANK = 1000
PIECE = 1 << 20
LONGEST_TAG = 400
REMEDY = "delete what stands far below the table, or save it as CSV"
FORMULA = "a formula without a saved result"


def read_workbook(content: bytes, *, file: str, sheet: str | None = None) -> Grid:
    """Read the table of an XLSX workbook, from one sheet or from all that have its columns.

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
    A formula counts as the result that was saved with it; a row with a formula that has none is
    set aside.
    """
    # Imported here because only workbooks need it.
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        formulas = _check_parts(content, file)
        return _read(content, file, formulas, sheet)
    except SourceError:
        raise
    # openpyxl has no error of its own for a mangled workbook, and zipfile raises RuntimeError for
    # a password or an unknown compression; the first cause stays attached.
    except (
        zipfile.BadZipFile,
        ZlibError,
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
        EOFError,
        OSError,
        RuntimeError,
        OverflowError,
    ) as error:
        allowed = "an XLSX workbook that a spreadsheet can open; save it again, or as CSV"
        raise refuse(file, f"a broken workbook ({type(error).__name__})", allowed) from error


def _check_parts(content: bytes, file: str) -> bool:
    """Refuse a workbook that unpacks to more than one could hold; tell of formulas."""
    formulas = False
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.infolist():
            in_sheet = part.filename.startswith("xl/worksheets/")
            limit = LARGEST_OTHER
            if in_sheet or part.filename.startswith("xl/media/"):
                limit = LARGEST_SHEET
            elif part.filename == "xl/sharedStrings.xml":
                limit = LARGEST_PART
            packed = part.file_size / max(part.compress_size, 1)
            if part.file_size > limit or (part.file_size > PIECE * 10 and packed > MOST_PACKED):
                found = f"{part.filename}, {part.file_size:,} bytes unpacked"
                raise refuse(file, found, "a workbook of a sensible size; save it as CSV")
            if in_sheet and part.filename.endswith(".xml"):
                formulas |= _scan(archive, part, file)
    return formulas


def _scan(archive: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> bool:
    """Look through a sheet for formulas and for a row that does not end."""
    formulas, since, tail = False, 0, b""
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            seen = tail + piece
            formulas |= b"<f" in seen
            end = seen.rfind(b"</row>")
            if any(int(number) > LAST_ROW for number in ROW_NUMBER.findall(seen)):
                raise refuse(file, "a row beyond the last", f"at most {LAST_ROW:,} rows; {REMEDY}")
            since = since + len(piece) if end < 0 else len(seen) - end
            if since > LONGEST_ROW:
                raise refuse(file, "a row without an end", "rows of at most 16 MB; save it as CSV")
            # As long as the start of a row may be that two pieces share.
            tail = seen[-LONGEST_TAG:]
    return formulas


def _read(content: bytes, file: str, formulas: bool, sheet: str | None) -> Grid:
    from openpyxl import load_workbook

    books = [load_workbook(io.BytesIO(content), read_only=True, data_only=True)]
    if formulas:
        books.append(load_workbook(io.BytesIO(content), read_only=True))
    sheets = {found.title: found for found in books[0].worksheets}
    if len(sheets) > MOST_SHEETS:
        raise refuse(file, f"{len(sheets):,} sheets", f"at most {MOST_SHEETS}")
    looks = {name: SheetStart(name=name, rows=_first_rows(found)) for name, found in sheets.items()}
    names, note = choose_sheets(list(looks.values()), file=file, sheet=sheet)
    gather = _Cells()
    grids = [
        (name, _sheet([book[name] for book in books], looks[name], gather, file)) for name in names
    ]
    choices = tuple(sheets) if len(sheets) > 1 else ()
    return joined(grids, file=file, notes=(note,) if note else (), choices=choices)


def _first_rows(sheet: "Worksheet") -> list[list[str | None]]:
    sheet.reset_dimensions()
    return [_trimmed(row) for row in islice(sheet.iter_rows(values_only=True), LOOKED_AT)]


def _sheet(books: "list[Worksheet]", look: SheetStart, spent: "_Cells", file: str) -> Grid:
    """Read one sheet from its header on; the second of ``books`` tells formulas."""
    for book in books:
        book.reset_dimensions()
    streams = [book.iter_rows(values_only=True) for book in books]
    header = find_header(look.rows)
    names = look.rows[header.at : header.at + header.rows]
    gather = _Gather(file, max(map(len, names), default=0), spent)
    for number, rows in enumerate(zip_longest(*streams, fillvalue=()), 1):
        if number > LAST_ROW:
            raise refuse(file, "a row beyond the last", f"at most {LAST_ROW:,} rows; {REMEDY}")
        if number > header.at:
            gather.add(number, *rows)
    notes = above_note(
        [[cell or "" for cell in row] for row in look.rows[: header.at]], header.at + 1
    )
    return Grid(file=file, cells=gather.frame(), misfits=gather.misfits, notes=notes)


class _Cells:
    """Cells counted over all sheets that are read."""

    number = 0


def _trimmed(values: tuple) -> list[str | None]:
    """Return the cells of a row as text, without the blank ones at its end."""
    row = [cell_text(value) for value in values]
    while row and row[-1] is None:
        row.pop()
    return row


class _Gather:
    """Rows of text, kept as columns in pieces because lists of lists are ten times larger."""

    def __init__(self, file: str, width: int, spent: _Cells) -> None:
        self.file = file
        self.spent = spent
        self.pieces: list[pd.DataFrame] = []
        self.rows: dict[int, list[str | None]] = {}
        self.misfits: dict[int, str] = {}
        self.width = width
        self.blank = 0

    def add(self, number: int, values: tuple, written: tuple = ()) -> None:
        """Take one row; ``written`` holds the formulas where the file has any."""
        row = _trimmed(values)
        if any(
            value is None and isinstance(formula, str) and formula.startswith("=")
            for value, formula in zip(values, written, strict=False)
        ):
            self.misfits[number] = FORMULA
            return
        self.width = self.width or len(row)
        self.blank = 0 if row else self.blank + 1
        if self.blank > MOST_BLANK:
            return
        if len(row) > self.width:
            self.misfits[number] = f"{len(row)} cells, the first row has {self.width}"
            return
        self.spent.number += self.width
        if self.width > MOST_COLUMNS:
            raise refuse(self.file, f"{self.width} columns", f"at most {MOST_COLUMNS}")
        if self.spent.number > MOST_CELLS:
            raise refuse(self.file, "too many cells", f"at most {MOST_CELLS:,}; save it as CSV")
        self.rows[number] = row
        if len(self.rows) == AT_ONCE:
            self._pack()

    def _pack(self) -> None:
        rows = [row + [None] * (self.width - len(row)) for row in self.rows.values()]
        index = pd.Index(list(self.rows), dtype="int64", name="row")
        self.pieces.append(pd.DataFrame(rows, index, range(self.width), dtype="str"))
        self.rows = {}

    def frame(self) -> pd.DataFrame:
        """Return all rows taken."""
        self._pack()
        return pd.concat(self.pieces)
