"""Any file at an address: fetched again where it has changed, by the marks that it came with."""

import hashlib
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from data.errors import FetchError
from data.fetching.ask import Ask
from data.fetching.spool import Earlier, Got
from data.fetching.web import HTML, Question, Web, page_title
from data.files.grid import plain_name

LARGEST_FILE = 500 << 20
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".ods", ".json", ".geojson", ".parquet", ".zip", ".gz")


def fetch_link(ask: Ask, web: Web, earlier: Earlier, draft: Path) -> Got:
    """Fetch a file, unless the server says that it is the one that was fetched last.

    Parameters
    ----------
    ask : Ask
    web : Web
    earlier : Earlier
        Its marks are ``etag`` and ``last_modified``, as the server gave them.
    draft : Path
        Folder for the file.

    Returns
    -------
    Got
        Without a file where nothing has changed.

    Raises
    ------
    FetchError
    """
    marks = earlier.entry.get("marks", {})
    known = {"If-None-Match": marks.get("etag"), "If-Modified-Since": marks.get("last_modified")}
    question = Question(
        address=ask.link,
        headers={name: value for name, value in known.items() if value},
        most=LARGEST_FILE,
        expected=(200, 304) if any(known.values()) else (200,),
    )
    path = draft / file_name(ask.link)
    with path.open("w+b") as file:
        answer = web.download(question, file)
        file.seek(0)
        start = file.read(1 << 16)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    notes = (f"The file came from {answer.host}.",) if answer.host != ask.name else ()
    if answer.status == 304:
        entry = earlier.entry
        return Got(
            file=None,
            rows=entry["rows"],
            digest=entry["hash"],
            pages=0,
            promised=0,
            start=ask.start,
            end=ask.end,
            notes=notes,
            marks=marks,
        )
    _check_start(start, ask)
    return Got(
        file=path,
        rows=0,
        digest=digest,
        pages=1,
        promised=1,
        start=ask.start,
        end=ask.end,
        notes=notes,
        marks={
            name: value
            for name, value in {
                "etag": answer.headers.get("ETag", ""),
                "last_modified": _moment(answer.headers.get("Last-Modified", "")),
            }.items()
            if value
        },
    )


def _check_start(start: bytes, ask: Ask) -> None:
    """Refuse what is no file: nothing, or a web page that stands in its place."""
    if not start.strip():
        raise FetchError(f"{ask.name} gave an empty file. Nothing was changed.")
    if HTML.match(start[:200]):
        title = page_title(start)
        told = f' ("{title}")' if title else ""
        raise FetchError(
            f"{ask.name} gave a web page{told} in place of a file: take the address "
            "of the file itself."
        )


def _moment(text: str) -> str:
    """Return a moment as it was given, where it is one."""
    try:
        parsedate_to_datetime(text)
    except ValueError:
        return ""
    return text


def file_name(link: str) -> str:
    """Return a name for the file at an address, with the ending that it has there."""
    last = unquote(urlsplit(link).path.rpartition("/")[2])
    stem, dot, ending = last.rpartition(".")
    if dot and f".{ending.lower()}" in ENDINGS:
        return f"{plain_name(stem)[:60] or 'file'}.{ending.lower()}"
    return f"{plain_name(last)[:60] or 'file'}.data"
