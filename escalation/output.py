"""The charts of results, and the report of a study."""

import os
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analytics.changepoints.search import ChangepointResult
from analytics.descriptive.places import PlacesResult
from analytics.effects.before_after import EffectResult
from analytics.errors import InvalidOption
from analytics.reconciliation.daily import DailyReconciliation
from analytics.reconciliation.reconcile import Reconciliation
from analytics.regimes.markov_switching import RegimeResult
from analytics.responses.both import ResponsesResult
from analytics.revisions.compare import VintageComparison
from analytics.series.moving_mean import rolling_mean
from analytics.wording import per_period, plain_date
from charts.catalogue import draw
from charts.chart import About, Chart, Source
from charts.figures.before_after import days_around, effect_chart
from charts.figures.imputed_days import reconciled_chart
from charts.figures.map import places_chart
from charts.figures.official_totals import official_totals_chart
from charts.figures.regimes import regimes_chart
from charts.figures.responses import responses_chart
from charts.figures.revisions import vintages_chart
from charts.figures.timeline import timeline_chart
from charts.style.presets import fitted, look_for
from charts.style.theme import Look
from data.calendar import NOT_COVERED, OBSERVED
from data.study import Study
from escalation.choosing import selected
from report.content.plan import SECTION_LIST, Plan, read_plan
from report.document import write_report

TIMELINE = "timeline"
WEEK = 7


class NoChart(InvalidOption):
    """What is to be drawn has no chart."""


def plot(
    result: Any,
    chart: str = TIMELINE,
    *,
    credit: str = "",
    preset: str = "",
    width: int = 1000,
    dark: bool = False,
    grey: bool = False,
    **choices: Any,
) -> Chart:
    """Draw a result, or a chart of a study.

    Parameters
    ----------
    result : ChangepointResult, EffectResult, RegimeResult, Reconciliation, ... or Study
    chart : str
        Of a study: timeline, around, totals, reconciled, regimes, breakdown, where, where-map,
        responses, exchanges, map or revisions.
    credit : str
        Source line of a result's chart; a study has its own.
    preset : {"", "column", "page", "slide", "square"}
        The place that it is made for; empty takes the width.
    width : int
        In pixels, without a preset.
    dark, grey : bool
        For a dark page; without colour, for print.
    **choices
        Of a study: what to show, such as ``country``, ``start`` or ``event``.

    Returns
    -------
    Chart
        ``figure`` is a Plotly figure, ``table`` what it shows, ``alt`` what it says.

    Raises
    ------
    EscalationError
        When there is no such chart, or the data cannot carry it.
    """
    look = look_for(preset, dark=dark, grey=grey, width=width)
    if isinstance(result, Study):
        return draw(chart, selected(result, choices), look)
    if chart != TIMELINE or choices:
        raise InvalidOption("A result has one chart: give a chart's name or choices with a study.")
    draw_result = next((draw for kind, draw in OF_RESULTS if isinstance(result, kind)), None)
    if draw_result is None:
        raise NoChart(
            f"There is no chart of an object of type {type(result).__name__}: give a study, or "
            "what find_changepoints, event_effect or reconcile returned."
        )
    about = About(subtitle=_subtitle(result), source=Source(credit=credit), second="")
    return fitted(lambda size: draw_result(result, look=size, about=about), look)


def report(
    study: Study,
    path: str | os.PathLike,
    *,
    title: str = "",
    author: str = "",
    sections: Sequence[str] = (),
    template: str | os.PathLike | None = None,
    force: bool = False,
    **choices: Any,
) -> Path:
    """Write a report of a study as PDF, Word, PowerPoint or HTML.

    Parameters
    ----------
    study : Study
    path : path
        Its ending says the format: .pdf, .docx, .pptx or .html.
    title, author : str
        In place of the study's own title and of those in a ``report.toml`` in its folder.
    sections : sequence of str
        Of summary, coverage, changes, events, responses, totals, breakdown, map, methods, sources
        and incidents, in the order of the report; all of them when left out.
    template : path, optional
        Your own Word or PowerPoint template.
    force : bool
        Replace a file that exists.
    **choices
        What to show, such as ``country``, ``start`` or ``event``.

    Returns
    -------
    Path
        Of the file, written whole or not at all.

    Raises
    ------
    EscalationError
        When the ending or a section is unknown, the file exists or cannot be written, or the
        study does not have what is chosen.
    """
    allowed, valid = SECTION_LIST
    if sections and not valid(list(sections)):
        raise InvalidOption(f"sections is {sections!r}: give {allowed}.")
    if Path(path).exists() and not force:
        raise InvalidOption(f"{path} exists: choose another name, or replace it by force=True.")
    selection = selected(study, choices)
    plan = read_plan(study.folder) if study.folder.is_dir() else Plan()
    for warning in plan.warnings:
        warnings.warn(str(warning), stacklevel=2)
    plan = replace(
        plan,
        title=title or plan.title,
        author=author or plan.author,
        sections=tuple(sections) or plan.sections,
    )
    return write_report(selection, path, plan=plan, template=template, force=force)


def _timeline(result: ChangepointResult, *, look: Look, about: About) -> Chart:
    """Draw changes with what their counts alone tell: no context, and days left out as unseen."""
    counts = result.counts
    daily = per_period(counts.index) == "a day"
    days = pd.date_range(counts.index[0], counts.index[-1])
    seen = pd.Series(days.isin(counts.index), days)
    return timeline_chart(
        result,
        below=None,
        context=pd.DataFrame({"date": pd.to_datetime([]), "label": pd.Series(dtype="str")}),
        periods=(),
        smooth=rolling_mean(counts, window=WEEK, centred=True) if daily else None,
        states=seen.map({True: OBSERVED, False: NOT_COVERED}) if daily else None,
        look=look,
        about=about,
    )


def _subtitle(result: object) -> str:
    """Say what, unit and period, where the result holds the counts it was made from."""
    counts = getattr(result, "counts", None)
    if counts is None:
        return ""
    noun = str(counts.name or "events").capitalize()
    days = days_around(result)["date"].array if isinstance(result, EffectResult) else counts.index
    first, last = days[0], days[-1]
    unit = per_period(counts.index).replace("a ", "per ")
    return f"{noun} {unit}, {plain_date(first)} to {plain_date(last)}"


OF_RESULTS: tuple[tuple[type, Callable[..., Chart]], ...] = (
    (ChangepointResult, _timeline),
    (EffectResult, effect_chart),
    (RegimeResult, regimes_chart),
    (Reconciliation, official_totals_chart),
    (DailyReconciliation, reconciled_chart),
    (PlacesResult, places_chart),
    (ResponsesResult, responses_chart),
    (VintageComparison, vintages_chart),
)
