"""``make load``: what a team costs the server; written to docs/performance.md.

Traffic goes to this machine only, from a closed loop: a user asks for the next view so long after
the answer to the last one, and never more than a bounded number ask at once.
"""

import contextlib
import http.client
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.machine import machine
from benchmarks.markdown import table
from benchmarks.speed.made_export import write_export
from benchmarks.team.page import LOAD, put
from benchmarks.team.reader import LONGEST, NOT_YET, ROOT, Page, Server, serving, views

QUICK = bool(os.environ.get("QUICK"))
VIEWS, SECONDS, USERS = (120, 12, 50) if QUICK else (200, 60, 50)
REPORTS, DROPS, ROWS = 6, 5, 50_000


@dataclass
class Outcome:
    """Seconds of each answer, of what comes after it, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    retries: int = 0
    errors: int = 0
    cpu: float = 0.0

    def at(self, percent: float) -> str:
        """Give a percentile as text."""
        return f"{np.percentile(self.seconds, percent):.2f} s" if self.seconds else "none"

    @property
    def verdicts(self) -> str:
        """How many answers were waited for beyond the first, and how long."""
        count = len(self.later)
        return f"{count}: {np.percentile(self.later, 95):.1f} s" if count else "none"


def use(server: Server, *, users: int, pause: float, seconds: float) -> Outcome:
    """Have users ask for views, each so long after the answer to the last one."""
    outcome, one, known = Outcome(), threading.Lock(), views(VIEWS)
    bodies = {search: server.body(search) for search in known}
    end = time.monotonic() + seconds
    before = time.process_time()

    def user(number: int) -> None:
        chance, page = random.Random(number), Page(server)
        time.sleep(chance.random() * min(pause, seconds))
        while time.monotonic() < end:
            search = chance.choice(known)
            page.leave()
            for tries in (1, 2):
                started = time.perf_counter()
                try:
                    status, answer = server.call(bodies[search])
                except (OSError, http.client.HTTPException):
                    status = 0
                with one:
                    if status == 200:
                        outcome.seconds.append(time.perf_counter() - started)
                    elif tries == 1:
                        outcome.retries += 1
                    else:
                        outcome.errors += 1
                if status == 200:
                    page.show(search, answer)
                    break
                time.sleep(0.3)
            time.sleep(min(pause, max(0.0, end - time.monotonic())))
        page.leave()
        with one:
            outcome.later += page.seconds

    threads = [threading.Thread(target=user, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.cpu = time.process_time() - before
    return outcome


def while_reports_are_made(server: Server) -> Outcome:
    """Click while reports of different views are drawn."""
    begun = [
        json.loads(server.ask("POST", f"/report?kind=pdf&search=%3Fbefore%3D{20 + number}")[1])
        for number in range(REPORTS)
    ]
    outcome = use(server, users=4, pause=1.0, seconds=SECONDS / 2)
    until = time.monotonic() + LONGEST
    for report in begun:
        # What is measured next must not share the cores with them; an older server lets go of some.
        while time.monotonic() < until:
            status, reply = server.ask("GET", f"/report/{report['token']}")
            state = json.loads(reply)
            if status != 200 or state["ready"] or state["error"]:
                break
            time.sleep(0.5)
    return outcome


def while_workers_are_killed(server: Server) -> Outcome:
    """Click while a process that answers is killed every five seconds."""
    over = threading.Event()

    def kill() -> None:
        while not over.wait(5):
            if found := server.workers():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(found[0], signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        return use(server, users=10, pause=1.0, seconds=SECONDS)
    finally:
        over.set()
        thread.join()


def drops(server: Server, folder: Path) -> Outcome:
    """Drop files at once, each of other content."""
    write_export(folder / "made.csv", ROWS, misshapen=False)
    content = (folder / "made.csv").read_bytes()
    outcome = Outcome()

    def drop(number: int) -> None:
        started = time.perf_counter()
        status, reply = server.ask("POST", f"/drop?name=made{number}.csv", content)
        while status == NOT_YET:
            time.sleep(0.4)
            status, reply = server.ask("POST", f"/drop/{json.loads(reply)['waits']}")
        fine = status == 200 and "file" in json.loads(reply)
        outcome.errors += not fine
        outcome.seconds.append(time.perf_counter() - started)

    threads = [threading.Thread(target=drop, args=(number,)) for number in range(DROPS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome


def main() -> int:
    """Measure the code of today, and of another checkout where ``BEFORE`` names one."""
    before = os.environ.get("BEFORE")
    rows: list[tuple[str, ...]] = []
    roots = [("before", Path(before), ())] if before else []
    for name, root, words in [*roots, ("now", ROOT, ("--workers", "2"))]:
        rows += measured(name, root, *words)
    _write(rows)
    return 0


def measured(name: str, root: Path, *words: str) -> list[tuple[str, ...]]:
    """Measure one checkout; what only the code of today can do is left out of the other."""
    rows = []
    with serving(root, *words, seen=VIEWS // 2) as server:
        for pause, bar in ((10, "0.3 s"), (2, "1.5 s")):
            outcome = use(server, users=USERS, pause=pause, seconds=SECONDS)
            rows.append(_row(name, f"{USERS} users, a view every {pause} s", outcome, bar))
        outcome = while_reports_are_made(server)
        rows.append(
            _row(name, f"clicks of 4 users while {REPORTS} reports are made", outcome, "0.5 s")
        )
        with tempfile.TemporaryDirectory() as folder:
            outcome = drops(server, Path(folder))
        rows.append(_row(name, f"{DROPS} files of {ROWS:,} rows dropped at once", outcome, "8 s"))
        if words:
            outcome = while_workers_are_killed(server)
            what = "10 users, a worker killed every 5 s"
            rows.append(_row(name, what, outcome, "no error beyond one retry"))
    return rows


def _row(name: str, what: str, outcome: Outcome, bar: str) -> tuple[str, ...]:
    counts = f"{len(outcome.seconds)}", f"{outcome.retries}", f"{outcome.errors}"
    print(name, what, outcome.at(50), outcome.at(95), *counts, file=sys.stderr, flush=True)
    return (
        name,
        what,
        *counts,
        outcome.at(50),
        outcome.at(95),
        bar,
        outcome.verdicts,
        f"{outcome.cpu:.1f} s",
    )


def _write(rows: list[tuple[str, ...]]) -> None:
    """Put the table in the place of the older one."""
    heads = ["code", "what", "answers", "second tries", "errors"]
    heads += ["median", "95 %", "bar, 95 %", "later parts, 95 %", "CPU of the generator"]
    load = os.getloadavg()[0]
    about = (
        f"{VIEWS} views of the bundled study, each asked for whole, half of them seen before (of "
        "few views nearly all are, after the first seconds); "
        f"{SECONDS} s each on {os.cpu_count()} cores shared with the generator, load average at "
        f"the end {load:.1f}. Before: one process; now: `--workers 2`. Later parts, such as the "
        "verdict, are asked for once a second by a reader who stays, and counted where they came. "
        f"Both in one run on {machine()}."
    )
    put(LOAD, [about, "", *table(heads, rows, texts=2)])


if __name__ == "__main__":
    sys.exit(main())
