"""Run the grid over all cores, with a line that says how far it is."""

import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass

from benchmarks.simulation.cells import Cell
from benchmarks.simulation.methods import METHODS, Method, Record
from benchmarks.simulation.simulate import generator, simulate
from benchmarks.simulation.store import Store

AT_ONCE = 10
FULL = 1000
# The cores are shared out by process; threads inside numpy would only get in the way.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


@dataclass(frozen=True, kw_only=True)
class Job:
    """Some runs of one method on one cell."""

    method: str
    cell: Cell
    runs: list[int]


def runs_of(method: Method, cell: Cell, *, quick: bool, runs: int | None) -> int:
    """Give the number of runs of a cell; ``runs`` overrides it, up to the most for a slow peer."""
    if runs is not None:
        return min(runs, method.runs) if method.runs < FULL else runs
    return method.quick_runs if quick else round(method.runs * cell.share)


def one_run(method: str, cell: Cell, run: int) -> Record:
    """Simulate one series of a cell and measure a method on it.

    Parameters
    ----------
    method : str
    cell : Cell
    run : int
        With the cell's name it is the seed.

    Returns
    -------
    dict
    """
    return METHODS[method].measure(simulate(cell.design, generator(cell.name, run)), cell)


def work(job: Job) -> tuple[list[Record], float]:
    """Do a job in a worker; also say how many seconds it took."""
    started = time.perf_counter()
    records = [one_run(job.method, job.cell, run) for run in job.runs]
    return records, time.perf_counter() - started


def jobs_left(
    cells: list[Cell], stores: dict[str, Store], *, quick: bool, runs: int | None
) -> list[Job]:
    """Give what is still to be done, in an order that is mixed so that the forecast holds."""
    jobs = []
    for name, store in stores.items():
        method = METHODS[name]
        for cell in cells:
            if cell.section in method.sections:
                left = store.missing(cell, runs_of(method, cell, quick=quick, runs=runs))
                parts = range(0, len(left), AT_ONCE)
                jobs += [Job(method=name, cell=cell, runs=left[k : k + AT_ONCE]) for k in parts]
    random.Random(0).shuffle(jobs)
    return jobs


def run_grid(
    cells: list[Cell], stores: dict[str, Store], *, quick: bool, runs: int | None
) -> dict[tuple[str, str], tuple[float, int]]:
    """Run what is missing and keep it in the stores.

    Parameters
    ----------
    cells : list of Cell
    stores : dict of Store
        By the method's name.
    quick : bool
    runs : int or None
        Runs a cell instead of the usual number.

    Returns
    -------
    dict
        Seconds and runs by method and cell name, of the runs done now.
    """
    jobs = jobs_left(cells, stores, quick=quick, runs=runs)
    spent: dict[tuple[str, str], tuple[float, int]] = {}
    for job, records, seconds in _results(jobs):
        stores[job.method].append(job.cell, job.runs, records)
        before = spent.get((job.method, job.cell.name), (0.0, 0))
        spent[job.method, job.cell.name] = (before[0] + seconds, before[1] + len(records))
    return spent


def _results(jobs: list[Job]) -> Iterator[tuple[Job, list[Record], float]]:
    if not jobs:
        return
    for name in ONE_THREAD:
        os.environ[name] = "1"
    warm_up({job.method: job.cell for job in jobs})
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(os.cpu_count(), mp_context=context, initializer=ignore_interrupts)
    waiting, todo = {}, list(reversed(jobs))
    progress = Progress(sum(len(job.runs) for job in jobs))
    try:
        while todo or waiting:
            while todo and len(waiting) < 2 * (os.cpu_count() or 1):
                job = todo.pop()
                waiting[pool.submit(work, job)] = job
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                job = waiting.pop(future)
                yield job, *_outcome(future, job)
                progress.add(len(job.runs))
    finally:
        pool.shutdown(cancel_futures=True)
        progress.close()


def ignore_interrupts() -> None:
    """Leave Ctrl+C to the process that hands out the jobs; a worker hit by it would hang."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _outcome(future: Future, job: Job) -> tuple[list[Record], float]:
    """Give the outcome of a job, or say which runs to repeat alone."""
    error = future.exception()
    if error is not None:
        error.add_note(f"{job.method}, cell {job.cell.name!r}, runs {job.runs}")
        raise error
    return future.result()


def warm_up(first: dict[str, Cell]) -> None:
    """Compile what numba compiles, once, before the workers would all do it."""
    for method, cell in first.items():
        one_run(method, cell, 0)


class Progress:
    """A line on the terminal: how much is done, and how long the rest will take."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.started = total, 0, time.monotonic()
        self.shown = 0.0

    def add(self, runs: int) -> None:
        """Count runs as done; write at most twice a second, or every 30 s to a file."""
        self.done += runs
        now = time.monotonic()
        if now - self.shown < (0.5 if sys.stderr.isatty() else 30):
            return
        self.shown = now
        spent = now - self.started
        left = spent / self.done * (self.total - self.done)
        bar = ("#" * (30 * self.done // self.total)).ljust(30, ".")
        text = f"[{bar}] {self.done:,} of {self.total:,} runs, {spent / 60:.1f} min"
        end = "" if sys.stderr.isatty() else "\n"
        print(f"\r{text}, {left / 60:.1f} min left   ", end=end, file=sys.stderr, flush=True)

    def close(self) -> None:
        """End the line."""
        spent = (time.monotonic() - self.started) / 60
        print(f"\r{self.done:,} runs in {spent:.1f} min".ljust(90), file=sys.stderr)
