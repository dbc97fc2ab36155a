"""Routes that give a view away: a report with its progress, a chart as a file."""

import flask

from analytics.selection.data_label import file_mark
from charts.style.theme import Look
from dashboard.export.functions import FIGURES, REPORTS, ExportFunctions
from dashboard.export.jobs import Job, Jobs
from dashboard.session.active_study import Opened
from dashboard.session.upload import Refused, check_same_origin
from data.errors import EscalationError

WIDTHS = (280, 4000)


def register_exports(server: flask.Flask, opened: Opened, exports: ExportFunctions | None) -> None:
    """Attach the routes, where there is somebody to make the files.

    Parameters
    ----------
    server : Flask
    opened : Opened
    exports : ExportFunctions or None
    """
    if exports is None:
        return
    jobs = Jobs()
    server.add_url_rule(
        "/report", "report", lambda: _start(opened, exports, jobs), methods=["POST"]
    )
    server.add_url_rule("/report/<token>", "progress", lambda token: _progress(jobs, token))
    server.add_url_rule("/report/<token>/file", "made", lambda token: _file_of(jobs, token))
    server.add_url_rule("/figure", "figure", lambda: _figure(opened, exports))


def _start(opened: Opened, exports: ExportFunctions, jobs: Jobs) -> flask.Response:
    """Begin a report of the view that the page shows."""
    given = flask.request.args
    try:
        check_same_origin()
        selection, _ = opened.read(given.get("search"), given.get("mark"))
    except Refused as refused:
        return flask.make_response({"error": str(refused)}, refused.status)
    except EscalationError as error:
        return flask.make_response({"error": str(error)}, 410)
    kind = given.get("kind", "")
    if kind not in REPORTS:
        return flask.make_response({"error": f"There is no report as {kind!r}."}, 400)
    study = selection.study
    name = f"{study.name}-report-{file_mark(study)}.{kind}"
    job = Job(name=name, mime=REPORTS[kind][1])
    token = jobs.start(job, lambda tell: exports.report(selection, kind, tell))
    return flask.make_response({"token": token})


def _progress(jobs: Jobs, token: str) -> flask.Response:
    job = jobs.get(token)
    if job is None:
        return flask.make_response({"error": "This report is no longer held: make it again."}, 404)
    return flask.make_response(job.state)


def _file_of(jobs: Jobs, token: str) -> flask.Response:
    job = jobs.get(token)
    if job is None or job.content is None:
        flask.abort(404)
    return _download(job.content, job.mime, job.name)


def _figure(opened: Opened, exports: ExportFunctions) -> flask.Response:
    """Draw one chart of the view that the page shows, as the command line would."""
    given = flask.request.args
    name, kind = given.get("name", ""), given.get("kind", "")
    if kind not in FIGURES:
        flask.abort(404)
    try:
        selection, _ = opened.read(given.get("search"), given.get("mark"))
        study = selection.study
        look = Look(dark=given.get("dark") == "true", width=_width(given.get("width", "")))
        content = exports.figure(name, selection, look, kind)
    except EscalationError as error:
        return flask.make_response(str(error), 409, {"Content-Type": "text/plain; charset=utf-8"})
    ending = "html" if kind == "fragment" else kind
    file = f"{study.name}-{name}-{file_mark(study)}.{ending}"
    return _download(content, FIGURES[kind][1], file)


def _width(text: str) -> int:
    low, high = WIDTHS
    return min(max(int(text), low), high) if text.isdecimal() and len(text) < 6 else 1000


def _download(content: bytes, mime: str, name: str) -> flask.Response:
    reply = flask.make_response(content)
    reply.headers["Content-Type"] = mime
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in name)
    reply.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    return reply
