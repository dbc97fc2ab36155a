"""What a view of a study says: each result computed once, then remembered."""

from dataclasses import replace

import pandas as pd

from analytics.changepoints.search import ChangepointResult, find_changepoints
from analytics.descriptive.places import PlacesResult, count_places
from analytics.effects.before_after import EffectResult, event_effect
from analytics.errors import NotAnswerable
from analytics.findings.answer import Answer, escalation_answer
from analytics.imputation.changepoints import pool_changes
from analytics.imputation.effects import pool_effect
from analytics.imputation.with_and_without import DatesResult, compare_dates
from analytics.reconciliation.daily import DailyReconciliation, reconcile_daily
from analytics.reconciliation.official_totals import TallyComparison
from analytics.reconciliation.reconcile import Reconciliation, reconcile
from analytics.regimes.markov_switching import RegimeResult, find_regimes
from analytics.selection.cache import remembered
from analytics.selection.confirmation import counted_words
from analytics.selection.context_events import event_span
from analytics.selection.counts import counted_events, view_counts, view_events
from analytics.selection.imprecise_dates import dates_note, drawn_dates
from analytics.selection.observed_days import view_states
from analytics.selection.study_series import measured_series, row_noun, tally_series
from analytics.selection.view import View
from analytics.series.date_precision import is_precise
from analytics.wording import plain_date
from data.study import Study


def core_of(study: Study, view: View) -> View:
    """Reset what does not change the counts, so that it does not cause a second computation."""
    base = View(start=view.start, end=view.end)
    names = ("country", "location", "weapon", "confirmation", "dates")
    kept = {name: getattr(view, name) for name in names}
    return replace(base, series=measured_series(study, view), **kept)


def counts_of(study: Study, view: View) -> pd.Series:
    """Return the daily counts that the statistics are about, under their own name."""
    return view_counts(study, view, measured_series(study, view))


def changepoints_of(study: Study, view: View) -> ChangepointResult:
    """Find the change points of a view."""
    return _changepoints(study, core_of(study, view))


@remembered
def _changepoints(study: Study, core: View) -> ChangepointResult:
    if core.dates == "precise":
        return find_changepoints(counts_of(study, core))
    plain, drawn = _changepoints(study, replace(core, dates="precise")), drawn_dates(study, core)
    return pool_changes(drawn.series, plain, **drawn.numbers) if drawn else plain


def dates_of(study: Study, view: View) -> DatesResult | None:
    """Compare the change points of a view with and without its imprecisely dated events.

    Parameters
    ----------
    study : Study
    view : View

    Returns
    -------
    DatesResult or None
        None where no event is imprecise.
    """
    note = dates_note(study, view)
    if not note:
        return None
    return compare_dates(changepoints_of(study, replace(view, dates="imputed")), note=note)


def answer_of(study: Study, view: View) -> Answer:
    """Answer whether it is escalating in a view."""
    noun = measured_series(study, view)
    changes, events = changepoints_of(study, view), view_events(study, view, noun)
    loose = ~is_precise(events, study.approx_days)
    on_days = events["date"].isin(changes.counts.index)
    counted = events[on_days & ~loose if view.dates == "precise" else on_days | loose]
    words = counted_words(counted, row_noun(study, noun))
    note = dates_note(study, view)
    return escalation_answer(changes, noun=noun, counted=f"{words} {note}".strip())


def regimes_of(study: Study, view: View) -> RegimeResult:
    """Fit the two regimes of a view."""
    return _regimes(study, core_of(study, view))


@remembered
def _regimes(study: Study, core: View) -> RegimeResult:
    return find_regimes(counts_of(study, core))


def effect_of(study: Study, view: View) -> EffectResult:
    """Measure what happened after the event that a view has chosen."""
    windows = {name: getattr(view, name) for name in ("event", "before", "after", "gap")}
    return _effect(study, replace(core_of(study, view), **windows))


@remembered
def _effect(study: Study, view: View) -> EffectResult:
    if view.dates == "imputed":
        plain, drawn = _effect(study, replace(view, dates="precise")), drawn_dates(study, view)
        return pool_effect(drawn.series, plain, **drawn.numbers) if drawn else plain
    date, until = event_span(study, view)
    return event_effect(
        counts_of(study, view),
        date,
        until=until,
        before=view.before,
        after=view.after,
        gap=view.gap,
    )


def places_of(study: Study, view: View) -> PlacesResult:
    """Count the places of a view."""
    which = measured_series(study, view)
    return count_places(view_events(study, view, which), noun=row_noun(study, which))


def tallies_of(study: Study, view: View) -> TallyComparison:
    """Compare the listed attacks of a view with the official tallies.

    Parameters
    ----------
    study : Study
    view : View
        Its rungs of the claim ladder do not matter: each rung is compared.

    Returns
    -------
    TallyComparison

    Raises
    ------
    NotAnswerable
        When officials gave no total for what the view shows.
    """
    return reconciliation_of(study, view).whole


def reconciliation_of(study: Study, view: View) -> Reconciliation:
    """Reconcile the listed attacks of a view with the official tallies; see tallies_of."""
    listed = replace(view, series=tally_series(study), confirmation=(), dates="precise")
    return _reconciliation(study, core_of(study, listed))


def reconciled_of(study: Study, view: View) -> DailyReconciliation:
    """Fill the attacks on a view's own rungs up to the official tallies, day by day."""
    states = view_states(study, view, tally_series(study))
    listed = tallies_of(study, view)
    return reconcile_daily(listed, end=view.end, rungs=view.confirmation, states=states)


@remembered
def _reconciliation(study: Study, view: View) -> Reconciliation:
    settings = study.settings.get("tallies", {})
    if not settings or study.tallies.empty:
        raise NotAnswerable("This study holds no official tallies to compare with.")
    return reconcile(
        counted_events(study, view, view.series),
        study.tallies,
        start=settings["since"],
        end=view.end,
        column=_tally_column(settings, view),
        split={} if view.country else settings.get("split", {}),
        rule=settings["rule"],
        source=settings.get("source", ""),
        unofficial=settings["unofficial"],
    )


def _tally_column(settings: dict, view: View) -> str:
    """Choose the column of totals that counts what the view shows, or say that there is none."""
    since = pd.Timestamp(settings["since"])
    if pd.Timestamp(view.start) > since:
        raise NotAnswerable(
            f"The official totals count from {plain_date(since)}: start the period there."
        )
    split = settings.get("split", {})
    if view.location or view.weapon or len(view.country) > 1 or set(view.country) - set(split):
        raise NotAnswerable(
            "Officials gave totals for all attacks"
            + (f" and for {', '.join(split)}" if split else "")
            + ", not for this choice of filters: take the other filters off to compare."
        )
    return split[view.country[0]] if view.country else settings["total"]
