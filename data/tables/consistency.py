"""What holds between cells, rows and tables: unique ids, whole coordinates, coverage, totals."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from data.calendar import Calendar
from data.faults import SETTINGS_FILE, Fault
from data.tables.cells import COUNT
from data.tables.conditions import PREFIX
from data.tables.names import our_name
from data.tables.schema import RESERVED, TOLL, Column

FIRST_ROWS = 5
# What a warning says of events on days that no source covers.
OUTSIDE = "rows outside the coverage"


def check_column_names(
    names: Iterable[str], columns: dict[str, Column], *, table: str, file: str
) -> list[Fault]:
    """Warn of unknown columns; refuse one that would be overwritten."""
    faults = []
    for name in names:
        if name == RESERVED[table]:
            allowed = "another name: a column of this name is added on loading"
            faults.append(Fault(file=file, column=name, value="a reserved name", allowed=allowed))
        elif name not in columns:
            allowed = f"one of {', '.join(columns)}; it is kept as text"
            faults.append(
                Fault(
                    file=file,
                    column=name,
                    value="an unknown column",
                    allowed=allowed,
                    severity="warning",
                )
            )
    return faults


def check_ids(table: pd.DataFrame, *, file: str) -> list[Fault]:
    """Find ids used more than once."""
    ids = table["event_id"].dropna()
    first = pd.Series(ids.index, index=ids.array)
    first = first[~first.index.duplicated()]
    return [
        Fault(
            file=file,
            row=int(row),
            column="event_id",
            value=value,
            allowed=f"an id used once; row {first[value]} has it first",
        )
        for row, value in ids[ids.duplicated()].items()
    ]


def check_coordinates(cells: pd.DataFrame, *, file: str) -> list[Fault]:
    """Find a latitude without its longitude, and the other way round."""
    if not {"lat", "lon"} <= set(cells.columns):
        return []
    faults = []
    for blank, given in (("lat", "lon"), ("lon", "lat")):
        for row in cells.index[cells[blank].isna() & cells[given].notna()]:
            allowed = f"a value beside the {given} of this row, or both blank"
            faults.append(Fault(file=file, row=int(row), column=blank, value="", allowed=allowed))
    return faults


def check_periods(table: pd.DataFrame, *, file: str) -> list[Fault]:
    """Find events that end before they begin."""
    if "date_end" not in table:
        return []
    early = table.loc[table["date_end"] < table["date"], ["date", "date_end"]]
    return [
        Fault(
            file=file,
            row=int(row),
            column="date_end",
            value=f"{end:%Y-%m-%d}",
            allowed=f"no day before date, {day:%Y-%m-%d}, or a blank",
        )
        for row, day, end in zip(early.index, early["date"], early["date_end"], strict=True)
    ]


def check_coverage(table: pd.DataFrame, *, calendar: Calendar, file: str) -> list[Fault]:
    """Warn, once per file, of events dated outside the coverage or in its gaps."""
    start, end = calendar.start, calendar.end
    dated = table["date"].dropna()
    outside = dated[~calendar.covers(dated)]
    if outside.empty:
        return []
    rows = ", ".join(str(row) for row in outside.index[:FIRST_ROWS])
    more = ", …" if len(outside) > FIRST_ROWS else ""
    return [
        Fault(
            file=file,
            column="date",
            value=f"{len(outside)} of {len(table)} {OUTSIDE} (row {rows}{more})",
            allowed=f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
            f"{' without its gaps' if calendar.gaps else ''}; kept, but in no daily series",
            severity="warning",
        )
    ]


def check_official_totals(table: pd.DataFrame, *, total: str, file: str) -> list[Fault]:
    """Warn of official totals below one for an earlier day, and of reports before their day."""
    faults = []
    for row, record in table[table["reported_date"] < table["as_of_date"]].iterrows():
        faults.append(
            Fault(
                file=file,
                row=int(row),
                column="reported_date",
                value=f"{record['reported_date']:%Y-%m-%d}",
                allowed=f"no day before as_of_date, {record['as_of_date']:%Y-%m-%d}; kept",
                severity="warning",
            )
        )
    return faults + _falling(table, total, file)


def _falling(table: pd.DataFrame, total: str, file: str) -> list[Fault]:
    known = table.loc[table["official"], ["as_of_date", total]].dropna()
    by_day = known.groupby("as_of_date")[total].max().cummax()
    earlier = by_day.shift().reindex(known["as_of_date"]).array
    fallen = known[(known[total].array < earlier).fillna(False)]
    return [
        Fault(
            file=file,
            row=int(row),
            column=total,
            value=str(record[total]),
            allowed=f"no less than the {by_day[by_day.index < record['as_of_date']].iloc[-1]} "
            f"reported for a day before {record['as_of_date']:%Y-%m-%d}; both are kept",
            severity="warning",
        )
        for row, record in fallen.iterrows()
    ]


def check_events(settings: dict, context: pd.DataFrame) -> list[Fault]:
    """Find ids in ``study.toml`` that no context event has, and periods that end too early."""
    events = settings["events"]
    dates = context.dropna(subset="event_id").drop_duplicates("event_id")
    dates = dates.set_index("event_id")["date"]
    named = [("shown", name) for name in events["shown"]]
    named += [("before_after", events["before_after"])] if events["before_after"] else []
    for number, period in enumerate(events["periods"], 1):
        named += [(f"periods[{number}].{key}", period[key]) for key in ("start", "end")]
    faults = [
        _setting(f"events.{key}", name, "the event_id of a context event")
        for key, name in named
        if name is not None and name not in dates.index
    ]
    for number, period in enumerate(events["periods"], 1):
        start, end = (dates.get(period[key], pd.NaT) for key in ("start", "end"))
        if end <= start:
            allowed = f"an event dated after {start:%Y-%m-%d}, the start"
            faults.append(_setting(f"events.periods[{number}].end", period["end"], allowed))
    return faults


def check_series_conditions(settings: dict, table: str, columns: dict[str, Column]) -> list[Fault]:
    """Find conditions of the series made from a table that no row could meet."""
    faults = []
    called = settings["written"]["files"][table]
    of_table = {
        name: definition
        for name, definition in settings["series"].items()
        if definition["table"] == table
    }
    for series, definition in of_table.items():
        added = columns.get(our_name(definition["sum"], table, settings))
        if definition["sum"] and (added is None or added.kind is not COUNT):
            faults.append(
                _setting(f"series.{series}.sum", definition["sum"], f"a count of the {called} file")
            )
        for name, values in definition["where"].items():
            key = f"series.{series}.where.{name}"
            column = columns.get(our_name(name, table, settings))
            if column is None:
                faults.append(_setting(key, name, f"a column of the {called} file"))
                continue
            kind = column.kind
            exact = [value for value in values if not value.endswith(PREFIX)]
            wrong = [v for v in exact if not kind.valid(pd.Series([v], dtype="str")).all()]
            faults += [_setting(key, value, kind.allowed) for value in wrong]
    return faults


def check_labels(settings: dict, table: str, columns: dict[str, Column]) -> list[Fault]:
    """Warn of labels of tolls that the table has not."""
    tolls = [name for name in columns if TOLL.fullmatch(name)]
    called = settings["written"]
    known = f"a toll of the {called['files'][table]} file: {', '.join(tolls) or 'it has none'}"
    named = settings["labels"].get(table, {})
    unknown = [name for name in named if our_name(name, table, settings) not in tolls]
    return [
        replace(
            _setting(f"labels.{called['labels'][table]}.{name}", name, f"{known}; not used"),
            severity="warning",
        )
        for name in unknown
    ]


def check_filters(settings: dict, tables: dict[str, pd.DataFrame]) -> list[Fault]:
    """Warn of filters on columns that no table of events has; the settings are in our names."""
    found = {column for name in ("events", "strikes") for column in tables.get(name, ())}
    called = " or ".join(settings["written"]["files"][name] for name in ("events", "strikes"))
    allowed = f"a column of the {called} file; not used"
    return [
        replace(_setting(f"filters.{column}", column, allowed), severity="warning")
        for column in settings["filters"]
        if column not in found
    ]


def _setting(key: str, value: str, allowed: str) -> Fault:
    return Fault(file=SETTINGS_FILE, column=key, value=value, allowed=allowed)
