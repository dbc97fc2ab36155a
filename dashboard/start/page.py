"""The page that lists the studies with their answers, and says what an address does not lead to."""

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response

from analytics.selection.link import DATA, FILE, link_parts
from charts.style.colours import COLOURS
from dashboard.components.study_menu import study_labels
from dashboard.delivery.index import DRAWN_ICON, STYLE
from dashboard.session.active_study import Opened
from dashboard.shelf.addresses import FILE_ADDRESS, server_root, study_address
from dashboard.shelf.studies import NoStudy
from dashboard.start.cards import Card, Cards, one_sentence
from data.errors import EscalationError, StudyError

WAITS = "Its answer is being worked out."
FOR_NONE = "This link names none of the studies: choose the one that it was made for."
TEXT = {"Content-Type": "text/plain; charset=utf-8"}
LIST = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{icon}
<style>
{style}</style>
<script src="{root}/assets/studies.js"></script>
{scripts}
</head>
<body class="start" data-root="{root}">
<main class="main">
<div class="start-head"><h1>{title}</h1>{buttons}</div>
<div class="notice" role="status">{notice}</div>
{file}
<div id="studies" style="--spark: {spark}" aria-live="polite">{cards}</div>
</main>
{last}
</body>
</html>
"""
DROPPING = '<script src="{root}/assets/drop.js"></script>'
NOTHING = "There is nothing at this address."
OPEN = '<button id="open-file" class="quiet">Open a file</button>'
THEME = (
    '<button id="theme" class="quiet theme" title="Light or dark" '
    'aria-label="Switch between light and dark">\u25d0</button>'
)


def register_start(
    server: flask.Flask,
    opened: Opened,
    cards: Cards,
    scripts: Callable[[], list[str]],
    *,
    takes_files: bool,
) -> None:
    """Show the list of studies at the root, and wherever an address leads to none of them.

    Parameters
    ----------
    server : Flask
    opened : Opened
    cards : Cards
    scripts : callable
        Addresses, from the root, of what every study's page will ask for.
    takes_files : bool
        Whether a file can be opened.
    """

    def page(notice: str, query: str = "") -> str:
        root, held = server_root(), opened.held()
        file = f"{root}{FILE_ADDRESS}/"
        return LIST.format(
            title=f"{len(cards.studies.folders)} studies",
            icon=DRAWN_ICON,
            # The page may stand under an address that leads to no study.
            style=STYLE.replace('url("fonts/', f'url("{root}/fonts/'),
            root=escape(root),
            scripts="\n".join(_ahead(f"{root}{address}") for address in scripts()),
            buttons=f'<div class="actions">{OPEN if takes_files else ""}{THEME}</div>',
            notice=escape(notice),
            file=_file_card(held.file, held.account.sentence, file) if held else "",
            spark=COLOURS[False].events,
            cards=listed(query),
            last=DROPPING.format(root=escape(root)) if takes_files else "",
        )

    def listed(query: str) -> str:
        cards.begin()
        labels = study_labels(opened)
        return "".join(_card(card, labels[card.name], query) for card in cards.all())

    def missing(error: EscalationError) -> Response:
        """Answer where an address leads to no study, or to one with faults."""
        status = 503 if isinstance(error, StudyError) else 404 if str(error) else 200
        said = one_sentence(error) if isinstance(error, StudyError) else str(error)
        if flask.request.path != "/":
            return flask.make_response(said or NOTHING, 404 if status == 200 else status, TEXT)
        if status != 200:
            return flask.make_response(page(said), status)
        return _old_link(cards) or flask.make_response(page(*_carried()))

    server.add_url_rule("/start", "start", lambda: listed(_carried()[1]))
    server.register_error_handler(NoStudy, missing)
    server.register_error_handler(StudyError, missing)


def _carried() -> tuple[str, str]:
    """Return what is said of a link that names a view and no study, and the view."""
    parts = {name: text for name, text in flask.request.args.items() if name != "theme"}
    return (FOR_NONE, urlencode(parts)) if parts else ("", "")


def _old_link(cards: Cards) -> Response | None:
    """Lead a link that was made where one study stood at the root to where it stands now."""
    query = flask.request.query_string.decode("ascii", "replace")
    parts = link_parts(query)
    if parts.get(FILE):
        return flask.redirect(f"{server_root()}{FILE_ADDRESS}/?{query}")
    known = {card.digest: card.name for card in cards.all() if card.digest}
    if (name := known.get(parts.get(DATA, ""))) is None:
        return None
    return flask.redirect(f"{study_address(name)}?{query}")


def _card(card: Card, label: str, query: str) -> str:
    address = study_address(card.name) + (f"?{query}" if query else "")
    told = card.fault or card.answer or WAITS
    waits = " data-waits" if card.waits else ""
    kind = " fault" if card.fault else ""
    return (
        f'<article class="card study{kind}" id="study-{escape(card.name)}"{waits}>'
        f'<div><h2><a class="study-link" href="{escape(address)}">{escape(label)}</a></h2>'
        f'<p class="study-answer">{escape(told)}</p>'
        f'<p class="study-facts">{escape(card.facts)}</p></div>{card.picture}</article>'
    )


def _file_card(file: str, sentence: str, address: str) -> str:
    return (
        '<article class="card study"><div>'
        f'<h2><a class="study-link" href="{escape(address)}">Your file: {escape(file)}</a></h2>'
        f'<p class="study-facts">{escape(sentence)} Only this browser sees it.</p></div></article>'
    )


def _ahead(address: str) -> str:
    """Let a browser fetch what the next page needs, while nothing else is to do."""
    return f'<link rel="prefetch" as="script" href="{escape(address)}">'
