"""Results computed once per selection, and forgotten together with their study."""

from collections.abc import Callable, Sequence
from functools import partial, update_wrapper
from threading import Condition, Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from cachetools import LRUCache, cached

from analytics.parallel import beside
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
        self.coming: WeakKeyDictionary[Study, Callable[[], dict]] = WeakKeyDictionary()
        update_wrapper(self, compute)

    def __call__(self, selection: "Selection", *rest: object) -> Result:
        """Give what is remembered, or compute it."""
        known = self._of(selection.study)
        if (wait := self._coming(selection, known, rest)) is not None:
            found = wait()
            with known.cache_condition:
                known.cache.update(found)
        return known(selection, *rest)

    def _of(self, study: Study) -> Any:
        with self.lock:
            if study not in self.by_study:
                # The view alone is the key: the cache itself must not keep the study.
                self.by_study[study] = cached(
                    LRUCache(self.most),
                    key=lambda asked, *rest: (asked.view, *rest),
                    condition=Condition(),
                )(self.compute)
            return self.by_study[study]

    def _coming(self, selection: "Selection", known: Any, rest: tuple) -> Any:
        """Give what waits for the process beside this one, if this may be among its results."""
        with self.lock:
            if (selection.view, *rest) in known.cache:
                return None
            return self.coming.pop(selection.study, None)

    def results(self, study: Study) -> dict[tuple, Result]:
        """Give all that is remembered of a study."""
        return dict(self._of(study).cache)

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


def remember_beside(
    study: Study, compute: Callable[[], object], functions: Sequence[Remembered[Any]]
) -> None:
    """Have functions remember of a study what a process beside this one begins to compute now.

    Parameters
    ----------
    study : Study
    compute : callable
        Calls the functions.
    functions : sequence of Remembered
        Which of them are waited for: at the first result that is not there.
    """

    def computed() -> list[dict]:
        compute()
        return [function.results(study) for function in functions]

    wait = beside(computed)
    for place, function in enumerate(functions):
        function.coming[study] = partial(_part, wait, place)


def _part(wait: Callable[[], list[dict] | None], place: int) -> dict:
    found = wait()
    return {} if found is None else found[place]
