"""Work that takes seconds, in a queue on disk: the same is made once, and none of it is lost."""

import contextlib
import json
import sqlite3
from dataclasses import dataclass

from dashboard.store.contents import Store, digest_of
from dashboard.store.database import DiskFull, StoreBusy
from data.errors import EscalationError

WAITING, WORKING, DONE, FAILED = "waiting", "working", "done", "failed"
# Work whose process ended is done once more; what ends two processes would end the next.
TRIES = 2
# Of each kind; who comes later is told to try again.
MOST_WAITING = 24
# What was made is kept for a while and up to so many bytes; what was asked for just now always.
KEPT_SECONDS = 3600
MOST_BYTES = 256 << 20
JUST_NOW = 60
# Use is noted once in so many seconds: every note waits for other writers.
NOTE_EVERY = 10
# Of the tokens for one piece of work: who has asked for it so often since is not waiting any more.
MOST_ASKS = 200
FIELDS = "number, key, kind, study, request, state, done, total, what, tries, due, answer"


class QueueFull(EscalationError):
    """As much waits already as may wait."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What holds for all work of one kind.

    Parameters
    ----------
    seconds : int
        That a piece of work may take.
    late, broken, died : str
        Sentences for who waits: it took longer, it failed for no fault of the data, its process
        ended.
    full : str
        Sentence for who comes when as much waits as may.
    most : int
        Pieces that may wait.
    memory : int
        Bytes that a process may take for it; 0 sets no limit.
    niceness : int
        By how much its process gives way to the server's own.
    kept : int
        Seconds for which finished work is kept that nobody asks for.
    unasked : float
        Seconds after which work that waits is dropped when nobody has asked for it; 0 keeps it.
    first : str
        How keys begin whose work goes before other; empty where it is done as it came.
    """

    seconds: int
    late: str
    broken: str
    died: str
    full: str
    most: int = MOST_WAITING
    memory: int = 0
    niceness: int = 0
    kept: int = KEPT_SECONDS
    unasked: float = 0
    first: str = ""


@dataclass(frozen=True)
class Job:
    """A piece of work, as the index has it; ``request`` and ``answer`` are objects of JSON."""

    number: int
    key: str
    kind: str
    study: str
    request: dict
    state: str
    done: int
    total: int
    what: str
    tries: int
    due: float
    answer: dict


class Queue:
    """The work of one kind.

    Parameters
    ----------
    store : Store
    kind : str
    rules : Rules
    """

    def __init__(self, store: Store, kind: str, rules: Rules) -> None:
        self.store, self.kind, self.rules = store, kind, rules

    def submit(
        self, key: str, study: str, request: dict, *, token: str = "", owner: str = ""
    ) -> int:
        """Put work into the queue unless the same is there or done, and return its number.

        Parameters
        ----------
        key : str
            Names what is made; work that failed is tried anew.
        study : str
            Key of the study that it is about; it goes with the study.
        request : dict
            Of JSON.
        token : str
            Lets its bearer ask for the work, and stop it; without one it goes on unasked.
        owner : str
            With whose file the token goes; empty where it is nobody's.

        Raises
        ------
        QueueFull
        """
        now = self.store.clock()
        with self.store.index.open(write=True) as index:
            index.execute("DELETE FROM jobs WHERE key = ? AND state = ?", (key, FAILED))
            there = index.execute("SELECT number FROM jobs WHERE key = ?", (key,)).fetchone()
            if there:
                number = there[0]
                index.execute("UPDATE jobs SET used = ? WHERE number = ?", (now, number))
            else:
                number = self._add(index, (key, self.kind, study, json.dumps(request)), now)
            if token:
                self._let_ask(index, token, owner, number)
        return number

    def _add(self, index: sqlite3.Connection, named: tuple[str, ...], now: float) -> int:
        self._drop_unasked(index, now)
        if self._waiting(index) >= self.rules.most:
            raise QueueFull(self.rules.full)
        self._make_room(index, now)
        number = index.execute(
            "INSERT INTO jobs (key, kind, study, request, state, done, total, what, tries, "
            "worker, due, answer, size, used) VALUES (?, ?, ?, ?, ?, 0, 0, '', 0, '', 0, '{}', "
            "0, ?)",
            (*named, WAITING, now),
        ).lastrowid
        assert number is not None  # SQLite numbers every row that it takes
        return number

    def _let_ask(self, index: sqlite3.Connection, token: str, owner: str, number: int) -> None:
        """Let the bearer of a token ask for work until its file is closed."""
        index.execute(
            "INSERT INTO asks (token, owner, job) VALUES (?, ?, ?)",
            (digest_of(token), owner, number),
        )
        index.execute(
            "DELETE FROM asks WHERE job = ? AND rowid NOT IN "
            "(SELECT rowid FROM asks WHERE job = ? ORDER BY rowid DESC LIMIT ?)",
            (number, number, MOST_ASKS),
        )

    def _drop_unasked(self, index: sqlite3.Connection, now: float) -> None:
        """Drop work that waits, and that nobody waits for."""
        if self.rules.unasked:
            index.execute(
                "DELETE FROM jobs WHERE kind = ? AND state = ? AND used < ?",
                (self.kind, WAITING, now - self.rules.unasked),
            )

    def _waiting(self, index: sqlite3.Connection, before: int | None = None) -> int:
        condition = "" if before is None else f" AND number < {int(before)}"
        return index.execute(
            f"SELECT COUNT(*) FROM jobs WHERE kind = ? AND state = ?{condition}",
            (self.kind, WAITING),
        ).fetchone()[0]

    def _make_room(self, index: sqlite3.Connection, now: float) -> None:
        """Drop finished work alone, the oldest first, never what was just asked for."""
        rows = index.execute(
            "SELECT number, size, used FROM jobs WHERE kind = ? AND state IN (?, ?) "
            "ORDER BY used DESC",
            (self.kind, DONE, FAILED),
        ).fetchall()
        held = 0
        for number, size, used in rows:
            held += size
            age = now - used
            if age > JUST_NOW and (held > MOST_BYTES or age > self.rules.kept):
                index.execute("DELETE FROM jobs WHERE number = ?", (number,))
                self.store.made(number).unlink(missing_ok=True)

    def expire(self) -> None:
        """Drop finished work that nobody asked for in a long time, and what nobody waits for."""
        with self.store.index.open(write=True) as index:
            self._drop_unasked(index, self.store.clock())
            self._make_room(index, self.store.clock())

    def claim(self, worker: str, *, last: Job | None = None) -> Job | None:
        """Take the work that waits for longest, if any, and first what goes before other.

        Parameters
        ----------
        worker : str
            Names who does it, as :meth:`put_back` will ask.
        last : Job, optional
            What it did last: of the same view it has at hand what several parts need.
        """
        first, view = self.rules.first, last.request.get("query") if last else None
        with self.store.index.open() as index:
            # Who looks again and again for work keeps no writer waiting.
            if not self._waiting(index):
                return None
        with self.store.index.open(write=True) as index:
            self._drop_unasked(index, self.store.clock())
            index.row_factory = _job
            found = index.execute(
                f"SELECT {FIELDS} FROM jobs WHERE kind = ? AND state = ? "
                "ORDER BY SUBSTR(key, 1, ?) != ?, JSON_EXTRACT(request, '$.query') IS NOT ?, "
                "number LIMIT 1",
                (self.kind, WAITING, len(first), first, view),
            ).fetchone()
            if found:
                due = self.store.clock() + self.rules.seconds
                index.execute(
                    "UPDATE jobs SET state = ?, worker = ?, due = ?, tries = tries + 1 "
                    "WHERE number = ?",
                    (WORKING, worker, due, found.number),
                )
        return found

    def tell(self, number: int, done: int, total: int, what: str) -> bool:
        """Note how far a piece of work is; False where nobody wants it any more."""
        with self.store.index.open(write=True) as index:
            changed = index.execute(
                "UPDATE jobs SET done = ?, total = ?, what = ? WHERE number = ?",
                (done, total, what, number),
            ).rowcount
        return changed == 1

    def finish(self, number: int, answer: dict, *, failed: bool = False, size: int = 0) -> bool:
        """Note what came of a piece of work; False where nobody wants it any more."""
        with self.store.index.open(write=True) as index:
            changed = index.execute(
                "UPDATE jobs SET state = ?, answer = ?, size = ?, used = ? WHERE number = ?",
                (
                    FAILED if failed else DONE,
                    json.dumps(answer),
                    size,
                    self.store.clock(),
                    number,
                ),
            ).rowcount
        return changed == 1

    def put_back(self, worker: str) -> int:
        """Let work be done once more whose process ended; what ended two is given up.

        Parameters
        ----------
        worker : str
            Who works no more.

        Returns
        -------
        int
            Pieces that wait again.
        """
        mine, now = (self.kind, WORKING, worker), self.store.clock()
        give_up = (
            "UPDATE jobs SET state = ?, answer = ? WHERE kind = ? AND state = ? AND worker = ?"
        )
        with self.store.index.open(write=True) as index:
            late, died = ({"error": why} for why in (self.rules.late, self.rules.died))
            index.execute(f"{give_up} AND due <= ?", (FAILED, json.dumps(late), *mine, now))
            index.execute(f"{give_up} AND tries >= ?", (FAILED, json.dumps(died), *mine, TRIES))
            again = "UPDATE jobs SET state = ? WHERE kind = ? AND state = ? AND worker = ?"
            return index.execute(again, (WAITING, *mine)).rowcount

    def counts(self) -> dict[str, int]:
        """Return how many pieces are in each state."""
        with self.store.index.open() as index:
            return dict(
                index.execute(
                    "SELECT state, COUNT(*) FROM jobs WHERE kind = ? GROUP BY state", (self.kind,)
                )
            )

    def all(self) -> list[tuple[Job, float]]:
        """Return every piece of work that is known, and when each was asked for or done."""
        with self.store.index.open() as index:
            used = dict(index.execute("SELECT number, used FROM jobs WHERE kind = ?", (self.kind,)))
            index.row_factory = _job
            jobs = index.execute(
                f"SELECT {FIELDS} FROM jobs WHERE kind = ? ORDER BY number", (self.kind,)
            ).fetchall()
        return [(job, used.get(job.number, 0.0)) for job in jobs]

    def get(self, number: int) -> tuple[Job, int] | None:
        """Return a piece of work and its place among those that wait, from 1; 0 where it does not.

        This counts as use.
        """
        now = self.store.clock()
        with self.store.index.open() as index:
            index.row_factory = _job
            found = index.execute(
                f"SELECT {FIELDS} FROM jobs WHERE number = ?", (number,)
            ).fetchone()
            index.row_factory = None
            if found is None:
                return None
            place = self._waiting(index, number) + 1 if found.state == WAITING else 0
            used = index.execute("SELECT used FROM jobs WHERE number = ?", (number,)).fetchone()
        if used and now - used[0] > NOTE_EVERY:
            # Who asks is answered all the same.
            with (
                contextlib.suppress(DiskFull, StoreBusy),
                self.store.index.open(write=True) as index,
            ):
                index.execute("UPDATE jobs SET used = ? WHERE number = ?", (now, number))
        return found, place

    def find(self, key: str) -> Job | None:
        """Return the work of a key, if there is any; this does not count as use."""
        with self.store.index.open() as index:
            index.row_factory = _job
            return index.execute(f"SELECT {FIELDS} FROM jobs WHERE key = ?", (key,)).fetchone()

    def forget(self, key: str) -> None:
        """Let go of the work of a key that is done or failed; it has left no file."""
        with self.store.index.open(write=True) as index:
            index.execute("DELETE FROM jobs WHERE key = ? AND state IN (?, ?)", (key, DONE, FAILED))

    def stop(self, token: str) -> None:
        """Ask for work no more; what nobody else asks for is dropped, even where it is begun."""
        name = digest_of(token)
        with self.store.index.open(write=True) as index:
            index.execute(
                "DELETE FROM jobs WHERE number IN (SELECT job FROM asks WHERE token = ?) "
                "AND state IN (?, ?) AND number NOT IN (SELECT job FROM asks WHERE token != ?)",
                (name, WAITING, WORKING, name),
            )
            index.execute("DELETE FROM asks WHERE token = ?", (name,))

    def asked(self, token: str) -> int | None:
        """Return the number of the work that a token may ask for."""
        with self.store.index.open() as index:
            row = index.execute(
                "SELECT job FROM asks WHERE token = ?", (digest_of(token),)
            ).fetchone()
        return row[0] if row else None


def _job(cursor: sqlite3.Cursor, row: tuple) -> Job:
    names = [column[0] for column in cursor.description]
    values = dict(zip(names, row, strict=True))
    return Job(
        **{
            **values,
            "request": json.loads(values["request"]),
            "answer": json.loads(values["answer"]),
        }
    )
