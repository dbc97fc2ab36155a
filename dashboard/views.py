"""From a view to what stands on the page: one builder per tab."""

from collections.abc import Callable

import pandas as pd
from dash import dcc, html

from analytics.findings import answer_of, changepoints_of
from analytics.measured import measured_rate
from analytics.named_series import measured_series
from analytics.provenance import file_mark
from analytics.selection import subtitle
from analytics.view import View
from charts.alt import alt_text
from charts.csv import safe_csv
from charts.gallery import draw
from charts.theme import Look, empty_figure
from dashboard import change_views, incidents, revisions, tally_views
from dashboard.cards import chart_card, plain_table
from dashboard.held import held_later
from dashboard.left_out import left_out
from dashboard.state import PageState
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
    return words, change_views.numbers(answer), figure, alt_text(figure), aside


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
        change_views.tolls(study, state.view),
    ]


def _changes(study: Study, state: PageState, viewport: Viewport) -> list:
    try:
        result = changepoints_of(study, state.view)
    except EscalationError as error:
        return [html.Div(html.P(str(error)), className="card")]
    return [
        change_views.segments(result, measured_series(study, state.view)),
        change_views.change_dates(result, study.context),
        held_later("changes"),
        chart("regimes", study, state.view, viewport),
        change_views.second_opinions(result.counts),
    ]


def _around(study: Study, state: PageState, viewport: Viewport) -> list:
    return [
        chart("around", study, state.view, viewport),
        held_later("effect"),
        change_views.effect_table(study, state.view),
    ]


def _tallies(study: Study, state: PageState, viewport: Viewport) -> list:
    return [
        chart("tallies", study, state.view, viewport),
        *tally_views.reconciliation(study, state.view),
        *tally_views.imputed(study, state.view, chart("reconciled", study, state.view, viewport)),
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
