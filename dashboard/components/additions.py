"""Events of the reader's own: the form that adds them, and the list of those that a view has."""

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from analytics.selection.additions import LONGEST_EVENT, MOST_ADDED, AddedEvent
from analytics.selection.selected import Selection
from analytics.selection.view import View
from analytics.wording import plain_date, plain_dates
from dashboard import ids
from data.importing.context_file import CONTEXT_FILE, context_text, further_rows, settings_lines
from data.study import Study

EXPLAINED = (
    "Drawn on the timeline and around an event, in every file and report, and marked as added by "
    "the reader. It is kept in the link alone."
)
FOLDER = (
    "The file takes the place of {file} in the study's folder: it holds the study's events and "
    "these. So that they are drawn at first, study.toml holds these keys:"
)


def add_event_form() -> html.Details:
    """Return the form that adds an event; ``reader.js`` reads it and writes the address."""
    limits = {"data-most": str(MOST_ADDED), "data-longest": str(LONGEST_EVENT)}
    when = dmc.TextInput(
        id=ids.ADDED_WHEN,
        label="When",
        placeholder="20 Dec 2023, or 1 to 8 Jan 2024",
        size="xs",
    )
    what = dmc.TextInput(id=ids.ADDED_WHAT, label="What happened", size="xs")
    add = html.Button("Add to the charts", id=ids.ADD_EVENT, className="quiet")
    return html.Details(
        [
            html.Summary("Add an event or note"),
            html.P(EXPLAINED, className="hint"),
            when,
            what,
            add,
        ],
        className="add-event",
        **ids.hyphened(limits),
    )


def added_list(selection: Selection) -> list:
    """Return the events that a view has added, each with what can be done with it.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    list of components
        None where there is no such event.
    """
    study, added = selection.study, selection.view.added
    if not added:
        return []
    save = html.Button(
        f"Save as {CONTEXT_FILE}",
        id=ids.part("csv", "context"),
        className="quiet",
        **ids.hyphened({"aria-label": f"Save the events as {CONTEXT_FILE}"}),
    )
    further, periods = _rows(study, added)
    lines = html.Details(
        [
            html.Summary("Into the study"),
            html.P(FOLDER.format(file=study.settings["files"].get("context", CONTEXT_FILE))),
            html.Pre(html.Code(settings_lines(study, further, periods))),
        ],
        className="hint",
    )
    entries = [_entry(one, selection.view) for one in added]
    return [html.Ul(entries, className="added"), save, lines]


def _entry(one: AddedEvent, view: View) -> html.Li:
    text = str(one)
    outside = one.start > view.end or (one.end or one.start) < view.start
    note = " (outside the period shown, so it is not drawn)" if outside else ""
    around = {"data-around": one.event, "aria-label": f"Around this event: {one.text}"}
    remove = {"data-remove": text, "aria-label": f"Remove the added event: {one.text}"}
    return html.Li(
        [
            html.Span(f"{_days(one)}: {one.text}{note}"),
            html.Button("Around it", className="quiet", **ids.hyphened(around)),
            html.Button("Remove", className="quiet", **ids.hyphened(remove)),
        ]
    )


def _days(one: AddedEvent) -> str:
    first = pd.Timestamp(one.start)
    return plain_dates(first, pd.Timestamp(one.end)) if one.end else plain_date(first)


def _rows(
    study: Study, added: tuple[AddedEvent, ...]
) -> tuple[pd.DataFrame, list[tuple[str, str, str]]]:
    """Return the rows of a context file, and the periods by the ids of their first days."""
    events: list[tuple[str, str]] = []
    for one in added:
        events.append((one.start, one.text))
        # A file holds days alone: a period is its first day, and the first day after it.
        events += [(one.stop, f"{one.text}: over")] if one.end else []
    further = further_rows(study, events)
    names = iter(further["event_id"])
    periods = []
    for one in added:
        start = next(names)
        periods += [(one.text, start, next(names))] if one.end else []
    return further, periods


def context_file(selection: Selection) -> tuple[str, str]:
    """Return the study's context events with the added ones: a file's name, and its text."""
    study = selection.study
    named = study.settings["files"].get("context", CONTEXT_FILE)
    return named.rpartition("/")[2], context_text(study, _rows(study, selection.view.added)[0])
