"""The false-alarm rates that the product itself prints, as a table that it reads."""

import csv
from pathlib import Path

from benchmarks.simulation.cells import Cell
from benchmarks.simulation.detection_tables import OURS, Records
from benchmarks.simulation.summary import any_change

TARGET = Path(__file__).resolve().parents[2] / "analytics" / "changepoints" / "measured_rates.csv"
DESIGN = ("branching", "lag", "zeros", "odd", "weekday")
HEADS = ("series", "days", "mean", "size", *DESIGN, "runs", "share")


def write_rates(cells: list[Cell], records: Records, target: Path = TARGET) -> Path:
    """Write the share of false changes in every series without a change.

    Parameters
    ----------
    cells : list of Cell
    records : callable
        Gives the records of a method and a cell.
    target : Path

    Returns
    -------
    Path
    """
    rows = []
    for cell in cells:
        if cell.section != "unchanged":
            continue
        found, design = any_change(records(OURS, cell)), cell.design
        mean, days = design.levels[0]
        size = "" if design.size is None else f"{design.size:g}"
        drawn = [f"{getattr(design, name):g}" for name in DESIGN]
        row = (cell.series, days, f"{mean:g}", size, *drawn)
        rows.append((*row, found.runs, f"{found.value:.4f}"))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADS)
        writer.writerows(rows)
    return target
