"""Results computed once per selection, and forgotten together with their study."""

import gc
import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from functools import partial, update_wrapper
from threading import Condition, Lock, RLock
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from weakref import ReferenceType, WeakKeyDictionary, ref

import numpy as np
from cachetools import LRUCache, cached

from analytics.parallel import beside
from data.study import Study

if TYPE_CHECKING:
    from analytics.selection.selected import Selection

# Enough for a reader who goes back and forth between a few dozen views.
REMEMBERED = 128
# All results of a process together. Of a study whose tables are larger, what one view takes stays.
MOST_BYTES, LARGE_TABLES = 16 << 20, 12
# What every result leads to and none holds by itself: code, types, and the study.
SHARED = (type, ModuleType, Study)
# What knows its own size at once; a table of pandas would add up that of all it holds, each time.
SIZED = {"builtins", "collections", "numpy", "pyarrow.lib"}
# Of an element of an array of Python's own objects.
OBJECT_BYTES = 64
# What holds nothing else, and what weighs nothing, of which a table has hundreds.
ATOMS = {str, int, float, bool, type(None)}
LIGHT = {type, ReferenceType, bool, type(None)}
# Of more rows, which are much alike, so many are weighed for all.
ROWS, MOST_ROWS = {list, tuple}, 32
Result = TypeVar("Result")


def weight_of(found: object) -> int:
    """Add up the bytes of an object and of all that it holds, the study left out.

    Parameters
    ----------
    found : object

    Returns
    -------
    int
        What several results share is counted for each of them, and an atom for each that holds it.
    """
    total, ahead = 0, [found]
    seen: set[int] = set()
    while ahead:
        one = ahead.pop()
        kind = type(one)
        if kind in LIGHT:
            continue
        if kind in ATOMS:
            total += sys.getsizeof(one)
            continue
        if id(one) in seen or isinstance(one, SHARED) or callable(one):
            continue
        seen.add(id(one))
        known = kind.__module__ in SIZED
        total += sys.getsizeof(one) if known else object.__sizeof__(one)
        if isinstance(one, np.ndarray):
            total += OBJECT_BYTES * one.size if one.dtype == object else 0
            # A view of an array keeps the whole of it.
            ahead += [] if one.base is None else [one.base]
        else:
            inside = gc.get_referents(one)
            kinds = set(map(type, inside))
            if kinds <= ATOMS:
                total += sum(map(sys.getsizeof, inside))
            elif len(inside) > MOST_ROWS and kinds <= ROWS:
                step = len(inside) // MOST_ROWS
                total += step * sum(map(weight_of, inside[::step]))
            else:
                ahead += inside
    return total


class Room:
    """What all that is remembered in this process may take: what lies unused for longest goes.

    Parameters
    ----------
    most : int
        Bytes; where twelve of the largest result take more, as many as those take.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most, self.held = most, 0
        self.lock = RLock()
        self._owners: dict[int, ReferenceType[Kept]] = {}
        self._bytes: OrderedDict[tuple[int, Hashable], int] = OrderedDict()

    def enter(self, owner: "Kept") -> int:
        """Give a number to what keeps the results of a function."""
        with self.lock:
            number = 1 + max(self._owners, default=0)
            self._owners[number] = ref(owner)
        return number

    def use(self, number: int, key: Hashable) -> None:
        """Note that a result was used."""
        self._bytes.move_to_end((number, key))

    def add(self, number: int, key: Hashable, size: int) -> None:
        """Note a result, and let go of others until all have room; this one stays."""
        self.leave(number, key)
        self._bytes[number, key] = size
        self.held += size
        if self.held <= self.most:
            return
        self._let_go_of_ended()
        most = max(self.most, LARGE_TABLES * max(self._bytes.values()))
        while self.held > most:
            owner, oldest = next(iter(self._bytes))
            kept = self._owners[owner]()
            if kept is None:
                self.leave(owner, oldest)
            else:
                del kept[oldest]

    def leave(self, number: int, key: Hashable) -> None:
        """Note that a result is gone."""
        self.held -= self._bytes.pop((number, key), 0)

    def _let_go_of_ended(self) -> None:
        """Forget what was remembered of studies that are shown no more."""
        ended = {number for number, owner in self._owners.items() if owner() is None}
        for number, key in [one for one in self._bytes if one[0] in ended]:
            self.leave(number, key)
        for number in ended:
            del self._owners[number]


ROOM = Room()


class Kept(LRUCache):
    """What one function has given for one study."""

    def __init__(self, most: int, room: Room = ROOM) -> None:
        super().__init__(most)
        self.room, self.number = room, room.enter(self)

    def __getitem__(self, key: Hashable) -> Any:
        with self.room.lock:
            found = super().__getitem__(key)
            self.room.use(self.number, key)
        return found

    def __setitem__(self, key: Hashable, value: object) -> None:
        size = weight_of((key, value))
        with self.room.lock:
            super().__setitem__(key, value)
            self.room.add(self.number, key, size)

    def __delitem__(self, key: Hashable) -> None:
        with self.room.lock:
            super().__delitem__(key)
            self.room.leave(self.number, key)


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
                    Kept(self.most),
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
