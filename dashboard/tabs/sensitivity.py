"""Whether a finding holds under other ways to count: searched anew, so shown after the rest."""

from dash import dcc, html

from analytics.findings.alternatives import effects_of, robustness_of
from analytics.findings.results import dates_of
from analytics.selection.view import View
from charts.tables.findings import choice_words, robustness_words
from charts.tables.locale import Language
from dashboard import ids
from dashboard.components.cards import plain_table
from data.errors import EscalationError
from data.study import Study

HEADING = "Does it hold when other reports are counted?"


def held_later(name: str) -> html.Div:
    """Return the place of a table that is filled once the rest of the tab is there.

    Parameters
    ----------
    name : {"changes", "effect"}

    Returns
    -------
    Div
        Its store asks for the table as soon as it stands on the page.
    """
    wait = html.P("Counting the other ways \u2026", className="answer-note")
    return html.Div(
        [
            dcc.Store(id=ids.part("ask", name), data=name),
            html.Div([html.H2(HEADING), wait], className="card", id=ids.part("held", name)),
        ]
    )


def held(name: str, study: Study, view: View) -> list:
    """Return what stands in that place.

    Parameters
    ----------
    name : {"changes", "effect"}
    study : Study
    view : View

    Returns
    -------
    list of components
    """
    try:
        return [html.H2(HEADING), *(_changes if name == "changes" else _effect)(study, view)]
    except EscalationError as error:
        return [html.H2(HEADING), html.P(str(error))]


def _changes(study: Study, view: View) -> list:
    """Return which changes hold under other ways to count the same events."""
    result = robustness_of(study, view)
    table = robustness_words(result)
    body = [html.P(str(result))]
    if dates := dates_of(study, view):
        body.append(html.P(str(dates)))
    if len(table):
        caption = "95 % date sets. Not found is not absent: fewer events show less."
        body.append(plain_table(table, caption=caption))
    return body


def _effect(study: Study, view: View) -> list:
    """Return the effect of the event under other ways to count."""
    result = effects_of(study, view)
    return [html.P(str(result)), plain_table(choice_words(result, Language()))]
