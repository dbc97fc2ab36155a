"""The part of the case study about the official totals."""

import pandas as pd

from analytics.findings import results
from analytics.reconciliation.reconcile import Reconciliation
from analytics.reconciliation.rule_sensitivity import RuleChoices, compare_rules
from analytics.selection.selected import Selection
from analytics.wording import plain_date, plain_number
from benchmarks.markdown import table


def totals_part(selection: Selection) -> str:
    """Return the part as Markdown.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    str
    """
    result = results.reconciliation(selection)
    rules = compare_rules(result.whole)
    return "\n\n".join(
        [
            f"{result.whole} {result.whole.official_totals}",
            f"### Which confirmation tracks the officials best?\n\n{result.tracking}",
            "\n".join(_by_confirmation(result)),
            f"### Under other rules\n\n{rules}",
            "\n".join(_rules(rules)),
            f"### Between two totals\n\n{str(result).split(';')[0]}. Numbers are compared, not "
            "incidents: a missing one beside a surplus one can be the same incident, a day apart.",
            *[
                f"{place.capitalize()}:\n\n" + "\n".join(_intervals(rows))
                for place, rows in result.table.groupby("place", sort=False)
            ],
            f"### Imputed days\n\n{results.imputed_days(selection)} The days are drawn by chance "
            "and are no facts; no other number on this page uses them.",
        ]
    )


def _by_confirmation(result: Reconciliation) -> list[str]:
    rows = [
        (
            row.place,
            row.confirmation,
            row.listed,
            row.official_total,
            plain_number(row.away),
            row.gap,
        )
        for row in result.by_confirmation.itertuples()
    ]
    heads = [
        "place",
        "confirmation",
        "listed",
        "official total",
        "running total away, mean",
        "intervals differ by",
    ]
    return table(heads, rows, texts=2)


def _rules(rules: RuleChoices) -> list[str]:
    rows = [
        (
            row.rule,
            row.words,
            f"{row.total} on {plain_date(row.as_of)}",
            row.intervals,
            row.missing,
            row.surplus,
            row.best_confirmation,
            plain_number(row.away),
        )
        for row in rules.table.itertuples()
    ]
    heads = [
        "rule",
        "takes the",
        "last total",
        "intervals",
        "missing",
        "surplus",
        "best confirmation",
    ]
    return table([*heads, "away, mean"], rows, texts=2)


def _intervals(rows: pd.DataFrame) -> list[str]:
    cells = [
        (
            plain_date(row.start),
            plain_date(row.end),
            row.days,
            row.official_total,
            row.listed,
            row.missing,
            row.matching,
            row.surplus,
        )
        for row in rows.itertuples()
    ]
    heads = ["from", "to", "days", "official total", "listed", "missing", "matching", "surplus"]
    return table(heads, cells, texts=2)
