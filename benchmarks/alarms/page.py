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
from benchmarks.alarms.found import FOUND, OF_BARS
from benchmarks.alarms.measure import FALSE
from benchmarks.alarms.tables import (
    WITHIN_LATE,
    bar_table,
    focus_sentence,
    found_table,
    late_table,
    quiet_panels,
    rises_a_cell,
    time_sentence,
    year_table,
)
from benchmarks.alarms.worlds import HARDEST, INDEPENDENT, UNITS, WORLDS, World
from benchmarks.markdown import table, write
from benchmarks.simulation.methods import Record
from benchmarks.simulation.store import Store

PAGE = Path(__file__).resolve().parents[2] / "docs" / "alarms.md"
KINDS = ("daily", "weekly", "careful")
# 95 % of what a mean of so many panels may be.
NORMAL = 1.96
CAREFUL_BAR = 1.0

TEXT = f"""\
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

Over a year, with evidence carried from quarter to quarter, alarms that end, and new levels learned,
daily looks:

{{year}}
## Found, at one realised false alarm a quarter

Of {{rises}} rises a cell, begun in the third week, % found within two/four weeks. "x2 at 5" is a
doubling at 5 events a week, "0 to 2" a unit that begins at nothing. The line of every rule is set
so that one of thirty quiet units of the same world passes in a quarter ({{quiet_panels}} panels):
an oracle, which the rules of others have nowhere else. All but the first row look once a week.

Independent days:

{{independent}}
Independent days of the units that the bars were set on (.5, 2 and 5 a week; infinite size, 2, .7),
other random numbers:

{{of_bars}}
Bars, *met* where the 95 % interval reaches them:

{{bars}}
Half of the events set off by others, with a mean lag of four days:

{{hardest}}
{{focus}}

## Days not yet complete

Of the last three days .85, .6 and .3 of the events are listed at each weekly look. *Ignored* takes
them for whole, *offset* weighs them by these shares, as the watch does, *left out* as unknown. Own
line of each panel; bar: within {WITHIN_LATE:g} of complete data, and no more false alarms.

{{late}}
## Time

{{time}}

[What the watch would have sent over Iraq and Ukraine](alarms-replayed.md) is a page of its own.
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
    found = Store(FOUND)
    text = TEXT.format(
        today=date.today(),
        budget=budget,
        year="\n".join(year_table(found)),
        independent="\n".join(found_table(found, INDEPENDENT.name)),
        of_bars="\n".join(found_table(found, OF_BARS)),
        rises=rises_a_cell(found),
        quiet_panels=quiet_panels(found),
        bars="\n".join(bar_table(found)),
        hardest="\n".join(found_table(found, HARDEST.name)),
        focus=focus_sentence(found),
        late="\n".join(late_table(found)),
        time=time_sentence(found),
    )
    write(PAGE, text.splitlines())
    return 0


if __name__ == "__main__":
    sys.exit(main())
