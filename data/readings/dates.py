"""Dates as people write them to ISO days; an order that a file cannot settle is asked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from data.errors import SourceError
from data.readings.clocks import (
    TIME,
    fixed_clock,
    moved_days,
    offset_name,
    offset_of,
    time_behind,
    unknown_zone,
)
from data.readings.date_forms import (
    column_forms,
    foreign_year,
    other_form,
    refuse_unknown_language,
)
from data.readings.date_order import (
    ORDERS,
    Numbers,
    Order,
    exchanged,
    settle,
    written_either,
)
from data.readings.digits import in_ascii
from data.tables.cells import FIRST_YEAR, LAST_YEAR

AT = f"({re.sub(r'[?]P<[a-z]+>', '?:', TIME.pattern)})"
ISO = re.compile(r"([0-9]{4})([-/. ])([0-9]{1,2})\2([0-9]{1,2})" + AT)
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})" + AT)
BASIC = re.compile(r"([0-9]{8})T([0-9]{2})([0-9]{2})([0-9]{2})?(Z|[+-][0-9]{2}:?[0-9]{2})?")
NUMBERS = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})" + AT)
DAY_FIRST = re.compile(r"([0-9]{1,2})[ ./-]*([A-Za-z]{3,9})\.?[ ./,-]*([0-9]{4}|[0-9]{2})" + AT)
NAME_FIRST = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})" + AT)
# A month without a day: 02/2026, 2026-02, 202602, February 2026, Feb-26.
MONTH_YEAR = re.compile(r"(?:00[-/.])?([0-9]{1,2})[-/.]([0-9]{4})")
YEAR_MONTH = re.compile(r"([0-9]{4})[-/.]?([0-9]{2}|(?<=[-/.])[0-9])")
NAMED_MONTH = re.compile(r"([A-Za-z]{3,9})\.?,?(?:[ /-]*([0-9]{4})|-'?([0-9]{2}))")
YEAR_NAMED = re.compile(r"([0-9]{4})[ /-]+([A-Za-z]{3,9})\.?")
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
TO_THE_DAY, TO_THE_MONTH = "day", "month"
FIRST_CELLS = 50


@dataclass(frozen=True, kw_only=True)
class Written:
    """A date as its text gives it: three numbers in an open order, or year, month and day."""

    numbers: tuple[str, str, str] | None = None
    day: tuple[int, int, int] = (0, 0, 0)
    precision: str = TO_THE_DAY
    time: str = ""
    from_iso: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class ReadDays:
    """What :func:`read_days` returns.

    Parameters
    ----------
    iso : Series of str
        Days as YYYY-MM-DD; missing where the cell is blank or no day can be read.
    reasons : Series of str
        Why a cell could not be read; missing where it could, or is blank.
    precision : Series of str
        "month" or "week" where the cell names no day; missing elsewhere.
    clock : str
        IANA name of the zone whose days they are; empty where no cell tells one.
    notes : tuple of str
        On which clock days are cut, and cautions about the order of day and month.
    """

    iso: pd.Series
    reasons: pd.Series
    precision: pd.Series
    clock: str
    notes: tuple[str, ...]


def read_days(
    cells: pd.Series,
    *,
    order: str | None,
    file: str,
    clock: str | None = None,
    language: str | None = None,
) -> ReadDays:
    """Read the dates of one column.

    Parameters
    ----------
    cells : Series of str
        Blank is missing; the index is the spreadsheet row.
    order : {"dmy", "mdy", "ymd"} or None
        None lets the column settle it: a number above 12 shows which one is the day.
    file : str
        Name for the messages.
    clock : str or None
        IANA name of the zone in which days are wanted; None takes the offset that all cells
        share, and UTC where they have several.
    language : str or None
        Code of the language of the months' names, where these do not tell it.

    Raises
    ------
    SourceError
        When the order cannot be told, and for a language that is none.

    Notes
    -----
    A time of day moves the day where it is 24:00, and where it has an offset and the clock is
    another; it is dropped else. Two-digit years are 1969 to 2068.
    """
    if language is not None:
        refuse_unknown_language(language, file=file)
    codes, texts = pd.factorize(cells)
    rows = np.bincount(codes[codes >= 0], minlength=len(texts))
    written, form_notes = _all_written(texts, str(cells.name), file, language)
    first = pd.Series(cells.index, codes)[lambda s: ~s.index.duplicated()]
    settled = _settled(written, texts, rows, first, order, str(cells.name), file)
    zone, clock_notes = _clock(written, rows, clock, str(cells.name))
    read = [_day(one, settled, zone or None) for one in written]
    moved = sum(
        int(many)
        for one, new, many in zip(written, read, rows, strict=True)
        if isinstance(one, Written) and one.time and new[0] != _day(one, settled, None)[0]
    )
    if moved:
        lie = "1 row lies" if moved == 1 else f"{moved:,} rows lie"
        clock_notes[-1:] = [f"{note} {lie} on another day there." for note in clock_notes[-1:]]
    columns = [[*values, None] for values in zip(*read, strict=True)] or [[None]] * 3
    iso, reasons, precision = (_spread(values, codes, cells) for values in columns)
    return ReadDays(
        iso=iso,
        reasons=reasons,
        precision=precision,
        clock=zone,
        notes=(*settled.notes, *clock_notes, *form_notes),
    )


def reads_as_dates(cells: pd.Series) -> bool:
    """Tell whether every filled cell of a column reads as a date.

    Notes
    -----
    Bare numbers are no dates by themselves, but for those of eight digits that are days.
    """
    present = cells.dropna()
    if present.empty:
        return False
    days = False
    # A column of another kind is told by its first cells.
    for texts in (present.iloc[:FIRST_CELLS].unique(), present.unique()):
        try:
            written, _ = _all_written(texts, "", "", None)
        # Names of months that mean several are dates, whichever they are.
        except SourceError:
            return True
        for text, one in zip(texts, written, strict=True):
            bare = text.isdigit() and (len(text) != 8 or not isinstance(one, Written))
            if bare or not isinstance(one, Written) or (one.numbers is None and not _is_day(one)):
                return False
            # A month as in 3.2024 is a decimal number as well.
            days |= one.precision == TO_THE_DAY or "." not in text
    return days


def _all_written(
    texts: Iterable[str], column: str, file: str, language: str | None
) -> tuple[list[Written | str | None], tuple[str, ...]]:
    """Tell what each text gives, and those that no common form fits by all of them together."""
    spelt = [in_ascii(text) for text in texts]
    written = [_written(text) for text in spelt]
    odd = [text for text, one in zip(spelt, written, strict=True) if one is None]
    if not odd:
        return written, ()
    forms = column_forms(odd, column=column, file=file, language=language)
    found = {
        text: form if isinstance(form, str) else _in_form(text, form)
        for text, form in forms.days.items()
    }
    again = {text: _written(rest) for text, rest in forms.again.items()}
    return [
        found.get(text) or again.get(text) if one is None else one
        for text, one in zip(spelt, written, strict=True)
    ], forms.notes


def _in_form(text: str, form: tuple[int, int, int, str]) -> Written:
    """Return a date with words, with its time of day where it is one of a day."""
    time = time_behind(text) if form[3] == TO_THE_DAY else ""
    return Written(day=form[:3], precision=form[3], time=time)


def _is_day(one: Written) -> bool:
    return _existing(*one.day) is not None and FIRST_YEAR <= one.day[0] <= LAST_YEAR


def _spread(values: list[str | None], codes: np.ndarray, cells: pd.Series) -> pd.Series:
    """Give each row the value of its text; a blank has code -1, the last value."""
    return pd.Series(pd.array(values, dtype="str").take(codes), cells.index, name=cells.name)


def _settled(
    written: list[Written | str | None],
    texts: pd.Index,
    rows: np.ndarray,
    first: pd.Series,
    order: str | None,
    column: str,
    file: str,
) -> Order:
    """Tell the order of the numbers, beside the dates of one reading."""
    numbers, sure = [], []
    for code, one in enumerate(written):
        if not isinstance(one, Written):
            continue
        if one.numbers:
            many, row = int(rows[code]), int(first[code])
            numbers.append(Numbers(text=texts[code], rows=many, row=row, parts=one.numbers))
        elif one.from_iso and (day := _existing(*one.day)):
            sure.append((day, int(rows[code])))
    return settle(numbers, sure, order, column=column, file=file)


def _clock(
    written: list[Written | str | None], rows: np.ndarray, asked: str | None, column: str
) -> tuple[str, list[str]]:
    """Choose the clock on which days are cut, and say which it is."""
    timed = [one.time for one in written if isinstance(one, Written) and one.time]
    offsets = sorted({offset for time in timed if (offset := offset_of(time)) is not None})
    unknown = sorted({zone for time in timed if (zone := unknown_zone(time))})
    doubts = [
        f'CAUTION: times in "{column}" name the zone {", ".join(unknown[:4])}, which means no one '
        "clock: their days are taken as written. Write the offset, as in +03:00."
    ]
    doubts = doubts if unknown else []
    if not offsets:
        return "", doubts
    names = ", ".join(offset_name(offset) for offset in offsets[:6])
    zone = asked or (fixed_clock(offsets[0]) if len(offsets) == 1 else "UTC")
    if not zone:
        return "", [f'The times in "{column}" carry {names}; days are taken as written.', *doubts]
    several = "the offsets" if len(offsets) > 1 else "the offset"
    other = "" if asked else "; --timezone cuts them elsewhere, as in --timezone Europe/Kyiv"
    return zone, [
        *doubts,
        f'The times in "{column}" carry {several} {names}: days are cut on the clock of {zone}'
        f"{other}.",
    ]


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(
    one: Written | str | None, order: Order, clock: str | None
) -> tuple[str | None, str | None, str | None]:
    """Return the ISO day, why there is none, and the precision where it is no day."""
    if not isinstance(one, Written):
        return None, one or READABLE, None
    year, month, day = _parts(one, order)
    if foreign := foreign_year(year):
        return None, foreign, None
    written = f"{year:04}-{month:02}-{day:02}"
    if written in ZERO_DAYS:
        return None, "a day; a spreadsheet shows this one for an empty date", None
    found = _existing(year, month, day)
    if found is None:
        return None, READABLE, None
    if order.exchanged and one.from_iso and found.day <= 12:
        found = exchanged(found)
    try:
        found += timedelta(days=moved_days(one.time, year, month, day, clock) if one.time else 0)
    except OverflowError:
        return None, READABLE, None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return None, f"a day from {FIRST_YEAR} to {LAST_YEAR}", None
    return found.isoformat(), None, None if one.precision == TO_THE_DAY else one.precision


def _parts(one: Written, order: Order) -> tuple[int, int, int]:
    if one.numbers is None:
        return one.day
    name = written_either(one.numbers, order.name) if order.either else order.name
    year, month, day = (one.numbers[place] for place in ORDERS[name])
    return _year(year), int(month), int(day)


def _written(text: str) -> Written | str | None:
    """Tell what a text gives; a sentence's end where it is known why it is no day."""
    if match := ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.group(1, 3, 4))
        return _dated(year, month, day, match[5], from_iso=True)
    if match := COMPACT.fullmatch(text):
        return _dated(int(match[1]), int(match[2]), int(match[3]), match[4])
    if match := BASIC.fullmatch(text):
        compact, hour, minute, _, zone = match.groups()
        return _written(f"{compact} {hour}:{minute}{zone or ''}")
    if (match := NUMBERS.fullmatch(text)) and match[1] != "00":
        return Written(numbers=(match[1], match[3], match[4]), time=match[5])
    if match := DAY_FIRST.fullmatch(text):
        return _named(match[3], match[2], match[1], match[4]) or _other(text)
    if match := NAME_FIRST.fullmatch(text):
        return _named(match[3], match[1], match[2], match[4]) or _other(text)
    return _month_alone(text) or _other(text)


def _other(text: str) -> Written | str | None:
    found = other_form(text)
    if not isinstance(found, tuple):
        return found
    year, month, day, precision = found
    return Written(day=(year, month, day), precision=precision)


def _dated(year: int, month: int, day: int, time: str, *, from_iso: bool = False) -> Written:
    if day == 0 and month and f"{year:04}-{month:02}-00" not in ZERO_DAYS:
        return Written(day=(year, month, 1), precision=TO_THE_MONTH)
    return Written(day=(year, month, day), time=time, from_iso=from_iso)


def _named(year: str, name: str, day: str, time: str) -> Written | None:
    month = _month(name)
    return Written(day=(_year(year), month, int(day)), time=time) if month else None


def _month_alone(text: str) -> Written | None:
    """Read a month without a day, under its first."""
    if match := MONTH_YEAR.fullmatch(text):
        month, year = int(match[1]), match[2]
    elif match := YEAR_MONTH.fullmatch(text):
        month, year = int(match[2]), match[1]
    elif match := NAMED_MONTH.fullmatch(text):
        month, year = _month(match[1]) or 0, match[2] or match[3]
    elif match := YEAR_NAMED.fullmatch(text):
        month, year = _month(match[2]) or 0, match[1]
    else:
        return None
    number = _year(year)
    exists = 1 <= month <= 12 and FIRST_YEAR <= number <= LAST_YEAR
    return Written(day=(number, month, 1), precision=TO_THE_MONTH) if exists else None


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    named = [i for i, name in enumerate(MONTHS, 1) if name.startswith(text.lower())]
    return named[0] if len(named) == 1 else 9 if text.lower() == "sept" else None


def _year(text: str) -> int:
    if len(text) != 2:
        return int(text)
    return int(text) + (2000 if int(text) < 69 else 1900)
