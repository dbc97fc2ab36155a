"""Compile functions, and keep what was compiled wherever it may be written.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import functools
import logging
import os
import stat
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba.core import event

LOG = logging.getLogger(__name__)
# Said when compiling has taken so many seconds and goes on: a single small function is no matter.
COMPILING = "Compiling what computes, once (about half a minute)."
SILENT_SECONDS = 1.5
NAME = "escalation-numba"


class Compiling(event.Listener):
    """Says once that something is compiled; what was kept is loaded without a word."""

    def __init__(self) -> None:
        self._depth, self._began, self._spent, self._said = 0, 0.0, 0.0, False

    def on_start(self, event: event.Event) -> None:
        """Note when compiling begins; a function may have others compiled."""
        self._began = time.monotonic() if self._depth == 0 else self._began
        self._depth += 1

    def on_end(self, event: event.Event) -> None:
        """Add up, and say it where that is long."""
        self._depth -= 1
        if self._depth == 0:
            self._spent += time.monotonic() - self._began
        if self._spent > SILENT_SECONDS and not self._said:
            self._said = True
            LOG.warning(COMPILING)


event.register("numba:compile", Compiling())


def njit(**options: Any) -> Callable[[Callable], Any]:
    """Return numba's decorator of this name, which keeps what it compiles if that is possible.

    Parameters
    ----------
    **options
        As for ``numba.njit``, without ``cache``.

    Returns
    -------
    callable

    Notes
    -----
    numba keeps it beside the module, else in the user's folder for such things, and stops where
    it can write to neither: a read-only installation, and a user without a home.
    """

    def wrap(function: Callable) -> Any:
        try:
            return numba.njit(cache=True, **options)(function)
        except RuntimeError as error:
            if "no locator available" not in str(error):
                raise
        return numba.njit(cache=_other_place(), **options)(function)

    return wrap


@functools.cache
def _other_place() -> bool:
    """Have numba keep what it compiles in a temporary folder; tell whether there is one."""
    folder = Path(tempfile.gettempdir()) / f"{NAME}-{_user()}"
    kept = _is_ours(folder)
    if kept:
        # Processes that this one starts take the same folder.
        os.environ["NUMBA_CACHE_DIR"] = str(folder)
        numba.config.reload_config()
    where = f"is kept in {folder}" if kept else "is not kept, and compiled anew by every process"
    LOG.warning(
        "Neither the installation nor the user's cache folder can be written: what numba compiles "
        "%s; the variable NUMBA_CACHE_DIR names another folder.",
        where,
    )
    return kept


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "user"


def _is_ours(folder: Path) -> bool:
    """Make a folder for this user alone; tell whether it can be written, and is nobody else's.

    What lies in it is run: one that another user has made there must not be taken.
    """
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode):
            return False
        if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077):
            return False
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True
