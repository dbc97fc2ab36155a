"""Change points of a count series: whether its rate became another, since when, by how much."""

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analytics.changepoints.evidence import (
    ALIVE,
    GRADUAL,
    LINE,
    MIN_PERIODS,
    WANDERS,
    Search,
    against_smooth,
    search_days,
)
from analytics.changepoints.sentence import finding, stand_out
from analytics.dispersion import INDEPENDENT, Scatter, regime_scatter
from analytics.errors import InvalidOption
from analytics.table_rows import rows_of
from analytics.wording import per_period, plain_count, plain_dates

if TYPE_CHECKING:
    from analytics.changepoints.likelihood import Days

FOUND, NOT_SETTLED, NO_SIGN = "found", "not settled", "no sign of a change"
# Chance from which on a day is named as one that stands out.
STANDS_OUT = 0.9
DATES = ["changepoint", "ci_low", "ci_high"]
CHANGES = [*DATES, "rate_before", "rate_after", "rate_ratio", "ratio_low", "ratio_high"]
CHANGES += ["evidence", "evidence_if_independent"]


@dataclass(frozen=True, kw_only=True, eq=False)
class ChangepointResult:
    """Outcome of :func:`find_changepoints`.

    Attributes
    ----------
    counts : Series of int
        The series that was searched.
    exposure : Series of float
        Days, or other periods, that each count is of.
    verdict : str
        "found", "not settled" or "no sign of a change".
    evidence, evidence_if_independent : float
        How many times likelier the data are with a change than without, whatever the clustering;
        and the same if one event never set off another. The first decides.
    lull_ratio, lull_line : float
        Twice the log-likelihood ratio of the best lull or burst, and what it must exceed.
    kind : str
        "steps", "lull" or "none": which of them the first look at the whole series took.
    gradual, trend_against_steps : bool, float
        Whether a steady trend explains the series better than the changes do, and how many times
        likelier the days are with it: 0 where there is none to speak of or the changes go up and
        down, NaN where it was not asked.
    wandering, wandering_against_steps : bool, float
        The same of a rate that moves a little every day, whichever way. One of the two at most.
    branching, size, weekday : float, float or None, bool
        Share of events that earlier events set off, the posterior mean; likeliest size of the
        negative binomial, None where Poisson; whether the model has a weekday rhythm.
    scatter : Scatter
        How much days scatter around the rates of the regimes: what all intervals rest on.
    table : DataFrame
        One row a change: ``changepoint``, ``ci_low``, ``ci_high``, ``rate_before``,
        ``rate_after``, ``rate_ratio``, ``ratio_low``, ``ratio_high``, and ``evidence``,
        ``evidence_if_independent`` of this change between its neighbours.
    segments : DataFrame
        One row a regime: ``start``, ``end``, ``days``, ``events``, ``rate``, ``rate_low``,
        ``rate_high``, and ``rate_without`` the days that stand out.
    standing_out : DataFrame
        Days far above their surroundings: ``day``, ``events``, ``expected``, ``probability``.
        They make no change and move none.
    """

    counts: pd.Series
    exposure: pd.Series
    verdict: str
    evidence: float
    evidence_if_independent: float
    lull_ratio: float
    lull_line: float
    kind: str
    gradual: bool
    trend_against_steps: float
    wandering: bool
    wandering_against_steps: float
    branching: float
    size: float | None
    weekday: bool
    scatter: Scatter
    table: pd.DataFrame
    segments: pd.DataFrame
    standing_out: pd.DataFrame

    def __str__(self) -> str:
        """Say the finding in one sentence, its evidence and the days that stand out in others."""
        return f"{finding(self)} {stand_out(self)}".strip()

    @property
    def rows(self) -> tuple:
        """The changes, one by one."""
        return tuple(rows_of(self.table))

    @property
    def decided_by_lull(self) -> bool:
        """Whether the ratio of a lull or burst decided, the evidence being too little."""
        return self.verdict == FOUND and self.evidence <= LINE


class FoundChange(NamedTuple):
    """A row of a :class:`ChangepointResult`, without the interval of its ratio."""

    changepoint: pd.Timestamp
    ci_low: pd.Timestamp
    ci_high: pd.Timestamp
    rate_before: float
    rate_after: float
    evidence: float
    evidence_if_independent: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Changes:
    """Outcome of :func:`search_changes`: what :class:`ChangepointResult` has, without its tables.

    Many searches of nearly the same days, as of cuts of a period, need no more. ``days`` are the
    counts ready to be weighed, ``search`` what was found in them, in regimes of ``least`` or more.
    """

    counts: pd.Series
    days: "Days"
    search: Search
    least: int

    @property
    def verdict(self) -> str:
        """Whether a change is found, not settled, or there is no sign of one."""
        sign = NOT_SETTLED if self.search.first.evidence > 0 else NO_SIGN
        return FOUND if self.search.positions else sign

    @property
    def evidence(self) -> float:
        """How many times likelier the data are with a change, whatever the clustering."""
        return _odds(self.search.first.evidence)

    @property
    def evidence_if_independent(self) -> float:
        """The same where no event sets off another."""
        return _odds(self.search.first.evidence_if_independent)

    @property
    def lull_ratio(self) -> float:
        """Twice the log-likelihood ratio of the best lull or burst."""
        return self.search.first.lull_ratio

    @property
    def lull_line(self) -> float:
        """What that ratio must exceed."""
        return self.search.first.line

    @property
    def kind(self) -> str:
        """Which of steps and a lull the first look took, or none."""
        return self.search.kind

    @property
    def branching(self) -> float:
        """Share of events that earlier events set off."""
        return self.model[2]

    @property
    def size(self) -> float | None:
        """Likeliest size of the negative binomial, None where Poisson."""
        return self.model[3]

    @property
    def weekday(self) -> bool:
        """Whether the model has a weekday rhythm."""
        return bool(np.ptp(self.days.exposure / self.days.lengths) > 0)

    @cached_property
    def model(self) -> tuple[np.ndarray, np.ndarray, float, float | None]:
        """The chance of each day to stand out, what else it would hold, branching and size."""
        from analytics.changepoints.odd_days import standing_out

        steps = self.search.first.steps
        alive = steps.max(axis=2) > steps.max() - ALIVE
        return standing_out(self.search.first.arguments, alive, self.search.positions)

    @cached_property
    def scatter(self) -> Scatter:
        """How much days, or longer periods, scatter around the rates of the regimes."""
        values, edges = self.counts.to_numpy(float), [0, *self.search.positions, len(self.counts)]
        days, usual = self.days, self.model[0] <= STANDS_OUT
        return regime_scatter(values, days.exposure, edges, usual, days.lengths)

    @cached_property
    def rows(self) -> tuple[FoundChange, ...]:
        """The changes, one by one."""
        edges = [0, *self.search.positions, len(self.counts)]
        values, lengths = self.counts.to_numpy(), self.days.lengths
        rates = [int(values[a:b].sum()) / float(lengths[a:b].sum()) for a, b in pairwise(edges)]
        return tuple(
            FoundChange(*dates, *rates[k : k + 2], *odds)
            for k, (dates, odds) in enumerate(_dates_of(self.counts.index, self.search))
        )


def search_changes(
    counts: pd.Series,
    *,
    exposure: pd.Series | np.ndarray | None = None,
    min_days: int | None = None,
) -> Changes:
    """Find what :func:`find_changepoints` finds, without its tables; it takes the same."""
    from analytics.changepoints.likelihood import observed_days

    days, least = observed_days(counts, exposure)
    if min_days is not None and min_days < 1:
        raise InvalidOption(f"min_days is {min_days}: a regime has 1 period or more.")
    least = least if min_days is None else min_days
    return Changes(counts=counts, days=days, search=search_days(days, least), least=least)


def find_changepoints(
    counts: pd.Series,
    *,
    exposure: pd.Series | np.ndarray | None = None,
    min_days: int | None = None,
    ask_trend: bool = True,
) -> ChangepointResult:
    """Weigh the evidence that the rate of a count series changed, and say when.

    Parameters
    ----------
    counts : Series of int, shape (n_periods,)
        Events per period with an ascending DatetimeIndex, quiet periods present as 0. Days that
        were not observed are absent.
    exposure : Series or array of float, shape (n_periods,), or None
        Days in each period, where they are unequal (as between official totals); the index
        then holds each period's first day. None is one period each.
    min_days : int or None
        Fewest periods in a regime; None is seven.
    ask_trend : bool
        Whether to ask if a steady trend or a wandering rate explains the series better.

    Returns
    -------
    ChangepointResult

    Raises
    ------
    InvalidSeries, InvalidOption, SeriesTooShort

    Notes
    -----
    The models are those of :mod:`~analytics.changepoints.likelihood`, summed over all partitions
    into at most five regimes, over rates, dispersions and a branching from 0 to .5. Nothing is
    drawn at random. A level that feeds itself for weeks is a change here: with a branching of .75
    or .9, real wars would vanish. The question is asked again inside every period. The set of a
    date is the shortest stretch with 91 to 97 % of its posterior, more where events cluster, under
    two models: the memory of the days before a change lasts after it, or it does not. With it
    come the unobserved days before. How often it held the true date: docs/evidence.md.

    References
    ----------
    Barry & Hartigan (1992). Product partition models for change point problems. Annals of
    Statistics 20(1), 260-279. The recursion: :mod:`~analytics.changepoints.partitions`.
    """
    found = search_changes(counts, exposure=exposure, min_days=min_days)
    days, search = found.days, found.search
    asked = ask_trend and len(search.positions) > 0
    trend, wandering = against_smooth(days, found.least, search) if asked else (math.nan, math.nan)
    odd, expected, branching, size = found.model
    segments = _segments(counts, days.lengths, search.positions, odd, found.scatter)
    return ChangepointResult(
        counts=counts,
        exposure=pd.Series(days.lengths, counts.index),
        verdict=found.verdict,
        evidence=found.evidence,
        evidence_if_independent=found.evidence_if_independent,
        lull_ratio=found.lull_ratio,
        lull_line=found.lull_line,
        kind=found.kind,
        gradual=trend > math.log(GRADUAL) and trend >= wandering,
        trend_against_steps=_odds(trend),
        wandering=wandering > math.log(WANDERS) and wandering > trend,
        wandering_against_steps=_odds(wandering),
        branching=branching,
        size=size,
        weekday=found.weekday,
        scatter=found.scatter,
        table=_table(found, segments),
        segments=segments,
        standing_out=_standing_out(counts, odd, expected),
    )


def _odds(evidence: float) -> float:
    return math.exp(min(evidence, 700.0))


def _segments(
    counts: pd.Series, lengths: np.ndarray, positions: list[int], odd: np.ndarray, scatter: Scatter
) -> pd.DataFrame:
    rows, values, usual = [], counts.to_numpy(), odd <= STANDS_OUT
    edges = [0, *positions, len(counts)]
    for part in (slice(*ends) for ends in pairwise(edges)):
        events, days, kept = int(values[part].sum()), float(lengths[part].sum()), usual[part]
        without = (values[part] * kept).sum() / max((lengths[part] * kept).sum(), 1e-9)
        rows.append((days, events, events / days, *scatter.rate_interval(events, days), without))
    lasted, *rest = (np.array(each) for each in zip(*rows, strict=True))
    spans = counts.index[edges[:-1]], counts.index[np.subtract(edges[1:], 1)]
    cells = (*spans, lasted.astype("int64") if (lasted % 1 == 0).all() else lasted, *rest)
    names = ["start", "end", "days", "events", "rate", "rate_low", "rate_high", "rate_without"]
    return pd.DataFrame(dict(zip(names, cells, strict=True)))


def _dates_of(index: pd.DatetimeIndex, search: Search) -> list[tuple[tuple, list[float]]]:
    """Give of every change its date and set, and its evidence between its neighbours."""
    daily = per_period(index) == "a day"
    found = []
    for place, (low, high), odds in zip(search.positions, search.sets, search.each, strict=True):
        # The new regime may have begun on any unobserved day before the first one of the set.
        first = index[low - 1] + pd.Timedelta(days=1) if low and daily else index[low]
        found.append(((index[place], first, index[high]), [_odds(value) for value in odds]))
    return found


def _table(found: Changes, segments: pd.DataFrame) -> pd.DataFrame:
    rows, index = [], found.counts.index
    sides = pairwise(zip(segments.events, segments.days, segments.rate, strict=True))
    for (before, after), (dates, odds) in zip(sides, _dates_of(index, found.search), strict=True):
        limits = found.scatter.ratio_interval(before[:2], after[:2])
        ratio = after[2] / before[2] if before[2] > 0 else math.inf
        rows.append((*dates, before[2], after[2], ratio, *limits, *odds))
    columns = list(zip(*rows, strict=True)) or [()] * len(CHANGES)
    dated = [pd.DatetimeIndex(each, dtype=index.dtype) for each in columns[: len(DATES)]]
    cells = [*dated, *(np.array(each, float) for each in columns[len(DATES) :])]
    return pd.DataFrame(dict(zip(CHANGES, cells, strict=True)))


def _standing_out(counts: pd.Series, odd: np.ndarray, expected: np.ndarray) -> pd.DataFrame:
    table = {"day": counts.index, "events": counts.to_numpy("int64"), "expected": expected}
    return pd.DataFrame({**table, "probability": odd})[odd > STANDS_OUT].reset_index(drop=True)


class UnsearchedResult(ChangepointResult):
    """Counts in which no change was looked for; one segment without an interval."""

    def __str__(self) -> str:
        """Say how many events there were, and why nothing more is said."""
        days, number = self.counts.index, int(self.counts.sum())
        noun = str(self.counts.name or "events")
        span = plain_dates(days[0], days[-1])
        return (
            f"{plain_count(number, noun)} in {plain_count(len(days), 'observed days')}, "
            f"{span}: too few to look for a change, which takes {MIN_PERIODS}."
        )


def unsearched(counts: pd.Series) -> UnsearchedResult:
    """Wrap counts that are too short for a search, so that they can be drawn.

    Parameters
    ----------
    counts : Series of int, shape (n_days,)
        At least one day.

    Returns
    -------
    UnsearchedResult
    """
    segments = _segments(counts, np.ones(len(counts)), [], np.zeros(len(counts)), INDEPENDENT)
    weighed = ["evidence", "evidence_if_independent", "lull_ratio", "lull_line", "branching"]
    weighed += ["trend_against_steps", "wandering_against_steps"]
    kinds = dict.fromkeys(DATES, "datetime64[us]") | dict.fromkeys(CHANGES[3:], float)
    return UnsearchedResult(
        counts=counts,
        exposure=pd.Series(1.0, counts.index),
        verdict="not searched",
        kind="none",
        gradual=False,
        wandering=False,
        size=None,
        weekday=False,
        scatter=INDEPENDENT,
        table=pd.DataFrame(columns=CHANGES).astype(kinds),
        segments=segments.assign(rate_low=math.nan, rate_high=math.nan),
        standing_out=_standing_out(counts, np.zeros(len(counts)), np.zeros(len(counts))),
        **dict.fromkeys(weighed, math.nan),
    )
