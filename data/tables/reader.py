"""One file of a study: text cells to a checked, typed table."""

import pandas as pd

from data.calendar import Calendar
from data.faults import Fault
from data.tables.consistency import (
    check_column_names,
    check_coordinates,
    check_coverage,
    check_ids,
    check_labels,
    check_official_totals,
    check_periods,
    check_series_conditions,
)
from data.tables.lone_tolls import check_lone_tolls
from data.tables.names import check_names, in_file_names, rename_columns
from data.tables.repeated_rows import check_repeated_rows
from data.tables.schema import RESERVED, check_cells, columns_of, convert_cells, with_tolls
from data.tables.spellings import check_spellings


def read_table(
    cells: pd.DataFrame, *, table: str, file: str, settings: dict, days: dict[str, Calendar]
) -> tuple[pd.DataFrame, list[Fault]]:
    """Check and type one file of a study.

    Parameters
    ----------
    cells : DataFrame of str
        From :func:`data.files.csv_reader.read_cells`.
    table : {"events", "strikes", "context", "official_totals"}
    file : str
        Name for the messages.
    settings : dict
        From :func:`data.settings.reader.read_settings`.
    days : dict of str to Calendar
        What the sources cover; empty when that is at fault.

    Returns
    -------
    typed : DataFrame
        To be used only when no fault is found.
    faults : list of Fault
        In no order.
    """
    found = list(cells.columns)
    cells, theirs = rename_columns(cells, table=table, settings=settings)
    columns = with_tolls(columns_of(table, settings), cells)
    required = [name for name, column in columns.items() if column.required]
    misnamed = check_names(found, required, table=table, settings=settings, file=file)
    misnamed += check_series_conditions(settings, table, columns) + check_labels(
        settings, table, columns
    )
    faults = check_column_names(cells.columns, columns, table=table, file=file)
    faults += check_cells(cells, columns, file=file)
    typed = _derived(convert_cells(cells, columns), table, settings, days)
    if "event_id" in typed:
        faults += check_ids(typed, file=file) + check_coordinates(cells, file=file)
        faults += check_periods(typed, file=file) + check_spellings(typed, file=file)
        faults += check_lone_tolls(typed, file=file)
        faults += check_repeated_rows(cells, file=file)
    else:
        faults += check_official_totals(
            typed, total=settings["official_totals"]["total"], file=file
        )
    if "date" in columns and days:
        faults += check_coverage(typed, calendar=days[table], file=file)
    return typed.reset_index(drop=True), misnamed + in_file_names(faults, theirs)


def empty_table(table: str, settings: dict, days: dict[str, Calendar]) -> pd.DataFrame:
    """Return the table of a file that the study does not have: typed columns, no rows."""
    columns = columns_of(table, settings)
    cells = pd.DataFrame(columns=list(columns), dtype="str")
    return _derived(convert_cells(cells, columns), table, settings, days)


def _derived(
    typed: pd.DataFrame, table: str, settings: dict, days: dict[str, Calendar]
) -> pd.DataFrame:
    """Add the columns that follow from the settings."""
    if table == "official_totals":
        mark = settings["official_totals"]["unofficial"]
        marked = typed["source_org"].fillna("").str.contains(mark, regex=False)
        return typed.assign(**{RESERVED[table]: ~marked.astype(bool) if mark else True})
    covered = days[table].covers(typed["date"]) if days else False
    return typed.assign(**{RESERVED[table]: covered})
