"""A file dropped onto the page: taken in by a route, read beside the page as the import does."""

import hashlib
import re
import secrets
import shlex
import threading
import time
from collections.abc import Callable
from pathlib import Path

import flask

from charts.tables.safe_csv import safe_csv
from dashboard.session.active_study import COOKIE, Opened
from dashboard.session.cookies import forget_held, give_cookie
from dashboard.session.file_reading import (
    READING,
    READING_RULES,
    TAKEN_BACK,
    asked_of,
    fields_for,
    have_read,
    on_page,
    options_of,
    reading,
)
from dashboard.session.origin import Refused, check_same_origin
from dashboard.session.preview import needs_a_look, register_previews, show_preview
from dashboard.session.uploaded_files import StoreFull
from dashboard.store.queue import DONE, FAILED, Queue, QueueFull
from dashboard.work.drain import Work
from dashboard.work.runners import Inline, Runner
from data.errors import EscalationError
from data.files.options import Options, from_words
from data.importing.summary import REJECTED_FILE

LARGEST = 250 << 20
PIECE = 1 << 20
LONGEST_NAME = 120
TOO_LARGE = (
    f"A file of more than {LARGEST >> 20} MB is too large for the page: "
    "split it, or use escalation import on the command line."
)
NO_FILES = "This server takes no files: use escalation import on the command line."
LOOK_EVERY = 0.02
# A request waits so long for its file to be read, and so many of a process do; then the page asks
# again, and no thread that could answer others is held meanwhile.
WAIT_SECONDS, MOST_WAIT_HERE = 2.0, 4
# The answer to a page whose file is still being read, or waits for others.
NOT_YET = 202


def register_uploads(
    server: flask.Flask,
    opened: Opened,
    runner: Callable[[Queue, Work], Runner] = Inline,
    *,
    takes_files: bool = True,
) -> None:
    """Attach the routes that take a file in, let go of it, and give its rejected rows.

    Parameters
    ----------
    server : Flask
    opened : Opened
    runner : callable
        Takes a queue and what does its work; returns who works on it.
    takes_files : bool
        Else whoever sends one is told so.
    """
    if not takes_files:
        refuse = {"error": NO_FILES}
        server.add_url_rule("/drop", "drop", lambda: (refuse, 403), methods=["POST"])
        return
    store = opened.sessions.store
    queue = Queue(store, READING, READING_RULES)
    uploads = Uploads(opened, queue, runner(queue, reading(store)))
    routes: dict[str, Callable[..., flask.Response]] = {
        "/drop": uploads.drop,
        "/drop/<token>": uploads.ask,
        "/drop/<token>/stop": uploads.stop,
    }
    for rule, answer in routes.items():
        server.add_url_rule(rule, rule, answer, methods=["POST"])
    server.add_url_rule("/forget", "forget", lambda: forget_held(opened, COOKIE), methods=["POST"])
    server.add_url_rule(f"/{REJECTED_FILE}", "rejected", lambda: _rejected(opened))
    register_previews(server, opened)


class Uploads:
    """Takes files in and answers with what became of them, in the order in which they came.

    Parameters
    ----------
    opened : Opened
    queue : Queue
    reader : Runner
    """

    def __init__(self, opened: Opened, queue: Queue, reader: Runner) -> None:
        self.opened, self.queue, self.reader = opened, queue, reader
        self._room = threading.BoundedSemaphore(MOST_WAIT_HERE)

    def drop(self) -> flask.Response:
        """Take a file in, and have it read."""
        token, given = secrets.token_urlsafe(24), flask.request.args
        try:
            check_same_origin()
            self.opened.sessions.check_room(flask.request.content_length or 0)
            options = _options()
            incoming, digest = _take_in(self.queue.store.folder / "incoming")
            file = _shown(given.get("name", ""))
            known = have_read(self.queue, incoming, digest, asked_of(file, options), token)
        except EscalationError as error:
            return _refusal(error)
        if known is not None:
            return self._show(known, file, options)
        return self._answer(token)

    def ask(self, token: str) -> flask.Response:
        """Tell what became of a file that was taken in before."""
        try:
            check_same_origin()
        except Refused as refused:
            return _refusal(refused)
        return self._answer(token)

    def stop(self, token: str) -> flask.Response:
        """Let go of a file that is not read yet."""
        try:
            check_same_origin()
            number = self.queue.asked(token)
            found = None if number is None else self.queue.get(number)
            self.queue.stop(token)
            if found is not None and self.queue.get(found[0].number) is None:
                self._incoming(found[0].request).unlink(missing_ok=True)
        except EscalationError as error:
            return _refusal(error)
        return flask.make_response({})

    def _answer(self, token: str) -> flask.Response:
        """Wait a little; then show the file, say why it cannot be, or how many are before it."""
        number = self.queue.asked(token)
        stays = self._room.acquire(blocking=False)
        try:
            until = time.monotonic() + (WAIT_SECONDS if stays else 0)
            while True:
                self.reader.wake()
                found = None if number is None else self.queue.get(number)
                if found is None or found[0].state in (DONE, FAILED) or time.monotonic() >= until:
                    break
                time.sleep(LOOK_EVERY)
        except EscalationError as error:
            return _refusal(error)
        finally:
            if stays:
                self._room.release()
        if found is None:
            return flask.make_response({"error": TAKEN_BACK})
        job, place = found
        if job.state not in (DONE, FAILED):
            return flask.make_response({"waits": token, "place": place}, NOT_YET)
        if job.state == FAILED:
            self._incoming(job.request).unlink(missing_ok=True)
        return self._show({**job.answer, "key": job.study}, job.request["file"], options_of(job))

    def _incoming(self, request: dict) -> Path:
        return self.queue.store.folder / "incoming" / request["incoming"]

    def _show(self, answer: dict, file: str, options: Options) -> flask.Response:
        """Hold a file that was read; the one this browser had before is let go only then."""
        sessions = self.opened.sessions
        if "error" in answer:
            # The request was right, the file was not: an answer like any other.
            parts = {name: answer.get(name, []) for name in ("asks", "choices")}
            parts["rows"] = answer.get("rows", "")
            return flask.make_response({"error": answer["error"], **parts})
        try:
            command = _command(file, answer["name"], options)
            token = sessions.hold(answer["key"], file=file, command=command)
            held = sessions.get(token) if flask.request.args.get("look") else None
            if held is not None and needs_a_look(held.account):
                return show_preview(self.opened, token)
            sessions.forget(flask.request.cookies.get(COOKIE))
        except EscalationError as error:
            return _refusal(error)
        reply = flask.make_response(self.opened.shown_at(answer["digest"]))
        give_cookie(reply, COOKIE, token)
        return reply


def _refusal(error: EscalationError) -> flask.Response:
    """Say why a file is not taken in."""
    if isinstance(error, Refused):
        return flask.make_response({"error": str(error)}, error.status)
    if isinstance(error, QueueFull | StoreFull):
        return flask.make_response({"error": str(error)}, 503)
    return flask.make_response({"error": on_page(error), "asks": fields_for(error)})


def _options() -> Options:
    """Read how a file is to be read, as the page says it beside the file."""
    given = flask.request.args
    return from_words(
        format_=given.get("format") or None,
        columns=tuple(given.getlist("column")),
        date_order=given.get("date_order") or None,
        language=given.get("date_language") or None,
        encoding=given.get("encoding") or None,
        sheet=given.get("sheet") or None,
        rows=given.get("rows") or None,
        timezone=given.get("timezone") or None,
    )


def _rejected(opened: Opened) -> flask.Response:
    """Give all rejected rows, and those outside the days covered, of this browser's file."""
    dropped = opened.dropped()
    if dropped is None:
        flask.abort(404)
    reply = flask.make_response(safe_csv(dropped.account.listed))
    reply.headers["Content-Type"] = "text/csv; charset=utf-8"
    reply.headers["Content-Disposition"] = f'attachment; filename="{REJECTED_FILE}"'
    return reply


def _take_in(folder: Path) -> tuple[Path, str]:
    """Write the file down, and no more than the page may send, whatever the length announced."""
    if (flask.request.content_length or 0) > LARGEST:
        raise Refused(TOO_LARGE, 413)
    # Other routes take far less; a piece more than allowed is read here, and then told.
    flask.request.max_content_length = LARGEST + PIECE
    path, digest, size = folder / secrets.token_hex(16), hashlib.sha256(), 0
    try:
        with path.open("xb") as file:
            while piece := flask.request.stream.read(PIECE):
                file.write(piece)
                digest.update(piece)
                size += len(piece)
                if size > LARGEST:
                    raise Refused(TOO_LARGE, 413)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise Refused(f"The server has no room for this file ({error.strerror}).", 507) from None
    except Refused:
        path.unlink(missing_ok=True)
        raise
    return path, digest.hexdigest()


def _shown(name: str) -> str:
    """Return a file's name as it may be shown: one printable line, no folder."""
    last = re.split(r"[/\\]", name)[-1]
    return "".join(c for c in last if c.isprintable())[-LONGEST_NAME:].strip() or "file"


def _command(file: str, name: str, options: Options) -> str:
    """Write the command that saves the same as a study folder."""
    words = ["escalation", "import", file, "--out", f"studies/{name}"]
    flags = {"--format": options.format, "--date-order": options.date_order}
    flags |= {"--encoding": options.encoding, "--sheet": options.sheet, "--rows": options.rows}
    flags |= {"--timezone": options.timezone, "--date-language": options.language}
    for flag, value in flags.items():
        words += [flag, value] if value else []
    for name, column in options.columns.items():
        words += ["--map", f"{name}={column}"]
    return shlex.join(words)
