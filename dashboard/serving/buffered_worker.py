"""A process of gunicorn that listens as waitress does: who sends slowly takes no thread."""

import os
import time
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore

from dashboard.serving.request_body import create_server

# How often it says that it lives, and looks whether it is to end.
LOOK_EVERY = 0.5


class BufferedWorker(Worker):
    """Gives a request to a thread once it is here whole, and takes the answer from it whole.

    gunicorn's own threads wait for what is sent: sixteen connections that never finished a line
    kept everybody else out of two workers.
    """

    # As for ``waitress.create_server``; set by who chooses this class.
    limits: dict[str, Any] = {}

    def run(self) -> None:
        """Answer requests until told to stop, or until who started it is gone."""
        sockets = [one.sock for one in self.sockets]
        server, open_sockets = create_server(self.wsgi, sockets=sockets, **self.limits)
        while self.alive and self.ppid == os.getppid():
            self.notify()
            wasyncore.loop(timeout=LOOK_EVERY, use_poll=True, map=open_sockets, count=1)
        # What is being answered is sent; nothing else is begun.
        server.accepting = False
        until = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < until and any(map(is_busy, server.active_channels.values())):
            wasyncore.loop(timeout=0.1, use_poll=True, map=open_sockets, count=1)


def is_busy(channel: Any) -> bool:
    """Tell whether a connection waits for an answer, or has not been sent all of it."""
    return bool(channel.requests or channel.total_outbufs_len)
