"""What a selection says: each result computed once, then remembered."""

from dataclasses import dataclass, field

import pandas as pd

from analytics.changepoints.search import ChangepointResult, find_changepoints
from analytics.changepoints.stability import CutsResult, SearchedCut, cut_period, search_cuts
from analytics.descriptive.places import PlacesResult, count_places
from analytics.effects.before_after import EffectResult, event_effect
from analytics.effects.windows import ComparedDays, Windows, cut_windows
from analytics.errors import NotAnswerable
from analytics.imputation.changepoints import PooledChanges, pool_changes
from analytics.imputation.effects import pool_effect
from analytics.imputation.with_and_without import DatesResult, compare_dates
from analytics.reconciliation.daily import DailyReconciliation, reconcile_daily
from analytics.reconciliation.official_totals import TotalsComparison
from analytics.reconciliation.published_months import PublishedMonths, compare_months
from analytics.reconciliation.reconcile import Reconciliation, reconcile
from analytics.regimes.markov_switching import RegimeResult, find_regimes
from analytics.selection.cache import remembered
from analytics.selection.context_events import event_span, named_period
from analytics.selection.imprecise_dates import drawn_dates
from analytics.selection.selected import Selection
from analytics.selection.sentences import dates_note
from analytics.selection.study_series import (
    row_noun,
    series_events,
    series_names,
    series_sum,
    totalled_series,
)
from analytics.selection.view import ANY_VIEW, View
from analytics.wording import plain_date

# Searched cuts keep what they weighed: of the last few views.
MOST_CUTS = 8


@dataclass(frozen=True)
class Counted:
    """Counts that equal others of the same days, numbers and name, however they were selected."""

    days: bytes
    values: bytes
    name: str
    counts: pd.Series = field(compare=False)


def search_once(selection: Selection, counts: pd.Series) -> ChangepointResult:
    """Find the change points of counts, unless another selection had the same ones."""
    return _searched(*by_counts(selection, counts))


def search_part(selection: Selection, counts: pd.Series) -> ChangepointResult:
    """Find the change points of a part of the events; a trend is not held against them.

    That takes most of the time of a search of years, and changes neither dates nor evidence.
    """
    return _searched_part(*by_counts(selection, counts))


def by_counts(selection: Selection, counts: pd.Series) -> tuple[Selection, Counted]:
    """Name counts by what they are, so that equal ones of other selections are the same."""
    days = counts.index.to_numpy("datetime64[s]").tobytes()
    values = counts.to_numpy("int64").tobytes()
    counted = Counted(days=days, values=values, name=str(counts.name), counts=counts)
    return Selection(selection.study, ANY_VIEW), counted


@remembered
def _searched(anything: Selection, counted: Counted) -> ChangepointResult:
    return find_changepoints(counted.counts)


@remembered
def _searched_part(anything: Selection, counted: Counted) -> ChangepointResult:
    if _searched.knows(anything, counted):
        return _searched(anything, counted)
    return find_changepoints(counted.counts, ask_trend=False)


def _search_cuts(anything: Selection, counted: Counted) -> tuple[SearchedCut, ...]:
    return search_cuts(counted.counts)


_searched_cuts = remembered(_search_cuts, most=MOST_CUTS)


def changepoints(selection: Selection) -> ChangepointResult:
    """Find the change points of a selection."""
    return _changepoints(selection.counting)


@remembered
def _changepoints(counting: Selection) -> ChangepointResult:
    if counting.view.dates == "precise":
        return search_once(counting, counting.counts(counting.measured))
    plain, drawn = _changepoints(counting.under(dates="precise")), drawn_dates(counting)
    if drawn is None:
        return plain
    return pool_changes(drawn.series, plain, further=drawn.further, **drawn.numbers)


def date_sensitivity(selection: Selection) -> DatesResult | None:
    """Compare the change points with and without the imprecisely dated events.

    Returns
    -------
    DatesResult or None
        None where no event is imprecise, or none can be of another day: a period without an end.
    """
    note = dates_note(selection)
    if not note:
        return None
    pooled = changepoints(selection.under(dates="imputed"))
    return compare_dates(pooled, note=note) if isinstance(pooled, PooledChanges) else None


def stability(selection: Selection) -> CutsResult:
    """Search for the changes of a selection again with its period cut."""
    return _stability(selection.counting)


def knows_stability(selection: Selection) -> bool:
    """Tell whether the cuts of a period were searched before."""
    return _stability.knows(selection.counting)


@remembered
def _stability(counting: Selection) -> CutsResult:
    found = _changepoints(counting)
    return cut_period(found, _searched_cuts(*by_counts(counting, found.counts)))


def regimes(selection: Selection) -> RegimeResult:
    """Fit the two regimes of a selection."""
    return regimes_of_days(selection.counting)


@remembered
def regimes_of_days(counting: Selection) -> RegimeResult:
    """Fit regimes as :func:`regimes` does, of a selection reduced to what it counts."""
    return find_regimes(counting.counts(counting.measured))


def effect(selection: Selection) -> EffectResult:
    """Measure what happened after the event that a view has chosen.

    The end of a period is compared with the days before that period.
    """
    return effect_over(selection, compared_days(selection))


def compared_days(selection: Selection) -> ComparedDays:
    """Say which days the chosen event compares.

    Returns
    -------
    ComparedDays
        The days of a period that the event ends are left out.

    Raises
    ------
    InvalidOption
    """
    view = selection.view
    date, until = event_span(selection)
    period = named_period(selection) if until is None else None
    ended = period.days if period else 0
    windows = {"before": view.before, "after": view.after}
    return ComparedDays(date=date, until=until, gap=view.gap + ended, ended=ended, **windows)


def compared_windows(selection: Selection) -> Windows:
    """Cut the observed days that the chosen event compares, without comparing them.

    Raises
    ------
    InvalidOption, InvalidSeries, OutsideCoverage
    """
    return _windows_of_days(selection.counting, compared_days(selection))


@remembered
def _windows_of_days(counting: Selection, days: ComparedDays) -> Windows:
    return cut_windows(counting.counts(counting.measured), days.date, **days.options)


def effect_over(selection: Selection, days: ComparedDays) -> EffectResult:
    """Compare the rates of a selection over the given days, whatever its chosen event."""
    return effect_of_days(selection.counting, days)


@remembered
def effect_of_days(counting: Selection, days: ComparedDays) -> EffectResult:
    """Compare rates as :func:`effect_over` does, of a selection reduced to what it counts."""
    if counting.view.dates == "imputed":
        plain, drawn = effect_of_days(counting.under(dates="precise"), days), drawn_dates(counting)
        if drawn is None:
            return plain
        return pool_effect(drawn.series, plain, further=drawn.further, **drawn.numbers)
    return event_effect(counting.counts(counting.measured), days.date, **days.options)


@remembered
def places(selection: Selection) -> PlacesResult:
    """Count the places of a selection, without what is dated to a day that is left out."""
    series, undated = selection.measured, selection.undated(selection.measured)
    added = series_sum(selection.study, series)
    return count_places(
        selection.on_observed_days(series),
        noun=series,
        undated=int(undated[added].sum()) if added else len(undated),
        added=added,
    )


def official_totals(selection: Selection) -> TotalsComparison:
    """Compare the listed events of a selection with the official totals.

    Parameters
    ----------
    selection : Selection
        Its confirmation does not matter: each is compared.

    Returns
    -------
    TotalsComparison

    Raises
    ------
    NotAnswerable
        When officials gave no total for what the view shows.
    """
    return reconciliation(selection).whole


def reconciliation(selection: Selection) -> Reconciliation:
    """Reconcile the listed events with the official totals; see :func:`official_totals`."""
    series = totalled_series(selection.study)
    listed = selection.under(series=series, confirmation=(), dates="precise")
    return _reconciliation(listed.counting)


def published_months(selection: Selection) -> PublishedMonths | None:
    """Hold the study's list against months that somebody else has published.

    Parameters
    ----------
    selection : Selection
        Of its study all rows of one series are compared, whatever is in view.

    Returns
    -------
    PublishedMonths or None
        None of a study for which no months were fetched.

    Raises
    ------
    NotAnswerable
        When no month lies whole in the days that the list covers and that are complete.
    """
    study = selection.study
    about = study.settings.get("months")
    if not about:
        return None
    names, wanted = series_names(study), study.settings["fetch"]["months"]["series"]
    series, days = wanted if wanted in names else names[0], study.calendars["events"]
    complete = days.data_date - pd.Timedelta(days=days.lag)
    months = pd.DataFrame(
        {
            "month": pd.to_datetime(list(about["counts"]), format="%Y-%m-%d"),
            "events": pd.array(list(about["counts"].values()), dtype="Int64"),
        }
    )
    return compare_months(
        series_events(study, series),
        months,
        start=days.start,
        end=min(days.end, complete),
        publisher=about["credit"],
        noun=row_noun(study, series),
    )


def imputed_days(selection: Selection) -> DailyReconciliation:
    """Fill the events of a view's own confirmation up to the official totals, day by day."""
    view, states = selection.view, selection.states(totalled_series(selection.study))
    listed = official_totals(selection)
    return reconcile_daily(listed, end=view.end, confirmation=view.confirmation, states=states)


@remembered
def _reconciliation(counting: Selection) -> Reconciliation:
    study, view = counting.study, counting.view
    settings = study.settings.get("official_totals", {})
    if not settings or study.official_totals.empty:
        raise NotAnswerable("This study holds no official totals to compare with.")
    noun = row_noun(study, view.series)
    return reconcile(
        counting.counted(view.series),
        study.official_totals,
        start=settings["since"],
        end=view.end,
        column=_totals_column(settings, view, noun=noun),
        split={} if view.country else settings.get("split", {}),
        rule=settings["rule"],
        source=settings.get("source", ""),
        unofficial=settings["unofficial"],
        noun=noun,
    )


def _totals_column(settings: dict, view: View, *, noun: str) -> str:
    """Choose the column of totals that counts what the view shows, or say that there is none."""
    since = pd.Timestamp(settings["since"])
    if pd.Timestamp(view.start) > since:
        raise NotAnswerable(
            f"The official totals count from {plain_date(since)}: start the period there."
        )
    split = settings.get("split", {})
    others = view.location or view.weapon or view.where or len(view.country) > 1
    if others or set(view.country) - set(split):
        raise NotAnswerable(
            f"Officials gave totals for all {noun}"
            + (f" and for {', '.join(split)}" if split else "")
            + ", not for this choice of filters: take the other filters off to compare."
        )
    return split[view.country[0]] if view.country else settings["total"]
