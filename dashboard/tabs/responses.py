"""What follows what: the two series that are asked about, and what each did after the other."""

from collections.abc import Callable

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from analytics.errors import OneSeries
from analytics.responses.both import ResponsesResult
from analytics.responses.direction import DirectionResult
from analytics.responses.of_study import NEXT, view_responses, view_sides
from analytics.responses.sentence import window_name
from analytics.selection.columns import dividing_columns, value_words
from analytics.selection.selected import Selection
from analytics.selection.study_series import (
    defined_series,
    series_events,
    series_label,
    series_names,
    toll_series,
)
from analytics.selection.view import NAMED
from analytics.wording import capitalised
from charts.tables.locale import Language
from charts.tables.responses import episode_words, refused_windows, window_words
from dashboard import ids
from dashboard.components.number_box import box_note, number_box
from dashboard.components.table import plain_table
from dashboard.store.contents import digest_of
from dashboard.tabs.changepoints import show_incidents
from data.errors import EscalationError
from data.study import Study

# Values of a column that a side of a series can be chosen by.
MOST_VALUES = 8
NAME = "responses"
TWO_SERIES = "What follows what takes two series"
TO_COME = "Holding the days after each episode against the same episodes on other days \u2026"
CAPTION = (
    "p is corrected for every window and both directions. In all: with what the first events "
    "bring about by themselves. Seen: the smallest that 8 of 10 such records would have shown."
)
NOT_COUNTED = "Other series, periods or quiet days that were tried are not among them."
Card = Callable[[str], html.Div]


def responses_choice(selection: Selection) -> html.Div:
    """Return the choice of both series, of the quiet days, and of what was named beforehand."""
    view = selection.view
    sides = (
        (ids.ONE, "Does this answer \u2026", view.one),
        (ids.OTHER, "\u2026 this, and back", view.other),
    )
    return html.Div(
        [
            *[_side(selection.study, *side) for side in sides],
            number_box(ids.QUIET, view.quiet, width=130),
            dmc.Select(
                id=ids.NAMED,
                label="Named before looking",
                data=[{"value": name, "label": _named(name)} for name in NAMED],
                value=view.named,
                allowDeselect=False,
                size="xs",
                w=240,
            ),
            box_note("responses"),
        ],
        className="toolbar",
    )


def _named(name: str) -> str:
    """Say which response a choice names."""
    side, _, last = name.partition("..")
    which = {"one": "first", "other": "second"}
    return f"The {which[side]} series, {window_name(1, int(last))}" if last else "Nothing"


def _side(study: Study, name: str, label: str, chosen: str) -> dmc.Select:
    options = {option["value"]: option for option in side_options(study)}
    if chosen:
        options.setdefault(chosen, {"value": chosen, "label": chosen})
    return dmc.Select(
        id=name,
        label=label,
        data=list(options.values()),
        value=chosen,
        allowDeselect=False,
        searchable=len(options) > 8,
        placeholder="Choose a series",
        maxDropdownHeight=260,
        size="xs",
        w=260,
        maw="100%",
    )


def side_options(study: Study) -> list[dict[str, str]]:
    """List what can be asked about: the series, then each of them by the values of a column.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of dict
        A value that would be read as two conditions has no place.
    """
    names = (*series_names(study), *toll_series(study))
    whole = [{"value": name, "label": series_label(study, name)} for name in names]
    return [*whole, *(option for name in series_names(study) for option in _by_column(study, name))]


def _by_column(study: Study, name: str) -> list[dict[str, str]]:
    events, found = series_events(study, name), []
    for column, label in dividing_columns(study).items():
        if column not in events or column in defined_series(study)[name].get("where", {}):
            continue
        values = events[column].dropna().value_counts().index.astype(str)
        if len(values) < 2:
            continue
        named = [value for value in values if not NEXT.search(value)]
        for value in named[:MOST_VALUES]:
            words = f"{capitalised(name)}: {label.lower()} {value_words(column, value)}"
            found.append({"value": f"{name}:{column}={value}", "label": words})
    return found


def followed_place() -> html.Div:
    """Return where the answer stands; the one before stays, dimmed, until the next is there."""
    wait = html.Div(html.P(TO_COME, className="answer-note"), className="card")
    return html.Div(wait, id=ids.part("followed", NAME), **ids.hyphened({"aria-live": "polite"}))


def follow(key: str) -> dcc.Store:
    """Return what asks for the answer as soon as it stands on the page."""
    return dcc.Store(id=ids.part("follow", NAME), data=key)


def responses_view(selection: Selection, card: Card) -> list[Component]:
    """Return what each of two series did after the episodes of the other.

    Parameters
    ----------
    selection : Selection
    card : callable
        Gives the card of a chart by its name.

    Returns
    -------
    list of components
        A calm sentence where nothing can be asked.
    """
    try:
        result = view_responses(selection)
    except OneSeries:
        return [html.Div(html.P(_two_sides(selection)), className="card")]
    except EscalationError as error:
        return [html.Div(html.P(str(error)), className="card")]
    return [
        _said(result, asked_in_visit(selection, result)),
        card("responses"),
        _windows(result),
        _beside(result),
        card("exchanges"),
        *[_episodes(one, name) for one, name in zip(result.directions, SIDES, strict=True)],
    ]


def _two_sides(selection: Selection) -> str:
    """Say where two series are chosen, and name such as are there: two parts of one at best."""
    options, view = side_options(selection.study), selection.view
    parts = [f"\u201c{one['label']}\u201d" for one in options if ":" in one["value"]]
    if len(parts) > 1:
        return f"{TWO_SERIES}: choose them above, such as {parts[0]} and {parts[1]}."
    chosen = {view.one, view.other}
    others = [f"\u201c{one['label']}\u201d" for one in options if one["value"] not in chosen]
    if not others:
        return f"{TWO_SERIES}: define another in study.toml."
    return f"{TWO_SERIES}: choose another above, such as {others[0]}."


SIDES = ("first-episodes", "second-episodes")


def asked_in_visit(selection: Selection, result: ResponsesResult) -> dict[str, object]:
    """Return what the browser counts of a question, beside the others of the same visit.

    Parameters
    ----------
    selection : Selection
    result : ResponsesResult

    Returns
    -------
    dict
        ``key``, the same for both orders of two series and whatever was named; windows that were
        ``looked_at`` and ``tested``, those ``below`` the line by their own p, and what was
        ``named``.

    Notes
    -----
    The browser keeps the counts for as long as its tab is open, and no server does.
    """
    view, counting = selection.view, selection.rows
    sides = sorted(side.name for side in view_sides(selection))
    question = (counting.view, view.dates, view.quiet, sides)
    key = digest_of("asked", selection.study.digest, repr(question))
    return {
        "key": key,
        "looked_at": result.looked_at,
        "tested": result.tested,
        "below": result.below,
        "named": selection.view.named if result.named[0] else "",
    }


def _said(result: ResponsesResult, asked: dict[str, object]) -> html.Div:
    """Return the sentence of each direction, and what was looked at for it, in the visit too."""
    responder, last = result.named
    named = (
        f"Named before looking, so told with its own p: {responder}, {window_name(1, last)}."
        if responder
        else "Nothing was named before looking, so every p is corrected for all that was."
    )
    sentences = [html.P(str(one), className="finding") for one in result.directions]
    said = (result.by_luck, result.left_out, named)
    notes = [html.P(text, className="answer-note") for text in said if text]
    visit = html.P(NOT_COUNTED, id=ids.part("visit", NAME), className="answer-note")
    counted = dcc.Store(id=ids.part("asked-in-visit", NAME), data=asked)
    heading = html.H2("What follows what")
    return html.Div([heading, *sentences, *notes, visit, counted], className="card")


def _windows(result: ResponsesResult) -> html.Div:
    words = window_words(result, Language())
    why = html.Ul([html.Li(text) for text in refused_windows(result)])
    heading = "Events against those expected, by the days after an episode"
    table = plain_table(words, caption=CAPTION, save=["windows"])
    return html.Div([html.H2(heading), table, why], className="card windows-card")


def _beside(result: ResponsesResult) -> html.Div:
    """Return what else is asked of the same days, one direction after the other."""
    parts: list[Component] = [html.H2("The same days, asked in other ways")]
    for one in result.directions:
        said = (one.gain, one.waiting, one.doses, one.same_day)
        parts.append(html.H3(capitalised(one.name)))
        parts.append(html.Ul([html.Li(str(text)) for text in said]))
    return html.Div(parts, className="card")


def _episodes(one: DirectionResult, save: str) -> html.Div:
    """Return the episodes as a table; each row opens its incidents."""
    heading = f"Episodes of {one.trigger}, and the {one.responder} around them"
    if one.episodes.empty:
        return html.Div([html.H2(heading), html.P(one.reason)], className="card")
    buttons = [show_incidents(row.start, row.end) for row in one.episodes.itertuples()]
    words = episode_words(one, Language())
    table = plain_table(words, label=heading, last=buttons, save=[save])
    return html.Div([html.H2(heading), table], className="card")
