"""The folder of a site: what of it is ours, written so that it works at every moment.

``site.json`` names every file that was put there and its hash. Before anything is written it names
what will be, so that a publish that is killed leaves nothing that the next one would not know.
Pages are put in place one by one and whole, those that lead to others last.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from data import locks
from data.errors import EscalationError
from data.version import NAME
from report.files import clear_folder, write_all
from report.site.briefs import INDEX, Brief, brief_from
from report.site.shared import SHARED

SITE_FORMAT = 1
MANIFEST, LOCK = "site.json", ".lock"
# Of the folder of a brief: a day and hashes.
OUR_NAME = re.compile(r"[\w-]+")


@dataclass(frozen=True, kw_only=True)
class Site:
    """What a folder holds that was published.

    Parameters
    ----------
    title : str
        Of the study.
    briefs : tuple of Brief
    files : dict of str to str
        SHA-256 of every file by its path.
    coming : dict of str to str
        The same of what a publish was writing that did not come to its end.
    """

    title: str
    briefs: tuple[Brief, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    coming: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rewritten:
    """What came of writing a site: how many files were put there, left as they were, taken away."""

    new: int
    same: int
    gone: int


def check_site_folder(folder: Path, title: str, *, renamed: bool = False) -> None:
    """Refuse a folder that is not for the site of a study, before anything is computed.

    Parameters
    ----------
    folder : Path
    title : str
        Of the study.
    renamed : bool
        Whether a site of another title is that of this study all the same.

    Raises
    ------
    EscalationError
    """
    if folder.is_symlink():
        raise EscalationError(f"{folder} is a link to another folder: name the folder itself.")
    if folder.exists() and not folder.is_dir():
        raise EscalationError(f"{folder} is a file: name a folder for the site.")
    read_site(folder, title, renamed=renamed)


def read_site(folder: Path, title: str, *, renamed: bool = False) -> Site:
    """Read what was published in a folder; nothing in one that is empty or not there.

    Raises
    ------
    EscalationError
        When the folder holds something else, the site of another study, or one that a newer
        version has written: it is left as it is.
    """
    path = folder / MANIFEST
    if not folder.exists():
        return Site(title=title)
    try:
        content = path.read_bytes() if path.exists() else None
        others = [one.name for one in folder.iterdir() if not _is_passing(one.name)]
    except OSError as error:
        raise EscalationError(f"Cannot read {folder}: {error.strerror}.") from error
    if content is None and others:
        raise EscalationError(
            f"{folder} holds {others[0]} and is no site that was published here: choose an "
            "empty folder, or one that is not there yet."
        )
    if content is None:
        return Site(title=title)
    try:
        values = json.loads(content)
    except ValueError as error:
        raise EscalationError(
            f"{path} is not the list of a site ({error}): choose another folder."
        ) from error
    _check_format(path, values)
    site = _listed(path, values)
    if site.title != title and not renamed:
        raise EscalationError(
            f"{folder} holds the site of another study, {site.title!r}: choose another "
            "folder, or say by --force that it is the same study under a new title."
        )
    return replace(site, title=title)


def _listed(path: Path, values: Mapping[str, Any]) -> Site:
    """Take over what a list says; it comes with its folder, which anybody may have given."""
    try:
        site = Site(
            title=values["title"],
            briefs=tuple(brief_from(one) for one in values["briefs"]),
            files=dict(values["files"]),
            coming=dict(values["coming"]),
        )
        names = [one.name for one in site.briefs]
        strange = [one for one in (*site.files, *site.coming) if not _is_inside(one)]
        strange += [name for name in names if not OUR_NAME.fullmatch(name)]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise EscalationError(
            f"{path} is not the list of a site ({error!r}): choose another folder."
        ) from error
    if strange:
        raise EscalationError(
            f"{path} names {strange[0]!r}, which no publish has put there: choose another folder."
        )
    return site


def _is_inside(path: str) -> bool:
    """Tell whether a path stays within its folder."""
    asked = PurePosixPath(path)
    return not asked.is_absolute() and ".." not in asked.parts


def _is_passing(name: str) -> bool:
    """Tell whether a file may be what a killed publish left before it could write anything."""
    return name == LOCK or name.startswith(f".{MANIFEST}.")


def _check_format(path: Path, values: Any) -> None:
    number = values.get("format") if isinstance(values, dict) else None
    if type(number) is not int:
        raise EscalationError(
            f"{path} is not the list of a site, as it has no format: choose another folder."
        )
    if number > SITE_FORMAT:
        raise EscalationError(
            f"{path} has format {number}, written by a newer version; this one reads format "
            f"{SITE_FORMAT} and leaves the site as it is: upgrade."
        )
    if number < SITE_FORMAT:
        raise EscalationError(
            f"{path} has format {number}, which no version can have written: choose another folder."
        )


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make a folder, and hold the lock of its site.

    Raises
    ------
    EscalationError
        When the folder cannot be made or written, or another process is publishing there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = locks.take(folder / LOCK)
    except OSError as error:
        raise EscalationError(f"Cannot write into {folder}: {error.strerror}.") from error
    if lock is None:
        raise EscalationError(f"Another publish is going on in {folder}: wait until it is done.")
    try:
        yield
    finally:
        locks.let_go(lock)


def write_site(
    folder: Path, before: Site, files: Mapping[str, bytes], briefs: tuple[Brief, ...]
) -> Rewritten:
    """Write a site, and take away what is no longer part of it.

    Parameters
    ----------
    folder : Path
        Whose lock is held.
    before : Site
        As it was read.
    files : mapping of str to bytes
        By their paths. Of briefs that are not among them everything stays as it is.
    briefs : tuple of Brief
        That the site has from now on.

    Returns
    -------
    Rewritten

    Raises
    ------
    EscalationError
        When something cannot be written: what was there before works on.
    """
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    kept = {path: known for path, known in before.files.items() if _stays(path, files, briefs)}
    after = kept | hashes
    ours = before.files.keys() | before.coming.keys()
    for inner in sorted({PurePosixPath(path).parent.as_posix() for path in after}):
        _make(folder, inner)
    other = [path for path in files if not _holds(folder / path, files[path])]
    new = Site(title=before.title, briefs=briefs, files=after)
    if not other and new == before:
        return Rewritten(new=0, same=len(files), gone=0)
    _put_manifest(folder, replace(before, coming=before.coming | hashes))
    for path in sorted(other, key=_in_order):
        _put(folder / path, files[path])
    gone = 0
    for path in sorted(ours - after.keys()):
        known = {before.files.get(path, ""), before.coming.get(path, "")}
        gone += _take_away(folder / path, known)
    for left in sorted({PurePosixPath(path).parent for path in ours}, reverse=True):
        _forget(folder / left)
    _put_manifest(folder, new)
    return Rewritten(new=len(other), same=len(files) - len(other), gone=gone)


def _stays(path: str, files: Mapping[str, bytes], briefs: tuple[Brief, ...]) -> bool:
    """Tell whether a file of before that is not written anew is still part of the site."""
    place, _, name = path.partition("/")
    written = {one.partition("/")[0] for one in files}
    others = {one.name: one for one in briefs if one.name not in written}
    if place == SHARED:
        # Older pages keep the scripts that they were made with.
        return any(name in one.shared for one in others.values())
    return place in others


def _in_order(path: str) -> tuple[int, str]:
    """Put what others lead to first: shared scripts, charts and tables, pages, the list."""
    parts = path.split("/")
    if len(parts) == 1:
        return (4 if path == INDEX else 3, path)
    return (0 if parts[0] == SHARED else 2 if path.endswith(".html") else 1, path)


def _make(folder: Path, inner: str) -> None:
    """Make a folder inside; one that leads elsewhere is refused."""
    place = folder
    for part in PurePosixPath(inner).parts:
        place = place / part
        if place.is_symlink():
            raise EscalationError(
                f"{place} is a link to another folder, which no publish has made: remove it."
            )
    try:
        place.mkdir(parents=True, exist_ok=True)
        clear_folder(place)
    except OSError as error:
        raise EscalationError(f"Cannot make the folder {place}: {error.strerror}.") from error


def _holds(path: Path, content: bytes) -> bool:
    """Tell whether a file is there with these very bytes."""
    try:
        there = path.is_file() and not path.is_symlink() and path.stat().st_size == len(content)
        return there and path.read_bytes() == content
    except OSError as error:
        raise EscalationError(f"Cannot read {path}: {error.strerror}.") from error


def _put(path: Path, content: bytes) -> None:
    """Write a file under a passing name and give it its own; a link in its place is replaced."""
    try:
        if path.is_symlink():
            path.unlink()
    except OSError as error:
        raise EscalationError(f"Cannot replace {path}: {error.strerror}.") from error
    write_all({path: content}, force=True)


def _take_away(path: Path, known: set[str]) -> bool:
    """Remove a file that we wrote; one that somebody has changed since is theirs."""
    try:
        if path.is_symlink() or not path.is_file():
            return False
        if hashlib.sha256(path.read_bytes()).hexdigest() not in known:
            return False
        path.unlink()
    except OSError as error:
        raise EscalationError(f"Cannot remove {path}: {error.strerror}.") from error
    return True


def _forget(folder: Path) -> None:
    """Remove a folder that is empty by now."""
    if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
        os.rmdir(folder)


def _put_manifest(folder: Path, site: Site) -> None:
    values = {
        "written_by": NAME,
        "format": SITE_FORMAT,
        "title": site.title,
        "briefs": [one.values for one in site.briefs],
        "files": dict(sorted(site.files.items())),
        "coming": dict(sorted(site.coming.items())),
    }
    text = json.dumps(values, indent=1, ensure_ascii=False) + "\n"
    _put(folder / MANIFEST, text.encode("utf-8", "replace"))
