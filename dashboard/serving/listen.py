"""The programs that listen: waitress in one process, gunicorn where there are several."""

import importlib.util
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
}
# For each of several processes. A request that takes longer than its time is stopped with it.
WORKER = {
    "worker_class": "gthread",
    "threads": 8,
    "worker_connections": 400,
    "keepalive": 60,
    "timeout": 180,
    "graceful_timeout": 5,
    "limit_request_line": 8190,
    "loglevel": "warning",
    # Loaded once and forked: a worker that takes another's place answers at once.
    "preload_app": True,
    # Ours to judge, by --trusted-proxy.
    "forwarded_allow_ips": "",
    "secure_scheme_headers": {},
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
    if serving.workers > 1:
        _with_gunicorn(server, serving, ready=ready, forked=forked)
        return
    import waitress

    forked()
    ready()
    waitress.serve(
        server,
        host=serving.host,
        port=serving.port,
        ident=None,
        max_request_body_size=largest,
        # Ours to judge, by --trusted-proxy.
        clear_untrusted_proxy_headers=False,
        **LIMITS,
    )


def _with_gunicorn(
    server: flask.Flask, serving: Serving, *, ready: Started, forked: Started
) -> None:
    from gunicorn.app.base import BaseApplication

    host = f"[{serving.host}]" if ":" in serving.host else serving.host
    chosen = WORKER | {
        "bind": f"{host}:{serving.port}",
        "workers": serving.workers,
        "when_ready": lambda arbiter: ready(),
        "post_fork": lambda arbiter, worker: forked(),
    }

    class Application(BaseApplication):
        """The page under gunicorn, which reads no file and no argument of its own."""

        def load_config(self) -> None:
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> flask.Flask:
            return server

    Application().run()
