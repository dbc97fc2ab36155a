"""Whether a finding holds under other ways to count: searched anew, so shown after the rest."""

import pandas as pd
from dash import dcc, html

from analytics.findings import dates_of
from analytics.view import View
from analytics.ways_to_count import effects_of, robustness_of
from analytics.wording import plain_interval, plain_number, plain_span
from dashboard import ids
from dashboard.cards import plain_table
from data.errors import EscalationError
from data.study import Study

HEADING = "Does it hold when other reports are counted?"


def held_later(name: str) -> html.Div:
    """Return the place of a table that is filled once the rest of the tab is there.

    Parameters
    ----------
    name : {"changes", "effect"}

    Returns
    -------
    Div
        Its store asks for the table as soon as it stands on the page.
    """
    wait = html.P("Counting the other ways \u2026", className="answer-note")
    return html.Div(
        [
            dcc.Store(id=ids.part("ask", name), data=name),
            html.Div([html.H2(HEADING), wait], className="card", id=ids.part("held", name)),
        ]
    )


def held(name: str, study: Study, view: View) -> list:
    """Return what stands in that place.

    Parameters
    ----------
    name : {"changes", "effect"}
    study : Study
    view : View

    Returns
    -------
    list of components
    """
    try:
        return [html.H2(HEADING), *(_changes if name == "changes" else _effect)(study, view)]
    except EscalationError as error:
        return [html.H2(HEADING), html.P(str(error))]


def _changes(study: Study, view: View) -> list:
    """Return which changes hold under other ways to count the same events."""
    result = robustness_of(study, view)
    table = pd.DataFrame(
        {
            "Change": [
                f"{row.direction}, {plain_span(row.ci_low, row.ci_high)}"
                for row in result.table.itertuples()
            ],
            **{
                label: [span if isinstance(span, str) else "not found" for span in column]
                for label, column in result.table[list(result.choices)].items()
            },
        }
    )
    body = [html.P(str(result))]
    if dates := dates_of(study, view):
        body.append(html.P(str(dates)))
    if len(table):
        caption = "95 % date sets. Not found is not absent: fewer events show less."
        body.append(plain_table(table, caption=caption))
    return body


def _effect(study: Study, view: View) -> list:
    """Return the effect of the event under other ways to count."""
    result = effects_of(study, view)
    rows = result.table
    table = pd.DataFrame(
        {
            "What is counted": rows["choice"],
            "A day before": rows["rate_before"].map(plain_number),
            "A day after": rows["rate_after"].map(plain_number),
            "Ratio": rows["rate_ratio"].map(plain_number),
            "95 % interval": [
                "" if pd.isna(row.ci_low) else plain_interval(row.ci_low, row.ci_high)
                for row in rows.itertuples()
            ],
            "The rate": rows["verdict"],
        }
    )
    return [html.P(str(result)), plain_table(table)]
