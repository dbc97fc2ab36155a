"""The store of a server: its folder and its index, made when first needed."""

import hashlib
import shutil
import sqlite3
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from dashboard.store.database import INDEX, RESULTS, Database
from dashboard.store.folder import StoreFolder
from data.kept_study import kept_digest

# Nobody waits for a study or an incoming file of this age that nothing refers to.
ORPHANED_SECONDS = 600
# Where the study that everybody sees is kept, and how the keys of several begin; no key of a
# dropped file looks so.
SERVED = "served"


class Store:
    """Where dropped files, work and results are kept for all processes of a server.

    Parameters
    ----------
    path : Path, optional
        A folder that outlasts the server; by default a temporary one, made when first needed.
    of : Path, optional
        The folder of another process, which keeps it; this one makes and removes nothing there.
    clock : callable
        Seconds since 1970, alike in all processes.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        of: Path | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path, self._of, self.clock = path, of, clock
        self.lasting = path is not None

    @cached_property
    def folder(self) -> Path:
        """The folder itself."""
        if self._of is not None:
            return self._of
        made = StoreFolder(self._path)
        self._close = weakref.finalize(self, made.close)
        return made.path

    @cached_property
    def index(self) -> Database:
        """What is kept, and what waits to be made."""
        return Database(self.folder / "index.sqlite", INDEX)

    @cached_property
    def results(self) -> Database:
        """What was computed of views."""
        return Database(self.folder / "results.sqlite", RESULTS)

    def close_idle(self) -> None:
        """Close what is open and not in use; a process that is forked from this one opens anew."""
        for name in ("index", "results"):
            if name in self.__dict__:
                getattr(self, name).close_idle()

    def close(self) -> None:
        """Let go of the folder, which is removed unless it outlasts the server."""
        self.close_idle()
        if "folder" in self.__dict__ and self._of is None:
            self._close()

    def study_folder(self, key: str) -> Path:
        """Return where a study is kept."""
        return self.folder / "studies" / key

    def made(self, number: int) -> Path:
        """Return where the file of a piece of work is kept."""
        return self.folder / "made" / str(number)

    def let_go_of_study(self, key: str, index: sqlite3.Connection) -> None:
        """Remove a study that no browser refers to any more, and whatever was made of it."""
        if index.execute("SELECT 1 FROM files WHERE study = ?", (key,)).fetchone():
            return
        for (number,) in index.execute("SELECT number FROM jobs WHERE study = ?", (key,)):
            self.made(number).unlink(missing_ok=True)
        index.execute("DELETE FROM jobs WHERE study = ?", (key,))
        digest = kept_digest(self.study_folder(key))
        shutil.rmtree(self.study_folder(key), ignore_errors=True)
        with self.results.open(write=True) as results:
            results.execute("DELETE FROM parts WHERE study = ?", (digest,))

    def clear_orphans(self) -> None:
        """Remove studies and incoming files to which nothing refers: their process was killed."""
        with self.index.open() as index:
            known = {key for (key,) in index.execute("SELECT DISTINCT study FROM files")}
            known |= {key for (key,) in index.execute("SELECT DISTINCT study FROM jobs")}
        long_ago = time.time() - ORPHANED_SECONDS
        for name in ("studies", "incoming", "temporary"):
            for path in (self.folder / name).iterdir():
                if path.name in known or path.name.startswith(SERVED):
                    continue
                # Another process may clear the same away.
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < long_ago:
                        shutil.rmtree(path) if path.is_dir() else path.unlink()


def digest_of(*parts: str | bytes) -> str:
    """Name something by what it is made of: 128 bits of a hash over its parts."""
    found = hashlib.sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        # The length keeps what is moved from one part to the next from going unnoticed.
        found.update(b"%d\n" % len(content) + content)
    return found.hexdigest()[:32]
