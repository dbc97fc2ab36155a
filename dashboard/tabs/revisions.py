"""The view that compares two downloads of the same sources."""

import dash_mantine_components as dmc
import pandas as pd
from dash import html

from analytics.revisions.compare import VintageComparison, revisions_of
from analytics.revisions.sentence import DAYS
from analytics.selection.selected import Selection
from analytics.wording import capitalised, plain_date
from charts.catalogue import draw
from charts.style.theme import Look
from dashboard import ids
from dashboard.components.cards import chart_card
from dashboard.components.table import plain_table
from data.errors import EscalationError
from data.vintages import MAIN, default_vintages, vintage_days, vintage_pair

COUNTS = {
    "table": "Table",
    "old": "Rows before",
    "new": "Rows now",
    "same": "Same",
    "changed": "Changed",
    "deleted": "Deleted",
    "renumbered": "Numbered anew",
    "added": "Added",
    "added_other": "Added, other days",
    "deleted_other": "Deleted, other days",
}
ROWS = {"table": "Table", "change": "Change", "id": "Id", "date": "Date", "column": "Column"}
ROWS |= {"old": "Before", "new": "Now", "what": "Row"}
REASONS = {"revised": ", revised", "other days": ", from other days", "": ""}


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
    return [chart_card("revisions", chart), _rows(result), _findings(result), _lag(result)]


def _rows(result: VintageComparison) -> html.Div:
    """Return how many rows became what, and the rows themselves."""
    counts = result.counts.rename(columns=COUNTS)[list(COUNTS.values())]
    table = result.table[list(ROWS)].rename(columns=ROWS)
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
        table = pd.DataFrame(
            {
                "Finding": part["finding"].map(capitalised),
                result.titles[0]: part["old"].replace("", "none"),
                result.titles[1]: part["new"].replace("", "none"),
                "Now": part["status"] + part["reason"].map(REASONS),
            }
        )
        body.append(plain_table(table, caption=DAYS[days], save=["revised-findings", str(days)]))
    note = (
        "What differs only over each one's own days comes from days that one of them lacks; that "
        "is no revision."
    )
    return html.Div(
        [html.H2("Findings side by side"), *body, html.P(note)], className="card findings"
    )


def _lag(result: VintageComparison) -> html.Div:
    """Return how complete the newest days were by their age."""
    rows = result.lag.table
    table = pd.DataFrame(
        {
            "Days before": [
                f"{row.age_from}"
                if row.age_from == row.age_to
                else f"{row.age_from} to {row.age_to}"
                for row in rows.itertuples()
            ],
            "Listed then": rows["then"],
            "Listed now": rows["now"],
            "Then of now": [
                "" if pd.isna(share) else f"{100 * share:.0f} %" for share in rows["share"]
            ],
        }
    )
    body = (
        [plain_table(table, label="Completeness by age", save=["completeness"])]
        if len(table)
        else []
    )
    return html.Div(
        [html.H2("How complete the newest days were"), html.P(str(result.lag)), *body],
        className="card",
    )
