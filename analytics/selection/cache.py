"""Results computed once per selection, and forgotten together with their study."""

from collections.abc import Callable
from functools import update_wrapper
from threading import Condition, Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from cachetools import LRUCache, cached

from data.study import Study

if TYPE_CHECKING:
    from analytics.selection.selected import Selection

# Enough for a reader who goes back and forth between a few dozen views.
REMEMBERED = 128
Result = TypeVar("Result")


class Remembered(Generic[Result]):
    """A function of a selection and of further hashable arguments that remembers its results."""

    def __init__(self, compute: Callable[..., Result], most: int) -> None:
        self.compute, self.most, self.lock = compute, most, Lock()
        self.by_study: WeakKeyDictionary[Study, Any] = WeakKeyDictionary()
        update_wrapper(self, compute)

    def __call__(self, selection: "Selection", *rest: object) -> Result:
        """Give what is remembered, or compute it."""
        with self.lock:
            if selection.study not in self.by_study:
                # The view alone is the key: the cache itself must not keep the study.
                self.by_study[selection.study] = cached(
                    LRUCache(self.most),
                    key=lambda asked, *rest: (asked.view, *rest),
                    condition=Condition(),
                )(self.compute)
            known = self.by_study[selection.study]
        return known(selection, *rest)

    def knows(self, selection: "Selection", *rest: object) -> bool:
        """Tell whether the result is there without computing it."""
        with self.lock:
            known = self.by_study.get(selection.study)
        return known is not None and (selection.view, *rest) in known.cache


def remembered(compute: Callable[..., Result], *, most: int = REMEMBERED) -> Remembered[Result]:
    """Remember the results of a function of a selection and of further hashable arguments.

    Parameters
    ----------
    compute : callable
        Its first argument is the selection; its result must not hold the study.
    most : int
        Results kept for each study; the one unused for longest goes first.

    Returns
    -------
    Remembered
        Where several threads ask for the same result at once, one computes it.

    Notes
    -----
    A plain ``lru_cache`` would keep every study ever shown alive; here the results go when the
    last other reference to their study does.
    """
    return Remembered(compute, most)
