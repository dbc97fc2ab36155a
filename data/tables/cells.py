"""What a cell may hold: for each kind of column, the text allowed and the value it becomes."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import TypeGuard

import pandas as pd

FIRST_YEAR, LAST_YEAR = 1900, 2100
ISO_DAY = r"(?:19[0-9]{2}|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}"
# 3.0 is let through: spreadsheets and pandas write it for a 3 in a column that has blanks.
WHOLE = r"[0-9]{1,9}(?:\.0+)?"
DECIMAL = r"[+-]?[0-9]{1,3}(?:\.[0-9]*)?"
# Anything else, such as javascript:, would become a link that runs on the reader's page.
WEB_ADDRESS = r"(?i:https?)://[^\s/<>\"\\][^\s<>\"\\]*"
NUMERIC_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of column.

    Parameters
    ----------
    allowed : str
        What a cell may hold, to finish the sentence "expected ...".
    valid : callable
        Text cells without blanks to one bool each.
    convert : callable
        Valid text cells and blanks to the typed column.
    hint : callable
        A wrong text to what may have been meant, or "".
    values : tuple of str
        The only texts that it allows; empty where they cannot be listed.
    """

    allowed: str
    valid: Callable[[pd.Series], pd.Series]
    convert: Callable[[pd.Series], pd.Series]
    hint: Callable[[str], str] = lambda text: ""
    values: tuple[str, ...] = ()


def is_day(text: object) -> TypeGuard[str]:
    """Tell whether a value is an ISO day of a year that a study can have."""
    if not isinstance(text, str):
        return False
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and FIRST_YEAR <= day.year <= LAST_YEAR


def one_of(values: Collection[str]) -> Kind:
    """Return the kind whose cells hold one of ``values``, spelled exactly so."""
    return Kind(
        allowed="one of " + ", ".join(values),
        valid=lambda cells: cells.isin(list(values)),
        convert=_text,
        values=tuple(values),
    )


def _text(cells: pd.Series) -> pd.Series:
    return cells.astype("str")


def _days(cells: pd.Series) -> pd.Series:
    days = pd.to_datetime(cells, format="%Y-%m-%d", errors="coerce")
    return days.astype("datetime64[us]")


def _is_day(cells: pd.Series) -> pd.Series:
    return cells.str.fullmatch(ISO_DAY) & _days(cells).notna()


def _counts(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells).astype("Float64").astype("Int64")


def _decimals(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells).astype("float64")


def _within(limit: float) -> Callable[[pd.Series], pd.Series]:
    def valid(cells: pd.Series) -> pd.Series:
        numbers = pd.to_numeric(cells.where(cells.str.fullmatch(DECIMAL)))
        return numbers.abs().le(limit)

    return valid


def _day_hint(text: str) -> str:
    """Say how a day in another order would be written."""
    match = NUMERIC_DAY.fullmatch(text)
    if not match:
        return ""
    first, second, year = (int(part) for part in match.groups())
    days = [f"{year}-{month:02}-{day:02}" for day, month in ((first, second), (second, first))]
    readings = [day for day in dict.fromkeys(days) if _is_day(pd.Series([day], dtype="str"))[0]]
    return f" (write {' or '.join(readings)})" if readings else ""


TEXT = Kind(allowed="text", valid=lambda cells: pd.Series(True, index=cells.index), convert=_text)
DAY = Kind(
    allowed=f"a day that exists, as YYYY-MM-DD, from {FIRST_YEAR} to {LAST_YEAR}",
    valid=_is_day,
    convert=_days,
    hint=_day_hint,
)
COUNT = Kind(
    allowed="a whole number from 0 up, or a blank when it is unknown",
    valid=lambda cells: cells.str.fullmatch(WHOLE),
    convert=_counts,
)
LATITUDE = Kind(
    allowed="degrees from -90 to 90 with a decimal point", valid=_within(90), convert=_decimals
)
LONGITUDE = Kind(
    allowed="degrees from -180 to 180 with a decimal point", valid=_within(180), convert=_decimals
)
LINK = Kind(
    allowed="a web address that starts with http:// or https://, or a blank",
    valid=lambda cells: cells.str.fullmatch(WEB_ADDRESS),
    convert=_text,
)
