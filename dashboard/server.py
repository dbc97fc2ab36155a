"""Serve the dashboard until stopped, and clear away what was kept meanwhile."""

import contextlib
import gc
import logging
import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import flask

from analytics.findings import results
from analytics.findings.answer import answer_of
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from dashboard.app import Page, create_app
from dashboard.export.functions import ExportFunctions
from dashboard.export.jobs import REPORT, REPORT_RULES
from dashboard.guard import EVERYWHERE, Names
from dashboard.serving.access_log import AccessLog
from dashboard.serving.entry import NamedByProxy, OnePassword, read_password
from dashboard.serving.freed_memory import give_back, hold_little
from dashboard.serving.listen import check_workers, listen
from dashboard.serving.metrics import Metrics
from dashboard.serving.policy import check_origins
from dashboard.serving.proxy import Proxied, Wsgi, read_networks, read_prefix
from dashboard.serving.settings import Serving
from dashboard.session.file_reading import READING, READING_RULES
from dashboard.session.upload import LARGEST
from dashboard.session.uploaded_files import Sessions
from dashboard.session.url_state import TABS
from dashboard.shelf.addresses import named_folders
from dashboard.shelf.studies import Studies
from dashboard.store.contents import SERVED, Store
from dashboard.store.queue import Queue
from dashboard.store.results import Results
from dashboard.tabs.ahead import Ahead
from dashboard.tabs.builders import whole_answer
from dashboard.tabs.later import LANES
from dashboard.work.idle import Idle
from dashboard.work.nursery import Nursery
from dashboard.work.runners import stop_processes
from dashboard.work.signs import Signs
from data.errors import EscalationError, StudyError
from data.kept_study import keep_study
from data.study import Study, load_study
from data.study_files import check_folder

LOG = logging.getLogger(__name__)
LOOK_EVERY = 60
SLACK = 1 << 20
# Of a common browser; what is drawn in it warms every other.
VIEWPORT = {"width": 1100, "dark": False, "phone": False}


def serve(
    given: str | os.PathLike | Sequence[Path],
    serving: Serving,
    *,
    exports: ExportFunctions | None = None,
    nursery: Nursery | None = None,
    prepare: Callable[[], object] | None = None,
) -> None:
    """Serve a study until stopped, or several, each under an address of its own.

    Parameters
    ----------
    given : path or sequence of path
        The folder of the study, or those of several; ``name=folder`` names one of them.
    serving : Serving
    exports : ExportFunctions, optional
        As for :func:`create_app`.
    nursery : Nursery, optional
        Starts what reads files and makes reports; without one this process does both.
    prepare : callable, optional
        Called once nothing stands in the way of serving, and before an address is printed.

    Raises
    ------
    StudyError
        When the study has faults; of several, when none can be a study at all.
    EscalationError
        When what was chosen cannot be had: the port, the store, more workers.
    """
    hold_little()
    serving = replace(serving, prefix=read_prefix(serving.prefix))
    check_workers(serving.workers)
    check_origins(serving.allow_embed)
    entry = _check_entry(serving)
    folders = named_folders([Path(given)] if isinstance(given, str | os.PathLike) else given)
    alone = load_study(*folders.values()) if len(folders) == 1 else None
    if alone is None:
        _check_folders(folders)
    _check_port(serving.host, serving.port)
    if prepare is not None:
        prepare()
    # An end by the system's wish is an end like any other: the store is cleared.
    signal.signal(signal.SIGTERM, _stop)
    store, mine = Store(serving.store), os.getpid()
    idle = Idle(Signs(store))
    try:
        served = alone or Studies(folders, store)
        _prepare(store, alone)
        app = create_app(
            served,
            sessions=Sessions(store),
            results=Results(store),
            exports=exports,
            names=Names(serving.host, serving.allow),
            starter=nursery,
            serving=serving,
        )
        Metrics(store).register(app.server)
        idle.register(app.server)
        ahead = None if serving.no_ahead else Ahead(app.opened, idle)
        if ahead is not None:
            ahead.register(app.server)
        log = AccessLog(serving.access_log, views=serving.log_views) if serving.access_log else None
        if log:
            log.register(app.server)
        _stand_behind(app.server, serving, entry(app.server.wsgi_app, store))
        several = serving.workers > 1
        if several:
            # Before there are threads, and once for all workers.
            _warm_all(app, alone, nursery)
        # What was imported lives as long as the process: looking at it for garbage takes longer
        # than answering a click.
        gc.freeze()
        listen(
            app.server,
            serving,
            # A body above the limit is refused before it is stored; the page's own sentence
            # comes first.
            largest=LARGEST + SLACK,
            ready=lambda: print(greeting(served, serving), flush=True),
            # Several processes have it from the one that they were forked from.
            forked=lambda: _start_threads(app, nursery, ahead, idle, warms=not several),
        )
    finally:
        # A worker ends here as well.
        if os.getpid() == mine:
            idle.stop()
            if nursery is not None:
                nursery.close()
            stop_processes(store)
            store.close()
    if os.getpid() == mine:
        _end_at_once()


def _end_at_once() -> None:
    """Let no thread that still computes be waited for, as Python does at its end."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)


def _start_threads(
    app: Page, nursery: Nursery | None, ahead: Ahead | None, idle: Idle, *, warms: bool
) -> None:
    """Start what goes on beside the answers."""
    if ahead is not None:
        ahead.begin()
    threading.Thread(target=_let_go, args=(app.opened.sessions,), daemon=True).start()
    if app.cards is not None:
        threading.Thread(target=app.cards.begin, daemon=True).start()
    if warms:
        threading.Thread(target=_warm_beside, args=(app, nursery, ahead, idle), daemon=True).start()


def _check_folders(folders: Mapping[str, Path]) -> None:
    """Tell which of several folders can be no studies; where none can, nothing can be served."""
    wrong = [fault for folder in folders.values() for fault in check_folder(folder)]
    if len(wrong) == len(folders):
        raise StudyError(tuple(wrong))
    for fault in wrong:
        print(f"Note: {fault}; the start page says so.", file=sys.stderr)


def _prepare(store: Store, alone: Study | None) -> None:
    """Keep the only study for the processes of this server; what was of other ones goes."""
    for folder in store.study_folder(SERVED).parent.glob(f"{SERVED}*"):
        shutil.rmtree(folder)
    if alone is not None:
        folder = store.study_folder(SERVED)
        folder.mkdir(mode=0o700)
        keep_study(alone, folder)
    with store.results.open(write=True) as results:
        results.execute("DELETE FROM parts")
    with store.index.open(write=True) as index:
        index.execute("DELETE FROM jobs WHERE study = '' OR study LIKE ?", (f"{SERVED}-%",))


def _stop(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _check_entry(serving: Serving) -> Callable[[Wsgi, Store], Wsgi]:
    """Return what lets people in, as it was chosen; by default everybody who can reach the page."""
    if serving.auth_header and serving.password_file:
        raise EscalationError("--auth-header and --password-file both let in: choose one.")
    if serving.auth_header:
        if not serving.trusted_proxy:
            raise EscalationError(
                "--auth-header needs --trusted-proxy: else anybody could name himself in it."
            )
        return lambda answer, store: NamedByProxy(answer, serving.auth_header)
    if serving.password_file:
        hashed = read_password(serving.password_file)
        return lambda answer, store: OnePassword(answer, hashed, store)
    return lambda answer, store: answer


def _stand_behind(server: flask.Flask, serving: Serving, guarded: Wsgi) -> None:
    """Put what lets people in, and what undoes the work of a proxy, before the page."""
    proxied = partial(
        Proxied,
        prefix=serving.prefix,
        networks=read_networks(serving.trusted_proxy),
        user_header=serving.auth_header,
    )
    # The page's scripts are gathered through the page itself, which asks for no password yet.
    # Flask's own way to put something before an application, which its types do not know.
    server.wsgi_app = proxied(server.wsgi_app)  # type: ignore[method-assign, assignment]
    server.test_client().get(f"{serving.prefix}/").close()
    server.wsgi_app = proxied(guarded)  # type: ignore[method-assign, assignment]


def greeting(served: Study | Studies, serving: Serving) -> str:
    """Return what is printed once the page can be opened."""
    host = f"[{serving.host}]" if ":" in serving.host else serving.host
    address = f"http://{host}:{serving.port}{serving.prefix and serving.prefix + '/'}"
    if isinstance(served, Studies):
        what, seen = f"{len(served.folders)} studies", "these studies"
    else:
        what, seen = served.title, "this study"
    lines = [what, f"Open {address} (stop with Ctrl+C)"]
    if serving.host in EVERYWHERE and not (serving.auth_header or serving.password_file):
        lines.append(
            f"Whoever reaches this machine over the network can see {seen} and open files here: "
            "--password-file asks for a password."
        )
    return "\n".join(lines)


def _warm_all(app: Page, alone: Study | None, nursery: Nursery | None) -> None:
    """Compute and draw the default view once, so that no worker does so for its first reader.

    Of several studies none is read before it is asked for.
    """
    store = app.opened.sessions.store
    if nursery is not None:
        nursery.open()
    if alone is not None:
        warm_kernels(alone)
        if nursery is not None:
            nursery.warm(store.folder)
        # In a thread that ends: what fails here stops no server, and is told on the page.
        drawing = threading.Thread(target=_draw_every_tab, args=(app,))
        drawing.start()
        drawing.join()
    # What all workers share need not be looked at for garbage by each, nor be copied for that.
    gc.collect()
    gc.freeze()
    store.close_idle()


def _draw_every_tab(app: Page) -> None:
    for tab in TABS:
        app.callbacks["show_view"](f"?tab={tab}", VIEWPORT)


def _warm_beside(app: Page, nursery: Nursery | None, ahead: Ahead | None, idle: Idle) -> None:
    """Compute the default view while nobody asks, so that the first reader does not wait."""
    idle.wait()
    if idle.is_over():
        return
    if ahead is not None and app.opened.several is None:
        # The verdict first: who opens the page finds it there.
        selection, _ = app.opened.read("", "")
        whole_answer(selection, app.opened.recall)
    if (study := app.opened.shelf.first()) is not None:
        warm_kernels(study, idle.wait)
    idle.wait()
    if idle.is_over():
        return
    if nursery is not None:
        nursery.open()
        nursery.warm(app.opened.sessions.store.folder)
    if ahead is not None and app.opened.several is None:
        # What a view needs the first time only, such as what it imports, is there at any width.
        ahead.make("", VIEWPORT)
        idle.wait()
    gc.collect()
    gc.freeze()


def warm_kernels(study: Study, wait: Callable[[], object] = lambda: None) -> None:
    """Load what the analyses of a default view need, or compile it where that was never done.

    Parameters
    ----------
    study : Study
    wait : callable
        Called before each analysis.
    """
    selection = Selection(study, default_view(study))
    for finding in (answer_of, results.regimes, results.effect):
        wait()
        # A study that cannot answer says so on the page.
        with contextlib.suppress(EscalationError):
            finding(selection)


def _let_go(sessions: Sessions) -> None:
    while True:
        time.sleep(LOOK_EVERY)
        clear_unused(sessions)
        give_back()


def clear_unused(sessions: Sessions) -> None:
    """Forget files, reports and parts that lie unused even when nobody asks for anything.

    What cannot be cleared away now, for instance because the disk is full, is the next time.
    """
    kinds = {REPORT: REPORT_RULES, READING: READING_RULES, **LANES}
    try:
        sessions.expire()
        for kind, rules in kinds.items():
            Queue(sessions.store, kind, rules).expire()
    except (EscalationError, OSError) as error:
        LOG.warning("What lies unused could not be cleared away: %s", error)


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
