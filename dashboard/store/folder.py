"""The private folder of a server: who may read it, what format it has, when it goes."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from data import locks
from data.errors import EscalationError

FORMAT = 1
FORMAT_FILE = "format"
LOCK_FILE = "lock"
PREFIX = "escalation-server-"
PRIVATE = 0o700
INSIDE = ("studies", "incoming", "made", "slots", "temporary", "counts")
STORED = "escalation store, format "


class StoreFolder:
    """A folder that one server alone uses, and nobody but its user can read.

    Parameters
    ----------
    path : Path, optional
        A folder that outlasts the server. By default one of its own among the temporary files,
        which goes with the server; what killed servers have left there is cleared first.

    Raises
    ------
    EscalationError
        When it is of another format, in use, or cannot be written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.lasting = path is not None
        try:
            if path is None:
                clear_leftovers(Path(tempfile.gettempdir()))
                path = Path(tempfile.mkdtemp(prefix=PREFIX))
            self.path = path.absolute()
            check_format(self.path)
            self._make()
        except OSError as error:
            raise EscalationError(
                f"Cannot keep files in {path or tempfile.gettempdir()} ({error.strerror}): "
                "name another folder with --store."
            ) from None

    def _make(self) -> None:
        self.path.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        self.path.chmod(PRIVATE)
        self._owner = os.getpid()
        self._lock = locks.take(self.path / LOCK_FILE)
        if self._lock is None:
            raise EscalationError(
                f"Another server uses {self.path}: stop it, or name another folder with --store."
            )
        for name in INSIDE:
            (self.path / name).mkdir(mode=PRIVATE, exist_ok=True)
        (self.path / FORMAT_FILE).write_text(f"{STORED}{FORMAT}\n", encoding="utf-8")
        for name in ("incoming", "temporary", "counts"):
            empty(self.path / name)

    def close(self) -> None:
        """Let go of the folder; one among the temporary files is removed."""
        # A process that was forked from this one ends, and the folder stays.
        if self._lock is None or self._owner != os.getpid():
            return
        if not self.lasting:
            shutil.rmtree(self.path, ignore_errors=True)
        locks.let_go(self._lock)
        self._lock = None


def check_format(path: Path) -> None:
    """Refuse a folder that holds something else, or a store of another format.

    Parameters
    ----------
    path : Path

    Raises
    ------
    EscalationError
    """
    if path.exists() and not path.is_dir():
        raise EscalationError(f"{path} is no folder: name another with --store.")
    if not path.exists() or not any(path.iterdir()):
        return
    found = _format_of(path)
    if found is None:
        raise EscalationError(
            f"{path} holds files that are no store of this program: name an empty folder."
        )
    if found > FORMAT:
        raise EscalationError(
            f"The store {path} is of format {found}, made by a newer version; this one writes "
            f"format {FORMAT} and leaves it as it is: name another folder."
        )
    if found < FORMAT:
        raise EscalationError(
            f"The store {path} is of format {found}, made by an older version, and this one reads "
            f"format {FORMAT}: empty the folder, or name another."
        )


def _format_of(path: Path) -> int | None:
    # A server that was killed while it made its store has left the folders and no format.
    if {inside.name for inside in path.iterdir()} <= {LOCK_FILE, *INSIDE}:
        return FORMAT
    with contextlib.suppress(OSError, ValueError):
        text = (path / FORMAT_FILE).read_text(encoding="utf-8")
        if text.startswith(STORED):
            return int(text.removeprefix(STORED))
    return None


def clear_leftovers(parent: Path) -> list[Path]:
    """Remove the stores of servers that were killed.

    Parameters
    ----------
    parent : Path
        The folder of temporary files.

    Returns
    -------
    list of Path
        Those that are gone.
    """
    gone = []
    for path in parent.glob(f"{PREFIX}*"):
        if path.is_symlink() or not path.is_dir() or not _is_ours(path):
            continue
        # A store has its lock from the moment that it has anything to lose.
        if (path / LOCK_FILE).exists() and not locks.is_held(path / LOCK_FILE):
            shutil.rmtree(path, ignore_errors=True)
            gone.append(path)
    return gone


def empty(folder: Path) -> None:
    """Remove whatever lies in a folder."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _is_ours(path: Path) -> bool:
    return not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid()
