"""Write docs/nowcast.md: ``python -m benchmarks.nowcast.page``, from what was measured so far."""

import json
import sys
from datetime import date

import numpy as np

from benchmarks.alarms.tables import WITHIN_LATE
from benchmarks.machine import machine
from benchmarks.markdown import table, write
from benchmarks.nowcast.measure import AGES, ROOT, RUNS, coverage, read_results
from benchmarks.nowcast.watched import RESULTS, WAYS
from benchmarks.nowcast.worlds import HARDER, WORLDS, World

PAGE = ROOT / "docs" / "nowcast.md"
LOW, HIGH = 0.90, 0.97
# Of a Monte Carlo error so many on either side.
ERRORS = 1.96
TEXT = ROOT / "benchmarks" / "nowcast" / "page.md"
HEADS = ["world", "studies", "inside", "", *(f"{a} to {b - 1} days old" for a, b in AGES)]
HEADS += ["week", "came", "width"]


def verdict(value: float, error: float) -> str:
    """Hold a share against the bar."""
    if value + ERRORS * error < LOW:
        return f"missed by {LOW - value:.3f}"
    if value - ERRORS * error > HIGH:
        return f"missed by {value - HIGH:.3f}"
    return "met"


def coverage_rows(worlds: list[World], found: dict[str, list[dict]]) -> list[list[str]]:
    """Return a row a world."""
    rows = []
    for world in worlds:
        runs = found.get(world.name, [])
        if len(runs) < 2:
            continue
        value, error = coverage(runs)
        by_age = [
            sum(run["inside"][k] for run in runs) / sum(run["days"][k] for run in runs)
            for k in range(len(AGES))
        ]
        came = sum(run["came"] for run in runs) / sum(run["expected"] for run in runs)
        rows.append(
            [
                world.name,
                f"{len(runs)}",
                f"{value:.3f} ± {error:.3f}",
                verdict(value, error),
                *(f"{share:.2f}" for share in by_age),
                f"{np.mean([run['week'] for run in runs]):.2f}",
                f"{came:.2f}",
                f"{np.mean([run['width'] for run in runs]):.1f}",
            ]
        )
    return rows


def watched_table() -> list[str]:
    """Return what the watch finds in each way to take late days."""
    if not RESULTS.exists():
        return ["Not measured yet."]
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    quiet = np.array(found["quiet"]).mean(axis=0)
    more = "met" if quiet[2] <= quiet[0] else f"missed by {quiet[2] - quiet[0]:.2f}"
    rows = [["false alarms a quarter", *(f"{value:.2f}" for value in quiet), more]]
    for name in [name for name in found if name.startswith("x")]:
        shares = np.mean(found[name], axis=0)
        gap = shares[2] - shares[0]
        said = f"{gap:+.3f}, {'met' if gap >= -WITHIN_LATE else 'missed'}"
        rows.append([f"{name} a week, within 4 weeks", *(f"{s:.3f}" for s in shares), said])
    return table(["", *WAYS, "nowcast against complete"], rows)


def page() -> list[str]:
    """Write the page."""
    found = read_results()
    seconds = [run["seconds"] for runs in found.values() for run in runs]
    speed = f"From counts to intervals {np.median(seconds):.2f} s of a processor (at most "
    text = TEXT.read_text(encoding="utf-8").format(
        today=date.today(),
        runs=min(RUNS, max((len(runs) for runs in found.values()), default=0)),
        low=LOW,
        high=HIGH,
        coverage="\n".join(table(HEADS, coverage_rows(WORLDS, found))),
        harder="\n".join(table(HEADS, coverage_rows(HARDER, found))),
        watched="\n".join(watched_table()),
        within=WITHIN_LATE,
        speed=f"{speed}{max(seconds):.2f} s).",
        machine=machine(),
    )
    return text.splitlines()


def main() -> int:
    """Write the page from what is there."""
    write(PAGE, page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
