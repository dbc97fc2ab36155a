"""See to it that what waits is worked on: here, in a thread, or by processes of their own."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from dashboard.store.contents import Store
from dashboard.store.queue import WAITING, WORKING, Queue
from dashboard.work.drain import Work, drain
from dashboard.work.nursery import ByCommand
from data import locks

# Who asks for progress also sees to it that somebody works; this often is enough.
LOOK_EVERY = 0.5
# A process that was started takes its lock within this time.
START_SECONDS = 10


class Runner(Protocol):
    """Works on a queue."""

    def wake(self) -> None:
        """See to it that somebody works, or soon will."""


class Inline:
    """Does what waits before it returns.

    Parameters
    ----------
    queue : Queue
    work : callable
    """

    def __init__(self, queue: Queue, work: Work) -> None:
        self.queue, self.work = queue, work

    def wake(self) -> None:
        """Do what waits."""
        drain(self.queue, "inline", self.work)


class OneThread:
    """Does what waits in a thread, one piece after another.

    Parameters
    ----------
    queue : Queue
    work : callable
    """

    def __init__(self, queue: Queue, work: Work) -> None:
        self.queue, self.work = queue, work
        self._busy = threading.Lock()
        # One works, and one waits to look once more; further ones would find nothing to do.
        self._places = threading.BoundedSemaphore(2)

    def wake(self) -> None:
        """Begin, unless a thread is at work and another waits to look once more."""
        if self._places.acquire(blocking=False):
            threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            with self._busy:
                # Whoever comes from now on is seen by the next.
                drain(self.queue, "thread", self.work)
        finally:
            self._places.release()


class Processes:
    """Has processes of its own do what waits; they outlive who started them.

    Parameters
    ----------
    queue : Queue
    starter : ByCommand
    most : int
        Processes at once.
    """

    def __init__(self, queue: Queue, starter: ByCommand, most: int) -> None:
        self.queue, self.starter, self.most = queue, starter, most
        self._busy = threading.Lock()
        self._started: dict[int, float] = {}
        self._looked = 0.0

    def wake(self) -> None:
        """Put work of ended processes back, and start as many processes as there is work for."""
        now = time.monotonic()
        with self._busy:
            counts = self.queue.counts()
            hurry = counts.get(WAITING, 0) and now - self._looked > LOOK_EVERY / 10
            if now - self._looked < LOOK_EVERY and not hurry:
                return
            self._looked = now
            free = [n for n in range(self.most) if not locks.is_held(slot(self.queue, n))]
            self._started = {n: at for n, at in self._started.items() if n in free}
            for number in free:
                if counts.get(WORKING, 0) and self.queue.put_back(
                    worker_name(self.queue.kind, number)
                ):
                    self._started.pop(number, None)
            counts = self.queue.counts()
            idle = self.most - len(free) - counts.get(WORKING, 0)
            ready = [n for n in free if now - self._started.get(n, -START_SECONDS) >= START_SECONDS]
            idle += len(free) - len(ready)
            for number in ready[: max(0, counts.get(WAITING, 0) - idle)]:
                self._start(number, now)

    def _start(self, number: int, now: float) -> None:
        self.starter.start(self.queue.store.folder, self.queue.kind, number)
        self._started[number] = now


def processes(starter: ByCommand, most: int) -> Callable[[Queue, Work], Runner]:
    """Return what has a queue worked on by processes; see :class:`Processes`."""
    return lambda queue, work: Processes(queue, starter, most)


def worker_name(kind: str, number: int) -> str:
    """Name a process."""
    return f"{kind}-{number}"


def slot(queue: Queue, number: int) -> Path:
    """Return the file whose lock a process holds as long as it lives."""
    return queue.store.folder / "slots" / worker_name(queue.kind, number)


def stop_processes(store: Store) -> None:
    """Stop all processes that work on the queues of a store."""
    for path in (store.folder / "slots").iterdir():
        text = path.read_text(encoding="ascii", errors="ignore").strip()
        # The number of an ended process may be another's by now: only who holds the lock is one.
        if text.isdecimal() and locks.is_held(path):
            # It may end by itself between the look and the signal.
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(text), signal.SIGTERM)
