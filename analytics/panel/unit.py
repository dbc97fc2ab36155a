"""One unit searched for changes: as such, and against the rest of its region."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analytics.bar_lines import stretch_means
from analytics.changepoints.evidence import LINE, MIN_PERIODS, Search, search_days
from analytics.changepoints.search import FOUND, NO_SIGN, NOT_SETTLED, Changes
from analytics.effects.power import FEWEST_EVENTS
from analytics.effects.recent import compare_recent
from analytics.errors import OutsideCoverage
from analytics.panel.region import Region
from analytics.panel.screen import most_if_none
from analytics.panel.two_ways import TwoWays, weigh_unit_changes, with_lulls
from analytics.wording import plain_count, plain_number

THIN, NOT_WEIGHED = "too thin to test", "cannot pass"
ITSELF, REST = "its own past", "the rest of the region"
NOW_DAYS = 28
# A clustering less likely than the likeliest by more than this counts as such.
LEAST_LOG = -60.0


@dataclass(frozen=True, kw_only=True)
class UnitScan:
    """Outcome of :func:`scan_unit`: numbers, words and days only, so that any process can send it.

    Attributes
    ----------
    unit : str
    events, days : int
        Events, and observed days.
    verdict : str
        "found", "not settled" or "no sign of a change" of the search of the unit by itself, as its
        own study view says; "too thin to test"; or "cannot pass" where it was not weighed.
    reason, could : str
        Why a unit is too thin to test, else empty; and what its days could have shown.
    evidence : float
        How many times likelier the days are with a change of the unit's rate than without: as
        such, whatever the others did. NaN where it was not weighed.
    odds : tuple of float
        Logarithms: the same as the lists weigh it, as such and with what the rest of the region did
        taken for granted; empty where it was not weighed.
    follows : float
        How many nats likelier the days are with what the rest did than without, if nothing changed.
    against : str
        What the newest change is a change against: "its own past", or "the rest of the region";
        empty where there is none.
    changepoint, change_low, change_high : Timestamp
        Newest change, and first and last day of its date set; NaT where there is none. A unit whose
        search found none has its likeliest one where either of the ``odds`` is above the line.
    change_ratio, change_ratio_low, change_ratio_high, change_evidence : float
        Rate after over rate before, its 95 % interval, and the evidence of this change between
        its neighbours.
    rate_now, rate_usual, rate_ratio, ci_low, ci_high : float
        Events a day in the last days, in the year before, and their ratio with its 95 % interval:
        of :func:`now_against_usual`, on which nothing else here depends; as is ``could``.
    branching, size : float
        Share of events that others set off, and size of the negative binomial: posterior means
        without a change.
    clustering : tuple of float
        Log-likelihood of each branching and size of the search without a change, against the
        likeliest, the size changing fastest: what the null table is asked with.
    most : float
        A logarithm that the evidence against the rest does not exceed, where the unit was not
        weighed.
    bars : tuple of float
        Events a day in at most 16 stretches of equal length, the oldest first.
    """

    unit: str
    events: int
    days: int
    verdict: str
    reason: str = ""
    could: str = ""
    evidence: float = math.nan
    odds: tuple[float, ...] = ()
    follows: float = math.nan
    against: str = ""
    changepoint: pd.Timestamp = pd.NaT
    change_low: pd.Timestamp = pd.NaT
    change_high: pd.Timestamp = pd.NaT
    change_ratio: float = math.nan
    change_ratio_low: float = math.nan
    change_ratio_high: float = math.nan
    change_evidence: float = math.nan
    rate_now: float = math.nan
    rate_usual: float = math.nan
    rate_ratio: float = math.nan
    ci_low: float = math.nan
    ci_high: float = math.nan
    branching: float = math.nan
    size: float = math.nan
    clustering: tuple[float, ...] = ()
    most: float = math.inf
    bars: tuple[float, ...] = ()


def scan_unit(
    unit: str,
    counts: pd.Series,
    *,
    region: Region | None = None,
    screened: bool = False,
) -> UnitScan:
    """Search one unit for changes: as such, and against the rest of its region.

    Parameters
    ----------
    unit : str
    counts : Series of int, shape (n_days,)
        Events per observed day, quiet days present as 0; days not observed are absent.
    region : Region or None
        Sums over all units, this one included, on the same days; None compares the unit with its
        own past alone.
    screened : bool
        Whether to bound what lulls and bursts would weigh, and to leave them out where even the
        bound is no sign of a change. Such a unit counts as tested; its clustering is known as if
        it had been weighed.

    Returns
    -------
    UnitScan
        Without what :func:`now_against_usual` tells.

    Notes
    -----
    Serial and pure: the same counts and sums give the same outcome in any process. The rest of the
    region multiplies what is expected of the unit on each day by what the others did, or by
    nothing. How much each of the two weighs is what all units together show, so
    :func:`~analytics.panel.scan.judge_units` puts them together.
    """
    events = int(counts.sum())
    bars = stretch_means(counts)
    known = UnitScan(unit=unit, events=events, days=len(counts), verdict=THIN, bars=bars)
    if len(counts) < MIN_PERIODS or events < FEWEST_EVENTS:
        few = events < FEWEST_EVENTS
        reason = (
            f"{plain_count(events, 'events')}, a test takes {FEWEST_EVENTS}"
            if few
            else f"{plain_count(len(counts), 'observed days')}, a test takes {MIN_PERIODS}"
        )
        return replace(known, reason=reason)
    both = weigh_unit_changes(counts, region)
    if screened and (most := most_if_none(both)) < math.inf:
        return replace(known, verdict=NOT_WEIGHED, most=most, **_clustering(both))
    return replace(known, **_searched(counts, with_lulls(both)))


def now_against_usual(counts: pd.Series, days: int = NOW_DAYS) -> dict[str, Any]:
    """Tell the rate now against usual, and the smallest change that would have shown.

    Parameters
    ----------
    counts : Series of int, shape (n_days,)
        As for :func:`scan_unit`; what is before the last days and the year before them counts for
        nothing.
    days : int
        Length of "now".

    Returns
    -------
    dict
        Fields of :class:`UnitScan`.
    """
    try:
        recent = compare_recent(counts, days=days)
    except OutsideCoverage:
        return {"could": f"no day before the last {days} is observed"}
    told = {
        "rate_now": recent.rate_now,
        "rate_usual": recent.rate_usual,
        "rate_ratio": recent.ratio.value,
        "ci_low": recent.ratio.ci_low,
        "ci_high": recent.ratio.ci_high,
    }
    could, last = recent.compared.detectable, f"in the last {days} days"
    changes = [f"a rise to {plain_number(could.rise)} times"] * (could.rise == could.rise)
    changes += [f"a fall to {plain_number(could.fall)} times"] * (could.fall == could.fall)
    shown = (
        f"{' or '.join(changes)} {last} would have shown"
        if changes
        else (f"no change {last} would have shown")
    )
    return told | {"could": shown}


def _searched(counts: pd.Series, both: TwoWays) -> dict[str, Any]:
    """Tell what a unit weighs, and its newest change: as such, else against the rest."""
    search = search_days(both.days, both.least, both.itself)
    sign = NOT_SETTLED if both.itself.evidence > 0 else NO_SIGN
    told = {
        "verdict": FOUND if search.positions else sign,
        "evidence": _odds(both.itself.evidence),
        "odds": both.odds,
        **_clustering(both),
    }
    found = Changes(counts=counts, days=both.days, search=search, least=both.least)
    if search.positions:
        return told | {"against": ITSELF} | _newest(found, search)
    if max(both.odds) > math.log(LINE):
        alone = both.odds[0] > both.odds[1] or both.moved is both.days
        days, first = (both.days, both.itself) if alone else (both.moved, both.rest)
        search = search_days(days, both.least, first, anyway=True)
        if search.positions:
            found = replace(found, days=days, search=search)
            return told | {"against": ITSELF if alone else REST} | _newest(found, search)
    return told


def _newest(found: Changes, search: Search) -> dict[str, Any]:
    """Tell the last change of a search: its dates, its ratio and its evidence."""
    row = found.rows[-1]
    edges = [0, *search.positions, len(found.counts)]
    values, exposure = found.counts.to_numpy(), found.days.exposure
    parts = [slice(*ends) for ends in zip(edges[-3:], edges[-2:], strict=False)]
    before, after = ((float(values[p].sum()), float(exposure[p].sum())) for p in parts)
    ratio = math.inf if before[0] == 0 else after[0] / after[1] / (before[0] / before[1])
    low, high = found.scatter.ratio_interval(before, after)
    return {
        "changepoint": row.changepoint,
        "change_low": row.ci_low,
        "change_high": row.ci_high,
        "change_ratio": ratio,
        "change_ratio_low": low,
        "change_ratio_high": high,
        "change_evidence": row.evidence,
    }


def _clustering(both: TwoWays) -> dict[str, Any]:
    """Tell how likely each branching and size is, their means, and the region, without a change."""
    logs, (branchings, sizes) = both.clustering, both.itself.arguments[5:7]
    logs = logs - logs.max()
    shares = np.exp(logs)
    shares /= shares.sum()
    inverse = float(shares.sum(axis=0) @ (1.0 / sizes))
    return {
        "branching": float(branchings @ shares.sum(axis=1)),
        "size": 1.0 / inverse,
        "follows": both.follows,
        "clustering": tuple(np.maximum(logs, LEAST_LOG).round(3).ravel().tolist()),
    }


def _odds(evidence: float) -> float:
    return math.exp(min(evidence, 700.0))
