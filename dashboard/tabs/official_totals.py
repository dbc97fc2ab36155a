"""Tables and short texts about the official totals: rules, confirmation, intervals, imputing."""

import pandas as pd
from dash import html
from dash.development.base_component import Component

from analytics.findings import results
from analytics.reconciliation.reconcile import ALL, Reconciliation
from analytics.reconciliation.rule_sensitivity import compare_rules
from analytics.selection.selected import Selection
from analytics.wording import plain_date
from charts.tables.locale import Language
from charts.tables.official_totals import published_words
from dashboard.components.table import plain_table
from data.errors import EscalationError


def reconciliation_cards(selection: Selection) -> list[html.Div]:
    """Return the cards under the chart of the totals.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    list of Div
        None where the totals cannot be compared; the chart's place already says why.
    """
    try:
        result = results.reconciliation(selection)
    except EscalationError:
        return _months(selection)
    reason = selection.study.settings["official_totals"]["reason"]
    return [
        _by_confirmation(result),
        _intervals(result),
        _rules(result, reason),
        _reports(result),
        *_months(selection),
    ]


def _months(selection: Selection) -> list[html.Div]:
    """Return the card of the list against published months, where there are any."""
    head = html.H2("The list against published months")
    try:
        found = results.published_months(selection)
    except EscalationError as error:
        return [html.Div([head, html.P(str(error))], className="card")]
    if found is None:
        return []
    shown = plain_table(published_words(found, Language()), label="Published months")
    return [html.Div([head, html.P(str(found)), shown], className="card")]


def imputed(selection: Selection, chart: html.Div) -> list[html.Div]:
    """Return the chart of the reconciled days under a label that says what it is.

    Parameters
    ----------
    selection : Selection
    chart : Div

    Returns
    -------
    list of Div
        None where the totals cannot be compared.
    """
    try:
        results.reconciliation(selection)
    except EscalationError:
        return []
    note = (
        "Not facts: where the list is short of the totals, the days of the missing incidents are "
        "drawn at random from the rate of the listed ones. A choice under Confirmed by is "
        "filled up by itself. A surplus is left as it is, and no other number on this page uses "
        "these."
    )
    label = html.Div([html.H2("Imputed days"), html.P(note)], className="card")
    return [label, chart]


def _by_confirmation(result: Reconciliation) -> html.Div:
    rows = result.by_confirmation
    table = pd.DataFrame(
        {
            "Counted in": rows["place"].map(_place),
            "Confirmation": rows["confirmation"],
            "Listed": rows["listed"],
            "Official total": rows["official_total"],
            "Running total away, mean": rows["away"].round(1),
            "away, % of total": (100 * rows["away_share"]).round(),
            "Intervals differ by": rows["gap"],
            "differ, % of total": (100 * rows["gap_share"]).round(),
        }
    )
    caption = "Listed and official total are counted to the last one given for the place."
    head = html.H2("Which confirmation tracks the officials best?")
    tracking = html.P(result.tracking)
    shown = plain_table(table, caption=caption, save=["confirmation"])
    return html.Div([head, tracking, shown], className="card")


def _intervals(result: Reconciliation) -> html.Div:
    """Return a table per interval; the places are folded away."""
    table = result.table
    note = (
        "Numbers are compared, not incidents: which of the listed ones an official counted is not "
        "known. A missing one beside a surplus one can be the same incident, a day apart."
    )
    body: list[Component] = [
        html.H2("Between two totals"),
        html.P(str(result).split(";")[0] + "."),
        html.P(note),
    ]
    for place, rows in table.groupby("place", sort=False):
        shown = plain_table(
            _in_words(rows), caption=_counted(place, rows), save=["intervals", str(place)]
        )
        folded = place != ALL
        body.append(html.Details([html.Summary(_place(place)), shown]) if folded else shown)
    return html.Div(body, className="card")


def _in_words(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "First day": rows["start"].map(plain_date),
            "Last day": rows["end"].map(plain_date),
            "Days": rows["days"],
            "Officials": rows["official_total"],
            "Listed": rows["listed"],
            "Missing": rows["missing"],
            "Matching": rows["matching"],
            "Surplus": rows["surplus"],
            "Official or media": rows["listed_official_or_media"],
            "Official": rows["listed_official"],
        }
    )


def _rules(result: Reconciliation, reason: str) -> html.Div:
    """Return the rule in use with its reason, and what the others would give."""
    choices = compare_rules(result.whole)
    rows = choices.table
    table = pd.DataFrame(
        {
            "Rule": rows["rule"],
            "Takes": rows["words"],
            "Last total": rows["total"],
            "On": rows["as_of"].map(plain_date),
            "Intervals": rows["intervals"],
            "Missing": rows["missing"],
            "Surplus": rows["surplus"],
            "Tracks best": rows["best_confirmation"],
            "away, mean": rows["away"].round(1),
        }
    )
    chosen = rows.iloc[0]
    note = f"In use: {chosen['rule']}, the {chosen['words']}. {reason}".strip()
    head = html.H2("One series of many reports: by which rule?")
    return html.Div(
        [
            head,
            html.P(note),
            html.P(str(choices)),
            plain_table(table, label="Rules", save=["rules"]),
        ],
        className="card",
    )


def _reports(result: Reconciliation) -> html.Div:
    """Return every as-of day with its lowest and highest figure."""
    rows = result.whole.official_totals.table
    table = pd.DataFrame(
        {
            "As of": rows["as_of"].map(plain_date),
            "Lowest": rows["low"],
            "Highest": rows["high"],
            "Taken": [figure if pd.notna(figure) else "none" for figure in rows["chosen"]],
            "Reports": rows["reports"],
            "Sources": rows["sources"],
        }
    )
    fold = html.Details(
        [
            html.Summary("Every day with a report"),
            plain_table(table, label="Days with a report", save=["reports"]),
        ]
    )
    head = html.H2("What the reports note")
    return html.Div([head, html.P(str(result.whole.official_totals)), fold], className="card")


def _place(place: str) -> str:
    return "All in view" if place == ALL else place


def _counted(place: str, rows: pd.DataFrame) -> str:
    return f"{_place(place)}, {len(rows)} {'interval' if len(rows) == 1 else 'intervals'}."
