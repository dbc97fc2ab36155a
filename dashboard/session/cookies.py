"""The cookies by which a browser holds its files, and letting go of a file together with one."""

import flask

from dashboard.session.active_study import AT, Opened
from dashboard.session.origin import Refused, check_same_origin
from dashboard.shelf.addresses import server_root


def give_cookie(reply: flask.Response, name: str, token: str) -> None:
    """Hand a token to the browser alone; without an expiry it ends with the browser session."""
    reply.set_cookie(name, token, secure=flask.request.is_secure, **_scope())


def take_cookie(reply: flask.Response, name: str) -> None:
    """Take a token back."""
    reply.delete_cookie(name, **_scope())


def _scope() -> dict:
    # A file is its reader's, whichever of several studies it was dropped on.
    return {"path": server_root() or "/", "httponly": True, "samesite": "Strict"}


def forget_held(opened: Opened, name: str) -> flask.Response:
    """Forget the file that a cookie holds, where the page itself asks.

    Parameters
    ----------
    opened : Opened
    name : str
        Of the cookie.
    """
    try:
        check_same_origin()
    except Refused as refused:
        return flask.make_response({"error": str(refused)}, refused.status)
    opened.sessions.forget(flask.request.cookies.get(name))
    reply = flask.make_response({AT: f"{server_root()}/"} if opened.several else {})
    take_cookie(reply, name)
    return reply
