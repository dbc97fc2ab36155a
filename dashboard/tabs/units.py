"""Every unit of a view: what was counted at once, and which have changed as soon as it is known."""

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from analytics.panel.all_units import enough_events
from analytics.panel.bounded import newest_that_fit, scan_view, units_of_view
from analytics.panel.listing import BY_LARGEST, BY_NEWEST, BY_STRONGEST, least_change, ordered_rows
from analytics.panel.units import UnitCounts
from analytics.selection.columns import offered_columns
from analytics.selection.selected import Selection
from charts.tables.locale import Language
from charts.tables.units import (
    CHANGED,
    EVIDENCE,
    ITS_EVIDENCE,
    LIST,
    RATIO,
    unit_words,
    waiting_words,
)
from dashboard import ids
from dashboard.components.column_filters import OWN
from dashboard.components.table import Control, cells_of, plain_table, values_beside
from dashboard.store.contents import digest_of
from data.errors import EscalationError

# As many rows are sent to a browser; the command writes all.
MOST_ROWS = 5_000
LABEL = "Every unit, over the whole period"
LISTS = (
    "Firm: at most a twentieth of this list is there by luck, whatever links the units. Watch: at "
    "most a tenth, where they move independently beside the region. A unit opens as a view of its "
    "own."
)
TO_COME = "Weighing {} of them with events enough \u2026"


def units_card(selection: Selection) -> html.Div:
    """Return the units with what was counted, and what asks which of them have changed.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    Div
        A sentence where nothing can be counted.
    """
    by = selection.view.by
    try:
        units = units_of_view(selection)
    except EscalationError as error:
        return html.Div([html.H2(LABEL), html.P(str(error))], className="card")
    if not len(units):
        return html.Div(
            [html.H2(LABEL), html.P(f"No {units.noun} have a {units.nouns[0]}.")], className="card"
        )
    words = waiting_words(units, selection.view.recent, Language()).head(MOST_ROWS)
    enough = len(enough_events(newest_that_fit(units)))
    table = plain_table(
        words,
        label=LABEL,
        caption=_cut(len(units)),
        pick=control_of(selection, by),
        values=[units.name(at) for at in words.index],
        sortable=True,
        most=MOST_ROWS,
        orders=_orders(words),
        save=["units"],
        name=ids.part("units", by),
    )
    said = html.Div(
        html.P(TO_COME.format(f"{enough:,}")), id=ids.part("units-said", by), className="units-said"
    )
    ask = dcc.Store(id=ids.part("scan", by), data=units_key(selection))
    return html.Div([html.H2(LABEL), said, table, html.P(LISTS, className="answer-note"), ask],
                    className="card")  # fmt: skip


def _cut(many: int) -> str:
    if many <= MOST_ROWS:
        return ""
    return f"The {MOST_ROWS:,} of {many:,} with the most events; escalation scan writes all."


def _orders(words: pd.DataFrame) -> list[list]:
    """Say by which columns the rows are put into the orders that a reader asks for."""
    place = {name: at for at, name in enumerate(words)}
    columns = {BY_STRONGEST: EVIDENCE, BY_NEWEST: CHANGED, BY_LARGEST: RATIO}
    return [[order.capitalize(), place[name]] for order, name in columns.items()]


def scanned_units(selection: Selection) -> dict[str, list | None]:
    """Scan the units of a view.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    dict
        ``rows`` of their table, the ``values`` that a press of each chooses where its first cell
        does not say it, the ``keys`` by which they are sorted, and ``said``, the sentence over
        them.
    """
    try:
        scan, units = scan_view(selection), units_of_view(selection)
    except EscalationError as error:
        return {"rows": [], "values": None, "keys": [], "said": [html.P(str(error))]}
    rows = ordered_rows(scan.result).head(MOST_ROWS)
    words = unit_words(rows, units, Language())
    cells = cells_of(words, most=MOST_ROWS)
    return {
        "rows": cells,
        "values": values_beside(cells, rows["unit"].tolist()),
        "keys": _keys(words, rows),
        "said": [html.P(str(scan)), *_unseen(units, scan.units)],
    }


def _unseen(every: UnitCounts, seen: UnitCounts) -> list[Component]:
    many = len(every) - len(seen)
    if not many:
        return []
    return [html.P(f"{many:,} more have no {every.noun} on these days.", className="answer-note")]


def _keys(words: pd.DataFrame, rows: pd.DataFrame) -> list[list[float | None] | None]:
    """Give the numbers by which columns are sorted whose words do not say them, None for others."""
    lists = rows["firm"].astype(int) + rows["watch_list"].astype(int)
    days = (rows["changepoint"] - pd.Timestamp(0)) / pd.Timedelta(1, "D")
    largest = pd.Series(least_change(rows))
    known = {LIST: lists, CHANGED: days, RATIO: largest}
    known |= {ITS_EVIDENCE: rows["change_evidence"], EVIDENCE: rows["evidence_rest"]}
    return [_plain(known[name]) if name in known else None for name in words]


def _plain(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(f"{value:.6g}") for value in values]


def units_key(selection: Selection) -> str:
    """Name the units of a view by what they are made from."""
    view = selection.counting.view
    asked = (view, selection.view.by, selection.view.recent)
    return digest_of("units", selection.study.digest, repr(asked))


def control_of(selection: Selection, by: str) -> Control | None:
    """Name the control that a click on a group sets to it; None where there is no filter."""
    if by in OWN:
        return by
    return ids.part(ids.WHERE, by) if by in offered_columns(selection.study) else None
