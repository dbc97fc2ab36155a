"""``make load``: what a team costs the server; written to docs/performance.md.

Traffic goes to this machine only, from a closed loop: a user asks for the next view so long after
the answer to the last one, and never more than a bounded number ask at once.
"""

import contextlib
import http.client
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.machine import machine
from benchmarks.markdown import table
from benchmarks.speed.made_export import write_export
from benchmarks.speed.server import PATIENCE, free_port
from data.study import load_study

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "performance.md"
STUDY = ROOT / "data" / "studies" / "iraq-syria-2023"
BEGIN, END = "## A team on one server", "<!-- end of: a team on one server -->"
HEADERS = {"X-Escalation": "1"}
QUICK = bool(os.environ.get("QUICK"))
VIEWS, SECONDS, USERS = (120, 12, 50) if QUICK else (200, 60, 50)
REPORTS, DROPS, ROWS = 6, 5, 50_000
# The first view of a new checkout is compiled first.
LONGEST = 300
CALLBACK = "/_dash-update-component"


@dataclass
class Outcome:
    """Seconds of each answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    retries: int = 0
    errors: int = 0
    cpu: float = 0.0

    def at(self, percent: float) -> str:
        """Give a percentile as text."""
        found = np.percentile(self.seconds, percent) if self.seconds else float("nan")
        return f"{found:.2f} s"


class Server:
    """A server of this code, or of another checkout of it.

    Parameters
    ----------
    root : Path
        Of the checkout.
    words : tuple of str
        Options of the command.
    """

    def __init__(self, root: Path, *words: str) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "dashboard", "--port", str(self.port), *words]
        around = {**os.environ, "PYTHONPATH": str(root)}
        self.process = subprocess.Popen(
            command, cwd=root, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask("GET", "/")[0] == 200:
                    break
            time.sleep(0.1)
        self.callback = self._callback()

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """Send one request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        try:
            connection.request(method, path, body, {**HEADERS, **headers})
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def _callback(self) -> dict:
        known = json.loads(self.ask("GET", "/_dash-dependencies")[1])
        return next(
            entry
            for entry in known
            if "url.search" in entry["output"] and not entry["clientside_function"]
        )

    def body(self, search: str) -> bytes:
        """Write what a page sends whose address has changed, with all of it to be drawn."""
        given = {
            "url.search": search,
            "viewport.data": {"width": 1100, "dark": False, "phone": False},
        }

        def filled(part: dict) -> dict | list:
            # A wildcard stands for as many controls as there are: of a fresh page, none.
            many = "ALL" in part["id"]
            return [] if many else {**part, "value": given.get(f"{part['id']}.{part['property']}")}

        texts = self.callback["output"][2:-2].split("...")
        outputs = [text.rpartition(".") for text in texts]
        sent = {
            "output": self.callback["output"],
            "outputs": [
                []
                if "ALL" in name
                else {"id": json.loads(name) if name.startswith("{") else name, "property": prop}
                for name, _, prop in outputs
            ],
            "inputs": [filled(part) for part in self.callback["inputs"]],
            "state": [filled(part) for part in self.callback["state"]],
            "changedPropIds": ["url.search"],
        }
        return json.dumps(sent).encode()

    def workers(self) -> list[int]:
        """Return the numbers of the processes that answer."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(line) for line in found.stdout.split()]

    def stop(self) -> None:
        """Stop it and wait."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def serving(root: Path, *words: str) -> Iterator[Server]:
    """Run a server, with half of the views seen before."""
    server = Server(root, *words)
    try:
        for search in views()[: VIEWS // 2]:
            body = server.body(search)
            status, reply = server.ask(
                "POST", CALLBACK, body, **{"Content-Type": "application/json"}
            )
            if status != 200:
                raise RuntimeError(f"{search} is answered with {status}: {reply[:200]!r}")
        yield server
    finally:
        server.stop()


def views() -> list[str]:
    """Return addresses of different views, in an order that is the same every time."""
    study = load_study(STUDY)
    countries = sorted(study.events["country"].dropna().unique())
    starts = [
        f"{day:%Y-%m-%d}"
        for day in study.events["date"].dropna().drop_duplicates().sort_values()[:60]
    ]
    found = [
        f"?from={start}&country={country}&tab={tab}"
        for start, country, tab in itertools.product(
            starts, countries, ("overview", "map", "changes")
        )
    ]
    random.Random(1).shuffle(found)
    return found[:VIEWS]


def use(server: Server, *, users: int, pause: float, seconds: float) -> Outcome:
    """Have users ask for views, each so long after the answer to the last one."""
    outcome, one, known = Outcome(), threading.Lock(), views()
    bodies = [server.body(search) for search in known]
    end = time.monotonic() + seconds
    before = time.process_time()

    def user(number: int) -> None:
        chance = random.Random(number)
        time.sleep(chance.random() * min(pause, seconds))
        while time.monotonic() < end:
            body = chance.choice(bodies)
            for tries in (1, 2):
                started = time.perf_counter()
                try:
                    status, _ = server.ask(
                        "POST", CALLBACK, body, **{"Content-Type": "application/json"}
                    )
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
                    break
                time.sleep(0.3)
            time.sleep(min(pause, max(0.0, end - time.monotonic())))

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
    with serving(root, *words) as server:
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


def measured_by_load(page: Path) -> list[str]:
    """Return the lines of a page that ``make load`` has written; ``make bench`` keeps them."""
    text = page.read_text(encoding="utf-8")
    if BEGIN not in text:
        return []
    return ["", *text[text.index(BEGIN) : text.index(END) + len(END)].split("\n")]


def _row(name: str, what: str, outcome: Outcome, bar: str) -> tuple[str, ...]:
    counts = f"{len(outcome.seconds)}", f"{outcome.retries}", f"{outcome.errors}"
    print(name, what, outcome.at(50), outcome.at(95), *counts, file=sys.stderr, flush=True)
    return (name, what, *counts, outcome.at(50), outcome.at(95), bar, f"{outcome.cpu:.1f} s")


def _write(rows: list[tuple[str, ...]]) -> None:
    """Put the table in the place of the older one."""
    heads = ["code", "what", "answers", "second tries", "errors"]
    heads += ["median", "95 %", "bar, 95 %", "CPU of the generator"]
    load = os.getloadavg()[0]
    about = (
        f"{VIEWS} views of the bundled study, each asked for whole, half of them seen before (of "
        "few views nearly all are, after the first seconds); "
        f"{SECONDS} s each on {os.cpu_count()} cores shared with the generator, load average at "
        f"the end {load:.1f}. Before: one process; now: `--workers 2`. Both in one run on "
        f"{machine()}."
    )
    lines = [BEGIN, "", about, "", *table(heads, rows), "", END]
    text = PAGE.read_text(encoding="utf-8")
    if BEGIN in text:
        start, end = text.index(BEGIN), text.index(END) + len(END)
        text = text[:start].rstrip("\n") + "\n\n" + text[end:].lstrip("\n")
    PAGE.write_text(text.rstrip("\n") + "\n\n" + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
