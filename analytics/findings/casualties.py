"""The tolls of the events that a view lists, each called as the study calls it."""

from analytics.descriptive.casualties import Toll, toll
from analytics.selection.selected import Selection
from analytics.selection.study_series import series_table
from data.tables.schema import TOLL


def listed_tolls(selection: Selection) -> list[tuple[str, Toll]]:
    """Add up each toll that at least one listed event gives.

    Returns
    -------
    list of (str, Toll)
        What the toll is called, and its sum; series by series, in the order of the columns.
    """
    found = []
    study, names = selection.study, selection.study.settings.get("labels", {})
    for series in selection.shown:
        events, labels = selection.events(series), names.get(series_table(study, series), {})
        # A toll that no row gives is a column of another kind of study.
        given = [name for name in events if TOLL.fullmatch(name) and events[name].notna().any()]
        for column in given:
            label = labels.get(column, column.replace("_", " ").capitalize())
            found.append((label, toll(events, column)))
    return found
