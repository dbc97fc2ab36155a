"""Watch many units at once: alarms with begin and end, at a budget of false alarms over all."""

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.alarms.baseline import Baseline, learn_baseline, learn_clustering
from analytics.alarms.evidence import Watched, rise_evidence, start_watch
from analytics.alarms.rules import (
    HISTORY,
    LATELY,
    LEAST_HISTORY,
    RELEARNED,
    Alarm,
    WatchRules,
    usual_limit,
)
from analytics.alarms.threshold import (
    QUARTER,
    bound_line,
    looks_of_quarter,
    quarter_paths,
    shared_line,
)
from analytics.errors import NotAnswerable
from analytics.wording import plain_date

# Days before each quarter but the first whose evidence is carried into it.
CARRIED = 28


@dataclass(frozen=True, kw_only=True, eq=False)
class UnitDays:
    """The events of units by day.

    Attributes
    ----------
    units : tuple of str
    counts : array of float, shape (n_units, n_days)
    seen : array of float, shape (n_days,)
        How much of each day's events is known: 1 all, 0 nothing.
    doubt : array of float, shape (n_days,)
        Variance of the logarithm of that: 0 where it is not an estimate.
    start : Timestamp
        The first day.
    """

    units: tuple[str, ...]
    counts: np.ndarray
    seen: np.ndarray
    doubt: np.ndarray
    start: pd.Timestamp

    @property
    def last(self) -> int:
        """The last day of which something is known; -1 where there is none."""
        known = np.flatnonzero(self.seen > 0)
        return int(known[-1]) if known.size else -1

    def place(self, day: pd.Timestamp) -> int:
        """Return which day, from the first on, a date is."""
        return (day - self.start).days

    def date(self, day: int) -> pd.Timestamp:
        """Return the date of a day."""
        return self.start + pd.Timedelta(days=day)

    def weekday(self, day: int) -> int:
        """Return the weekday of a day; Monday is 0."""
        return (self.start.weekday() + day) % 7

    def baseline(self, unit: int, since: int, origin: int) -> Baseline:
        """Learn what is usual in a unit from the days before one, at most 392 of them."""
        first = max(since, origin - HISTORY, 0)
        counts, seen = self.counts[unit, first:origin], self.seen[first:origin]
        return learn_baseline(counts, seen, self.weekday(first))


@dataclass(frozen=True, kw_only=True, eq=False)
class Quarter:
    """What is learned at the begin of a stretch of 91 days.

    Attributes
    ----------
    start, origin : int
        Its first day, and the first whose evidence counts.
    baselines : tuple of Baseline
        What is usual in each unit, from the days before ``origin``.
    clustering : array of float, shape (n_models,)
    log_line : float
        The logarithm of the evidence that is an alarm.
    """

    start: int
    origin: int
    baselines: tuple[Baseline, ...]
    clustering: np.ndarray
    log_line: float

    @property
    def line(self) -> float:
        """The evidence that is an alarm."""
        return math.exp(self.log_line)


@dataclass(frozen=True, kw_only=True, eq=False)
class Standing:
    """How a unit stands after the last look.

    Attributes
    ----------
    alarm : Alarm or None
        That lasts.
    restart, since : int
        After an alarm that ended: the first day whose evidence counts, and the first that a
        baseline may be learned from.
    evidence, usual : float
        The sum of Bayes factors, and events a day before; 0 and unknown during an alarm.
    watched : int
        Days that the evidence is from.
    """

    alarm: Alarm | None = None
    restart: int = 0
    since: int = 0
    evidence: float = 0.0
    usual: float = math.nan
    watched: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Watch:
    """Outcome of :func:`watch_units`.

    Attributes
    ----------
    alarms : tuple of Alarm
        In the order of their begin.
    standing : mapping of str to Standing
    quarters : tuple of Quarter
    """

    alarms: tuple[Alarm, ...]
    standing: Mapping[str, Standing]
    quarters: tuple[Quarter, ...]


def watch_units(
    days: UnitDays, rules: WatchRules, *, begin: pd.Timestamp, lines: Mapping[pd.Timestamp, float]
) -> Watch:
    """Watch units from a day on, quarter by quarter.

    Parameters
    ----------
    days : UnitDays
    rules : WatchRules
    begin : Timestamp
        First day watched; the days before are history.
    lines : mapping of Timestamp to float
        Logarithms of the lines of quarters that have begun before; the others are found.

    Returns
    -------
    Watch

    Raises
    ------
    NotAnswerable
        Where there are too few days before, no day to watch, or no unit.

    Notes
    -----
    What is usual is learned from the 392 days before each quarter, clustering over all units.
    Evidence of the last 28 days before a quarter is carried into it, other than into the first.
    Random numbers follow from the counts: the same data give the same alarms. An alarm is over
    when the last 28 whole days are no busier than four of five such stretches before it; after
    eight weeks what it found is taken for usual.
    """
    first = days.place(begin)
    _check(days, first)
    standing = {unit: Standing() for unit in days.units}
    alarms: dict[tuple[str, int], Alarm] = {}
    quarters = []
    for start in range(first, days.last + 1, QUARTER):
        origin = start if start == first else start - CARRIED
        quarter = begin_quarter(days, rules, start, origin, lines.get(days.date(start)))
        looks = np.arange(start, min(start + QUARTER, days.last + 1))
        looks = looks[(looks - first) % rules.step == rules.step - 1]
        for u, unit in enumerate(days.units):
            found, standing[unit] = _through(days, u, quarter, standing[unit], looks, rules)
            alarms |= {(unit, one.begin): one for one in found}
        quarters.append(quarter)
    order = sorted(alarms.values(), key=lambda alarm: (alarm.begin, alarm.unit))
    return Watch(alarms=tuple(order), standing=standing, quarters=tuple(quarters))


def _check(days: UnitDays, first: int) -> None:
    if not days.units:
        raise NotAnswerable("There is no unit to watch: no event says which one it belongs to.")
    begin = plain_date(days.date(first))
    if first < 0 or days.last < first:
        raise NotAnswerable(f"There is no observed day to watch from {begin} on: begin earlier.")
    before = int((days.seen[:first] > 0).sum())
    if before < LEAST_HISTORY:
        raise NotAnswerable(
            f"{before} observed {'day lies' if before == 1 else 'days lie'} before {begin}: to "
            f"know what is usual takes {LEAST_HISTORY}, better {HISTORY}. Begin later, or take a "
            "study that goes further back."
        )


def begin_quarter(
    days: UnitDays, rules: WatchRules, start: int, origin: int, log_line: float | None = None
) -> Quarter:
    """Learn what is usual before a quarter, and how much evidence is an alarm in it.

    Parameters
    ----------
    days : UnitDays
    rules : WatchRules
    start, origin : int
        First day of the quarter, and the first whose evidence counts.
    log_line : float or None
        The line, where it is known.

    Returns
    -------
    Quarter
    """
    baselines = tuple(days.baseline(u, 0, origin) for u in range(len(days.units)))
    clustering = learn_clustering(baselines)
    if log_line is None:
        heard = [
            start_watch(one, clustering)
            for unit, one in zip(days.units, baselines, strict=True)
            if unit not in rules.muted
        ]
        seed = zlib.crc32(np.ascontiguousarray(days.counts[:, :origin]).astype("<f8").tobytes())
        log_line = _line(heard, rules, start - origin, days.weekday(origin), seed)
    return Quarter(
        start=start, origin=origin, baselines=baselines, clustering=clustering, log_line=log_line
    )


def _line(units: list[Watched], rules: WatchRules, carried: int, weekday: int, seed: int) -> float:
    """Find the line of a quarter over the units that can give an alarm."""
    length, budget = carried + QUARTER, rules.budget.within(QUARTER)
    if rules.careful or not units:
        return bound_line(max(len(units), 1), length, budget)
    paths = quarter_paths(units, carried=carried, weekday=weekday, seed=seed)
    return shared_line(paths, looks_of_quarter(carried, rules.step), budget)


def _through(
    days: UnitDays,
    u: int,
    quarter: Quarter,
    standing: Standing,
    looks: np.ndarray,
    rules: WatchRules,
) -> tuple[list[Alarm], Standing]:
    """Watch one unit through a quarter; give its alarms and how it stands at the end."""
    found: list[Alarm] = []
    alarm, restart, since = standing.alarm, standing.restart, standing.since
    unit, origin, baseline = None, max(quarter.origin, restart), quarter.baselines[u]
    counts, stop = days.counts[u], looks[-1] + 1 if looks.size else 0
    while True:
        if alarm is not None:
            alarm = alarm.ended(counts[:stop], days.seen[:stop], looks)
            found.append(alarm)
            if alarm.end is None:
                return found, Standing(alarm=alarm, restart=restart, since=since)
            restart = origin = alarm.end + 1
            since = max(alarm.end - RELEARNED, 0) if alarm.settled else since
            looks, alarm = looks[looks > alarm.end], None
        if origin > quarter.origin:
            baseline = days.baseline(u, since, origin)
        unit = start_watch(baseline, quarter.clustering)
        factors = unit.factors(days.seen[origin:stop], days.weekday(origin))
        evidence = rise_evidence(unit, counts[origin:stop], factors, days.doubt[origin:stop])
        over = _first_over(evidence, counts, origin, looks, quarter.line, rules)
        if over is None or days.units[u] in rules.muted:
            last = float(evidence[-1]) if evidence.size else 0.0
            return found, Standing(
                restart=restart,
                since=since,
                evidence=last,
                usual=unit.rate,
                watched=evidence.size,
            )
        before = slice(max(since, origin - HISTORY, 0), origin)
        alarm = Alarm(
            unit=days.units[u],
            begin=over,
            end=None,
            settled=False,
            evidence=float(evidence[over - origin]),
            watched=over - origin + 1,
            line=quarter.line,
            usual=unit.rate,
            events=_lately(counts, over),
            limit=usual_limit(counts[before], days.seen[before]),
        )


def _first_over(
    evidence: np.ndarray,
    counts: np.ndarray,
    origin: int,
    looks: np.ndarray,
    line: float,
    rules: WatchRules,
) -> int | None:
    """Find the first look at which the evidence is over the line and events are enough."""
    for look in looks[looks >= origin]:
        enough = _lately(counts, look) >= rules.least
        if enough and evidence[look - origin] >= line:
            return int(look)
    return None


def _lately(counts: np.ndarray, look: int) -> int:
    return int(counts[max(look + 1 - LATELY, 0) : look + 1].sum())
