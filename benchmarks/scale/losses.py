"""What the cheap look of a scan loses: panels weighed with and without it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.panel.all_units import (
    SharedDays,
    enough_events,
    look_at,
    region_of_units,
    scan_some,
)
from analytics.panel.scan import judge_units
from analytics.panel.screen import can_pass
from analytics.panel.unit import NOW_DAYS
from analytics.panel.units import UnitCounts
from benchmarks.panel.worlds import INDEPENDENT, SHARED, PanelWorld, draw_panel
from benchmarks.scale.made_ged import FIRST_DAY, made_units

# Panels drawn here are others than those that docs/scan.md counts.
FRESH = 50_000
NULL = PanelWorld(name="nothing changed", planted=0.0)
STRONG = PanelWorld(name="half of them changed", planted=0.5, shared=True)
WorldRun = Callable[[int], UnitCounts]


def _drawn(world: PanelWorld) -> WorldRun:
    def draw(run: int) -> UnitCounts:
        counts = draw_panel(world, FRESH + run).counts.T
        places = [np.flatnonzero(one) for one in counts]
        return UnitCounts(
            by=("unit",),
            noun="events",
            index=pd.date_range(FIRST_DAY, periods=world.days, name="date"),
            keys=tuple((f"Unit {unit:03}",) for unit in range(world.units)),
            starts=np.append(0, np.cumsum([one.size for one in places])),
            places=np.concatenate(places),
            events=counts[counts > 0],
        )

    return draw


def _long(run: int) -> UnitCounts:
    """Make thirty units like UCDP's over ten years."""
    return made_units(30, 1_200, 3_653, seed=FRESH + run)


KINDS: dict[str, WorldRun] = {
    "nothing changed": _drawn(NULL),
    "a tenth changed": _drawn(INDEPENDENT),
    "a tenth changed, shared shocks": _drawn(SHARED),
    "half changed, shared shocks": _drawn(STRONG),
    "ten years of units like UCDP's": _long,
}


def losses(folder: Path, panels: str) -> dict[str, object]:
    """Count, in so many panels of each kind, the firm findings, and those that the look loses.

    What is measured already is not measured again: an interrupted run continues.
    """
    store = folder / "losses.jsonl"
    lines = store.read_text(encoding="utf-8").splitlines() if store.exists() else []
    done = {(one["kind"], one["run"]): one for one in map(json.loads, lines)}
    for run in range(int(panels)):
        for kind, draw in KINDS.items():
            if (kind, run) not in done:
                found = {"kind": kind, "run": run, **_compared(draw(run))}
                done[kind, run] = found
                with store.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(found) + "\n")
    table = pd.DataFrame(done.values())
    sums = table.drop(columns=["run", "most"]).groupby("kind", sort=False).sum()
    most = table.groupby("kind", sort=False)["most"].max().round(2)
    kinds = sums.assign(panels=table.groupby("kind").size(), most=most)
    return {"kinds": json.loads(kinds.to_json(orient="index", force_ascii=False))}


def _compared(units: UnitCounts) -> dict[str, float]:
    """Weigh a panel once, and make its lists with and without the units that the look leaves."""
    region = region_of_units(units)
    shared = SharedDays(index=units.index, region=region, days=NOW_DAYS)
    sent = [units.days_of(at) for at in range(len(units))]
    whole = scan_some(shared, [(units.name(at), one, True) for at, one in enumerate(sent)])
    left = list(_left(units, shared))
    cheap = list(whole)
    for at, one in zip(
        left, scan_some(shared, [(units.name(at), sent[at], False) for at in left]), strict=True
    ):
        cheap[at] = one
    lists = [judge_units(each, by="unit").firm["unit"] for each in (whole, cheap)]
    return {
        "tested": len(enough_events(units)),
        "left": len(left),
        "firm": len(lists[0]),
        "lost": len(set(lists[0]) - set(lists[1])),
        "more": len(set(lists[1]) - set(lists[0])),
        "most": max((whole[at].evidence_rest for at in left), default=0.0),
    }


def _left(units: UnitCounts, shared: SharedDays) -> Iterator[int]:
    """Give the units that the look leaves unweighed."""
    enough = enough_events(units)
    looks = look_at(shared, [units.days_of(at) for at in enough])
    return (at for at, most in zip(enough, looks, strict=True) if not can_pass(most))
