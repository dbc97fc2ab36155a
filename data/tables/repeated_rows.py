"""Rows that are the same as another in every column: an event that may be there twice."""

import pandas as pd

from data.faults import Fault, count_of

# What the import calls a row that has no id of its own.
NUMBERED = "row-"
FIRST_NAMED = 3
# Columns that are not the same throughout: a list of nothing but days tells no event from another.
FEWEST_COLUMNS = 2


def repeated_rows(cells: pd.DataFrame) -> tuple[str, str] | None:
    """Say which rows are the same as an earlier one in every column.

    Parameters
    ----------
    cells : DataFrame of str
        Its index is the row of the file.

    Returns
    -------
    many : str
        How many there are.
    named : str
        The first of them. None where there are none.
    """
    left = cells
    # Most columns rule out most rows, at a fraction of what comparing whole rows takes.
    for name in cells:
        left = left[left[name].duplicated(keep=False)]
    again = left.duplicated()
    if not again.any() or sum(cells[name].nunique() > 1 for name in cells) < FEWEST_COLUMNS:
        return None
    alike = left.groupby(list(left), dropna=False, sort=False).ngroup()
    first = pd.Series(alike.index, alike.array)[lambda rows: ~rows.index.duplicated()]
    rows = alike[again]
    named = [f"row {row} as row {first[key]}" for row, key in rows.head(FIRST_NAMED).items()]
    more = "; and so on" if len(rows) > len(named) else ""
    same = count_of(len(rows), "row that is", "rows that are")
    return f"{same} the same as an earlier one in every column", f"{'; '.join(named)}{more}"


def check_repeated_rows(cells: pd.DataFrame, *, file: str) -> list[Fault]:
    """Warn of rows without an id of their own that are the same in every other column."""
    if "event_id" not in cells:
        return []  # a fault of its own
    numbered = cells["event_id"].str.startswith(NUMBERED).fillna(False).astype(bool)
    said = repeated_rows(cells[numbered].drop(columns="event_id"))
    if said is None:
        return []
    many, named = said
    allowed = f"each event once ({named}); as they stand each row is counted"
    return [Fault(file=file, value=many, allowed=allowed, severity="warning")]
