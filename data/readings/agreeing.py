"""Columns of numbers that agree in most rows: versions of one number, which do not add up."""

from itertools import combinations

import numpy as np
import pandas as pd

# Equal, or as near as an estimate and its correction are, of the larger of the two; and how many
# times as many rows are apart by chance: steady groups are near each other more often than equal.
NEAR = {0.0: 2, 0.1: 3}
FEWEST_ROWS = 10
# Rows by which one column is moved against the other: by chance alone it agrees as often then.
MOVED = 7
# Columns that agree so often even then are too steady to tell.
FEWEST_APART = 0.25


def same_number(numbers: pd.DataFrame) -> tuple[str, str] | None:
    """Return the first two columns that are versions of one number.

    Parameters
    ----------
    numbers : DataFrame of float
        One row a period; missing where unknown.

    Returns
    -------
    tuple of (str, str) or None

    Notes
    -----
    Two columns are versions of each other where they are equal, or within a tenth, in more than
    half of the rows in which both are told and not both 0; and the other rows are less than half,
    or a third, of those where one column is moved by some rows, for groups that are always about
    as large agree then just as often.
    """
    for pair in combinations(numbers, 2):
        one, other = (numbers[name].to_numpy() for name in pair)
        if any(_agree(one, other, *how) for how in NEAR.items()):
            return pair
    return None


def _agree(one: np.ndarray, other: np.ndarray, near: float, times: int) -> bool:
    apart = _apart(one, other, near)
    by_chance = _apart(one[MOVED:], other[:-MOVED], near)
    if apart is None or by_chance is None:
        return False
    return by_chance >= FEWEST_APART and apart < min(0.5, by_chance / times)


def _apart(one: np.ndarray, other: np.ndarray, near: float) -> float | None:
    """Return the share of rows in which two columns do not agree; None where too few tell."""
    larger = np.maximum(one, other)
    # Where one is unknown, so is the larger.
    told = larger > 0
    if told.sum() < FEWEST_ROWS:
        return None
    return float((np.abs(one - other) > near * larger)[told].mean())
