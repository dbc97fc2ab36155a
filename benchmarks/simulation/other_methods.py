"""How often the methods beside the evidence are wrong, and what they find, on the same series.

``python -m benchmarks.simulation.other_methods`` runs what is missing; ``--write`` writes the
shares that the product prints (analytics/findings/method_rates.csv) and docs/other-methods.md.
The series are those of docs/evidence.md, by the same random numbers.
"""

import csv
import os
import sys
from datetime import date
from pathlib import Path

from analytics.changepoints.search import find_changepoints
from analytics.findings.detectors import METHOD_LABELS, RATES, detect
from analytics.selection.view import METHODS
from benchmarks.markdown import table
from benchmarks.simulation.cells import Cell
from benchmarks.simulation.evidence_bars import FRESH, WiderDesign, cells, draw
from benchmarks.simulation.methods import Method, Record
from benchmarks.simulation.simulate import generator
from benchmarks.simulation.store import Store
from benchmarks.simulation.summary import share
from data.errors import EscalationError

RUNS, LONG_RUNS = 200, 50
PAGE = Path(__file__).resolve().parents[2] / "docs" / "other-methods.md"
HEADS = ("method", "series", "days", "mean", "size", "branching", "runs", "share")
NEAR = 5

PAGE_TEXT = """\
# Other methods beside the evidence

Written by `python -m benchmarks.simulation.other_methods --write` on {today}; no number in the
tables is typed by hand. The page, the terminal and the reports show what statsmodels' methods find
in the same days, each with the share of false alarms from the series here that are most like them.
The evidence decides; the others inform. The series are those of [evidence.md](evidence.md), drawn
by the same random numbers; behind each share its Monte Carlo standard error.

- **Markov switching**: two levels on the square-root scale; a change where the likeliest level
  becomes the other, if two describe the days better than one (by BIC).
- **OLS-CUSUM**: one change at most, p < 0.05 by its limit.
- **sup-LR of step regressions**: at every date, 15 % trimmed at either end, a negative
  binomial regression on a constant and a step; the largest likelihood ratio against the constant
  alone, p < 0.05 by Andrews' limit; one change at most.

All three take the days for independent of each other, which attacks are not.

## Series without a change: a change is found

{quiet}

## Series with a change: a change is found, and one within {near} days of each true one

{changed}
"""


def _one(method: str, series: object) -> list[int]:
    """Give the places of the changes that a method finds; none where it cannot answer."""
    if method == METHODS[0]:
        days = find_changepoints(series, ask_trend=False).table["changepoint"]
    else:
        try:
            days = [day for day, _, _ in detect(method, series)[0]]
        except EscalationError:
            days = []
    return [int((day - series.index[0]).days) for day in days]


def measure(counts: object, cell: Cell) -> Record:
    """Search one series by every method."""
    return {method: _one(method, counts) for method in METHODS}


METHOD = Method(
    name="other_methods",
    measure=measure,
    sections=("quiet", "found"),
    runs=RUNS,
    quick_runs=RUNS // 10,
    sources=(
        "analytics.changepoints.search",
        "analytics.findings.detectors",
        "analytics.structural_tests.count_step",
        "analytics.structural_tests.level_tests",
        "analytics.regimes.markov_switching",
        "benchmarks.simulation.other_methods",
    ),
)


def chosen_cells() -> list[Cell]:
    """Give the cells: one level throughout, then those with steps; none that drifts or wanders."""
    kept = [cell for cell in cells() if cell.section in ("quiet", "found")]
    steady = [cell for cell in kept if getattr(cell.design, "trend", 1.0) == 1.0]
    return [cell for cell in steady if not cell.design.wander]


def run(store: Store) -> None:
    """Do what is missing."""
    # Those that the product reads first.
    for cell in sorted(chosen_cells(), key=lambda cell: not _is_read(cell)):
        runs = int(os.environ.get("RUNS", LONG_RUNS if cell.design.days >= 1000 else RUNS))
        if todo := store.missing(cell, runs):
            drawn = (draw(cell.design, generator(cell.name, FRESH + k)) for k in todo)
            store.append(cell, todo, [measure(counts, cell) for counts in drawn])
        print(cell.name, file=sys.stderr, flush=True)


def _name(cell: Cell) -> str:
    odd = getattr(cell.design, "odd", 0)
    levels = " ".join(f"{mean:g}x{days}" for mean, days in cell.design.levels)
    return f"{cell.series}{f' of {odd}' if odd else ''}: {levels}"


def _quiet_rows(store: Store) -> list[list[str]]:
    rows = []
    for cell in chosen_cells():
        records = store.records(cell, 10**6)
        if cell.section == "quiet" and records:
            shares = [str(share([bool(r[method]) for r in records])) for method in METHODS]
            rows.append([_name(cell), str(len(records)), *shares])
    return rows


def _near_all(found: list[int], truth: tuple[int, ...]) -> bool:
    return all(any(abs(day - true) <= NEAR for day in found) for true in truth)


def _changed_rows(store: Store) -> list[list[str]]:
    rows = []
    for cell in chosen_cells():
        records = store.records(cell, 10**6)
        if cell.section != "found" or not records:
            continue
        truth, told = cell.design.changes, []
        for method in METHODS:
            some = share([bool(r[method]) for r in records])
            near = share([_near_all(r[method], truth) for r in records])
            told.append(f"{some}; {near}")
        rows.append([_name(cell), str(len(records)), *told])
    return rows


def write(store: Store) -> None:
    """Write the shares that the product reads, and the page."""
    with RATES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADS)
        for cell in chosen_cells():
            records, design = store.records(cell, 10**6), cell.design
            if records and _is_read(cell):
                mean, days = design.levels[0]
                size = "" if design.size is None else f"{design.size:g}"
                for method in METHODS:
                    found = share([bool(r[method]) for r in records])
                    row = (method, cell.series, days, f"{mean:g}", size, f"{design.branching:g}")
                    writer.writerow((*row, found.runs, f"{found.value:.4f}"))
    heads = ["series", "runs", *METHOD_LABELS.values()]
    tables = {
        "quiet": "\n".join(table(heads, _quiet_rows(store), texts=1)),
        "changed": "\n".join(table(heads, _changed_rows(store), texts=1)),
    }
    PAGE.write_text(PAGE_TEXT.format(today=date.today(), near=NEAR, **tables), "utf-8")


def _is_read(cell: Cell) -> bool:
    """Tell whether a series has no change and is of a kind that a user's can be held against."""
    design, usual = cell.design, WiderDesign(levels=cell.design.levels)
    odd = any(getattr(design, name, 0) for name in ("zeros", "odd"))
    return cell.section == "quiet" and not odd and design.lag == usual.lag


def main() -> int:
    """Run, or write."""
    store = Store(METHOD)
    if "--write" not in sys.argv:
        run(store)
    write(store)
    return 0


if __name__ == "__main__":
    sys.exit(main())
