"""Downloads of a study on disk: a folder each, and an index that is replaced last of all."""

import contextlib
import csv
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from data import locks
from data.errors import FetchError
from data.fetched import (
    EVENTS_KIND,
    FETCHED_FOLDER,
    INDEX_FILE,
    INDEX_FORMAT,
    FetchedIndex,
    read_index,
)
from data.fetching.spool import Earlier
from data.importing.import_file import EVENTS_FILE
from data.importing.summary import REJECTED_FILE
from data.version import NAME

LOCK = "lock"
MONTHS_FILE = "months.csv"
DRAFT = ".draft."
DAYS_FOLDER = "days"
OURS = re.compile(r"\d{4}-\d{2}-\d{2}(?:-\d+)?(?:-months)?")
ROW_FILES = {EVENTS_FILE, REJECTED_FILE, MONTHS_FILE}


@contextlib.contextmanager
def taken(folder: Path) -> Iterator[Path]:
    """Take the downloads of a study for one run, and give a folder for what is being made.

    Parameters
    ----------
    folder : Path
        Of the study.

    Yields
    ------
    Path
        Goes with the run, however that ends; what a killed one has left goes first.

    Raises
    ------
    FetchError
        When another run fetches for this study, or nothing can be written there.
    """
    home = folder / FETCHED_FOLDER
    number = None
    try:
        home.mkdir(parents=True, exist_ok=True)
        number = locks.take(home / LOCK)
        if number is None:
            raise FetchError(f"Another run fetches for {folder}: wait until it is done.")
        _clear_leftovers(home, {one["name"] for one in read_index(folder).downloads})
        draft = Path(tempfile.mkdtemp(prefix=DRAFT, dir=home))
        try:
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise FetchError(f"Nothing can be kept in {home} ({error.strerror}).") from None
    finally:
        locks.let_go(number)


def _clear_leftovers(home: Path, known: set[str]) -> None:
    """Remove what a killed run has left: drafts, and folders that the index never named."""
    for path in home.iterdir():
        if not path.is_dir() or path.is_symlink() or path.name in known:
            continue
        unnamed = OURS.fullmatch(path.name) and {one.name for one in path.iterdir()} <= ROW_FILES
        if path.name.startswith(DRAFT) or unnamed:
            shutil.rmtree(path)


def free_name(index: FetchedIndex, kind: str, day: date) -> str:
    """Return a name for a download: its day, with a number behind it where there were several."""
    names = {one["name"] for one in index.downloads}
    ending = "" if kind == EVENTS_KIND else "-months"
    candidates = [f"{day}{ending}", *(f"{day}-{number}{ending}" for number in range(2, 1000))]
    return next(name for name in candidates if name not in names)


def put_in_place(folder: Path, made: Path, name: str) -> Path:
    """Give a folder of rows its place; until the index names it, nobody reads it."""
    for path in made.iterdir():
        _onto_disk(path)
    place = folder / FETCHED_FOLDER / name
    os.replace(made, place)
    _onto_disk(place.parent)
    return place


def with_download(index: FetchedIndex, entry: dict[str, Any]) -> FetchedIndex:
    """Return an index with one more download."""
    return replace(index, downloads=(*index.downloads, entry))


def with_check(index: FetchedIndex, entry: dict[str, Any], changes: dict[str, Any]) -> FetchedIndex:
    """Return an index in which a download was found unchanged."""
    changed = tuple(one | changes if one is entry else one for one in index.downloads)
    return replace(index, downloads=changed)


def write_index(folder: Path, index: FetchedIndex) -> None:
    """Replace the index, whole: from here on, and not before, a download is there.

    Raises
    ------
    FetchError
        When the one that is there is of a newer format: it stays.
    """
    read_index(folder)
    values = {
        "written_by": NAME,
        "format": INDEX_FORMAT,
        "told": list(index.told),
        "downloads": list(index.downloads),
    }
    content = json.dumps(values, indent=1, ensure_ascii=False).encode() + b"\n"
    path = folder / INDEX_FILE
    draft = path.with_name(f"{DRAFT}index.json")
    draft.write_bytes(content)
    _onto_disk(draft)
    os.replace(draft, path)
    _onto_disk(path.parent)


def _onto_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, outlast a loss of power."""
    if path.is_dir() and os.name == "nt":
        # Windows cannot wait for a folder.
        return
    number = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def rows_digest(path: Path) -> str:
    """Return a hash of the rows of a file, whatever their order."""
    with path.open("rb") as file:
        marks = sorted(hashlib.sha256(line).digest() for line in file)
    return hashlib.sha256(b"".join(marks)).hexdigest()


def earlier_of(folder: Path, entry: dict[str, Any] | None, *, keys: bool) -> Earlier:
    """Return what is known of the newest download.

    Parameters
    ----------
    folder : Path
    entry : dict or None
    keys : bool
        Whether the names of its rows are wanted.
    """
    if entry is None:
        return Earlier()
    names: frozenset[str] = frozenset()
    if keys:
        with (folder / entry["file"]).open(encoding="utf-8", newline="") as file:
            names = frozenset(row["event_id"] for row in csv.DictReader(file))
    return Earlier(entry=entry, keys=names)
