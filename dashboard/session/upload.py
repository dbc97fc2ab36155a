"""A file dropped onto the page: taken in by a route, read beside the page as the import does."""

import hashlib
import json
import re
import secrets
import shlex
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import flask

from charts.tables.safe_csv import safe_csv
from dashboard.session.active_study import COOKIE, Opened
from dashboard.session.cookies import forget_held, give_cookie
from dashboard.session.origin import Refused, check_same_origin
from dashboard.session.preview import needs_a_look, register_previews, show_preview
from dashboard.session.uploaded_files import StoreFull, keep_file
from dashboard.store.contents import Store, digest_of
from dashboard.store.queue import DONE, FAILED, Job, Queue, QueueFull, Rules
from dashboard.work.drain import Tell, Work
from dashboard.work.runners import Inline, Runner
from data.errors import ChoiceNeeded, EscalationError, SourceError
from data.files.options import Options, from_words
from data.importing.import_file import open_file
from data.importing.summary import REJECTED_FILE
from data.kept_study import ABOUT

LARGEST = 250 << 20
PIECE = 1 << 20
LONGEST_NAME = 120
TOO_LARGE = (
    f"A file of more than {LARGEST >> 20} MB is too large for the page: "
    "split it, or use escalation import on the command line."
)
ON_THE_COMMAND_LINE = "split it, or use escalation import on the command line."
SECONDS, MEMORY = 120, 4 << 30
READING = "read"
READING_RULES = Rules(
    seconds=SECONDS,
    memory=MEMORY,
    # Who clicks waits for less than who opens a file.
    niceness=5,
    late=f"Reading this file took more than {SECONDS} s, which is all the page allows: "
    f"{ON_THE_COMMAND_LINE}",
    broken="This file could not be read; the server's log says why.",
    died=f"Reading this file took more than {MEMORY >> 30} GB of memory, or was stopped: "
    f"{ON_THE_COMMAND_LINE}",
    full="Too many files are being read already: try again in a minute.",
    most=16,
)
NO_FILES = "This server takes no files: use escalation import on the command line."
LOOK_EVERY = 0.02
# Options of the command line for which the page has fields of the same names.
FLAGS = "date-order|date-language|map|encoding|format|sheet|rows|timezone"


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
    reader = runner(queue, reading(store))
    server.add_url_rule("/drop", "drop", lambda: _drop(opened, queue, reader), methods=["POST"])
    server.add_url_rule("/forget", "forget", lambda: forget_held(opened, COOKIE), methods=["POST"])
    server.add_url_rule(f"/{REJECTED_FILE}", "rejected", lambda: _rejected(opened))
    register_previews(server, opened)


def _drop(opened: Opened, queue: Queue, reader: Runner) -> flask.Response:
    """Take a file in; the one this browser had before is let go only then."""
    sessions = opened.sessions
    try:
        check_same_origin()
        sessions.check_room(flask.request.content_length or 0)
        key, answer, words = _read(queue, reader)
        if "error" in answer:
            # The request was right, the file was not: an answer like any other.
            parts = {name: answer.get(name, []) for name in ("asks", "choices")}
            return flask.make_response({"error": answer["error"], **parts})
        token = sessions.hold(key, **words)
    except Refused as refused:
        return flask.make_response({"error": str(refused)}, refused.status)
    except (QueueFull, StoreFull) as full:
        return flask.make_response({"error": str(full)}, 503)
    except EscalationError as error:
        return flask.make_response({"error": _on_page(error), "asks": _asks(error)})
    held = sessions.get(token) if flask.request.args.get("look") else None
    if held is not None and needs_a_look(held.account):
        return show_preview(opened, token)
    sessions.forget(flask.request.cookies.get(COOKIE))
    reply = flask.make_response(opened.shown_at(answer["digest"]))
    give_cookie(reply, COOKIE, token)
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


def _read(queue: Queue, reader: Runner) -> tuple[str, dict, dict[str, str]]:
    """Have the file that was sent read, as the options beside it say, and wait for the outcome."""
    given = flask.request.args
    file = _shown(given.get("name", ""))
    options = from_words(
        format_=given.get("format") or None,
        columns=tuple(given.getlist("column")),
        date_order=given.get("date_order") or None,
        language=given.get("date_language") or None,
        encoding=given.get("encoding") or None,
        sheet=given.get("sheet") or None,
        rows=given.get("rows") or None,
        timezone=given.get("timezone") or None,
    )
    incoming, digest = _take_in(queue.store.folder / "incoming")
    try:
        chosen = json.dumps(asdict(options), sort_keys=True)
        key = digest_of(digest, chosen, file)
        answer = _known(queue.store, key)
        if answer is None:
            request = {"file": file, "options": asdict(options), "incoming": incoming.name}
            answer = _wait(queue, reader, queue.submit(f"{READING}-{key}", key, request))
    finally:
        incoming.unlink(missing_ok=True)
    if "error" in answer:
        return key, answer, {}
    return key, answer, {"file": file, "command": _command(file, answer["name"], options)}


def _known(store: Store, key: str) -> dict | None:
    """Return what is known of a file that is kept already: the same was opened before."""
    try:
        about = json.loads((store.study_folder(key) / ABOUT).read_bytes())
    except FileNotFoundError:
        return None
    return {"digest": about["digest"], "name": about["name"]}


def _wait(queue: Queue, reader: Runner, number: int) -> dict:
    """Wait until a file is read, and see to it that somebody reads it."""
    while True:
        reader.wake()
        found = queue.get(number)
        if found is None:
            return {"error": READING_RULES.broken}
        if found[0].state in (DONE, FAILED):
            return found[0].answer
        time.sleep(LOOK_EVERY)


def reading(store: Store) -> Work:
    """Return what reads the files that were sent: work for a queue.

    Parameters
    ----------
    store : Store

    Returns
    -------
    callable
    """

    def read(job: Job, tell: Tell) -> dict:
        given = job.request["options"]
        options = Options(**{**given, "roots": tuple(given["roots"]), "countries": ()})
        path = store.folder / "incoming" / job.request["incoming"]
        try:
            content = path.read_bytes()
            zipped = store.folder / "temporary" / f"{job.study}.zip"
            study, account = open_file(content, options, file=job.request["file"], zipped=zipped)
        except FileNotFoundError:
            # The page that sent it was closed; who sends the same now brings it along.
            return {"error": "The file was taken back before it was read: open it again."}
        except EscalationError as error:
            choices = list(error.choices) if isinstance(error, ChoiceNeeded) else []
            return {"error": _on_page(error), "asks": _asks(error), "choices": choices}
        keep_file(study, account, store.study_folder(job.study), zipped=zipped)
        return {"digest": study.digest, "name": study.name}

    return read


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


def _on_page(error: EscalationError) -> str:
    """Say an error without the command line's flags, for which the page has fields."""
    return re.sub(rf"--({FLAGS})(?: |(?=[:,]))", "", str(error))


def _asks(error: EscalationError) -> list[str]:
    """List the fields that could settle an error, the likeliest first."""
    if not isinstance(error, SourceError):
        return []
    return re.findall(rf"--({FLAGS})", str(error))
