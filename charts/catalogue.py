"""Every chart by its name: what screen, file and report all call."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from analytics.changepoints.search import ChangepointResult, unsearched
from analytics.errors import InvalidOption, SeriesTooShort
from analytics.findings import results
from analytics.revisions.compare import revisions_of
from analytics.selection.context_events import shown_events, shown_periods
from analytics.selection.selected import Selection
from analytics.selection.sentences import subtitle
from analytics.selection.study_series import (
    row_noun,
    second_series,
    tally_series,
)
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
from data.vintages import vintage_pair


def draw(name: str, selection: Selection, look: Look) -> Drawing:
    """Draw a chart of a view, with its data.

    Parameters
    ----------
    name : str
        One of ``CHARTS``.
    selection : Selection
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
    study = selection.study
    look = replace(look, as_of=study.data_date, digest=study.digest)
    return fitted(lambda size: CHARTS[name](selection, size), look)


def _said(selection: Selection, look: Look, *, unit: str = "per day", pooled: bool = False) -> Look:
    """Add the subtitle; only what is pooled over drawn dates says that they are imputed."""
    look = replace(look, second=second_series(selection.study))
    selection = selection if pooled else selection.under(dates="precise")
    return look if look.subtitle else replace(look, subtitle=subtitle(selection, unit=unit))


def _measured(selection: Selection) -> Selection:
    """Narrow a view to the series that its statistics are about, so that the subtitle says it."""
    return selection.under(series=selection.measured)


def _changes(selection: Selection) -> ChangepointResult:
    """Return the changes of a view, or its counts alone where they are too few to search."""
    try:
        return results.changepoints(selection)
    except SeriesTooShort:
        return unsearched(selection.counts(selection.measured))


def _timeline(selection: Selection, look: Look) -> Drawing:
    result = _changes(selection)
    names = selection.shown
    below = selection.counts(names[1]) if len(names) > 1 else None
    states = selection.states(names[0])
    smooth = None
    if selection.view.smoothing != "none":
        centred = selection.view.smoothing == "centred"
        smooth = rolling_mean(result.counts, window=selection.view.window, centred=centred)
    spread = {name: selection.expected(name) for name in names}
    figure = timeline_figure(
        result,
        below=below,
        context=shown_events(selection),
        periods=shown_periods(selection),
        smooth=smooth,
        late=selection.late(names[0]),
        states=states,
        spread=spread,
        look=_said(selection, look, pooled=True),
    )
    return figure, timeline_table(result, below=below, smooth=smooth, states=states, spread=spread)


def _around(selection: Selection, look: Look) -> Drawing:
    result = results.effect(selection)
    table = effect_table(result)
    first, last = (f"{table['date'].iloc[k]:%Y-%m-%d}" for k in (0, -1))
    drawn = _measured(selection).under(start=first, end=last)
    return effect_figure(result, look=_said(drawn, look, pooled=True)), table


def _tallies(selection: Selection, look: Look) -> Drawing:
    result = results.reconciliation(selection)
    attacks = selection.under(series=tally_series(selection.study), confirmation=())
    figure = tallies_figure(result, look=_said(attacks, look, unit="since the first day"))
    return figure, tallies_table(result)


def _reconciled(selection: Selection, look: Look) -> Drawing:
    result = results.imputed_days(selection)
    attacks = selection.under(series=tally_series(selection.study))
    figure = reconciled_figure(result, look=_said(attacks, look, unit="per day, imputed"))
    return figure, reconciled_table(result)


def _regimes(selection: Selection, look: Look) -> Drawing:
    result = results.regimes(selection)
    figure = regimes_figure(result, look=_said(_measured(selection), look))
    return figure, regimes_table(result)


def _breakdown(selection: Selection, look: Look) -> Drawing:
    study, view = selection.study, selection.view
    events = selection.counted(selection.measured)
    table = daily_counts_by(events, view.by, start=view.start, end=view.end)
    states = selection.states(selection.measured)
    table = table[(states == OBSERVED).to_numpy()]
    said = _said(_measured(selection), look, unit=f"by {WORDS.get(view.by, view.by)}")
    noun = row_noun(study, selection.measured)
    return breakdown_figure(table, by=view.by, look=said, noun=noun), breakdown_table(table)


def _map(selection: Selection, look: Look) -> Drawing:
    result = results.places(selection)
    said = _said(_measured(selection), look, unit="by place")
    figure = places_figure(result, look=said, data_to=pd.Timestamp(selection.view.end))
    return figure, places_table(result)


def _revisions(selection: Selection, look: Look) -> Drawing:
    study, view = selection.study, selection.view
    old, new = vintage_pair(study, view.older, view.newer)
    result = revisions_of(old, new, view)
    both = f"{old.digest}, {new.digest}"
    look = replace(look, as_of=max(old.data_date, new.data_date), digest=both)
    # The view may reach beyond what the newer of the two covers.
    last = min(pd.Timestamp(view.end), max(old.end, new.end))
    shown = selection.under(end=f"{max(last, pd.Timestamp(view.start)):%Y-%m-%d}")
    said = _said(_measured(shown), look)
    return vintages_figure(result, look=said), vintages_table(result)


CHARTS: dict[str, Callable[[Selection, Look], Drawing]] = {
    "timeline": _timeline,
    "around": _around,
    "tallies": _tallies,
    "reconciled": _reconciled,
    "regimes": _regimes,
    "breakdown": _breakdown,
    "map": _map,
    "revisions": _revisions,
}
