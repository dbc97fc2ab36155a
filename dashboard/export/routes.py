"""Routes that give a view away: a report with its progress, a chart as a file."""

import secrets
from collections.abc import Callable

import flask

from analytics.selection.data_label import file_stem
from charts.style.theme import Look
from dashboard.export.functions import FIGURES, REPORTS, ExportFunctions
from dashboard.export.jobs import REPORT, REPORT_RULES, ask_for, mime_of, reporting, state_of
from dashboard.session.active_study import COOKIE, Opened
from dashboard.session.asked import held_width
from dashboard.session.origin import Refused, check_same_origin
from dashboard.store.contents import digest_of
from dashboard.store.queue import DONE, Job, Queue, QueueFull
from dashboard.work.drain import Work
from dashboard.work.runners import OneThread, Runner
from data.errors import EscalationError

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
GONE = "This report is no longer held: make it again."


def register_exports(
    server: flask.Flask,
    opened: Opened,
    exports: ExportFunctions | None,
    runner: Callable[[Queue, Work], Runner] = OneThread,
    *,
    reports: bool = True,
) -> None:
    """Attach the routes, where there is somebody to make the files.

    Parameters
    ----------
    server : Flask
    opened : Opened
    exports : ExportFunctions or None
    runner : callable
        Takes a queue and what does its work; returns who works on it.
    reports : bool
        Else figures alone are given away.
    """
    if exports is None:
        return
    server.add_url_rule("/figure", "figure", lambda: _figure(opened, exports))
    if not reports:
        return
    store = opened.sessions.store
    queue = Queue(store, REPORT, REPORT_RULES)
    maker = runner(queue, reporting(store, exports, opened.of_key))
    server.add_url_rule("/report", "report", lambda: _start(opened, queue, maker), methods=["POST"])
    server.add_url_rule("/report/<token>", "progress", lambda token: _progress(queue, maker, token))
    server.add_url_rule("/report/<token>/file", "made", lambda token: _file_of(queue, token))
    server.add_url_rule(
        "/report/<token>/stop", "stop", lambda token: _stop(queue, token), methods=["POST"]
    )


def _start(opened: Opened, queue: Queue, maker: Runner) -> flask.Response:
    """Begin a report of the view that the page shows."""
    given, held = flask.request.args, flask.request.cookies.get(COOKIE)
    token = secrets.token_urlsafe(24)
    kind = given.get("kind", "")
    if kind not in REPORTS:
        return flask.make_response({"error": f"There is no report as {kind!r}."}, 400)
    try:
        check_same_origin()
        selection, _ = opened.read(given.get("search"), given.get("mark"))
        of_file = not opened.shelf.is_served(selection.study)
        # Who closes the file lets go of its reports as well.
        owner = digest_of(held) if of_file and held else ""
        key = opened.key_of(selection.study)
        ask_for(queue, selection, kind, key, token=token, owner=owner)
    except Refused as refused:
        return flask.make_response({"error": str(refused)}, refused.status)
    except QueueFull as full:
        return flask.make_response({"error": str(full)}, 503)
    except EscalationError as error:
        return flask.make_response({"error": str(error)}, 410)
    maker.wake()
    return flask.make_response({"token": token})


def _job_of(queue: Queue, token: str) -> tuple[Job, int] | None:
    number = queue.asked(token)
    return None if number is None else queue.get(number)


def _progress(queue: Queue, maker: Runner, token: str) -> flask.Response:
    found = _job_of(queue, token)
    if found is None:
        return flask.make_response({"error": GONE}, 404)
    # Where the process that made it has ended, who asks sets another to work.
    if found[0].state != DONE:
        maker.wake()
    return flask.make_response(state_of(*found))


def _stop(queue: Queue, token: str) -> flask.Response:
    """Let go of a report that waits or is being drawn, unless somebody else asks for the same."""
    try:
        check_same_origin()
        queue.stop(token)
    except Refused as refused:
        return flask.make_response({"error": str(refused)}, refused.status)
    except EscalationError as error:
        return flask.make_response({"error": str(error)}, 503)
    return flask.make_response({})


def _file_of(queue: Queue, token: str) -> flask.Response:
    found = _job_of(queue, token)
    if found is None or found[0].state != DONE:
        flask.abort(404)
    job = found[0]
    try:
        content = queue.store.made(job.number).read_bytes()
    except FileNotFoundError:  # let go of just now
        flask.abort(404)
    return _download(content, mime_of(job), job.request["name"])


def _figure(opened: Opened, exports: ExportFunctions) -> flask.Response:
    """Draw one chart of the view that the page shows, as the command line would."""
    given = flask.request.args
    name, kind = given.get("name", ""), given.get("kind", "")
    if kind not in FIGURES:
        flask.abort(404)
    try:
        check_same_origin()
        selection, _ = opened.read(given.get("search"), given.get("mark"))
        look = Look(dark=given.get("dark") == "true", width=held_width(given.get("width", "")))
        content = exports.figure(name, selection, look, kind)
    except Refused as refused:
        return flask.make_response(str(refused), refused.status, PLAIN)
    except EscalationError as error:
        return flask.make_response(str(error), 409, PLAIN)
    ending = "html" if kind == "fragment" else kind
    file = f"{file_stem(selection, name)}.{ending}"
    return _download(content, FIGURES[kind][1], file)


def _download(content: bytes, mime: str, name: str) -> flask.Response:
    reply = flask.make_response(content)
    reply.headers["Content-Type"] = mime
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in name)
    reply.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    return reply
