"""The previous search of the product: change points by tests against simulated series."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.checks import check_counts, check_indexed, check_whole
from analytics.errors import InvalidOption, InvalidSeries, SeriesTooShort
from analytics.rates import LEVEL, rate_interval, wald_ratio_interval
from analytics.wording import per_period
from benchmarks.peers.previous.detection import Detection, detect

MIN_PERIODS = 20
# A regime lasts at least a week; what is shorter is a spike, and a weekday rhythm imitates it.
MIN_DAYS = 7
DATE_DRAWS = 399
# Above this size the counts vary no more than Poisson.
POISSON_SIZE = 1000.0


@dataclass(frozen=True, kw_only=True, eq=False)
class PreviousResult:
    """Outcome of :func:`previous_changepoints`.

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


def previous_changepoints(
    counts: pd.Series, *, level: float = 0.05, seed: int = 0
) -> PreviousResult:
    """Find the dates at which the rate of a count series changed.

    Parameters
    ----------
    counts : Series of int, shape (n_periods,)
        Events per period with a regular DatetimeIndex, quiet periods present as 0. Of daily
        counts, days that were not observed may be absent.
    level : float
        Probability of reporting any change in a series that has none.
    seed : int
        Of the series that it simulates to test what it finds.

    Returns
    -------
    PreviousResult

    Raises
    ------
    InvalidSeries, InvalidOption, SeriesTooShort

    Notes
    -----
    A change has to explain the series better than clustering does: its likelihood, with
    negative binomial days, is held against that of a self-exciting series (mean lag four days)
    without it, and the difference against its distribution in series simulated without it.
    Where days vary much more than Poisson, clustering beside that is hard to tell from a change,
    and false changes are more frequent than ``level``; docs/validation.md has the measured rates.
    A date's set inverts the likelihood-ratio test, its critical value simulated as well. Days on
    either side of a gap count as neighbours; a change that may have come during the gap has the
    whole gap in its set.
    """
    values = _check(counts, level)
    daily = per_period(counts.index) == "a day"
    weekday = counts.index.day_of_week.to_numpy(np.int64) if daily else np.zeros(len(counts), int)
    found = detect(values, weekday, level=level, min_days=MIN_DAYS, seed=seed)
    size = found.size if found.size < POISSON_SIZE else None
    inflation = 1.0 / (1.0 - found.branching)
    segments = _segments(counts, found.positions, size, inflation)
    return PreviousResult(
        counts=counts,
        level=level,
        size=size,
        branching=found.branching,
        weekday=bool(np.ptp(found.exposure) > 0),
        pvalue=found.pvalue,
        draws=found.draws,
        table=_table(counts, found, segments, size, inflation),
        segments=segments,
    )


def _segments(
    counts: pd.Series, positions: np.ndarray, size: float | None, inflation: float
) -> pd.DataFrame:
    edges = [0, *positions, len(counts)]
    rows = []
    for first, stop in zip(edges, edges[1:], strict=False):
        events, days = int(counts.iloc[first:stop].sum()), int(stop - first)
        limits = rate_interval(events, days, size=size, inflation=inflation)
        span = (counts.index[first], counts.index[stop - 1])
        rows.append((*span, days, events, events / days, *limits))
    names = ["start", "end", "days", "events", "rate", "rate_low", "rate_high"]
    return pd.DataFrame(rows, columns=names)


def _table(
    counts: pd.Series,
    found: Detection,
    segments: pd.DataFrame,
    size: float | None,
    inflation: float,
) -> pd.DataFrame:
    rows = []
    sides = list(zip(segments.events, segments.days, segments.rate, strict=True))
    for k, position in enumerate(found.positions):
        before, after = sides[k], sides[k + 1]
        limits = wald_ratio_interval(before[:2], after[:2], size=size, inflation=inflation)
        ratio = after[2] / before[2] if before[2] > 0 else math.inf
        dates = (counts.index[position], *_dates(counts.index, *_date_set(counts, found, k)))
        rows.append((*dates, before[2], after[2], ratio, *limits, found.pvalues[k]))
    names = ["changepoint", "ci_low", "ci_high", "rate_before", "rate_after", "rate_ratio"]
    names += ["ratio_low", "ratio_high", "pvalue"]
    kinds = dict.fromkeys(names[:3], counts.index.dtype) | dict.fromkeys(names[3:], float)
    return pd.DataFrame(rows, columns=names).astype(kinds)


def _dates(index: pd.DatetimeIndex, low: int, high: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Turn a set's ends into days; a new regime may have begun on any unobserved day before."""
    first = index[low]
    if low and per_period(index) == "a day":
        first = min(first, index[low - 1] + pd.Timedelta(days=1))
    return first, index[high]


def _date_set(counts: pd.Series, found: Detection, k: int) -> tuple[int, int]:
    """Give the ends of a date's set, its neighbours held."""
    from benchmarks.peers.previous.date_sets import date_set

    edges = [0, *found.positions, len(counts)]
    low, place, high = edges[k : k + 3]
    values = counts.to_numpy(float)[low:high]
    exposure = found.exposure[low:high]
    first, last = date_set(
        values, exposure, place - low, found.branching, found.size, LEVEL, DATE_DRAWS
    )
    return low + first, low + last


def _check(counts: pd.Series, level: float) -> np.ndarray:
    if not 0 < level < 1:
        raise InvalidOption(f"level is {level}: it must lie between 0 and 1.")
    check_indexed(counts)
    values = check_whole(counts)
    if values.size < MIN_PERIODS:
        raise SeriesTooShort(
            f"Change points need {MIN_PERIODS} periods, got {values.size}: widen the dates."
        )
    if not counts.index.is_monotonic_increasing:
        raise InvalidSeries("The dates are not in order, or not evenly spaced: sort them by day.")
    if per_period(counts.index) == "a day":
        check_counts(counts, gaps=True)
    elif (counts.index.freqstr or pd.infer_freq(counts.index)) is None:
        raise InvalidSeries("The dates are not evenly spaced: quiet periods must be present as 0.")
    return values
