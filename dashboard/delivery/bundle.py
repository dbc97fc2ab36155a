"""The scripts of the page as two files, each under a name made from its content."""

import hashlib
import re
import threading
from functools import cache
from pathlib import Path

import flask
from dash import Dash

from charts.style.plotlyjs import basic_plotlyjs
from dashboard.shelf.addresses import up_to_root

VENDORED = Path(__file__).resolve().parent / "vendored"
# The one part of Dash's polyfill that its components use.
RUNTIME = VENDORED / "regenerator-runtime.js"
# What the first screen does not need. The grid's script comes with the first grid.
GRID = "/dash_ag_grid/"
LEFT_OUT = ("/dash/deps/polyfill@", "/dash/dash_table/", GRID)
# What draws a chart would else be asked for only when the first chart is mounted.
CHART_CHUNK = "/_dash-component-suites/dash/dcc/async-graph.js"
START = b"var renderer = new DashRenderer();"
# Dash looks for its other chunks in the folder of its script, and for "dash-renderer" in the page.
BUNDLE = "/_dash-component-suites/dash/dcc/dash-renderer-{mark}.js"
PLOTLY_BASIC = "/plotly-basic-{mark}.js"
YEAR = 31_536_000
SOURCE = re.compile(r'<script src="([^"]+)"')


class Bundle:
    """All scripts of the page but plotly.js, read once through the page's own server.

    Parameters
    ----------
    app : Dash
    """

    def __init__(self, app: Dash) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._content = b""
        server = app.server
        server.add_url_rule(BUNDLE.format(mark="<mark>"), "bundle", self._bundle)
        server.add_url_rule(PLOTLY_BASIC.format(mark="<mark>"), "plotly", self._plotly)

    def tags(self, scripts: str) -> str:
        """Return the script tags of the page.

        Parameters
        ----------
        scripts : str
            The tags that Dash would write, in their order.

        Returns
        -------
        str
            Of scripts that run in this order once the page is read.
        """
        found = SOURCE.findall(scripts)
        with self._lock:
            self._content = self._content or self._joined(found)
        grid = next((address for address in found if GRID in address), "")
        # All studies of a server share them.
        plotly, own = (f"{up_to_root()}{address[1:]}" for address in self.addresses())
        # Dash wants to find its start under this id; it is at the end of the bundle.
        return (
            f'<script src="{plotly}" defer></script>\n'
            f'<script id="_dash-renderer" src="{own}" data-grid="{grid}" defer></script>'
        )

    def addresses(self) -> list[str]:
        """Return where both files stand, from the root; none before the first page is asked for."""
        if not self._content:
            return []
        plotly, own = PLOTLY_BASIC, BUNDLE
        return [plotly.format(mark=_mark(basic_plotlyjs())), own.format(mark=_mark(self._content))]

    def _joined(self, addresses: list[str]) -> bytes:
        own = [one for one in addresses if not any(part in one for part in LEFT_OUT)]
        browser = self._app.server.test_client()
        parts = [RUNTIME.read_bytes()]
        for address in (*own, CHART_CHUNK):
            with browser.get(address) as reply:
                if reply.status_code != 200:
                    raise RuntimeError(f"The page's script {address} answers {reply.status}.")
                parts.append(reply.get_data())
        # A script may begin with words that make it strict; they must not begin the whole.
        return b";\n" + b"\n;\n".join([*parts, START])

    def _bundle(self, mark: str) -> flask.Response:
        # Another process of the server may have answered with the page.
        if not self._content:
            self._app.server.test_client().get("/").close()
        return _kept(self._content, mark)

    def _plotly(self, mark: str) -> flask.Response:
        return _kept(basic_plotlyjs(), mark)


@cache
def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _kept(content: bytes, mark: str) -> flask.Response:
    """Answer with a script that never changes under its name; another version is not here."""
    if mark != _mark(content):
        flask.abort(404)
    reply = flask.make_response(content)
    reply.headers["Content-Type"] = "text/javascript; charset=utf-8"
    reply.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return reply
