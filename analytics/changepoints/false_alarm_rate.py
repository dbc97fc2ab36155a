"""How often the search for change points is wrong, as measured on simulated series."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from analytics.changepoints.search import ChangepointResult
from analytics.table_rows import rows_of

RATES = Path(__file__).with_name("measured_rates.csv")
COLUMNS = ["series", "clustered", "shorter", "longer", "mean", "runs", "share", "error"]
# Mean days until an event sets off another, in the simulated series that the first line is about.
USUAL_LAG = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class MeasuredRate:
    """Outcome of :func:`measured_rate`.

    Attributes
    ----------
    days : int
        Length of the series that was searched.
    noun : str
        What it counts.
    table : DataFrame
        One row a kind of simulated series without a change: ``series``, ``clustered`` (whether
        events set off others), ``shorter`` and ``longer`` (the lengths measured on either side of
        the series' own, in days), ``mean``, ``runs`` (the fewer of the two), ``share`` with a false
        change at the series' own length, and ``error`` (its Monte Carlo standard error). Empty
        where nothing has been measured.
    """

    days: int
    noun: str
    table: pd.DataFrame

    def __str__(self) -> str:
        """Say how often a change was reported where there was none, and on which series."""
        return self.short if self.table.empty else f"{self.short[:-1]} ({self._lengths})."

    @property
    def short(self) -> str:
        """Say how often a change was reported where there was none."""
        if self.table.empty:
            return "How often such a finding is wrong has not been measured."
        free = _cases(self.table[~self.table["clustered"]])
        clustered = _cases(self.table[self.table["clustered"]])
        return (
            f"A series like this without any change shows one in {free} of 100 cases; in "
            f"{clustered} if {self.noun} set off others."
        )

    @property
    def _lengths(self) -> str:
        """Name the lengths simulated; beyond those of a kind its nearest holds, and is told so."""
        beyond = self.table["shorter"] == self.table["longer"]
        nearest = sorted(set(self.table.loc[beyond, "shorter"]))
        between = self.table.loc[~beyond, ["shorter", "longer"]]
        if between.empty:
            here = nearest == [self.days]
            own = "" if here else f", the nearest to the {self.days:,} here"
            return f"simulated series of {_listed(nearest)} days{own}"
        lengths = _listed(sorted(set(between.to_numpy().ravel())))
        text = f"simulated series of {lengths} days, read off at {self.days:,}"
        if not [length for length in nearest if length != self.days]:
            return text
        return f"{text}; of some kinds {_listed(nearest)} days are the nearest"

    @property
    def details(self) -> str:
        """Say on which simulated series the range rests, and how far each is from the others."""
        if self.table.empty:
            return ""
        told = [
            f"{row.series} {100 * row.share:.1f} ± {100 * row.error:.1f}"
            for row in rows_of(self.table)
        ]
        means = sorted({f"{mean:g}" for mean in self.table["mean"]})
        return (
            f"Of 100 simulated series without a change, this many show one, by the kind of series "
            f"(± Monte Carlo error; {' and '.join(means)} events a day, at least "
            f"{self.table['runs'].min():,} series each): {'; '.join(told)}. One series can hardly "
            "tell whether events set off others. Where they do so over ten days rather than four, "
            "more do: docs/validation.md in escalation's documentation has every cell."
        )


def _listed(lengths: Sequence[int]) -> str:
    return " and ".join(f"{int(length):,}" for length in lengths)


def _cases(kinds: pd.DataFrame) -> str:
    """Write the range over kinds of series, in cases of 100."""
    low, high = round(100 * kinds["share"].min()), round(100 * kinds["share"].max())
    if high == 0:
        return "fewer than 1"
    return f"up to {high}" if low == 0 else f"{low} to {high}" if low < high else f"about {high}"


class _Cell(Protocol):
    """A row of the measured rates."""

    series: str
    days: int
    mean: float
    branching: float
    runs: int
    share: float
    error: float


@cache
def _rates() -> pd.DataFrame:
    cells = pd.read_csv(RATES)
    # A share of 0 or 1 is given the error of half a run.
    share = cells["share"].clip(0.5 / cells["runs"], 1 - 0.5 / cells["runs"])
    return cells.assign(error=(share * (1 - share) / cells["runs"]) ** 0.5)


def measured_rate(result: ChangepointResult) -> MeasuredRate:
    """Look up the false-alarm rates that were measured on series like this one.

    Parameters
    ----------
    result : ChangepointResult

    Returns
    -------
    MeasuredRate

    Notes
    -----
    Like it are series of every kind that was simulated at several lengths, at the mean nearest to
    its own; with a weekday rhythm only where it has one. Whether its days cluster is not taken
    from the fit: with the changes in the model a series looks independent, without them
    clustered, so a range is given for each. Between two lengths the share is interpolated on the
    logarithm of the length; beyond them the nearest holds.
    """
    days, rows = len(result.counts), []
    mean = max(float(result.counts.sum() / result.exposure.sum()), 0.05)
    for kind in kinds_measured(result.weekday):
        away = [abs(math.log(cell.mean / mean)) for cell in kind]
        near = [cell for cell, far in zip(kind, away, strict=True) if far == min(away)]
        if len(near) > 1:
            rows.append(_between(sorted(near, key=lambda cell: cell.days), days))
    noun = str(result.counts.name or "events")
    return MeasuredRate(days=days, noun=noun, table=pd.DataFrame(rows, columns=COLUMNS))


@cache
def kinds_measured(weekday: bool) -> list[tuple[_Cell, ...]]:
    """Give the cells of every kind of series: with a weekday rhythm only where one is wanted."""
    cells = _rates()
    usual = (cells["lag"] == USUAL_LAG) & (cells["odd"] == 0)
    cells = cells[usual & (weekday | cells["weekday"].eq(0))]
    kinds = cells.groupby("series", sort=False)
    return [tuple(kind.itertuples(index=False)) for _, kind in kinds]


def _between(kind: Sequence[_Cell], days: int) -> dict[str, object]:
    """Interpolate between the lengths on either side of so many days."""
    within = min(max(days, kind[0].days), kind[-1].days)
    shorter = [cell for cell in kind if cell.days <= within][-1]
    longer = next(cell for cell in kind if cell.days >= within)
    weight = float(np.interp(math.log(within), np.log([shorter.days, longer.days]), [0.0, 1.0]))
    return {
        "series": shorter.series,
        "clustered": bool(shorter.branching > 0),
        "shorter": int(shorter.days),
        "longer": int(longer.days),
        "mean": float(shorter.mean),
        "runs": int(min(shorter.runs, longer.runs)),
        "share": float((1 - weight) * shorter.share + weight * longer.share),
        "error": math.hypot((1 - weight) * shorter.error, weight * longer.error),
    }
