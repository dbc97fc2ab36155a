"""A file on disk to a grid: what it is packed in and what it is, told by its first bytes."""

import gzip
import io
import zlib
from pathlib import Path

from data.containers.archive import limited, member_of
from data.containers.json_rows import is_json, read_json
from data.containers.kinds import refuse_other_kinds
from data.containers.open_document import read_open_document
from data.containers.parquet import read_parquet
from data.containers.stata import is_stata, read_stata
from data.containers.workbook import read_workbook
from data.files.delimited import read_delimited
from data.files.grid import Grid, refuse
from data.files.large_text import LARGE, Choose, Progress, read_bare, read_large, silent
from data.files.layout import FIRST_BYTES, layout_of
from data.files.options import Options

LARGEST = 500 << 20
GZIP, ZIP, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"
EMPTY_ZIP = b"PK\x05\x06"
# A zip may hold a packed file, and that one the table; nothing real goes deeper.
DEEPEST = 3


def open_grid(
    path: Path,
    options: Options,
    *,
    choose: Choose | None = None,
    progress: Progress = silent,
) -> Grid:
    """Read any of the known kinds of file, packed in a gzip or a zip or not at all.

    Parameters
    ----------
    path : Path
    options : Options
    choose : callable, optional
        Tells from the names of a large text's columns which of them decide what becomes of a row.
    progress : callable
        Is told what is done, and how much of it, from 0 to 1.

    Raises
    ------
    SourceError
    """
    name = path.name
    try:
        if not path.is_file():
            raise refuse(str(path), _instead_of_a_file(path), "a file of this name")
        size = path.stat().st_size
        with path.open("rb") as stream:
            start = stream.read(FIRST_BYTES)
        if size > LARGE and options.sheet is None and _is_text(start, name, options):
            grid = _large(path, start, options, choose, progress)
            if grid is not None:
                return grid
        content = path.read_bytes()
    # An odd character in a path is a ValueError, but so is SourceError.
    except OSError as error:
        raise refuse(str(path), None, f"a file that can be read ({error.strerror})") from None
    return _read(content, name, options, 0, bounded=False)


def _instead_of_a_file(path: Path) -> str | None:
    """Say what is there that is no file; None where there is nothing."""
    if path.is_dir():
        return "a folder"
    return "a pipe or a device, which cannot be read twice" if path.exists() else None


def read_grid(content: bytes, *, file: str, options: Options) -> Grid:
    """Read the bytes of a file; see :func:`open_grid`."""
    return _read(content, file, options, 0, bounded=True)


def _large(
    path: Path, start: bytes, options: Options, choose: Choose | None, progress: Progress
) -> Grid | None:
    """Read a large text without laying it out whole; None where that cannot be done."""
    if not layout_of(start, file=path.name).quoted:
        return read_bare(path, options.countries, progress=progress) if options.countries else None
    return read_large(path, choose=choose, progress=progress) if choose else None


def _is_text(start: bytes, file: str, options: Options) -> bool:
    """Tell whether a file is UTF-8 text with separators, as far as its start tells."""
    if start.startswith((ZIP, GZIP, PARQUET)) or is_stata(start) or is_json(start):
        return False
    refuse_other_kinds(start, file=file)
    return options.encoding is None and b"\0" not in start


def _read(content: bytes, file: str, options: Options, depth: int, *, bounded: bool) -> Grid:
    if content.startswith(EMPTY_ZIP):
        raise refuse(file, "an archive of no file", "an archive with a table")
    if content.startswith((ZIP, GZIP)) and depth == DEEPEST:
        raise refuse(file, "archives inside archives", "the table itself, unpacked")
    if content.startswith(ZIP):
        kind, content = member_of(content, file=file, sheet=options.sheet, most=LARGEST)
        if kind == "xlsx":
            return read_workbook(content, file=file, sheet=options.sheet)
        if kind == "ods":
            return read_open_document(content, file=file, sheet=options.sheet)
        return _read(content, file, options, depth + 1, bounded=True)
    if content.startswith(GZIP):
        return _read(_gunzip(content, file), file, options, depth + 1, bounded=True)
    if options.sheet is not None and not depth:
        allowed = "no sheet to be named: the file is one table"
        raise refuse(file, options.sheet, allowed, column="--sheet")
    if content.startswith(PARQUET):
        return read_parquet(content, file=file)
    if is_stata(content):
        return read_stata(content, file=file)
    refuse_other_kinds(content, file=file)
    if is_json(content):
        return read_json(content, file=file)
    return read_delimited(content, file=file, encoding=options.encoding, bounded=bounded)


def _gunzip(content: bytes, file: str) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            return limited(stream, file, LARGEST)
    except (OSError, EOFError, zlib.error) as error:
        raise refuse(file, f"broken gzip ({error})", "a gzip file that opens") from None
