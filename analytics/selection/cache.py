"""Results computed once per selection, and forgotten together with their study."""

from collections.abc import Callable
from functools import wraps
from threading import Condition, Lock
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from cachetools import LRUCache, cached

from data.study import Study

if TYPE_CHECKING:
    from analytics.selection.selected import Selection

# Enough for a reader who goes back and forth between a few dozen views.
REMEMBERED = 128
Result = TypeVar("Result")


def remembered(compute: Callable[..., Result], *, most: int = REMEMBERED) -> Callable[..., Result]:
    """Remember the results of a function of a selection and of further hashable arguments.

    Parameters
    ----------
    compute : callable
        Its first argument is the selection; its result must not hold the study.
    most : int
        Results kept for each study; the one unused for longest goes first.

    Returns
    -------
    callable
        Where several threads ask for the same result at once, one computes it.

    Notes
    -----
    A plain ``lru_cache`` would keep every study ever shown alive; here the results go when the
    last other reference to their study does.
    """
    by_study: WeakKeyDictionary[Study, Callable[..., Result]] = WeakKeyDictionary()
    lock = Lock()

    @wraps(compute)
    def recall(selection: "Selection", *rest: object) -> Result:
        with lock:
            if selection.study not in by_study:
                # The view alone is the key: the cache itself must not keep the study.
                by_study[selection.study] = cached(
                    LRUCache(most),
                    key=lambda asked, *rest: (asked.view, *rest),
                    condition=Condition(),
                )(compute)
            known = by_study[selection.study]
        return known(selection, *rest)

    return recall
