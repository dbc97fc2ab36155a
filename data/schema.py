"""The columns of a study's tables, and text cells to typed columns under them."""

import re
from dataclasses import dataclass

import pandas as pd

from data.faults import Fault
from data.kinds import COUNT, DAY, LATITUDE, LINK, LONGITUDE, TEXT, Kind, one_of

PRECISIONS = ("day", "approx")
CONFIDENCES = ("official", "media", "claimed")
# Added to the tables on loading, so a file may not bring its own.
RESERVED = dict.fromkeys(("attacks", "strikes", "context"), "in_coverage") | {"tallies": "official"}
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
    "date_precision": Column(kind=one_of(PRECISIONS), required=True, filled=True),
    "country": Column(required=True),
    "location": Column(required=True),
    "lat": Column(kind=LATITUDE, required=True),
    "lon": Column(kind=LONGITUDE, required=True),
}
_END = _SOURCE | {
    "summary": Column(),
    "confidence": Column(kind=one_of(CONFIDENCES), required=True, filled=True),
}
_ATTACK = {"weapon": Column(), "attributed_to": Column(), "claimed_by": Column()}
_STRIKE = {"actor": Column(), "target_group": Column(), "munition": Column()}
_TALLY = {
    "as_of_date": _DATE,
    "reported_date": _DATE,
    "source_org": Column(),
    "publisher": Column(),
    "source_url": Column(kind=LINK),
    "note": Column(),
}
_COUNT = Column(kind=COUNT)

TABLES: dict[str, dict[str, Column]] = {
    "attacks": _EVENT
    | _ATTACK
    | {"intercepted": Column(), "us_killed": _COUNT, "us_injured": _COUNT}
    | _END,
    "strikes": _EVENT
    | _STRIKE
    | {"militants_killed": _COUNT, "militants_injured": _COUNT, "civilians_killed": _COUNT}
    | _END,
    "context": {"event_id": _KEY, "date": _DATE, "kind": _KEY, "label": _KEY} | _SOURCE,
    "tallies": _TALLY,
}


def columns_of(table: str, settings: dict) -> dict[str, Column]:
    """Return the columns of a table under a study's settings.

    Parameters
    ----------
    table : {"attacks", "strikes", "context", "tallies"}
    settings : dict
        ``values`` narrows columns to listed values; ``tallies`` names the columns of totals.
    """
    columns = dict(TABLES[table])
    if table == "tallies":
        tallies = settings["tallies"]
        totals = {tallies["total"]: Column(kind=COUNT, required=True)}
        totals |= {name: Column(kind=COUNT, required=True) for name in tallies["split"].values()}
        dates = {name: columns.pop(name) for name in ("as_of_date", "reported_date")}
        columns = dates | totals | columns
    for name, values in settings["values"].get(table, {}).items():
        known = columns.get(name, Column())
        columns[name] = Column(kind=one_of(values), required=known.required, filled=known.filled)
    return columns


def with_tolls(columns: dict[str, Column], cells: pd.DataFrame) -> dict[str, Column]:
    """Add the casualty columns that a file brings under its own names."""
    own = [name for name in cells.columns if name not in columns and TOLL.fullmatch(name)]
    return columns | dict.fromkeys(own, _COUNT)


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
    # Imported here because it takes a fifth of a second that a server's start cannot spare.
    import pandera.pandas as pa

    schema = pa.DataFrameSchema(
        {
            name: pa.Column(
                checks=pa.Check(column.kind.valid, error=column.kind.allowed),
                nullable=not column.filled,
                required=column.required,
            )
            for name, column in columns.items()
        }
    )
    try:
        schema.validate(cells, lazy=True)
    except pa.errors.SchemaErrors as errors:
        faults = [_fault(case, columns, file) for case in errors.failure_cases.itertuples()]
        return sorted(faults, key=lambda fault: fault.row or 0)
    return []


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
        present = text[text.notna()]
        valid = present[column.kind.valid(present).astype(bool)]
        typed[name] = column.kind.convert(valid.reindex(cells.index))
    own = {name: cells[name] for name in cells.columns if name not in columns}
    return pd.DataFrame(typed | own, index=cells.index)


def _fault(case: tuple, columns: dict[str, Column], file: str) -> Fault:
    """Translate one failure case of pandera."""
    if case.check == "column_in_dataframe":
        return Fault(file=file, column=case.failure_case, allowed="a column of this name")
    kind = columns[case.column].kind
    place = {"file": file, "row": int(case.index), "column": case.column}
    if case.check == "not_nullable":
        return Fault(value="", allowed=kind.allowed, **place)
    return Fault(
        value=case.failure_case, allowed=kind.allowed + kind.hint(case.failure_case), **place
    )
