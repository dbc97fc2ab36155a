"""Many units searched at once, from a study, a data frame, or files of any size."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analytics.errors import InvalidOption
from analytics.panel.all_units import scan_all
from analytics.panel.executors import Crew, cluster, one_process, several_processes
from analytics.panel.scan import ScanResult
from analytics.panel.units import UnitCounts, count_units, units_of_rows
from data.faults import SETTINGS_FILE
from data.files.options import Options
from data.streaming.counted import count_rows, open_rows
from data.study import Study, load_study
from escalation.choosing import selected
from escalation.frames import study

OF_FILES = ("start", "end")


def scan(
    events: Any,
    by: str | Sequence[str],
    *,
    days: int = 28,
    workers: int | None = None,
    scheduler: str | None = None,
    **choices: Any,
) -> ScanResult:
    """Search every unit for changes, and list those that changed: firm, and to watch.

    Parameters
    ----------
    events : Study, DataFrame, or path
        A study; a data frame as :func:`escalation.study` takes it, with ``start`` and ``end`` of
        what was watched; the folder of a study, or a file or folder of Parquet or CSV of any size,
        which is read batch by batch.
    by : str or sequence of str
        The column that makes the units, or several.
    days : int
        Length of "now".
    workers : int, optional
        Processes to compute in; this one alone without it. The script that asks for more stands
        under ``if __name__ == "__main__"``, but on Linux.
    scheduler : str, optional
        Address of a cluster of Dask, ``tcp://...``, which computes instead.
    **choices
        Of a study, what to count, as for :func:`escalation.daily_counts`; of a file ``start`` and
        ``end``.

    Returns
    -------
    ScanResult
        ``table`` has a row for each unit, ``firm`` and ``watch_list`` are the two lists.

    Raises
    ------
    EscalationError
        For a column or a choice that is not there, and where a file or a cluster cannot be used.

    Notes
    -----
    Of the firm list a twentieth is expected to be there by luck, whatever links the units; of the
    watch list a tenth, where units move independently beside what the rest of the region does.
    """
    if workers and scheduler:
        raise InvalidOption("workers and scheduler both say who computes: give one.")
    names = (by,) if isinstance(by, str) else tuple(by)
    units = _units(events, names, choices)
    crew = _crew(workers, scheduler)
    try:
        return scan_all(units, days=days, crew=crew)
    finally:
        crew.close()


def _crew(workers: int | None, scheduler: str | None) -> Crew:
    if scheduler:
        return cluster(scheduler)
    return several_processes(workers) if workers and workers > 1 else one_process()


def _units(events: Any, by: tuple[str, ...], choices: dict[str, Any]) -> UnitCounts:
    """Count a study, a frame or a file by unit and day."""
    if not isinstance(events, str | os.PathLike):
        if not isinstance(events, Study):
            events = study(events, start=choices.get("start"), end=choices.get("end"))
        return count_units(selected(events, choices), by)
    path = Path(events)
    if (path / SETTINGS_FILE).is_file():
        return count_units(selected(load_study(path), choices), by)
    if other := [name for name in choices if name not in OF_FILES]:
        raise InvalidOption(f"{path} is no study, whose choices these are: {', '.join(other)}.")
    days = {name: str(choices[name]) if name in choices else None for name in OF_FILES}
    return units_of_rows(count_rows(path, open_rows(path), by, Options(), tell=_silent), **days)


def _silent(words: str, share: float) -> None:
    """Tell nobody how far it is."""
