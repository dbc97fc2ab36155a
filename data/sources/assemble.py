"""The columns that a reader drew up, and the source's own, put together into one outcome."""

from collections.abc import Callable

import pandas as pd

from data.errors import SourceError
from data.files.grid import refuse
from data.sources.coverage_hint import Covered
from data.sources.outcome import Outcome, SourceRules
from data.sources.row_account import Ledger
from data.sources.values import blank, toll_column
from data.tables.names import OLD_NAMES
from data.tables.schema import RESERVED, TABLES, TOLL

ORDER = [
    "event_id",
    "date",
    "date_end",
    "date_precision",
    "country",
    "location",
    "lat",
    "lon",
    "weapon",
    "attributed_to",
    "claimed_by",
    "killed",
    "injured",
    "source_url",
    "source_publisher",
    "summary",
    "confirmation",
]
STUDY_NAMES = {*ORDER, *TABLES["events"], *TABLES["strikes"], *RESERVED.values(), *OLD_NAMES}
# Degrees: what lies farther apart is no one conflict, and any place could be right.
WIDEST = 30
AROUND = 2


def assemble(
    ledger: Ledger,
    drawn: dict[str, pd.Series],
    *,
    format: str,
    source: SourceRules,
    used: set[str],
    cover: Callable[[pd.DataFrame], Covered],
    notes: list[str],
) -> Outcome:
    """Put an outcome together.

    Parameters
    ----------
    ledger : Ledger
        With every verdict but those on tolls under the source's own names.
    drawn : dict of str to Series of str
        Study column = its cells, for all rows of the sheet.
    format : str
    source : Source
    used : set of str
        Columns of the sheet that went into a study column unchanged, so are not repeated.
    cover : callable
        Tells from the events kept which days the file covers.
    notes : list of str

    Raises
    ------
    SourceError
        When no row is left: a study has at least one.
    """
    sheet = ledger.sheet
    for name in ("date_end", "country", "location", "lat", "lon"):
        drawn.setdefault(name, blank(sheet.cells))
    extra = _extra_names([name for name in sheet.cells if name not in used], set(drawn))
    for name, new in extra.items():
        if TOLL.fullmatch(new):
            toll_column(ledger, name)
    if not ledger.kept.any():
        if not (ledger.reasons or sheet.misfits):
            raise SourceError(ledger.faults())
        raise refuse(sheet.file, _why_empty(ledger), "at least one row that is an event")
    columns = {name: drawn[name] for name in ORDER if name in drawn}
    columns |= {name: cells for name, cells in drawn.items() if name not in columns}
    columns |= {new: sheet.cells[name] for name, new in extra.items()}
    events = pd.DataFrame(columns, copy=False)
    events = events if ledger.kept.all() else events[ledger.kept]
    return Outcome(
        file=sheet.file,
        format=format,
        source=source,
        rows_in=sheet.rows_in,
        events=events,
        extra_columns=tuple(extra.values()),
        left_out=ledger.reasons,
        rejected=ledger.rejected_table(),
        faults=ledger.faults(),
        covered=cover(events),
        notes=(*sheet.notes, *notes, *_swapped_note(events["lat"], events["lon"])),
    )


def _extra_names(names: list[str], drawn: set[str]) -> dict[str, str]:
    """Rename what would be taken for a study's column of another meaning."""
    names_given: dict[str, str] = {}
    for name in names:
        new = name
        while new in drawn | set(names_given.values()) or (new in STUDY_NAMES and new != name):
            new = f"source_{new}"
        names_given[name] = f"source_{new}" if new in STUDY_NAMES else new
    return names_given


def _why_empty(ledger: Ledger) -> str:
    """Say what became of all rows."""
    reasons = [f"{count} left out: {reason}" for reason, count in ledger.reasons.items()]
    rejected = sorted(ledger.rejected.items())
    if rejected:
        row, reason = rejected[0]
        reasons.append(f"{len(rejected)} rejected, first row {row}: {reason}")
    return "no event (" + "; ".join(reasons) + ")"


def swapped_rows(lat: pd.Series, lon: pd.Series) -> pd.Series:
    """Tell which places lie among the others only when their numbers are exchanged.

    Parameters
    ----------
    lat, lon : Series of str
        Degrees; missing where unknown.

    Returns
    -------
    Series of bool

    Notes
    -----
    A file swapped throughout is not found unless a latitude exceeds 90 degrees, which the
    reader rejects.
    """
    north, east = pd.to_numeric(lat).astype(float), pd.to_numeric(lon).astype(float)
    low, high = _box(north), _box(east)
    if low[1] - low[0] > WIDEST or high[1] - high[0] > WIDEST:
        return pd.Series(False, index=lat.index)
    outside = ~north.between(*low) & ~east.between(*high)
    return outside & east.between(*low) & north.between(*high)


def _swapped_note(lat: pd.Series, lon: pd.Series) -> list[str]:
    """Say how many rows look swapped, and name the first."""
    rows = swapped_rows(lat, lon)
    if not rows.any():
        return []
    first = rows.idxmax()
    many = int(rows.sum())
    look = "1 row looks" if many == 1 else f"{many:,} rows look"
    return [
        f"CAUTION: {look} as if latitude and longitude were exchanged, first row {first} "
        f"({lat[first]}, {lon[first]}); kept as written."
    ]


def _box(degrees: pd.Series) -> tuple[float, float]:
    """Return the range of the bulk of places, a little widened."""
    low, high = degrees.quantile([0.1, 0.9])
    return low - AROUND, high + AROUND
