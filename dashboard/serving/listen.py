"""The programs that listen: waitress, in one process or in several that gunicorn looks after."""

import importlib.util
import logging
import os
from collections.abc import Callable

import flask

from dashboard.serving.settings import Serving
from data.errors import EscalationError

# A browser holds six connections, most of them idle; one is closed after an idle minute, for the
# browser opens another when it needs one. Systems commonly let a process have 1024 files.
LIMITS = {
    "threads": 16,
    "connection_limit": 800,
    "channel_timeout": 60,
    "cleanup_interval": 10,
    "asyncore_use_poll": True,
    "max_request_header_size": 65536,
    "ident": None,
    # Ours to judge, by --trusted-proxy.
    "clear_untrusted_proxy_headers": False,
}
# For each of several processes.
WORKER_LIMITS = LIMITS | {"threads": 8, "connection_limit": 400}
WORKER = {
    # One that does not say for so long that it lives is ended, and another takes its place.
    "timeout": 180,
    "graceful_timeout": 5,
    "loglevel": "warning",
    # Loaded once and forked: a worker that takes another's place answers at once.
    "preload_app": True,
    # Newer ones otherwise open a socket in the user's home, by which they can be told to stop.
    "control_socket_disable": True,
}
MOST_WORKERS = 64
Started = Callable[[], object]


def check_workers(workers: int) -> None:
    """Refuse more processes than can be had.

    Raises
    ------
    EscalationError
    """
    if not 0 < workers <= MOST_WORKERS:
        raise EscalationError(
            f"{workers} workers cannot be had: choose from 1 to {MOST_WORKERS}, one for each core."
        )
    if workers == 1:
        return
    if os.name == "nt":
        raise EscalationError("Several workers need Unix: leave --workers out, or choose 1.")
    if importlib.util.find_spec("gunicorn") is None:
        raise EscalationError(
            "Several workers need gunicorn, which is not installed: pip install "
            "'escalation[workers]', or leave --workers out."
        )


def listen(
    server: flask.Flask, serving: Serving, *, largest: int, ready: Started, forked: Started
) -> None:
    """Answer requests until stopped.

    Parameters
    ----------
    server : Flask
    serving : Serving
    largest : int
        Bytes of a body that are taken in at all.
    ready : callable
        Called once requests are answered.
    forked : callable
        Called in every process that answers.
    """
    # What goes wrong is told with its place; how many requests wait, at each of them, is not.
    logging.basicConfig()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    if serving.workers > 1:
        _with_gunicorn(server, serving, largest=largest, ready=ready, forked=forked)
        return
    from dashboard.serving.request_body import create_server

    forked()
    listening, _ = create_server(
        server,
        host=serving.host,
        port=serving.port,
        max_request_body_size=largest,
        **LIMITS,
    )
    ready()
    listening.run()


def _with_gunicorn(
    server: flask.Flask, serving: Serving, *, largest: int, ready: Started, forked: Started
) -> None:
    from gunicorn.app.base import BaseApplication

    from dashboard.serving.buffered_worker import BufferedWorker

    BufferedWorker.limits = WORKER_LIMITS | {"max_request_body_size": largest}

    host = f"[{serving.host}]" if ":" in serving.host else serving.host
    chosen = WORKER | {
        "worker_class": BufferedWorker,
        "bind": f"{host}:{serving.port}",
        "workers": serving.workers,
        "when_ready": lambda arbiter: ready(),
        "post_fork": lambda arbiter, worker: forked(),
    }

    class Application(BaseApplication):
        """The page under gunicorn, which reads no file and no argument of its own."""

        def load_config(self) -> None:
            for name in chosen.keys() & self.cfg.settings.keys():
                self.cfg.set(name, chosen[name])

        def load(self) -> flask.Flask:
            return server

    Application().run()
