"""The rows of a small table, one by one."""

from collections import namedtuple
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import pandas as pd


def rows_of(table: pd.DataFrame) -> Iterator[Any]:
    """Give the rows of a table by the names of its columns, without its index.

    Parameters
    ----------
    table : DataFrame
        A column whose name Python cannot have is reached by its place alone.

    Notes
    -----
    As ``itertuples`` of pandas does, which makes a new class at each call: that takes longer than
    all that is done with the few rows of a result.
    """
    columns = [values for _, values in table.items()]
    return map(_row(tuple(table.columns)), zip(*columns, strict=True))


@lru_cache(maxsize=256)
def _row(names: tuple[str, ...]) -> Callable[[tuple], Any]:
    # Which names there are is not known before: what reads a row has a Protocol that says them.
    make: Any = namedtuple
    return make("Row", names, rename=True)._make
