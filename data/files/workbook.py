"""XLSX to a grid, sheet by sheet and row by row, so that no workbook can fill the memory.

python-calamine reads 100,000 rows in a tenth of the time (4 s against 39 s), but lays a sheet out
whole: 5 kB of workbook with two cells far apart end the process. It also gives error cells and
formulas without a saved result as blanks, and a blank is not what they are.
"""

import datetime as dt
import io
import zipfile
from itertools import zip_longest
from zlib import error as ZlibError

import pandas as pd

from data.errors import SourceError
from data.files.grid import MOST_COLUMNS, Grid, refuse

LARGEST_SHEET = 2 << 30
LARGEST_PART = 200 << 20
LARGEST_OTHER = 10 << 20
# Text of a sheet packs about ten times; a thousand times is one character over and over.
MOST_PACKED = 200
LONGEST_ROW = 16 << 20
MOST_CELLS = 40_000_000
AT_ONCE = 20_000
PIECE = 1 << 20
FORMULA = "a formula without a saved result"


def read_workbook(content: bytes, *, file: str) -> Grid:
    """Read the first sheet of an XLSX workbook.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.

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
        return _read(content, file, formulas)
    except SourceError:
        raise
    # openpyxl has no error of its own for a mangled workbook; the first cause stays attached.
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
        NotImplementedError,
        RecursionError,
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
            since = since + len(piece) if end < 0 else len(seen) - end
            if since > LONGEST_ROW:
                raise refuse(file, "a row without an end", "rows of at most 16 MB; save it as CSV")
            tail = seen[-8:]
    return formulas


def _read(content: bytes, file: str, formulas: bool) -> Grid:
    from openpyxl import load_workbook

    books = [load_workbook(io.BytesIO(content), read_only=True, data_only=True)]
    if formulas:
        books.append(load_workbook(io.BytesIO(content), read_only=True))
    names = [sheet.title for sheet in books[0].worksheets]
    if not names:
        raise refuse(file, "no sheet", "a workbook with a sheet of cells")
    for book in books:
        book.worksheets[0].reset_dimensions()
    streams = [book.worksheets[0].iter_rows(values_only=True) for book in books]
    gather = _Gather(file)
    for number, rows in enumerate(zip_longest(*streams, fillvalue=()), 1):
        gather.add(number, *rows)
    notes = []
    if len(names) > 1:
        others = ", ".join(f'"{name}"' for name in names[1:6])
        notes.append(f'Only the first sheet, "{names[0]}", is read, not {others}.')
    return Grid(file=file, cells=gather.frame(), misfits=gather.misfits, notes=tuple(notes))


class _Gather:
    """Rows of text, kept as columns in pieces because lists of lists are ten times larger."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.pieces: list[pd.DataFrame] = []
        self.rows: dict[int, list[str | None]] = {}
        self.misfits: dict[int, str] = {}
        self.width = 0
        self.cells = 0

    def add(self, number: int, values: tuple, written: tuple = ()) -> None:
        """Take one row; ``written`` holds the formulas where the file has any."""
        row = [_text(value) for value in values]
        while row and row[-1] is None:
            row.pop()
        if any(
            value is None and isinstance(formula, str) and formula.startswith("=")
            for value, formula in zip(values, written, strict=False)
        ):
            self.misfits[number] = FORMULA
            return
        self.width = self.width or len(row)
        if not row:
            row = []
        elif len(row) > self.width:
            self.misfits[number] = f"{len(row)} cells, the first row has {self.width}"
            return
        self.cells += self.width
        if self.width > MOST_COLUMNS or self.cells > MOST_CELLS:
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


def _text(value: object) -> str | None:
    """Write a cell as a CSV file would hold it."""
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        whole = value.time() == dt.time()
        return f"{value:%Y-%m-%d}" if whole else value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = str(value).replace("\0", "").strip()
    return text or None
