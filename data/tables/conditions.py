"""Conditions on a column, as a study's series are defined by: exact values and listed prefixes."""

from collections.abc import Collection

import pandas as pd

PREFIX = "*"


def meets(cells: pd.Series, allowed: Collection[str]) -> pd.Series:
    """Tell which cells hold an allowed value.

    Parameters
    ----------
    cells : Series of str
    allowed : collection of str
        A value matches exactly; one that ends in ``*`` matches every cell that begins with what
        stands before it. A blank cell meets nothing.

    Returns
    -------
    Series of bool
    """
    exact = cells.isin([value for value in allowed if not value.endswith(PREFIX)])
    prefixes = tuple(value.removesuffix(PREFIX) for value in allowed if value.endswith(PREFIX))
    if not prefixes:
        return exact
    return exact | cells.astype("str").str.startswith(prefixes).fillna(False).astype(bool)
