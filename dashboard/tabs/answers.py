"""The answer as the page shows it: at once, and whole when cuts and ways to count are searched."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from analytics.changepoints.false_alarm_rate import measured_rate
from analytics.changepoints.search import FOUND
from analytics.changepoints.sentence import stand_out
from analytics.findings.answer import Answer, UncheckedAnswer, answer_of, first_answer
from analytics.nowcast.newest_days import newest_words
from analytics.selection.selected import Selection
from analytics.selection.sentences import left_out_words, subtitle
from dashboard import ids
from dashboard.components.chips import filter_chips
from dashboard.tabs import changepoints
from dashboard.tabs.sensitivity import note_place
from data.errors import EscalationError


def answer_content(selection: Selection) -> dict[str, object]:
    """Return the answer, its figures, the filters behind it, and what was left out.

    What cannot be answered is said in the place of the answer.
    """
    content = _beside(selection)
    try:
        found = first_answer(selection)
        found = answer_of(selection) if isinstance(found, UncheckedAnswer) else found
    except EscalationError as error:
        return {**content, "answer": _headline(str(error), subtitle(selection)), "numbers": []}
    # What comes later comes inside the fold, where it moves nothing.
    more = [note_place("could")] if found.verdict != FOUND else []
    words = _with_notes(found.finding, selection, found, more)
    return {**content, "answer": words, "numbers": changepoints.numbers(found)}


def _beside(selection: Selection) -> dict[str, object]:
    """Return the filters behind an answer, and what was left out."""
    return {"chips": filter_chips(selection), "left_out": left_out_notes(selection)}


def unchecked_content(selection: Selection, key: str) -> dict[str, Any]:
    """Return what stands in place of an answer that takes further searches.

    Parameters
    ----------
    selection : Selection
    key : str
        Under which the page asks for the rest as soon as this stands there; another view has
        another, so what comes too late finds no place.

    Returns
    -------
    dict
        The change with its dates and evidence, without a verdict; empty where nothing is to wait
        for.
    """
    try:
        found = first_answer(selection)
    except EscalationError:
        return {}
    if not isinstance(found, UncheckedAnswer):
        return {}
    words = html.Div(
        _with_notes(str(found), selection, found),
        id=ids.part("checked", key),
        className="waiting",
    )
    waiting = html.Div(
        changepoints.numbers_to_come(), id=ids.part("checked-numbers", key), className="in-place"
    )
    asks = dcc.Store(id=ids.part("check", key), data=key)
    return {**_beside(selection), "answer": [words, asks], "numbers": [waiting]}


def _with_notes(
    sentence: str,
    selection: Selection,
    found: Answer | UncheckedAnswer,
    more: Sequence[Component] = (),
) -> list[Component]:
    """Return the answer and what is said under it, whatever its verdict will be."""
    measured = measured_rate(found.changes)
    sure = str(measured) if len(found.changes.table) else ""
    newest = newest_words(selection)
    notes = (subtitle(selection), stand_out(found.changes), found.counted, newest, sure)
    details = _folded(measured.details) if sure else []
    return _headline(sentence, *notes, more=[*details, *more])


def _headline(sentence: str, *notes: str, more: Sequence[Component] = ()) -> list:
    """Return the answer; what else there is to know of it unfolds under it."""
    shown = [note for note in notes if note and note != sentence]
    known = [html.P(note, className="answer-note") for note in shown]
    summary = html.Summary("How sure, and what is counted")
    folded = html.Details([summary, *known, *more], className="answer-notes")
    return [html.H2(sentence, className="answer"), folded if known else None]


def _folded(details: str) -> list:
    """Return what the note on wrong findings rests on, folded up."""
    summary = html.Summary("How often, by kind of series")
    return [html.Details([summary, html.P(details)], className="answer-note")] if details else []


def left_out_notes(selection: Selection) -> list[html.P]:
    """Say how many events count in this view and why the rest do not.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    list of P
    """
    lines = [*left_out_words(selection), newest_words(selection)]
    return [html.P(line) for line in lines if line]
