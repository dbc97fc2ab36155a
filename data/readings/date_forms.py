"""Further ways of writing a date, tried where the common ones do not fit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from data.files.grid import refuse
from data.readings.worded_dates import (
    Words,
    day_of,
    languages,
    months_of,
    split_words,
    week_of,
    without_weekday,
)

TO_A_DAY, TO_A_WEEK = "day", "week"
# The day before a spreadsheet's day 1, and what its other count is behind by.
DAY_ZERO, OTHER_ZERO = date(1899, 12, 30), 1462
# 1954 to 2099: day numbers that stand for days of conflicts, and for little else of five digits.
SERIAL = re.compile(r"([2-7][0-9]{4})(?:[.,][0-9]+)?")
FIRST_SERIAL, LAST_SERIAL = 20_000, 73_050
# Seconds or milliseconds since 1970, of 2001 to 2065.
SECONDS = re.compile(r"([12][0-9]{9})(?:\.[0-9]+)?|([12][0-9]{12})")
TIME_BEHIND = re.compile(
    r"(.*?[^0-9:]?)[T,\s]+(?:at |à |um )?[0-9]{1,2}[:h][0-9]{2}(?:[:.][0-9.]+)?.*"
)
# Years that are no Gregorian ones of a conflict: 1403 and 1446 were 2024, and so was 2567.
CALENDARS = (
    (1300, 1429, "Persian (Jalali)", 621),
    (1430, 1465, "Islamic (Hijri)", 578),
    (2443, 2643, "Buddhist", -543),
)
FOUR_DIGITS = re.compile(r"(?<![0-9])([0-9]{4})(?![0-9])")
DOTTED = re.compile(r"[0-9]{1,2}\.\s+[0-9]{1,2}\.\s+[0-9]{2,4}")
SHOWN = 4

Form = tuple[int, int, int, str]


@dataclass(frozen=True, kw_only=True)
class Forms:
    """What :func:`column_forms` returns.

    Parameters
    ----------
    days : dict of str to Form or str
        Text = year, month, day and precision, or why it is no day.
    again : dict of str to str
        Text = the same without the name of a weekday, to be read once more.
    notes : tuple of str
        What was taken for what.
    """

    days: dict[str, Form | str] = field(default_factory=dict)
    again: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def other_form(text: str) -> Form | str | None:
    """Read a date in a form that tells itself: a week, or seconds since 1970.

    Parameters
    ----------
    text : str
        With ASCII digits and plain spaces.

    Returns
    -------
    tuple of int, int, int, str, or str, or None
        Year, month, day and precision; a sentence's end that says why it is no day; or None.
    """
    if week := week_of(text):
        first, last = week
        # The days around the middle one are those of the week.
        middle = first + (last - first) // 2
        return middle.year, middle.month, middle.day, TO_A_DAY if first == last else TO_A_WEEK
    if match := SECONDS.fullmatch(text):
        seconds = int(match[1]) if match[1] else int(match[2]) / 1000
        day = datetime.fromtimestamp(seconds, UTC).date()
        return day.year, day.month, day.day, TO_A_DAY
    return None


def column_forms(texts: Iterable[str], *, column: str, file: str, language: str | None) -> Forms:
    """Read the dates of a column that a text by itself does not tell.

    Parameters
    ----------
    texts : iterable of str
        Those that no common form fits, with ASCII digits and plain spaces.
    column, file : str
        Names for the messages.
    language : str or None
        Of the names of the months, where the user says.

    Raises
    ------
    SourceError
        For names that mean several months.
    """
    texts = list(texts)
    serial = {text: day for text in texts if (day := _serial(text))}
    worded = {text: words for text in texts if text not in serial and (words := _words(text))}
    months = _months(worded, column, file, language)
    days: dict[str, Form | str] = {text: (*_parts(day), TO_A_DAY) for text, day in serial.items()}
    again = {}
    for text in texts:
        words = worded.get(text)
        month = months.get(words.names) if words else None
        if words and (month or not words.names) and (found := day_of(words, month)):
            days[text] = found
        elif text in days:
            continue
        elif (year := FOUR_DIGITS.search(text)) and (reason := foreign_year(int(year[1]))):
            days[text] = reason
        if text not in days and (rest := without_weekday(text) or _closed_up(text)):
            again[text] = rest
    return Forms(days=days, again=again, notes=_serial_note(serial, column))


def refuse_unknown_language(language: str, *, file: str) -> None:
    """Refuse a code of a language of which no names of months are known.

    Raises
    ------
    SourceError
    """
    if language not in languages():
        allowed = f"a language's code, such as {', '.join(languages()[:SHOWN])}, fr or uk"
        raise refuse(file, language, allowed, column="--date-language")


def _closed_up(text: str) -> str | None:
    """Take the blanks out of numbers between dots, as in 1. 2. 2024."""
    return re.sub(r"\.\s+", ".", text) if DOTTED.fullmatch(text) else None


def foreign_year(year: int) -> str | None:
    """Say of a year that it is one of another calendar; None where it is not."""
    for first, last, name, years in CALENDARS:
        if first <= year <= last:
            meant = year + years
            several = f"{meant} or {meant + 1}" if years > 0 else str(meant)
            return (
                f"a day of the Gregorian calendar; {year} looks like a year of the {name} calendar,"
                f" which is {several}: convert the column before it is read"
            )
    return None


def _serial(text: str) -> date | None:
    """Return the day that a spreadsheet's number stands for."""
    match = SERIAL.fullmatch(text)
    number = int(match[1]) if match else 0
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        return None
    return DAY_ZERO + timedelta(days=number)


def _serial_note(serial: dict[str, date], column: str) -> tuple[str, ...]:
    if not serial:
        return ()
    text, day = next(iter(serial.items()))
    other = day + timedelta(days=OTHER_ZERO)
    return (
        f'CAUTION: "{column}" holds a spreadsheet\'s day numbers: {text} is read as {day}. In a '
        f"workbook that counts from 1904 it is {other}; to be sure, show the column as dates there "
        "and save it again.",
    )


def _words(text: str) -> Words | None:
    """Split a date with words, without the time of day behind it."""
    if words := split_words(text):
        return words
    behind = TIME_BEHIND.fullmatch(text) if len(text) < 100 else None
    return split_words(behind[1]) if behind else None


def _months(
    worded: dict[str, Words], column: str, file: str, language: str | None
) -> dict[tuple[str, ...], int]:
    """Tell the months of all names, or ask for the language."""
    named = [words for words in worded.values() if words.names]
    if not named:
        return {}
    found = months_of(named, language)
    if found.open_names and found.codes:
        name, by_month = next(iter(found.open_names.items()))
        meanings = " and ".join(
            f"month {month} in {', '.join(codes[:SHOWN])}" for month, codes in by_month.items()
        )
        codes = ", ".join(code for some in by_month.values() for code in some[:1])
        allowed = f"to be told the language: {meanings}; say --date-language with one of {codes}"
        raise refuse(file, name, allowed, column=column)
    return found.months


def _parts(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day
