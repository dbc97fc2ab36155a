"""Tolls in which a blank is unknown, never zero."""

from dataclasses import dataclass

import pandas as pd

from analytics.checks import check_columns
from analytics.wording import plain_count


@dataclass(frozen=True, kw_only=True, eq=False)
class Toll:
    """Outcome of :func:`toll`; ``known`` is None when no event has a figure."""

    column: str
    known: int | None
    rows: int
    unknown_rows: int

    @property
    def table(self) -> pd.DataFrame:
        """One row: the known sum (blank when nothing is known) and the events behind it."""
        return pd.DataFrame(
            {
                "column": [self.column],
                "at_least": pd.array([self.known], dtype="Int64"),
                "events": [self.rows],
                "unknown": [self.unknown_rows],
            }
        )

    def __str__(self) -> str:
        """Say the toll as it can be said: exact, "at least", or unknown."""
        if self.rows == 0:
            return "none (no events)"
        if self.known is None:
            return "unknown"
        if self.unknown_rows == 0:
            return f"{self.known:,}"
        of_rows = f"{self.unknown_rows} of {plain_count(self.rows, 'events')}"
        if self.known == 0:
            return f"none known (unknown for {of_rows})"
        return f"at least {self.known:,} (unknown for {of_rows})"


def toll(events: pd.DataFrame, column: str) -> Toll:
    """Add up the casualties that sources give.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs the column.
    column : str
        Int64, missing where no source gives a number, such as ``killed``.

    Returns
    -------
    Toll

    Raises
    ------
    MissingColumn
    """
    check_columns(events, column)
    return toll_of(events[column])


def toll_of(cells: pd.Series) -> Toll:
    """Add up the casualties that one column gives; see :func:`toll`."""
    values = cells.astype("Int64")
    total = values.sum(min_count=1)
    return Toll(
        column=str(cells.name),
        known=None if pd.isna(total) else int(total),
        rows=len(values),
        unknown_rows=int(values.isna().sum()),
    )
