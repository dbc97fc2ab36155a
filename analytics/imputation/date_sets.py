"""Which changes several draws have in common, and when they began."""

import math
from collections.abc import Sequence
from typing import TypedDict

import numpy as np
import pandas as pd

from analytics.changepoints.matching import DatedChange, DateSet, dates_of_change, same_change
from analytics.changepoints.search import ChangepointResult, Changes
from analytics.rates import share_interval
from analytics.wording import direction

Searched = ChangepointResult | Changes
# A change is reported when more than this share of the draws shows it, whatever further draws
# would say: the lower end of the interval of its share lies above.
MOST_DRAWS = 0.5
# That interval is of 99.9 %: the draws are looked at again each time that more are drawn, and of
# hundreds of readers with other random numbers none should be told something else.
SURE = 3.29
# One in ten draws' date sets may begin before the pooled set, and one in ten end after it.
SET_TAIL = 0.1


def mean_evidence(evidences: Sequence[float]) -> float:
    """Pool the evidence of several draws: their mean.

    The evidence of data with missing days is the likelihood with a change over that without, each
    averaged over the days that are not known. Where these are drawn as the data without a change
    would have them, that is the mean of the draws' evidences.
    """
    return float(np.mean(evidences))


def evidence_open(evidences: Sequence[float]) -> bool:
    """Say whether further draws could put the mean evidence on the other side of 1 to 1."""
    values = np.asarray(evidences, float)
    half = SURE * values.std(ddof=1) / math.sqrt(values.size)
    return bool(abs(values.mean() - 1.0) <= half)


class PooledDate(TypedDict):
    """A change that most draws have in common."""

    changepoint: pd.Timestamp
    ci_low: pd.Timestamp
    ci_high: pd.Timestamp
    evidence: float
    evidence_if_independent: float
    share: float


def common_changes(found: Sequence[Searched]) -> list[PooledDate]:
    """Give the changes that more than half of the draws find, beyond doubt about the draws.

    Parameters
    ----------
    found : sequence of ChangepointResult or Changes
        One a draw.

    Returns
    -------
    list of dict
        In the order of their dates: ``changepoint``, ``ci_low``, ``ci_high``, ``evidence``,
        ``evidence_if_independent`` and ``share``, the share of the draws.

    Notes
    -----
    Two changes are the same when they go the same way and their date sets share a day. The
    date is the middle one. The set runs from the day before which a tenth of the draws' sets
    begin to the day after which a tenth of them end: where dates vary between the draws, it is
    wider than the sets of single draws. Were both normal, it would be wide enough until the
    draws' dates vary twice as much as each is uncertain by itself.
    """
    rows = [_pooled_date(group, len(found)) for group in _groups(found)]
    rows = [row for row in rows if share_interval(row["share"], len(found), SURE)[0] > MOST_DRAWS]
    dates = {row["changepoint"]: row for row in sorted(rows, key=lambda row: row["share"])}
    return [dates[date] for date in sorted(dates)]


def open_shares(found: Sequence[Searched]) -> list[float]:
    """Give the shares of the draws with a change of which further draws could settle either way."""
    shares = [len(group) / len(found) for group in _groups(found)]
    ends = [(share, *share_interval(share, len(found), SURE)) for share in shares]
    return [share for share, low, high in ends if low <= MOST_DRAWS < high]


def _groups(found: Sequence[Searched]) -> list[list[DatedChange]]:
    """Put together the changes of all draws that are the same."""
    groups: list[list[DatedChange]] = []
    for result in found:
        taken: set[int] = set()
        for change in result.rows:
            place = _match(groups, change, taken)
            taken.add(place)
            if place == len(groups):
                groups.append([])
            groups[place].append(change)
    return groups


def _match(groups: list[list[DatedChange]], change: DatedChange, taken: set[int]) -> int:
    """Give the place of the group that holds the same change, or that of a new one."""
    for place, group in enumerate(groups):
        middle = DateSet(direction(group[0]), *_ends(group, 0.5))
        if place not in taken and same_change(middle, dates_of_change(change)):
            return place
    return len(groups)


def _ends(group: list[DatedChange], tail: float) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give the quantiles of the date sets' ends, each an end that occurs."""
    lows, highs = sorted(c.ci_low for c in group), sorted(c.ci_high for c in group)
    skipped = math.floor(tail * (len(group) - 1))
    return lows[skipped], highs[len(group) - 1 - skipped]


def _pooled_date(group: list[DatedChange], draws: int) -> PooledDate:
    low, high = _ends(group, SET_TAIL)
    return {
        "changepoint": sorted(change.changepoint for change in group)[(len(group) - 1) // 2],
        "ci_low": low,
        "ci_high": high,
        "evidence": mean_evidence([change.evidence for change in group]),
        "evidence_if_independent": mean_evidence(
            [change.evidence_if_independent for change in group]
        ),
        "share": len(group) / draws,
    }
