"""Changes of rate in counts over unequal periods, such as the steps between official totals."""

from dataclasses import replace

import pandas as pd

from analytics.changepoints.search import ChangepointResult, find_changepoints
from analytics.errors import SeriesTooShort

FEWEST = 8


def find_interval_changes(intervals: pd.DataFrame) -> ChangepointResult:
    """Find where the rate of counts over unequal periods changed.

    Parameters
    ----------
    intervals : DataFrame, one row per interval
        ``start``, ``end``, ``days`` (exposure) and ``events``, in order.

    Returns
    -------
    ChangepointResult
        Its dates cover the intervals on either side of a boundary, for a change can lie anywhere
        in them; its ``changepoint`` is the first day of the first interval of the new regime.

    Raises
    ------
    SeriesTooShort

    Notes
    -----
    The search is that of daily counts, with the days of each interval as exposure. A total that
    lags behind the events makes neighbours depend on each other, as clustering does, which is in
    the model; the dates can be no finer than the intervals.
    """
    if len(intervals) < FEWEST:
        raise SeriesTooShort(
            f"Changes in totals need {FEWEST} intervals, got {len(intervals)}: widen the period."
        )
    starts = pd.DatetimeIndex(intervals["start"])
    events = pd.Series(intervals["events"].to_numpy("int64"), starts, name="events")
    found = find_changepoints(events, exposure=intervals["days"].to_numpy(float))
    first = starts.get_indexer(found.table["ci_low"]) - 1
    last = starts.get_indexer(found.table["ci_high"])
    ends = pd.DatetimeIndex(intervals["end"])
    dates = {"ci_low": starts[first.clip(min=0)], "ci_high": ends[last]}
    last_days = ends[starts.get_indexer(found.segments["start"][1:]) - 1].append(ends[-1:])
    return replace(
        found,
        table=found.table.assign(**dates),
        segments=found.segments.assign(end=last_days),
    )
