"""Write docs/alarms.md, and the table of realised alarms that the product reads.

``python -m benchmarks.alarms.page``; the numbers are those that ``benchmarks.alarms.measure`` has
stored so far, and the page says how many.
"""

import csv
import math
import sys
from datetime import date
from pathlib import Path

import numpy as np

from analytics.alarms.realised import MEASURED
from benchmarks.alarms.measure import FALSE
from benchmarks.alarms.worlds import UNITS, WORLDS, World
from benchmarks.markdown import table, write
from benchmarks.simulation.methods import Record
from benchmarks.simulation.store import Store

PAGE = Path(__file__).resolve().parents[2] / "docs" / "alarms.md"
KINDS = ("daily", "weekly", "careful")
# 95 % of what a mean of so many panels may be.
NORMAL = 1.96
CAREFUL_BAR = 1.0

BUDGET_TEXT = f"""\
# How often the watch is wrong, and what it finds

Written by `python -m benchmarks.alarms.page` on {{today}}; no number in a table is typed by hand.

`escalation watch` promises a number of false alarms that is expected over all units together. Here
it is held to that: {UNITS} units with .4 to 6 events a week, a year of history, a quarter watched,
a budget of one false alarm, in worlds in which no rate rises. The constants of the method were
chosen on other worlds and random numbers (rates .5, 2 and 5, other sizes), and on none of these.

## Budget: false alarms in a quarter, of 1 allowed

Mean over the panels with its 95 % Monte Carlo interval, and the worst quarter. *met* where the
interval reaches the bar, *missed* where all of it lies above. *careful* is the simple bound
(units times days over the budget), with daily looks; its bar is {CAREFUL_BAR:g}.

{{budget}}
An expectation holds whatever links the units, but alarms that have a cause in common come in
bunches: the worst quarters stand in the table. What is usual is learned from a year, so a rate that
has long drifted or wanders far gives more alarms than the budget.
"""


def interval(values: list[int]) -> tuple[float, float]:
    """Give the mean and half of its 95 % Monte Carlo interval; nothing seen counts as half."""
    spread = max(float(np.std(values)), math.sqrt(0.5 / len(values)))
    return float(np.mean(values)), NORMAL * spread / math.sqrt(len(values))


def _budget_cell(records: list[Record], kind: str, bar: float) -> str:
    mean, half = interval([record[kind] for record in records])
    worst = max(record[kind] for record in records)
    verdict = "met" if mean - half <= bar else "missed"
    return f"{mean:.2f} ± {half:.2f} ({worst}), {verdict}"


def budget_rows(known: dict[World, list[Record]]) -> list[list[str]]:
    """Give one row a world: its bar, panels, and what was realised of a budget of one."""
    return [
        [
            world.name,
            f"<= {world.bar:g}",
            str(len(records)),
            *(
                _budget_cell(records, kind, CAREFUL_BAR if kind == "careful" else world.bar)
                for kind in KINDS
            ),
        ]
        for world, records in known.items()
    ]


def write_realised(known: dict[World, list[Record]]) -> None:
    """Write the table that the product reads."""
    with MEASURED.open("w", encoding="utf-8", newline="") as file:
        names = [name for kind in KINDS for name in (kind, f"{kind}_worst")]
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["world", "panels", *names])
        for world, records in known.items():
            found = [[record[kind] for record in records] for kind in KINDS]
            cells = [cell for one in found for cell in (f"{np.mean(one):.3f}", max(one))]
            lines.writerow([world.name, len(records), *cells])


def main() -> int:
    """Write both."""
    store = Store(FALSE)
    known = {world: store.records(world, 10**6) for world in WORLDS}
    known = {world: records for world, records in known.items() if records}
    write_realised(known)
    heads = ["world", "bar", "panels", "daily looks", "weekly looks", "careful"]
    budget = "\n".join(table(heads, budget_rows(known), texts=2))
    write(PAGE, BUDGET_TEXT.format(today=date.today(), budget=budget).splitlines())
    return 0


if __name__ == "__main__":
    sys.exit(main())
