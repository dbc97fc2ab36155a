"""What the watch finds where days are late and their completeness is itself a nowcast.

``python -m benchmarks.nowcast.watched`` measures it, some minutes; the page reads what it left.
"""

import json
import math
import sys

import numpy as np
import pandas as pd

from analytics.alarms.baseline import learn_baseline
from analytics.alarms.completeness import whole_if_nearly
from analytics.alarms.evidence import Watched, rise_evidence, start_watch
from analytics.nowcast.triangle import Looks, ages_of, count_seen, look_ahead, shares_at_looks
from benchmarks.alarms.found import AT_ONCE, LATE_CELLS, LISTED, TAUGHT, WITHIN
from benchmarks.alarms.measure import WEEKLY, learn
from benchmarks.alarms.worlds import HISTORY, INDEPENDENT, WATCHED, quiet_units, risen_units
from benchmarks.markdown import write
from benchmarks.nowcast.measure import ROOT
from benchmarks.nowcast.worlds import FIRST
from benchmarks.simulation.simulate import generator

RESULTS = ROOT / ".cache" / "nowcast-watched.json"
WAYS = ("complete", "shares known", "shares by nowcast")
PANELS, RUNS = 20, 8
Known = dict[int, tuple[np.ndarray, np.ndarray]]


def nowcast_shares(panel: np.ndarray, rng: np.random.Generator) -> Known:
    """Estimate at each weekly look how much of the days before is listed, from the downloads then.

    Parameters
    ----------
    panel : array of int, shape (n_units, n_days)
        In the end; ``LISTED`` of the last three days are listed at once, the rest a day later each.
    rng : Generator

    Returns
    -------
    dict of int to tuple of array
        By the look: the share of each day watched, and the variance of its logarithm.
    """
    days = pd.date_range(FIRST, periods=panel.shape[1], freq="D")
    events = np.repeat(np.arange(panel.shape[1]), panel.sum(axis=0).astype(int))
    chances = np.diff(LISTED[::-1], prepend=0.0, append=1.0)
    listed = events + rng.choice(chances.size, size=events.size, p=chances)
    taken = np.arange(HISTORY + WEEKLY[0], 0, -7)[::-1]
    taken = np.union1d(taken, HISTORY + WEEKLY)
    look = np.searchsorted(taken, listed)
    there = look < taken.size
    when = FIRST + pd.to_timedelta(taken, unit="D")
    found: Known = {}
    dates = pd.DatetimeIndex(FIRST + pd.to_timedelta(events[there], unit="D"))
    seen = count_seen(dates, look[there], days, taken.size)
    for place in range(taken.size - WEEKLY.size, taken.size):
        known = slice(0, taken[place] + 1)
        then = pd.DatetimeIndex(when[: place + 1])
        looks = Looks(taken=then, first=pd.DatetimeIndex([FIRST] * len(then)), last=then)
        part, ages = seen[known, : place + 1], ages_of(days[known], looks)
        shares = shares_at_looks(part, ages, looks)
        outlook = look_ahead(part, days[known], looks, shares, ages)
        share, doubt = np.ones(taken[place] + 1), np.zeros(taken[place] + 1)
        still = days.get_indexer(outlook.days)
        share[still] = whole_if_nearly(outlook.open.share)
        doubt[still] = np.where(share[still] < 1.0, outlook.uncertain, 0.0)
        found[int(taken[place] - HISTORY)] = share[HISTORY:], doubt[HISTORY:]
    return found


def evidence_of(
    unit: Watched, days: np.ndarray, known: Known, rng: np.random.Generator
) -> np.ndarray:
    """Give the evidence at weekly looks in each way, shape (3, n_looks)."""
    rows = []
    for look in WEEKLY:
        whole = days[: look + 1]
        listed = whole.copy()
        listed[-LISTED.size :] = rng.binomial(whole[-LISTED.size :].astype(int), LISTED)
        true = np.ones(whole.size)
        true[-LISTED.size :] = LISTED
        none, (share, doubt) = np.zeros(whole.size), known[int(look)]
        ways = ((whole, np.ones(whole.size), none), (listed, true, none), (listed, share, doubt))
        rows.append(
            [
                float(np.log(rise_evidence(unit, y, unit.factors(seen, HISTORY % 7), off)[-1]))
                for y, seen, off in ways
            ]
        )
    return np.array(rows).T


def false_alarms(run: int) -> list[int]:
    """Count alarms of a quarter without a rise, in each way."""
    panel = quiet_units(INDEPENDENT, run)
    learned, rng = learn(panel, run), generator("nowcast: watched", run)
    known, over = nowcast_shares(panel, rng), np.zeros(len(WAYS), dtype=int)
    for days in panel:
        unit = start_watch(learn_baseline(days[:HISTORY], np.ones(HISTORY), 0), learned.clustering)
        over += evidence_of(unit, days[HISTORY:], known, rng).max(axis=1) >= learned.weekly
    return over.tolist()


def rises_found(rate: float, rise: float, run: int) -> list[list[bool]]:
    """Tell which rises are found within four weeks, in each way."""
    panel = quiet_units(INDEPENDENT, TAUGHT + run % 4)
    learned = learn(panel, run)
    counts, begins = risen_units(INDEPENDENT, rate, rise, AT_ONCE, run)
    rng = generator(f"nowcast: watched {rate:g} x{rise:g}", run)
    known, found = nowcast_shares(panel, rng), []
    for days, begin in zip(counts, begins - HISTORY, strict=True):
        unit = start_watch(learn_baseline(days[:HISTORY], np.ones(HISTORY), 0), learned.clustering)
        over = evidence_of(unit, days[HISTORY:], known, rng) >= learned.weekly
        first = [WEEKLY[one.argmax()] + 1 - begin if one.any() else math.inf for one in over]
        found.append([bool(0 < day <= WITHIN[1]) for day in first])
    return found


def main() -> int:
    """Measure all, and leave it for the page."""
    results: dict[str, list] = {"quiet": [false_alarms(run) for run in range(PANELS)]}
    for rate, rise in LATE_CELLS:
        rows = [row for run in range(RUNS) for row in rises_found(rate, rise, run)]
        results[f"x{rise:g} at {rate:g}"] = rows
        print(rate, rise, np.mean(rows, axis=0), file=sys.stderr, flush=True)
    write(RESULTS, [json.dumps(results | {"days": WATCHED})])
    return 0


if __name__ == "__main__":
    sys.exit(main())
