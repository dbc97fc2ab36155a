"""What the server takes in of a request: much only where a file is sent, and no more than fits.

waitress lays a body down in a temporary file before anybody here sees its request: it would take
as much at every address, at once from everybody, and would end the connection where a disk is full.
"""

import contextlib
import copy
import threading
import weakref
from typing import Any

import waitress.channel
from waitress.parser import HTTPRequestParser
from waitress.utilities import Error

from dashboard.serving.callback_body import LARGEST_BODY

# All files together that one process takes in at the same time.
MOST_AT_ONCE = 1 << 30
# Of what is too large so much is let go by: who still sends when the answer comes never hears it.
MOST_LET_GO = 1 << 30
DROP = "/drop"


class NotTaken(Error):
    """An answer in one sentence to a body that is not taken in."""

    def __init__(self, code: int, reason: str, said: str) -> None:
        super().__init__(said)
        self.code, self.reason = code, reason

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and body."""
        headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
        return f"{self.code} {self.reason}", headers, self.body.encode()


TOO_MUCH = NotTaken(
    503, "Service Unavailable", "Too many files are being sent at once: try again in a minute."
)
NO_ROOM = NotTaken(507, "Insufficient Storage", "The server's disk has no room for this file.")


class Nowhere:
    """Where a body goes that is not taken in, so that who sends it hears why."""

    def append(self, content: bytes) -> None:
        """Let go of it."""

    def close(self) -> None:
        """Do nothing."""

    def __len__(self) -> int:
        return 0


class BoundedParser(HTTPRequestParser):
    """Reads a request whose body is bounded by its address, and by what else is being sent."""

    _one = threading.Lock()
    _at_once: "weakref.WeakSet[BoundedParser]" = weakref.WeakSet()
    _refused: NotTaken | None = None
    adj: Any
    error: Any

    def parse_header(self, header_plus: bytes) -> None:
        """Read the header, and judge by it what may come."""
        super().parse_header(header_plus)
        if self.body_rcv is None:
            return
        if not self.path.endswith(DROP):
            self._bound(LARGEST_BODY)
        elif self._is_too_much():
            self._refuse(TOO_MUCH)

    def received(self, data: bytes) -> int:
        """Take in a piece."""
        try:
            taken = super().received(data)
        except OSError:
            self._refuse(NO_ROOM)
            # It has not noted the piece yet.
            taken = super().received(data)
        if self._refused is None and self.error is not None and self.error.code == 413:
            self._let_go()
        if self.completed and self._refused is not None:
            self.error = self._refused
        return taken

    def close(self) -> None:
        """Let go of the body."""
        with self._one:
            self._at_once.discard(self)
        super().close()

    def _bound(self, most: int) -> None:
        limits = copy.copy(self.adj)
        limits.max_request_body_size = most
        self.adj = limits

    def _let_go(self) -> None:
        said = f"More than {self.adj.max_request_body_size >> 20} MB cannot be sent here."
        self._refuse(NotTaken(413, "Content Too Large", said))
        if self.content_length < MOST_LET_GO and not self.body_rcv.completed:
            self.completed, self.error = False, None
            self._bound(MOST_LET_GO)

    def _refuse(self, why: NotTaken) -> None:
        self._refused = why
        # What is still to be written of it finds no room either.
        with contextlib.suppress(OSError):
            self.body_rcv.getbuf().close()
        self.body_rcv.buf = Nowhere()

    def _is_too_much(self) -> bool:
        with self._one:
            held = sum(one.announced for one in self._at_once)
            if held + self.announced > MOST_AT_ONCE:
                return True
            self._at_once.add(self)
        return False

    @property
    def announced(self) -> int:
        """The bytes that may come."""
        return self.adj.max_request_body_size if self.chunked else self.content_length


class BoundedChannel(waitress.channel.HTTPChannel):
    """A connection whose requests are read so."""

    parser_class = BoundedParser


def create_server(application: Any, **options: Any) -> tuple[Any, dict[int, Any]]:
    """Make a server of waitress that reads requests so.

    Parameters
    ----------
    application : callable
    **options
        As for ``waitress.create_server``.

    Returns
    -------
    server
    sockets : dict
        What it listens on, and what is connected: for its loop.
    """
    sockets: dict[int, Any] = {}
    server = waitress.create_server(application, map=sockets, **options)
    for listening in sockets.values():
        if hasattr(listening, "channel_class"):
            listening.channel_class = BoundedChannel
    return server, sockets
