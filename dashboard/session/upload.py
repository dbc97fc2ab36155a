"""A file dropped onto the page: taken in by a route, read as the import does, never written."""

import io
import re
import shlex
import threading
from urllib.parse import urlsplit

import flask

from charts.tables.safe_csv import safe_csv
from dashboard.session.active_study import COOKIE, MARK, Opened
from dashboard.session.uploaded_files import Dropped
from data.errors import EscalationError, SourceError
from data.files.options import Options, from_words
from data.importing.import_file import open_file
from data.importing.summary import REJECTED_FILE
from data.study import Study

LARGEST = 250 << 20
PIECE = 1 << 20
LONGEST_NAME = 120
# Another site's page cannot send a header of this name: the browser would ask first, in vain.
HEADER = "X-Escalation"
TOO_LARGE = (
    f"A file of more than {LARGEST >> 20} MB is too large for the page: "
    "split it, or use escalation import on the command line."
)
BUSY = "Another file is being read: wait until it is done, then try again."


class Refused(EscalationError):
    """A request that is turned down before the file is looked at."""

    def __init__(self, text: str, status: int) -> None:
        self.status = status
        super().__init__(text)


def register_uploads(server: flask.Flask, opened: Opened) -> None:
    """Attach the routes that take a file in, let go of it, and give its rejected rows.

    Parameters
    ----------
    server : Flask
    opened : Opened
    """
    busy = threading.Lock()
    server.add_url_rule("/drop", "drop", lambda: _drop(opened, busy), methods=["POST"])
    server.add_url_rule("/forget", "forget", lambda: _forget(opened), methods=["POST"])
    server.add_url_rule(f"/{REJECTED_FILE}", "rejected", lambda: _rejected(opened))


def _drop(opened: Opened, busy: threading.Lock) -> flask.Response:
    """Take a file in; the one this browser had before is let go only then."""
    try:
        check_same_origin()
        dropped = _alone(busy)
    except Refused as refused:
        return flask.make_response({"error": str(refused)}, refused.status)
    # The request was right, the file was not: an answer like any other.
    except EscalationError as error:
        return flask.make_response({"error": _on_page(error), "asks": _asks(error)})
    opened.sessions.forget(flask.request.cookies.get(COOKIE))
    token = opened.sessions.hold(dropped)
    reply = flask.make_response({MARK: dropped.study.digest})
    # Without an expiry it ends with the browser session.
    secure = flask.request.is_secure
    reply.set_cookie(COOKIE, token, path="/", httponly=True, samesite="Strict", secure=secure)
    return reply


def _forget(opened: Opened) -> flask.Response:
    """Let go of the file of this browser."""
    try:
        check_same_origin()
    except Refused as refused:
        return flask.make_response({"error": str(refused)}, refused.status)
    opened.sessions.forget(flask.request.cookies.get(COOKIE))
    reply = flask.make_response({})
    reply.delete_cookie(COOKIE, path="/", httponly=True, samesite="Strict")
    return reply


def _rejected(opened: Opened) -> flask.Response:
    """Give all rejected rows of this browser's file."""
    dropped = opened.dropped()
    if dropped is None:
        flask.abort(404)
    reply = flask.make_response(safe_csv(dropped.account.rejected))
    reply.headers["Content-Type"] = "text/csv; charset=utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="{REJECTED_FILE}"'
    return reply


def check_same_origin() -> None:
    """Refuse whatever this page did not send itself."""
    headers = flask.request.headers
    origin = headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != flask.request.host
    elsewhere = headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    if foreign or elsewhere or headers.get(HEADER) != "1":
        raise Refused("Only this page itself can ask for this.", 403)


def _alone(busy: threading.Lock) -> Dropped:
    """Read one file at a time: two large ones could fill the memory."""
    if not busy.acquire(blocking=False):
        raise Refused(BUSY, 503)
    try:
        return _read()
    finally:
        busy.release()


def _read() -> Dropped:
    """Read the file that was sent, as the options beside it say."""
    given = flask.request.args
    file = _shown(given.get("name", ""))
    options = from_words(
        format_=given.get("format") or None,
        columns=tuple(given.getlist("column")),
        date_order=given.get("date_order") or None,
        encoding=given.get("encoding") or None,
    )
    study, account = open_file(_content(), options, file=file)
    return Dropped(study=study, account=account, file=file, command=_command(file, study, options))


def _content() -> bytes:
    """Take the file in, and no more than the page may send, whatever the length announced."""
    if (flask.request.content_length or 0) > LARGEST:
        raise Refused(TOO_LARGE, 413)
    # Other routes take far less; a piece more than allowed is read here, and then told.
    flask.request.max_content_length = LARGEST + PIECE
    content = io.BytesIO()
    while piece := flask.request.stream.read(PIECE):
        content.write(piece)
        if content.tell() > LARGEST:
            raise Refused(TOO_LARGE, 413)
    return content.getvalue()


def _shown(name: str) -> str:
    """Return a file's name as it may be shown: one printable line, no folder."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(c for c in last if c.isprintable())[-LONGEST_NAME:].strip() or "file"


def _command(file: str, study: Study, options: Options) -> str:
    """Write the command that saves the same as a study folder."""
    words = ["escalation", "import", file, "--out", f"studies/{study.name}"]
    flags = {"--format": options.format, "--date-order": options.date_order}
    flags["--encoding"] = options.encoding
    for flag, value in flags.items():
        words += [flag, value] if value else []
    for name, column in options.columns.items():
        words += ["--map", f"{name}={column}"]
    return shlex.join(words)


def _on_page(error: EscalationError) -> str:
    """Say an error without the command line's flags, for which the page has fields."""
    return re.sub(r"--(date-order|map|encoding|format)(?: |(?=[:,]))", "", str(error))


def _asks(error: EscalationError) -> list[str]:
    """List the fields that could settle an error, the likeliest first."""
    if not isinstance(error, SourceError):
        return []
    return re.findall(r"--(date-order|map|encoding|format)", str(error))
