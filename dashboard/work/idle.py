"""Whether a server has nothing to answer: what nobody waits for gives way to what is asked."""

import threading
import time
from collections.abc import Callable

import flask

from dashboard.work.signs import MOMENT, Signs

# A server may never be idle.
PATIENCE = 10.0
LOOK_EVERY = 0.05
# Marks a request that was counted.
COUNTED = "escalation.answering"
Clock = Callable[[], float]


class Idle:
    """Knows how many requests are being answered in this process, and when the last one was.

    Parameters
    ----------
    signs : Signs
        What the other processes of the server do.
    clock : callable
    rest : callable
        Takes the seconds until the next look.
    """

    def __init__(
        self,
        signs: Signs,
        clock: Clock = time.monotonic,
        rest: Callable[[float], object] = time.sleep,
    ) -> None:
        self.signs, self.clock, self.rest = signs, clock, rest
        self._one, self._looking = threading.Lock(), threading.Lock()
        self._stopped = False
        self._answering, self._ended = 0, clock()

    def register(self, server: flask.Flask) -> None:
        """Look at every request."""

        @server.before_request
        def begin() -> None:
            with self._one:
                self._answering += 1
                if self._answering == 1:
                    self.signs.begin()
            # Not in what Flask keeps: a request that is made within another shares that.
            flask.request.environ[COUNTED] = True

        @server.teardown_request
        def end(error: BaseException | None) -> None:
            # One that was refused before it came here has not been counted.
            if flask.request.environ.pop(COUNTED, False):
                with self._one:
                    self._answering -= 1
                    self._ended = self.clock()
                    if not self._answering:
                        self.signs.end()

    def stop(self) -> None:
        """Have nobody wait any more: the server ends, and with it what the signs are read from."""
        with self._looking:
            self._stopped = True

    def is_over(self) -> bool:
        """Tell whether the server ends."""
        return self._stopped

    def wait(self) -> bool:
        """Wait until nothing is being answered, nothing was for a moment, and nobody waits.

        Returns
        -------
        bool
            Whether that came; a server that is never idle is not waited for without end, and one
            that ends not at all.
        """
        until = self.clock() + PATIENCE
        while self._is_busy():
            if self._stopped or self.clock() >= until:
                return False
            self.rest(LOOK_EVERY)
        return True

    def _is_busy(self) -> bool:
        here = self._answering or self.clock() < self._ended + MOMENT
        with self._looking:
            return self._stopped or bool(here) or self.signs.are_busy()
