"""The first answer and its chart, drawn here as text and picture, before any script can."""

import logging
from collections.abc import Callable
from functools import partial
from html import escape

import flask
from dash import html

from analytics.selection.cache import remembered
from analytics.selection.selected import Selection
from charts.chart import Chart, drawn_height
from charts.style.theme import Look
from dashboard.components.file_bar import file_bar
from dashboard.delivery.markup import markup
from dashboard.session.active_study import Opened
from dashboard.session.asked import asked_search, asked_viewport
from dashboard.store.contents import digest_of
from dashboard.tabs import builders
from data.errors import EscalationError

LOG = logging.getLogger(__name__)
Picture = Callable[[Chart], str]
MOST_DRAWN = 8


def register_first_screen(server: flask.Flask, opened: Opened, picture: Picture | None) -> None:
    """Attach the route that a page asks before it has run a script of Dash's.

    Parameters
    ----------
    server : Flask
    opened : Opened
    picture : callable or None
        A chart as SVG; without it the answer comes alone.
    """
    server.add_url_rule("/first", "first", lambda: _first(opened, picture))


def _first(opened: Opened, picture: Picture | None) -> str:
    """Return the answer, its figures and the first chart of an address, as HTML."""
    dropped, search = opened.dropped(), asked_search()
    mark = dropped.study.digest if dropped else ""
    selection, state = opened.read(search, mark)
    content = builders.answer_part(selection, state, opened.recall)
    caution = selection.study.settings["caution"]
    above = [
        file_bar(dropped, opened) if dropped else None,
        html.Div(opened.notice(search, mark), className="notice"),
        html.P(caution, className="caution") if caution else None,
        html.Div(content["answer"]),
        html.Div(content["chips"], className="chips"),
        html.Div(content["numbers"], className="numbers"),
    ]
    parts = [markup(above)]
    if picture is not None and state.tab in builders.WITH_TIMELINE:
        look = builders.look_of(state, asked_viewport())
        parts.append(_card(selection, look, opened, picture))
    return "".join(parts)


def _card(selection: Selection, look: Look, opened: Opened, picture: Picture) -> str:
    key = digest_of("picture", selection.study.digest, repr(selection.view), repr(look))
    make = partial(_drawn, selection, look, picture)
    drawn = opened.recall(key, selection.study, make)
    if not drawn["svg"]:
        return ""
    return (
        f'<div class="card"><div class="chart" role="img" aria-label="{escape(drawn["alt"])}" '
        f'style="min-height: {drawn["height"]}px">{drawn["svg"]}</div></div>'
    )


def _draw(selection: Selection, look: Look, picture: Picture) -> dict[str, object]:
    """Draw the timeline as a picture; where that fails it comes with the scripts alone."""
    chart = builders.timeline_chart(selection, look)
    found = {"alt": chart.alt, "height": drawn_height(chart.figure)}
    try:
        return {**found, "svg": picture(chart)}
    except EscalationError as error:
        LOG.info("The first chart comes without a picture: %s", error)
        return {**found, "svg": ""}


# Two browsers that open the same view at once wait for one drawing.
_drawn = remembered(_draw, most=MOST_DRAWN)
