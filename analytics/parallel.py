"""Like searches side by side, on the cores that there are; what comes out is in order."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 4


def in_order(compute: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Compute each item, several at once, and give the results in the order of the items.

    Parameters
    ----------
    compute : callable
        Pure, and mostly compiled code that lets go of the interpreter.
    items : iterable

    Returns
    -------
    list
    """
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, MOST)) as pool:
        return list(pool.map(compute, items))
