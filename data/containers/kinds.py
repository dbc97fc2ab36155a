"""What a file is, told by its first bytes: what is no table is called by its name."""

import re
from typing import NamedTuple

from data.errors import SourceError
from data.files.grid import refuse

START = 4096
XLSX = "XLSX or CSV"


class OtherKind(NamedTuple):
    """A kind of file that is not read, and what to save it as instead."""

    found: str
    instead: str


BY_BYTES = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": OtherKind(
        "an old XLS or a locked workbook", "XLSX without a password, or CSV"
    ),
    b"%PDF": OtherKind("a PDF document", "the table that it was made of, as XLSX or CSV"),
    b"MIME-Version:": OtherKind("a web page saved as an archive (MHTML)", XLSX),
    b"From: <Saved by": OtherKind("a web page saved as an archive (MHTML)", XLSX),
    b"{\\rtf": OtherKind("an RTF document", XLSX),
    b"SQLite format 3\0": OtherKind("an SQLite database", "one of its tables, saved as CSV"),
    b"$FL2": OtherKind("an SPSS file", "CSV or Stata, saved from SPSS"),
    b"$FL3": OtherKind("an SPSS file", "CSV or Stata, saved from SPSS"),
    b"HEADER RECORD*******LIBRARY HEADER": OtherKind("a SAS transport file", "CSV, saved from SAS"),
    b"\0" * 12 + b"\xc2\xea\x81\x60": OtherKind("a SAS data set", "CSV, saved from SAS"),
    b"ARROW1": OtherKind("an Arrow or Feather file", "Parquet or CSV"),
    b"\x89HDF": OtherKind("an HDF5 or MATLAB file", "CSV"),
    b"\x89PNG": OtherKind("a picture (PNG)", "the table that it shows, as XLSX or CSV"),
    b"\xff\xd8\xff": OtherKind("a picture (JPEG)", "the table that it shows, as XLSX or CSV"),
    b"GIF8": OtherKind("a picture (GIF)", "the table that it shows, as XLSX or CSV"),
    b"7z\xbc\xaf\x27\x1c": OtherKind("a 7z archive", "the file in it, unpacked or in a zip"),
    b"Rar!": OtherKind("a RAR archive", "the file in it, unpacked or in a zip"),
    b"\xfd7zXZ\0": OtherKind("an archive packed with xz", "the file in it, unpacked or in a zip"),
    b"BZh": OtherKind("an archive packed with bzip2", "the file in it, unpacked or in a zip"),
    b"\x28\xb5\x2f\xfd": OtherKind("an archive packed with zstd", "the file in it, unpacked"),
    b"RDX": OtherKind("an R workspace (RData)", "CSV: in R, write.csv(table, 'table.csv')"),
    b"RDA": OtherKind("an R workspace (RData)", "CSV: in R, write.csv(table, 'table.csv')"),
}
RDS = OtherKind("an R object (RDS)", "CSV: in R, write.csv(readRDS('file.rds'), 'table.csv')")
# Two bytes say how R wrote it; then a version and the release that wrote it.
R_OBJECT = re.compile(rb"X\n\0\0\0[\x02\x03]|[AB]\n[23]\n|B\n[\x02\x03]\0\0\0")
ROOTS = {
    "kml": OtherKind("a KML map", "CSV, saved from the program that drew it"),
    "gpx": OtherKind("a GPX track", "CSV"),
    "gml": OtherKind("a GML map", "CSV or GeoJSON"),
    "rss": OtherKind("a news feed (RSS)", XLSX),
    "feed": OtherKind("a news feed (Atom)", XLSX),
    "svg": OtherKind("a picture (SVG)", "the table that it shows, as XLSX or CSV"),
    "workbook": OtherKind("a workbook in XML of Excel 2003", "XLSX, saved from a spreadsheet"),
    "error": OtherKind("the error message of a server (XML)", "the file itself, downloaded again"),
}
XML = OtherKind("an XML document", "CSV, XLSX or JSON")
LOG_IN = re.compile(r"log[ -]?in|sign[ -]?in|password|connexion|anmeld", re.IGNORECASE)
OFFICE = {
    "word/": OtherKind("a Word document", "its table as XLSX or CSV"),
    "ppt/": OtherKind("a PowerPoint file", "its table as XLSX or CSV"),
    "xl/workbook.bin": OtherKind("a binary workbook (XLSB)", "XLSX, saved from a spreadsheet"),
    "visio/": OtherKind("a Visio drawing", XLSX),
}


def refuse_other_kinds(content: bytes, *, file: str) -> None:
    """Refuse what is no table, in a sentence that says what it is and what to save it as.

    Parameters
    ----------
    content : bytes
    file : str
        Name for the messages.

    Raises
    ------
    SourceError
    """
    start = bytes(content[:START])
    for magic, kind in BY_BYTES.items():
        if start.startswith(magic):
            raise kind_error(kind, file)
    if R_OBJECT.match(start):
        raise kind_error(RDS, file)
    text = _as_text(start).lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        raise _markup(text, file)


def office_kind(members: list[str]) -> OtherKind | None:
    """Return what else than a workbook the parts of an Office file make it."""
    return next(
        (kind for part, kind in OFFICE.items() if any(name.startswith(part) for name in members)),
        None,
    )


def kind_error(kind: OtherKind, file: str) -> SourceError:
    """Return the error that names a kind of file."""
    return refuse(file, kind.found, kind.instead)


def _as_text(start: bytes) -> str:
    encoding = "utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return start.decode(encoding, errors="replace")


def _markup(text: str, file: str) -> SourceError:
    """Name a web page or an XML document by its first element."""
    root = re.search(r"<(?![?!])(?:[\w.-]+:)?([\w-]+)", text)
    name = root[1].lower() if root else ""
    if name in ("html", "head", "body", "table", "div", "script", "meta") or re.match(
        r"<!doctype\s+html", text, re.IGNORECASE
    ):
        if "<table" in text.lower() and not LOG_IN.search(text):
            return refuse(
                file,
                "a web page that holds a table (HTML)",
                "the table itself: open it in a spreadsheet and save it as XLSX or CSV",
            )
        title = re.search(r"<title[^>]*>\s*([^<]{1,60})", text, re.IGNORECASE)
        called = f" called “{' '.join(title[1].split())}”" if title else ""
        page = "a log-in page" if LOG_IN.search(text) else "a web page"
        allowed = "the file itself: log in there, download it again, and look at what was saved"
        return refuse(file, f"{page}{called} (HTML), not a table", allowed)
    return kind_error(ROOTS.get(name, XML), file)
