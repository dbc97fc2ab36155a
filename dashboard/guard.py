"""What the server refuses before any work: foreign names, addresses and bodies of no page."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

import flask
from dash import Dash
from dash.exceptions import DependencyException

from dashboard.serving.callback_body import LARGEST_BODY, is_callback, sent_values
from data.errors import EscalationError

CALLBACK = "/_dash-update-component"
# Dash gives the page under every address that nothing else has.
ANY_PATH = "/<path:path>"
HERE = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")
LONGEST_NAME = 80
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
NO_REQUEST = "This is no request of the page: reload it."


@dataclass(frozen=True)
class Names:
    """The names under which a server answers.

    Parameters
    ----------
    host : str
        The address that it listens on.
    more : tuple of str
        Further names, without ports.
    """

    host: str = "127.0.0.1"
    more: tuple[str, ...] = ()

    def __contains__(self, name: str) -> bool:
        """Tell whether a server answers under a name, which is in small letters."""
        known = {other.lower() for other in (*HERE, self.host, *self.more)}
        # Who listens everywhere does not know all of its addresses; no site is called by one.
        return name in known or (self.host in EVERYWHERE and _is_address(name))


def register_guard(app: Dash, names: Names) -> None:
    """Refuse what is asked under another name, what is not there, and what no page would send.

    Parameters
    ----------
    app : Dash
    names : Names

    Notes
    -----
    Another site can have a name of its own lead to 127.0.0.1, and its page then read what a
    server there answers; what the browser sends as the host is still the name of that site.
    """
    app.server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY

    # What somebody can put right, wherever it comes up: a full disk, a file that was closed.
    @app.server.errorhandler(EscalationError)
    def told(error: EscalationError) -> flask.Response:
        return flask.make_response(str(error), 503, PLAIN)

    # Dash has an exception of its own for scripts that no library of the page has.
    @app.server.errorhandler(DependencyException)
    def nothing_there(error: Exception | None = None) -> flask.Response:
        return flask.make_response("There is nothing at this address.", 404, PLAIN)

    @app.server.before_request
    def check() -> flask.Response | None:
        name = host_name(flask.request.headers.get("Host", ""))
        if name not in names:
            return flask.make_response(_not_here(name), 421, PLAIN)
        rule = flask.request.url_rule
        if rule is not None and rule.rule == ANY_PATH:
            return nothing_there()
        called = flask.request.path == CALLBACK and flask.request.method == "POST"
        if called and not is_callback(sent_values(), app.callback_map):
            return flask.make_response(NO_REQUEST, 400, PLAIN)
        return None


def host_name(host: str) -> str:
    """Return the name in a host header, in small letters; empty where it cannot be read."""
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _not_here(name: str) -> str:
    shown = "".join(c for c in name if c.isprintable())[:LONGEST_NAME]
    return (
        f"This server does not answer under the name {shown or 'that was asked'}: open the address "
        "that it printed, or start it with --allow-host and the name."
    )


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
