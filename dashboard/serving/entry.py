"""Who may come in: whom a trusted proxy names, or who knows the one password."""

import html
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from werkzeug.security import check_password_hash
from werkzeug.wrappers import Request, Response

from dashboard.serving.proxy import TRUSTED, Wsgi
from dashboard.store.contents import Store, digest_of
from data.errors import EscalationError

LOGIN_COOKIE = "escalation_login"
LOGIN_SECONDS = 12 * 3600
# Guesses of one client, and of all together, in so many seconds.
MOST_GUESSES, MOST_GUESSES_OF_ALL, GUESS_SECONDS = 8, 200, 300
LONGEST_PASSWORD = 1000
# A longer link is opened once more by who has come in.
LONGEST_WAY = 2000
USER = "escalation.user"
HEALTH = "/health"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
FORM = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Password</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body {{ font: 16px sans-serif; margin: 15vh auto; max-width: 20em; padding: 0 1em }}
input, button {{ font: inherit; padding: .4em; width: 100%; box-sizing: border-box }}
button {{ margin: .6em 0 }}
</style></head><body><form method="post" action="{action}">
<p role="alert">{said}</p><label>Password <input type="password" name="password" autofocus
autocomplete="current-password" required></label><button>Open the page</button></form></body></html>
"""


def read_password(path: Path) -> str:
    """Read the hash of the password that ``escalation password`` has written.

    Raises
    ------
    EscalationError
    """
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise EscalationError(f"--password-file: {path} cannot be read ({error}).") from None
    if not text.startswith(("scrypt:", "pbkdf2:")) or text.count("$") != 2:
        raise EscalationError(
            f"--password-file: {path} holds no hash of a password: write it by "
            f"escalation password {path}."
        )
    if os.name != "nt" and path.stat().st_mode & 0o077:
        raise EscalationError(f"--password-file: {path} can be read by others: chmod 600 {path}.")
    return text


class NamedByProxy:
    """Let in whom a trusted proxy names, and nobody else.

    Parameters
    ----------
    answer : callable
        The WSGI application.
    header : str
        That names the user.
    """

    def __init__(self, answer: Wsgi, header: str) -> None:
        self.answer, self.header = answer, header
        self._key = "HTTP_" + header.upper().replace("-", "_")

    def __call__(self, environ: dict[str, Any], start: Callable) -> Iterable[bytes]:
        """Answer a request."""
        user = environ.get(self._key, "").strip() if environ.get(TRUSTED) else ""
        if not user and environ.get("PATH_INFO") != HEALTH:
            told = f"The proxy in front of this page names nobody in {self.header}: sign in there."
            return Response(told, 401, content_type="text/plain; charset=utf-8")(environ, start)
        environ[USER] = user
        return self.answer(environ, start)


class OnePassword:
    """Let in who knows the password, for half a day.

    Parameters
    ----------
    answer : callable
        The WSGI application.
    hashed : str
        As :func:`read_password` returns it.
    store : Store
        Knows who has come in, for all processes alike.
    """

    def __init__(self, answer: Wsgi, hashed: str, store: Store) -> None:
        self.answer, self.hashed, self.store = answer, hashed, store
        # A hash takes memory by design; many guesses at once must not take all.
        self._one = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Callable) -> Iterable[bytes]:
        """Answer a request."""
        request = Request(environ)
        if request.path == HEALTH or self._is_in(request.cookies.get(LOGIN_COOKIE)):
            return self.answer(environ, start)
        if request.method == "POST" and request.path == "/login":
            return self._let_in(request)(environ, start)
        return _form(request, "", 401)(environ, start)

    def _is_in(self, token: str | None) -> bool:
        if not token:
            return False
        with self.store.index.open() as index:
            row = index.execute(
                "SELECT 1 FROM logins WHERE token = ? AND until > ?",
                (digest_of(token), self.store.clock()),
            ).fetchone()
        return row is not None

    def _let_in(self, request: Request) -> Response:
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            return _form(request, "Only this page itself can ask for this.", 403)
        client = request.remote_addr or ""
        if not self._may_guess(client):
            return _form(request, "Too many attempts: wait five minutes.", 429)
        body = request.stream.read(3 * LONGEST_PASSWORD)
        given = parse_qs(body.decode("utf-8", errors="replace")).get("password", [""])[0]
        with self._one:
            right = check_password_hash(self.hashed, given[:LONGEST_PASSWORD])
        if not right:
            return _form(request, "This is not the password.", 401)
        token = secrets.token_urlsafe(32)
        with self.store.index.open(write=True) as index:
            now = self.store.clock()
            index.execute("DELETE FROM attempts WHERE who = ?", (client,))
            index.execute("DELETE FROM logins WHERE until <= ?", (now,))
            index.execute(
                "INSERT INTO logins VALUES (?, ?)", (digest_of(token), now + LOGIN_SECONDS)
            )
        reply = Response(
            status=303, headers={"Location": f"{request.script_root}{_wanted(request)}"}
        )
        reply.set_cookie(
            LOGIN_COOKIE,
            token,
            path=request.script_root or "/",
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
        return reply

    def _may_guess(self, client: str) -> bool:
        """Note an attempt, and tell whether it may be made; it counts before it is judged."""
        now = self.store.clock()
        with self.store.index.open(write=True) as index:
            index.execute("DELETE FROM attempts WHERE at <= ?", (now - GUESS_SECONDS,))
            count = "SELECT COUNT(*), COALESCE(SUM(who = ?), 0) FROM attempts"
            every, its = index.execute(count, (client,)).fetchone()
            if its >= MOST_GUESSES or every >= MOST_GUESSES_OF_ALL:
                return False
            index.execute("INSERT INTO attempts VALUES (?, ?)", (client, now))
        return True


def _wanted(request: Request) -> str:
    """Return the page that was asked for, such as a link to one of several studies."""
    query = request.query_string.decode("ascii", "replace")
    asked = f"{quote(request.path)}?{query}" if query else quote(request.path)
    found = request.args.get("to", "/") if request.path == "/login" else asked
    # Of this server alone, whatever the form was made to send.
    inside = re.fullmatch(r"/(?:[^/\\\s?][^\\\s?]*)?(?:\?[^\\\s]*)?", found, re.ASCII)
    is_page = found.partition("?")[0].endswith("/") and len(found) <= LONGEST_WAY
    return found if inside and found.isascii() and is_page else "/"


def _form(request: Request, said: str, status: int) -> Response:
    action = f"{request.script_root}/login?{urlencode({'to': _wanted(request)})}"
    content = FORM.format(said=html.escape(said), action=html.escape(action))
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    return Response(content, status, headers, content_type="text/html; charset=utf-8")
