"""The reconciliation under every rule that makes one running total of the reports."""

from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analytics.reconciliation.choice_rules import RULES, chosen_reports, rule_words
from analytics.reconciliation.official_totals import TotalsComparison
from analytics.reconciliation.reconcile import Reconciliation


@dataclass(frozen=True, kw_only=True, eq=False)
class RuleChoices:
    """Outcome of :func:`compare_rules`; ``choices`` holds a reconciliation by rule."""

    choices: dict[str, Reconciliation]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a rule: its total and intervals, what the list lacks, and what tracks it best."""
        return pd.DataFrame([_row(rule, result) for rule, result in self.choices.items()])

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        table = self.table
        low, high = table["total"].min(), table["total"].max()
        total = f"is {low}" if low == high else f"runs from {low} to {high}"
        tracking = table.groupby("best_confirmation", sort=False)["rule"].agg(", ".join)
        best = "; ".join(f'"{name}" under {rules}' for name, rules in tracking.items())
        best = f'"{tracking.index[0]}" under each' if len(tracking) == 1 else best
        many = "the one rule" if len(table) == 1 else f"{len(table)} rules"
        return f"By {many} the last total {total}; the confirmation that tracks it best is {best}."


def _row(rule: str, result: Reconciliation) -> dict[str, object]:
    intervals = result.table
    distances = result.by_confirmation.set_index("confirmation")
    return {
        "rule": rule,
        "words": rule_words(rule, result.whole.official_totals.source),
        "total": int(intervals["official_total"].sum()),
        "as_of": intervals["end"].iloc[-1],
        "intervals": len(intervals),
        "missing": int(intervals["missing"].sum()),
        "surplus": int(intervals["surplus"].sum()),
        "best_confirmation": result.best_confirmation,
        "away": distances.loc[result.best_confirmation, "away"],
        "gap": int(distances.loc[result.best_confirmation, "gap"]),
    }


def compare_rules(comparison: TotalsComparison) -> RuleChoices:
    """Reconcile the list with the reports under every rule.

    Parameters
    ----------
    comparison : TotalsComparison
        Its own rule comes first; "by source" follows its source, where a report is from it.

    Returns
    -------
    RuleChoices
    """
    totals = comparison.official_totals
    rules = [
        rule
        for rule in dict.fromkeys([totals.rule, *RULES])
        if len(chosen_reports(totals.reports, rule, totals.source))
    ]
    return RuleChoices(
        choices={
            rule: Reconciliation(
                whole=replace(comparison, official_totals=replace(totals, rule=rule)), parts={}
            )
            for rule in rules
        }
    )
