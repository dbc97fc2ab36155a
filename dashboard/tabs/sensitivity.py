"""Sensitivity of a finding to what is counted: searched anew, so shown after the rest."""

from dash import dcc, html
from dash.development.base_component import Component

from analytics.findings import results
from analytics.findings.alternatives import changepoint_sensitivity, effect_sensitivity
from analytics.findings.answer import could_be_found
from analytics.findings.multiple_events import event_effects
from analytics.findings.named_periods import period_effect
from analytics.findings.other_methods import methods_beside
from analytics.selection.context_events import added_labels, named_period
from analytics.selection.selected import Selection
from charts.tables.findings import (
    change_choice_words,
    choice_words,
    method_words,
    multiple_event_words,
    period_words,
    stability_words,
)
from charts.tables.locale import Language
from dashboard import ids
from dashboard.components.table import plain_table
from data.errors import EscalationError

HEADING = "Sensitivity to what is counted"
HEADINGS = {
    "cuts": "Does it hold when the period is cut?",
    "period": "Before, during and after",
    "changes": HEADING,
    "methods": "The same days by other methods",
    "effect": HEADING,
    "looked": "Among how many events",
}
WAITS = {"cuts": "Searching the period with its ends cut off \u2026"}
AFTERWARDS = (
    "This event was added by the reader, perhaps with the days in sight: it counts as one of all "
    "that are compared."
)
METHODS_CAPTION = (
    "The evidence decides. False alarms: how often each finds a change in simulated series "
    "without one, of those most like these days. A date within a week of a date set counts as "
    "the same change."
)


def sensitivity_place(name: str) -> html.Div:
    """Return the place of a table that is filled once the rest of the tab is there.

    Parameters
    ----------
    name : {"cuts", "period", "changes", "methods", "effect", "looked"}

    Returns
    -------
    Div
        Its store asks for the table as soon as it stands on the page.
    """
    wait = html.P(WAITS.get(name, "Counting the other ways \u2026"), className="answer-note")
    return html.Div(
        [
            dcc.Store(id=ids.part("ask", name), data=name),
            html.Div(
                [html.H2(HEADINGS[name]), wait], className="card", id=ids.part("sensitivity", name)
            ),
        ]
    )


def note_place(name: str) -> html.Div:
    """Return the place of a sentence that is computed once the rest of the page is there."""
    note = html.Div(id=ids.part("sensitivity", name))
    return html.Div([dcc.Store(id=ids.part("ask", name), data=name), note])


def period_place(selection: Selection) -> list[html.Div]:
    """Return the place of the three comparisons of a period; nothing where none is chosen."""
    try:
        return [sensitivity_place("period")] if named_period(selection) else []
    except EscalationError:
        return []  # the chart's place already says why


def looked_place(selection: Selection) -> list[html.Div]:
    """Return the place that counts what was looked at, where the event is the reader's own."""
    view = selection.view
    return [sensitivity_place("looked")] if view.event in added_labels(view) else []


def sensitivity_table(name: str, selection: Selection) -> list:
    """Return what stands in that place.

    Parameters
    ----------
    name : {"could", "cuts", "period", "changes", "methods", "effect", "looked"}
    selection : Selection

    Returns
    -------
    list of components
    """
    heading = [html.H2(HEADINGS[name])] if name in HEADINGS else []
    try:
        return [*heading, *BODIES[name](selection)]
    except EscalationError as error:
        return [*heading, html.P(str(error))]


def _period(selection: Selection) -> list:
    """Return the three comparisons of the period that the view has named, or whose end it chose."""
    result = period_effect(selection)
    if not result:
        return []
    table = plain_table(
        period_words(result, Language()), label="Three comparisons of the period", save=["period"]
    )
    return [html.P(str(result)), table]


def _changes(selection: Selection) -> list:
    """Return the changes found under other ways to count the same events."""
    result = changepoint_sensitivity(selection)
    table = change_choice_words(result)
    body: list[Component] = [html.P(str(result))]
    if dates := results.date_sensitivity(selection):
        body.append(html.P(str(dates)))
    if len(table):
        caption = "95 % date sets. Not found is not absent: fewer events show less."
        body.append(plain_table(table, caption=caption, save=["ways-to-count"]))
    return body


def _cuts(selection: Selection) -> list:
    """Return what the search finds when the period is cut."""
    result = results.stability(selection)
    table = stability_words(result, Language())
    caption = "Days cut off the ends of the period, and other least lengths of its parts."
    shown = plain_table(table, caption=caption, save=["cuts"]) if len(table) else None
    return [html.P(str(result)), shown]


def _effect(selection: Selection) -> list:
    """Return the effect of the event under other ways to count."""
    result = effect_sensitivity(selection)
    label = "The effect under other ways to count"
    words = choice_words(result, Language())
    return [html.P(str(result)), plain_table(words, label=label, save=["effect-ways-to-count"])]


def _methods(selection: Selection) -> list:
    """Return what other methods find in the same days, and how often each is wrong."""
    result = methods_beside(selection)
    table = plain_table(method_words(result, Language()), caption=METHODS_CAPTION, save=["methods"])
    return [html.P(str(result)), table]


def _looked(selection: Selection) -> list:
    """Return what followed every event that the view draws, and what so many are worth."""
    result = event_effects(selection)
    table = plain_table(
        multiple_event_words(result, Language()), label="What followed each event", save=["events"]
    )
    return [html.P(AFTERWARDS), html.P(str(result)), table]


def _could(selection: Selection) -> list:
    """Return what could have been found, where no change was."""
    result = could_be_found(selection)
    return [html.P(str(result), className="answer-note")] if result else []


BODIES = {
    "could": _could,
    "cuts": _cuts,
    "period": _period,
    "changes": _changes,
    "methods": _methods,
    "effect": _effect,
    "looked": _looked,
}
