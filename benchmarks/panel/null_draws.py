"""Draw quiet series of every kind and keep their evidence; an interrupted run continues.

``python -m benchmarks.panel.null_draws`` does what is missing, all kinds alike; ``DRAWS`` sets the
draws a kind, ``LONGEST`` leaves longer series for later. ``make null-table`` then writes the table
from what is there.
"""

import os
import sys

import numpy as np

from benchmarks.panel.quiet_series import QuietCell, draw_series, measure_series
from benchmarks.simulation.methods import Method, Record
from benchmarks.simulation.simulate import generator
from benchmarks.simulation.store import Store, take_over_alike

DAYS = (60, 140, 365, 730, 1430)
BRANCHINGS, SIZES, MEANS = (0.0, 0.3, 0.5), (np.inf, 2.0, 0.7), (0.3, 3.0)
# Draws that are stored together, and the usual number of them a cell.
AT_ONCE, DRAWS = 20, 400
KEPT = ("evidence", "branching", "spread", "any_branching", "any_spread")

NULL = Method(
    name="null-table",
    measure=lambda counts, cell: {},
    sections=(),
    runs=DRAWS // AT_ONCE,
    quick_runs=1,
    sources=("analytics.changepoints.lulls", "benchmarks.panel.quiet_series"),
)


def null_cells(longest: int = DAYS[-1]) -> list[QuietCell]:
    """Give the cells of the table, the short series first."""
    return [
        QuietCell(days=days, branching=branching, size=float(size), mean=mean)
        for days in DAYS
        if days <= longest
        for branching in BRANCHINGS
        for size in SIZES
        for mean in MEANS
    ]


def draw_batch(cell: QuietCell, run: int) -> Record:
    """Draw some series of a cell and weigh them."""
    draws = draw_series(cell, AT_ONCE, generator(cell.name, run))
    measured = [measure_series(values) for values in draws.values]
    told = {name: [round(one[name], 4) for one in measured] for name in KEPT}
    return told | {"log_weights": draws.log_weights.round(4).tolist()}


def run(store: Store, cells: list[QuietCell], draws: int) -> None:
    """Do what is missing, a batch of every cell in turn, so that all fill up alike."""
    for number in range(draws // AT_ONCE):
        for cell in cells:
            if store.missing(cell, number + 1)[-1:] == [number]:
                store.append(cell, [number], [draw_batch(cell, number)])
        print(f"{(number + 1) * AT_ONCE} draws a cell", file=sys.stderr, flush=True)


def main() -> int:
    """Draw what is missing."""
    longest = int(os.environ.get("LONGEST", DAYS[-1]))
    store = Store(NULL)
    take_over_alike(store, null_cells(), draw_batch)
    run(store, null_cells(longest), int(os.environ.get("DRAWS", DRAWS)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
