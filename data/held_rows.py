"""Which rows the downloads of a study held: their cells alone, read without a study's checks."""

from dataclasses import dataclass

import pandas as pd

from data.calendar import Calendar
from data.errors import StudyError
from data.files.csv_reader import read_cells
from data.settings.coverage import calendars
from data.settings.vintages import MAIN, vintage_settings
from data.study import Study
from data.study_files import read_member
from data.tables.names import rename_columns
from data.vintages import vintage_days


@dataclass(frozen=True, kw_only=True, eq=False)
class Download:
    """An earlier download of one table of a study.

    Attributes
    ----------
    name : str
        Its day, as listed.
    file : str
        Where its rows are, in the study's folder.
    calendar : Calendar
        Which days its source covered, and when it was taken.
    size : int
        Bytes of the file; 0 where there is none.
    """

    name: str
    file: str
    calendar: Calendar
    size: int


def earlier_downloads(study: Study, table: str) -> tuple[Download, ...]:
    """List the downloads of a table that were taken before the study's own.

    Parameters
    ----------
    study : Study
        Its main files, or one download of it.
    table : {"events", "strikes"}

    Returns
    -------
    tuple of Download
        The oldest first; without those that bring no file of this table.
    """
    listed = {one["vintage"]: one for one in study.settings["vintages"]}
    found = []
    for name in vintage_days(study):
        file = listed[name]["files"].get(table)
        if name in (MAIN, study.vintage) or not file:
            continue
        settings, _ = vintage_settings(study.settings, name)
        calendar = calendars(settings["coverage"], None, None)[table]
        if calendar.data_date <= study.calendars[table].data_date:
            path = study.folder / file
            size = path.stat().st_size if path.is_file() else 0
            found.append(Download(name=name, file=file, calendar=calendar, size=size))
    return tuple(found)


def held_rows(study: Study, table: str, file: str) -> pd.DataFrame:
    """Read the rows of a file of a study as text.

    Parameters
    ----------
    study : Study
    table : {"events", "strikes"}
    file : str

    Returns
    -------
    DataFrame of str
        Columns under our names, ``event_id`` and ``date`` among them; blank cells are missing.

    Raises
    ------
    StudyError
        When there is no such file, or no table in it.
    """
    content, faults = read_member(study.folder, file, column=None)
    if content is None:
        raise StudyError(tuple(faults))
    cells, faults = read_cells(content, file=file)
    if cells is None:
        raise StudyError(tuple(faults))
    named, _ = rename_columns(cells, table=table, settings=study.settings)
    return named
