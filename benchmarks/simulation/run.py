"""Run the grid over all cores, with a line that says how far it is."""

import math
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
# Stored runs of a cell that are repeated before those of another text are taken over.
REPEATED = 2
# The search's rule was chosen after a look at runs with lower numbers; these it has not seen.
FRESH = 20_000
CLOSE = 0.01  # sums in another order; evidence and its ratio are stored rounded
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
    return method.quick_runs if quick else min(method.runs, round(FULL * cell.share))


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
    return METHODS[method].measure(simulate(cell.design, generator(cell.name, FRESH + run)), cell)


def take_over(store: Store, cells: list[Cell]) -> int:
    """Take over what another text of the source was measured to do, where both do the same.

    Parameters
    ----------
    store : Store
    cells : list of Cell

    Returns
    -------
    int
        Number of runs taken over.

    Notes
    -----
    A faster search has another text and must not cost two hours. Of every cell of a section the
    last stored runs are repeated; where one differs in what the section's tables rest on, none of
    that section's cells of as many days is taken over.
    """
    taken = 0
    for other in store.others():
        for section, days in sorted({(cell.section, cell.design.days) for cell in cells}):
            if section not in store.method.sections:
                continue
            chosen = [c for c in cells if (c.section, c.design.days) == (section, days)]
            known = {cell: found for cell in chosen if (found := other.known(cell))}
            new = {
                cell: sorted(set(found) - set(store.known(cell))) for cell, found in known.items()
            }
            if not any(new.values()) or not _alike(store.method.name, known):
                continue
            for cell, runs in new.items():
                if runs:
                    store.append(cell, runs, [known[cell][run] for run in runs])
                    taken += len(runs)
    return taken


def _alike(method: str, known: dict[Cell, dict[int, Record]]) -> bool:
    """Say whether the last runs of every cell give again what is known of them."""
    return all(
        alike(one_run(method, cell, run), found[run], cell.section)
        for cell, found in known.items()
        for run in sorted(found)[-REPEATED:]
    )


def alike(now: Record, then: Record, section: str) -> bool:
    """Say whether two records agree in all that the tables of a section rest on."""
    # Where nothing changed, the tables rest on whether something was found, and on no date set.
    idle = {"low", "high", "gradual"} if section == "unchanged" else {"gradual"}
    kept = set(then) - idle
    return all(
        key in now
        and (
            math.isclose(now[key], then[key], rel_tol=CLOSE, abs_tol=CLOSE)
            if isinstance(then[key], float)
            else now[key] == then[key]
        )
        for key in kept
    )


def work(job: Job) -> tuple[list[Record], float]:
    """Do a job in a worker; also say how many seconds it took."""
    started = time.perf_counter()
    records = [one_run(job.method, job.cell, run) for run in job.runs]
    return records, time.perf_counter() - started


def jobs_left(
    cells: list[Cell], stores: dict[str, Store], *, quick: bool, runs: int | None
) -> list[Job]:
    """Give what is still to be done: all cells fill up alike, and the forecast holds."""
    jobs = []
    for name, store in stores.items():
        method = METHODS[name]
        for cell in cells:
            if cell.section in method.sections:
                wanted = runs_of(method, cell, quick=quick, runs=runs)
                left = store.missing(cell, wanted)
                parts = [left[k : k + AT_ONCE] for k in range(0, len(left), AT_ONCE)]
                jobs += [
                    (part[0] / wanted, Job(method=name, cell=cell, runs=part)) for part in parts
                ]
    random.Random(0).shuffle(jobs)
    return [job for _, job in sorted(jobs, key=lambda pair: pair[0])]


def run_grid(
    cells: list[Cell],
    stores: dict[str, Store],
    *,
    quick: bool,
    runs: int | None,
    cores: int | None = None,
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
    cores : int or None
        Processes that work at once; None is one a core.

    Returns
    -------
    dict
        Seconds and runs by method and cell name, of the runs done now.
    """
    jobs = jobs_left(cells, stores, quick=quick, runs=runs)
    spent: dict[tuple[str, str], tuple[float, int]] = {}
    for job, records, seconds in _results(jobs, cores or os.cpu_count() or 1):
        stores[job.method].append(job.cell, job.runs, records)
        before = spent.get((job.method, job.cell.name), (0.0, 0))
        spent[job.method, job.cell.name] = (before[0] + seconds, before[1] + len(records))
    return spent


def _results(jobs: list[Job], cores: int) -> Iterator[tuple[Job, list[Record], float]]:
    if not jobs:
        return
    for name in ONE_THREAD:
        os.environ[name] = "1"
    warm_up({job.method: job.cell for job in jobs})
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(cores, mp_context=context, initializer=ignore_interrupts)
    waiting, todo = {}, list(reversed(jobs))
    progress = Progress(sum(len(job.runs) for job in jobs))
    try:
        while todo or waiting:
            while todo and len(waiting) < 2 * cores:
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
