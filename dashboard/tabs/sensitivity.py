"""Sensitivity of a finding to what is counted: searched anew, so shown after the rest."""

from dash import dcc, html
from dash.development.base_component import Component

from analytics.findings import results
from analytics.findings.alternatives import changepoint_sensitivity, effect_sensitivity
from analytics.selection.selected import Selection
from charts.tables.findings import change_choice_words, choice_words
from charts.tables.locale import Language
from dashboard import ids
from dashboard.components.cards import plain_table
from data.errors import EscalationError

HEADING = "Sensitivity to what is counted"


def sensitivity_place(name: str) -> html.Div:
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
            html.Div([html.H2(HEADING), wait], className="card", id=ids.part("sensitivity", name)),
        ]
    )


def sensitivity_table(name: str, selection: Selection) -> list:
    """Return what stands in that place.

    Parameters
    ----------
    name : {"changes", "effect"}
    selection : Selection

    Returns
    -------
    list of components
    """
    try:
        return [
            html.H2(HEADING),
            *(_changes if name == "changes" else _effect)(selection),
        ]
    except EscalationError as error:
        return [html.H2(HEADING), html.P(str(error))]


def _changes(selection: Selection) -> list:
    """Return the changes found under other ways to count the same events."""
    result = changepoint_sensitivity(selection)
    table = change_choice_words(result)
    body: list[Component] = [html.P(str(result))]
    if dates := results.date_sensitivity(selection):
        body.append(html.P(str(dates)))
    if len(table):
        caption = "95 % date sets. Not found is not absent: fewer events show less."
        body.append(plain_table(table, caption=caption))
    return body


def _effect(selection: Selection) -> list:
    """Return the effect of the event under other ways to count."""
    result = effect_sensitivity(selection)
    return [html.P(str(result)), plain_table(choice_words(result, Language()))]
