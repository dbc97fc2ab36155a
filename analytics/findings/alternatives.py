"""The same question under other ways to count: confirmation, exact dates, official totals."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TypeVar

import pandas as pd

from analytics.changepoints.search import ChangepointResult, find_changepoints
from analytics.changepoints.sensitivity import ChangeChoicesResult, compare_choices
from analytics.effects.aggregated_counts import interval_effect
from analytics.effects.before_after import event_effect
from analytics.effects.sensitivity import Effect, EffectChoicesResult, compare_effects
from analytics.effects.windows import ComparedDays
from analytics.errors import SeriesTooShort
from analytics.findings import results
from analytics.imputation.with_and_without import IMPUTED, LEFT_OUT
from analytics.reconciliation.intervals import interval_counts
from analytics.selection.cache import remembered
from analytics.selection.confirmation import CONFIRMED_BY, LABELS
from analytics.selection.imprecise_dates import drawn_dates
from analytics.selection.selected import Selection
from analytics.selection.study_series import counts_once, is_toll, series_sum, totalled_series
from data.calendar import OBSERVED, are_in
from data.errors import EscalationError

EXACT, TOTALS = "Dated to the day", "Official totals"
AT_LEAST = "Known tolls of every day, at least"
ONCE, EACH = "Same day and place once", "Every row"
# A search of totals takes so many steps between them.
FEWEST_STEPS = 8
Answered = TypeVar("Answered")


def changepoint_sensitivity(selection: Selection) -> ChangeChoicesResult:
    """Find the changes of a selection again under other ways to count the same events.

    Parameters
    ----------
    selection : Selection
        Its own confirmation comes first, then every other, the events dated to the day, of a toll
        what is known of every day, and the official totals where the study has them for this view.

    Returns
    -------
    ChangeChoicesResult
    """
    return _changepoints(selection.counting)


def knows_ways(selection: Selection) -> bool:
    """Tell whether the changes were found under other ways to count before."""
    return _changepoints.knows(selection.counting)


@remembered
def _changepoints(counting: Selection) -> ChangeChoicesResult:
    ways: dict[str, Callable[[], ChangepointResult]] = {
        label: partial(results.changepoints, way)
        if isinstance(way, Selection)
        else partial(results.search_once, counting, way)
        for label, way in _ways_by_day(counting).items()
    }
    if counting.measured == totalled_series(counting.study):
        ways[TOTALS] = lambda: find_interval_changes(_intervals(counting))
    return compare_choices(_answered(ways))


def effect_sensitivity(selection: Selection) -> EffectChoicesResult:
    """Measure the effect of the chosen event again under other ways to count.

    Raises
    ------
    EscalationError
        When no way to count can be analysed; the view's own reason is given.
    """
    return effect_ways(selection, results.compared_days(selection))


def effect_ways(selection: Selection, days: ComparedDays) -> EffectChoicesResult:
    """Compare the rates of a selection over the given days under other ways to count."""
    return ways_of_days(selection.counting, days)


@remembered
def ways_of_days(counting: Selection, days: ComparedDays) -> EffectChoicesResult:
    """Compare rates as :func:`effect_ways` does, of a selection reduced to what it counts."""
    ways: dict[str, Callable[[], Effect]] = {
        label: partial(results.effect_over, way, days)
        if isinstance(way, Selection)
        else partial(event_effect, way, days.date, **days.options)
        for label, way in _ways_by_day(counting).items()
    }
    if counting.measured == totalled_series(counting.study):
        ways[TOTALS] = lambda: interval_effect(
            _intervals(counting),
            days.date,
            before=days.before,
            after=days.days_after,
            gap=days.gap,
        )
    return compare_effects(
        _answered(ways) or {LABELS["claimed"]: results.effect_over(counting, days)}
    )


def _ways_by_day(counting: Selection) -> dict[str, Selection | pd.Series]:
    """Return the selection as it is, then every way to count by days that gives another series."""
    ways: dict[str, Selection | pd.Series] = {**_by_confirmation(counting)}
    if _some_imprecise(counting):
        with suppress(EscalationError):
            ways[EXACT] = _exact_counts(counting)
    ways |= dict(_other_repeats(counting))
    if drawn_dates(counting):
        label, other = _other_dates(counting)
        ways[label] = other
    if is_toll(counting.study, counting.measured):
        with suppress(EscalationError):
            ways[AT_LEAST] = _known_tolls(counting)
    known: list[pd.Series] = []
    return {label: way for label, way in ways.items() if _is_new(way, known)}


def _is_new(way: Selection | pd.Series, known: list[pd.Series]) -> bool:
    """Tell whether no way before has the same series, and keep the series for those to come.

    Where dates are drawn a way has no one series; one without an answer says so by itself.
    """
    if isinstance(way, Selection) and way.view.dates == "imputed" and drawn_dates(way):
        return True
    try:
        counts = way.counts(way.measured) if isinstance(way, Selection) else way
    except EscalationError:
        return True
    new = not any(counts.equals(other) for other in known)
    known.append(counts)
    return new


def _some_imprecise(selection: Selection) -> bool:
    """Tell whether any event is dated less exactly than to the day."""
    return bool((selection.events(selection.measured)["date_precision"] != "day").any())


def _by_confirmation(selection: Selection) -> dict[str, Selection]:
    """Return the selection as it is, then under every confirmation that counts other events."""
    known = {CONFIRMED_BY[least]: label for least, label in LABELS.items()}
    ways: dict[str, Selection] = {}
    counted: set[int] = {0}
    for confirmation in dict.fromkeys([selection.view.confirmation, *known]):
        other = selection.under(confirmation=confirmation)
        # A firmer confirmation counts a part of what a weaker one does: as many are the same.
        number = len(other.events(other.measured))
        if not ways or number not in counted:
            ways[known.get(confirmation, "As shown")] = other
        counted.add(number)
    return ways


def _other_repeats(selection: Selection) -> list[tuple[str, Selection]]:
    """Return the selection with rows of one day and place counted otherwise, if that differs."""
    series = selection.measured
    once = counts_once(selection.study, series, selection.view.repeats)
    other = selection.under(repeats="each" if once else "once")
    differs = len(other.events(series)) != len(selection.events(series))
    return [(EACH if once else ONCE, other)] if differs else []


def _other_dates(selection: Selection) -> tuple[str, Selection]:
    """Return the selection with imprecise dates treated the other way, and how that is called."""
    if selection.view.dates == "precise":
        return IMPUTED, selection.under(dates="imputed")
    return LEFT_OUT, selection.under(dates="precise")


def _answered(ways: dict[str, Callable[[], Answered]]) -> dict[str, Answered]:
    """Compute every way that can be; one that cannot says so on its own view."""
    answers: dict[str, Answered] = {}
    for label, compute in ways.items():
        with suppress(EscalationError):
            answers[label] = compute()
    return answers


def _exact_counts(selection: Selection) -> pd.Series:
    series = selection.measured
    events = selection.events(series)
    exact = events[events["date_precision"] == "day"]
    days = selection.counts(series).index
    return selection.daily(series, exact).reindex(days).astype("int64").rename(series)


def _known_tolls(selection: Selection) -> pd.Series:
    """Add up what is known of every day; one of whose tolls none is known is left out."""
    series = selection.measured
    events = selection.events(series)[selection.dated(series).to_numpy()]
    numbered = events[events[series_sum(selection.study, series)].notna()]
    covered = selection.covered(series)
    silent = covered.index.isin(events["date"]) & ~covered.index.isin(numbered["date"])
    days = covered.index[are_in(covered, OBSERVED) & ~silent]
    return selection.daily(series, numbered).reindex(days).astype("int64").rename(series)


@remembered
def _intervals(selection: Selection) -> pd.DataFrame:
    start = pd.Timestamp(selection.study.settings["official_totals"]["since"])
    return interval_counts(results.official_totals(selection).official_totals, start=start)


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
    if len(intervals) < FEWEST_STEPS:
        raise SeriesTooShort(
            f"Changes in totals need {FEWEST_STEPS} intervals, got {len(intervals)}: widen the "
            "period."
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
