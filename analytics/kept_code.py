"""Where compiled code is kept: in which folder, whether all is there, and made by one at a time.

numba is not imported here: who finds all of it there has no need to wait for that.
"""

import functools
import hashlib
import logging
import os
import platform
import re
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from data import locks

LOG = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parents[1]
NAME = "escalation-numba"
# Between two looks at whether another process is done.
POLL = 0.05
# Modules with compiled functions.
KERNELS = (
    "analytics.alarms.kernel",
    "analytics.alarms.presets.poisson_regression",
    "analytics.changepoints.kernel",
    "analytics.changepoints.likelihood",
    "analytics.changepoints.lulls",
    "analytics.changepoints.odd_days",
    "analytics.changepoints.partitions",
    "analytics.panel.lull_bound",
    "analytics.regimes.run_lengths",
    "analytics.vectors",
)
IMPORTED = re.compile(rb"^from (analytics\.[\w.]+) import", re.MULTILINE)


def compile_once(compute: Callable[[], object]) -> bool:
    """Have everything compiled, unless that was done; of several processes one does it.

    Parameters
    ----------
    compute : callable
        Calls every compiled function in the way that studies do.

    Returns
    -------
    bool
        Whether it was called.
    """
    place = folder()
    if place is None:
        compute()
        return True
    whole = place / _whole()
    if whole.exists():
        return False
    with alone(place / "compiling"):
        if whole.exists():
            return False
        compute()
        for old in place.glob(f"{sys.implementation.cache_tag}-*.whole"):
            old.unlink(missing_ok=True)
        # Where there is no room for it, the next one looks at each function again.
        with suppress(OSError):
            whole.touch()
    return True


@functools.cache
def folder() -> Path | None:
    """Return where compiled code is kept; None where it cannot be.

    Notes
    -----
    In the folder that ``NUMBA_CACHE_DIR`` names, else beside the modules, else among what the user
    keeps for such ends, else among what is temporary. A folder that cannot be written to serves if
    all is there: an installation by an administrator, a container.
    """
    named = os.environ.get("NUMBA_CACHE_DIR")
    places = [_within(Path(named))] if named else []
    places += [ROOT / "analytics" / "__pycache__" / NAME, *map(_within, _users_own())]
    for place in places:
        if (place / _whole()).exists() or _can_write(place):
            return place
    return _temporary()


def stamp(source: Path) -> bytes:
    """Return a hash of a module and of those whose compiled functions it takes.

    numba compiles code of one module into that of another, but looks at the one alone.
    """
    known: dict[Path, bytes] = {}
    ahead = [source]
    while ahead:
        path = ahead.pop()
        if path not in known:
            known[path] = path.read_bytes()
            names = {name.decode() for name in IMPORTED.findall(known[path])}
            ahead += map(_path, names.intersection(KERNELS))
    return hashlib.sha256(b"".join(known[path] for path in sorted(known))).digest()


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Hold a lock meanwhile, a file for this purpose alone; others wait."""
    while (held := locks.take(lock)) is None:
        time.sleep(POLL)
    try:
        yield
    finally:
        locks.let_go(held)


@functools.cache
def _whole() -> str:
    """Name the file that says that all is there, for these sources, this numba, this processor."""
    stamps = b"".join(stamp(_path(name)) for name in KERNELS)
    told = hashlib.sha256(stamps + version("numba").encode() + _processor()).hexdigest()
    return f"{sys.implementation.cache_tag}-{told[:16]}.whole"


def _processor() -> bytes:
    """Return what tells this processor from others, which could not run what it runs."""
    try:
        with open("/proc/cpuinfo", "rb") as told:
            first = told.read(1 << 14).partition(b"\n\n")[0]
    except OSError:  # another system than Linux
        return platform.processor().encode()
    # The rest is how fast it is just now.
    return b"".join(re.findall(rb"^(?:model name|flags|Features|CPU part)\s*:.*$", first, re.M))


def _path(module: str) -> Path:
    return (ROOT / module.replace(".", "/")).with_suffix(".py")


def _within(parent: Path) -> Path:
    """Return the folder of this installation in one that several may share."""
    return parent / f"escalation-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:16]}"


def _users_own() -> list[Path]:
    named = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME")
    parent = Path(named or os.path.expanduser("~/.cache")) / "escalation"
    # A user without a home is no folder of this name.
    return [parent] if parent.is_absolute() else []


def _can_write(place: Path) -> bool:
    try:
        place.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=place).close()
    except OSError:
        return False
    return True


def _temporary() -> Path | None:
    """Return a folder among what is temporary, and tell of it; None where there is none."""
    parent = Path(tempfile.gettempdir()) / f"{NAME}-{_user()}"
    place = _within(parent) if _is_ours(parent) and _can_write(_within(parent)) else None
    if place is not None:
        # Processes that this one starts take the same folder, and need not tell of it.
        os.environ["NUMBA_CACHE_DIR"] = str(parent)
    where = f"is kept in {place}" if place else "is not kept, and compiled anew by every process"
    LOG.warning(
        "Neither the installation nor the user's cache folder can be written: what numba compiles "
        "%s; the variable NUMBA_CACHE_DIR names another folder.",
        where,
    )
    return place


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "user"


def _is_ours(place: Path) -> bool:
    """Make a folder for this user alone; tell whether it is nobody else's.

    What lies in it is run: one that another user has made there must not be taken.
    """
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        found = place.lstat()
    except OSError:
        return False
    ours = stat.S_ISDIR(found.st_mode)
    if hasattr(os, "getuid"):
        ours = ours and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return ours
