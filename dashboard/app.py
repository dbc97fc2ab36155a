"""Build the dashboard, and serve it."""

import contextlib
import html
import logging
import mimetypes
import os
import socket
import threading
import time
from functools import partial
from pathlib import Path

import flask
from dash import Dash

from analytics.findings import results
from analytics.findings.answer import answer_of
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from charts.style.fonts import FOLDER, font_file
from dashboard import ids
from dashboard.callbacks import register
from dashboard.export.citation import register_citing
from dashboard.export.functions import ExportFunctions
from dashboard.export.routes import register_exports
from dashboard.guard import Names, register_guard
from dashboard.layout import page
from dashboard.session.active_study import Forgotten, Opened
from dashboard.session.upload import LARGEST, register_uploads
from dashboard.session.uploaded_files import Sessions
from data.errors import EscalationError
from data.study import Study, load_study

LOG = logging.getLogger(__name__)
LOOK_EVERY = 60
SLACK = 1 << 20
# A browser holds six connections, most of them idle; one is closed after an idle minute, for the
# browser opens another when it needs one. Systems commonly let a process have 1024 files.
LIMITS = {
    "threads": 16,
    "connection_limit": 800,
    "channel_timeout": 60,
    "cleanup_interval": 10,
    "asyncore_use_poll": True,
}
APOLOGY = "This view could not be drawn. The rest of the page works; the server's log says why."
# Nothing is loaded from outside the server; Dash writes its start-up script into the page.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' blob: data:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
)


class Page(Dash):
    """The page, named in the browser after the study that it shows."""

    opened: Opened
    callbacks: dict[str, object]

    # Dash calls it by keywords alone, and says so.
    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        """Write the first answer to the browser, with the title as text and nothing else."""
        dropped = self.opened.dropped()
        study = dropped.study if dropped else self.opened.served
        return super().interpolate_index(**{**parts, "title": html.escape(study.title)})


def create_app(
    study: Study,
    *,
    sessions: Sessions | None = None,
    exports: ExportFunctions | None = None,
    names: Names | None = None,
) -> Page:
    """Build the whole dashboard for one study.

    Parameters
    ----------
    study : Study
    sessions : Sessions, optional
        Where dropped files are held; by default its own.
    exports : ExportFunctions, optional
        Makes reports and figure files; without one the page offers none.
    names : Names, optional
        Under which the server answers; by default those of this machine for itself.

    Returns
    -------
    Page
        Its ``callbacks`` attribute holds the callbacks by name, so that tests can call them.
    """
    # The registry of Windows may call scripts plain text, which a browser then refuses to run.
    mimetypes.add_type("text/javascript", ".js")
    mimetypes.add_type("text/css", ".css")
    app = Page(
        "dashboard",
        update_title="",
        suppress_callback_exceptions=True,
        on_error=_calm,
        assets_folder=str(Path(__file__).resolve().parent / "assets"),
    )
    app.opened = Opened(study, sessions or Sessions())
    app.layout = partial(page, app.opened, publishes=exports is not None)
    app.callbacks = register(app, app.opened) | register_citing(app, app.opened, exports)
    register_guard(app, names or Names())
    register_uploads(app.server, app.opened)
    register_fonts(app)
    register_exports(app.server, app.opened, exports)
    app.server.after_request(_headers)
    return app


def _calm(error: Exception) -> None:
    """Keep Python's own words off the page; the log has them."""
    from dash import set_props

    if isinstance(error, Forgotten):
        set_props(ids.NOTICE, {"children": str(error)})
        return
    LOG.error("A callback failed", exc_info=error)
    set_props(ids.NOTICE, {"children": APOLOGY})


def _headers(response: flask.Response) -> flask.Response:
    """Forbid the browser to load anything from elsewhere."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    # What shows a dropped file must not outlive it in a cache.
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def serve(
    folder: str | os.PathLike,
    *,
    host: str = "127.0.0.1",
    port: int = 8050,
    allow: tuple[str, ...] = (),
    exports: ExportFunctions | None = None,
) -> None:
    """Serve a study until stopped.

    Parameters
    ----------
    folder : path
        The study's folder.
    host : str
        Address to listen on; only this machine unless asked otherwise.
    port : int
    allow : tuple of str
        Names under which the server answers besides that address and those of this machine.
    exports : ExportFunctions, optional
        As for :func:`create_app`.

    Raises
    ------
    StudyError
        When the study has faults.
    EscalationError
        When the port cannot be used.
    """
    study = load_study(Path(folder))
    _check_port(host, port)
    app = create_app(study, exports=exports, names=Names(host, allow))
    import waitress

    threading.Thread(target=_warm, args=(study,), daemon=True).start()
    threading.Thread(target=_let_go, args=(app.opened.sessions,), daemon=True).start()
    print(greeting(study, host, port), flush=True)
    # A body above the limit is refused before it is stored; the page's own sentence comes first.
    most = LARGEST + SLACK
    waitress.serve(
        app.server, host=host, port=port, ident=None, max_request_body_size=most, **LIMITS
    )


def greeting(study: Study, host: str, port: int) -> str:
    """Return what is printed once the page can be opened."""
    return f"{study.title}\nOpen http://{host}:{port} (stop with Ctrl+C)"


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
    with socket.socket() as probe:
        # Elsewhere it passes over a port that was just left; on Windows, over one that is in use.
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise EscalationError(
                f"Cannot listen on {host}:{port} ({error.strerror}): choose another port, "
                f"for instance make dashboard PORT={min(port + 1, 65535)}."
            ) from None


# Fetched with the page itself: plotly measures text once, and must not measure another font.
PRELOAD = "".join(
    f'<link rel="preload" href="/fonts/{font_file(bold, ending="woff2").name}" as="font" '
    'type="font/woff2" crossorigin>'
    for bold in (False, True)
)
DAY = 86_400


def register_fonts(app: Dash) -> None:
    """Let the page load the font from its own server.

    Parameters
    ----------
    app : Dash
    """

    @app.server.get("/fonts/<name>")
    def font(name: str) -> flask.Response:
        if not name.endswith(".woff2"):
            flask.abort(404)
        return flask.send_from_directory(FOLDER, name, mimetype="font/woff2", max_age=DAY)

    app.index_string = app.index_string.replace("{%css%}", f"{PRELOAD}{{%css%}}")
