"""Counts between official totals, and the incident list over the same days."""

import numpy as np
import pandas as pd

from analytics.reconciliation.official_totals import CONFIRMED, OfficialSeries, TotalsComparison

DAY = pd.Timedelta(days=1)


def interval_counts(result: OfficialSeries, *, start: pd.Timestamp) -> pd.DataFrame:
    """Turn a running total into counts between its as-of days.

    Parameters
    ----------
    result : OfficialSeries
    start : Timestamp
        First day that the total counts.

    Returns
    -------
    DataFrame, one row per interval
        ``start`` and ``end`` (both inclusive), ``days``, ``events``; no daily value is invented.

    Notes
    -----
    No count is negative: under the rule "latest" a figure can lie above a later one, and was then
    taken back. Such a figure ends no interval, its days belong to the next one.
    """
    figures = result.chosen.to_numpy(dtype="int64")
    kept = figures <= np.minimum.accumulate(figures[::-1])[::-1]
    ends = pd.DatetimeIndex(result.chosen.index[kept])
    starts = pd.DatetimeIndex([start, *(ends[:-1] + DAY)])
    events = np.diff(figures[kept], prepend=0)
    days = (ends - starts).days + 1
    return pd.DataFrame({"start": starts, "end": ends, "days": days, "events": events})


def interval_table(comparison: TotalsComparison) -> pd.DataFrame:
    """Set the list beside the official totals, interval by interval.

    Parameters
    ----------
    comparison : TotalsComparison

    Returns
    -------
    DataFrame, one row per interval
        ``start``, ``end`` and ``days``; the ``official_total`` of the interval; those listed in it
        by confirmation; and for the whole list ``matching`` (the smaller of the two),
        ``missing`` (what officials have more) and ``surplus`` (what the list has more).

    Notes
    -----
    Numbers are compared, not incidents: nobody can tell which listed incident an official counted.
    """
    counts = interval_counts(comparison.official_totals, start=comparison.start)
    official = counts["events"].to_numpy()
    table = {name: counts[name] for name in ("start", "end", "days")} | {"official_total": official}
    for name in reversed(CONFIRMED):
        reached = comparison.listed_by(name, counts["end"]).to_numpy(dtype="int64")
        table[name] = np.diff(reached, prepend=0)
    listed = table["listed"]
    matching = np.minimum(official, listed)
    return pd.DataFrame(
        table | {"matching": matching, "missing": official - matching, "surplus": listed - matching}
    )
