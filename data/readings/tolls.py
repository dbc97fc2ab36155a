"""Tolls as people write them: numbers, ranges, bounds and words; what is no number is unknown."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.readings.digits import in_ascii
from data.tables.cells import COUNT

MOST = 999_999_999
# 1,200 and 1,20,000; 1 200; 1'200; 1.200.000. One point alone is settled by the column.
GROUPED = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}|[0-9]{1,3}(?: [0-9]{3})+"
    r"|[0-9]{1,3}(?:['’][0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3}){2,}"
)
WHOLE = re.compile(r"\+?([0-9]+)(?:[.,]0*)?")
POINTED = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
EXPONENT = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
FRACTION = re.compile(r"[0-9]*[.,][0-9]*[1-9][0-9]*")
NUMBER = r"([0-9][0-9.,'’ ]*)"
BOUND = (
    r"at ?least|no (?:fewer|less) than|not (?:fewer|less) than|minimum(?: of)?|min\.?|more than"
    r"|over|above|>=?|≥|al menos|por lo menos|más de|au moins|plus de|mindestens|mehr als|über"
    r"|pelo menos|mais de|almeno|più di|не менее|более|свыше|щонайменше|понад|en az"
)
AT_LEAST = re.compile(rf"(?:{BOUND}) ?{NUMBER}", re.IGNORECASE)
OR_MORE = re.compile(
    rf"{NUMBER}(?: ?\+| ?(?:or|and) (?:more|over|above|up)| at least| ?(?:minimum|min\.?))",
    re.IGNORECASE,
)
RANGE = re.compile(
    rf"(?:between )?{NUMBER} ?(?:-|–|—|~|/|\.\.+|…|to|and|or|bis|à|a|y|o|до|—) ?{NUMBER}",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class ReadTolls:
    """What :func:`read_tolls` returns.

    Parameters
    ----------
    counts : Series of str
        Whole numbers; missing where the cell is blank or holds none.
    at_least : Series of bool
        Where a range or a bound gave its lower end.
    unknown : Series of bool
        Where a cell that is not blank gave no number.
    shared : Series of bool
        Those of the unknown that are a part of a person, shared between events.
    """

    counts: pd.Series
    at_least: pd.Series
    unknown: pd.Series
    shared: pd.Series


def read_tolls(cells: pd.Series) -> ReadTolls:
    """Read a column of tolls.

    Parameters
    ----------
    cells : Series of str

    Returns
    -------
    ReadTolls
    """
    present = cells.dropna()
    odd = present[~COUNT.valid(present).astype(bool)]
    never = pd.Series(False, index=cells.index)
    if odd.empty:
        return ReadTolls(counts=cells, at_least=never, unknown=never, shared=never)
    codes, texts = pd.factorize(odd)
    plain_texts = [in_ascii(text) for text in texts]
    pointed = _points_divide_thousands(plain_texts)
    read = [_toll(text, pointed) for text in plain_texts]
    values = pd.array([None if value is None else str(value) for value, _ in read], dtype="str")
    counts = cells.copy()
    if pointed:
        thousands = present.str.fullmatch(r"[0-9]{1,3}\.000")
        counts = counts.str.replace(r"\.(?=000$)", "", regex=True).where(
            thousands.reindex(cells.index, fill_value=False), counts
        )
    counts.loc[odd.index] = values.take(codes)
    kinds = np.array([kind for _, kind in read])[codes]
    return ReadTolls(
        counts=counts,
        at_least=_marked(never, odd.index, kinds == "at least"),
        unknown=_marked(never, odd.index, (kinds == "unknown") | (kinds == "shared")),
        shared=_marked(never, odd.index, kinds == "shared"),
    )


def _marked(never: pd.Series, rows: pd.Index, which: np.ndarray) -> pd.Series:
    marks = never.copy()
    marks.loc[rows] = which
    return marks


def _points_divide_thousands(texts: list[str]) -> bool:
    """Tell whether 1.200 means 1,200: some cell is so, and none is a fraction in another way."""
    pointed = [text for text in texts if POINTED.fullmatch(text)]
    others = [text for text in texts if "." in text and text not in pointed]
    return bool(pointed) and not any(FRACTION.fullmatch(text) for text in others)


def _toll(text: str, pointed: bool) -> tuple[int | None, str]:
    """Return the number of a text, and whether it is exact, a lower end, or none at all."""
    text = " ".join(text.split()).strip(" .")
    exact = _number(text, pointed)
    if exact is not None:
        return exact, "exact"
    if FRACTION.fullmatch(text):
        return None, "shared"
    for bound in (AT_LEAST, OR_MORE):
        if match := bound.fullmatch(text):
            low = _number(match[1].strip(), pointed)
            return (low, "at least") if low is not None else (None, "unknown")
    if match := RANGE.fullmatch(text):
        low, high = (_number(part.strip(), pointed) for part in match.groups())
        if low is not None and high is not None and low <= high:
            return low, "at least"
    return None, "unknown"


def _number(text: str, pointed: bool) -> int | None:
    if GROUPED.fullmatch(text) or (pointed and POINTED.fullmatch(text)):
        number = int(re.sub(r"[^0-9]", "", text))
    elif match := WHOLE.fullmatch(text):
        number = int(match[1])
    elif EXPONENT.fullmatch(text) and float(text).is_integer():
        number = int(float(text))
    else:
        return None
    return number if number <= MOST else None
