"""Results computed once per study and view, and forgotten together with their study."""

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary, ref

from data.study import Study

# Enough for a reader who goes back and forth between a few dozen views.
REMEMBERED = 128
Result = TypeVar("Result")


def remembered(compute: Callable[..., Result]) -> Callable[..., Result]:
    """Remember the results of a function of a study and of further hashable arguments.

    Parameters
    ----------
    compute : callable
        Its first argument is the study; its result must not hold the study.

    Returns
    -------
    callable
        Remembers up to ``REMEMBERED`` results for each study.

    Notes
    -----
    A plain ``lru_cache`` would keep every study ever shown alive; here the results go when the
    last other reference to their study does.
    """
    by_study: WeakKeyDictionary[Study, Callable[..., Result]] = WeakKeyDictionary()
    lock = Lock()

    def own(study: Study) -> Callable[..., Result]:
        # A weak reference, because the cache itself must not keep the study.
        known = ref(study)
        return lru_cache(maxsize=REMEMBERED)(lambda *rest: compute(known(), *rest))

    @wraps(compute)
    def recall(study: Study, *rest: object) -> Result:
        with lock:
            if study not in by_study:
                by_study[study] = own(study)
            cached = by_study[study]
        return cached(*rest)

    return recall
