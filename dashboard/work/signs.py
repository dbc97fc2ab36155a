"""What the processes of a server see of each other: who answers, what waits, who makes ahead."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from dashboard.store.contents import Store
from dashboard.store.queue import WAITING, WORKING
from data import locks

# So long after an answer a page may be about to ask for more.
MOMENT = 0.3
ENDING = ".answering"


class Signs:
    """Tells the other processes that this one answers, and sees whether they do.

    Parameters
    ----------
    store : Store
        That all of them share.
    clock : callable
        As the system dates files.

    Notes
    -----
    A process holds the lock of a file of its own while it answers, and dates it afterwards: what
    a killed process has left says nothing.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self.store, self.clock = store, clock
        self._answers: int | None = None
        self._ahead = False

    @property
    def _folder(self) -> Path:
        return self.store.folder / "counts"

    def _own(self) -> Path:
        # Of the process that asks: it was forked from the one that made this.
        return self._folder / f"{os.getpid()}{ENDING}"

    def begin(self) -> None:
        """Show that this process answers; where there is no room for it, nobody is told."""
        with contextlib.suppress(OSError):
            self._answers = locks.take(self._own())

    def end(self) -> None:
        """Show that it does so no more, and when that was."""
        with contextlib.suppress(OSError):
            os.utime(self._own())
        locks.let_go(self._answers)
        self._answers = None

    def are_busy(self) -> bool:
        """Tell whether another process answers or did a moment ago, or anything waits."""
        others = (path for path in self._folder.glob(f"*{ENDING}") if path != self._own())
        return self._is_made_ahead() or any(map(self._answers_in, others)) or self._waits()

    def _answers_in(self, path: Path) -> bool:
        return locks.is_held(path) or self.clock() - path.stat().st_mtime < MOMENT

    def _is_made_ahead(self) -> bool:
        return not self._ahead and locks.is_held(self._folder / "ahead")

    def _waits(self) -> bool:
        """Tell whether a part, a file or a report waits to be made, or is being made."""
        asked = "SELECT 1 FROM jobs WHERE state IN (?, ?) LIMIT 1"
        with self.store.index.open() as index:
            return index.execute(asked, (WAITING, WORKING)).fetchone() is not None

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Make something ahead, unless another process does; yields whether it may be made."""
        held = locks.take(self._folder / "ahead")
        self._ahead = held is not None
        try:
            yield self._ahead
        finally:
            self._ahead = False
            locks.let_go(held)
