"""The first answer and its chart, drawn here as text and picture, before any script can."""

from collections.abc import Callable
from html import escape

import flask
from dash import html

from analytics.selection.cache import remembered
from analytics.selection.selected import Selection
from charts.chart import Chart
from charts.style.theme import Look
from dashboard.components.file_bar import file_bar
from dashboard.delivery.markup import markup
from dashboard.session.active_study import Opened
from dashboard.session.asked import asked_search, asked_viewport
from dashboard.tabs import builders
from data.errors import EscalationError

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
    content, caution = builders.answer_content(selection), selection.study.settings["caution"]
    lasting = opened.sessions.store.lasting
    above = [
        file_bar(dropped, opened.served, lasting=lasting) if dropped else None,
        html.Div(opened.notice(search, mark), className="notice"),
        html.P(caution, className="caution") if caution else None,
        html.Div(content["answer"]),
        html.Div(content["chips"], className="chips"),
        html.Div(content["numbers"], className="numbers"),
    ]
    parts = [markup(above)]
    if picture is not None and state.tab in builders.WITH_TIMELINE:
        look = builders.look_of(state, asked_viewport())
        parts.append(_card(selection, look, picture))
    return "".join(parts)


def _card(selection: Selection, look: Look, picture: Picture) -> str:
    chart = builders.timeline_chart(selection, look)
    try:
        svg = _svg(selection, look, picture)
    except EscalationError:
        return ""  # the chart comes with the scripts
    height = int(chart.figure.layout.height)
    return (
        f'<div class="card"><div class="chart" role="img" aria-label="{escape(chart.alt)}" '
        f'style="min-height: {height}px">{svg}</div></div>'
    )


def _draw(selection: Selection, look: Look, picture: Picture) -> str:
    return picture(builders.timeline_chart(selection, look))


_svg = remembered(_draw, most=MOST_DRAWN)
