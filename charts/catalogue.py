"""Every chart by its name: what screen, file and report all call."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from analytics.changepoints.search import ChangepointResult, unsearched
from analytics.errors import InvalidOption, SeriesTooShort
from analytics.findings.results import (
    changepoints_of,
    effect_of,
    places_of,
    reconciled_of,
    reconciliation_of,
    regimes_of,
)
from analytics.revisions.compare import revisions_of
from analytics.selection.context_events import shown_events, shown_periods
from analytics.selection.counts import counted_events, subtitle, view_counts, view_late
from analytics.selection.imprecise_dates import view_expected
from analytics.selection.observed_days import view_states
from analytics.selection.study_series import (
    measured_series,
    row_noun,
    second_series,
    shown_series,
    tally_series,
)
from analytics.selection.view import View
from analytics.series.daily import daily_counts_by
from analytics.series.derived import rolling_mean
from charts.figures.before_after import effect_figure, effect_table
from charts.figures.breakdown import WORDS, breakdown_figure, breakdown_table
from charts.figures.imputed_days import reconciled_figure, reconciled_table
from charts.figures.map import places_figure, places_table
from charts.figures.official_totals import tallies_figure, tallies_table
from charts.figures.regimes import regimes_figure, regimes_table
from charts.figures.revisions import vintages_figure, vintages_table
from charts.figures.timeline import timeline_figure, timeline_table
from charts.style.presets import Drawing, fitted
from charts.style.theme import Look
from data.calendar import OBSERVED
from data.study import Study
from data.vintages import vintage_pair


def draw(name: str, study: Study, view: View, look: Look) -> Drawing:
    """Draw a chart of a view, with its data.

    Parameters
    ----------
    name : str
        One of ``CHARTS``.
    study : Study
    view : View
    look : Look
        Without a subtitle the view's own is used.

    Returns
    -------
    figure : Figure
    table : DataFrame
        What the figure shows, tidy.

    Raises
    ------
    EscalationError
        When the data cannot carry the chart; the sentence says why.
    """
    if name not in CHARTS:
        raise InvalidOption(f"There is no chart called {name!r}: choose {', '.join(CHARTS)}.")
    look = replace(look, as_of=study.data_date, digest=study.digest)
    return fitted(lambda size: CHARTS[name](study, view, size), look)


def _said(
    study: Study, view: View, look: Look, *, unit: str = "per day", pooled: bool = False
) -> Look:
    """Add the subtitle; only what is pooled over drawn dates says that they are imputed."""
    look = replace(look, second=second_series(study))
    view = view if pooled else replace(view, dates="precise")
    return look if look.subtitle else replace(look, subtitle=subtitle(study, view, unit=unit))


def _measured(study: Study, view: View) -> View:
    """Narrow a view to the series that its statistics are about, so that the subtitle says it."""
    return replace(view, series=measured_series(study, view))


def _changes(study: Study, view: View) -> ChangepointResult:
    """Return the changes of a view, or its counts alone where they are too few to search."""
    try:
        return changepoints_of(study, view)
    except SeriesTooShort:
        return unsearched(view_counts(study, view, measured_series(study, view)))


def _timeline(study: Study, view: View, look: Look) -> Drawing:
    result = _changes(study, view)
    names = shown_series(study, view)
    below = view_counts(study, view, names[1]) if len(names) > 1 else None
    states = view_states(study, view, names[0])
    smooth = None
    if view.smoothing != "none":
        centred = view.smoothing == "centred"
        smooth = rolling_mean(result.counts, window=view.window, centred=centred)
    spread = {name: view_expected(study, view, name) for name in names}
    figure = timeline_figure(
        result,
        below=below,
        context=shown_events(study, view),
        periods=shown_periods(study, view),
        smooth=smooth,
        late=view_late(study, view, names[0]),
        states=states,
        spread=spread,
        look=_said(study, view, look, pooled=True),
    )
    return figure, timeline_table(result, below=below, smooth=smooth, states=states, spread=spread)


def _around(study: Study, view: View, look: Look) -> Drawing:
    result = effect_of(study, view)
    table = effect_table(result)
    first, last = (f"{table['date'].iloc[k]:%Y-%m-%d}" for k in (0, -1))
    drawn = replace(_measured(study, view), start=first, end=last)
    return effect_figure(result, look=_said(study, drawn, look, pooled=True)), table


def _tallies(study: Study, view: View, look: Look) -> Drawing:
    result = reconciliation_of(study, view)
    attacks = replace(view, series=tally_series(study), confirmation=())
    figure = tallies_figure(result, look=_said(study, attacks, look, unit="since the first day"))
    return figure, tallies_table(result)


def _reconciled(study: Study, view: View, look: Look) -> Drawing:
    result = reconciled_of(study, view)
    attacks = replace(view, series=tally_series(study))
    figure = reconciled_figure(result, look=_said(study, attacks, look, unit="per day, imputed"))
    return figure, reconciled_table(result)


def _regimes(study: Study, view: View, look: Look) -> Drawing:
    result = regimes_of(study, view)
    figure = regimes_figure(result, look=_said(study, _measured(study, view), look))
    return figure, regimes_table(result)


def _breakdown(study: Study, view: View, look: Look) -> Drawing:
    events = counted_events(study, view, measured_series(study, view))
    table = daily_counts_by(events, view.by, start=view.start, end=view.end)
    states = view_states(study, view, measured_series(study, view))
    table = table[(states == OBSERVED).to_numpy()]
    said = _said(study, _measured(study, view), look, unit=f"by {WORDS.get(view.by, view.by)}")
    noun = row_noun(study, measured_series(study, view))
    return breakdown_figure(table, by=view.by, look=said, noun=noun), breakdown_table(table)


def _map(study: Study, view: View, look: Look) -> Drawing:
    result = places_of(study, view)
    said = _said(study, _measured(study, view), look, unit="by place")
    figure = places_figure(result, look=said, data_to=pd.Timestamp(view.end))
    return figure, places_table(result)


def _revisions(study: Study, view: View, look: Look) -> Drawing:
    old, new = vintage_pair(study, view.older, view.newer)
    result = revisions_of(old, new, view)
    both = f"{old.digest}, {new.digest}"
    look = replace(look, as_of=max(old.data_date, new.data_date), digest=both)
    # The view may reach beyond what the newer of the two covers.
    last = min(pd.Timestamp(view.end), max(old.end, new.end))
    shown = replace(view, end=f"{max(last, pd.Timestamp(view.start)):%Y-%m-%d}")
    said = _said(study, _measured(study, shown), look)
    return vintages_figure(result, look=said), vintages_table(result)


CHARTS: dict[str, Callable[[Study, View, Look], Drawing]] = {
    "timeline": _timeline,
    "around": _around,
    "tallies": _tallies,
    "reconciled": _reconciled,
    "regimes": _regimes,
    "breakdown": _breakdown,
    "map": _map,
    "revisions": _revisions,
}
