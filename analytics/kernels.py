"""Compiled functions, called without numba where all that they need was compiled before.

Loading numba, and what it compiled, takes longer than most of what is computed: a command that
finds everything compiled does without.
"""

import threading
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from analytics.ready_code import CallFailed, Kinds, ReadyCode, find, kinds_of

_UNKNOWN = object()


class Kernel:
    """A function that is compiled: as kept by an earlier process, else by numba."""

    def __init__(self, function: Callable, options: dict[str, Any]) -> None:
        update_wrapper(self, function)
        self.py_func = function
        self.targetoptions = options
        self._ready: dict[Kinds, ReadyCode | None] = {}
        self._lock = threading.Lock()
        self._dispatcher: Any = None

    def __call__(self, *given: Any) -> Any:
        """Call it: what was compiled before for arguments of these kinds, or numba's."""
        kinds = kinds_of(given)
        if kinds is not None:
            ready = self._ready.get(kinds, _UNKNOWN)
            if ready is _UNKNOWN:
                ready = self._ready[kinds] = find(self.py_func, kinds)
            if isinstance(ready, ReadyCode):
                try:
                    return ready(given)
                except CallFailed:
                    # Numba says what is wrong, by calling it again.
                    pass
        return self.dispatcher(*given)

    @property
    def dispatcher(self) -> Any:
        """What numba makes of the function; numba is loaded for it."""
        if self._dispatcher is None:
            from analytics.compiled import compile_kept

            with self._lock:
                if self._dispatcher is None:
                    self._dispatcher = compile_kept(self.py_func, self.targetoptions)
        return self._dispatcher

    @property
    def _numba_type_(self) -> Any:
        """What numba asks for where a compiled function calls this one."""
        from numba import types

        return types.Dispatcher(self.dispatcher)


def njit(**options: Any) -> Callable[[Callable], Kernel]:
    """Return a decorator like numba's of this name, which keeps what it compiles where it can.

    Parameters
    ----------
    **options
        As for ``numba.njit``, without ``cache``.

    Returns
    -------
    callable
    """
    return lambda function: Kernel(function, options)
