"""``make memory``: what a server holds over thousands of distinct views, one after another."""

import itertools
import json
import os
import random
import secrets
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.markdown import table
from benchmarks.team.page import MEMORY, put
from benchmarks.team.reader import NOT_YET, STUDY, Server
from data.study import load_study

MARK = "ESCALATION_MEASURED"
LOOKS, READERS = 40, 2
# What a server holds when it has answered this share of the views is what it may grow from.
SETTLED = 0.1
# A shorter run is printed alone.
WHOLE = 2000
SHOWN = (50, 100, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800)
TABS = ("overview", "where", "changes", "around", "totals", "map", "incidents")


def memory_over_views(root: Path, count: int, *words: str) -> list[tuple[int, int]]:
    """Ask a server for distinct views, two at a time, with all that a page asks after each.

    Parameters
    ----------
    root : Path
        Of the checkout.
    count : int
        Of views.
    words : tuple of str
        Options of the command.

    Returns
    -------
    list of (int, int)
        Views answered so far, and the bytes that all processes of the server hold then; what
        several share is divided between them.
    """
    mark = secrets.token_hex(8)
    os.environ[MARK] = mark
    server = Server(root, *words, before=("nice", "-n", "10"))
    found = []
    try:
        views, between = distinct_views(), max(1, count // LOOKS)
        with ThreadPoolExecutor(READERS) as readers:
            for number in range(between, count + 1, between):
                list(readers.map(partial(_open, server), itertools.islice(views, between)))
                found.append((number, held_by(mark)))
                print(number, f"{found[-1][1] / 2**20:.0f} MB", file=sys.stderr, flush=True)
    finally:
        server.stop()
        del os.environ[MARK]
    return found


def _open(server: Server, search: str) -> None:
    """Ask for a view, and for all that its page asks for as soon as it is there."""
    status, answer = server.call(server.body(search))
    if status != 200:
        raise RuntimeError(f"{search} is answered with {status}: {answer[:200]!r}")
    for body in server.further(search, answer):
        while server.call(body)[0] == NOT_YET:
            time.sleep(0.2)


def distinct_views() -> Iterator[str]:
    """Give addresses of views that differ in what is counted, in an order that stays the same."""
    study = load_study(STUDY)
    days = study.events["date"].dropna().drop_duplicates().sort_values()
    places = ["", *(f"&country={one}" for one in sorted(study.events["country"].dropna().unique()))]
    starts = [f"{day:%Y-%m-%d}" for day in days[:30]]
    ends = [f"{day:%Y-%m-%d}" for day in days[-30:]]
    found = list(itertools.product(starts, ends, places))
    chance = random.Random(2)
    chance.shuffle(found)
    for start, end, place in found:
        yield f"?from={start}&to={end}{place}&tab={chance.choice(TABS)}"


def growth(found: list[tuple[int, int]]) -> float:
    """Return by which share the most that was held exceeds what was held once it had settled."""
    settled = next(held for number, held in found if number >= SETTLED * found[-1][0])
    return max(held for number, held in found if number >= SETTLED * found[-1][0]) / settled - 1


def held_by(mark: str) -> int:
    """Return the bytes that the processes hold which carry a mark in their environment.

    Notes
    -----
    What several have from one that they were forked from is divided between them. The files that
    they map, such as libraries, are counted once: other programs of the machine map them as well,
    and as those begin and end a share of them would move.
    """
    wanted, own, files = f"{MARK}={mark}".encode(), 0, 0
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal() or int(folder.name) == os.getpid():
            continue
        try:
            if wanted not in (folder / "environ").read_bytes().split(b"\0"):
                continue
            shared, status = (_sizes(folder / name) for name in ("smaps_rollup", "status"))
        except OSError:  # it has ended, or is another user's
            continue
        own += shared["Pss_Anon"] + shared["Pss_Shmem"]
        files = max(files, status["RssFile"])
    return own + files


def _sizes(path: Path) -> dict[str, int]:
    """Read what the system tells of a process in kilobytes, as bytes by name."""
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    told = (line.split() for line in lines if line.endswith(" kB"))
    return {name.rstrip(":"): int(size) * 1024 for name, size, _ in told}


def memory_lines(found: list[tuple[int, int]], words: str) -> list[str]:
    """Write what was held, in a sentence and a table.

    Parameters
    ----------
    found : list of (int, int)
        As of :func:`memory_over_views`.
    words : str
        Options of the command.
    """
    most, first = max(held for _, held in found), round(SETTLED * found[-1][0])
    about = (
        f"{found[-1][0]:,} distinct views of the bundled study, asked for by {READERS} readers, "
        f"each with all that its page asks for later: `{words}`. All processes, what several "
        f"share counted once. From {first:,} views on the most exceeded what was held then by "
        f"{growth(found):.1%} (bar: 10 %); at most {most / 2**20:,.0f} MB. {machine()}."
    )
    shown = [one for one in found if one[0] in SHOWN or one is found[-1]]
    rows = [(f"{number:,}", f"{held / 2**20:,.0f} MB") for number, held in shown]
    return [about, "", *table(["views", "held"], rows, texts=0)]


def main(root: str, count: str, *words: str) -> int:
    """Measure, print every look, and write a whole run to docs/performance.md."""
    looked = memory_over_views(Path(root).resolve(), int(count), *words)
    print(json.dumps({"looked": looked, "growth": growth(looked)}))
    if int(count) >= WHOLE:
        put(MEMORY, memory_lines(looked, " ".join(words)))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
