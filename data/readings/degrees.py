"""Degrees as people write them: decimal commas, hemispheres, degrees with minutes and seconds."""

import re
from dataclasses import dataclass

import pandas as pd

from data.readings.digits import in_ascii
from data.readings.numbers import as_floats

PLAIN = r"[+-]?[0-9]{1,3}(?:\.[0-9]*)?"
NUMBER = r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,2})?"
DECIMAL = re.compile(NUMBER)
SIDE = r"(?P<{}>N|S|E|W|north|south|east|west)?\.?"
PARTS = re.compile(
    rf"{SIDE.format('before')} ?(?P<degrees>[+-]?[0-9]{{1,3}}(?:[.,][0-9]+)?) ?"
    r"(?:(?:°|º|˚|degrees|deg|d|:)? ?"
    r"(?:(?P<minutes>[0-9]{1,2}(?:[.,][0-9]+)?) ?(?:'|′|’|`|minutes|min|m|:)? ?"
    r"(?:(?P<seconds>[0-9]{1,2}(?:[.,][0-9]+)?) ?(?:\"|″|”|''|′′|seconds|sec|s(?= ?[NSEW]$))?)?)?)"
    rf" ?{SIDE.format('after')}",
    re.IGNORECASE,
)
WHOLE = 60
MINUS = ("s", "w")


@dataclass(frozen=True, kw_only=True, eq=False)
class ReadDegrees:
    """What :func:`read_degrees` returns.

    Parameters
    ----------
    degrees : Series of str
        Decimal degrees with a point; missing where blank or unknown.
    unknown : Series of bool
        Where a cell that is not blank gave no degrees within the limit.
    parts : Series of bool
        Where degrees were put together from minutes, seconds or a hemisphere.
    """

    degrees: pd.Series
    unknown: pd.Series
    parts: pd.Series


def read_degrees(cells: pd.Series, *, limit: float) -> ReadDegrees:
    """Read a column of degrees.

    Parameters
    ----------
    cells : Series of str
    limit : float
        90 or 180.
    """
    regular = cells.isna() | cells.str.fullmatch(PLAIN).astype(bool)
    odd = cells[~regular]
    read = [_degrees(in_ascii(text)) for text in odd]
    written = [None if value is None else f"{value:.7f}" for value, _ in read]
    degrees = cells.where(regular)
    if len(odd):
        degrees.loc[odd.index] = pd.array(written, dtype="str")
    numbers = as_floats(degrees)
    far = numbers.abs() > limit
    made = pd.Series([put for _, put in read], odd.index, dtype=bool)
    made = made.reindex(cells.index, fill_value=False)
    degrees = degrees.where(~far)
    return ReadDegrees(
        degrees=degrees, unknown=cells.notna() & degrees.isna(), parts=made & degrees.notna()
    )


def _degrees(text: str) -> tuple[float | None, bool]:
    """Return the degrees of a text, and whether they were put together."""
    text = " ".join(text.split())
    if DECIMAL.fullmatch(text):
        return float(text.replace(",", ".")), False
    match = PARTS.fullmatch(text)
    if match is None or (match["before"] and match["after"]):
        return None, False
    value, minutes, seconds = (
        float((match[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")
    )
    if minutes >= WHOLE or seconds >= WHOLE:
        return None, False
    side = (match["before"] or match["after"] or "").lower()[:1]
    size = abs(value) + minutes / 60 + seconds / 3600
    negative = match["degrees"].startswith("-") or side in MINUS
    return (-size if negative else size), True
