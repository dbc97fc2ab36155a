"""A file on disk to a grid: what it is packed in and what it is, told by its first bytes."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path
from typing import IO

from data.files.delimited import read_delimited
from data.files.grid import Grid, refuse
from data.files.options import Options
from data.files.parquet import read_parquet
from data.files.workbook import read_workbook

LARGEST = 500 << 20
GZIP, ZIP, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_grid(path: Path, options: Options) -> Grid:
    """Read any of the known kinds of file: text, XLSX, Parquet; text may be in a gzip or zip.

    Parameters
    ----------
    path : Path
    options : Options

    Raises
    ------
    SourceError
    """
    name = path.name
    try:
        if not path.is_file():
            raise refuse(str(path), None, "a file of this name")
        if path.stat().st_size > LARGEST:
            raise refuse(name, f"{path.stat().st_size:,} bytes", f"at most {LARGEST:,}; split it")
        content = path.read_bytes()
    # An odd character in a path is a ValueError, but so is SourceError.
    except OSError as error:
        raise refuse(str(path), None, f"a file that can be read ({error.strerror})") from None
    return read_grid(content, file=name, options=options)


def read_grid(content: bytes, *, file: str, options: Options) -> Grid:
    """Read the bytes of a file; see :func:`open_grid`."""
    if content.startswith(PARQUET):
        return read_parquet(content, file=file)
    if content.startswith(OLD_OFFICE):
        raise refuse(file, "an old XLS or a locked workbook", "XLSX without a password, or CSV")
    if content.startswith(ZIP):
        unpacked = _unzip(content, file)
        if unpacked is None:
            return read_workbook(content, file=file)
        content = unpacked
    elif content.startswith(GZIP):
        content = _gunzip(content, file)
    return read_delimited(content, file=file, encoding=options.encoding)


def _unzip(content: bytes, file: str) -> bytes | None:
    """Return the one file of an archive, or None when the archive is a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # Not is_dir(), which fails on the empty name that a damaged archive may hold.
            members = [item for item in archive.infolist() if not item.filename.endswith("/")]
            if any(item.filename == "[Content_Types].xml" for item in members):
                return None
            if len(members) != 1:
                raise refuse(file, f"an archive of {len(members)} files", "an archive of one file")
            with archive.open(members[0]) as stream:
                return _limited(stream, file)
    # zipfile raises RuntimeError for an archive with a password or an unknown compression.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise refuse(file, f"a broken archive ({error})", "an archive that opens") from None


def _gunzip(content: bytes, file: str) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            return _limited(stream, file)
    except (OSError, EOFError, zlib.error) as error:
        raise refuse(file, f"broken gzip ({error})", "a gzip file that opens") from None


def _limited(stream: IO[bytes] | gzip.GzipFile, file: str) -> bytes:
    """Unpack no more than a text file may hold."""
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise refuse(file, f"more than {LARGEST:,} bytes unpacked", "a smaller file; split it")
    return content
