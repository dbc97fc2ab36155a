"""The index of a store in SQLite: what is kept, what waits to be made, what was computed."""

import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from data.errors import EscalationError

# Writers wait for each other; a statement takes milliseconds.
PATIENCE = 30
# The lowest byte of an error's number says what it is; the others, more of it.
PRIMARY = 0xFF
CACHED_KILOBYTES = 256
INDEX = """
CREATE TABLE IF NOT EXISTS files (
    token TEXT PRIMARY KEY, study TEXT NOT NULL, file TEXT NOT NULL, command TEXT NOT NULL,
    size INTEGER NOT NULL, kept REAL NOT NULL, used REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    study TEXT NOT NULL, request TEXT NOT NULL, state TEXT NOT NULL, done INTEGER NOT NULL,
    total INTEGER NOT NULL, what TEXT NOT NULL, tries INTEGER NOT NULL, worker TEXT NOT NULL,
    due REAL NOT NULL, answer TEXT NOT NULL, size INTEGER NOT NULL, used REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS by_state ON jobs (kind, state);
CREATE TABLE IF NOT EXISTS asks (
    token TEXT PRIMARY KEY, owner TEXT NOT NULL,
    job INTEGER NOT NULL REFERENCES jobs(number) ON DELETE CASCADE
);
CREATE INDEX IF NOT EXISTS by_job ON asks (job);
CREATE TABLE IF NOT EXISTS logins (token TEXT PRIMARY KEY, until REAL NOT NULL);
CREATE TABLE IF NOT EXISTS attempts (who TEXT NOT NULL, at REAL NOT NULL);
"""
RESULTS = """
CREATE TABLE IF NOT EXISTS parts (
    key TEXT PRIMARY KEY, study TEXT NOT NULL, content BLOB NOT NULL, used REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS by_use ON parts (used);
"""


class DiskFull(EscalationError):
    """The disk takes nothing more."""


class StoreBusy(EscalationError):
    """Others write for longer than anybody waits."""


class Database:
    """One SQLite file; what is open of it is used by one thread at a time, and by one process.

    Parameters
    ----------
    path : Path
    schema : str

    Raises
    ------
    EscalationError
        When the file is broken.

    Notes
    -----
    A connection stays open after its use: who closes the last one writes the whole journal into
    the file and waits for the disk, which made every write of a lone reader 30 times as long.
    """

    def __init__(self, path: Path, schema: str = INDEX) -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        weakref.finalize(self, _close, self._idle)
        try:
            with self.open() as database:
                database.execute("PRAGMA journal_mode = WAL")
                database.executescript(schema)
            path.chmod(0o600)
        except sqlite3.DatabaseError as error:
            raise EscalationError(
                f"The index {path} of the store cannot be read ({error}): empty the folder, or "
                "name another with --store."
            ) from None

    @contextmanager
    def open(self, *, write: bool = False) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction.

        Parameters
        ----------
        write : bool
            Nobody else writes meanwhile; all is written, or nothing where an error comes.

        Yields
        ------
        Connection

        Raises
        ------
        DiskFull
            When the disk takes nothing more.
        StoreBusy
            When others write for longer than half a minute.
        """
        try:
            with self._opened(write) as database:
                yield database
        except sqlite3.OperationalError as error:
            why = error.sqlite_errorcode & PRIMARY
            if why == sqlite3.SQLITE_BUSY:
                raise StoreBusy("The server is busy writing: try again in a minute.") from error
            if why not in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
                raise
            raise DiskFull(
                f"The server's disk takes nothing more ({error}): free some room, or name another "
                "folder with --store."
            ) from error

    @contextmanager
    def _opened(self, write: bool) -> Iterator[sqlite3.Connection]:
        database = self._take()
        with ExitStack() as broken:
            # After an error, what was left unread, or could not be taken back, goes with it.
            broken.callback(database.close)
            if write:
                database.execute("BEGIN IMMEDIATE")
                # Commits at the end, and takes all back where an error comes.
                with database:
                    yield database
            else:
                yield database
            broken.pop_all()
        database.row_factory = None
        self._idle.append(database)

    def _take(self) -> sqlite3.Connection:
        """Take a connection that nobody uses, or open one."""
        try:
            # One step of Python's own list: no two threads take the same.
            return self._idle.pop()
        except IndexError:
            pass
        # It goes from thread to thread, and is never used by two at once.
        database = sqlite3.connect(
            self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        # With its journal ahead it stays whole without waiting for the disk at every write.
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute("PRAGMA foreign_keys = ON")
        # The system keeps what is read often; each connection would keep 2 MB for itself.
        database.execute(f"PRAGMA cache_size = -{CACHED_KILOBYTES}")
        return database

    def close_idle(self) -> None:
        """Close what nobody uses; before a fork, which no connection survives."""
        _close(self._idle)


def _close(idle: list[sqlite3.Connection]) -> None:
    while idle:
        idle.pop().close()
