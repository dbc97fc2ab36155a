"""From a view to what stands on the page: one builder per tab."""

from collections.abc import Callable

import pandas as pd
from dash import dcc, html

from analytics.changepoints.false_alarm_rate import measured_rate
from analytics.findings import results
from analytics.selection.data_label import file_mark
from analytics.selection.selected import Selection
from analytics.selection.sentences import left_out_words, subtitle
from charts.catalogue import draw
from charts.style.theme import Look, empty_chart
from charts.tables.safe_csv import safe_csv
from dashboard.components.cards import chart_card, plain_table
from dashboard.session.url_state import PageState
from dashboard.tabs import changepoints, incidents, official_totals, revisions
from dashboard.tabs.sensitivity import held_later
from data.errors import EscalationError

Viewport = dict[str, int | bool]


def look_for(viewport: Viewport) -> Look:
    """Return how figures look in a browser of this width and theme."""
    return Look(dark=bool(viewport["dark"]), width=int(viewport["width"]))


def top(selection: Selection, viewport: Viewport) -> tuple:
    """Return answer, figures, timeline, its alt text and what was left out.

    Parameters
    ----------
    selection : Selection
    viewport : dict
        ``width`` in pixels and ``dark``.

    Returns
    -------
    tuple
        In the order of the page; where the data cannot answer, a sentence says so instead.
    """
    look, aside = look_for(viewport), left_out(selection)
    try:
        drawn = draw("timeline", selection, look)
    except EscalationError as error:
        empty = empty_chart(error, look=look).figure
        return _headline(str(error), subtitle(selection)), [], empty, str(error), aside
    try:
        answer = results.answer(selection)
    except EscalationError as error:
        return _headline(str(error), subtitle(selection)), [], drawn.figure, drawn.alt, aside
    # The timeline's title tells every change; the answer tells the last one.
    measured = str(measured_rate(answer.changes)) if len(answer.changes.table) else ""
    words = _headline(answer.finding, subtitle(selection), answer.counted, measured)
    return words, changepoints.numbers(answer), drawn.figure, drawn.alt, aside


def _headline(sentence: str, *notes: str) -> list:
    """Return the answer and the smaller sentences under it."""
    told = [note for note in notes if note and note != sentence]
    return [
        html.P(sentence, className="answer"),
        *[html.P(note, className="answer-note") for note in told],
    ]


def chart(name: str, selection: Selection, viewport: Viewport) -> html.Div:
    """Return a chart's card, or a calm sentence in the same place."""
    look = look_for(viewport)
    try:
        return chart_card(name, draw(name, selection, look))
    except EscalationError as error:
        return html.Div(html.P(str(error)), className="card")


def _overview(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return [
        chart("breakdown", selection, viewport),
        changepoints.tolls(selection),
    ]


def _changes(selection: Selection, state: PageState, viewport: Viewport) -> list:
    try:
        result = results.changepoints(selection)
    except EscalationError as error:
        return [html.Div(html.P(str(error)), className="card")]
    return [
        changepoints.segments(result, selection.measured),
        changepoints.change_dates(result, selection.study.context),
        held_later("changes"),
        chart("regimes", selection, viewport),
        changepoints.second_opinions(result.counts),
    ]


def _around(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return [
        chart("around", selection, viewport),
        held_later("effect"),
        changepoints.effect_card(selection),
    ]


def _tallies(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return [
        chart("tallies", selection, viewport),
        *official_totals.reconciliation_cards(selection),
        *official_totals.imputed(selection, chart("reconciled", selection, viewport)),
    ]


def _map(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return [chart("map", selection, viewport)]


def _revisions(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return revisions.revisions_view(selection, look_for(viewport))


BUILDERS: dict[str, Callable[[Selection, PageState, Viewport], list]] = {
    "overview": _overview,
    "changes": _changes,
    "around": _around,
    "tallies": _tallies,
    "map": _map,
    "incidents": incidents.incident_view,
    "revisions": _revisions,
}


def tab_content(selection: Selection, state: PageState, viewport: Viewport) -> list:
    """Return what the open tab shows.

    Parameters
    ----------
    selection : Selection
    state : PageState
    viewport : dict

    Returns
    -------
    list of components
    """
    return BUILDERS[state.tab](selection, state, viewport)


def _table(selection: Selection, name: str) -> pd.DataFrame:
    return draw(name, selection, Look()).table


def data_file(selection: Selection, state: PageState, name: str) -> dict[str, object]:
    """Return a chart's data, or the incidents in view, as a download that a spreadsheet can open.

    Parameters
    ----------
    selection : Selection
    state : PageState
    name : str
        A chart, ``incidents`` or ``revised-rows``.

    Returns
    -------
    dict
        For ``dcc.Download``.
    """
    study, view = selection.study, selection.view
    mark = file_mark(study)
    if name == "incidents":
        table = incidents.incident_table(selection, state)
    elif name == "revised-rows":
        table, mark = revisions.revised_rows(selection)
    else:
        table = _table(selection, name)
    file = f"{study.name}-{name}-{view.start}-to-{view.end}-{mark}.csv"
    return dcc.send_string(safe_csv(table), file, type="text/csv;charset=utf-8")


def data_table(selection: Selection, name: str) -> html.Div:
    """Return a chart's data as a table."""
    try:
        return plain_table(_table(selection, name), caption=f"Data of the {name} chart.")
    except EscalationError as error:
        return html.P(str(error))


def left_out(selection: Selection) -> list[html.P]:
    """Say how many events count in this view and why the rest do not.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    list of P
    """
    return [html.P(line) for line in left_out_words(selection)]
