"""The page docs/validation.md, put together from the stored runs."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import machine, versions
from benchmarks.markdown import table, write
from benchmarks.simulation import detection_tables, effect_tables
from benchmarks.simulation.cells import Cell
from benchmarks.simulation.detection_tables import Records
from benchmarks.simulation.measured_rates import write_rates
from benchmarks.simulation.methods import METHODS
from benchmarks.simulation.real_cases import real_case_lines
from benchmarks.simulation.run import runs_of
from benchmarks.simulation.store import Store
from benchmarks.simulation.verdict import Verdict, tally
from benchmarks.simulation.wording import ABOUT, OPENING

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "validation.md"
# The method of this project in each section.
OURS = {"effects": effect_tables.OURS} | dict.fromkeys(
    ("unchanged", "changed", "dates"), detection_tables.OURS
)
MEASURED, KEPT = "- Measured on", "*Not measured again since"
# Numbers of runs that are each named; more are told by their range.
MOST_NAMED = 3
Builder = Callable[[list[Cell], Records], tuple[list[str], list[Verdict]]]
SECTIONS: dict[str, tuple[str, Builder]] = {
    "unchanged": ("Nothing changed: false change points", detection_tables.unchanged_table),
    "changed": ("Something changed: what is found", detection_tables.changed_tables),
    "dates": ("When: how often date sets hold the true date", detection_tables.date_table),
    "effects": ("By how much: intervals of the rate ratio", effect_tables.effect_table),
}


def write_page(
    cells: list[Cell], stores: dict[str, Store], *, quick: bool, runs: int | None
) -> str:
    """Write the page from what the stores hold, and the rates that the product prints.

    Parameters
    ----------
    cells : list of Cell
    stores : dict of Store
        By the method's name.
    quick : bool
        Whether this is the coarse grid, which the page then says.
    runs : int or None
        Runs a cell instead of the usual number.

    Returns
    -------
    str
        How many bars are met, in one line a section.
    """

    def records(method: str, cell: Cell) -> list:
        wanted = runs_of(METHODS[method], cell, quick=quick, runs=runs)
        return stores[method].records(cell, wanted)

    parts, rows = [], []
    for section, (title, build) in SECTIONS.items():
        chosen = [cell for cell in cells if cell.section == section]
        if not any(records(OURS[section], cell) for cell in chosen):
            kept = keep_section(PAGE.read_text(encoding="utf-8"), title)
            rows.append(kept.row)
            parts += kept.lines
            continue
        lines, verdicts = build(chosen, records)
        rows.append((title, len(chosen), tally(verdicts)))
        parts += [f"## {title}", "", *ABOUT[section], "", *lines]
    top = [*OPENING, "", *_header(cells, stores, records, quick=quick)]
    top += ["## In short", "", *table(["section", "cells", "result"], rows, texts=3)]
    write(PAGE, [*top, *parts, *real_case_lines()])
    if not quick:
        write_rates(cells, records)
    return "\n".join(f"{title}: {result}" for title, _, result in rows)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A section of the page as it stands, and its row of the table in short."""

    row: tuple[str, ...]
    lines: list[str]


def keep_section(page: str, title: str) -> Kept:
    """Keep a section of which nothing is stored here, and say when it was measured.

    Parameters
    ----------
    page : str
        The page as it stands.
    title : str
        Heading of the section.

    Returns
    -------
    Kept
    """
    lines = page.splitlines()
    first = lines.index(f"## {title}")
    stop = next((k for k in range(first + 1, len(lines)) if lines[k].startswith("## ")), len(lines))
    (row,) = (line for line in lines if line.startswith(f"| {title} |"))
    body = lines[first + 2 : stop]
    if not body[0].startswith(KEPT):
        (day,) = (line for line in lines if line.startswith(MEASURED))
        body = [f"{KEPT} {day.removeprefix(MEASURED).partition(':')[0].strip()}.*", "", *body]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    return Kept(row=tuple(cells), lines=[lines[first], "", *body])


def _header(
    cells: list[Cell], stores: dict[str, Store], records: Records, *, quick: bool
) -> list[str]:
    """Say what the numbers were measured on, and how they can be had again."""
    rows = [
        (f"`{name}`", section, _range([len(records(name, cell)) for cell in chosen]), store.hash)
        for name, store in stores.items()
        for section in METHODS[name].sections
        if (chosen := [cell for cell in cells if records(name, cell) and cell.section == section])
    ]
    grid = "a coarse grid (`make validate QUICK=1`)" if quick else "the full grid (`make validate`)"
    return [
        f"{MEASURED} {time.strftime('%d %B %Y')}: {grid}.{_so_far(cells, stores, records, quick)}",
        f"- Machine: {machine()}.",
        f"- Versions: {versions()}.",
        "- Seeds: one for each cell and run, from the cell's name and the run's number; "
        "`python -m benchmarks.simulation.validate --cell NAME --run NUMBER` repeats one run.",
        "",
        *table(["method", "cells", "runs a cell", "hash of its source"], rows, texts=2),
    ]


def _so_far(cells: list[Cell], stores: dict[str, Store], records: Records, quick: bool) -> str:
    """Say how much of the grid has been done, where it is not all of it."""
    pairs = [
        (len(records(name, cell)), runs_of(METHODS[name], cell, quick=quick, runs=None))
        for name in stores
        for cell in cells
        if cell.section in METHODS[name].sections
    ]
    done, wanted = (sum(column) for column in zip(*pairs, strict=True))
    if done >= wanted:
        return ""
    return (
        f" So far {done:,} of its {wanted:,} runs are done, evenly over the cells of a method; the "
        "same command goes on. The table says how many a cell."
    )


def _range(numbers: list[int]) -> str:
    distinct = sorted(set(numbers), reverse=True)
    if len(distinct) > MOST_NAMED:
        return f"{distinct[-1]:,} to {distinct[0]:,}"
    return " or ".join(f"{number:,}" for number in distinct)
