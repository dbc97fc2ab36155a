"""Files that were dropped onto the page: in memory, each for one browser session alone."""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from cachetools import TLRUCache

from data.importing.summary import Account
from data.study import Study

MOST = 4
IDLE_SECONDS = 4 * 3600
# A browser asks for its file at once; one that was closed meanwhile never does.
UNCLAIMED_SECONDS = 120


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
    """A few dropped files, each under a token that only one browser knows.

    Parameters
    ----------
    most : int
        Files held at once; the one unused for longest goes first.
    idle : float
        Seconds without use after which a file is forgotten.
    clock : callable
        Seconds that only grow.
    """

    def __init__(
        self,
        *,
        most: int = MOST,
        idle: float = IDLE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._idle = idle
        # Each with the seconds for which it is kept unless it is used again.
        self._files: TLRUCache[str, tuple[float, Dropped]] = TLRUCache(
            most, ttu=lambda _, kept, now: now + kept[0], timer=clock
        )
        self._lock = threading.Lock()

    def hold(self, dropped: Dropped) -> str:
        """Keep a file and return its token, 256 bits of chance; not for long if nobody asks."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._files[token] = (min(self._idle, UNCLAIMED_SECONDS), dropped)
        return token

    def get(self, token: str | None) -> Dropped | None:
        """Return the file of a token while it is held; this counts as use."""
        with self._lock:
            self._files.expire()
            if token is None or token not in self._files:
                return None
            _, dropped = self._files[token]
            self._files[token] = (self._idle, dropped)
            return dropped

    def forget(self, token: str | None) -> None:
        """Let go of a file at once; nothing else refers to it."""
        with self._lock:
            if token is not None:
                self._files.pop(token, None)

    def expire(self) -> int:
        """Let go of every file unused for too long, and return how many are still held."""
        with self._lock:
            self._files.expire()
            return len(self._files)
