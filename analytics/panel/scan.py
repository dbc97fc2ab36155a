"""Where has it changed? Every unit searched, and two lists that say how many are listed by luck."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.changepoints.evidence import LINE, MIN_PERIODS, MODELS, Search, Weighed, search_days
from analytics.changepoints.search import FOUND, NO_SIGN, NOT_SETTLED, Changes
from analytics.effects.power import FEWEST_EVENTS
from analytics.effects.recent import compare_recent
from analytics.errors import OutsideCoverage
from analytics.panel.discoveries import FIRM_SHARE, WATCH_SHARE, e_discoveries, p_discoveries
from analytics.panel.region import Region, region_of
from analytics.rates import wald_ratio_interval
from analytics.wording import plain_count, plain_number

if TYPE_CHECKING:
    from analytics.changepoints.likelihood import Days

THIN, NOT_WEIGHED = "too thin to test", "cannot pass"
ITSELF, REST = "its own past", "the rest of the region"
# As many bars as a small picture has room for.
MOST_BARS = 60
NOW_DAYS = 28


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
    evidence_rest : float
        The same compared with the rest of the region; equal to ``evidence`` without a region, and
        where the others did not move together. The lists are made of this one.
    against : str
        What the newest change is a change against: "its own past", or "the rest of the region"
        where the unit by itself shows none; empty where there is none.
    changepoint, change_low, change_high : Timestamp
        Newest change, and first and last day of its date set; NaT where there is none.
    change_ratio, change_ratio_low, change_ratio_high, change_evidence : float
        Rate after over rate before, its 95 % interval, and the evidence of this change between
        its neighbours.
    rate_now, rate_usual, rate_ratio, ci_low, ci_high : float
        Events a day in the last days, in the year before, and their ratio with its 95 % interval.
    branching, size : float
        Share of events that others set off, and size of the negative binomial, as estimated
        without a change: what the null table is asked with. Size is infinite for Poisson.
    bars : tuple of float
        Events a day in at most 60 stretches of equal length, the oldest first.
    """

    unit: str
    events: int
    days: int
    verdict: str
    reason: str = ""
    could: str = ""
    evidence: float = math.nan
    evidence_rest: float = math.nan
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
    bars: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class ScanResult:
    """Outcome of :func:`judge_units`.

    Attributes
    ----------
    by : str
        What a unit is, such as "admin1".
    noun : str
        What is counted, in the plural.
    table : DataFrame
        One row a unit, the strongest first and the thin ones last: the fields of
        :class:`UnitScan` but ``bars``, and ``pvalue``, ``firm``, ``watch_list`` (whether the unit
        is on that list).
    bars : tuple of tuple of float
        Of every row of the table.
    """

    by: str
    noun: str
    table: pd.DataFrame
    bars: tuple[tuple[float, ...], ...]

    @property
    def tested(self) -> int:
        """How many units have events enough to be tested."""
        return int((self.table["verdict"] != THIN).sum())

    @property
    def firm(self) -> pd.DataFrame:
        """The firm list: a twentieth of such lists is false, whatever links the units."""
        return self.table[self.table["firm"]]

    @property
    def watch_list(self) -> pd.DataFrame:
        """The watch list: a tenth of such lists is false, beside what the region does."""
        return self.table[self.table["watch_list"]]

    @property
    def thin(self) -> pd.DataFrame:
        """The units too thin to be tested, with the reason and what they could have shown."""
        return self.table.loc[self.table["verdict"] == THIN, ["unit", "events", "reason", "could"]]

    @property
    def headline(self) -> str:
        """Say how many units changed, in one short sentence."""
        if self.table.empty:
            return f"There are no {self.noun} in this period to scan by {self._one}"
        firm, wider = len(self.firm), len(self.watch_list)
        if not wider and not firm:
            return f"No {self._one} of {len(self.table):,} is listed as changed"
        listed = [f"{firm or 'none'} on the firm list", f"{wider or 'none'} on the watch list"]
        return f"Of {plain_count(len(self.table), self._many)}, {', '.join(listed)}"

    @property
    def by_luck(self) -> str:
        """Say how many units were looked at, and how many of those listed are so by luck."""
        looked = (
            f"{plain_count(len(self.table), self._many)} looked at, {self.tested:,} with events "
            "enough to be tested"
        )
        return (
            f"{looked}; of the firm list at most {plain_number(100 * FIRM_SHARE)} % are expected "
            f"to be there by luck, of the watch list at most {plain_number(100 * WATCH_SHARE)} %."
        )

    def __str__(self) -> str:
        """Say how many units changed, of how many, and what luck does to that."""
        return f"{self.headline}. {self.by_luck}"

    @property
    def _one(self) -> str:
        return self.by.replace("_", " ")

    @property
    def _many(self) -> str:
        return f"{self._one} units"


def scan_unit(
    unit: str,
    counts: pd.Series,
    *,
    region: Region | None = None,
    days: int = NOW_DAYS,
    weighed: bool = True,
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
    days : int
        Length of "now".
    weighed : bool
        Whether to weigh the evidence; without, the unit counts as tested, and cannot be listed.

    Returns
    -------
    UnitScan

    Notes
    -----
    Serial and pure: the same counts and sums give the same outcome in any process. The rest of the
    region multiplies what is expected of the unit on each day by what the others did, or by
    nothing: both with and without a change the two are weighed alike, and the days decide. So a
    unit that moves with the others shows no change, one that stays when they move shows none
    either, and a change of its own is not explained away by a region that did not move.
    """
    events = int(counts.sum())
    known = UnitScan(unit=unit, events=events, days=len(counts), verdict=THIN, bars=_bars(counts))
    known = replace(known, **_now(counts, days))
    if len(counts) < MIN_PERIODS or events < FEWEST_EVENTS:
        few = events < FEWEST_EVENTS
        reason = (
            f"{plain_count(events, 'events')}, a test takes {FEWEST_EVENTS}"
            if few
            else f"{plain_count(len(counts), 'observed days')}, a test takes {MIN_PERIODS}"
        )
        return replace(known, reason=reason)
    if not weighed:
        return replace(known, verdict=NOT_WEIGHED)
    return replace(known, **_weighed(counts, region))


def scan_units(
    counts: pd.DataFrame, *, by: str, noun: str = "events", days: int = NOW_DAYS
) -> ScanResult:
    """Search every unit of a table of counts, one after the other.

    Parameters
    ----------
    counts : DataFrame of int, shape (n_days, n_units)
        Events per observed day, one column a unit.
    by, noun : str
        What a unit is, and what is counted.
    days : int
        Length of "now".

    Returns
    -------
    ScanResult
    """
    region = region_of(counts.to_numpy())
    units = [scan_unit(str(name), counts[name], region=region, days=days) for name in counts]
    return judge_units(units, by=by, noun=noun)


def judge_units(units: Sequence[UnitScan], *, by: str, noun: str = "events") -> ScanResult:
    """Make the two lists of units that changed.

    Parameters
    ----------
    units : sequence of UnitScan
        All that were looked at, the thin ones included, in any order.
    by, noun : str
        What a unit is, and what is counted.

    Returns
    -------
    ScanResult

    Notes
    -----
    Both lists are made of the evidence against the rest of the region.
    """
    names = [name for name in UnitScan.__dataclass_fields__ if name != "bars"]
    rows = [{name: getattr(one, name) for name in names} for one in units]
    table = pd.DataFrame(rows, columns=names)
    table = table.astype(dict.fromkeys(DAYS, "datetime64[us]") | dict.fromkeys(NUMBERS, float))
    tested = (table["verdict"] != THIN).to_numpy()
    evidence = table["evidence_rest"].fillna(0.0).where(tested).to_numpy(float)
    table["pvalue"] = np.minimum(1.0, LARGEST_MEAN / np.maximum(evidence, 1e-300))
    table["firm"] = e_discoveries(evidence / LARGEST_MEAN, FIRM_SHARE)
    table["watch_list"] = p_discoveries(table["pvalue"].to_numpy(), WATCH_SHARE)
    keys = pd.DataFrame({"thin": ~tested, "least": -evidence, "events": -table["events"]})
    order = keys.sort_values(list(keys), kind="stable").index.to_numpy()
    return ScanResult(
        by=by,
        noun=noun,
        table=table.iloc[order].reset_index(drop=True),
        bars=tuple(units[place].bars for place in order),
    )


# The largest mean of the evidence of quiet series, as first measured.
LARGEST_MEAN = 1.6
DAYS = ["changepoint", "change_low", "change_high"]
NUMBERS = ["evidence", "evidence_rest", "change_ratio", "change_ratio_low", "change_ratio_high"]
NUMBERS += ["change_evidence", "rate_now", "rate_usual", "rate_ratio", "ci_low", "ci_high"]
NUMBERS += ["branching", "size"]


def _now(counts: pd.Series, days: int) -> dict[str, object]:
    """Tell the rate now against usual, and the smallest change that would have shown."""
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


def _weighed(counts: pd.Series, region: Region | None) -> dict[str, object]:
    """Weigh a unit as such and against the rest, and tell its newest change."""
    from analytics.changepoints.likelihood import observed_days

    days, least = observed_days(counts, None)
    search = search_days(days, least)
    first = search.first
    sign = NOT_SETTLED if first.evidence > 0 else NO_SIGN
    told: dict[str, object] = {
        "verdict": FOUND if search.positions else sign,
        "evidence": _odds(first.evidence),
        "evidence_rest": _odds(first.evidence),
        **_clustering(first),
    }
    factor = np.ones(1) if region is None else region.rest(counts.to_numpy(float))
    found, against = Changes(counts=counts, days=days, search=search, least=least), ITSELF
    if np.ptp(factor) > 0:
        moved = _with_factor(days, factor, counts.index)
        relative = search_days(moved, least)
        told["evidence_rest"] = _odds(evidence_against(first, relative.first))
        if not search.positions and told["evidence_rest"] > LINE:
            found, against = replace(found, days=moved, search=relative), REST
    if not found.search.positions:
        return told
    return told | {"against": against} | _newest(found, found.search)


def evidence_against(itself: Weighed, rest: Weighed) -> float:
    """Give the log evidence of a change, the rest of the region as a nuisance on both sides.

    Parameters
    ----------
    itself, rest : Weighed
        The days as such, and with the factor of the rest of the region as exposure.
    """
    none, change = [], []
    for one in (itself, rest):
        whole = np.logaddexp.reduce(one.weights, axis=0)
        none.append(whole[0])
        change.append(np.logaddexp.reduce(whole[1:] + MODELS))
    return float(np.logaddexp(*change) - np.logaddexp(*none))


def _with_factor(days: "Days", factor: np.ndarray, index: pd.DatetimeIndex) -> "Days":
    """Expect of each day what the rest of the region did, a weekday rhythm not counted twice."""
    if np.ptp(days.exposure) > 0:
        weekday = index.day_of_week.to_numpy()
        sums = np.bincount(weekday, factor, 7) / np.maximum(np.bincount(weekday, minlength=7), 1)
        factor = factor / sums[weekday]
    return replace(days, exposure=days.exposure * factor)


def _newest(found: Changes, search: Search) -> dict[str, object]:
    """Tell the last change of a search: its dates, its ratio and its evidence."""
    row = found.rows[-1]
    edges = [0, *search.positions, len(found.counts)]
    values, exposure = found.counts.to_numpy(), found.days.exposure
    parts = [slice(*ends) for ends in zip(edges[-3:], edges[-2:], strict=False)]
    before, after = ((float(values[p].sum()), float(exposure[p].sum())) for p in parts)
    ratio = math.inf if before[0] == 0 else after[0] / after[1] / (before[0] / before[1])
    inflation = 1.0 / (1.0 - found.branching)
    low, high = wald_ratio_interval(before, after, size=found.size, inflation=inflation)
    return {
        "changepoint": row.changepoint,
        "change_low": row.ci_low,
        "change_high": row.ci_high,
        "change_ratio": ratio,
        "change_ratio_low": low,
        "change_ratio_high": high,
        "change_evidence": row.evidence,
    }


def _clustering(first: Weighed) -> dict[str, float]:
    """Estimate branching and size in the model without a change, by their posterior means."""
    _, _, _, _, _, branchings, sizes, _ = first.arguments
    shares = np.exp(first.steps[:, :, 0] - first.steps[:, :, 0].max())
    shares /= shares.sum()
    inverse = float(shares.sum(axis=0) @ (1.0 / sizes))
    return {"branching": float(branchings @ shares.sum(axis=1)), "size": 1.0 / inverse}


def _odds(evidence: float) -> float:
    return math.exp(min(evidence, 700.0))


def _bars(counts: pd.Series) -> tuple[float, ...]:
    parts = np.array_split(counts.to_numpy(float), min(MOST_BARS, max(len(counts), 1)))
    return tuple(float(part.mean()) for part in parts if part.size)
