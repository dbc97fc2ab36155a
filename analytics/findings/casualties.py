"""The tolls of the events that a view lists, each called as the study calls it."""

from analytics.descriptive.casualties import toll_of
from analytics.selection.selected import Selection
from analytics.selection.study_series import series_table
from analytics.wording import all_of
from data.tables.schema import TOLL


def toll_lines(selection: Selection) -> list[str]:
    """Say each toll that at least one listed event gives, and what of it is dated to the day.

    Returns
    -------
    list of str
        Series by series, in the order of the columns. Events dated to a week, a month or a period
        are listed, and most numbers of a view have nothing of them: where there are such, each
        toll is told with the events that it is the sum of.
    """
    lines = []
    study, names = selection.study, selection.study.settings.get("labels", {})
    for series in selection.shown:
        labels = names.get(series_table(study, series), {})
        dated = selection.dated(series).to_numpy(dtype=bool)
        for column in filter(TOLL.fullmatch, selection.columns(series)):
            cells = selection.cells(series, column)
            # A toll that no row gives is a column of another kind of study.
            if cells.isna().all():
                continue
            line = f"{labels.get(column, column.replace('_', ' ').capitalize())}: {toll_of(cells)}"
            if not dated.any():
                line += ", none of it dated to the day"
            elif not dated.all():
                listed, of_days = all_of(len(cells), "listed events"), toll_of(cells[dated])
                line += f", in {listed}; {of_days} in the {dated.sum():,} dated to the day"
            lines.append(line)
    return lines
