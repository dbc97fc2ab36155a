"""Compile functions, and keep what was compiled wherever it may be written.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import numba
from llvmlite.binding import executionengine
from numba.core import caching, event

from analytics import kept_code

LOG = logging.getLogger(__name__)
# Said when compiling has taken so many seconds and goes on: a single small function is no matter.
COMPILING = "Compiling what computes, once (about half a minute)."
SILENT_SECONDS = 1.5
# What LLVM calls is in there: nothing that is raised in it arrives anywhere.
TAKES_OVER = executionengine.__file__


class Compiling(event.Listener):
    """Says once that something is compiled; what was kept is loaded without a word."""

    def __init__(self) -> None:
        self.tell: Callable[[int], object] | None = None
        self._depth, self._began, self._spent, self._said = 0, 0.0, 0.0, False
        self._compiled = 0

    def on_start(self, event: event.Event) -> None:
        """Note when compiling begins; a function may have others compiled."""
        if self._depth == 0:
            self._began = time.monotonic()
        self._depth += 1

    def on_end(self, event: event.Event) -> None:
        """Add up, and say it where that is long."""
        self._depth -= 1
        self._compiled += 1
        if self._depth == 0:
            self._spent += time.monotonic() - self._began
        if self.tell is not None:
            self.tell(self._compiled)
        elif self._spent > SILENT_SECONDS and not self._said:
            self._said = True
            LOG.warning(COMPILING)


class Interruptible(event.Listener):
    """Has an interruption wait while numba takes over what LLVM has compiled.

    Python interrupts where it next runs code of its own, which after seconds in LLVM is nearly
    always there. What is raised there is lost: the program went on, and numba stopped it later with
    "no compiled object yet".
    """

    def __init__(self) -> None:
        self._usual: dict[int, Any] = {}
        self._waiting: Callable[[], object] | None = None
        self._depth = 0

    def on_start(self, event: event.Event) -> None:
        """Take the place of what interrupts; only the main thread is interrupted at all."""
        if threading.current_thread() is not threading.main_thread():
            return
        self._depth += 1
        if self._depth == 1:
            for number in (signal.SIGINT, signal.SIGTERM):
                usual = signal.getsignal(number)
                if callable(usual):
                    self._usual[number] = usual
                    signal.signal(number, self._interrupt)

    def on_end(self, event: event.Event) -> None:
        """Give it back, and let happen what waits."""
        if threading.current_thread() is not threading.main_thread():
            return
        self._depth -= 1
        if self._depth == 0:
            while self._usual:
                signal.signal(*self._usual.popitem())
        if self._waiting is not None:
            # Here and now: a signal would arrive a few steps later, where it may be lost.
            interrupt, self._waiting = self._waiting, None
            interrupt()

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        inner = frame
        while inner is not None:
            if inner.f_code.co_filename == TAKES_OVER:
                self._waiting = partial(self._usual[number], number, None)
                return
            inner = inner.f_back
        self._usual[number](number, frame)


LISTENER = Compiling()
event.register("numba:compile", LISTENER)
event.register("numba:compile", Interruptible())


@contextmanager
def telling(tell: Callable[[int], object]) -> Iterator[None]:
    """Have the number of functions compiled so far told as it grows."""
    LISTENER.tell = tell
    try:
        yield
    finally:
        LISTENER.tell = None


def njit(**options: Any) -> Callable[[Callable], Any]:
    """Return numba's decorator of this name, which keeps what it compiles if that is possible.

    Parameters
    ----------
    **options
        As for ``numba.njit``, without ``cache``.

    Returns
    -------
    callable
    """

    def wrap(function: Callable) -> Any:
        compiled = numba.njit(**options)(function)
        if kept_code.folder() is not None:
            # As ``cache=True`` has it, with a place and a stamp of our own.
            compiled._cache = _Kept(function)
        return compiled

    return wrap


class _Place(caching._CacheLocator):
    """Where what a function was compiled to is kept, and of which sources it is."""

    def __init__(self, function: Callable, source: str) -> None:
        self._py_file, self._lineno = source, function.__code__.co_firstlineno
        path = Path(source).resolve()
        inside = path.is_relative_to(kept_code.ROOT)
        self._name = (
            ".".join(path.relative_to(kept_code.ROOT).with_suffix("").parts)
            if inside
            else self.get_suitable_cache_subpath(source)
        )

    def ensure_cache_path(self) -> None:
        os.makedirs(self.get_cache_path(), exist_ok=True)

    def get_cache_path(self) -> str:
        place = kept_code.folder()
        assert place is not None
        return str(place / self._name)

    def get_source_stamp(self) -> bytes:
        return kept_code.stamp(Path(self._py_file))

    def get_disambiguator(self) -> str:
        return str(self._lineno)

    @classmethod
    def from_function(cls, function: Callable, source: str) -> "_Place":
        return cls(function, source)


class _Kind(caching.CompileResultCacheImpl):
    _locator_classes = [_Place]


class _Kept(caching.FunctionCache):
    """What a function was compiled to, as numba keeps it, but written by one process at a time.

    Of two that compile it for different types at once, each would otherwise write its own code
    under the same name, and one be given the code of the other.
    """

    _impl_class = _Kind

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        with _as_far_as_can_be():
            return super().load_overload(sig, target_context)

    def save_overload(self, sig: Any, data: Any) -> None:
        with _as_far_as_can_be() as place, kept_code.alone(place / "writing"):
            super().save_overload(sig, data)


@contextmanager
def _as_far_as_can_be() -> Iterator[Path]:
    """Say once why what was compiled is not kept: it serves this process all the same."""
    place = kept_code.folder()
    assert place is not None
    try:
        yield place
    except OSError as error:
        if place not in _told:
            _told.add(place)
            LOG.warning(
                "What was compiled cannot be kept in %s (%s), and is compiled anew next time; the "
                "variable NUMBA_CACHE_DIR names another folder.",
                place,
                error.strerror,
            )


_told: set[Path] = set()
