"""Weigh every unit of simulated panels, as such and against the rest; an interrupted run continues.

``python -m benchmarks.panel.measure`` does what is missing, all worlds alike, or those named after
it; ``RUNS`` sets the panels of each world. ``python -m benchmarks.panel.page`` writes docs/scan.md
from what is there.
"""

import os
import sys
from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.changepoints.evidence import Weighed, weigh_changes
from analytics.changepoints.lulls import weigh_lulls
from analytics.effects.power import FEWEST_EVENTS
from analytics.panel.region import Region, region_of
from analytics.panel.two_ways import TwoWays, both_days
from benchmarks.panel.worlds import WORLDS, PanelWorld, draw_panel
from benchmarks.simulation.methods import Method, Record
from benchmarks.simulation.store import Store, fill, take_over_alike

RUNS, AT_ONCE = 300, 10
FIRST_DAY = "2023-01-02"
LEAST_LOG = -60.0

PANELS = Method(
    name="panels",
    measure=lambda counts, cell: {},
    sections=(),
    runs=RUNS,
    quick_runs=RUNS // 10,
    sources=(
        "analytics.changepoints.lulls",
        "analytics.panel.two_ways",
        "benchmarks.panel.worlds",
    ),
)


def weigh_panel(world: PanelWorld, run: int) -> Record:
    """Weigh all units of a panel that are not too thin."""
    drawn = draw_panel(world, run)
    days = pd.date_range(FIRST_DAY, periods=world.days)
    region = region_of(drawn.counts)
    rows, clustering = [], []
    for unit, values in enumerate(drawn.counts.T):
        if values.sum() < FEWEST_EVENTS:
            continue
        both = _weighed(pd.Series(values, days), region)
        logs = both.clustering - both.clustering.max()
        rows.append((unit, *both.odds, both.follows, values.mean()))
        clustering.append(np.maximum(logs, LEAST_LOG).ravel())
    found = np.array(rows)
    return {
        "unit": found[:, 0].astype(int).tolist(),
        "odds": found[:, 1:3].round(3).tolist(),
        "follows": found[:, 3].round(3).tolist(),
        "mean": found[:, 4].round(3).tolist(),
        "clustering": np.round(clustering, 1).tolist(),
        "planted": np.flatnonzero(drawn.planted).tolist(),
    }


def _weighed(counts: pd.Series, region: Region) -> TwoWays:
    """Weigh a unit as the scan does, without lulls where they could not make it pass.

    A lull or burst, which is two changes with one level less, adds a nat at most to the evidence of
    steps, and no list begins below 2.
    """
    days, moved, least = both_days(counts, region)
    itself = weigh_changes(days, least)
    rest = itself if moved is days else weigh_changes(moved, least)
    both = TwoWays(days=days, moved=moved, least=least, itself=itself, rest=rest)
    if max(both.odds) < 0:
        return both
    itself = _with_lulls(itself)
    rest = itself if moved is days else _with_lulls(rest)
    return replace(both, itself=itself, rest=rest)


def _with_lulls(plain: Weighed) -> Weighed:
    lull, _, _ = weigh_lulls(*plain.arguments, plain.steps)
    return replace(plain, weights=np.column_stack([plain.weights, lull]))


def main() -> int:
    """Weigh what is missing."""
    runs = int(os.environ.get("RUNS", RUNS))
    store = Store(PANELS)
    take_over_alike(store, WORLDS, weigh_panel)
    worlds = [one for one in WORLDS if not sys.argv[1:] or one.name in sys.argv[1:]]
    fill(store, worlds, lambda _: runs, weigh_panel, at_once=AT_ONCE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
