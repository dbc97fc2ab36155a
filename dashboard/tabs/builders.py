"""From a view to what stands on the page: one builder per tab."""

from collections.abc import Callable

import pandas as pd
from dash import dcc, html

from analytics.changepoints.false_alarm_rate import measured_rate
from analytics.findings.results import answer_of, changepoints_of
from analytics.selection.counts import subtitle
from analytics.selection.data_label import file_mark
from analytics.selection.exclusions import left_out_words
from analytics.selection.study_series import measured_series
from analytics.selection.view import View
from charts.catalogue import draw
from charts.style.theme import Look, empty_figure
from charts.tables.alt_text import alt_text
from charts.tables.safe_csv import safe_csv
from dashboard.components.cards import chart_card, plain_table
from dashboard.session.url_state import PageState
from dashboard.tabs import changepoints, incidents, official_totals, revisions
from dashboard.tabs.sensitivity import held_later
from data.errors import EscalationError
from data.study import Study

Viewport = dict[str, int | bool]


def look_for(study: Study, viewport: Viewport) -> Look:
    """Return how figures look in a browser of this width and theme."""
    return Look(dark=bool(viewport["dark"]), width=int(viewport["width"]), credit=study.credit)


def top(study: Study, view: View, viewport: Viewport) -> tuple:
    """Return answer, figures, timeline, its alt text and what was left out.

    Parameters
    ----------
    study : Study
    view : View
    viewport : dict
        ``width`` in pixels and ``dark``.

    Returns
    -------
    tuple
        In the order of the page; where the data cannot answer, a sentence says so instead.
    """
    look, aside = look_for(study, viewport), left_out(study, view)
    try:
        figure, _ = draw("timeline", study, view, look)
    except EscalationError as error:
        empty = empty_figure(str(error), look=look)
        return _headline(str(error), subtitle(study, view)), [], empty, str(error), aside
    try:
        answer = answer_of(study, view)
    except EscalationError as error:
        return _headline(str(error), subtitle(study, view)), [], figure, alt_text(figure), aside
    # The timeline's title tells every change; the answer tells the last one.
    measured = str(measured_rate(answer.changes)) if len(answer.changes.table) else ""
    words = _headline(answer.finding, subtitle(study, view), answer.counted, measured)
    return words, changepoints.numbers(answer), figure, alt_text(figure), aside


def _headline(sentence: str, *notes: str) -> list:
    """Return the answer and the smaller sentences under it."""
    told = [note for note in notes if note and note != sentence]
    return [
        html.P(sentence, className="answer"),
        *[html.P(note, className="answer-note") for note in told],
    ]


def chart(name: str, study: Study, view: View, viewport: Viewport) -> html.Div:
    """Return a chart's card, or a calm sentence in the same place."""
    look = look_for(study, viewport)
    try:
        return chart_card(name, draw(name, study, view, look)[0])
    except EscalationError as error:
        return html.Div(html.P(str(error)), className="card")


def _overview(study: Study, state: PageState, viewport: Viewport) -> list:
    return [
        chart("breakdown", study, state.view, viewport),
        changepoints.tolls(study, state.view),
    ]


def _changes(study: Study, state: PageState, viewport: Viewport) -> list:
    try:
        result = changepoints_of(study, state.view)
    except EscalationError as error:
        return [html.Div(html.P(str(error)), className="card")]
    return [
        changepoints.segments(result, measured_series(study, state.view)),
        changepoints.change_dates(result, study.context),
        held_later("changes"),
        chart("regimes", study, state.view, viewport),
        changepoints.second_opinions(result.counts),
    ]


def _around(study: Study, state: PageState, viewport: Viewport) -> list:
    return [
        chart("around", study, state.view, viewport),
        held_later("effect"),
        changepoints.effect_table(study, state.view),
    ]


def _tallies(study: Study, state: PageState, viewport: Viewport) -> list:
    return [
        chart("tallies", study, state.view, viewport),
        *official_totals.reconciliation(study, state.view),
        *official_totals.imputed(
            study, state.view, chart("reconciled", study, state.view, viewport)
        ),
    ]


def _map(study: Study, state: PageState, viewport: Viewport) -> list:
    return [chart("map", study, state.view, viewport)]


def _revisions(study: Study, state: PageState, viewport: Viewport) -> list:
    return revisions.revisions_view(study, state, look_for(study, viewport))


BUILDERS: dict[str, Callable[[Study, PageState, Viewport], list]] = {
    "overview": _overview,
    "changes": _changes,
    "around": _around,
    "tallies": _tallies,
    "map": _map,
    "incidents": incidents.incident_view,
    "revisions": _revisions,
}


def tab_content(study: Study, state: PageState, viewport: Viewport) -> list:
    """Return what the open tab shows.

    Parameters
    ----------
    study : Study
    state : PageState
    viewport : dict

    Returns
    -------
    list of components
    """
    return BUILDERS[state.tab](study, state, viewport)


def _table(study: Study, view: View, name: str) -> pd.DataFrame:
    return draw(name, study, view, Look(credit=study.credit))[1]


def data_file(study: Study, state: PageState, name: str) -> dict[str, object]:
    """Return a chart's data, or the incidents in view, as a download that a spreadsheet can open.

    Parameters
    ----------
    study : Study
    state : PageState
    name : str
        A chart, ``incidents`` or ``revised-rows``.

    Returns
    -------
    dict
        For ``dcc.Download``.
    """
    view, mark = state.view, file_mark(study)
    if name == "incidents":
        table = incidents.incident_table(study, state)
    elif name == "revised-rows":
        table, mark = revisions.revised_rows(study, view)
    else:
        table = _table(study, view, name)
    file = f"{study.name}-{name}-{view.start}-to-{view.end}-{mark}.csv"
    return dcc.send_string(safe_csv(table), file, type="text/csv;charset=utf-8")


def data_table(study: Study, view: View, name: str) -> html.Div:
    """Return a chart's data as a table."""
    try:
        return plain_table(_table(study, view, name), caption=f"Data of the {name} chart.")
    except EscalationError as error:
        return html.P(str(error))


def left_out(study: Study, view: View) -> list[html.P]:
    """Say how many events count in this view and why the rest do not.

    Parameters
    ----------
    study : Study
    view : View

    Returns
    -------
    list of P
    """
    return [html.P(line) for line in left_out_words(study, view)]
