"""Dates as people write them to ISO days; an order that a file cannot settle is asked for."""

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from data.files.grid import refuse
from data.files.options import Options
from data.sources.row_account import Ledger
from data.tables.cells import FIRST_YEAR, LAST_YEAR

TIME = (
    r"(?:[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?"
    r"\s*(?:[AaPp][Mm])?\s*(?:Z|[+-][0-9]{2}:?[0-9]{2}|UTC)?)?"
)
ISO = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + TIME)
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
NUMBERS = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})" + TIME)
DAY_FIRST = re.compile(r"([0-9]{1,2})[ ./-]*([A-Za-z]{3,9})\.?[ ./,-]*([0-9]{4}|[0-9]{2})" + TIME)
NAME_FIRST = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})" + TIME)
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
# A spreadsheet shows an empty or zero date as one of these.
ZERO_DAYS = ("1899-12-30", "1899-12-31", "1900-01-00", "1900-01-01")
READABLE = "a day that exists, such as 2024-01-31 or 31 January 2024"
ORDERS = {"dmy": (2, 1, 0), "mdy": (2, 0, 1), "ymd": (0, 1, 2)}


@dataclass(frozen=True, kw_only=True, eq=False)
class ReadDays:
    """What :func:`read_days` returns.

    Parameters
    ----------
    iso : Series of str
        Days as YYYY-MM-DD; missing where the cell is blank or no day can be read.
    reasons : Series of str
        Why a cell could not be read; missing where it could, or is blank.
    """

    iso: pd.Series
    reasons: pd.Series


def read_days(cells: pd.Series, *, order: str | None, file: str) -> ReadDays:
    """Read the dates of one column.

    Parameters
    ----------
    cells : Series of str
        Blank is missing; the index is the spreadsheet row.
    order : {"dmy", "mdy", "ymd"} or None
        None lets the column settle it: a number above 12 shows which one is the day.
    file : str
        Name for the messages.

    Raises
    ------
    SourceError
        When the order cannot be told.

    Notes
    -----
    A time of day is dropped: the day is taken as written. Two-digit years are 1969 to 2068.
    """
    codes, texts = pd.factorize(cells)
    numbers = [
        (match[1], match[3], match[4]) for text in texts if (match := NUMBERS.fullmatch(text))
    ]
    order = order or _settle(numbers, cells, file)
    read = [_read(text, order) for text in texts]
    days = [day for day, _ in read] + [None]
    reasons = [reason for _, reason in read] + [None]
    return ReadDays(iso=_spread(days, codes, cells), reasons=_spread(reasons, codes, cells))


def _spread(values: list[str | None], codes: np.ndarray, cells: pd.Series) -> pd.Series:
    """Give each row the value of its text; a blank has code -1, the last value."""
    return pd.Series(pd.array(values, dtype="str").take(codes), cells.index, name=cells.name)


def _settle(numbers: list[tuple[str, str, str]], cells: pd.Series, file: str) -> str:
    """Tell the order of day and month from the numbers above 12."""
    pairs = [(int(first), int(second)) for first, second, _ in numbers]
    first_is_day = any(first > 12 for first, _ in pairs)
    second_is_day = any(second > 12 for _, second in pairs)
    if first_is_day != second_is_day or all(first == second for first, second in pairs):
        return "mdy" if second_is_day else "dmy"
    written = cells[cells.str.fullmatch(NUMBERS.pattern.replace(r"\2", "[-/. ]")).fillna(False)]
    examples = ", ".join(f'"{text}" (row {row})' for row, text in _telling(written).items())
    found = "dates whose order of day and month the file does not settle"
    allowed = f"to be told: look at {examples} and say --date-order dmy, mdy or ymd"
    raise refuse(file, found, allowed, column=cells.name)


def _telling(written: pd.Series) -> pd.Series:
    """Choose three rows, of both orders where both occur."""
    parts = written.str.extract(r"^([0-9]+)[-/. ]([0-9]+)").astype(int)
    both = [written[parts[0] > 12].iloc[:1], written[parts[1] > 12].iloc[:1], written.iloc[:3]]
    chosen = pd.concat(both)
    return chosen[~chosen.index.duplicated()].iloc[:3]


def _read(text: str, order: str) -> tuple[str | None, str | None]:
    """Return the ISO day, or why there is none."""
    parts = _parts(text, order)
    if parts is None:
        return None, READABLE
    year, month, day = parts
    written = f"{year:04}-{month:02}-{day:02}"
    if written in ZERO_DAYS:
        return None, "a day; a spreadsheet shows this one for an empty date"
    try:
        date(year, month, day)
    except ValueError:
        return None, READABLE
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None, f"a day from {FIRST_YEAR} to {LAST_YEAR}"
    return written, None


def _parts(text: str, order: str) -> tuple[int, int, int] | None:
    """Split a date into year, month and day."""
    if match := ISO.fullmatch(text):
        year, month, day = match.group(1, 3, 4)
    elif match := COMPACT.fullmatch(text):
        year, month, day = match.groups()
    elif match := NUMBERS.fullmatch(text):
        found = match.group(1, 3, 4)
        year, month, day = (found[place] for place in ORDERS[order])
    elif match := DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
    elif match := NAME_FIRST.fullmatch(text):
        month, day, year = match.groups()
    else:
        return None
    number = _month(month)
    return (_year(year), number, int(day)) if number else None


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    named = [i for i, name in enumerate(MONTHS, 1) if name.startswith(text.lower())]
    return named[0] if len(named) == 1 else 9 if text.lower() == "sept" else None


def _year(text: str) -> int:
    if len(text) != 2:
        return int(text)
    return int(text) + (2000 if int(text) < 69 else 1900)


def one_day(ledger: Ledger, column: str, options: Options, *, required: bool = True) -> pd.Series:
    """Read a column of days.

    Parameters
    ----------
    ledger : Ledger
        Rows left out already are not looked at.
    column : str
    options : Options
    required : bool
        Whether a blank is rejected too.

    Returns
    -------
    Series of str
        ISO days for every row of the sheet.

    Raises
    ------
    SourceError
        When day and month cannot be told apart.
    """
    whole = ledger.sheet.cells[column]
    open_rows = whole if ledger.kept.all() else whole[ledger.kept]
    days = read_days(open_rows, order=options.date_order, file=ledger.sheet.file)
    reasons = days.reasons.reindex(whole.index)
    ledger.reject(reasons.notna(), column, reasons)
    iso = days.iso.reindex(whole.index)
    if required:
        ledger.reject(iso.isna(), column, "a day, as every event has one")
    return iso
