"""Every chart by its name: what screen, file and report all call."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from analytics.changepoints.search import ChangepointResult, unsearched
from analytics.changepoints.sentence import search_alone
from analytics.errors import InvalidOption, NotAnswerable, SeriesTooShort
from analytics.findings import results
from analytics.findings.answer import answer_of
from analytics.findings.detectors import EVIDENCE
from analytics.findings.other_methods import methods_beside
from analytics.groups.compare import GroupsResult, compare_groups
from analytics.groups.on_map import place_groups
from analytics.nowcast.newest_days import still_to_come
from analytics.responses.of_study import sides_unit, view_responses, view_sides
from analytics.revisions.compare import revisions_of
from analytics.selection.additions import edited_of
from analytics.selection.columns import column_label, column_nouns
from analytics.selection.context_events import (
    added_events,
    added_periods,
    shown_events,
    shown_periods,
)
from analytics.selection.selected import Selection
from analytics.selection.sentences import subtitle
from analytics.selection.study_series import (
    by_what_it_counts,
    second_series,
    series_sum,
    totalled_series,
)
from analytics.series.daily import daily_counts_by, unknown_by
from analytics.series.moving_mean import rolling_mean
from charts.chart import About, Chart, Source
from charts.figures.before_after import effect_chart, span_around
from charts.figures.breakdown import breakdown_chart
from charts.figures.exchanges import exchanges_chart
from charts.figures.imputed_days import reconciled_chart
from charts.figures.map import places_chart
from charts.figures.official_totals import official_totals_chart
from charts.figures.regimes import regimes_chart
from charts.figures.responses import responses_chart
from charts.figures.revisions import vintages_chart
from charts.figures.timeline import timeline_chart
from charts.figures.where import where_chart
from charts.figures.where_map import where_map_chart
from charts.style.presets import fitted
from charts.style.theme import Look
from data.calendar import OBSERVED, are_in
from data.vintages import vintage_pair


def draw(name: str, selection: Selection, look: Look) -> Chart:
    """Draw a chart of a view, with its data and its words.

    Parameters
    ----------
    name : str
        One of ``CHARTS``.
    selection : Selection
    look : Look

    Returns
    -------
    Chart

    Raises
    ------
    EscalationError
        When the data cannot carry the chart; the sentence says why.
    """
    name = OLD_CHARTS.get(name, name)
    if name not in CHARTS:
        raise InvalidOption(f"There is no chart called {name!r}: choose {', '.join(CHARTS)}.")
    return fitted(lambda size: CHARTS[name](selection, size), look)


def _about(
    selection: Selection,
    chart: str,
    *,
    unit: str = "per day",
    pooled: bool = False,
    rows: pd.DataFrame | None = None,
) -> About:
    """Say what is shown; only what is pooled over drawn dates says that they are imputed."""
    study = selection.study
    selection = selection if pooled else selection.under(dates="precise")
    source = Source(credit=study.credit, as_of=study.data_date, digest=study.digest)
    words = subtitle(selection, unit=unit, rows=rows)
    edited = edited_of(selection.view.edited, chart)
    own = {"title": edited.title, "note": edited.note}
    return About(subtitle=words, source=source, second=second_series(study), **own)


def _measured(selection: Selection) -> Selection:
    """Narrow a view to the series that its statistics are about, so that the subtitle says it."""
    return selection.under(series=selection.measured)


def _changes(selection: Selection) -> tuple[ChangepointResult, str]:
    """Return the changes of a view and the headline, or its counts where they are too few."""
    try:
        return results.changepoints(selection), answer_of(selection).finding
    except SeriesTooShort:
        alone = unsearched(selection.counts(selection.measured))
        return alone, str(alone)


def timeline_under_answer(selection: Selection, look: Look, *, tabled: bool = True) -> Chart:
    """Draw the timeline to stand under the answer, which it need not repeat.

    So it waits for no search but one: the headline hangs on the cuts of the period. What that
    search finds is its alternative text. Without its table, where nobody asks for the data, it
    takes a tenth less.
    """
    try:
        result = results.changepoints(selection)
    except SeriesTooShort:
        result = unsearched(selection.counts(selection.measured))
    bare = replace(look, titled=bool(edited_of(selection.view.edited, "timeline").title))
    title = str(result) if result.table.empty else search_alone(result)
    return fitted(lambda size: _drawn_timeline(selection, result, title, size, tabled=tabled), bare)


def _timeline(selection: Selection, look: Look) -> Chart:
    return _drawn_timeline(selection, *_changes(selection), look)


def _drawn_timeline(
    selection: Selection,
    result: ChangepointResult,
    title: str,
    look: Look,
    *,
    tabled: bool = True,
) -> Chart:
    names = selection.shown
    below = selection.counts(names[1]) if len(names) > 1 else None
    states = selection.states(names[0])
    smooth = None
    unit = selection.view.unit
    # A bar of a week is a mean already, and seven days of a mean are no week.
    if unit == "day" and selection.view.smoothing != "none":
        centred = selection.view.smoothing == "centred"
        smooth = rolling_mean(result.counts, window=selection.view.window, centred=centred)
    spread = {name: selection.expected(name) for name in names}
    to_come = {name: still_to_come(selection, name, unit) for name in names}
    other = selection.view.method
    marked = None if other == EVIDENCE else methods_beside(selection).days(other)
    return timeline_chart(
        result,
        title=title,
        below=below,
        context=shown_events(selection),
        periods=shown_periods(selection),
        smooth=smooth,
        late=selection.late(names[0]),
        states=states,
        spread=spread,
        to_come=to_come,
        marked=marked,
        unit=unit,
        tabled=tabled,
        look=look,
        about=_about(selection, "timeline", unit=f"per {unit}", pooled=True),
    )


def _around(selection: Selection, look: Look) -> Chart:
    result = results.effect(selection)
    first, last = (f"{day:%Y-%m-%d}" for day in span_around(result))
    drawn = _measured(selection).under(start=first, end=last)
    return effect_chart(
        result,
        context=added_events(drawn),
        periods=added_periods(drawn),
        look=look,
        about=_about(drawn, "around", pooled=True),
    )


def _totals(selection: Selection, look: Look) -> Chart:
    result = results.reconciliation(selection)
    counted = selection.under(series=totalled_series(selection.study), confirmation=())
    return official_totals_chart(
        result, look=look, about=_about(counted, "totals", unit="since the first day")
    )


def _reconciled(selection: Selection, look: Look) -> Chart:
    result = results.imputed_days(selection)
    counted = selection.under(series=totalled_series(selection.study))
    return reconciled_chart(
        result, look=look, about=_about(counted, "reconciled", unit="per day, imputed")
    )


def _regimes(selection: Selection, look: Look) -> Chart:
    result = results.regimes(selection)
    unit = selection.view.unit
    about = _about(_measured(selection), "regimes", unit=f"per {unit}")
    return regimes_chart(result, look=look, about=about, unit=unit)


def _breakdown(selection: Selection, look: Look) -> Chart:
    study, view = selection.study, selection.view
    series, by = selection.measured, view.by
    events, added = selection.counted(series), series_sum(study, series)
    label = column_label(study, by).lower()
    if by not in events:
        raise NotAnswerable(f"The file of the {series} has no column {by!r}.")
    table = daily_counts_by(events, by, start=view.start, end=view.end, added=added)
    table = table[are_in(selection.covered(series), OBSERVED)]
    rows = events[events["date"].isin(table.index)] if added else None
    unknown = None if rows is None else unknown_by(rows, by, added)
    about = _about(_measured(selection), "breakdown", unit=f"by {label}", rows=rows)
    if undated := len(selection.undated(series)):
        # The map and the places count them, so the numbers of a place differ.
        left = f"{undated:,} not dated to the day {'is' if undated == 1 else 'are'} left out"
        about = replace(about, subtitle=f"{about.subtitle}; {left}")
    _, kinds = column_nouns(study, by)
    words = {"noun": series, "label": label, "kinds": kinds}
    return breakdown_chart(table, by=by, look=look, about=about, unknown=unknown, **words)


def where_unsearched(selection: Selection, look: Look) -> Chart:
    """Draw the groups before each is searched: the changes stand in the chart's data alone."""
    result = compare_groups(selection, most=0)
    return fitted(lambda size: _drawn_where(selection, result, size), look)


def _where(selection: Selection, look: Look) -> Chart:
    return _drawn_where(selection, compare_groups(selection), look)


def _drawn_where(selection: Selection, result: GroupsResult, look: Look) -> Chart:
    view = selection.view
    label = column_label(selection.study, view.by).lower()
    about = _about(_measured(selection), "where", unit=f"per day, by {label}")
    return _named(selection, where_chart(result, look=look, about=about, scale=view.scale))


def _named(selection: Selection, chart: Chart) -> Chart:
    """Call the counts in a chart's data by what they are: a toll is no number of events."""
    return replace(chart, table=by_what_it_counts(chart.table, selection.study, selection.measured))


def _where_map(selection: Selection, look: Look) -> Chart:
    result = place_groups(selection)
    if 0 < len(result.table) == len(result.nowhere):
        one, _ = column_nouns(selection.study, result.groups.by)
        raise NotAnswerable(f"No {one} has a shape or coordinates, so there is no map of them.")
    label = column_label(selection.study, result.groups.by).lower()
    about = _about(_measured(selection), "where-map", unit=f"per day, by {label}")
    return _named(selection, where_map_chart(result, look=look, about=about))


def _responses(selection: Selection, look: Look) -> Chart:
    return responses_chart(
        view_responses(selection), look=look, about=_about_both(selection, "responses")
    )


def _exchanges(selection: Selection, look: Look) -> Chart:
    return exchanges_chart(
        view_responses(selection), look=look, about=_about_both(selection, "exchanges")
    )


def _about_both(selection: Selection, chart: str) -> About:
    """Say which two series are shown; the second colour is that of the study's second."""
    one, other = sides = view_sides(selection)
    drawn_dates = selection.view.dates == "imputed"
    shown = selection.under(series=one.series)
    about = _about(shown, chart, unit=sides_unit(sides), pooled=drawn_dates)
    usual = second_series(selection.study)
    return replace(about, second=one.name if one.series == usual else other.name)


def _map(selection: Selection, look: Look) -> Chart:
    result = results.places(selection)
    if len(result.unlocated) == len(result.table):
        raise NotAnswerable(
            f"No place of these {result.noun} has coordinates, so there is no map of them."
        )
    rows = result.events if series_sum(selection.study, selection.measured) else None
    about = _about(_measured(selection), "map", unit="by place", rows=rows)
    return places_chart(result, look=look, about=about, data_to=pd.Timestamp(selection.view.end))


def _revisions(selection: Selection, look: Look) -> Chart:
    study, view = selection.study, selection.view
    old, new = vintage_pair(study, view.older, view.newer)
    result = revisions_of(old, new, view)
    # The view may reach beyond what the newer of the two covers.
    last = min(pd.Timestamp(view.end), max(old.end, new.end))
    shown = selection.under(end=f"{max(last, pd.Timestamp(view.start)):%Y-%m-%d}")
    about = _about(_measured(shown), "revisions", unit=f"per {view.unit}")
    both = {"as_of": max(old.data_date, new.data_date), "digest": f"{old.digest}, {new.digest}"}
    about = replace(about, source=replace(about.source, **both))
    return vintages_chart(result, look=look, about=about, unit=view.unit)


# What charts were called before, as old commands, scripts and records of figures say.
OLD_CHARTS = {"tallies": "totals"}
CHARTS: dict[str, Callable[[Selection, Look], Chart]] = {
    "timeline": _timeline,
    "around": _around,
    "totals": _totals,
    "reconciled": _reconciled,
    "regimes": _regimes,
    "breakdown": _breakdown,
    "where": _where,
    "where-map": _where_map,
    "responses": _responses,
    "exchanges": _exchanges,
    "map": _map,
    "revisions": _revisions,
}
