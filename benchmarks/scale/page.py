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

from benchmarks.machine import machine, versions
from benchmarks.markdown import table, write

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scale.md"
TEMPLATE = Path(__file__).with_name("page.md")
ROWS, UNITS = (1_000_000, 3_000_000, 10_000_000, 30_000_000), (300, 1_000)
DAYS, EVERY, ROUNDS, PANELS = (365, 1_461), 40, 1, 1
STAGES = [
    *[("counted", rows) for rows in ROWS],
    ("counted_by_dataset", ROWS[-1]),
    ("two_years", 2),
    *[("by_units", units) for units in UNITS],
    *[("by_days", days) for days in DAYS],
    ("all_days", EVERY),
    ("on_both", ROUNDS),
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
    parts = {**_rows(known), **_units(known), **_days(known), **_places(known), **_gdelt(known)}
    return TEMPLATE.read_text(encoding="utf-8").format(
        today=f"{date.today():%Y-%m-%d}",
        machine=machine(),
        versions=versions("pyarrow", "distributed"),
        least_load=min(loads),
        most_load=max(loads),
        **parts,
    )


def _met(holds: bool) -> str:
    return "met" if holds else "missed"


def _rows(known: Known) -> dict[str, object]:
    found = {rows: known["counted", rows] for rows in ROWS}
    lines = [
        (f"{rows:,}", one["cpu"], f"{1e6 * one['cpu'] / rows:.2f}", one["peak_mb"])
        for rows, one in found.items()
    ]
    largest, other = found[ROWS[-1]], known["counted_by_dataset", ROWS[-1]]
    return {
        "rows": "\n".join(table(("rows", "processor s", "µs a row", "peak MB"), lines)),
        "rows_met": _met(largest["cpu"] <= 60 and largest["peak_mb"] <= 2048),
        "dataset_cpu": other["cpu"],
        "dataset_mb": other["peak_mb"],
    }


def _units(known: Known) -> dict[str, object]:
    found = [(units, known["by_units", units]) for units in UNITS]
    lines = [(f"{units:,}", one["tested"], one["cpu"]) for units, one in found]
    whole = known["two_years", 2]["cpu"]
    return {
        "units": "\n".join(table(("units", "weighed", "processor s"), lines)),
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
    every, cheap = known["all_days", EVERY], known["screened", PANELS]
    heads = ("days", "weighed", "processor s", "µs a unit and day")
    return {
        "days": "\n".join(table(heads, lines)),
        "tested": every["tested"],
        "all_units": every["units"],
        "look_ms": every["look_s"] * 1000,
        "sampled": every["sampled"],
        "passing": every["passing"],
        "weigh_s": every["weigh_s"],
        "core_s": every["core_s"],
        "core_half": every["core_s"] / 2,
        "long_met": _met(every["core_s"] / 2 <= 300),
        **{name: cheap[name] for name in ("panels", "skipped", "most", "firm", "lost")},
    }


def _places(known: Known) -> dict[str, object]:
    both = known["on_both", ROUNDS]
    took = {name: sum(both[name]) / len(both[name]) for name in ("processes", "dask")}
    ratio = took["dask"] / took["processes"]
    return {
        "took_processes": took["processes"],
        "took_dask": took["dask"],
        "ratio": ratio,
        "ratio_met": _met(ratio <= 1.3),
    }


def _gdelt(known: Known) -> dict[str, object]:
    every, own = known["all_days", EVERY], known["counted", ROWS[-1]]
    reading = GDELT_ROWS * own["cpu"] / ROWS[-1]
    weighing = GDELT_UNITS * every["weigh_s"] * GDELT_DAYS / 13_149
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
        "machines": MACHINES,
        "cores": CORES,
        "batches": MACHINES * CORES / 2,
    }


if __name__ == "__main__":
    write(PAGE, page(measured(Path(sys.argv[1]))).splitlines())
