"""Write files whole or not at all, several together."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from data.errors import EscalationError


class FilesInTheWay(EscalationError):
    """Files exist that hold something else than what is to be written.

    Parameters
    ----------
    paths : sequence of Path
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        super().__init__(f"{paths[0]} exists: choose another name, or replace it by --force.")
        self.paths = tuple(paths)


LEFT_SECONDS = 3600


def ending_of(target: Path, endings: Collection[str]) -> str:
    """Return the ending of a file's name in small letters.

    Parameters
    ----------
    target : Path
    endings : collection of str
        Those that it may have, such as ``.svg``.

    Returns
    -------
    str

    Raises
    ------
    EscalationError
        When it has none of them.
    """
    ending = target.suffix.lower()
    if ending not in endings:
        raise EscalationError(
            f"Cannot write {target.name}: the name must end in {', '.join(endings)}."
        )
    return ending


def check_targets(paths: Iterable[Path], *, force: bool) -> None:
    """Refuse before any work what could not be written afterwards.

    Parameters
    ----------
    paths : iterable of Path
        In one folder.
    force : bool
        Whether files that exist are no hindrance: they may be replaced, or turn out the same.

    Raises
    ------
    EscalationError
    """
    paths = tuple(paths)
    folder = paths[0].parent
    if not folder.is_dir():
        raise EscalationError(f"There is no folder {folder}: make it, or choose another.")
    for path in paths:
        if path.is_dir():
            raise EscalationError(f"{path} is a folder: give the name of a file.")
        # Reading what is there would wait for somebody to write into it.
        if path.exists() and not path.is_file():
            raise EscalationError(
                f"{path} is a pipe or a device, not a file: give the name of a file."
            )
        if path.exists() and not force:
            raise FilesInTheWay([path])


def write_all(contents: Mapping[Path, bytes], *, force: bool, over: Collection[Path] = ()) -> None:
    """Write every file under a passing name first, then give all of them their own.

    Parameters
    ----------
    contents : mapping of Path to bytes
        In one folder.
    force : bool
        Replace files that hold something else; one with the same bytes is in nobody's way.
    over : collection of Path
        Files that are replaced all the same.

    Raises
    ------
    EscalationError
        When a file exists or cannot be written; all are as before then.
    """
    check_targets(contents, force=True)
    other = [
        path for path, content in contents.items() if not (path in over or _holds(path, content))
    ]
    if other and not force:
        raise FilesInTheWay(other)
    for path in contents:
        _clear_leftovers(path)
    old: dict[Path, str] = {}
    given: list[Path] = []
    with ExitStack() as undo:
        try:
            # What is there is copied first: on a full disk this fails before anything is lost.
            for path in contents:
                if path.exists():
                    old[path] = _passing(path, path.read_bytes(), undo)
                    shutil.copymode(path, old[path])
            undo.callback(_put_back, given, old)
            ready = {path: _passing(path, content, undo) for path, content in contents.items()}
            for path, name in ready.items():
                os.replace(name, path)
                given.append(path)
        except OSError as error:
            names = " and ".join(str(path) for path in contents)
            raise EscalationError(f"Cannot write {names}: {error.strerror}.") from error
        given.clear()


def write_into(
    folder: Path, contents: Mapping[Path, bytes], *, force: bool, over: Collection[Path] = ()
) -> None:
    """Write files into a folder, which is made if it is not there.

    Parameters
    ----------
    folder : Path
    contents : mapping of Path to bytes
        Their paths lie in the folder.
    force, over
        As for :func:`write_all`.

    Raises
    ------
    EscalationError
        As :func:`write_all`; a folder that was made for nothing is gone again.
    """
    new = not folder.is_dir()
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise EscalationError(f"Cannot make the folder {folder}: {error.strerror}.") from error
    try:
        write_all(contents, force=force, over=over)
    except EscalationError:
        if new:
            folder.rmdir()
        raise


def _holds(path: Path, content: bytes) -> bool:
    """Tell whether a path is free, or a file with these very bytes."""
    if not path.exists():
        return True
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError as error:
        raise EscalationError(f"Cannot read {path}: {error.strerror}.") from error


def _clear_leftovers(path: Path) -> None:
    """Remove the passing files of runs that were killed; nobody writes one for an hour."""
    for found in _passing_files(path.parent, re.escape(path.name)):
        if found.stat().st_mtime < time.time() - LEFT_SECONDS:
            found.unlink(missing_ok=True)


def clear_folder(folder: Path) -> None:
    """Remove what was left by runs that were killed, where nobody else can be writing now.

    Parameters
    ----------
    folder : Path
        One in which only who holds a lock writes.
    """
    for found in _passing_files(folder, ".+"):
        found.unlink(missing_ok=True)


def _passing_files(folder: Path, name: str) -> list[Path]:
    """List the passing files of those with a name, given as a pattern."""
    pattern = re.compile(rf"\.{name}\.[a-z0-9_]{{8}}")
    named = [found for found in folder.iterdir() if pattern.fullmatch(found.name)]
    return [found for found in named if found.is_file() and not found.is_symlink()]


def _passing(path: Path, content: bytes, undo: ExitStack) -> str:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    undo.callback(Path(name).unlink, missing_ok=True)
    with os.fdopen(number, "wb") as file:
        file.write(content)
    # A temporary file is for its owner only; a report's figure is an ordinary file.
    os.chmod(name, 0o666 & ~_umask())
    return name


def _put_back(given: list[Path], old: dict[Path, str]) -> None:
    """Undo what was written before a failure: a figure without its data is worse than none."""
    for path in given:
        if path in old:
            os.replace(old[path], path)
        else:
            path.unlink(missing_ok=True)


def _umask() -> int:
    """Return the process's mask for new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
