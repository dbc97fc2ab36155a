"""Where a table begins: below titles, comment lines and a spreadsheet's own first line."""

import re
from collections.abc import Sequence
from statistics import median_low
from typing import NamedTuple

Row = Sequence[str | None]
# A header stands among the first rows that hold anything.
MOST_ABOVE = 40
SAMPLE = 200
# A title fills a cell or two of a row; a header names most of the columns.
SPARSE = 0.7
# Numbers, dates and times: what a name of a column is not.
VALUE = re.compile(r"[-+$€£]?[0-9][0-9.,/:\-\sTZ+%]*")
COMMENT = re.compile(r"(?:#+|//+|;+|%+|--+|!+)\s*(\S.*)?")


class Header(NamedTuple):
    """Where the names of the columns stand.

    Parameters
    ----------
    at : int
        Position of the row of names, or of the first of two.
    rows : int
        1, or 2 where a second row names what the first one groups.
    """

    at: int
    rows: int


def find_header(rows: Sequence[Row]) -> Header:
    """Find the names of a table's columns in its first rows.

    Parameters
    ----------
    rows : sequence of rows
        Their cells; a blank one is None or "".

    Returns
    -------
    Header
        The first row that is no title, no comment and not blank; ``at`` is 0 where there is none.
    """
    filled = [_filled(row) for row in rows[:SAMPLE]]
    used = [count for count in filled if count]
    if not used:
        return Header(0, 1)
    # A lower median: the rows above a short table must not outvote it.
    typical = max(median_low(used), median_low(used[len(used) // 2 :]))
    filled_rows = [at for at, count in enumerate(filled) if count]
    first = filled_rows[0]
    at = next(
        (at for at in filled_rows[:MOST_ABOVE] if not _is_above(rows, filled, at, typical)), first
    )
    # What is no row of names either leaves the first row its place.
    at = at if at == first or _could_name(rows[at]) else first
    return Header(at, 2 if has_second_row(rows, at) else 1)


def joined_names(first: Row, second: Row) -> list[str]:
    """Join the names of two rows: what is unique below stands alone, else under its group.

    Parameters
    ----------
    first, second : row
        Of one width; in the first a blank cell belongs to the group at its left.
    """
    alone = {name for name, under in zip(first, second, strict=True) if name and not under}
    below = [name or "" for name in second]
    names, group = [], ""
    for name, under in zip(first, below, strict=True):
        group = name or group
        unique = below.count(under) == 1 and under not in alone
        names.append((name or "") if not under else under if unique else f"{group} {under}".strip())
    return names


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell)


def _first(row: Row) -> str:
    return next((cell for cell in row if cell), "")


def _is_above(rows: Sequence[Row], filled: list[int], at: int, typical: int) -> bool:
    """Tell whether a row stands above the table: a title, a comment, or its own paragraph."""
    later = next((i for i in range(at + 1, len(filled)) if filled[i]), None)
    if later is None:
        return False
    if filled[at] < SPARSE * typical:
        # Groups over names fill fewer cells than the table, beside names that go over both rows.
        return filled[at] < 2 or all(rows[later]) or not has_second_row(rows, at)
    if COMMENT.match(_first(rows[at])) and not all(_is_tag(cell) for cell in rows[at] if cell):
        # The names themselves can be written as a comment, right above the values.
        return _names_only(rows[later]) and len(_first(rows[at])) > 1
    if all(_is_tag(cell) for cell in rows[at] if cell) and _names_only(rows[later]):
        # Tags stand below the names, or above them, where values follow the names.
        below = next((i for i in range(later + 1, len(filled)) if filled[i]), None)
        return below is not None and not _names_only(rows[below])
    apart = not filled[at + 1]
    # A paragraph of its own is narrower than the table below, or is the names of that table.
    below = filled[later] >= max(SPARSE * typical, filled[at])
    return apart and below and _names_only(rows[later])


def _is_tag(cell: str) -> bool:
    """Tell whether a cell is a tag of the Humanitarian Exchange Language."""
    return bool(re.fullmatch(r"#[a-z_]+(?:\s*\+\s*[a-z0-9_]+)*", cell.strip().lower()))


def _names_only(row: Row) -> bool:
    return not any(VALUE.fullmatch(cell.strip()) for cell in row if cell)


def _could_name(row: Row) -> bool:
    """Tell whether a row could name columns; those of a wide table are years or days."""
    values = [cell for cell in row if cell and VALUE.fullmatch(cell.strip())]
    wide = all(len(cell.strip()) >= 4 for cell in values)
    return not values or (wide and not VALUE.fullmatch(_first(row).strip()))


def has_second_row(rows: Sequence[Row], at: int) -> bool:
    """Tell whether the row below names what merged cells above it group."""
    if at + 2 >= len(rows):
        return False
    first, second = list(rows[at]), list(rows[at + 1])
    width = max(len(first), len(second))
    first += [None] * (width - len(first))
    second += [None] * (width - len(second))
    gaps = [i for i in range(width) if not first[i]]
    groups = [i for i in gaps if i and second[i]]
    # A file of R or pandas has one blank name, that of the row numbers, at its left.
    if not groups or any(not second[i] for i in gaps) or not _names_only(second):
        return False
    if any(_is_tag(cell) for cell in second if cell):
        return False
    below = [row for row in rows[at + 2 : at + 12] if _filled(row)]
    return any(
        VALUE.fullmatch(cell.strip())
        for row in below
        for i, cell in enumerate(row)
        if cell and i < width
    )
