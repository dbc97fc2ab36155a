"""Measure the responses: ``python -m benchmarks.responses.validate`` writes their page.

A run that is interrupted continues; ``RUNS=`` sets the runs a cell, ``--write`` writes the page
from what is there.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

from benchmarks.responses.cells import Cell, cells
from benchmarks.responses.measure import Record
from benchmarks.responses.page import write_page
from benchmarks.simulation.store import FOLDER, _code, source_files

RUNS, AT_ONCE = 200, 50
SOURCES = ("analytics.responses.direction", "benchmarks.responses.measure")


def store_path() -> Path:
    """Name the file of the records: by the source that makes them."""
    digest = hashlib.sha256()
    for path in source_files(SOURCES):
        digest.update(_code(path).encode())
    return FOLDER / f"responses-{digest.hexdigest()[:12]}.jsonl"


def read_records(path: Path) -> dict[str, dict[int, Record]]:
    """Read the records of every cell, by their runs."""
    found: dict[str, dict[int, Record]] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            found.setdefault(one["cell"], {})[one["run"]] = one["record"]
    return found


def run(cell: Cell, runs: range, path: Path) -> None:
    """Measure some runs of a cell, and append them."""
    lines = [
        json.dumps({"cell": cell.name, "run": k, "record": cell.measure(cell.draw(k))})
        for k in runs
    ]
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))


def main() -> int:
    """Do what is missing, a part of every cell in turn, and write the page."""
    runs, path = int(os.environ.get("RUNS") or RUNS), store_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    grid, known = cells(), read_records(path)
    if "--write" not in sys.argv:
        # The intervals last: most of the cells are theirs.
        for last in (False, True):
            chosen = [cell for cell in grid if cell.name.startswith("covered") == last]
            for first in range(0, runs, AT_ONCE):
                for cell in chosen:
                    done = known.get(cell.name, {})
                    todo = range(first, min(first + AT_ONCE, runs))
                    if not set(todo) <= set(done):
                        run(cell, todo, path)
                print(f"{min(first + AT_ONCE, runs)} runs a cell", file=sys.stderr, flush=True)
    write_page(read_records(path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
