"""A study: a folder of sourced incidents about one conflict, read whole or not at all."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from data.calendar import Calendar
from data.errors import StudyError
from data.faults import SETTINGS_FILE, Fault
from data.fetched import FetchedIndex, fetched_mark, read_fetched
from data.settings.coverage import Day, asked_period, calendars, check_days_to_come
from data.settings.reader import read_settings
from data.settings.vintages import after_main, of_vintage_files, vintage_keys, vintage_settings
from data.shapes import NO_SHAPES, Shapes, check_units, divided_shapes, read_shapes
from data.study_files import check_folder, listed_events, read_member, read_sources, read_tables
from data.tables.consistency import check_filters
from data.tables.homonyms import Homonyms, source_names, told_apart
from data.tables.names import in_our_names


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """What :func:`load_study` returns.

    Parameters
    ----------
    name : str
        Name of the folder.
    folder : Path
        Where it was read.
    vintage : str
        ISO day of the download, as listed in ``study.toml``; empty for the main files.
    title, credit : str
        For the page, and the source line of every figure.
    start, end : Timestamp
        First and last day of the coverage, both inclusive, as days without a time zone.
    data_date : Timestamp
        Day on which the newest of the data were taken.
    calendars : dict of str to Calendar
        Of ``events``, ``strikes`` and ``context``: which days are observed.
    timezone : str
        Where those days are local, an IANA name.
    events, strikes, context : DataFrame, one row per event
        Columns of ``docs/study-format.md`` and ``in_coverage``; missing is unknown. Where a name
        of a place occurs in several countries, events and strikes have "Est (Cameroon)".
    official_totals : DataFrame, one row per report
        Running totals as reported, and ``official``: False for a source marked as not.
    sources : str
        Text of ``SOURCES.md``.
    settings : dict
        ``study.toml`` with defaults filled in.
    warnings : tuple of Fault
    digest : str
        Twelve hexadecimal digits that change with any byte of ``study.toml``, a table that was
        loaded, or the file of shapes.
    shapes : Shapes
        Of its units, where it names a file of them.
    homonyms : mapping of str to mapping of str to str
        By column, the full names of places such as "Est (Cameroon)", and the name that the source
        gives each.
    """

    name: str
    folder: Path
    vintage: str
    title: str
    credit: str
    start: pd.Timestamp
    end: pd.Timestamp
    data_date: pd.Timestamp
    calendars: dict[str, Calendar]
    timezone: str
    events: pd.DataFrame
    strikes: pd.DataFrame
    context: pd.DataFrame
    official_totals: pd.DataFrame
    sources: str
    settings: dict
    warnings: tuple[Fault, ...]
    digest: str
    shapes: Shapes = NO_SHAPES
    homonyms: Homonyms = field(default_factory=dict)

    @property
    def approx_days(self) -> int:
        """Days by which an approximate date may be off and still count on its day."""
        return self.settings.get("dates", {}).get("approx_days", 2)

    @property
    def shares_rows(self) -> bool:
        """Whether rows may be passed on; where not, others get counts and figures alone."""
        return bool((self.settings.get("fetch") or {}).get("share", True))

    def as_listed(self, table: str) -> pd.DataFrame:
        """Return one of the tables with the names that its source gives the places."""
        return self.in_source_names(getattr(self, table))

    def in_source_names(self, events: pd.DataFrame) -> pd.DataFrame:
        """Return events of this study with the names that its source gives the places."""
        return source_names(events, self.homonyms)

    def full_names(self, column: str, names: Iterable[str]) -> tuple[str, ...]:
        """Give names as a column of this study has them.

        Parameters
        ----------
        column : str
        names : iterable of str

        Returns
        -------
        tuple of str
            In place of a name that several countries share its full names, one for each; the
            others as they are.
        """
        known = self.homonyms.get(column, {})
        given = [[full for full, name in known.items() if name == one] or [one] for one in names]
        return tuple(dict.fromkeys(full for one in given for full in one))


def load_study(path: str | Path, *, start: Day = None, end: Day = None, vintage: str = "") -> Study:
    """Load a study.

    Parameters
    ----------
    path : str or Path
        The study's folder.
    start, end : str, date or Timestamp, optional
        Coverage asked for instead of the one in ``study.toml``; both inclusive.
    vintage : str
        ISO day of a download listed in ``study.toml``; empty for the main files.

    Returns
    -------
    Study

    Raises
    ------
    StudyError
        With every fault that :func:`check_study` finds.
    """
    study, found = _read(Path(path), start, end, vintage)
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
        File by file; in a file the faults by row, then the warnings. Then the files of each
        further download.
    """
    found = _read(Path(path), None, None, "")[1]
    for entry in _settings(Path(path))[1].get("vintages", [])[:-1]:
        found += tuple(of_vintage_files(_read(Path(path), None, None, entry["vintage"])[1], entry))
    return tuple(dict.fromkeys(found))


def check_download(path: Path, index: FetchedIndex) -> tuple[Fault, ...]:
    """List what would be wrong with a study if these were its downloads.

    Parameters
    ----------
    path : Path
        The study's folder, in which the files of the downloads are.
    index : FetchedIndex
        In place of the one that is there.

    Returns
    -------
    tuple of Fault
        Of the newest download.
    """
    return _read(path, None, None, "", index)[1]


def _settings(folder: Path, index: FetchedIndex | None = None) -> tuple[bytes, dict, list[Fault]]:
    """Read ``study.toml``; the settings are empty where that cannot be done."""
    faults = check_folder(folder)
    if faults:
        return b"", {}, faults
    content, faults = read_member(folder, SETTINGS_FILE, column=None)
    if content is None:
        return b"", {}, faults
    settings, wrong = read_settings(content)
    if settings:
        settings, unfetched = read_fetched(folder, settings, index)
        to_come = check_days_to_come(settings["coverage"], today=date.today())
        wrong = [*wrong, *unfetched, *after_main(settings["vintages"]), *to_come]
    return content, settings, faults + wrong


def _read(
    folder: Path, start: Day, end: Day, vintage: str, index: FetchedIndex | None = None
) -> tuple[Study | None, tuple[Fault, ...]]:
    """Read all that can be read, and gather all that is wrong."""
    content, whole, faults = _settings(folder, index)
    settings, wrong = vintage_settings(whole, vintage) if whole else ({}, [])
    vintage = "" if settings is whole else vintage
    faults += wrong
    if not settings:
        return None, tuple(faults)
    period, wrong = asked_period(settings["coverage"], start, end)
    digest = hashlib.sha256(content + vintage.encode() + fetched_mark(settings).encode())
    days = calendars(settings["coverage"], start, end) if period else {}
    tables, wrong_tables = read_tables(folder, settings, days, digest)
    shapes, wrong_shapes = read_shapes(folder, in_our_names(settings), digest)
    settings, wrong_events = listed_events(in_our_names(settings), tables, vintage)
    wrong_events += check_filters(settings, tables) + wrong_shapes + check_units(shapes, tables)
    sources, wrong_sources = read_sources(folder)
    faults += wrong + vintage_keys(wrong_tables + wrong_events, whole, vintage) + wrong_sources
    if period is None or any(fault.severity == "fault" for fault in faults):
        return None, tuple(faults)
    tables, homonyms = told_apart(tables)
    study = Study(
        name=folder.resolve().name,
        folder=folder,
        vintage=vintage,
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
        shapes=divided_shapes(shapes, homonyms, tables),
        homonyms=homonyms,
    )
    return study, tuple(faults)
