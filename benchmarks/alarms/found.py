"""What the watch finds beside the rules of others, with late days, and over a whole year.

``python -m benchmarks.alarms.found`` does what is missing, part by part, and goes on after an
interruption.
"""

import hashlib
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from analytics.alarms.baseline import learn_baseline
from analytics.alarms.evidence import Watched, rise_evidence, start_watch
from analytics.alarms.rules import WatchRules
from analytics.alarms.threshold import QUARTER, read_budget
from analytics.alarms.watch import UnitDays, watch_units
from benchmarks.alarms.measure import DAILY, WEEKLY, learn
from benchmarks.alarms.peers import peer_scores
from benchmarks.alarms.worlds import (
    HARDEST,
    HISTORY,
    INDEPENDENT,
    UNITS,
    WATCHED,
    World,
    quiet_units,
    risen_units,
)
from benchmarks.simulation.methods import Method, Record
from benchmarks.simulation.simulate import generator
from benchmarks.simulation.store import Store, fill

RATES, RISES = (0.5, 2.0, 5.0), (2.0, 3.0, 0.0)
# Units at once, and how many times; panels whose clustering is learned, numbered apart.
AT_ONCE, TIMES, TAUGHT = 20, 15, 5_000
QUIET_PANELS, LATE_PANELS, YEAR_PANELS = 40, 10, 10
WITHIN = (14, 28)
# Of the events of the last three days so much is listed, the newest last.
LISTED = np.array([0.85, 0.6, 0.3])
LATE_CELLS = ((2.0, 3.0), (5.0, 3.0), (5.0, 2.0))
LATE_WAYS = ("complete", "ignored", "offset", "left out")
START = pd.Timestamp("2023-01-02")
# Where rises are looked for: a world, and whether its units are those of the bars.
OF_BARS = "independent, units of the bars"
FOUND_IN = {
    INDEPENDENT.name: (INDEPENDENT, False),
    OF_BARS: (INDEPENDENT, True),
    HARDEST.name: (HARDEST, False),
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the measurement: a name, how often it is run, and one run of it."""

    name: str
    runs: int
    measure: Callable[[int], Record]

    @property
    def digest(self) -> str:
        """Changes with the name."""
        return hashlib.sha256(self.name.encode()).hexdigest()[:12]


FOUND = Method(
    name="alarms-found",
    measure=lambda counts, cell: {},
    sections=(),
    runs=TIMES,
    quick_runs=2,
    sources=(
        "analytics.alarms.watch",
        "benchmarks.alarms.peers",
        "benchmarks.alarms.worlds",
    ),
)


def _weighed(unit: Watched, days: np.ndarray) -> np.ndarray:
    factors = unit.factors(np.ones(days.size), HISTORY % 7)
    return np.log(np.maximum(rise_evidence(unit, days, factors), 1e-300))


def risen(world: World, rate: float, rise: float, run: int, *, of_bars: bool = False) -> Record:
    """Give each rule's largest score before a rise, and within two and four weeks of it."""
    clustering = learn(quiet_units(world, TAUGHT + run % 4, of_bars=of_bars), run).clustering
    counts, begins = risen_units(world, rate, rise, AT_ONCE, run, of_bars=of_bars)
    found: Record = {}
    for days, begin in zip(counts, begins - HISTORY, strict=True):
        unit = start_watch(learn_baseline(days[:HISTORY], np.ones(HISTORY), 0), clustering)
        evidence = _weighed(unit, days[HISTORY:])
        scores = {"watch, daily": (DAILY, evidence[DAILY]), "watch": (WEEKLY, evidence[WEEKLY])}
        scores |= {name: (WEEKLY, score) for name, score in peer_scores(days, HISTORY).items()}
        for name, (looks, score) in scores.items():
            since = looks + 1 - begin
            best = [_most(score[since <= 0])]
            best += [_most(score[(since > 0) & (since <= days)]) for days in WITHIN]
            found.setdefault(name, []).append(best)
    return found


def _most(scores: np.ndarray) -> float:
    return round(float(scores.max()), 3) if scores.size else -99.0


def quiet(world: World, run: int, *, of_bars: bool = False) -> Record:
    """Give the largest score of each rule in each unit of a quarter without a rise."""
    panel = quiet_units(world, run, of_bars=of_bars)
    learned = learn(panel, run)
    logs = np.log(learned.evidence)
    found = {"watch, daily": logs[:, DAILY].max(axis=1), "watch": logs[:, WEEKLY].max(axis=1)}
    scores = [peer_scores(days, HISTORY) for days in panel]
    found |= {name: np.array([one[name].max() for one in scores]) for name in scores[0]}
    return {name: np.round(values, 3).tolist() for name, values in found.items()}


def _late_evidence(unit: Watched, days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Give the evidence at weekly looks in each way to take late days, shape (4, n_looks)."""
    rows = []
    for look in WEEKLY:
        whole = days[: look + 1]
        listed = whole.copy()
        listed[-LISTED.size :] = rng.binomial(whole[-LISTED.size :].astype(int), LISTED)
        known = np.ones(whole.size)
        known[-LISTED.size :] = LISTED
        ones, blind = np.ones(whole.size), np.where(known < 1, 0.0, 1.0)
        ways = ((whole, ones), (listed, ones), (listed, known), (listed, blind))
        rows.append(
            [
                float(np.log(rise_evidence(unit, y, unit.factors(seen, HISTORY % 7))[-1]))
                for y, seen in ways
            ]
        )
    return np.array(rows).T


def late_quiet(run: int) -> Record:
    """Count alarms of a quarter without a rise, in each way to take late days."""
    panel = quiet_units(INDEPENDENT, run)
    learned, rng = learn(panel, run), generator("alarms: late", run)
    over = np.zeros(len(LATE_WAYS), dtype=int)
    for days in panel:
        baseline = learn_baseline(days[:HISTORY], np.ones(HISTORY), 0)
        unit = start_watch(baseline, learned.clustering)
        over += _late_evidence(unit, days[HISTORY:], rng).max(axis=1) >= learned.weekly
    return dict(zip(LATE_WAYS, over.tolist(), strict=True))


def late_risen(rate: float, rise: float, run: int) -> Record:
    """Tell which rises are found within 28 days, in each way to take late days."""
    learned = learn(quiet_units(INDEPENDENT, TAUGHT + run % 4), run)
    counts, begins = risen_units(INDEPENDENT, rate, rise, AT_ONCE, run)
    rng = generator(f"alarms: late {rate:g} x{rise:g}", run)
    found: Record = {way: [] for way in LATE_WAYS}
    for days, begin in zip(counts, begins - HISTORY, strict=True):
        baseline = learn_baseline(days[:HISTORY], np.ones(HISTORY), 0)
        unit = start_watch(baseline, learned.clustering)
        over = _late_evidence(unit, days[HISTORY:], rng) >= learned.weekly
        for way, passed in zip(LATE_WAYS, over, strict=True):
            first = WEEKLY[passed.argmax()] + 1 - begin if passed.any() else math.inf
            if first > 0:
                found[way].append(bool(first <= WITHIN[1]))
    return found


def year(world: World, run: int) -> Record:
    """Watch quiet units for four quarters, with all that happens after an alarm."""
    counts = quiet_units(world, run, watched=4 * QUARTER)
    units = tuple(f"unit {u}" for u in range(UNITS))
    sure = {"seen": np.ones(counts.shape[1]), "doubt": np.zeros(counts.shape[1])}
    days = UnitDays(units=units, counts=counts, start=START, **sure)
    rules = WatchRules(budget=read_budget("1 a quarter"))
    alarms = watch_units(days, rules, begin=days.date(HISTORY), lines={}).alarms
    places = [(alarm.begin - HISTORY) // QUARTER for alarm in alarms]
    return {"quarters": np.bincount(places, minlength=4).tolist()}


def seconds(run: int) -> Record:
    """Time the watch of thirty units over 69 weeks, and see whether it says the same again."""
    counts = quiet_units(INDEPENDENT, run)
    units = tuple(f"unit {u}" for u in range(UNITS))
    sure = {"seen": np.ones(counts.shape[1]), "doubt": np.zeros(counts.shape[1])}
    days = UnitDays(units=units, counts=counts, start=START, **sure)
    rules = WatchRules(budget=read_budget("1 a quarter"))
    first = watch_units(days, rules, begin=days.date(HISTORY), lines={})
    start = time.process_time()
    again = watch_units(days, rules, begin=days.date(HISTORY), lines={})
    taken = time.process_time() - start
    same = again.alarms == first.alarms
    return {"seconds": round(taken, 3), "same": same, "days": HISTORY + WATCHED}


def parts() -> list[Part]:
    """List the parts, the shorter first."""
    found = [Part(name="seconds", runs=5, measure=seconds)]
    for name, (world, of_bars) in FOUND_IN.items():
        found.append(
            Part(
                name=f"quiet: {name}",
                runs=QUIET_PANELS,
                measure=partial(quiet, world, of_bars=of_bars),
            )
        )
        found += [
            Part(
                name=f"risen: {name}: {rate:g} x{rise:g}",
                runs=TIMES,
                measure=partial(risen, world, rate, rise, of_bars=of_bars),
            )
            for rate in RATES
            for rise in RISES
        ]
    found.append(Part(name="late: quiet", runs=LATE_PANELS, measure=late_quiet))
    found += [
        Part(
            name=f"late: {rate:g} x{rise:g}",
            runs=TIMES // 2,
            measure=partial(late_risen, rate, rise),
        )
        for rate, rise in LATE_CELLS
    ]
    found += [
        Part(
            name=f"year: {world.name}",
            runs=YEAR_PANELS,
            measure=partial(year, world),
        )
        for world in (INDEPENDENT, HARDEST)
    ]
    return found


def main() -> int:
    """Run what is missing, a part of each in turn, so that all fill up alike."""
    fill(
        Store(FOUND),
        parts(),
        lambda part: part.runs,
        lambda part, run: part.measure(run),
        at_once=5,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
