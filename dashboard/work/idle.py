"""Whether a server has nothing to answer: what nobody waits for gives way to what is asked."""

import threading
import time
from collections.abc import Callable

import flask

# So long after an answer a page may be about to ask for more.
MOMENT = 0.3
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
    clock : callable
    rest : callable
        Takes the seconds until the next look.
    """

    def __init__(
        self, clock: Clock = time.monotonic, rest: Callable[[float], object] = time.sleep
    ) -> None:
        self.clock, self.rest = clock, rest
        self._one = threading.Lock()
        self._answering, self._ended = 0, clock()

    def register(self, server: flask.Flask) -> None:
        """Look at every request."""

        @server.before_request
        def begin() -> None:
            with self._one:
                self._answering += 1
            # Not in what Flask keeps: a request that is made within another shares that.
            flask.request.environ[COUNTED] = True

        @server.teardown_request
        def end(error: BaseException | None) -> None:
            # One that was refused before it came here has not been counted.
            if flask.request.environ.pop(COUNTED, False):
                with self._one:
                    self._answering -= 1
                    self._ended = self.clock()

    def wait(self) -> bool:
        """Wait until nothing is being answered and nothing was for a moment.

        Returns
        -------
        bool
            Whether that came; a server that is never idle is not waited for without end.
        """
        until = self.clock() + PATIENCE
        while self._answering or self.clock() < self._ended + MOMENT:
            if self.clock() >= until:
                return False
            self.rest(LOOK_EVERY)
        return True
