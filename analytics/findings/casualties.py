"""The tolls of the events that a view lists, each called as the study calls it."""

from analytics.descriptive.casualties import Toll, toll_of
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
        labels = names.get(series_table(study, series), {})
        for column in filter(TOLL.fullmatch, selection.columns(series)):
            cells = selection.cells(series, column)
            # A toll that no row gives is a column of another kind of study.
            if cells.notna().any():
                label = labels.get(column, column.replace("_", " ").capitalize())
                found.append((label, toll_of(cells)))
    return found
