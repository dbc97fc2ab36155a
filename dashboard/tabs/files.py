"""What the page shows as files: a chart's data, the rows of a table, the incidents in view."""

from functools import partial

import pandas as pd
from dash import dcc, html

from analytics.errors import InvalidOption
from analytics.selection.data_label import file_stem
from analytics.selection.selected import Selection
from charts.catalogue import draw, timeline_under_answer
from charts.chart import Chart
from charts.style.theme import Look
from charts.tables.chart_data import chart_words, last_days
from charts.tables.safe_csv import chart_csv, safe_csv
from dashboard.components.additions import context_file
from dashboard.components.cards import WITH_DAYS
from dashboard.components.table import ROWS_SHOWN, Table, plain_table
from dashboard.session.url_state import PageState
from dashboard.tabs.incidents import MOST_SHOWN, incident_table
from dashboard.tabs.table_files import is_table, kind_of, table_rows
from dashboard.tabs.units import MOST_ROWS
from data.errors import EscalationError


def _with_data(selection: Selection, name: str) -> Chart:
    """Draw a chart for its data: the title of a timeline takes every search, they take one."""
    drawn = timeline_under_answer if name == "timeline" else partial(draw, name)
    return drawn(selection, Look())


def data_file(
    selection: Selection, state: PageState, name: str, order: object = None
) -> dict[str, object]:
    """Return a chart's data, or the incidents in view, as a download that a spreadsheet can open.

    Parameters
    ----------
    selection : Selection
    state : PageState
    name : str
        A chart, ``incidents``, ``context``, or a table as :func:`plain_table` calls it.
    order : list of int or None
        As for :func:`as_seen`, where the reader has sorted the rows.

    Returns
    -------
    dict
        For ``dcc.Download``.
    """
    if is_table(name):
        most = MOST_ROWS if kind_of(name) == "units" else ROWS_SHOWN
        rows, name = table_rows(selection, name)
        text = safe_csv(as_seen(rows, order, most))
    elif name == "incidents":
        text = safe_csv(as_seen(incident_table(selection, state), order, MOST_SHOWN))
    elif name == "context":
        name, text = context_file(selection)
        return dcc.send_string(text, name, type="text/csv;charset=utf-8")
    else:
        text = chart_csv(_with_data(selection, name))
    file = f"{file_stem(selection, name)}.csv"
    return dcc.send_string(text, file, type="text/csv;charset=utf-8")


def as_seen(rows: pd.DataFrame, order: object, most: int) -> pd.DataFrame:
    """Put rows into the order in which the reader sees them.

    Parameters
    ----------
    rows : DataFrame
    order : list of int or None
        The places of the rows that are seen, from the first on; None where nobody has sorted them.
    most : int
        So many of the rows were listed; the others follow, unless some were filtered out.

    Returns
    -------
    DataFrame

    Raises
    ------
    InvalidOption
        When these are no places of so many rows.
    """
    if order is None:
        return rows
    listed = min(len(rows), most)
    places = [place for place in order if type(place) is int] if isinstance(order, list) else []
    if places != order or len({*places, *range(listed)}) > listed or len({*places}) < len(places):
        raise InvalidOption(f"The rows do not fit a table of {listed:,}: reload the page.")
    rest = rows.iloc[listed:] if len(places) == listed else rows.iloc[:0]
    return pd.concat([rows.iloc[places], rest])


def _days_of(table: pd.DataFrame) -> list[str]:
    """Return the day of each row, or the first and the last of a week or month, as links do."""
    spans = zip(table["date"], last_days(table), strict=True)
    return ["..".join(f"{day:%Y-%m-%d}" for day in dict.fromkeys(span)) for span in spans]


def data_table(selection: Selection, name: str) -> Table | html.P:
    """Return a chart's data as a table."""
    try:
        table = _with_data(selection, name).table
        days = None
        if name in WITH_DAYS:
            # The day stands first, and leads to its incidents.
            table = table[["date", *table.columns.drop("date")]]
            days = _days_of(table)
        caption = f"Data of the {name} chart."
        return plain_table(chart_words(table), caption=caption, days=days, save=name)
    except EscalationError as error:
        return html.P(str(error))
