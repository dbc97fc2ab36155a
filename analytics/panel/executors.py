"""Where many units are computed: here, in processes, or on a cluster, with the same outcome."""

import platform
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from ctypes import CDLL
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

from analytics.errors import ClusterUnfit
from analytics.parallel import usable_cores
from data.version import NAME, version

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Sequence[Item]], list[Result]]
Tell = Callable[[int, int], None]
# A batch takes so long, that sending it is nothing beside it and that no worker waits at the end.
SECONDS, FIRST_BATCH, MOST_IN_BATCH = 2.0, 4, 2_000
# So many batches a worker are under way: one computed, one on its way.
UNDER_WAY = 2
# Options of glibc's ``mallopt``, from its malloc.h: how much free memory a process keeps at the end
# of its own, and from which size on an array is given pages of its own, here the most it takes.
MALLOC_KEPT = {-1: 128 << 20, -3: 32 << 20}
# Whose process ended so often goes alone; who ends one alone so often is what ends them.
MOST_LOSSES = 2


@dataclass(frozen=True)
class Failure:
    """What stands in place of a result that could not be computed, and why."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Crew:
    """Who computes.

    Parameters
    ----------
    workers : int
        How many at once.
    start : callable
        Returns an executor of ``concurrent.futures``.
    stop : callable
        Ends one, whatever it is at.
    lost : tuple of type
        Errors that say that a worker ended, and not that its work is at fault.
    close : callable
        Lets go of what is kept open between two pieces of work.
    compute : callable
        From work and some items to the seconds that they took and their results, there.
    """

    workers: int
    start: Callable[[], Executor]
    stop: Callable[[Executor], None]
    lost: tuple[type[BaseException], ...] = (BrokenExecutor,)
    close: Callable[[], None] = lambda: None
    compute: Callable[[Work, Sequence[Any]], tuple[float, list[Any]]] = field(
        default_factory=lambda: timed
    )


def one_process() -> Crew:
    """Compute in this process, one batch after the other."""
    return Crew(workers=1, start=lambda: ThreadPoolExecutor(1), stop=_cancelled)


def several_processes(workers: int | None = None) -> Crew:
    """Compute in processes on this machine.

    Parameters
    ----------
    workers : int or None
        None is one for each core that this process may use.
    """
    number = workers or usable_cores()
    return Crew(workers=number, start=lambda: _pool(number), stop=_ended)


def _pool(workers: int) -> ProcessPoolExecutor:
    # A process of its own has at once what was read and compiled so far; elsewhere than on Linux
    # that is not safe.
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(workers, context, initializer=_deaf)


def _deaf() -> None:
    """Leave Ctrl-C to the process that was started: it ends the others."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _cancelled(executor: Executor) -> None:
    executor.shutdown(wait=True, cancel_futures=True)


def _ended(executor: Executor) -> None:
    """End the processes of a pool at once: nothing that they compute is wanted any more."""
    # Python 3.14 has a name for it: terminate_workers.
    own = list((getattr(executor, "_processes", None) or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    for process in own:
        process.terminate()
    for process in own:
        process.join()


def cluster(address: str) -> Crew:
    """Compute on a cluster of Dask.

    Parameters
    ----------
    address : str
        Of its scheduler, such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    ClusterUnfit
        Where Dask is not installed, nobody answers, or the workers lack this program.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise ClusterUnfit(
            "A cluster needs Dask, which is not installed: pip install 'escalation[cluster]'."
        ) from None
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterUnfit(
            f"No scheduler of Dask answers at {address} ({type(error).__name__}): start one with "
            "dask scheduler, or look at the address."
        ) from None
    workers = sum(client.nthreads().values())
    if unfit := _unfit(client, address):
        client.close()
        raise ClusterUnfit(unfit)

    def stop(executor: Executor) -> None:
        executor.shutdown(wait=False)

    return Crew(
        workers=workers,
        # A batch is not known by its content, which would take time to hash.
        start=lambda: client.get_executor(pure=False),
        stop=stop,
        lost=(KilledWorker,),
        close=client.close,
        compute=timed_in_kept_memory,
    )


def _unfit(client: Any, address: str) -> str:
    """Say what a cluster lacks; empty where it is fit."""
    own = version()
    try:
        there = set(client.run(version).values())
    except ImportError:
        there = {"no version"}
    if not there:
        return f"The cluster at {address} has no worker: start some with dask worker {address}."
    if there != {own}:
        found = ", ".join(sorted(there))
        return (
            f"The workers of {address} have {found} of {NAME}, and this is {own}: install the same "
            "on each of them, with the same versions of what it needs."
        )
    return ""


@dataclass(eq=False)
class _Batch:
    """Places of items that are computed together, and how often a process ended meanwhile."""

    places: list[int]
    losses: int = 0
    alone: bool = False


@dataclass(eq=False)
class _Spread(Generic[Item, Result]):
    """What is still to be computed, and in which batches."""

    work: Work
    items: Sequence[Item]
    crew: Crew
    next: int = 0
    again: deque[_Batch] = field(default_factory=deque)
    suspects: deque[int] = field(default_factory=deque)
    pace: float = 0.0
    broken: bool = False

    def take(self, running: dict[Future, _Batch]) -> _Batch | None:
        """Give the next batch; None where nothing may begin now."""
        if any(batch.alone for batch in running.values()):
            return None
        if self.again:
            return None if self.again[0].alone and running else self.again.popleft()
        if self.next < len(self.items):
            left = len(self.items) - self.next
            size = int(SECONDS / self.pace) if self.pace else FIRST_BATCH
            # Towards the end smaller ones, so that all workers end together.
            size = max(1, min(size, MOST_IN_BATCH, left // (UNDER_WAY * self.crew.workers)))
            places = [*range(self.next, min(self.next + size, len(self.items)))]
            self.next += len(places)
            return _Batch(places)
        if self.suspects and not running:
            return _Batch([self.suspects.popleft()], alone=True)
        return None

    def ended(self, future: Future, batch: _Batch) -> Iterator[tuple[int, Result | Failure]]:
        """Give what came of a batch, or see to it that it is computed once more."""
        error = future.exception()
        if error is None:
            seconds, results = future.result()
            self.pace = max(seconds / len(batch.places), 1e-6)
            yield from zip(batch.places, results, strict=True)
        elif isinstance(error, self.crew.lost):
            self.broken = True
            yield from self.lost(batch)
        elif len(batch.places) == 1:
            yield batch.places[0], Failure(f"{type(error).__name__}: {error}")
        else:
            # One of them is at fault: each by itself tells which.
            self.again.extend(_Batch([place]) for place in batch.places)

    def lost(self, batch: _Batch) -> Iterator[tuple[int, Failure]]:
        """Have a batch computed once more whose process ended, or say that it ends them."""
        batch.losses += 1
        if batch.losses < MOST_LOSSES:
            self.again.append(batch)
        elif batch.alone:
            yield batch.places[0], Failure("the process that computed it ended, each time")
        else:
            self.suspects.extend(batch.places)


def spread(
    work: Work, items: Sequence[Item], crew: Crew, *, tell: Tell | None = None
) -> Iterator[tuple[int, Any]]:
    """Compute items in batches, and give each with its place as soon as it is there.

    Parameters
    ----------
    work : callable
        From a list of items to the list of their results; pure, and can be pickled.
    items : sequence
    crew : Crew
    tell : callable, optional
        Is told how many are done, of how many.

    Returns
    -------
    iterator of (int, result or Failure)
        In any order; each place once.

    Notes
    -----
    A batch whose worker ended is computed again, and one that ends its worker twice goes in
    pieces, one at a time, until it is known what ends it. Whoever stops to take results, as by
    Ctrl-C, ends what is under way.
    """
    state: _Spread = _Spread(work, items, crew)
    done = 0
    executor = crew.start()
    running: dict[Future, _Batch] = {}
    try:
        while True:
            _fill(state, executor, running)
            if not running:
                if not state.broken:
                    return
                executor, state.broken = _renewed(crew, executor), False
                continue
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                for found in state.ended(future, running.pop(future)):
                    done += 1
                    yield found
            if tell:
                tell(done, len(items))
    finally:
        for future in running:
            future.cancel()
        crew.stop(executor)


def _fill(state: _Spread, executor: Executor, running: dict[Future, _Batch]) -> None:
    """Have as many batches under way as there is work for; none where a process has ended."""
    while not state.broken and len(running) < UNDER_WAY * state.crew.workers:
        batch = state.take(running)
        if batch is None:
            return
        given = [state.items[place] for place in batch.places]
        try:
            with warnings.catch_warnings():
                # Python warns of threads of any kind; those that numpy keeps are safe to fork.
                warnings.simplefilter("ignore", DeprecationWarning)
                running[executor.submit(state.crew.compute, state.work, given)] = batch
        except state.crew.lost:
            state.again.appendleft(batch)
            state.broken = True


def _renewed(crew: Crew, executor: Executor) -> Executor:
    """Replace an executor whose process ended; one that replaces them itself goes on."""
    if BrokenExecutor not in crew.lost:
        return executor
    crew.stop(executor)
    return crew.start()


def timed(work: Work, items: Sequence[Item]) -> tuple[float, list[Result]]:
    """Compute a batch, and say how many seconds of a processor it took.

    By the clock a machine with other work would make batches small, and many of them.
    """
    begun = time.thread_time()
    results = work(items)
    return time.thread_time() - begun, results


def timed_in_kept_memory(work: Work, items: Sequence[Item]) -> tuple[float, list[Result]]:
    """Compute a batch in a process that keeps the memory which it asks for again at once."""
    keep_memory()
    return timed(work, items)


@cache
def keep_memory() -> None:
    """Have this process keep the memory that was freed, once.

    Dask starts its workers so that they give memory back at once. Every large array then costs the
    pages that it lies on anew, which took a third of the time. Elsewhere than with glibc nothing is
    set and nothing has to be.
    """
    if platform.libc_ver()[0] != "glibc":
        return
    mallopt = CDLL(None).mallopt
    for option, value in MALLOC_KEPT.items():
        mallopt(option, value)
