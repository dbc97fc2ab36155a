"""What the watch does in a world: alarms without a rise, rises found; resumable, one process.

``python -m benchmarks.alarms.measure`` does what is missing, all worlds alike, and goes on after an
interruption; ``RUNS`` sets the panels of each world. ``python -m benchmarks.alarms.page`` writes
docs/alarms.md from what is there.
"""

import os
import sys
from dataclasses import dataclass

import numpy as np

from analytics.alarms.baseline import learn_baseline, learn_clustering
from analytics.alarms.evidence import rise_evidence, start_watch
from analytics.alarms.threshold import (
    bound_line,
    looks_of_quarter,
    quarter_paths,
    shared_line,
)
from benchmarks.alarms.worlds import (
    HISTORY,
    WATCHED,
    WORLDS,
    World,
    quiet_units,
)
from benchmarks.simulation.methods import Method, Record
from benchmarks.simulation.store import Store, fill

PANELS, AT_ONCE = 200, 5
DAILY, WEEKLY = (looks_of_quarter(0, step) for step in (1, 7))
# Rises that are looked for: events a week before, or after a begin at nothing, and the ratio.
RISES = tuple((rate, rise) for rate in (0.5, 2.0, 5.0) for rise in (2.0, 3.0, 0.0))
RISEN, EACH = 30, 10

FALSE = Method(
    name="alarms",
    measure=lambda counts, cell: {},
    sections=(),
    runs=PANELS,
    quick_runs=PANELS // 10,
    sources=("analytics.alarms.evidence", "analytics.alarms.threshold", "benchmarks.alarms.worlds"),
)


@dataclass(frozen=True, kw_only=True)
class Learned:
    """What a panel of quiet units teaches: clustering, and the lines for both kinds of looks."""

    evidence: np.ndarray
    clustering: np.ndarray
    daily: float
    weekly: float


def learn(counts: np.ndarray, run: int) -> Learned:
    """Learn from the history of a panel, and weigh the days watched, shape (n_units, n_days)."""
    seen = np.ones(HISTORY)
    baselines = [learn_baseline(unit[:HISTORY], seen, 0) for unit in counts]
    clustering = learn_clustering(baselines)
    units = [start_watch(one, clustering) for one in baselines]
    paths = quarter_paths(units, carried=0, weekday=HISTORY % 7, seed=run)
    ones = np.ones(WATCHED)
    evidence = [
        rise_evidence(unit, days[HISTORY:], unit.factors(ones, HISTORY % 7))
        for unit, days in zip(units, counts, strict=True)
    ]
    return Learned(
        evidence=np.array(evidence),
        clustering=clustering,
        daily=shared_line(paths, DAILY, 1.0),
        weekly=shared_line(paths, WEEKLY, 1.0),
    )


def false_alarms(world: World, run: int) -> Record:
    """Count the alarms of a quarter without a rise."""
    learned = learn(quiet_units(world, run), run)
    careful = bound_line(len(learned.evidence), WATCHED, 1.0)
    most = np.log([learned.evidence[:, looks].max(axis=1) for looks in (DAILY, WEEKLY)])
    return {
        "daily": int((most[0] >= learned.daily).sum()),
        "weekly": int((most[1] >= learned.weekly).sum()),
        "careful": int((most[0] >= careful).sum()),
        "lines": [round(learned.daily, 3), round(learned.weekly, 3)],
        "most": most.round(3).tolist(),
    }


def main() -> int:
    """Run what is missing."""
    runs = int(os.environ.get("RUNS", PANELS))
    fill(Store(FALSE), WORLDS, lambda _: runs, false_alarms, at_once=AT_ONCE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
