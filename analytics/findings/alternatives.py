"""The same question under other ways to count: rungs, exact dates, official totals."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

import pandas as pd

from analytics.changepoints.aggregated_counts import find_interval_changes
from analytics.changepoints.search import find_changepoints
from analytics.changepoints.sensitivity import RobustnessResult, compare_choices
from analytics.effects.aggregated_counts import interval_effect
from analytics.effects.before_after import EffectResult, event_effect
from analytics.effects.sensitivity import EffectChoicesResult, compare_effects
from analytics.findings.results import changepoints_of, core_of, effect_of, tallies_of
from analytics.imputation.with_and_without import IMPUTED, LEFT_OUT
from analytics.reconciliation.intervals import interval_counts
from analytics.selection.cache import remembered
from analytics.selection.confirmation import LABELS, RUNGS
from analytics.selection.context_events import event_span
from analytics.selection.counts import daily_of, view_counts, view_events
from analytics.selection.imprecise_dates import drawn_dates
from analytics.selection.study_series import tally_series
from analytics.selection.view import View
from data.errors import EscalationError
from data.study import Study

EXACT, TOTALS = "Dated to the day", "Official totals"


def robustness_of(study: Study, view: View) -> RobustnessResult:
    """Find the changes of a view again under other ways to count the same events.

    Parameters
    ----------
    study : Study
    view : View
        Its own rungs come first, then every other set of rungs, the events dated to the day,
        and the official totals where the study has them for this view.

    Returns
    -------
    RobustnessResult
    """
    return _robustness(study, core_of(study, view))


@remembered
def _robustness(study: Study, core: View) -> RobustnessResult:
    ways = {
        label: partial(changepoints_of, study, rung) for label, rung in _rungs(study, core).items()
    }
    if (view_events(study, core, core.series)["date_precision"] != "day").any():
        ways[EXACT] = lambda: find_changepoints(_exact_counts(study, core))
    if drawn_dates(study, core):
        label, other = _other_dates(core)
        ways[label] = partial(changepoints_of, study, other)
    if core.series == tally_series(study):
        ways[TOTALS] = lambda: find_interval_changes(_intervals(study, core))
    return compare_choices(_answered(ways))


def effects_of(study: Study, view: View) -> EffectChoicesResult:
    """Measure the effect of a view's event again under other ways to count.

    Parameters
    ----------
    study : Study
    view : View

    Returns
    -------
    EffectChoicesResult

    Raises
    ------
    EscalationError
        When no way to count can be analysed; the view's own reason is given.
    """
    kept = {name: getattr(view, name) for name in ("event", "before", "after", "gap")}
    return _effects(study, replace(core_of(study, view), **kept))


@remembered
def _effects(study: Study, view: View) -> EffectChoicesResult:
    date, until = event_span(study, view)
    ways = {label: partial(effect_of, study, rung) for label, rung in _rungs(study, view).items()}
    if (view_events(study, view, view.series)["date_precision"] != "day").any():
        ways[EXACT] = lambda: _exact_effect(study, view)
    if drawn_dates(study, view):
        label, other = _other_dates(view)
        ways[label] = partial(effect_of, study, other)
    if view.series == tally_series(study):
        after = view.after if until is None else (until - date).days + 1
        ways[TOTALS] = lambda: interval_effect(
            _intervals(study, view), date, before=view.before, after=after
        )
    return compare_effects(_answered(ways) or {"Every rung": effect_of(study, view)})


def _exact_effect(study: Study, view: View) -> EffectResult:
    date, until = event_span(study, view)
    windows = {"before": view.before, "after": view.after, "gap": view.gap}
    return event_effect(_exact_counts(study, view), date, until=until, **windows)


def _rungs(study: Study, view: View) -> dict[str, View]:
    """Return the view on its own rungs first, then on every other set that counts other events."""
    known = {RUNGS[rung]: label for rung, label in LABELS.items()}
    ways: dict[str, View] = {}
    counted: set[int] = {0}
    for rungs in dict.fromkeys([view.confirmation, *known]):
        other = replace(view, confirmation=rungs)
        # Sets of rungs lie in each other, so the same number of events is the same events.
        number = len(view_events(study, other, view.series))
        if not ways or number not in counted:
            ways[known.get(rungs, "As shown")] = other
        counted.add(number)
    return ways


def _other_dates(view: View) -> tuple[str, View]:
    """Return the view with the imprecise dates treated the other way, and what that is called."""
    if view.dates == "precise":
        return IMPUTED, replace(view, dates="imputed")
    return LEFT_OUT, replace(view, dates="precise")


def _answered(ways: dict[str, Callable[[], object]]) -> dict[str, object]:
    """Compute every way that can be; one that cannot says so on its own view."""
    answers = {}
    for label, compute in ways.items():
        with suppress(EscalationError):
            answers[label] = compute()
    return answers


def _exact_counts(study: Study, view: View) -> pd.Series:
    events = view_events(study, view, view.series)
    exact = events[events["date_precision"] == "day"]
    days = view_counts(study, view, view.series).index
    counts = daily_of(study, view, view.series, exact)
    return counts.reindex(days).astype("int64").rename(view.series)


def _intervals(study: Study, view: View) -> pd.DataFrame:
    start = pd.Timestamp(study.settings["tallies"]["since"])
    return interval_counts(tallies_of(study, view).tallies, start=start)
