"""Data frames of any library to a study in memory; nothing is needed but a column of dates."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
from narwhals.exceptions import DuplicateError

from data.errors import StudyError
from data.faults import Fault
from data.files.arrow import dropped_notes, is_plain, text_column, text_grid
from data.files.grid import Grid
from data.files.options import DATE_ORDERS, ROWS, Options
from data.importing.in_memory import StudyDetails, study_of
from data.settings.coverage import Day
from data.settings.document import ZONE
from data.study import Study

LIBRARIES = "a DataFrame of pandas, polars, pyarrow or another library that narwhals knows"
UTC = "UTC"
FIRST_ROWS = 3
ORDER = (f"one of {', '.join(DATE_ORDERS)}", lambda value: value in (None, *DATE_ORDERS))
EACH_ROW = (f"one of {', '.join(ROWS)}", lambda value: value in (None, *ROWS))
NOUN = ("a plural noun in quotes", lambda value: isinstance(value, str))


def study(
    events: Any,
    *,
    strikes: Any = None,
    context: Any = None,
    start: Day = None,
    end: Day = None,
    title: str = "",
    credit: str = "",
    noun: str = "incidents",
    timezone: str | None = None,
    columns: Mapping[str, str] | None = None,
    date_order: str | None = None,
    language: str | None = None,
    rows: str | None = None,
) -> Study:
    """Make a study of data frames, by the rules and in the words of a study's folder.

    Parameters
    ----------
    events : DataFrame, one row per event
        Of pandas, polars, pyarrow or another library that narwhals knows. Needs a column of dates
        (days, times, or text); takes country, location, lat, lon, weapon, confirmation, killed,
        injured, date_end, source_url and the like under the names that ``escalation import``
        knows. What is missing is unknown; other columns are kept as text.
    strikes : DataFrame, one row per event, optional
        A second series, drawn downwards; the same columns, and actor, munition, target_group.
    context : DataFrame, one row per event, optional
        Needs a date and a label; takes event_id, kind, source_url and source_publisher.
    start, end : str, date or Timestamp, optional
        First and last day that was watched, both inclusive; a quiet day between them is a 0.
        Without them the first and the last event's day are taken, and a warning says so.
    title, credit : str
        Over the page, the noun when left out; and in the source line of every figure.
    noun : str
        What the events are, in the plural and in small letters; it stands in every sentence.
    timezone : str, optional
        Where the days are local, an IANA name. Times with a zone are converted to it; without it
        the zone of the first such column is taken, or else UTC.
    columns : mapping of str to str, optional
        Column of a study = column of the frame, where the names alone do not tell.
    date_order : {"dmy", "mdy", "ymd"}, optional
        How a text such as 03/04/2024 is to be read, where the column does not settle it.
    language : str, optional
        Code of the language of the months' names, where these do not tell it, as in "hr".
    rows : {"events", "counts"}, optional
        What a row of the events is, where the columns do not tell: one event, or numbers of a
        day, which are added up.

    Returns
    -------
    Study
        In memory; ``warnings`` and ``sources`` say what was assumed.

    Raises
    ------
    StudyError
        With whatever is wrong. Rows are numbered as if the frame were saved as a sheet: the
        header is row 1, the first row of data is row 2.

    Notes
    -----
    A day without a row counts as a quiet one, unless a frame of counts has rows of 0.
    """
    given = {"events": events, "strikes": strikes, "context": context}
    try:
        tables = {
            name: _table(frame, name)
            for name, frame in given.items()
            if frame is not None or name == "events"
        }
        zone = _zone(tables) if timezone is None else timezone
        _check(zone, ZONE, "timezone")
        _check(date_order, ORDER, "date_order")
        _check(noun, NOUN, "noun")
        _check(rows, EACH_ROW, "rows")
        about = StudyDetails(
            title=title or noun.capitalize(),
            credit=credit,
            noun=noun,
            timezone=zone,
            start=_day(start, "start"),
            end=_day(end, "end"),
        )
        options = Options(
            format="tabular",
            columns=dict(columns or {}),
            date_order=date_order,
            language=language,
            timezone=timezone,
            rows=rows,
        )
        grids = {name: _grid(table, name, ZoneInfo(zone)) for name, table in tables.items()}
        study = study_of(grids.pop("events"), **grids, about=about, options=options)
        return replace(study, warnings=(*study.warnings, *_local(zone, timezone, tables)))
    except StudyError as error:
        raise StudyError(tuple(_in_python(fault) for fault in error.faults)) from None


def _table(frame: Any, name: str) -> nw.DataFrame:
    """Take a frame of any library that narwhals knows; a lazy one is computed."""
    try:
        table = nw.from_native(frame)
        table = table.collect() if isinstance(table, nw.LazyFrame) else table
        names = [str(column) for column in table.columns]
    except TypeError:
        found = "nothing" if frame is None else f"an object of type {type(frame).__name__}"
        raise _refused(name, found, LIBRARIES) from None
    except DuplicateError:
        # Arrow's own tables call their arrays "columns".
        names = [str(column) for column in getattr(frame, "column_names", frame.columns)]
    for column in names:
        if names.count(column) > 1:
            allowed = "a name used once: rename or drop the others"
            raise _refused(name, f"{names.count(column)} columns of this name", allowed, column)
    if not len(table):
        raise _refused(name, "no row", "at least one row, which is an event")
    return table


def _zone(tables: Mapping[str, nw.DataFrame]) -> str:
    """Return the zone of the first column of times that has one."""
    for name, table in tables.items():
        for column, kind in table.schema.items():
            zone = getattr(kind, "time_zone", None)
            if zone and not ZONE[1](zone):
                allowed = 'the name of a time zone beside it, as in timezone="Asia/Baghdad"'
                raise _refused(name, f"times with the offset {zone}", allowed, str(column))
            if zone:
                return zone
    return UTC


def _grid(table: nw.DataFrame, name: str, zone: ZoneInfo) -> Grid:
    columns = {str(column.name): _arrow(column, zone) for column in table.iter_columns()}
    plain = {title: column for title, column in columns.items() if is_plain(column.type)}
    if not plain:
        raise _refused(name, "no column of plain values", "a column of dates")
    texts = pa.table([text_column(column) for column in plain.values()], list(plain))
    notes = dropped_notes([title for title in columns if title not in plain])
    notes += tuple(
        f'Times of "{title}" are taken as the days of {zone.key}.'
        for title, kind in table.schema.items()
        if getattr(kind, "time_zone", None)
    )
    return _without_blank_rows(text_grid(texts, file=name, notes=notes))


def _without_blank_rows(grid: Grid) -> Grid:
    """Refuse a frame with rows of nothing: a sheet may have them at its end, a list has none."""
    blank = grid.cells.index[grid.cells.isna().all(axis=1)]
    if len(blank):
        rows = ", ".join(str(row) for row in blank[:FIRST_ROWS])
        more = ", …" if len(blank) > FIRST_ROWS else ""
        found = f"{len(blank):,} blank {'row' if len(blank) == 1 else 'rows'} (row {rows}{more})"
        raise _refused(grid.file, found, "an event in every row: drop the blank ones")
    return grid


def _arrow(column: nw.Series, zone: ZoneInfo) -> pa.Array | pa.ChunkedArray:
    """Return a column in Arrow's memory; values of mixed types become text one by one."""
    kind = column.dtype
    if isinstance(kind, nw.Object | nw.Unknown | nw.Duration):
        return pa.array([_text(value, zone) for value in column.to_list()], pa.large_string())
    if getattr(kind, "time_zone", None):
        column = column.dt.convert_time_zone(zone.key).dt.replace_time_zone(None)
    return column.to_arrow()


def _text(value: Any, zone: ZoneInfo) -> str | None:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(zone)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value)


def _day(value: Any, argument: str) -> Day:
    """Return an end of the coverage as text or date; whether it is a day is checked with others."""
    value = pd.Timestamp(value) if isinstance(value, np.datetime64) else value
    if not isinstance(value, str | date | None) or value is pd.NaT:
        raise _refused("coverage", str(value), 'a day, such as "2024-01-31"', argument)
    return value


def _local(
    zone: str, timezone: str | None, tables: Mapping[str, nw.DataFrame]
) -> tuple[Fault, ...]:
    """Warn of days that are those of no place: times in UTC, and no zone given."""
    return tuple(
        Fault(
            file=name,
            column=str(column),
            value="times in UTC",
            allowed='the zone where the days are local, as in timezone="Asia/Baghdad"; the days '
            "of UTC are taken",
            severity="warning",
        )
        for name, table in tables.items()
        for column, kind in table.schema.items()
        if timezone is None and zone == UTC and getattr(kind, "time_zone", None)
    )


def _check(value: object, kind: tuple[str, Callable[[Any], bool]], argument: str) -> None:
    allowed, valid = kind
    if not valid(value):
        raise _refused("study", str(value), allowed, argument)


def _refused(file: str, found: str, allowed: str, column: str | None = None) -> StudyError:
    return StudyError((Fault(file=file, column=column, value=found, allowed=allowed),))


def _in_python(fault: Fault) -> Fault:
    """Say what to do as an argument instead of as an option of the command line."""
    allowed = re.sub(r'--map "([^="]+)=([^"]+)"', r'columns={"\1": "\2"}', fault.allowed)
    allowed = allowed.replace("--map date=COLUMN", 'columns={"date": "COLUMN"}')
    allowed = allowed.replace("--date-order dmy, mdy or ymd", 'date_order="dmy", "mdy" or "ymd"')
    allowed = re.sub(
        r"--date-language with one of ([a-z]+)[^;]*", r'language="\1" or another', allowed
    )
    allowed = re.sub(r"--rows (counts|events)", r'rows="\1"', allowed)
    names = {"--map": "columns", "--date-language": "language"}
    column = names.get(fault.column or "", fault.column)
    return replace(fault, allowed=allowed, column=column)
