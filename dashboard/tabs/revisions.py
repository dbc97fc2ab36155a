"""The view that compares two downloads of the same sources."""

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from analytics.nowcast.newest_days import nowcast_of
from analytics.revisions.compare import VintageComparison, revisions_of
from analytics.revisions.sentence import DAYS
from analytics.selection.selected import Selection
from analytics.wording import plain_date, plain_number
from charts.catalogue import draw
from charts.style.theme import Look
from charts.tables.revisions import finding_pairs, lag_words, revised_counts, revised_rows
from dashboard import ids
from dashboard.components.cards import chart_card
from dashboard.components.table import plain_table
from data.errors import EscalationError
from data.vintages import MAIN, default_vintages, vintage_days, vintage_pair


def vintage_choice(selection: Selection) -> html.Div:
    """Return the choice of the two downloads; hidden where the study has one only."""
    days = vintage_days(selection.study)
    options = [
        {"value": name, "label": f"{plain_date(day)}{', main files' if name == MAIN else ''}"}
        for name, day in days.items()
    ]
    labels = {ids.OLDER: "Older download", ids.NEWER: "Newer download"}
    chosen = dict(zip(labels, default_vintages(selection.study), strict=True))
    return html.Div(
        [
            dmc.Select(
                id=name,
                label=label,
                data=options,
                value=getattr(selection.view, name) or chosen[name],
                allowDeselect=False,
                size="xs",
                w=220,
            )
            for name, label in labels.items()
        ],
        className="toolbar",
        hidden=not days,
    )


def revisions_view(selection: Selection, look: Look) -> list:
    """Return what was revised between the two downloads of a view.

    Parameters
    ----------
    selection : Selection
    look : Look

    Returns
    -------
    list of components
        A calm sentence where there is nothing to compare.
    """
    study, view = selection.study, selection.view
    try:
        old, new = vintage_pair(study, view.older, view.newer)
        chart = draw("revisions", selection, look)
    except EscalationError as error:
        return [html.Div(html.P(str(error)), className="card")]
    result = revisions_of(old, new, view)
    parts = [chart_card("revisions", chart), _rows(result), _findings(result), _lag(result)]
    return [*parts, _newest(selection)]


def _rows(result: VintageComparison) -> html.Div:
    """Return how many rows became what, and the rows themselves."""
    counts, table = revised_counts(result), revised_rows(result)
    reissued = [
        html.P(f"In {table} ids were given out again to other rows: their content decides.")
        for table in result.reissued
    ]
    caption = "Changed, deleted, numbered anew and added rows."
    listed = [plain_table(table, caption=caption, save=["revised-rows"])]
    return html.Div(
        [
            html.H2("Rows"),
            plain_table(counts, label="Rows by what became of them", save=["revised-counts"]),
            *reissued,
            *(listed if len(table) else []),
        ],
        className="card",
    )


def _findings(result: VintageComparison) -> html.Div:
    """Return the findings of both side by side, first over the days that both cover."""
    body: list = []
    for days, part in result.findings.groupby("days", sort=False):
        table = finding_pairs(result, part)
        body.append(plain_table(table, caption=DAYS[days], save=["revised-findings", str(days)]))
    note = (
        "What differs only over each one's own days comes from days that one of them lacks; that "
        "is no revision."
    )
    return html.Div(
        [html.H2("Findings side by side"), *body, html.P(note)], className="card findings"
    )


def _newest(selection: Selection) -> html.Div:
    """Return how complete the newest days are now, and how late each source's events are listed."""
    heading = html.H2("How complete the newest days are")
    try:
        found = nowcast_of(selection)
    except EscalationError as error:
        return html.Div([heading, html.P(str(error))], className="card")
    # The newest first: they are what is asked about.
    days, delays = found.table[::-1], found.delays
    by_day = pd.DataFrame(
        {
            "Day": days["date"].dt.strftime("%Y-%m-%d"),
            "Listed": days["seen"],
            "Expected in the end": days["expected"].map(plain_number),
            "95 % interval": [
                f"{row.expected_low:,} to {row.expected_high:,}" for row in days.itertuples()
            ],
            "Listed of such a day": [f"{100 * share:.0f} %" for share in days["listed"]],
        }
    )
    by_source = pd.DataFrame(
        {
            "Source": delays["source"],
            "Median days": delays["median_days"].map(plain_number),
            **{
                f"Listed after {name.removeprefix('listed_')} d": [
                    "" if pd.isna(share) else f"{100 * share:.0f} %" for share in delays[name]
                ]
                for name in delays
                if name.startswith("listed_")
            },
        }
    )
    shown = [plain_table(by_day, label="Days that may still get events", save=["newest-days"])]
    return html.Div(
        [
            heading,
            html.P(" ".join([str(found), *found.notes])),
            *(shown if len(days) else []),
            plain_table(by_source, label="How late events are listed", save=["delays"]),
        ],
        className="card",
    )


def _lag(result: VintageComparison) -> html.Div:
    """Return how complete the newest days were by their age."""
    table = lag_words(result.lag)
    body = (
        [plain_table(table, label="Completeness by age", save=["completeness"])]
        if len(table)
        else []
    )
    return html.Div(
        [html.H2("How complete the newest days were"), html.P(str(result.lag)), *body],
        className="card",
    )
