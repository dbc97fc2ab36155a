"""How often the search for change points is wrong, as measured on simulated series."""

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analytics.changepoints.search import ChangepointResult
from analytics.wording import plain_number

RATES = Path(__file__).with_name("measured_rates.csv")
# Days that vary less than this size are looked up among Poisson series.
LARGEST_SIZE = 10.0


@dataclass(frozen=True, kw_only=True, eq=False)
class MeasuredRate:
    """Outcome of :func:`measured_rate`.

    Attributes
    ----------
    table : DataFrame
        Empty until this search has been measured; else two rows, the simulated series without a
        change that are most like the one searched: with independent days, and with days that
        cluster. ``series``, ``days``, ``mean``, ``size``, ``branching``, ``weekday``, ``runs``,
        ``share`` (with a false change) and ``error`` (Monte Carlo standard error).
    """

    table: pd.DataFrame

    def __str__(self) -> str:
        """Say how often a change was reported where there was none."""
        if self.table.empty:
            return "How often such a finding is wrong: see docs/evidence.md."
        free, clustered = self.table.iloc[0], self.table.iloc[1]
        return (
            f"A series like this without any change shows one in {_cases(free)} of 100 cases; in "
            f"{_cases(clustered)} if events set off others, which one series can hardly tell from "
            f"a change ({free.days} and {clustered.days} days, {plain_number(free['mean'])} and "
            f"{plain_number(clustered['mean'])} a day, {free.runs:,} simulated series each)."
        )


def _cases(cell: pd.Series) -> str:
    low, high = (
        max(round(100 * (cell.share + way * cell.error)), 0 if way < 0 else 1) for way in (-1, 1)
    )
    return f"{low:d} to {high:d}" if low < high else f"{high:d}"


@cache
def _rates() -> pd.DataFrame:
    cells = pd.read_csv(RATES)
    # A share of 0 or 1 is given the error of half a run.
    share = cells["share"].clip(0.5 / cells["runs"], 1 - 0.5 / cells["runs"])
    return cells.assign(error=(share * (1 - share) / cells["runs"]) ** 0.5)


def measured_rate(result: ChangepointResult) -> MeasuredRate:
    """Look up the false-alarm rates that were measured on the series most like this one.

    Parameters
    ----------
    result : ChangepointResult

    Returns
    -------
    MeasuredRate

    Notes
    -----
    Alike is measured on the logarithms of length, mean and size. Whether the days cluster is not
    taken from the fit: with the changes in the model a series looks independent, without them
    clustered, so both rates are given. docs/validation.md has every cell.
    """
    cells = _rates()
    if cells.empty:
        return MeasuredRate(table=cells)
    size = result.size if result.size is not None else math.inf
    varying = cells["size"].notna() == (size <= LARGEST_SIZE)
    rhythm = cells["weekday"].gt(0) == result.weekday
    clustered = cells["branching"].gt(0)
    rows = [
        _nearest(cells[varying & rhythm & ~clustered], result, size),
        # A weekday rhythm was not simulated together with clustering.
        _nearest(cells[varying & clustered], result, size),
    ]
    return MeasuredRate(table=pd.DataFrame(rows).reset_index(drop=True))


def _nearest(cells: pd.DataFrame, result: ChangepointResult, size: float) -> pd.Series:
    """Return the cell that is most like the series; the weaker clustering of two alike."""
    mean = max(float(result.counts.mean()), 0.05)
    distance = (cells["days"] / len(result.counts)).map(math.log).abs()
    distance += (cells["mean"] / mean).map(math.log).abs() + cells["branching"] / 100
    if size <= LARGEST_SIZE:
        distance += (cells["size"] / size).map(math.log).abs()
    return cells.loc[distance.idxmin()]
