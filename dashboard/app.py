"""Build the dashboard."""

import logging
import mimetypes
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import flask
from dash import Dash, html
from dash.development.base_component import Component
from werkzeug.exceptions import HTTPException

from analytics.parallel import usable_cores
from charts.style.fonts import FOLDER
from dashboard import ids
from dashboard.callbacks import register
from dashboard.delivery.bundle import Bundle
from dashboard.delivery.compression import pack
from dashboard.delivery.first_screen import register_first_screen
from dashboard.delivery.index import DOCUMENT, START_HASH
from dashboard.export.citation import register_citing
from dashboard.export.functions import ExportFunctions
from dashboard.export.routes import register_exports
from dashboard.guard import Names, register_guard
from dashboard.layout import page
from dashboard.serving.policy import policy_headers
from dashboard.serving.settings import Serving
from dashboard.session.active_study import Opened
from dashboard.session.upload import register_uploads
from dashboard.session.uploaded_files import Sessions
from dashboard.shelf.addresses import Addresses, address_name, here
from dashboard.shelf.studies import Studies
from dashboard.start.cards import Cards
from dashboard.start.page import register_start
from dashboard.store.queue import Queue
from dashboard.store.results import Results
from dashboard.tabs.later import AT_ONCE, LANES, Beside, Here, Later
from dashboard.work.nursery import ByCommand
from dashboard.work.runners import Inline, OneThread, Processes, processes
from data.errors import EscalationError
from data.study import Study

LOG = logging.getLogger(__name__)
DEFAULTS = Serving()
# Processes at once that read files, and that make reports: each takes a core while it works.
READERS, MAKERS = 2, max(1, usable_cores() // 2)
APOLOGY = "This view could not be drawn. The rest of the page works; the server's log says why."


class Page(Dash):
    """The page, named in the browser after the study that it shows."""

    opened: Opened
    callbacks: dict[str, Any]
    bundle: Bundle
    # Where several studies are served.
    cards: Cards | None = None

    # Dash calls it by keywords alone, and says so.
    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        """Write the first answer to the browser, with the title as text and nothing else."""
        # Before the title, which the start of several studies has not: their scripts are its own.
        scripts = self.bundle.tags(parts["scripts"])
        title = escape(self.opened.shown.title)
        own = {"title": title, "scripts": scripts, "renderer": "", "favicon": ""}
        return super().interpolate_index(**{**parts, **own})

    def _config(self) -> dict[str, Any]:
        """Tell the browser's side where it is: each of several studies has its own address."""
        found = super()._config()
        prefix = f"{found['requests_pathname_prefix'].removesuffix('/')}{here()}/"
        return {**found, "requests_pathname_prefix": prefix}


def create_app(
    study: Study | Studies,
    *,
    sessions: Sessions | None = None,
    exports: ExportFunctions | None = None,
    names: Names | None = None,
    starter: ByCommand | None = None,
    results: Results | None = None,
    serving: Serving = DEFAULTS,
) -> Page:
    """Build the whole dashboard for one study, or for several.

    Parameters
    ----------
    study : Study or Studies
        Several stand each under an address of its own, and the start page lists them.
    sessions : Sessions, optional
        Where dropped files are held; by default its own.
    exports : ExportFunctions, optional
        Makes reports and figure files; without one the page offers none.
    names : Names, optional
        Under which the server answers; by default those of this machine for itself.
    starter : ByCommand, optional
        Starts the processes that read files and make reports; without one both are done in this
        process.
    results : Results, optional
        What was computed of views before; by default everything is computed anew.
    serving : Serving
        Under which path, whom to, and what the page offers.

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
        requests_pathname_prefix=f"{serving.prefix}/",
        routes_pathname_prefix="/",
        assets_folder=str(Path(__file__).resolve().parent / "assets"),
    )
    app.bundle = Bundle(app)
    app.index_string = DOCUMENT
    app.opened = Opened(study, sessions or Sessions(), results)
    app.layout = partial(
        _layout,
        app.opened,
        publishes=exports is not None,
        takes_files=not serving.no_upload,
        reports=not serving.no_report,
        embeds=bool(serving.allow_embed),
    )
    later = _later(app.opened, starter if serving.workers > 1 else None)
    app.callbacks = register(app, app.opened, later) | register_citing(app, app.opened, exports)
    register_guard(app, names or Names())
    reader = processes(starter, READERS) if starter else Inline
    register_uploads(app.server, app.opened, reader, takes_files=not serving.no_upload)
    register_fonts(app)
    maker = processes(starter, MAKERS) if starter else OneThread
    register_exports(app.server, app.opened, exports, maker, reports=not serving.no_report)
    register_first_screen(app.server, app.opened, exports.picture if exports else None)
    _register_studies(app, starter, takes_files=not serving.no_upload)
    policy = policy_headers(script_hash=START_HASH, embedders=serving.allow_embed)
    app.server.after_request(partial(_headers, policy=policy))
    app.server.after_request(pack)
    return app


def _layout(opened: Opened, **offered: bool) -> Component:
    """Return the page; none where Dash only sets itself up, as it does at the root of several."""
    setting_up = opened.several is not None and flask.request.path == "/"
    return html.Div() if setting_up else page(opened, **offered)


def _register_studies(app: Page, starter: ByCommand | None, *, takes_files: bool) -> None:
    """Give each of several studies its address, and list them at the root."""
    several = app.opened.several
    names = several.folders if several else {address_name(Path(app.opened.served.name))}
    server = app.server
    # Flask's own way to put something before an application, which its types do not know.
    server.wsgi_app = Addresses(server.wsgi_app, names, alone=several is None)
    if several:
        app.cards = Cards(several, processes(starter, 1) if starter else OneThread)
        addresses = app.bundle.addresses
        register_start(server, app.opened, app.cards, addresses, takes_files=takes_files)


def _later(opened: Opened, starter: ByCommand | None) -> Later:
    """Return what gives the parts of the page that take further searches."""
    if starter is None:
        return Here(opened)
    queues = [Queue(opened.sessions.store, kind, rules) for kind, rules in LANES.items()]
    lanes = {
        queue.kind: (queue, Processes(queue, starter, AT_ONCE[queue.kind])) for queue in queues
    }
    return Beside(opened, lanes)


def _calm(error: Exception) -> None:
    """Keep Python's own words off the page; the log has them."""
    from dash import set_props

    # An answer of its own, such as that a page is to ask again.
    if isinstance(error, HTTPException):
        raise error
    if isinstance(error, EscalationError):
        set_props(ids.NOTICE, {"children": str(error)})
        return
    LOG.error("A callback failed", exc_info=error)
    set_props(ids.NOTICE, {"children": APOLOGY})


def _headers(response: flask.Response, policy: dict[str, str]) -> flask.Response:
    """Say what a browser may do with an answer: load nothing from elsewhere, keep no data."""
    for name, value in policy.items():
        response.headers.setdefault(name, value)
    # What shows a dropped file must not outlive it in a cache; what is marked is asked for again.
    kept = "no-cache" if "ETag" in response.headers else "no-store"
    response.headers.setdefault("Cache-Control", kept)
    return response


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
