"""Write docs/scale.md from what was measured: ``python -m benchmarks.scale.page FOLDER``.

Each stage runs in a process of its own, and what is measured already is not measured again:
``measured.jsonl`` in the folder holds a line for each.
"""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
from scipy.special import betaincinv

from benchmarks.machine import machine, versions
from benchmarks.markdown import table, write
from benchmarks.scale.growth import Growth, fitted
from benchmarks.scale.measure import CALM, FEW_UNITS, KEPT

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scale.md"
TEMPLATE = Path(__file__).with_name("page.md")
ROWS = (300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000)
UNITS = (150, 300, 1_000, 3_000, 6_000)
DAYS = (365, 731, 1_461, 2_922, 5_844, 13_149)
# Events of a unit in four years.
BUSY, BUSY_DAYS = (15, 60, 250, 1_000, 4_000, 16_000), 1_461
ROUNDS, CALM_ROUNDS, KEPT_ROUNDS, WAITED, PANELS, PARTS = 2, 2, 1, 10, 21, 40
STAGES = [
    *[("counted", rows) for rows in ROWS],
    ("counted_by_dataset", ROWS[-1]),
    ("two_years", 2),
    *[("by_units", units) for units in UNITS],
    *[("by_days", days) for days in DAYS],
    *[("by_events", events) for events in BUSY],
    ("every_day", PARTS),
    ("on_both", ROUNDS),
    ("on_both_calm", CALM_ROUNDS),
    ("kept", KEPT_ROUNDS),
    ("waiting", WAITED),
    ("screened", PANELS),
]
# All of GDELT: rows of reports since 1979, by country and root code, on such machines.
GDELT_ROWS, GDELT_DAYS, GDELT_UNITS = 1_000_000_000, 17_100, 5_000
MACHINES, CORES = 50, 2
Known = dict[tuple[str, int], dict]


def measured(folder: Path) -> Known:
    """Return what each stage measured, and measure what is missing."""
    store = folder / "measured.jsonl"
    known: Known = {}
    for line in store.read_text(encoding="utf-8").splitlines() if store.exists() else []:
        found = json.loads(line)
        known[found["stage"], int(found["option"])] = found
    for stage, option in STAGES:
        if (stage, option) in known:
            continue
        words = ["-m", "benchmarks.scale.measure", stage, str(option), str(folder)]
        done = subprocess.run([sys.executable, *words], stdout=subprocess.PIPE, check=True)
        found = json.loads(done.stdout) | {"load": round(os.getloadavg()[0], 1)}
        with store.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(found) + "\n")
        known[stage, option] = found
    return known


def page(known: Known) -> str:
    """Lay the measurements out."""
    loads = [found["load"] for found in known.values()]
    parts = {**_rows(known), **_units(known), **_days(known), **_lost(known), **_places(known)}
    return TEMPLATE.read_text(encoding="utf-8").format(
        today=f"{date.today():%Y-%m-%d}",
        machine=machine(),
        versions=versions("pyarrow", "distributed"),
        least_load=min(loads),
        most_load=max(loads),
        **parts,
        **_gdelt(known),
    )


def _met(holds: bool) -> str:
    return "met" if holds else "missed"


def _growth(known: Known, stage: str, sizes: tuple[int, ...]) -> Growth:
    """Fit the growth of what a stage costs."""
    return fitted({size: known[stage, size]["cpu"] for size in sizes})


def _rows(known: Known) -> dict[str, object]:
    found = {rows: known["counted", rows] for rows in ROWS}
    lines = [
        (f"{rows:,}", one["cpu"], f"{1e6 * one['cpu'] / rows:.2f}", one["peak_mb"])
        for rows, one in found.items()
    ]
    largest, other = found[ROWS[-1]], known["counted_by_dataset", ROWS[-1]]
    return {
        "rows": "\n".join(table(("rows", "processor s", "µs a row", "peak MB"), lines)),
        "rows_growth": _growth(known, "counted", ROWS),
        "rows_met": _met(largest["cpu"] <= 60 and largest["peak_mb"] <= 2048),
        "dataset_cpu": other["cpu"],
        "dataset_mb": other["peak_mb"],
    }


def _units(known: Known) -> dict[str, object]:
    found = [(units, known["by_units", units]) for units in UNITS]
    lines = [
        (f"{units:,}", one["tested"], one["cpu"], f"{1000 * one['cpu'] / one['tested']:.0f}")
        for units, one in found
    ]
    whole = known["two_years", 2]["cpu"]
    heads = ("units", "weighed", "processor s", "ms a unit weighed")
    return {
        "units_table": "\n".join(table(heads, lines)),
        "units_growth": _growth(known, "by_units", UNITS),
        "two_cpu": whole,
        "two_half": whole / 2,
        "two_met": _met(whole / 2 <= 120),
    }


def _days(known: Known) -> dict[str, object]:
    lines = []
    for days in DAYS:
        one = known["by_days", days]
        each = 1e6 * one["cpu"] / days / one["tested"]
        lines.append((f"{days:,}", one["tested"], one["cpu"], f"{each:.0f}"))
    busy = []
    for events in BUSY:
        one = known["by_events", events]
        each = 1000 * one["cpu"] / one["tested"]
        busy.append((f"{events:,}", f"{events / BUSY_DAYS:.2f}", one["cpu"], f"{each:.0f}"))
    every = known["every_day", PARTS]
    heads = ("days", "weighed", "processor s", "µs a unit and day")
    return {
        "days": "\n".join(table(heads, lines)),
        "days_growth": _growth(known, "by_days", DAYS),
        "busy": "\n".join(table(("events a unit", "a day", "processor s", "ms a unit"), busy)),
        **{name: f"{every[name]:,.0f}" for name in ("units", "tested", "left", "changed")},
        **{name: every[name] for name in ("counting", "region", "parts", "all_parts", "all_units")},
        "core_s": every["core_s"],
        "core_half": every["core_s"] / 2,
        "long_met": _met(every["core_s"] / 2 <= 300),
    }


def _lost(known: Known) -> dict[str, object]:
    kinds = known["screened", PANELS]["kinds"]
    names = ("panels", "tested", "left", "most", "firm", "watch")
    lines = []
    for kind, one in kinds.items():
        changed = [f"{one[f'{name}_lost']} / {one[f'{name}_more']}" for name in ("firm", "watch")]
        lines.append((kind, *(f"{one[name]:,}" for name in names), *changed))
    heads = ("panels of", "panels", "tested", "left", "their most", "firm", "watch")
    heads += ("firm lost / added", "watch lost / added")
    sums = {
        name: sum(one[name] for one in kinds.values())
        for name in ("panels", "tested", "left", "firm", "firm_lost", "watch", "watch_lost")
    }
    more = sum(one[f"{name}_more"] for one in kinds.values() for name in ("firm", "watch"))
    # Clopper and Pearson's one-sided limits.
    limits = {
        f"{name}_limit": 100
        * float(betaincinv(sums[f"{name}_lost"] + 1, sums[name] - sums[f"{name}_lost"], 0.95))
        for name in ("firm", "watch")
    }
    told = {f"lists_{name}": value for name, value in (sums | limits).items()}
    return {"losses": "\n".join(table(heads, lines)), "lists_more": more, **told}


def _places(known: Known) -> dict[str, object]:
    found = {
        "Dask as it came": known["on_both", ROUNDS],
        "with the settings below": known["on_both_calm", CALM_ROUNDS],
    }
    lines, ratios = [], {}
    for name, both in found.items():
        for seconds, clock in (("of processors", "cpu"), ("by the clock", "wall")):
            alone = [one[clock] for one in both["processes"]]
            row = [f"{name}, {seconds}", len(alone), f"{_middle(alone):.1f}"]
            for kind in ("new workers", "same workers"):
                there = [one[clock] for one in both[kind]]
                each = sorted(one / other for one, other in zip(there, alone, strict=True))
                ratios[name, kind, clock] = _middle(each)
                told = f"{_middle(each):.2f} ({each[0]:.2f} to {each[-1]:.2f})"
                row += [f"{_middle(there):.1f}", told]
            lines.append(row)
    heads = ("", "rounds", "processes, s", "new workers, s", "ratio", "same workers, s", "ratio")
    met = {name: _met(one <= 1.3) for name, one in ratios.items()}
    plain, calm = found
    return {
        **_kept(known),
        "places": "\n".join(table(heads, lines)),
        **{f"waits_{name}": known["waiting", WAITED][name] for name in ("plain", "calm")},
        "plain_met": met[plain, "same workers", "cpu"],
        "new_met": met[calm, "new workers", "cpu"],
        "same_met": met[calm, "same workers", "cpu"],
        "settings": "\n".join(f"{name}={value}" for name, value in _settings().items()),
    }


def _kept(known: Known) -> dict[str, str]:
    """Tell what workers take that give their memory back, and that keep it as a scan has them."""
    both, waits = known["kept", KEPT_ROUNDS], known["waiting", WAITED]["plain"]
    alone = _middle([one["cpu"] for one in both["processes"]])
    rows = [["two processes", "", f"{alone:.1f}", "", ""]]
    for name in ("given back", "kept"):
        for kind in ("new workers", "same workers"):
            took = both[f"{name}, {kind}"]
            clock, cpu = (_middle([one[what] for one in took]) for what in ("wall", "cpu"))
            ratios = [f"{seconds / alone:.2f}" for seconds in (cpu, cpu - waits * clock)]
            rows.append([f"memory {name}, {kind}", f"{clock:.0f}", f"{cpu:.1f}", *ratios])
    heads = ("", "by the clock, s", "of processors, s", "ratio", "less what waiting takes")
    return {"kept": "\n".join(table(heads, rows)), "few_units": f"{FEW_UNITS:,}"}


def _settings() -> dict[str, str]:
    return {f"DASK_{_variable(name)}": str(value) for name, value in CALM.items()} | KEPT


def _middle(values: list[float]) -> float:
    return float(np.median(values))


def _variable(name: str) -> str:
    """Give the environment variable of a setting of Dask."""
    return name.upper().replace("-", "_").replace(".", "__")


def _gdelt(known: Known) -> dict[str, object]:
    every = known["every_day", PARTS]
    reading = _growth(known, "counted", ROWS).cost(GDELT_ROWS)
    longest = known["by_days", DAYS[-1]]
    each = longest["cpu"] / longest["tested"]
    # In a series as long as this nothing is left open that a longer one would settle.
    longer = GDELT_DAYS / DAYS[-1]
    weighing = GDELT_UNITS * each * longer
    together = weighing / (MACHINES * CORES)
    lines = [
        ("counting the rows", "one process", f"{reading:,.0f}", f"{reading:,.0f}"),
        ("weighing the units", "all machines", f"{weighing:,.0f}", f"{together:,.0f}"),
    ]
    heads = ("part", "where", "processor s", "by the clock, s")
    return {
        "gdelt": "\n".join(table(heads, lines, texts=2)),
        "gdelt_days": GDELT_DAYS,
        "gdelt_units": GDELT_UNITS,
        "gdelt_cells": GDELT_UNITS * GDELT_DAYS / 1e6,
        "a_day": GDELT_ROWS / GDELT_UNITS / GDELT_DAYS,
        "each": each,
        "longer": longer,
        "own_each": every["cpu"] / max(every["tested"] - every["left"], 1),
        "beyond": GDELT_ROWS / ROWS[-1],
        "machines": MACHINES,
        "cores": CORES,
        "batches": MACHINES * CORES / 2,
    }


if __name__ == "__main__":
    write(PAGE, page(measured(Path(sys.argv[1]))).splitlines())
