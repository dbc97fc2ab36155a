"""A file of another source to a study folder, written whole or not at all."""

import hashlib
import os
import re
import shutil
import tempfile
import time
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

from data.containers.opening import read_grid
from data.errors import SourceError
from data.faults import SETTINGS_FILE
from data.files.csv_writer import write_cells, write_pieces
from data.files.grid import plain_name, refuse
from data.files.large_text import Progress, other_position, silent, whole_rows
from data.files.options import Options
from data.importing.summary import (
    REJECTED_FILE,
    Account,
    account_of,
    rows_outside,
    with_those_outside,
)
from data.importing.template import settings_text, sources_text
from data.sources.outcome import Outcome
from data.sources.recognise import read_events, read_source
from data.study import Study, check_study, load_study
from data.study_files import SOURCES_FILE

EVENTS_FILE = "events.csv"
CONTENTS = {EVENTS_FILE, REJECTED_FILE, SETTINGS_FILE, SOURCES_FILE}
LONGEST_NAME = 60
LEFT_SECONDS = 3600
# Packing a larger one would delay the page by seconds.
LARGEST_ZIPPED = 64 << 20
UNCHECKED = (
    "The rows were checked as they were read; the folder is too large to be read once more here, "
    "which escalation check does."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Imported:
    """What :func:`import_file` returns.

    Parameters
    ----------
    folder : Path
    outcome : Outcome
        Of its events only the dates, because the rows are in the folder.
    """

    folder: Path
    outcome: Outcome

    def __str__(self) -> str:
        """Say what was read, left out and rejected, and what to do next."""
        then = [
            f"Wrote {self.folder}. Read and edit {SETTINGS_FILE} there, then:",
            f"  escalation check {self.folder}",
            f"  escalation serve --study {self.folder}",
        ]
        return "\n".join([str(account_of(self.outcome)), *then])


def import_file(
    path: Path, out: Path, options: Options, *, progress: Progress = silent
) -> Imported:
    """Read a file and write it as a study.

    Parameters
    ----------
    path : Path
    out : Path
        Folder to make; it must not exist, or be empty.
    options : Options
    progress : callable
        Is told what is done with a large file, and how much of it, from 0 to 1.

    Raises
    ------
    SourceError
        Nothing is written then.
    """
    out = Path(out)
    _check_target(out)
    outcome = read_source(Path(path), options, progress=progress)
    parent = out.resolve().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        clear_drafts(parent, out.name, ours=CONTENTS)
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=parent))
    except OSError as error:
        raise refuse(str(out), None, f"a folder that can be made ({error.strerror})") from None
    try:
        with Path(path).open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        _write(draft, outcome, digest, Path(path))
        if is_large(outcome):
            return _kept(draft, out, replace(outcome, notes=(*outcome.notes, UNCHECKED)))
        # A large file's rows and the same ones read back would fill the memory twice.
        outcome = replace(outcome, events=outcome.events[["date", "date_precision"]])
        faults = tuple(fault for fault in check_study(draft) if fault.severity == "fault")
        if faults:
            raise SourceError(faults[:20])
        return _kept(draft, out, outcome)
    except OSError as error:
        raise refuse(str(out), None, f"a folder that can be written ({error})") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _kept(draft: Path, out: Path, outcome: Outcome) -> Imported:
    """Put the folder that was made where it was asked for."""
    # mkdtemp gives a folder that nobody else may read.
    draft.chmod(0o755)
    # Only Unix lets a folder take the place of an empty one.
    if out.is_dir():
        out.resolve().rmdir()
    os.replace(draft, out.resolve())
    return Imported(folder=out, outcome=outcome)


def preview_file(path: Path, options: Options, *, progress: Progress = silent) -> Account:
    """Read a file and say how it is understood; nothing is written.

    Raises
    ------
    SourceError
    """
    return account_of(read_source(Path(path), options, progress=progress))


def is_large(outcome: Outcome) -> bool:
    """Tell whether columns of the events have stayed in a large file."""
    return any(other_position(outcome.events[name]) is not None for name in outcome.events)


def open_file(
    content: bytes, options: Options, *, file: str, zipped: Path | None = None
) -> tuple[Study, Account]:
    """Read the bytes of a file as a study that is kept nowhere.

    Parameters
    ----------
    content : bytes
    options : Options
    file : str
        Name for the messages and the title; it leads to no file.
    zipped : Path, optional
        Where the same is written as a study folder in a zip, unless it is large.

    Returns
    -------
    study : Study
        Loaded by the same checks as the folder that :func:`import_file` writes.
    account : Account

    Raises
    ------
    EscalationError
    """
    outcome = read_events(read_grid(content, file=file, options=options), options)
    digest = hashlib.sha256(content).hexdigest()
    try:
        with tempfile.TemporaryDirectory(prefix="escalation-") as draft:
            folder = Path(draft) / (plain_name(Path(file).stem)[:LONGEST_NAME] or "file")
            folder.mkdir()
            account = account_of(outcome)
            _write(folder, outcome, digest)
            del outcome  # a large file's rows and the same ones read back fill the memory twice
            study = load_study(folder)
            if zipped is not None:
                _zip(folder, zipped)
            return study, account
    except OSError as error:
        raise refuse(file, None, f"room for a temporary folder ({error.strerror})") from None


def clear_drafts(parent: Path, name: str, *, ours: set[str]) -> None:
    """Remove the drafts of runs that were killed; no run takes an hour.

    Parameters
    ----------
    parent : Path
    name : str
        Of the folder that was to be made.
    ours : set of str
        What a draft holds at most.
    """
    whole = re.compile(re.escape(f".{name}.") + "[a-z0-9_]{8}")
    for path in parent.iterdir():
        if whole.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            old = path.stat().st_mtime < time.time() - LEFT_SECONDS
            if old and {inside.name for inside in path.iterdir()} <= ours:
                shutil.rmtree(path)


def _check_target(out: Path) -> None:
    try:
        taken = out.exists() and (not out.is_dir() or any(out.iterdir()))
    except (OSError, ValueError) as error:
        raise refuse(str(out), None, f"a folder that can be made ({error})") from None
    if taken:
        raise refuse(str(out), "something there already", "a folder that does not exist yet")


def _write(folder: Path, outcome: Outcome, digest: str, path: Path | None = None) -> None:
    """Write the files of the study; columns that stayed in a large file come from ``path``."""
    write_rows(folder, outcome, path)
    settings = settings_text(outcome, events_file=EVENTS_FILE)
    (folder / SETTINGS_FILE).write_text(settings, encoding="utf-8", newline="\n")
    sources = sources_text(outcome, digest)
    (folder / SOURCES_FILE).write_text(sources, encoding="utf-8", newline="\n")


def write_rows(folder: Path, outcome: Outcome, path: Path | None = None) -> None:
    """Write the rows kept, and those that could not be read, into a folder.

    Parameters
    ----------
    folder : Path
    outcome : Outcome
    path : Path, optional
        The file that was read, where its other columns have stayed.

    Raises
    ------
    OSError
    """
    if path is not None and is_large(outcome):
        pieces = whole_rows(outcome.events, path)
        write_pieces(list(outcome.events), pieces, folder / EVENTS_FILE)
    else:
        write_cells(outcome.events, folder / EVENTS_FILE)
    listed = with_those_outside(outcome.rejected, rows_outside(outcome))
    if len(listed):
        write_cells(listed.astype("str"), folder / REJECTED_FILE)


def _zip(folder: Path, zipped: Path) -> None:
    """Pack a study folder, unless its rows would take long."""
    if (folder / EVENTS_FILE).stat().st_size > LARGEST_ZIPPED:
        return
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"{folder.name}/{path.name}")
