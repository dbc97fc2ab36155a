"""One file of a study: text cells to a checked, typed table."""

import pandas as pd

from data.coverage import Period
from data.faults import Fault
from data.rules import (
    check_columns,
    check_coordinates,
    check_coverage,
    check_ids,
    check_periods,
    check_series,
    check_tallies,
)
from data.schema import RESERVED, check_cells, columns_of, convert_cells, with_tolls


def read_table(
    cells: pd.DataFrame, *, table: str, file: str, settings: dict, period: Period | None
) -> tuple[pd.DataFrame, list[Fault]]:
    """Check and type one file of a study.

    Parameters
    ----------
    cells : DataFrame of str
        From :func:`data.reading.read_cells`.
    table : {"attacks", "strikes", "context", "tallies"}
    file : str
        Name for the messages.
    settings : dict
        From :func:`data.settings.read_settings`.
    period : Period or None
        The coverage; None when it is at fault.

    Returns
    -------
    typed : DataFrame
        To be used only when no fault is found.
    faults : list of Fault
        In no order.
    """
    columns = with_tolls(columns_of(table, settings), cells)
    faults = check_columns(cells.columns, columns, table=table, file=file)
    faults += check_cells(cells, columns, file=file)
    faults += check_series(settings, table, columns)
    typed = _derived(convert_cells(cells, columns), table, settings, period)
    if "event_id" in typed:
        faults += check_ids(typed, file=file) + check_coordinates(cells, file=file)
        faults += check_periods(typed, file=file)
    else:
        faults += check_tallies(typed, total=settings["tallies"]["total"], file=file)
    if "date" in columns and period:
        faults += check_coverage(typed, start=period.start, end=period.end, file=file)
    return typed.reset_index(drop=True), faults


def empty_table(table: str, settings: dict, period: Period | None) -> pd.DataFrame:
    """Return the table of a file that the study does not have: typed columns, no rows."""
    columns = columns_of(table, settings)
    cells = pd.DataFrame(columns=list(columns), dtype="str")
    return _derived(convert_cells(cells, columns), table, settings, period)


def _derived(
    typed: pd.DataFrame, table: str, settings: dict, period: Period | None
) -> pd.DataFrame:
    """Add the columns that follow from the settings."""
    if table == "tallies":
        mark = settings["tallies"]["unofficial"]
        marked = typed["source_org"].fillna("").str.contains(mark, regex=False)
        return typed.assign(**{RESERVED[table]: ~marked.astype(bool) if mark else True})
    return typed.assign(**{RESERVED[table]: typed["date"].between(*period) if period else False})
