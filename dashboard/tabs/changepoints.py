"""Tables and short texts about rates, changes and effects."""

import math
from typing import Protocol

import pandas as pd
from dash import html

from analytics.changepoints.coincidence import events_inside
from analytics.changepoints.search import ChangepointResult
from analytics.changepoints.sentence import both_evidences, includes_no_change, size_and_ends
from analytics.findings import results
from analytics.findings.answer import Answer
from analytics.findings.casualties import toll_lines
from analytics.selection.selected import Selection
from analytics.structural_tests.level_tests import cusum_test, nyblom_hansen_test
from analytics.table_rows import rows_of
from analytics.wording import capitalised, plain_count, plain_date, plain_interval, plain_number
from charts.tables.findings import change_words, effect_words
from charts.tables.locale import Language
from dashboard import ids
from dashboard.components.table import plain_table
from data.errors import EscalationError

# Two lines that will hold an interval, and events and days.
TO_COME = (html.Span("\u00a0"), html.Span("\u00a0"))


def numbers(answer: Answer) -> list[html.Div]:
    """Return the figures under the answer: now, before and their ratio, with intervals."""
    return [_number(answer.noun, row) for row in rows_of(answer.table)]


def numbers_to_come() -> list[html.Div]:
    """Return the places of these figures, as high as they will be."""
    labels = ("Now", "Before", "Now against before")
    parts = [[html.Span(label), html.B("\u2026"), *TO_COME] for label in labels]
    return [html.Div(part, className="number") for part in parts]


class _Rate(Protocol):
    """A row of an Answer."""

    quantity: str
    value: float
    ci_low: float
    ci_high: float
    events: float
    days: float
    start: pd.Timestamp
    end: pd.Timestamp


def _number(noun: str, row: _Rate) -> html.Div:
    ratio = row.quantity == "ratio"
    value, ends = f"{plain_number(row.value)} a day", plain_interval(row.ci_low, row.ci_high)
    label = "Now against before" if ratio else f"{row.quantity.capitalize()}, {noun}"
    if ratio:
        value, ends = _against_before(row)
    span = f"{plain_date(row.start)} to {plain_date(row.end)}"
    return html.Div(
        [
            html.Span(label),
            html.B(value),
            html.Span(f"95 % interval {ends}"),
            html.Span(f"{row.events:,.0f} in {plain_count(round(row.days), 'days')}, {span}"),
        ],
        className="number",
    )


def _against_before(row: _Rate) -> tuple[str, str]:
    """Write the ratio as the headline does: in percent, or as so many times, if it is settled."""
    if includes_no_change(row.ci_low, row.ci_high):
        return size_and_ends(row.value, row.ci_low, row.ci_high)
    if not 0 < row.value < math.inf:
        told = "from none" if row.value else "to none"
        return told, f"{plain_interval(row.ci_low, row.ci_high)} times"
    size, ends = size_and_ends(row.value, row.ci_low, row.ci_high)
    if size.endswith("times"):
        return size, f"{ends} times"
    return f"{'down' if row.value < 1 else 'up'} {size}", ends


def show_incidents(start: pd.Timestamp, end: pd.Timestamp) -> html.Button:
    """Return the button that fills the incident table with a span of days."""
    return html.Button(
        "show incidents",
        id=ids.part("pick", f"{start:%Y-%m-%d}..{end:%Y-%m-%d}"),
        className="quiet",
        **ids.hyphened(
            {"aria-label": f"Show incidents from {plain_date(start)} to {plain_date(end)}"}
        ),
    )


def segments(result: ChangepointResult, noun: str) -> html.Div:
    """Return the periods between changes as a table; each row opens its incidents."""
    rows = result.segments
    table = pd.DataFrame(
        {
            "First day": rows["start"].map(plain_date),
            "Last day": rows["end"].map(plain_date),
            "Days": rows["days"],
            capitalised(noun): rows["events"],
            "A day": rows["rate"].map(plain_number),
            "95 % interval": [
                plain_interval(low, high)
                for low, high in zip(rows["rate_low"], rows["rate_high"], strict=True)
            ],
        }
    )
    buttons = [show_incidents(row.start, row.end) for row in rows_of(rows)]
    return html.Div(
        [html.H2("Periods"), plain_table(table, label="Periods", last=buttons, save=["periods"])],
        className="card",
    )


def change_dates(result: ChangepointResult, context: pd.DataFrame) -> html.Div:
    """Return the change points with their date sets and the listed events inside them."""
    rows = result.table
    if rows.empty:
        said = [html.P(str(result)), html.P(both_evidences(result))]
        return html.Div([html.H2("Change points"), *said], className="card")
    table = change_words(result, Language())
    buttons = [show_incidents(row.ci_low, row.ci_high) for row in rows_of(rows)]
    inside = html.P(str(events_inside(result, context))) if len(context) else None
    said = [html.P(str(result)), html.P(both_evidences(result))]
    parts = [
        *said,
        plain_table(table, label="Change points", last=buttons, save=["changes"]),
        inside,
    ]
    return html.Div([html.H2("Change points"), *parts], className="card")


def structural_tests(counts: pd.Series) -> html.Div:
    """Return what statsmodels' tests for a constant level say."""
    sentences = []
    for test in (cusum_test, nyblom_hansen_test):
        try:
            sentences.append(str(test(counts)))
        except EscalationError as error:
            sentences.append(str(error))
    return html.Div(
        [html.H2("Structural-change tests"), *[html.P(text) for text in sentences]],
        className="card",
    )


def effect_card(selection: Selection) -> html.Div | None:
    """Return the numbers of the before-and-after comparison."""
    try:
        result = results.effect(selection)
    except EscalationError:
        return None  # the chart's place already says why
    table = plain_table(
        effect_words(result, Language()), label="The comparison in numbers", save=["effect"]
    )
    return html.Div([html.H2("In numbers"), html.P(str(result)), table], className="card")


def tolls(selection: Selection) -> html.Div:
    """Return the casualties that the listed events give, "at least" where some are unknown."""
    lines = [html.Li(line) for line in toll_lines(selection)]
    body = html.Ul(lines) if lines else html.P("No listed event gives a toll.")
    return html.Div([html.H2("Casualties in the listed events"), body], className="card")
