"""Locks that end with the processes that hold them, however those end."""

import contextlib
import os
from pathlib import Path


def take(path: Path) -> int | None:
    """Take a lock, and return the number of its file; None where another process holds it.

    Parameters
    ----------
    path : Path
        A file for this purpose alone; made where it is missing.

    Returns
    -------
    int or None
        A process that inherits the file holds the lock as well; closing it lets go.
    """
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(number)
    except OSError:
        os.close(number)
        return None
    return number


def is_held(path: Path) -> bool:
    """Tell whether any process holds a lock; a lock that was never made is held by none."""
    if not path.exists():
        return False
    number = take(path)
    if number is not None:
        os.close(number)
    return number is None


if os.name == "nt":
    import msvcrt

    def _lock(number: int) -> None:
        # Only Windows has these, and the types are those of this system.
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def let_go(number: int | None) -> None:
    """Let go of a lock, if it was taken."""
    if number is not None:
        with contextlib.suppress(OSError):
            os.close(number)
