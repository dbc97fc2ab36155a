"""A toll that stands alone above all others of its column, which may be a typing error."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.faults import Fault
from data.tables.schema import TOLL

# A true toll may stand as far above the others; a reader is told to look, and nothing is changed.
LEAST, TIMES, FEWEST = 100, 20, 10


def lone_tolls(table: pd.DataFrame) -> Iterator[tuple[str, int, int, int]]:
    """Find the tolls that stand alone.

    Parameters
    ----------
    table : DataFrame
        One row an event, indexed by the row of its file; tolls as numbers or as text.

    Yields
    ------
    column : str
    row, number, next : int
        Of the one number of at least 100 that is 20 times the next largest or more, where there
        are ten numbers.
    """
    for column in (name for name in table if TOLL.fullmatch(str(name))):
        numbers = pd.to_numeric(table[column], errors="coerce").to_numpy(float, na_value=np.nan)
        known = np.sort(numbers[~np.isnan(numbers)])
        if known.size < FEWEST or known[-1] < max(LEAST, TIMES * max(known[-2], 1.0)):
            continue
        place = int(np.nanargmax(numbers))
        yield str(column), int(table.index[place]), int(known[-1]), int(known[-2])


def check_lone_tolls(table: pd.DataFrame, *, file: str) -> list[Fault]:
    """Warn, once per column, of a toll that stands alone above all others."""
    return [
        Fault(
            file=file,
            row=row,
            column=column,
            value=f"{number:,}",
            allowed=f"none so far above all others, {most:,} at most; look it up",
            severity="warning",
        )
        for column, row, number, most in lone_tolls(table)
    ]
