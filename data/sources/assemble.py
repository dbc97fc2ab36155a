"""The columns that a reader drew up, and the source's own, put together into one outcome."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd

from data.errors import SourceError
from data.faults import Fault
from data.files.grid import refuse
from data.files.large_text import other_position
from data.readings.numbers import as_floats
from data.readings.outlying import outlying
from data.sources.coverage_hint import Covered
from data.sources.outcome import Outcome, SourceRules
from data.sources.row_account import Ledger
from data.sources.values import blank, today, toll_column
from data.tables.lone_tolls import lone_tolls
from data.tables.names import OLD_NAMES
from data.tables.schema import RESERVED, TABLES, TOLL
from data.tables.spellings import of_columns

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
CAUTION = "CAUTION"
MOST_SHOWN = 5


def assemble(
    ledger: Ledger,
    drawn: dict[str, pd.Series],
    *,
    format: str,
    source: SourceRules,
    used: set[str],
    cover: Callable[[pd.DataFrame], Covered],
    notes: list[str],
    latest: date | None = None,
    mistyped: bool = True,
    counts: tuple[str, ...] = (),
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
    latest : date or None
        Day after which no event can be dated, as far as the file tells; else today.
    mistyped : bool
        Whether days far from all others are named and left out of the coverage.
    counts : tuple of str
        Study columns that hold counts, where rows are no single events.

    Raises
    ------
    SourceError
        When no row is left: a study has at least one.
    """
    sheet = ledger.sheet
    for name in ("date_end", "country", "location", "lat", "lon"):
        drawn.setdefault(name, blank(sheet.cells))
    used = used - ledger.shown
    extra = _extra_names([name for name in sheet.cells if name not in used], set(drawn))
    own = {new: sheet.cells[name] for name, new in extra.items()}
    for name, new in extra.items():
        if TOLL.fullmatch(new):
            own[new] = toll_column(ledger, new, name)
    own |= {_free(name, {*drawn, *own}): text for name, text in ledger.texts.items()}
    if not ledger.kept.any():
        if not (ledger.reasons or sheet.misfits):
            raise SourceError(_with_remedy(ledger.faults(), format))
        raise refuse(sheet.file, "no event", _why_empty(ledger, format))
    if ledger.precision is not None:
        drawn["date_precision"] = _coarser(drawn["date_precision"], ledger.precision)
    columns = {name: drawn[name] for name in ORDER if name in drawn}
    columns |= {name: cells for name, cells in drawn.items() if name not in columns}
    events = pd.DataFrame(columns | own, copy=False)
    events = events if ledger.kept.all() else events[ledger.kept]
    days = pd.to_datetime(events["date"])
    far = outlying(days, latest=latest or today()) if mistyped else days.isna()
    bulk = _dated(events[~far] if far.any() else events, ledger)
    covered = cover(bulk)
    return Outcome(
        file=sheet.file,
        format=format,
        source=source,
        rows_in=sheet.rows_in,
        events=events,
        extra_columns=tuple(own),
        counts=counts,
        columns=ledger.columns(),
        changed=ledger.changed_rows(),
        choices=sheet.choices,
        assumed=ledger.assumed,
        blanked=sheet.blanked,
        left_out=ledger.reasons,
        rejected=ledger.rejected_table(),
        faults=ledger.faults(),
        covered=covered,
        notes=_ordered(
            [
                *sheet.notes,
                *notes,
                *ledger.notes,
                *_outlying_note(events["date"], far),
                *_empty_days_note(bulk["date"], covered),
                *_swapped_note(events["lat"], events["lon"]),
                *_spelling_notes(events),
                *_lone_toll_notes(events),
            ]
        ),
        clock=ledger.clock,
        apart=tuple(far.index[far]),
        time_column=extra.get(ledger.time_column, ""),
    )


def _dated(events: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    """Return the events that name a day, by which the days covered are told, or else all."""
    if ledger.precision is None:
        return events
    named = events[ledger.precision.reindex(events.index).isna()]
    return named if len(named) else events


def _ordered(notes: list[str]) -> tuple[str, ...]:
    """Put the cautions first."""
    return tuple(sorted(notes, key=lambda note: not note.startswith(CAUTION)))


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"source_{name}"
    return name


def _coarser(precision: pd.Series, read: pd.Series) -> pd.Series:
    """Take the precision of a date that names no day, where the row claims a better one."""
    better = precision.isin(["day", "approx"]) & read.notna()
    return precision.where(~better, read)


def _outlying_note(days: pd.Series, far: pd.Series) -> list[str]:
    """Name the days that lie apart from all others."""
    if not far.any():
        return []
    apart = days[far].sort_values()
    shown = ", ".join(f"{day} (row {row})" for row, day in apart.head(MOST_SHOWN).items())
    more = f" and {len(apart) - MOST_SHOWN:,} more" if len(apart) > MOST_SHOWN else ""
    dates = "dates lies" if len(apart) == 1 else "dates lie"
    return [
        f"{CAUTION}: {len(apart):,} of {len(days):,} {dates} far from all others, which run from "
        f"{days[~far].min()} to {days[~far].max()}: {shown}{more}. Kept as rows, but not taken as "
        "coverage: look whether the year is mistyped, or widen start and end."
    ]


def _empty_days_note(days: pd.Series, covered: Covered) -> list[str]:
    """Doubt a coverage of which most lies before the first event and after the last one."""
    first, last, start, end = map(
        pd.Timestamp, (days.min(), days.max(), covered.start, covered.end)
    )
    own, empty = (last - first).days + 1, (first - start).days + (end - last).days
    if empty <= own:
        return []
    return [
        f"{CAUTION}: the events are of {first:%Y-%m-%d} to {last:%Y-%m-%d}, and {empty:,} more days"
        f" are taken as covered and quiet, from {start:%Y-%m-%d} to {end:%Y-%m-%d}: of an excerpt "
        "they make a rise or a fall, so set start and end to the days that the file covers."
    ]


def _extra_names(names: list[str], drawn: set[str]) -> dict[str, str]:
    """Rename what would be taken for a study's column of another meaning."""
    names_given: dict[str, str] = {}
    for name in names:
        new = name
        while new in drawn | set(names_given.values()) or (new in STUDY_NAMES and new != name):
            new = f"source_{new}"
        names_given[name] = f"source_{new}" if new in STUDY_NAMES else new
    return names_given


def _with_remedy(faults: tuple[Fault, ...], format: str) -> tuple[Fault, ...]:
    """End the last fault in the option that helps, unless it names one."""
    last = faults[-1]
    if "--" in last.allowed:
        return faults
    return (*faults[:-1], replace(last, allowed=f"{last.allowed}; {_remedy(format)}"))


def _remedy(format: str) -> str:
    if format == "tabular":
        return "is another column the date? name it, as in --map date=COLUMN"
    return f"is this no file of {format}? say so, as in --format tabular"


def _why_empty(ledger: Ledger, format: str) -> str:
    """Say what became of all rows, and what could help."""
    reasons = [f"{count} left out: {reason}" for reason, count in ledger.reasons.items()]
    rejected = sorted(ledger.rejected.items())
    if rejected:
        row, reason = rejected[0]
        reasons.append(f"{len(rejected)} rejected, first row {row}: {reason}")
    rows = "; ".join(reasons)
    return f"at least one row that is an event ({rows}); {_remedy(format)}"


def _spelling_notes(events: pd.DataFrame) -> list[str]:
    """Name the places and actors that are written in several ways."""
    here = [name for name in events if other_position(events[name]) is None]
    return [
        f'{CAUTION}: in "{column}" {said}; each spelling is counted by itself.'
        for column, said in of_columns(events[here]).items()
    ]


def _lone_toll_notes(events: pd.DataFrame) -> list[str]:
    """Name the tolls that stand alone above all others."""
    return [
        f'{CAUTION}: "{column}" is {number:,} in row {row:,}, and {most:,} at most in all others: '
        "look it up."
        for column, row, number, most in lone_tolls(events)
    ]


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
    north, east = as_floats(lat), as_floats(lon)
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
        f"{CAUTION}: {look} as if latitude and longitude were exchanged, first row {first} "
        f"({lat[first]}, {lon[first]}); kept as written."
    ]


def _box(degrees: pd.Series) -> tuple[float, float]:
    """Return the range of the bulk of places, a little widened."""
    low, high = degrees.quantile([0.1, 0.9])
    return low - AROUND, high + AROUND
