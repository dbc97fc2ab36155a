"""What a scan loses where it leaves units out: panels weighed whole, and as far as can matter."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.panel.all_units import scan_all
from analytics.panel.scan import ScanResult
from analytics.panel.unit import NOT_WEIGHED
from analytics.panel.units import UnitCounts
from benchmarks.panel.worlds import INDEPENDENT, SHARED, PanelWorld, draw_panel
from benchmarks.scale.cost import spent
from benchmarks.scale.made_ged import FIRST_DAY, made_units

# Others than those that docs/scan.md counts, and than those on which a look lost a finding once:
# it learned the clustering of all from some of those that it left out.
FRESH = 60_000
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
    """Compare, in so many panels of each kind, the lists of a scan with those of all weighed.

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
    """Scan a panel with and without the bound, and compare both lists and what they cost."""
    both: list[ScanResult] = []
    whole, cheap = (
        spent(lambda screened=screened: both.append(scan_all(units, screened=screened)))["cpu"]
        for screened in (False, True)
    )
    weighed = both[0].table.set_index("unit")["evidence_rest"]
    verdicts = both[1].table.set_index("unit")["verdict"]
    left = verdicts.index[verdicts == NOT_WEIGHED]
    lists = {
        name: [set(one.table.loc[one.table[column], "unit"]) for one in both]
        for name, column in (("firm", "firm"), ("watch", "watch_list"))
    }
    found = {"tested": both[0].tested, "left": len(left), "whole": whole, "cheap": cheap}
    for name, (all_weighed, bounded) in lists.items():
        found[name] = len(all_weighed)
        found[f"{name}_lost"] = len(all_weighed - bounded)
        found[f"{name}_more"] = len(bounded - all_weighed)
    return found | {"most": max(weighed[left], default=0.0)}
