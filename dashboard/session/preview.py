"""A dropped file before it is taken: how it is understood, opened on a click, or saved as a zip."""

import flask

from dashboard.session.active_study import COOKIE, Opened
from dashboard.session.cookies import forget_held, give_cookie, take_cookie
from dashboard.session.origin import Refused, check_same_origin
from dashboard.session.uploaded_files import ZIPPED, Dropped
from data.importing.summary import MAPPABLE, Account

# Holds the file that is looked at, beside the cookie of the one that is shown.
LOOKED_AT = "escalation_preview"
ZIP_NAME = "study.zip"


def register_previews(server: flask.Flask, opened: Opened) -> None:
    """Attach the routes that open a file that was looked at, and save one as a study folder.

    Parameters
    ----------
    server : Flask
    opened : Opened
    """
    server.add_url_rule("/open", "open", lambda: _open(opened), methods=["POST"])
    server.add_url_rule("/leave", "leave", lambda: forget_held(opened, LOOKED_AT), methods=["POST"])
    server.add_url_rule(f"/{ZIP_NAME}", "zip", lambda: _zip(opened))


def needs_a_look(account: Account) -> bool:
    """Tell whether a file is shown before it is opened: of no known source, or with cautions."""
    return not account.known_source or bool(account.cautions)


def show_preview(opened: Opened, token: str) -> flask.Response:
    """Answer with how a file is understood, and remember which file that was.

    Parameters
    ----------
    opened : Opened
    token : str
        Of the file, which is held already.
    """
    opened.sessions.forget(flask.request.cookies.get(LOOKED_AT))
    dropped = opened.sessions.get(token)
    if dropped is None:
        return flask.make_response({"error": "There is no room for this file: open it again."})
    reply = flask.make_response({"preview": preview_of(dropped)})
    give_cookie(reply, LOOKED_AT, token)
    return reply


def preview_of(dropped: Dropped) -> dict[str, object]:
    """Return a preview as plain values: cautions, columns, days, and what becomes of the rows."""
    account = dropped.account
    return {
        "sentence": account.sentence,
        "cautions": list(account.cautions),
        "days": account.days,
        "left_out": [f"Left out {count:,}: {why}" for why, count in account.left_out.items()],
        "rejected": [
            f"Row {row}: {reason}"
            for row, reason in account.first_rejected[["row", "reason"]].itertuples(index=False)
        ],
        "columns": [list(column) for column in account.columns],
        "sheets": list(account.sheets),
        "choices": [] if account.known_source else list(MAPPABLE),
        "notes": [note for note in account.notes if note not in account.cautions],
        "command": dropped.command,
    }


def _open(opened: Opened) -> flask.Response:
    """Show the file that was looked at, in place of the one that was shown."""
    try:
        check_same_origin()
    except Refused as refused:
        return flask.make_response({"error": str(refused)}, refused.status)
    token = flask.request.cookies.get(LOOKED_AT)
    dropped = opened.sessions.get(token)
    if token is None or dropped is None:
        return flask.make_response({"error": "This file is no longer held: open it again."})
    opened.sessions.forget(flask.request.cookies.get(COOKIE))
    reply = flask.make_response(opened.shown_at(dropped.study.digest))
    give_cookie(reply, COOKIE, token)
    take_cookie(reply, LOOKED_AT)
    return reply


def _zip(opened: Opened) -> flask.Response:
    """Give the study folder of the file that is looked at, or else of the one that is shown."""
    name = LOOKED_AT if flask.request.args.get("of") == "preview" else COOKIE
    key = opened.sessions.key_of(flask.request.cookies.get(name))
    path = opened.sessions.store.study_folder(key) / ZIPPED if key else None
    if path is None or not path.is_file():
        flask.abort(404)
    # Piece by piece from the disk: of several that are asked for, none fills the memory.
    reply = flask.send_file(
        path, "application/zip", as_attachment=True, download_name=ZIP_NAME, etag=False
    )
    reply.headers["Cache-Control"] = "no-store"
    return reply
