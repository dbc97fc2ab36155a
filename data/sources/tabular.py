"""A spreadsheet of one's own: columns recognised by their names, or by what the user says."""

import pandas as pd

from data.files.grid import Sheet, refuse
from data.files.options import Options
from data.sources.assemble import assemble
from data.sources.column_names import find_columns
from data.sources.coverage_hint import Covered, first_to_last
from data.sources.dates import one_day
from data.sources.outcome import Outcome, SourceRules
from data.sources.row_account import Ledger
from data.sources.values import constant, coordinates, ids, links, toll_column
from data.tables.schema import CONFIRMATIONS, PRECISIONS

SOURCE = SourceRules(
    name="a spreadsheet",
    credit="",
    noun="incidents",
    label="Incidents",
    caution="Where the rows come from is for their owner to say here.",
)
PRECISE = {
    **{name: name for name in PRECISIONS},
    **dict.fromkeys(("exact", "1", "precise"), "day"),
    **dict.fromkeys(("approximate", "about", "circa", "~"), "approx"),
}
CONFIRMATION_WORDS = {name: name for name in CONFIRMATIONS} | {"claim": "claimed", "press": "media"}


def read_tabular(sheet: Sheet, options: Options, *, table: str = "events") -> Outcome:
    """Turn the rows of an own spreadsheet into events.

    Parameters
    ----------
    sheet : Sheet
    options : Options
        ``columns`` overrides what the names tell.
    table : {"events", "strikes"}
        The study's table that the rows are for.

    Raises
    ------
    SourceError
        Without a column of dates, with two that could be one thing, and for dates whose order
        cannot be told.
    """
    ledger = Ledger(sheet)
    found = find_columns(sheet, options, table=table)
    notes = [f'{name} is taken from "{column}".' for name, column in found.items()]
    drawn = _dates(ledger, found, options, notes)
    used = {found[name] for name in ("date", "date_end") if name in found}
    for name, column in found.items():
        if name in drawn or name in ("date_end", "date_precision", "event_id", "confirmation"):
            continue
        if name in ("lat", "lon"):
            drawn |= _place(ledger, found)
            used |= {found["lat"], found["lon"]}
        elif name == "source_url":
            drawn[name] = _links(ledger, column, used, notes)
            continue
        else:
            drawn[name] = _cells(ledger, name, column)
        used.add(column)
    drawn["confirmation"] = _worded(
        ledger, found, "confirmation", CONFIRMATION_WORDS, "media", used, notes
    )
    drawn["event_id"] = ids(ledger, found.get("event_id"))
    used |= {found[name] for name in ("event_id",) if name in found}
    notes += _warn_of_a_daily_table(drawn["date"])
    return assemble(
        ledger, drawn, format="tabular", source=SOURCE, used=used, cover=_cover, notes=notes
    )


def _warn_of_a_daily_table(days: pd.Series) -> list[str]:
    """Say so when a file looks like counts per day, which a list of events is not."""
    dated = pd.to_datetime(days.dropna())
    if len(dated) < 30 or not dated.is_unique or (dated.max() - dated.min()).days + 1 > len(dated):
        return []
    return [
        "CAUTION: every day occurs exactly once, so this looks like a table of daily counts; here "
        "each row counts as one event."
    ]


def _dates(
    ledger: Ledger, found: dict[str, str], options: Options, notes: list[str]
) -> dict[str, pd.Series]:
    start = one_day(ledger, found["date"], options)
    drawn = {"date": start}
    used: set[str] = set()
    precision = _worded(ledger, found, "date_precision", PRECISE, "day", used, notes)
    if "date_end" in found:
        end = one_day(ledger, found["date_end"], options, required=False)
        ledger.reject((end < start).fillna(False), found["date_end"], "no day before the first")
        longer = (end > start).fillna(False).astype(bool)
        drawn["date_end"] = end.where(longer)
        precision = precision.where(~longer | precision.isin(["week", "month"]), "period")
    return drawn | {"date_precision": precision}


def _place(ledger: Ledger, found: dict[str, str]) -> dict[str, pd.Series]:
    """Take the coordinates when both columns are there; one alone stays the file's own."""
    if not {"lat", "lon"} <= set(found):
        only = next(name for name in ("lat", "lon") if name in found)
        raise refuse(ledger.sheet.file, found[only], "both a latitude and a longitude", column=only)
    lat, lon = coordinates(ledger, found["lat"], found["lon"])
    return {"lat": lat, "lon": lon}


def _cells(ledger: Ledger, name: str, column: str) -> pd.Series:
    if name.endswith(("killed", "injured")):
        return toll_column(ledger, column)
    return ledger.sheet.cells[column]


def _links(ledger: Ledger, column: str, used: set[str], notes: list[str]) -> pd.Series:
    """Take web addresses; a column that also holds other text is kept beside them."""
    cells = ledger.sheet.cells[column]
    taken = links(cells)
    other = int((cells.notna() & taken.isna()).sum())
    if other:
        notes.append(f'{other} cells of "{column}" are no web address and kept as text only.')
    else:
        used.add(column)
    return taken


def _worded(
    ledger: Ledger,
    found: dict[str, str],
    name: str,
    words: dict[str, str],
    default: str,
    used: set[str],
    notes: list[str],
) -> pd.Series:
    """Take a column of a few known words; one without any of them is the file's own."""
    column = found.get(name, "")
    cells = ledger.sheet.cells
    known = cells[column].str.lower().map(words).astype("str") if column else None
    if known is None or known.isna().all():
        notes.append(f"No column tells {name}: every event is taken as {default}.")
        return constant(cells, default)
    wrong = known.isna() & cells[column].notna()
    ledger.reject(wrong, column, f"one of {', '.join(dict.fromkeys(words.values()))}")
    if cells[column].isna().any():
        notes.append(f'A blank in "{column}" is taken as {default}.')
    used.add(column)
    return known.fillna(default)


def _cover(events: pd.DataFrame) -> Covered:
    """Take the days between the events: nothing else is known."""
    start, end = first_to_last(events)
    return Covered(
        start=start,
        end=end,
        why="From the first event to the last: set start and end to the days that were watched, or "
        "quiet days before and after are lost.",
        later="Set data_date to the day on which the list was last brought up to date, and lag to "
        "the number of days up to it for which reports were still coming in.",
    )
