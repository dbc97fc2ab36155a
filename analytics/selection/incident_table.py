"""The incidents of a view as one table, over the series that it shows."""

import pandas as pd

from analytics.selection.counts import view_events
from analytics.selection.study_series import shown_series
from analytics.selection.view import View
from data.study import Study


def view_incidents(study: Study, view: View) -> pd.DataFrame:
    """Return the events of every series that a view shows, newest first.

    Parameters
    ----------
    study : Study
    view : View

    Returns
    -------
    DataFrame
        One row an event, ``series`` first, then the columns of the files.
    """
    names = shown_series(study, view)
    tables = [view_events(study, view, name).assign(series=name) for name in names]
    tables = [table for table in tables if len(table)] or tables[:1]
    table = pd.concat(tables, ignore_index=True)
    table = table.sort_values(["date", "event_id"], ascending=False, kind="stable")
    order = ["series", *[column for column in table.columns if column != "series"]]
    return table[order].drop(columns="in_coverage", errors="ignore")
