"""The other views of a page that was opened, made while nobody asks, so that each opens at once."""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import flask

from dashboard.session.active_study import Opened
from dashboard.session.asked import asked_search, asked_viewport
from dashboard.session.url_state import TABS
from dashboard.tabs.builders import Viewport, changed_parts
from dashboard.work.idle import Idle
from data.study import Study

# What Dash asks for once, as a page opens.
OPENING = "/_dash-layout"
# A study of which a view takes longer is large: what is made of it would stand in the way.
MOST_SECONDS = 1.0


class _Asked(Exception):
    """The server is asked for so much that nothing is made ahead."""


class Ahead:
    """Makes them part by part, each once the server is idle, of the page that came last.

    Parameters
    ----------
    opened : Opened
        Keeps what is made; only the one study that everybody sees is made ahead.
    idle : Idle
    """

    def __init__(self, opened: Opened, idle: Idle) -> None:
        self.opened, self.idle = opened, idle
        self._pages: queue.SimpleQueue[tuple[str | None, Viewport]] = queue.SimpleQueue()

    def register(self, server: flask.Flask) -> None:
        """Hear of every page that opens."""

        @server.after_request
        def note(response: flask.Response) -> flask.Response:
            if flask.request.path == OPENING and self._is_of_all():
                self._pages.put((asked_search(), asked_viewport()))
            return response

    def _is_of_all(self) -> bool:
        return self.opened.several is None and self.opened.dropped() is None

    def begin(self) -> None:
        """Begin in a thread that ends with the process; what fails in it stops no server."""
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            search, viewport = self._pages.get()
            while not self._pages.empty():
                search, viewport = self._pages.get()
            self.make(search, viewport)

    def make(self, search: str | None, viewport: Viewport) -> None:
        """Make all views of an address, unless the server is too busy for that.

        Parameters
        ----------
        search : str or None
        viewport : dict
        """
        selection, state = self.opened.read(search, "")
        for tab in TABS:
            started = time.thread_time()
            try:
                changed_parts(selection, replace(state, tab=tab), viewport, {}, self._recall)
            except _Asked:
                return
            if time.thread_time() - started > MOST_SECONDS:
                return

    def _recall(self, key: str, study: Study, make: Callable[[], dict]) -> dict:
        """Make a part once the whole server is idle, and no other process makes one ahead."""
        if self.idle.is_over():
            raise _Asked
        if known := self.opened.known(key):
            return known
        if not self.idle.wait():
            raise _Asked
        with self.idle.signs.alone() as may:
            if not may:
                raise _Asked
            return self.opened.recall(key, study, make)
