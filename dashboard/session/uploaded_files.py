"""Files that were dropped onto the page: in memory, each for one browser session alone."""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

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
        self._most, self._idle, self._clock = most, idle, clock
        self._held: OrderedDict[str, tuple[float, Dropped]] = OrderedDict()
        self._lock = threading.Lock()

    def hold(self, dropped: Dropped) -> str:
        """Keep a file and return its token, 256 bits of chance; not for long if nobody asks."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            used = self._clock() - max(self._idle - UNCLAIMED_SECONDS, 0)
            self._held[token] = (used, dropped)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        self.expire()
        return token

    def get(self, token: str | None) -> Dropped | None:
        """Return the file of a token while it is held; this counts as use."""
        self.expire()
        with self._lock:
            if token is None or token not in self._held:
                return None
            _, dropped = self._held.pop(token)
            self._held[token] = (self._clock(), dropped)
            return dropped

    def forget(self, token: str | None) -> None:
        """Let go of a file at once; nothing else refers to it."""
        with self._lock:
            self._held.pop(token or "", None)

    def expire(self) -> int:
        """Let go of every file unused for too long, and return how many are still held."""
        with self._lock:
            oldest = self._clock() - self._idle
            for token in [token for token, (used, _) in self._held.items() if used <= oldest]:
                del self._held[token]
            return len(self._held)
