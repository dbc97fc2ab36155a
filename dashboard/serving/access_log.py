"""One line of JSON for each request: who asked for what, when, and how long it took."""

import json
import logging
import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import flask

from dashboard.serving.callback_body import sent_values
from dashboard.serving.entry import USER
from dashboard.shelf.addresses import here
from dashboard.store.contents import digest_of
from data import locks

LOG = logging.getLogger(__name__)
# A file of this size gets a number, and the oldest goes.
MOST_LOG_BYTES, MOST_LOGS = 10 << 20, 5
LONGEST_TEXT = 2000
CALLBACK_PATH = "/_dash-update-component"


class AccessLog:
    """The log of all processes of a server, in one file that is rotated.

    Parameters
    ----------
    path : Path
    views : bool
        Write the text of views as well; it may hold names of places, people and notes.
    most : int
        Bytes of a file.
    """

    def __init__(self, path: Path, *, views: bool = False, most: int = MOST_LOG_BYTES) -> None:
        self.path, self.views, self.most = path, views, most
        self._one = threading.Lock()
        self._told = False

    def register(self, server: flask.Flask) -> None:
        """Write a line after each request."""

        @server.before_request
        def begin() -> None:
            flask.g.began = time.perf_counter()

        @server.after_request
        def end(response: flask.Response) -> flask.Response:
            self.note(log_entry(response, views=self.views))
            return response

    def note(self, entry: dict[str, object]) -> None:
        """Append a line; where that cannot be done it is told once, and the answer given."""
        try:
            self.write(entry)
            self._told = False
        except OSError as error:
            if not self._told:
                self._told = True
                LOG.error(
                    "The access log %s cannot be written (%s): what is asked meanwhile is not "
                    "noted.",
                    self.path,
                    error.strerror,
                )

    def write(self, entry: dict[str, object]) -> None:
        """Append a line; what several processes write at once stays whole."""
        content = json.dumps(entry, ensure_ascii=False).encode() + b"\n"
        with self._one:
            self._rotate()
            number = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(number, content)
            finally:
                os.close(number)

    def _rotate(self) -> None:
        if not self.path.exists() or self.path.stat().st_size < self.most:
            return
        # Who does not get the lock goes on with the old file, which another is renaming.
        held = locks.take(self.path.with_name(f"{self.path.name}.lock"))
        if held is None:
            return
        try:
            if self.path.stat().st_size >= self.most:
                for number in range(MOST_LOGS - 1, 0, -1):
                    older = self.path.with_name(f"{self.path.name}.{number}")
                    if older.exists():
                        older.replace(self.path.with_name(f"{self.path.name}.{number + 1}"))
                self.path.replace(self.path.with_name(f"{self.path.name}.1"))
        finally:
            locks.let_go(held)


def log_entry(response: flask.Response, *, views: bool) -> dict[str, object]:
    """Return what is noted of a request and its answer."""
    request = flask.request
    view = asked_view()
    entry = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "user": request.environ.get(USER, ""),
        "client": request.remote_addr or "",
        "method": request.method,
        "path": f"{here()}{request.path}"[:LONGEST_TEXT],
        "status": response.status_code,
        "ms": round(1000 * (time.perf_counter() - flask.g.get("began", time.perf_counter())), 1),
        "view": digest_of(view)[:12] if view else "",
    }
    return entry | ({"view_text": view[:LONGEST_TEXT]} if views else {})


def asked_view() -> str:
    """Return the view that a request is about, as its address says it."""
    request = flask.request
    if request.path != CALLBACK_PATH:
        return request.args.get("search", "") or request.query_string.decode("ascii", "replace")
    body = sent_values()
    given = [body.get("inputs"), body.get("state")] if isinstance(body, dict) else []
    for part in [part for parts in given if isinstance(parts, list) for part in parts]:
        if isinstance(part, dict) and (part.get("id"), part.get("property")) == ("url", "search"):
            value = part.get("value")
            return value if isinstance(value, str) else ""
    return ""
