"""Which listed events fall into the date sets of changes, and how many would by luck alone."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.changepoints.matching import Change
from analytics.changepoints.search import ChangepointResult
from analytics.errors import InvalidSeries
from analytics.wording import plain_date, plain_number


@dataclass(frozen=True, kw_only=True, eq=False)
class CoincidenceResult:
    """Outcome of :func:`events_inside`.

    Attributes
    ----------
    result : ChangepointResult
        The change points.
    context : DataFrame
        The listed events inside the coverage of the series.
    table : DataFrame
        One row per change point: ``changepoint``, ``ci_low``, ``ci_high``, ``days`` (length of
        the set), ``listed`` (events inside it), ``expected`` (events inside a set of that
        length by luck), ``chance`` (of at least one), ``labels``.
    """

    result: ChangepointResult
    context: pd.DataFrame
    table: pd.DataFrame

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        if self.table.empty:
            return "There is no change point whose date could be held against the listed events."
        total, hits = len(self.table), self.table[self.table.listed > 0]
        luck = f"by luck alone {plain_number(float(self.table.chance.sum()))} would be expected"
        points = "change point" if total == 1 else "change points"
        if hits.empty:
            return (
                f"No listed event falls into the date set of the {total} {points}; {luck} to "
                "have one."
            )
        named = "; ".join(
            f"{plain_date(row.changepoint)}: {row.labels}" for row in hits.itertuples()
        )
        verb = "has" if len(hits) == 1 else "have"
        return (
            f"{len(hits)} of {total} {points} {verb} a listed event inside the date set "
            f"({named}); {luck}."
        )


def events_inside(result: ChangepointResult, context: pd.DataFrame) -> CoincidenceResult:
    """Look up the listed events inside the date set of each change point.

    Parameters
    ----------
    result : ChangepointResult
    context : DataFrame, one row per listed event
        Needs ``date`` (datetime64) and ``label``.

    Returns
    -------
    CoincidenceResult

    Raises
    ------
    InvalidSeries

    Notes
    -----
    Luck means that a set of the same length lies anywhere in the coverage, every place as likely.
    Listed events cluster, and so do changes, so luck can do somewhat better than that.
    """
    missing = [name for name in ("date", "label") if name not in context.columns]
    if missing:
        raise InvalidSeries(f"The listed events lack the column {missing[0]}: add it.")
    days = result.counts.index
    listed = context[context["date"].between(days[0], days[-1])]
    per_day = np.bincount(days.searchsorted(listed["date"], side="right") - 1, minlength=len(days))
    rows = [_row(change, listed, per_day, days) for change in result.table.itertuples()]
    names = ["changepoint", "ci_low", "ci_high", "days", "listed", "expected", "chance", "labels"]
    return CoincidenceResult(result=result, context=listed, table=pd.DataFrame(rows, columns=names))


def _row(
    change: Change, listed: pd.DataFrame, per_day: np.ndarray, days: pd.DatetimeIndex
) -> tuple:
    # A set may begin on a day that was not observed.
    first, last = days.searchsorted([change.ci_low, change.ci_high])
    width = int(last - first + 1)
    # Events inside a window of that length, at every place where it fits.
    inside = np.convolve(per_day, np.ones(width), mode="valid")
    here = listed[listed["date"].between(change.ci_low, change.ci_high)]
    labels = ", ".join(here["label"].astype(str))
    dates = (change.changepoint, change.ci_low, change.ci_high)
    return (*dates, width, len(here), float(inside.mean()), float((inside > 0).mean()), labels)
