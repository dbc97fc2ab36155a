"""Files that were dropped onto the page: in the server's store, each for one browser alone."""

import json
import secrets
import shutil
import sqlite3
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path

from dashboard.store.contents import Store, digest_of
from dashboard.store.database import DiskFull, StoreBusy
from dashboard.store.queue import DONE
from data.errors import EscalationError
from data.importing.summary import Account
from data.kept_study import keep_study, kept_study, read_arrow, write_arrow
from data.study import Study

IDLE_SECONDS = 4 * 3600
# A browser asks for its file at once; one that was closed meanwhile never does.
UNCLAIMED_SECONDS = 120
# All files together, as they are kept; one that was used so short ago stays, whoever comes.
MOST_BYTES = 2 << 30
IN_USE_SECONDS = 15 * 60
# Of those, each process has the last few at hand.
AT_HAND_BYTES = 512 << 20
# Use is noted once in so many seconds: every note waits for other writers.
NOTE_EVERY = 10
# The work that reads a file, as its queue calls it.
READING = "read"
ACCOUNT, ZIPPED = "account.json", "study.zip"
REJECTED, OUTSIDE = "rejected.arrow", "outside.arrow"


class StoreFull(EscalationError):
    """There is no room for another file."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Dropped:
    """A dropped file, read.

    Parameters
    ----------
    study : Study
    account : Account
        What became of its rows.
    file : str
        Its name, for display only.
    command : str
        What saves it as a study folder, on the command line.
    """

    study: Study
    account: Account
    file: str
    command: str


class Sessions:
    """The dropped files, each under a token that only one browser knows.

    Parameters
    ----------
    store : Store, optional
        By default one of its own, which goes with it.
    idle : float
        Seconds without use after which a file is forgotten.
    most : int
        Bytes of all files together.
    """

    def __init__(
        self, store: Store | None = None, *, idle: float = IDLE_SECONDS, most: int = MOST_BYTES
    ) -> None:
        self.store = store or Store()
        self._idle, self._most = idle, most
        self._at_hand: OrderedDict[str, tuple[int, Study, Account]] = OrderedDict()
        self._lock = threading.Lock()

    def hold(self, key: str, *, file: str, command: str) -> str:
        """Keep a file that was read, and return its token, 256 bits of chance.

        Parameters
        ----------
        key : str
            Under which :func:`keep_file` has written it.
        file, command : str
            As in :class:`Dropped`.

        Raises
        ------
        StoreFull, EscalationError
            The second where it was let go meanwhile.
        """
        token, now = secrets.token_urlsafe(32), self.store.clock()
        self.expire()
        with self.store.index.open(write=True) as index:
            # Nobody lets go of it meanwhile: that is written there as well.
            if not self.store.study_folder(key).is_dir():
                raise EscalationError("The file was closed before it was shown: open it again.")
            size = _size_of(self.store.study_folder(key))
            self._make_room(index, key, size, now)
            kept = min(self._idle, UNCLAIMED_SECONDS)
            row = (digest_of(token), key, file, command, size, kept, now)
            index.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return token

    def check_room(self, size: int) -> None:
        """Refuse a file before it is read, where not even its bytes would find room.

        Raises
        ------
        StoreFull
        """
        self.expire()
        with self.store.index.open(write=True) as index:
            self._make_room(index, "", size, self.store.clock())

    def _make_room(self, index: sqlite3.Connection, key: str, size: int, now: float) -> None:
        """Let go of what lies unused for longest; refuse where that is not enough."""
        rows = index.execute(
            "SELECT study, MAX(size), MAX(used) FROM files WHERE study != ? GROUP BY study "
            "ORDER BY MAX(used)",
            (key,),
        ).fetchall()
        held = sum(row[1] for row in rows) + self._not_held_yet(index, key)
        free = [row for row in rows if now - row[2] > IN_USE_SECONDS]
        if size + held - sum(row[1] for row in free) > self._most:
            raise StoreFull(
                f"There is no room for this file: other readers' files take {_megabytes(held)} of "
                f"the {_megabytes(self._most)} that this server keeps, and all were in use within "
                f"the last {IN_USE_SECONDS // 60} minutes; try again later, or use escalation "
                "import on the command line."
            )
        for study, its_size, _ in free:
            if size + held <= self._most:
                return
            held -= its_size
            self._remove(index, "study = ?", study)

    def _not_held_yet(self, index: sqlite3.Connection, key: str) -> int:
        """Return the bytes of what is being taken in, and of what was read and not asked for."""
        read = index.execute(
            "SELECT study FROM jobs WHERE kind = ? AND state = ? AND study != ? "
            "AND study NOT IN (SELECT study FROM files)",
            (READING, DONE, key),
        )
        folders = [self.store.study_folder(study) for (study,) in read]
        return sum(map(_size_of, [*folders, self.store.folder / "incoming"]))

    def get(self, token: str | None) -> Dropped | None:
        """Return the file of a token while it is held; this counts as use."""
        if token is None:
            return None
        now, name = self.store.clock(), digest_of(token)
        with self.store.index.open() as index:
            row = index.execute(
                "SELECT study, file, command, size, kept, used FROM files WHERE token = ?", (name,)
            ).fetchone()
        if row is None or now >= row[5] + row[4]:
            return None
        if row[4] != self._idle or now - row[5] >= NOTE_EVERY:
            # Who shows it is answered all the same.
            with suppress(DiskFull, StoreBusy), self.store.index.open(write=True) as index:
                index.execute(
                    "UPDATE files SET kept = ?, used = ? WHERE token = ?", (self._idle, now, name)
                )
        found = self._load(row[0], row[3])
        if found is None:
            return None
        return Dropped(study=found[0], account=found[1], file=row[1], command=row[2])

    def key_of(self, token: str | None) -> str:
        """Return the key of the study of a token; empty where it has none."""
        if token is None:
            return ""
        with self.store.index.open() as index:
            row = index.execute(
                "SELECT study FROM files WHERE token = ?", (digest_of(token),)
            ).fetchone()
        return row[0] if row else ""

    def study(self, key: str) -> Study | None:
        """Return the study that is kept under a key; None where it was let go."""
        folder = self.store.study_folder(key)
        found = self._load(key, _size_of(folder)) if folder.is_dir() else None
        return found[0] if found else None

    def _load(self, key: str, size: int) -> tuple[Study, Account] | None:
        with self._lock:
            if key in self._at_hand:
                self._at_hand.move_to_end(key)
                return self._at_hand[key][1:]
        # Not under the lock: a large file takes a while, and others have theirs at hand.
        try:
            study, account = kept_file(self.store.study_folder(key))
        except FileNotFoundError:  # closed by another request of this browser
            return None
        with self._lock:
            found = self._at_hand.setdefault(key, (size, study, account))
            while len(self._at_hand) > 1 and self._bytes_at_hand() > AT_HAND_BYTES:
                self._at_hand.popitem(last=False)
            return found[1:]

    def _bytes_at_hand(self) -> int:
        return sum(size for size, _, _ in self._at_hand.values())

    def forget(self, token: str | None) -> None:
        """Let go of a file at once, and of the reports that were made of it."""
        if token is None:
            return
        with self.store.index.open(write=True) as index:
            self._remove(index, "token = ?", digest_of(token))
        self._let_go()

    def expire(self) -> int:
        """Let go of every file unused for too long, and return how many are still held."""
        with self.store.index.open(write=True) as index:
            self._remove(index, "used + kept <= ?", self.store.clock())
            held = index.execute("SELECT COUNT(*) FROM files").fetchone()[0]
        self._let_go()
        self.store.clear_orphans()
        return held

    def _remove(self, index: sqlite3.Connection, condition: str, value: object) -> None:
        rows = index.execute(f"SELECT token, study FROM files WHERE {condition}", (value,))
        for token, study in rows.fetchall():
            index.execute("DELETE FROM asks WHERE owner = ?", (token,))
            index.execute("DELETE FROM files WHERE token = ?", (token,))
            self.store.let_go_of_study(study, index)

    def _let_go(self) -> None:
        """Forget here what is no longer kept, whoever has closed it."""
        with self.store.index.open() as index:
            kept = {key for (key,) in index.execute("SELECT DISTINCT study FROM files")}
        with self._lock:
            for key in [key for key in self._at_hand if key not in kept]:
                del self._at_hand[key]


def keep_file(study: Study, account: Account, folder: Path, *, zipped: Path | None = None) -> None:
    """Write a file that was read into the store, whole or not at all.

    Parameters
    ----------
    study : Study
    account : Account
    folder : Path
        Is there afterwards.
    zipped : Path, optional
        The same as a study folder in a zip, which is moved there; it need not exist.
    """
    draft = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}")
    draft.mkdir(mode=0o700)
    try:
        keep_study(study, draft)
        write_arrow(account.rejected, draft / REJECTED)
        write_arrow(account.outside, draft / OUTSIDE)
        about = {**_plain(account), "rejected": None, "outside": None}
        (draft / ACCOUNT).write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
        if zipped is not None and zipped.is_file():
            zipped.rename(draft / ZIPPED)
        # Another process may have kept the same meanwhile.
        if not folder.exists():
            draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def kept_file(folder: Path) -> tuple[Study, Account]:
    """Read what :func:`keep_file` has written."""
    about = json.loads((folder / ACCOUNT).read_text(encoding="utf-8"))
    rejected = read_arrow(folder / REJECTED)
    # A store that lasts may hold files from before these rows were kept apart.
    outside = read_arrow(folder / OUTSIDE) if "outside" in about else rejected.iloc[:0]
    about |= {"rejected": rejected, "outside": outside, "notes": tuple(about["notes"])}
    about["columns"] = tuple(tuple(column) for column in about.get("columns", ()))
    return kept_study(folder), Account(**about)


def _plain(account: Account) -> dict[str, object]:
    return {field.name: getattr(account, field.name) for field in fields(account)}


def _size_of(folder: Path) -> int:
    """Return the bytes of the files in a folder; what goes meanwhile counts nothing."""
    size = 0
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            with suppress(FileNotFoundError):
                size += path.stat().st_size
    return size


def _megabytes(size: int) -> str:
    return f"{max(1, round(size / (1 << 20))):,} MB"
