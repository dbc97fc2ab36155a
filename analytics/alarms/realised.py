"""How many false alarms there are in a quarter, as measured on simulated units."""

import csv
from functools import cache
from pathlib import Path

# Written by ``python -m benchmarks.alarms.page``; one row a world.
MEASURED = Path(__file__).with_name("realised_alarms.csv")


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with MEASURED.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def worst_quarter(*, careful: bool, looks: str) -> tuple[int, int]:
    """Give the most false alarms of any simulated quarter with a budget of one.

    Parameters
    ----------
    careful : bool
    looks : {"daily", "weekly"}

    Returns
    -------
    worst, quarters : int
        And how many were simulated, over all worlds.
    """
    column = "careful_worst" if careful else f"{looks}_worst"
    worst = max(int(row[column]) for row in _rows())
    return worst, sum(int(row["panels"]) for row in _rows())
