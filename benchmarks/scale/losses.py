"""What a scan loses where it leaves units out: panels weighed whole, and as far as can matter."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from analytics.panel.all_units import SharedDays, region_of_units, scan_some, weigh_all
from analytics.panel.scan import judge_units
from analytics.panel.unit import NOT_WEIGHED
from analytics.panel.units import UnitCounts
from benchmarks.panel.worlds import INDEPENDENT, SHARED, PanelWorld, draw_panel
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
    """Scan a panel, weigh what that left out, and compare the lists without and with it."""
    some = weigh_all(units, screened=True)
    left = [place for place, one in enumerate(some) if one.verdict == NOT_WEIGHED]
    shared = SharedDays(index=units.index, region=region_of_units(units))
    given = [(units.name(place), units.days_of(place), False) for place in left]
    whole = list(some)
    for place, one in zip(left, scan_some(shared, given), strict=True):
        whole[place] = one
    both = [judge_units(one, by=units.label) for one in (whole, some)]
    found = {"tested": both[0].tested, "left": len(left)}
    for name, column in (("firm", "firm"), ("watch", "watch_list")):
        of_all, of_some = (set(one.table.loc[one.table[column], "unit"]) for one in both)
        found[name] = len(of_all)
        found[f"{name}_lost"] = len(of_all - of_some)
        found[f"{name}_more"] = len(of_some - of_all)
    shown = both[0].table.set_index("unit").loc[[whole[place].unit for place in left]]
    return found | {"most": float(shown["evidence_rest"].max()) if left else 0.0}
