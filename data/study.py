"""A study: a folder of sourced incidents about one conflict, read whole or not at all."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.calendar import Calendar
from data.coverage import Day, asked_period, calendars
from data.errors import StudyError
from data.faults import SETTINGS_FILE, Fault, by_row
from data.folder import check_folder, read_member
from data.reading import read_cells, read_text
from data.rules import check_events
from data.schema import TABLES
from data.settings import read_settings
from data.tables import empty_table, read_table
from data.typed import check_types

SOURCES_FILE = "SOURCES.md"


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """What :func:`load_study` returns.

    Parameters
    ----------
    name : str
        Name of the folder.
    title, credit : str
        For the page, and the source line of every figure.
    start, end : Timestamp
        First and last day of the coverage, both inclusive, as days without a time zone.
    data_date : Timestamp
        Day on which the newest of the data were taken.
    calendars : dict of str to Calendar
        Of ``attacks``, ``strikes`` and ``context``: which days are observed.
    timezone : str
        Where those days are local, an IANA name.
    attacks, strikes, context : DataFrame, one row per event
        Columns of ``docs/study-format.md`` and ``in_coverage``; missing is unknown.
    tallies : DataFrame, one row per report
        Running totals as reported, and ``official``: False for a source marked as not.
    sources : str
        Text of ``SOURCES.md``.
    settings : dict
        ``study.toml`` with defaults filled in.
    warnings : tuple of Fault
    digest : str
        Twelve hexadecimal digits that change with any byte of ``study.toml`` or a table.
    """

    name: str
    title: str
    credit: str
    start: pd.Timestamp
    end: pd.Timestamp
    data_date: pd.Timestamp
    calendars: dict[str, Calendar]
    timezone: str
    attacks: pd.DataFrame
    strikes: pd.DataFrame
    context: pd.DataFrame
    tallies: pd.DataFrame
    sources: str
    settings: dict
    warnings: tuple[Fault, ...]
    digest: str


def load_study(path: str | Path, *, start: Day = None, end: Day = None) -> Study:
    """Load a study.

    Parameters
    ----------
    path : str or Path
        The study's folder.
    start, end : str, date or Timestamp, optional
        Coverage asked for instead of the one in ``study.toml``; both inclusive.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        With every fault that :func:`check_study` finds.
    """
    study, found = _read(Path(path), start, end)
    faults = tuple(fault for fault in found if fault.severity == "fault")
    if study is None or faults:
        raise StudyError(faults)
    return study


def check_study(path: str | Path) -> tuple[Fault, ...]:
    """List everything that is wrong with a study, or worth a warning.

    Parameters
    ----------
    path : str or Path
        The study's folder.

    Returns
    -------
    tuple of Fault
        File by file; in a file the faults by row, then the warnings.
    """
    return _read(Path(path), None, None)[1]


def _read(folder: Path, start: Day, end: Day) -> tuple[Study | None, tuple[Fault, ...]]:
    """Read all that can be read, and gather all that is wrong."""
    faults = check_folder(folder)
    if faults:
        return None, tuple(faults)
    content, faults = read_member(folder, SETTINGS_FILE, column=None)
    settings, wrong = read_settings(content) if content is not None else ({}, [])
    faults += wrong
    if not settings:
        return None, tuple(faults)
    period, wrong = asked_period(settings["coverage"], start, end)
    digest = hashlib.sha256(content)
    days = calendars(settings["coverage"], start, end) if period else {}
    tables, wrong_tables = _tables(folder, settings, days, digest)
    sources, wrong_sources = _sources(folder)
    faults += wrong + wrong_tables + wrong_sources
    if not any(fault.severity == "fault" for fault in faults):
        for name, table in tables.items():
            faults += check_types(table, name=name, settings=settings)
    if any(fault.severity == "fault" for fault in faults):
        return None, tuple(faults)
    study = Study(
        name=folder.resolve().name,
        title=settings["title"],
        credit=settings["credit"],
        timezone=settings["timezone"],
        **period._asdict(),
        data_date=max(calendar.data_date for calendar in days.values()),
        calendars=days,
        **tables,
        sources=sources,
        settings=settings,
        warnings=tuple(faults),
        digest=digest.hexdigest()[:12],
    )
    return study, tuple(faults)


def _tables(
    folder: Path, settings: dict, days: dict[str, Calendar], digest: "hashlib._Hash"
) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    tables: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    for table in TABLES:
        name = settings["files"].get(table)
        if name is None:
            tables[table] = empty_table(table, settings, days)
            continue
        content, wrong = read_member(folder, name, column=f"files.{table}")
        faults += wrong
        if content is None:
            continue
        # The length keeps a line moved from one file to the next from going unnoticed.
        digest.update(b"%s %d\n" % (table.encode(), len(content)))
        digest.update(content)
        cells, misread = read_cells(content, file=name)
        del content  # before the checks: a large file and its table fill half the memory allowed
        if cells is None:
            faults += misread
            continue
        typed, wrong = read_table(cells, table=table, file=name, settings=settings, days=days)
        faults += by_row(misread + wrong)
        tables[table] = typed
    if "context" in tables:
        faults += check_events(settings, tables["context"])
    return tables, faults


def _sources(folder: Path) -> tuple[str, list[Fault]]:
    """Read ``SOURCES.md``; a study without one is only warned of."""
    if not (folder / SOURCES_FILE).exists():
        allowed = "an account of where the rows come from"
        return "", [Fault(file=SOURCES_FILE, allowed=allowed, severity="warning")]
    content, faults = read_member(folder, SOURCES_FILE, column=None)
    return read_text(content, file=SOURCES_FILE) if content is not None else ("", faults)
