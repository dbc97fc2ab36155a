"""Measure how often the interval of a nowcast holds what came in the end; resumable.

``python -m benchmarks.nowcast.measure`` does what is missing; ``RUNS`` sets the studies a world.
``python -m benchmarks.nowcast.page`` writes docs/nowcast.md from what is there.
"""

import hashlib
import json
import os
import sys
import time
from pathlib import Path

import numpy as np

from analytics.nowcast.triangle import ages_of, look_ahead, shares_at_looks
from benchmarks.nowcast.worlds import HARDER, WORLDS, Made, World, made_study

RUNS, AT_ONCE = 200, 20
# Days up to the newest that are judged, in stretches by their age.
AGES = ((0, 2), (2, 7), (7, 14))
ROOT = Path(__file__).resolve().parents[2]
# What decides a result: when it changes, all is measured anew.
SOURCES = [
    *(f"analytics/nowcast/{name}.py" for name in ("delays", "past_errors", "releases", "to_come")),
    "analytics/nowcast/triangle.py",
    "benchmarks/nowcast/worlds.py",
]


def results_file() -> Path:
    """Name the file of results, after what decides them."""
    content = b"".join((ROOT / name).read_bytes() for name in SOURCES)
    return ROOT / ".cache" / f"nowcast-{hashlib.sha256(content).hexdigest()[:12]}.jsonl"


def judged(made: Made) -> dict[str, object]:
    """Say how many of the newest days of a study have their final count inside the interval."""
    started = time.process_time()
    ages = ages_of(made.days, made.looks)
    shares = shares_at_looks(made.seen, ages, made.looks)
    found = look_ahead(made.seen, made.days, made.looks, shares, ages)
    low, high = found.by_day
    spent = time.process_time() - started
    place = made.days.get_indexer(found.days)
    final, seen = made.final[place], found.open.seen
    inside = (seen + low <= final) & (final <= seen + high)
    old = len(made.days) - 1 - place
    week = old < 7
    expected, week_low, week_high = found.together(week)
    came = int((final - seen)[week].sum())
    return {
        "inside": [int(inside[(old >= first) & (old < last)].sum()) for first, last in AGES],
        "days": [int(((old >= first) & (old < last)).sum()) for first, last in AGES],
        "week": bool(week_low <= came <= week_high),
        "came": came,
        "expected": round(expected, 3),
        "seen": int(seen[week].sum()),
        "width": round(float((high - low)[old < 14].mean()), 3),
        "seconds": round(spent, 4),
    }


def read_results() -> dict[str, list[dict]]:
    """Read what was measured so far, by world and in the order of runs."""
    path = results_file()
    found: dict[str, list[dict]] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.setdefault(row["world"], []).append(row)
    return found


def run(worlds: list[World], runs: int) -> None:
    """Do what is missing, a part of every world in turn, so that all fill up alike."""
    path = results_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    done = {name: len(rows) for name, rows in read_results().items()}
    for last in range(AT_ONCE, runs + AT_ONCE, AT_ONCE):
        for world in worlds:
            todo = range(done.get(world.name, 0), min(last, runs))
            rows = [judged(made_study(world, k)) for k in todo]
            with path.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps({"world": world.name, **row}) + "\n" for row in rows)
            done[world.name] = max(done.get(world.name, 0), min(last, runs))
        print(f"{min(last, runs)} studies a world", file=sys.stderr, flush=True)


def coverage(rows: list[dict]) -> tuple[float, float]:
    """Return the share of days inside over all studies, and its standard error between them."""
    by_study = np.array([sum(row["inside"]) / sum(row["days"]) for row in rows])
    return float(by_study.mean()), float(by_study.std(ddof=1) / np.sqrt(by_study.size))


def main() -> int:
    """Measure what is missing."""
    run([*WORLDS, *HARDER], int(os.environ.get("RUNS", RUNS)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
