"""Which rows the downloads of a study held: their cells alone, read without a study's checks."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np
import pandas as pd

from data.calendar import Calendar
from data.errors import DownloadError
from data.files.csv_reader import read_cells
from data.settings.coverage import calendars
from data.settings.vintages import MAIN, vintage_settings
from data.study import Study
from data.study_files import read_member
from data.tables.names import in_file_names, rename_columns
from data.tables.schema import columns_of, missing_columns
from data.vintages import vintage_days

# Files up to so many bytes are kept as read, so many of them: a download does not change.
SMALL, MOST_READ = 128 << 10, 128
_READ: OrderedDict[tuple, tuple[np.ndarray, np.ndarray]] = OrderedDict()
_LOCK = Lock()


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


def later_downloads(study: Study) -> tuple[str, ...]:
    """Name the downloads that are dated after a study's own files, from which nothing is told."""
    if study.vintage:
        return ()
    days = vintage_days(study)
    return tuple(name for name, day in days.items() if day > days[MAIN])


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


def held_ids(study: Study, table: str, download: Download) -> tuple[np.ndarray, np.ndarray]:
    """Return the ids and the days of the rows that a download held, read once where that is small.

    Parameters
    ----------
    study : Study
    table : {"events", "strikes"}
    download : Download

    Returns
    -------
    ids, days : array of object, shape (n_rows,)
        As text; None where a cell is blank.

    Raises
    ------
    DownloadError
        As for :func:`held_rows`.
    """
    path = (study.folder / download.file).resolve()
    changed = path.stat().st_mtime_ns if path.exists() else 0
    needed = tuple(n for n, one in columns_of(table, study.settings).items() if one.required)
    named = (*sorted(study.settings["names"].get(table, {}).items()), needed)
    mark = (str(path), changed, download.size, named)
    with _LOCK:
        if mark in _READ:
            _READ.move_to_end(mark)
            return _READ[mark]
    rows = held_rows(study, table, download.file)
    found = rows["event_id"].to_numpy(dtype=object), rows["date"].to_numpy(dtype=object)
    if download.size <= SMALL:
        with _LOCK:
            _READ[mark] = found
            while len(_READ) > MOST_READ:
                _READ.popitem(last=False)
    return found


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
    DownloadError
        When there is no such file, no table in it, or a table without a column that a study needs,
        as escalation check says: other rows may be behind such a file than it seems.
    """
    content, faults = read_member(study.folder, file, column=None)
    if content is None:
        raise DownloadError(tuple(faults))
    cells, faults = read_cells(content, file=file)
    if cells is None:
        raise DownloadError(tuple(faults))
    named, theirs = rename_columns(cells, table=table, settings=study.settings)
    if lacking := missing_columns(named, columns_of(table, study.settings), file=file):
        raise DownloadError(tuple(in_file_names(lacking, theirs)))
    return named
