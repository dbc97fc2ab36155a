"""Serve the dashboard until stopped, and clear away what was kept meanwhile."""

import contextlib
import os
import shutil
import signal
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from analytics.findings import results
from analytics.findings.answer import answer_of
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from dashboard.app import create_app
from dashboard.export.functions import ExportFunctions
from dashboard.guard import EVERYWHERE, Names
from dashboard.serving.listen import check_workers, listen
from dashboard.serving.settings import Serving
from dashboard.session.upload import LARGEST
from dashboard.session.uploaded_files import Sessions
from dashboard.store.contents import SERVED, Store
from dashboard.store.results import Results
from dashboard.work.runners import stop_processes
from data.errors import EscalationError
from data.kept_study import keep_study
from data.study import Study, load_study

LOOK_EVERY = 60
SLACK = 1 << 20


def serve(
    folder: str | os.PathLike,
    serving: Serving,
    *,
    exports: ExportFunctions | None = None,
    command: Sequence[str] = (),
) -> None:
    """Serve a study until stopped.

    Parameters
    ----------
    folder : path
        The study's folder.
    serving : Serving
    exports : ExportFunctions, optional
        As for :func:`create_app`.
    command : sequence of str
        As for :func:`create_app`.

    Raises
    ------
    StudyError
        When the study has faults.
    EscalationError
        When what was chosen cannot be had: the port, the store, more workers.
    """
    check_workers(serving.workers)
    study = load_study(Path(folder))
    _check_port(serving.host, serving.port)
    # An end by the system's wish is an end like any other: the store is cleared.
    signal.signal(signal.SIGTERM, _stop)
    store, mine = Store(serving.store), os.getpid()
    try:
        _prepare(store, study)
        app = create_app(
            study,
            sessions=Sessions(store),
            results=Results(store),
            exports=exports,
            names=Names(serving.host, serving.allow),
            command=command,
        )
        several = serving.workers > 1
        if several:
            # Before there are threads, and once for all workers.
            _warm(study)
        listen(
            app.server,
            serving,
            # A body above the limit is refused before it is stored; the page's own sentence
            # comes first.
            largest=LARGEST + SLACK,
            ready=lambda: print(greeting(study, serving.host, serving.port), flush=True),
            forked=lambda: _start_threads(app.opened.sessions, None if several else study),
        )
    finally:
        # A worker ends here as well.
        if os.getpid() == mine:
            stop_processes(store)
            store.close()


def _start_threads(sessions: Sessions, cold: Study | None) -> None:
    """Start what goes on beside the answers."""
    threading.Thread(target=_let_go, args=(sessions,), daemon=True).start()
    if cold is not None:
        threading.Thread(target=_warm, args=(cold,), daemon=True).start()


def _prepare(store: Store, study: Study) -> None:
    """Keep the served study for the processes of this server; what is of another one goes."""
    folder = store.study_folder(SERVED)
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700)
    keep_study(study, folder)
    with store.results.open(write=True) as results:
        results.execute("DELETE FROM parts")
    with store.index.open(write=True) as index:
        index.execute("DELETE FROM jobs WHERE study = ''")


def _stop(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def greeting(study: Study, host: str, port: int) -> str:
    """Return what is printed once the page can be opened."""
    named = f"[{host}]" if ":" in host else host
    lines = [study.title, f"Open http://{named}:{port} (stop with Ctrl+C)"]
    if host in EVERYWHERE:
        lines.append(
            "Whoever reaches this machine over the network can see this study and open files here."
        )
    return "\n".join(lines)


def _warm(study: Study) -> None:
    """Compute the default view while the browser opens, so that the first reader does not wait."""
    selection = Selection(study, default_view(study))
    for finding in (answer_of, results.regimes, results.effect):
        # A study that cannot answer says so on the page.
        with contextlib.suppress(EscalationError):
            finding(selection)


def _let_go(sessions: Sessions) -> None:
    """Forget files that lie unused even when nobody asks for anything."""
    while True:
        time.sleep(LOOK_EVERY)
        sessions.expire()


def _check_port(host: str, port: int) -> None:
    """Refuse a port that is taken before any work is done."""
    if not 0 < port < 65536:
        raise EscalationError(f"Port {port} does not exist: choose one from 1 to 65535.")
    try:
        family, *_, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise EscalationError(
            f"There is no address {host} on this machine: choose another with --host."
        ) from None
    with socket.socket(family) as probe:
        # Elsewhere it passes over a port that was just left; on Windows, over one that is in use.
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(where)
        except OSError as error:
            raise EscalationError(
                f"Cannot listen on {host}:{port} ({error.strerror}): choose another port, "
                f"for instance make dashboard PORT={min(port + 1, 65535)}."
            ) from None
