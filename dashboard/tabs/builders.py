"""From a view to what stands on the page: one builder per tab."""

import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
from dash import html

from analytics.findings import results
from analytics.findings.baseline import against_baseline
from analytics.selection.cache import remembered
from analytics.selection.selected import Selection
from analytics.selection.view import View
from charts.catalogue import draw, timeline_under_answer
from charts.chart import Chart
from charts.style.theme import Look, empty_chart
from dashboard.components.additions import added_list
from dashboard.components.cards import chart_card
from dashboard.components.quick_ranges import quick_ranges
from dashboard.session.url_state import PageState, page_is_dark
from dashboard.tabs import (
    answers,
    changepoints,
    incidents,
    official_totals,
    responses,
    revisions,
    where,
)
from dashboard.tabs.methods import methods_text
from dashboard.tabs.sensitivity import looked_place, period_place, sensitivity_place
from data.errors import EscalationError
from data.study import Study

Viewport = dict[str, int | bool]


# The tabs under whose answer the timeline stands, and how many of it are kept drawn.
WITH_TIMELINE = ("overview", "changes")
MOST_DRAWN = 8
# About two years on a desk of 1,000 pixels.
DAYS_A_PIXEL = 0.73
# Parts that look the same at every width and in every theme.
PLAIN = ("answer", "quick", "added")
# How the name of an answer begins that is kept with its verdict.
KEPT_ANSWER = "answer "
# Parts in which nothing is counted.
NOT_COUNTED = ("added",)
Recall = Callable[[str, Study, Callable[[], dict[str, Any]]], dict[str, Any]]


def make_anew(key: str, study: Study, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Make a part of the page, whether or not it was made before."""
    return make()


def look_of_viewport(viewport: Viewport) -> Look:
    """Return how figures look in a browser of this width and theme."""
    return Look(dark=bool(viewport["dark"]), width=int(viewport["width"]))


def look_of(state: PageState, viewport: Viewport) -> Look:
    """Return how figures look in a state: the theme is that of the address where it names one."""
    return look_of_viewport({**viewport, "dark": page_is_dark(state, viewport)})


def changed_parts(
    selection: Selection,
    state: PageState,
    viewport: Viewport,
    drawn: dict[str, str],
    recall: Recall = make_anew,
) -> tuple[dict[str, object], dict[str, str]]:
    """Return the pieces of a page that a state shows otherwise than they stand there.

    Parameters
    ----------
    selection : Selection
    state : PageState
    viewport : dict
        ``width`` in pixels and ``dark``, the reader's system.
    drawn : dict of str
        What stands there: a key for each part, as returned before.
    recall : callable
        Takes the key of a part, the study and what makes it; may know the part already.

    Returns
    -------
    content : dict
        New content by the name of its piece.
    drawn : dict of str
        What stands there from now on.
    """
    viewport = {**viewport, "dark": page_is_dark(state, viewport)}
    content: dict[str, object] = {}
    above = ("answer", "timeline") if state.tab in WITH_TIMELINE else ("answer",)
    for part in (*above, "quick", "added", state.tab, *BESIDE.get(state.tab, ())):
        key = _key(part, selection, state, viewport)
        if drawn.get(part) != key:
            make = partial(PARTS[part], selection, state, viewport)
            answer = answer_part(selection, state, recall) if part == "answer" else None
            content |= answer or recall(f"{part} {key}", selection.study, make)
            drawn = {**drawn, part: key}
    return content, drawn


def answer_part(selection: Selection, state: PageState, recall: Recall) -> dict[str, Any]:
    """Return the content of the answer alone, as :func:`changed_parts` does."""
    key, study = answer_key(selection), selection.study
    # What another process has checked is there at once.
    return (
        recall(kept_answer(selection), study, lambda: {})
        or recall(f"unchecked {key}", study, lambda: answers.unchecked_content(selection, key))
        or whole_answer(selection, recall)
    )


def answer_key(selection: Selection) -> str:
    """Name what the answer is made from; a page asks by it for what it shows as unchecked."""
    return _key("answer", selection)


def kept_answer(selection: Selection) -> str:
    """Name the answer with its verdict, as results are kept by whoever makes it."""
    return f"{KEPT_ANSWER}{answer_key(selection)}"


def whole_answer(selection: Selection, recall: Recall) -> dict[str, Any]:
    """Return the content of the answer with its verdict, whatever searches that takes."""
    make = partial(answers.answer_content, selection)
    return recall(kept_answer(selection), selection.study, make)


def _key(
    part: str,
    selection: Selection,
    state: PageState | None = None,
    viewport: Viewport | None = None,
) -> str:
    """Name what a part is made from, so that like states share it; the answer has no look."""
    fields = (*(() if part in NOT_COUNTED else COUNTED), *USES.get(part, ()))
    view = [getattr(selection.view, name) for name in fields]
    look = (viewport["width"], viewport["dark"]) if viewport and part not in PLAIN else ()
    shown = {"incidents": state.days, "pair": (*state.pair, state.since)} if state else {}
    days = shown.get(part, ())
    edited = [one for one in selection.view.edited if one.chart in CHARTS_OF.get(part, ())]
    content = repr((selection.study.digest, view, look, days, edited)).encode()
    return hashlib.sha256(content).hexdigest()[:16]


def timeline(selection: Selection, viewport: Viewport) -> dict[str, object]:
    """Return the timeline, its alt text and its heading; where it cannot be drawn it says why."""
    look = look_of_viewport(viewport)
    drawn = timeline_chart(selection, look)
    content = {"timeline": drawn.figure, "alt": drawn.alt, "heading": drawn.title}
    return content | {"unit_hint": unit_hint(selection.view, look)}


def unit_hint(view: View, look: Look) -> str:
    """Say of more days than a chart of this width can show that weeks may read better."""
    days = (pd.Timestamp(view.end) - pd.Timestamp(view.start)).days + 1
    if view.unit != "day" or days <= DAYS_A_PIXEL * look.width:
        return ""
    return f"{days:,} days on {look.width:,} pixels: weeks or months may read better."


def _draw_timeline(selection: Selection, look: Look) -> Chart:
    try:
        # Its data are asked for by themselves, and then drawn up.
        return timeline_under_answer(selection, look, tabled=False)
    except EscalationError as error:
        return empty_chart(error, look=look)


# A page asks for it twice as it opens: as a picture, and to be drawn.
timeline_chart = remembered(_draw_timeline, most=MOST_DRAWN)


def view_card(name: str, selection: Selection, viewport: Viewport) -> html.Div:
    """Return a chart's card, or a calm sentence in the same place."""
    look = look_of_viewport(viewport)
    try:
        return chart_card(name, draw(name, selection, look))
    except EscalationError as error:
        return html.Div(html.P(str(error)), className="card")


def baseline_card(selection: Selection) -> html.Div:
    """Say how the rate now stands against the chosen baseline, or why it cannot be said."""
    try:
        said = str(against_baseline(selection))
    except EscalationError as error:
        said = str(error)
    return html.Div([html.H2("The last days, compared"), html.P(said)], className="card")


def _overview(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return [
        baseline_card(selection),
        view_card("breakdown", selection, viewport),
        changepoints.tolls(selection),
    ]


def _where(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return where.where_view(selection, look_of_viewport(viewport))


def _changes(selection: Selection, state: PageState, viewport: Viewport) -> list:
    try:
        result = results.changepoints(selection)
    except EscalationError as error:
        return [html.Div(html.P(str(error)), className="card")]
    return [
        changepoints.segments(result, selection.measured),
        changepoints.change_dates(result, selection.study.context),
        sensitivity_place("cuts"),
        sensitivity_place("changes"),
        sensitivity_place("methods"),
        view_card("regimes", selection, viewport),
        changepoints.structural_tests(result.counts),
    ]


def _around(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return [
        *period_place(selection),
        view_card("around", selection, viewport),
        *looked_place(selection),
        sensitivity_place("effect"),
        changepoints.effect_card(selection),
    ]


def _responses(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return [responses.follow(_key("responses", selection, state, viewport))]


def followed_key(selection: Selection, look: Viewport) -> str:
    """Name what follows what in a look; a page asks by it for what its view shows."""
    return _key("responses", selection, viewport=look)


def followed_cards(selection: Selection, look: Viewport) -> list:
    """Return what follows what in a look: cards, or a sentence where nothing can be asked."""
    return responses.responses_view(selection, lambda name: view_card(name, selection, look))


def named_part(
    selection: Selection, state: PageState, viewport: Viewport, key: str, recall: Recall
) -> list:
    """Return the groups with the most events, which a page of very many has asked for."""
    look = look_of(state, viewport)
    shown = hashlib.sha256(repr((look, state.pair, state.since, selection.view)).encode())

    def make() -> dict[str, Any]:
        pair = where.pair_view(selection, state.pair, state.since, asked=True)
        return {"cards": [*where.named_groups(selection, look), *pair]}

    return recall(f"named {key} {shown.hexdigest()[:16]}", selection.study, make)["cards"]


def _totals(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return [
        view_card("totals", selection, viewport),
        *official_totals.reconciliation_cards(selection),
        *official_totals.imputed(selection, view_card("reconciled", selection, viewport)),
    ]


def _map(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return [view_card("map", selection, viewport)]


def _methods(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return [methods_text(selection.study)]


def _revisions(selection: Selection, state: PageState, viewport: Viewport) -> list:
    return revisions.revisions_view(selection, look_of_viewport(viewport))


BUILDERS: dict[str, Callable[[Selection, PageState, Viewport], list]] = {
    "overview": _overview,
    "where": _where,
    "changes": _changes,
    "around": _around,
    "responses": _responses,
    "totals": _totals,
    "map": _map,
    "incidents": incidents.incident_view,
    "revisions": _revisions,
    "methods": _methods,
}


def _quick(selection: Selection, state: PageState, viewport: Viewport) -> dict[str, object]:
    return {"quick": quick_ranges(selection)}


def _added(selection: Selection, state: PageState, viewport: Viewport) -> dict[str, object]:
    return {"added": added_list(selection)}


def _pair(selection: Selection, state: PageState, viewport: Viewport) -> dict[str, object]:
    return {"pair": where.pair_view(selection, state.pair, state.since)}


def _as_part(tab: str) -> Callable[[Selection, PageState, Viewport], dict[str, object]]:
    return lambda selection, state, viewport: {tab: BUILDERS[tab](selection, state, viewport)}


# What a part depends on beyond what is counted: fields of the view. All but the answer depend on
# the look, and the incidents on the days that were picked.
COUNTED = (
    *("start", "end", "series", "country", "location", "weapon", "confirmation", "dates"),
    "where",
    "repeats",
)
USES = {
    "quick": ("event", "before", "after", "gap"),
    "added": ("added",),
    "timeline": ("smoothing", "window", "shown", "method", "added", "unit"),
    "overview": ("by", "baseline", "recent", "event", "before", "after", "gap"),
    "where": ("by", "recent", "scale", "event", "before", "after", "gap"),
    "pair": ("by", "recent", "event", "before", "after", "gap"),
    "around": ("event", "before", "after", "gap", "shown", "added"),
    "responses": ("one", "other", "quiet", "named"),
    "changes": ("unit",),
    "revisions": ("older", "newer", "event", "before", "after", "gap", "unit"),
}
# What stands under the content of a tab, and is drawn by itself.
BESIDE = {"where": ("pair",)}
# The charts that a part draws: a title or a note of theirs is part of it.
CHARTS_OF = {
    "timeline": ("timeline",),
    "overview": ("breakdown",),
    "where": ("where", "where-map"),
    "changes": ("regimes",),
    "around": ("around",),
    "responses": ("responses", "exchanges"),
    "totals": ("totals", "reconciled"),
    "map": ("map",),
    "revisions": ("revisions",),
}
Part = Callable[[Selection, PageState, Viewport], dict[str, object]]
PARTS: dict[str, Part] = {
    "answer": lambda selection, state, viewport: answers.answer_content(selection),
    "timeline": lambda selection, state, viewport: timeline(selection, viewport),
    "quick": _quick,
    "added": _added,
    "pair": _pair,
} | {tab: _as_part(tab) for tab in BUILDERS}
