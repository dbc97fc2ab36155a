"""A zip to the one table in it; where there are several, one is asked for."""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import IO

from data.containers.kinds import OtherKind, kind_error, office_kind
from data.errors import ChoiceNeeded
from data.faults import Fault
from data.files.grid import refuse

ENDINGS = {
    *("csv", "tsv", "tab", "txt", "xlsx", "xlsm", "ods", "parquet"),
    *("dta", "json", "geojson", "ndjson", "jsonl"),
}
# What stands beside a table and is none, although it could be text with commas.
BESIDE = re.compile(r"read.?me|licen[cs]e|codebook|metadata|changelog|terms|citation", re.I)
SHOWN = 12
# Unpacked at a time: what is asked for at once is taken at once, however little comes.
PIECE = 1 << 20
MAP = OtherKind("a shapefile", "CSV or GeoJSON, saved from the program that drew it")
KMZ = OtherKind("a KML map in a zip (KMZ)", "CSV, saved from the program that drew it")
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


def member_of(content: bytes, *, file: str, sheet: str | None, most: int) -> tuple[str, bytes]:
    """Return what an archive is: the name and the bytes of the table in it.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.
    sheet : str or None
        Which file of the archive to take.
    most : int
        Bytes that it may hold unpacked.

    Returns
    -------
    name : str
        "xlsx" or "ods" where the archive itself is a workbook; then the content is that of all.
    content : bytes

    Raises
    ------
    SourceError
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # Not is_dir(), which fails on the empty name that a damaged archive may hold.
            items = [item for item in archive.infolist() if not item.filename.endswith("/")]
            names = [item.filename for item in items]
            if "[Content_Types].xml" in names:
                if kind := office_kind(names):
                    raise kind_error(kind, file)
                return "xlsx", content
            if "mimetype" in names:
                return _open_document(archive, content, file)
            items = [item for item in items if not _is_nobodys(item.filename)]
            item = _chosen(items, file, sheet)
            with archive.open(item) as stream:
                return item.filename, limited(stream, file, most)
    # zipfile raises RuntimeError for an archive with a password or an unknown compression.
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise refuse(file, f"a broken archive ({error})", "an archive that opens") from None


def limited(stream: IO[bytes] | gzip.GzipFile, file: str, most: int) -> bytes:
    """Unpack no more than a text file may hold.

    Parameters
    ----------
    stream : binary file
    file : str
        Name for the messages.
    most : int
        Bytes.

    Raises
    ------
    SourceError
    """
    content = io.BytesIO()
    while piece := stream.read(PIECE):
        if content.tell() + len(piece) > most:
            raise refuse(file, f"more than {most:,} bytes unpacked", "a smaller file; split it")
        content.write(piece)
    return content.getvalue()


def find_choice(choices: list[str], wanted: str) -> str | None:
    """Return the one that is meant, by its name in any case, or by a part that only it has."""
    small = wanted.strip().casefold()
    tests: tuple[Callable[[str], bool], ...] = (
        lambda name: name == wanted,
        lambda name: name.strip().casefold() == small,
        lambda name: name.rpartition("/")[2].casefold() == small,
        lambda name: bool(small) and small in name.casefold(),
    )
    for test in tests:
        found = [name for name in choices if test(name)]
        if len(found) == 1:
            return found[0]
    return None


def ask(file: str, found: str, choices: list[str]) -> ChoiceNeeded:
    """Return the error that asks which of several tables is meant."""
    shown = ", ".join(f'"{name}"' for name in choices[:SHOWN])
    more = f" and {len(choices) - SHOWN} more" if len(choices) > SHOWN else ""
    allowed = f'one of them to be chosen: {shown}{more}; say which, as in --sheet "{choices[0]}"'
    return ChoiceNeeded((Fault(file=file, value=found, allowed=allowed),), tuple(choices))


def _is_nobodys(name: str) -> bool:
    """Tell whether a file is one that an operating system left behind."""
    last = name.rpartition("/")[2]
    return (
        name.startswith("__MACOSX/")
        or last.startswith("._")
        or last.lower()
        in (
            ".ds_store",
            "thumbs.db",
            "desktop.ini",
        )
    )


def _chosen(items: list[zipfile.ZipInfo], file: str, sheet: str | None) -> zipfile.ZipInfo:
    by_name = {item.filename: item for item in items}
    if sheet is not None and (name := find_choice(list(by_name), sheet)):
        return by_name[name]
    if len(items) == 1 and sheet is None:
        return items[0]
    endings = {name.rpartition(".")[2].lower() for name in by_name}
    if {"shp", "dbf"} <= endings:
        raise kind_error(MAP, file)
    if "doc.kml" in by_name:
        raise kind_error(KMZ, file)
    tables = [name for name in by_name if _is_table(name)]
    own = [name for name in tables if not BESIDE.search(name.rpartition("/")[2])] or tables
    if len(own) == 1 and sheet is None:
        return by_name[own[0]]
    if not own:
        raise refuse(file, f"an archive of {len(items)} files, none a table", "one with a table")
    missed = "" if sheet is None else f', none called "{sheet}"'
    raise ask(file, f"an archive of {len(own)} tables{missed}", own)


def _is_table(name: str) -> bool:
    ending = name.lower().removesuffix(".gz").rpartition(".")[2]
    return ending in ENDINGS


def _open_document(archive: zipfile.ZipFile, content: bytes, file: str) -> tuple[str, bytes]:
    """Tell an OpenDocument spreadsheet from its other kinds."""
    with archive.open("mimetype") as stream:
        kind = stream.read(200).decode("ascii", errors="replace").strip()
    if kind.startswith(f"{OPEN_DOCUMENT}spreadsheet"):
        return "ods", content
    shown = kind.removeprefix(OPEN_DOCUMENT)[:40]
    raise refuse(file, f"an OpenDocument file of another kind ({shown})", "ODS, XLSX or CSV")
