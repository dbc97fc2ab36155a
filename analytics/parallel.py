"""Work side by side, on the cores that there are: searches in threads, the rest in a process."""

import contextlib
import ctypes
import math
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial, wraps
from pathlib import Path
from threading import Lock
from typing import ParamSpec, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Given = ParamSpec("Given")
Tell = Callable[[str, float], None]
MOST = 4
# Linux' groups of processes, and which one this process is in.
GROUPS, OWN_GROUP = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")
# Of prctl(2): the signal that a process gets when the one that began it ends.
WHEN_PARENT_ENDS = 1
# Who is told how far what is computed is, in the thread that asked for it.
_told: ContextVar[Tell | None] = ContextVar("told", default=None)


def usable_cores() -> int:
    """Tell how many cores this process may use: a container or service may be given a few of many.

    Returns
    -------
    int
        At least 1. A share of a core counts as one.
    """
    if sys.platform != "linux":
        return os.cpu_count() or 1
    allowed = len(os.sched_getaffinity(0))
    with contextlib.suppress(OSError, ValueError):
        group = OWN_GROUP.read_text().strip().rpartition("0::/")[2]
        # Microseconds of processors in so many of the clock; where there is no limit, "max".
        quota, period = (GROUPS / group / "cpu.max").read_text().split()
        return max(1, min(allowed, math.ceil(int(quota) / int(period))))
    return allowed


@contextmanager
def progress_told(tell: Tell) -> Iterator[None]:
    """Tell how far :func:`in_order` is, whatever asks for it within.

    Parameters
    ----------
    tell : callable
        Is given words and a share from 0 to 1, at times from another thread, one after another.
    """
    before = _told.set(tell)
    try:
        yield
    finally:
        _told.reset(before)


def in_order(
    compute: Callable[[Item], Result], items: Iterable[Item], words: str = ""
) -> list[Result]:
    """Compute each item, several at once, and give the results in the order of the items.

    Parameters
    ----------
    compute : callable
        Pure, and mostly compiled code that lets go of the interpreter.
    items : iterable
    words : str
        What this is called where progress is told; with "" it is not.

    Returns
    -------
    list
    """
    every, tell = list(items), _told.get()
    if tell and words and every:
        compute = _counted(compute, len(every), partial(tell, words))
    with ThreadPoolExecutor(max_workers=min(usable_cores(), MOST)) as pool:
        return list(pool.map(compute, every))


def _counted(
    compute: Callable[[Item], Result], total: int, tell: Callable[[float], None]
) -> Callable[[Item], Result]:
    """Compute items as before, and tell which share of so many is done."""
    done, telling = 0, Lock()
    tell(0.0)

    def counted(item: Item) -> Result:
        nonlocal done
        result = compute(item)
        with telling:
            done += 1
            tell(done / total)
        return result

    return counted


def on_one_thread(compute: Callable[Given, Result]) -> Callable[Given, Result]:
    """Compute without the threads that numpy multiplies matrices in.

    Parameters
    ----------
    compute : callable
        Of many small matrices. Threads that share one wait for each other without rest: on busy
        cores they take fifty times as long as one alone.

    Returns
    -------
    callable
    """

    @wraps(compute)
    def alone(*given: Given.args, **named: Given.kwargs) -> Result:
        from threadpoolctl import threadpool_limits

        with threadpool_limits(limits=1, user_api="blas"):
            return compute(*given, **named)

    return alone


def beside(compute: Callable[[], Result]) -> Callable[[], Result | None]:
    """Begin to compute in a process beside this one, which has all that was read so far.

    Parameters
    ----------
    compute : callable
        Pure, and mostly not compiled: threads would wait for each other.

    Returns
    -------
    callable
        Waits, and gives the result. None where there is no second core, no fork of a process that
        is safe (Linux has one), or where it failed: who asks then computes it in this process, and
        meets the same error. The process ends with this one, asked or not.
    """
    if sys.platform != "linux" or usable_cores() < 2:
        return lambda: None
    known: list[Result | None] = []
    source, target = os.pipe()
    parent = os.getpid()
    with warnings.catch_warnings():
        # Python warns of threads of any kind; those that numpy keeps are safe to fork beside.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _give(compute, target, parent)
    os.close(target)
    waiting = Lock()

    def result() -> Result | None:
        with waiting:
            if not known:
                with open(source, "rb") as pipe:
                    content = pipe.read()
                _, failed = os.waitpid(child, 0)
                known.append(None if failed else pickle.loads(content))
        return known[0]

    return result


def _give(compute: Callable[[], object], target: int, parent: int) -> None:
    """Write what is computed to a pipe, and end at once: nothing of the parent is tidied up."""
    failed = 1
    try:
        _end_with(parent)
        with open(target, "wb") as pipe:
            pickle.dump(compute(), pipe)
        failed = 0
    finally:
        os._exit(failed)


def _end_with(parent: int) -> None:
    """End when the parent does: nobody would read, and what it prints to stays open till then."""
    if ctypes.CDLL(None).prctl(WHEN_PARENT_ENDS, signal.SIGKILL) or os.getppid() != parent:
        os._exit(1)
