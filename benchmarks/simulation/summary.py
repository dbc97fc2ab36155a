"""From the records of single runs to shares, widths and their Monte Carlo errors."""

import math
from dataclasses import dataclass

import numpy as np

from benchmarks.simulation.cells import LEVEL, Cell
from benchmarks.simulation.methods import Record

# Days within which a reported change point counts as the true one.
NEAR = 5
# Days within which a reported change is taken for the true one when its date set is judged.
SAME = 21


@dataclass(frozen=True, kw_only=True)
class Share:
    """A share of runs with its Monte Carlo standard error; ``nan`` without runs."""

    value: float
    runs: int

    @property
    def error(self) -> float:
        """Standard error; a share of 0 or 1 is given that of half a run."""
        if not self.runs:
            return math.nan
        value = min(max(self.value, 0.5 / self.runs), 1 - 0.5 / self.runs)
        return math.sqrt(value * (1 - value) / self.runs)

    def __str__(self) -> str:
        """Write share and error."""
        return f"{self.value:.3f} ± {self.error:.3f}" if self.runs else "–"


def share(flags: list[bool]) -> Share:
    """Give the share of runs in which something holds."""
    return Share(value=float(np.mean(flags)) if flags else math.nan, runs=len(flags))


def any_change(records: list[Record]) -> Share | None:
    """Give the share of runs in which a method reported anything; None where it cannot run."""
    if any(record["at"] is None for record in records):
        return None
    return share([bool(record["at"]) for record in records])


def _matches(record: Record, truth: tuple[int, ...]) -> list[int]:
    """Give the date errors of the true changes that were found, each by its own report."""
    left, errors = list(record["at"]), []
    for change in truth:
        near = [day for day in left if abs(day - change) <= NEAR]
        if near:
            day = min(near, key=lambda day: abs(day - change))
            left.remove(day)
            errors.append(abs(day - change))
    return errors


def all_found(records: list[Record], cell: Cell) -> Share:
    """Give the share of runs in which every true change was found within :data:`NEAR` days."""
    truth = cell.design.changes
    return share([len(_matches(record, truth)) == len(truth) for record in records])


def date_error(records: list[Record], cell: Cell) -> float:
    """Give the median error in days of the changes that were found."""
    errors = [error for record in records for error in _matches(record, cell.design.changes)]
    return float(np.median(errors)) if errors else math.nan


def f1(records: list[Record], cell: Cell) -> tuple[float, float]:
    """Give the mean F1 over runs, with its standard error.

    Notes
    -----
    A run's F1 is twice the matched changes over the true and the reported ones together.
    """
    truth = cell.design.changes
    scores = [
        2 * len(_matches(record, truth)) / (len(truth) + len(record["at"])) for record in records
    ]
    return float(np.mean(scores)), float(np.std(scores) / math.sqrt(len(scores)))


@dataclass(frozen=True, kw_only=True)
class DateCoverage:
    """How often a change was reported, and how often its date set held the truth.

    ``covered`` is among the runs with a report; there the reported change point nearest to the
    true one is judged, however far away. ``width`` is the set's median number of days.
    """

    found: Share
    covered: Share
    width: float


def date_coverage(records: list[Record], cell: Cell) -> DateCoverage:
    """Judge the date sets of a cell with one change."""
    (change,) = cell.design.changes
    flags, widths = [], []
    for record in records:
        if record["at"]:
            best = int(np.argmin([abs(day - change) for day in record["at"]]))
            low, high = record["low"][best], record["high"][best]
            flags.append(low <= change <= high)
            widths.append(high - low + 1)
    return DateCoverage(
        found=share([bool(record["at"]) for record in records]),
        covered=share(flags),
        width=float(np.median(widths)) if widths else math.nan,
    )


def number_right(records: list[Record], cell: Cell) -> Share:
    """Give the share of runs that report as many changes as there are."""
    return share([len(record["at"]) == len(cell.design.changes) for record in records])


def sets_of_all(records: list[Record], cell: Cell) -> tuple[Share, float]:
    """Judge the date sets of all changes of a cell: share that hold the truth, median length.

    Of every true change the nearest report is judged, if one lies within :data:`SAME` days.
    """
    held, widths = [], []
    for record in records:
        for change in cell.design.changes if record["at"] else ():
            best = int(np.argmin([abs(day - change) for day in record["at"]]))
            if abs(record["at"][best] - change) <= SAME:
                low, high = record["low"][best], record["high"][best]
                held.append(low <= change <= high)
                widths.append(high - low + 1)
    return share(held), float(np.median(widths)) if widths else math.nan


def found_if_independent(changed: list[Record], unchanged: list[Record]) -> tuple[Share, float]:
    """Give what a lull's ratio finds at 5 % of false changes in independent days, and its line."""
    line = float(np.quantile([record["ratio"] for record in unchanged], 1 - LEVEL))
    return share([record["ratio"] > line for record in changed]), line


def effect_coverage(records: list[Record], cell: Cell, name: str) -> Share:
    """Give the share of answered runs whose interval holds the true rate ratio."""
    (before, _), (after, _) = cell.design.levels
    ratio = after / before
    limits = [record[name] for record in records if record["answerable"]]
    return share([low <= ratio <= high for low, high in limits])


def unanswered(records: list[Record]) -> Share:
    """Give the share of runs in which a method gave no interval."""
    return share([not record["answerable"] for record in records])


def relative_width(records: list[Record]) -> float:
    """Give the median width of our intervals over the naive ones, on the log scale."""
    ratios = []
    for record in records:
        if record["answerable"] and _bounded(record["ours"]) and _bounded(record["naive"]):
            ratios.append(_width(record["ours"]) / _width(record["naive"]))
    return float(np.median(ratios)) if ratios else math.nan


def _bounded(limits: list[float]) -> bool:
    return all(math.isfinite(limit) and limit > 0 for limit in limits)


def _width(limits: list[float]) -> float:
    return math.log(limits[1] / limits[0])
