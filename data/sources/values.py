"""Columns of a source to text that a study accepts; a cell that cannot be is unknown, and told."""

from datetime import date

import pandas as pd

from data.faults import count_of
from data.files.options import Options
from data.readings.dates import ReadDays, read_days
from data.readings.degrees import read_degrees
from data.readings.tolls import read_tolls
from data.sources.row_account import Ledger
from data.tables.cells import COUNT, LATITUDE, LINK, LONGITUDE

EXAMPLES = 3
DAY_NEEDED = "a day, as every event has one"


def blank(cells: pd.DataFrame) -> pd.Series:
    """Return a column of unknowns."""
    return pd.Series(pd.NA, index=cells.index, dtype="str")


def constant(cells: pd.DataFrame, value: str) -> pd.Series:
    """Return a column of one value."""
    return pd.Series(value, index=cells.index, dtype="str")


def one_day(ledger: Ledger, column: str, options: Options) -> pd.Series:
    """Read the column of the events' days; a row without one is rejected.

    Parameters
    ----------
    ledger : Ledger
        Rows left out already are not looked at; it learns of the precision and of the clock.
    column : str
    options : Options

    Returns
    -------
    Series of str
        ISO days for every row of the sheet.

    Raises
    ------
    SourceError
        When day and month cannot be told apart.
    """
    days = _read_days(ledger, column, options)
    ledger.reject(days.reasons.notna(), column, days.reasons)
    ledger.reject(days.iso.isna(), column, DAY_NEEDED)
    ledger.precision = days.precision
    ledger.notes += days.notes
    if days.clock:
        ledger.clock, ledger.time_column = days.clock, column
        ledger.shown.add(column)
    for span in ("month", "week"):
        without = int((days.precision == span).to_numpy(bool, na_value=False).sum())
        if without:
            cells = count_of(without, "cell", "cells")
            names = "names" if without == 1 else "name"
            ledger.notes.append(f'{cells} of "{column}" {names} a {span} and no day.')
    return days.iso


def last_day(ledger: Ledger, column: str, start: pd.Series, options: Options) -> pd.Series:
    """Read the column of the last days of events; one that cannot be is unknown.

    Parameters
    ----------
    ledger : Ledger
    column : str
    start : Series of str
        ISO days on which the events began.
    options : Options

    Returns
    -------
    Series of str
        Missing where blank, unreadable, before the first day, or not after it.
    """
    days = _read_days(ledger, column, options)
    early = (days.iso < start).fillna(False).astype(bool)
    reasons = days.reasons.where(~early, "no day before the first")
    _tell_unknown(ledger, "date_end", column, reasons.notna(), reasons)
    longer = (days.iso > start).fillna(False).astype(bool)
    return days.iso.where(longer & reasons.isna())


def precision_codes(
    ledger: Ledger, column: str, codes: dict[str, str], *, allowed: str, least: str = "month"
) -> pd.Series:
    """Take a column of codes for the precision of dates; an unknown one is the least precise."""
    code = ledger.sheet.cells[column].str.removesuffix(".0")
    precision = code.map(codes).astype("str")
    if told := ledger.doubt(precision.isna(), column, allowed):
        held = _some(code[precision.isna()].fillna(""))
        ledger.notes.append(
            f'{count_of(told, "row has", "rows have")} no known code in "{column}" ({held}): '
            f"dated to the {least} only."
        )
        ledger.shown.add(column)
    return precision.fillna(least)


def _read_days(ledger: Ledger, column: str, options: Options) -> ReadDays:
    whole = ledger.sheet.cells[column]
    open_rows = whole if ledger.kept.all() else whole[ledger.kept]
    days = read_days(
        open_rows,
        order=options.date_order,
        file=ledger.sheet.file,
        clock=options.timezone,
        language=options.language,
    )
    return ReadDays(
        iso=days.iso.reindex(whole.index),
        reasons=days.reasons.reindex(whole.index),
        precision=days.precision.reindex(whole.index),
        clock=days.clock,
        notes=days.notes,
    )


def toll_column(
    ledger: Ledger, name: str, column: str, *, unknown: pd.Series | None = None, kept: bool = False
) -> pd.Series:
    """Take a column of counts; a range gives its lower end, other text is unknown.

    Parameters
    ----------
    ledger : Ledger
    name : str
        What the study calls the toll.
    column : str
        What the file calls it.
    unknown : Series of bool, optional
        Rows whose text is the source's way of saying that the toll is unknown.
    kept : bool
        Whether the column stays beside the toll anyway, so that no text need be kept.
    """
    cells = ledger.sheet.cells[column]
    known = cells if unknown is None else cells.where(~unknown)
    read = read_tolls(known.where(ledger.kept))
    if read.at_least.any() or read.unknown.any():
        _tell_toll(ledger, name, column, read.at_least, read.unknown)
    if not kept:
        written = ~COUNT.valid(known.fillna("0")).astype(bool) & known.notna()
        if written.any():
            ledger.keep_text(name, column, written)
    ledger.doubt(read.unknown | read.at_least, column, COUNT.allowed)
    return read.counts


def _tell_toll(
    ledger: Ledger, name: str, column: str, at_least: pd.Series, unknown: pd.Series
) -> None:
    """Say in one line how many cells of a toll are no plain number."""
    cells, parts = ledger.sheet.cells[column], []
    if at_least.any():
        parts.append(f"{_many(at_least)} a range or a bound ({_some(cells[at_least])}), at least")
    if unknown.any():
        parts.append(f"{_many(unknown)} no whole number ({_some(cells[unknown])}), unknown")
    ledger.notes.append(f'{name}: of "{column}", {"; ".join(parts)}. The text stays beside it.')


def _many(rows: pd.Series) -> str:
    return count_of(int(rows.sum()), "cell holds", "cells hold")


def _some(cells: pd.Series) -> str:
    shown = [f'"{text[:40]}"' for text in cells.unique()[:EXAMPLES]]
    more = [", …"] if cells.nunique() > EXAMPLES else []
    return ", ".join(shown) + "".join(more)


def coordinates(ledger: Ledger, lat: str, lon: str) -> tuple[pd.Series, pd.Series]:
    """Take two columns of degrees; a place with other text, or half of one, is unknown."""
    cells = ledger.sheet.cells
    read = {
        lat: read_degrees(cells[lat], limit=90),
        lon: read_degrees(cells[lon], limit=180),
    }
    degrees = {column: one.degrees for column, one in read.items()}
    half = degrees[lat].notna() ^ degrees[lon].notna()
    for name, column, kind in (("lat", lat, LATITUDE), ("lon", lon, LONGITUDE)):
        wrong = read[column].unknown
        allowed = f"{kind.allowed}, or a blank (are the two swapped?)"
        _tell_unknown(ledger, name, column, wrong, allowed)
        missing = half & cells[column].isna()
        other = lat if column == lon else lon
        allowed = f"a value beside {other}, or both blank"
        if told := ledger.doubt(
            missing & cells[other].notna() & ~read[other].unknown, column, allowed
        ):
            places = count_of(told, "place has", "places have")
            are = "is" if told == 1 else "are"
            ledger.notes.append(f'{places} no "{column}" and {are} unknown.')
        changed = (half & cells[column].notna()) | read[column].parts
        if changed.any():
            ledger.keep_text(name, column, changed)
    return degrees[lat].where(~half), degrees[lon].where(~half)


def _tell_unknown(
    ledger: Ledger, name: str, column: str, wrong: pd.Series, allowed: str | pd.Series
) -> None:
    """Note cells that cannot be what they should, say how many, and keep their text."""
    if not ledger.doubt(wrong, column, allowed):
        return
    held = ledger.sheet.cells[column][wrong.to_numpy(bool) & ledger.kept]
    remedy = allowed if isinstance(allowed, str) else allowed[held.index[0]]
    ledger.notes.append(
        f'{name}: of "{column}", {_many(wrong)} {_some(held)}, not {remedy}: unknown. The text '
        "stays beside it."
    )
    ledger.keep_text(name, column, wrong)


def links(cells: pd.Series) -> pd.Series:
    """Keep the web addresses of a column, and blank what is none."""
    present = cells[cells.notna()]
    return present[LINK.valid(present).astype(bool)].reindex(cells.index)


def today() -> date:
    """Return the day of the import, after which no event can be dated."""
    return date.today()
