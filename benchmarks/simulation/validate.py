"""``make validate``: simulate, measure, write docs/validation.md; ``QUICK=1`` for less."""

import argparse
import os
import sys

from benchmarks.simulation.cells import grid
from benchmarks.simulation.methods import METHODS
from benchmarks.simulation.page import PAGE, write_page
from benchmarks.simulation.run import one_run, run_grid, take_over
from benchmarks.simulation.store import Store


def main() -> int:
    """Run what is missing of the grid, or repeat one run alone."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.simulation.validate", description=__doc__
    )
    parser.add_argument("--cell", help="name of one cell, to repeat a run of it alone")
    parser.add_argument("--run", type=int, default=0, help="number of the run to repeat")
    parser.add_argument("--times", action="store_true", help="also print the seconds a run took")
    parser.add_argument("--method", action="append", help="measure this alone, and write no page")
    parser.add_argument("--write", action="store_true", help="write the page, and measure nothing")
    parser.add_argument("--cores", type=int, help="processes that work at once; usually one a core")
    options = parser.parse_args()
    if options.cell:
        return repeat(options.cell, options.run)
    quick, runs = asked()
    names = options.method or METHODS
    cells, stores = grid(quick=quick), {name: Store(METHODS[name]) for name in names}
    for name, store in stores.items():
        if taken := take_over(store, cells):
            print(f"{name}: {taken:,} runs of another text of its source, which does the same.")
    if options.write:
        print(write_page(cells, stores, quick=quick, runs=runs))
        return 0
    try:
        spent = run_grid(cells, stores, quick=quick, runs=runs, cores=options.cores)
    except KeyboardInterrupt:
        print("Interrupted; the same command continues here.", file=sys.stderr)
        return 130
    if options.times:
        for (method, cell), (seconds, done) in sorted(spent.items()):
            print(f"{1000 * seconds / done:9.1f} ms  {method:18} {cell}")
    if options.method:
        return 0
    print(write_page(cells, stores, quick=quick, runs=runs))
    print(f"Written: {PAGE}")
    return 0


def asked() -> tuple[bool, int | None]:
    """Read ``QUICK`` and ``RUNS`` from the environment."""
    runs = os.environ.get("RUNS", "")
    return os.environ.get("QUICK", "") not in ("", "0"), int(runs) if runs else None


def repeat(name: str, run: int) -> int:
    """Print what every method says about one run of one cell."""
    chosen = [cell for cell in grid() if cell.name == name]
    if not chosen:
        print("No such cell; the names are:", *(cell.name for cell in grid()), sep="\n")
        return 1
    for method in METHODS.values():
        if chosen[0].section in method.sections:
            print(method.name, one_run(method.name, chosen[0], run))
    return 0


if __name__ == "__main__":
    sys.exit(main())
