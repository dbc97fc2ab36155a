"""Which changes several draws have in common, and when they began."""

import math
from collections.abc import Sequence
from typing import TypedDict

import numpy as np
import pandas as pd

from analytics.changepoints.matching import Change, DateSet, dates_of_change, same_change
from analytics.changepoints.search import ChangepointResult
from analytics.wording import direction

# A change is reported when more than this share of the draws shows it.
MOST_DRAWS = 0.5
# One in ten draws' date sets may begin before the pooled set, and one in ten end after it.
SET_TAIL = 0.1


class PooledDate(TypedDict):
    """A change that most draws have in common."""

    changepoint: pd.Timestamp
    ci_low: pd.Timestamp
    ci_high: pd.Timestamp
    pvalue: float
    share: float


def common_changes(found: Sequence[ChangepointResult]) -> list[PooledDate]:
    """Give the changes that more than half of the draws find.

    Parameters
    ----------
    found : sequence of ChangepointResult
        One a draw.

    Returns
    -------
    list of dict
        In the order of their dates: ``changepoint``, ``ci_low``, ``ci_high``, ``pvalue`` and
        ``share``, the share of the draws.

    Notes
    -----
    Two changes are the same when they go the same way and their date sets share a day. The
    date is the middle one. The set runs from the day before which a tenth of the draws' sets
    begin to the day after which a tenth of them end: where dates vary between the draws, it is
    wider than the sets of single draws. Were both normal, it would be wide enough until the
    draws' dates vary twice as much as each is uncertain by itself.
    """
    groups: list[list[Change]] = []
    for result in found:
        taken: set[int] = set()
        for change in result.table.itertuples():
            place = _match(groups, change, taken)
            taken.add(place)
            if place == len(groups):
                groups.append([])
            groups[place].append(change)
    rows = [_pooled_date(group, len(found)) for group in groups]
    rows = [row for row in rows if row["share"] > MOST_DRAWS]
    dates = {row["changepoint"]: row for row in sorted(rows, key=lambda row: row["share"])}
    return [dates[date] for date in sorted(dates)]


def _match(groups: list[list[Change]], change: Change, taken: set[int]) -> int:
    """Give the place of the group that holds the same change, or that of a new one."""
    for place, group in enumerate(groups):
        middle = DateSet(direction(group[0]), *_ends(group, 0.5))
        if place not in taken and same_change(middle, dates_of_change(change)):
            return place
    return len(groups)


def _ends(group: list[Change], tail: float) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give the quantiles of the date sets' ends, each an end that occurs."""
    lows, highs = sorted(c.ci_low for c in group), sorted(c.ci_high for c in group)
    skipped = math.floor(tail * (len(group) - 1))
    return lows[skipped], highs[len(group) - 1 - skipped]


def _pooled_date(group: list[Change], draws: int) -> PooledDate:
    low, high = _ends(group, SET_TAIL)
    pvalues = [change.pvalue for change in group] + [1.0] * (draws - len(group))
    return {
        "changepoint": sorted(change.changepoint for change in group)[(len(group) - 1) // 2],
        "ci_low": low,
        "ci_high": high,
        "pvalue": float(np.median(pvalues)),
        "share": len(group) / draws,
    }
