"""The columns of a study's tables, and text cells to typed columns under them."""

import re
from dataclasses import dataclass

import pandas as pd

from data.faults import Fault
from data.tables.cells import COUNT, DAY, LATITUDE, LINK, LONGITUDE, TEXT, Kind, one_of
from data.tables.names import our_name

# "period" is anything else that lasts: from date to date_end.
PRECISIONS = ("day", "approx", "week", "month", "period")
CONFIRMATIONS = ("official", "media", "claimed")
# Whether a strike came before, after or between the events of its day; a blank is unknown.
DAY_ORDERS = ("before", "after", "between")
# Added to the tables on loading, so a file may not bring its own.
RESERVED = dict.fromkeys(("events", "strikes", "context"), "in_coverage") | {
    "official_totals": "official"
}
# A toll of any party is a count, so that another study can name its own parties.
TOLL = re.compile(r"(?:.+_)?(?:killed|injured)")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: its kind, whether it must be there, and whether a cell may be blank."""

    kind: Kind = TEXT
    required: bool = False
    filled: bool = False


_KEY = Column(required=True, filled=True)
_DATE = Column(kind=DAY, required=True, filled=True)
_SOURCE = {"source_url": Column(kind=LINK), "source_publisher": Column()}
_EVENT = {
    "event_id": _KEY,
    "date": _DATE,
    "date_end": Column(kind=DAY),
    "date_precision": Column(kind=one_of(PRECISIONS), required=True, filled=True),
    "days": Column(kind=COUNT),
    "country": Column(required=True),
    "location": Column(required=True),
    "lat": Column(kind=LATITUDE, required=True),
    "lon": Column(kind=LONGITUDE, required=True),
}
_END = _SOURCE | {
    "summary": Column(),
    "confirmation": Column(kind=one_of(CONFIRMATIONS), required=True, filled=True),
}
_FIRST = {"weapon": Column(), "attributed_to": Column(), "claimed_by": Column()}
_STRIKE = {
    "actor": Column(),
    "target_group": Column(),
    "munition": Column(),
    "order": Column(kind=one_of(DAY_ORDERS)),
}
_OFFICIAL_TOTAL = {
    "as_of_date": _DATE,
    "reported_date": _DATE,
    "source_org": Column(),
    "publisher": Column(),
    "source_url": Column(kind=LINK),
    "note": Column(),
}
_COUNT = Column(kind=COUNT)

TABLES: dict[str, dict[str, Column]] = {
    "events": _EVENT | _FIRST | {"intercepted": Column()} | _END,
    "strikes": _EVENT | _STRIKE | _END,
    "context": {"event_id": _KEY, "date": _DATE, "kind": _KEY, "label": _KEY} | _SOURCE,
    "official_totals": _OFFICIAL_TOTAL,
}


def columns_of(table: str, settings: dict) -> dict[str, Column]:
    """Return the columns of a table under a study's settings.

    Parameters
    ----------
    table : {"events", "strikes", "context", "official_totals"}
    settings : dict
        ``columns`` names further columns of text, ``counts`` those of counts; ``names`` says what
        the file calls a column; ``values`` narrows columns to listed values;
        ``official_totals`` names those of totals.
    """
    columns = dict(TABLES[table])
    if table == "official_totals":
        official_totals = settings["official_totals"]
        totals = {official_totals["total"]: Column(kind=COUNT, required=True)}
        totals |= {
            name: Column(kind=COUNT, required=True) for name in official_totals["split"].values()
        }
        dates = {name: columns.pop(name) for name in ("as_of_date", "reported_date")}
        columns = dates | totals | columns
    for name in settings["columns"].get(table, ()):
        name = our_name(name, table, settings)
        columns.setdefault(name, _COUNT if TOLL.fullmatch(name) else Column())
    for name in settings.get("counts", {}).get(table, ()):
        columns[our_name(name, table, settings)] = Column(kind=COUNT, required=True)
    for name, values in settings["values"].get(table, {}).items():
        name = our_name(name, table, settings)
        known = columns.get(name, Column())
        columns[name] = Column(kind=one_of(values), required=known.required, filled=known.filled)
    return columns


def with_tolls(columns: dict[str, Column], cells: pd.DataFrame) -> dict[str, Column]:
    """Add the casualty columns that a file brings, in front of where a row comes from."""
    tolls = [name for name in cells.columns if name not in columns and TOLL.fullmatch(name)]
    if not tolls:
        return columns
    ends = {name: column for name, column in columns.items() if name in _END}
    return {k: v for k, v in columns.items() if k not in ends} | dict.fromkeys(tolls, _COUNT) | ends


def check_cells(cells: pd.DataFrame, columns: dict[str, Column], *, file: str) -> list[Fault]:
    """Hold text cells against their columns.

    Parameters
    ----------
    cells : DataFrame of str
        Index = spreadsheet row, blank = missing.
    columns : dict of str to Column
    file : str
        Name for the messages.

    Returns
    -------
    list of Fault
        All of them, in the order of the rows.
    """
    faults = missing_columns(cells, columns, file=file)
    for name, column in columns.items():
        if name in cells:
            faults += _faults(cells[name], name, column, file)
    return sorted(faults, key=lambda fault: fault.row or 0)


def missing_columns(cells: pd.DataFrame, columns: dict[str, Column], *, file: str) -> list[Fault]:
    """List the columns that a file needs and does not have.

    Parameters
    ----------
    cells : DataFrame
    columns : dict of str to Column
    file : str
        Name for the messages.

    Returns
    -------
    list of Fault
    """
    return [
        Fault(file=file, column=name, allowed="a column of this name")
        for name, column in columns.items()
        if column.required and name not in cells
    ]


def convert_cells(cells: pd.DataFrame, columns: dict[str, Column]) -> pd.DataFrame:
    """Turn text cells into typed columns.

    Parameters
    ----------
    cells : DataFrame of str
        Index = spreadsheet row, blank = missing.
    columns : dict of str to Column

    Returns
    -------
    DataFrame
        Every known column in the schema's order, those that the file lacks all missing; then the
        file's own columns as text. A cell that is not allowed is missing. The index is kept.
    """
    typed = {}
    for name, column in columns.items():
        text = cells[name] if name in cells else pd.Series(index=cells.index, dtype="str")
        if column.kind is TEXT:
            typed[name] = text.astype("str")
            continue
        present = text[text.notna()]
        valid = present[column.kind.valid(present).astype(bool)]
        typed[name] = column.kind.convert(valid.reindex(cells.index))
    extra = {name: cells[name] for name in cells.columns if name not in columns}
    return pd.DataFrame(typed | extra, index=cells.index)


def _faults(cells: pd.Series, name: str, column: Column, file: str) -> list[Fault]:
    """List the cells of one column that may not stand there, blanks first."""
    kind = column.kind
    blank = cells.index[cells.isna()] if column.filled else ()
    faults = [
        Fault(file=file, row=int(row), column=name, value="", allowed=kind.allowed) for row in blank
    ]
    if kind is TEXT:
        return faults
    present = cells[cells.notna()]
    wrong = present[~kind.valid(present).astype(bool)]
    return faults + [
        Fault(
            file=file,
            row=int(row),
            column=name,
            value=value,
            allowed=kind.allowed + kind.hint(value),
        )
        for row, value in wrong.items()
    ]
