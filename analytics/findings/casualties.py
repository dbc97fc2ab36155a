"""The tolls of the events that a view lists, each called as the study calls it."""

from analytics.descriptive.casualties import Toll, toll
from analytics.selection.counts import view_events
from analytics.selection.study_series import series_table, shown_series
from analytics.selection.view import View
from data.study import Study
from data.tables.schema import TOLL


def listed_tolls(study: Study, view: View) -> list[tuple[str, Toll]]:
    """Add up each toll that at least one listed event gives.

    Parameters
    ----------
    study : Study
    view : View

    Returns
    -------
    list of (str, Toll)
        What the toll is called, and its sum; series by series, in the order of the columns.
    """
    found = []
    for name in shown_series(study, view):
        events = view_events(study, view, name)
        labels = study.settings.get("labels", {}).get(series_table(study, name), {})
        # A toll that no row gives is a column of another kind of study.
        given = [name for name in events if TOLL.fullmatch(name) and events[name].notna().any()]
        for column in given:
            label = labels.get(column, column.replace("_", " ").capitalize())
            found.append((label, toll(events, column)))
    return found
