"""A process that works on one queue of a store until nothing is left to do."""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from data import locks

# How often it looks for work, for how long without any, and how often for the server itself.
POLL, LINGER_SECONDS, LOOK_FOR_SERVER = 0.03, 300, 1.0
TRY_FOR = 2.0
MOST_THREADS = 4
# Of 1000; what answers has 0.
FIRST_TO_END = 500


def run(folder: Path, kind: str, number: int, load: Callable) -> None:
    """Work on a queue; ends without work, without its server, or where another is at it already.

    Parameters
    ----------
    folder : Path
        Of the store.
    kind : str
    number : int
        Which of the processes for this kind it is.
    load : callable
        Takes store and kind, and returns the queue with what does its work; called once the
        process has its lock, for it imports what takes long.
    """
    held = _lock(folder / "slots" / f"{kind}-{number}")
    if held is None:
        return
    from dashboard.store.contents import Store
    from dashboard.work.drain import do

    queue, work = load(Store(of=folder), kind)
    limit_memory(queue.rules.memory)
    limit_threads()
    give_way_for_memory()
    if hasattr(os, "nice"):
        # What comes of a nursery gives way already.
        os.nice(max(0, queue.rules.niceness - os.nice(0)))
    used, last = time.monotonic(), None
    looked = used
    while time.monotonic() - used < LINGER_SECONDS:
        if time.monotonic() - looked > LOOK_FOR_SERVER:
            looked = time.monotonic()
            if not locks.is_held(folder / "lock"):
                return
        job = queue.claim(f"{kind}-{number}", last=last)
        if job is None:
            time.sleep(POLL)
            continue
        last = job
        alarm(queue.rules.seconds)
        do(queue, job, work)
        alarm(0)
        if _is_swollen(queue.rules.memory):
            return
        used = time.monotonic()


def _is_swollen(memory: int) -> bool:
    """Tell whether a process has taken so much that the next work would find too little."""
    if not memory or os.name == "nt":
        return False
    return _peak() > memory // 4


def _peak() -> int:
    """Return the most memory that this process has held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # What the system reports otherwise includes what the server held when it began this one.
        held = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(next(held).split()[1]) * 1024
    import resource

    # In kilobytes, but on Macs in bytes; there a process ends a little early.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _lock(path: Path) -> int | None:
    """Take the lock of this process, and write its number there; somebody may be looking at it."""
    until = time.monotonic() + TRY_FOR
    while (held := locks.take(path)) is None and time.monotonic() < until:
        time.sleep(POLL)
    if held is not None:
        os.ftruncate(held, 0)
        os.write(held, str(os.getpid()).encode())
    return held


def limit_memory(memory: int) -> None:
    """Let this process have so many bytes and no more, where the system can.

    Parameters
    ----------
    memory : int
        Bytes; 0 for no limit.

    Notes
    -----
    On Linux what it may write to is counted, and not its addresses: a library's pool reserves
    some 70 MB of those for each of the machine's cores, so that on 64 of them a limit of
    addresses is used up by nothing.
    """
    if memory and os.name != "nt":
        import resource

        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        hard = resource.getrlimit(kind)[1]
        most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.setrlimit(kind, (most, hard))


def limit_threads() -> None:
    """Let Arrow read with a few threads: each takes memory of its own, and a server has others."""
    import pyarrow

    pyarrow.set_cpu_count(min(pyarrow.cpu_count(), MOST_THREADS))


def give_way_for_memory() -> None:
    """Have a system that runs out of memory end this process, whose work is done again."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(FIRST_TO_END), encoding="ascii")


def alarm(seconds: int) -> None:
    """End this process after so many seconds, whatever it does then; 0 lets it go on."""
    if hasattr(signal, "alarm"):
        # Not a handler of Python's: that would wait for the end of a long computation.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)
