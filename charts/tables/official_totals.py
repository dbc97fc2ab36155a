"""What the list and the official totals say of each other, as tables in words."""

import pandas as pd

from analytics.reconciliation.published_months import PublishedMonths
from analytics.reconciliation.reconcile import ALL, Reconciliation
from analytics.reconciliation.rule_sensitivity import RuleChoices
from charts.tables.locale import Language


def confirmation_words(result: Reconciliation, words: Language) -> pd.DataFrame:
    """Return how far each confirmation is from the totals, one row a place and confirmation."""
    rows = result.by_confirmation
    return pd.DataFrame(
        {
            "Counted in": rows["place"].map(place_words),
            "Confirmation": rows["confirmation"],
            "Listed": rows["listed"].map(words.count),
            "Official total": rows["official_total"].map(words.count),
            "Running total away, mean": rows["away"].map(words.number),
            "away, % of total": rows["away_share"].map(words.percent),
            "Intervals differ by": rows["gap"].map(words.count),
            "differ, % of total": rows["gap_share"].map(words.percent),
        }
    )


def interval_words(rows: pd.DataFrame, words: Language) -> pd.DataFrame:
    """Return the intervals of one place, from :attr:`Reconciliation.table`."""
    counted = {
        "Days": "days",
        "Officials": "official_total",
        "Listed": "listed",
        "Missing": "missing",
        "Matching": "matching",
        "Surplus": "surplus",
        "Official or media": "listed_official_or_media",
        "Official": "listed_official",
    }
    days = {
        "First day": rows["start"].map(words.date),
        "Last day": rows["end"].map(words.date),
    }
    numbers = {label: rows[name].map(words.count) for label, name in counted.items()}
    return pd.DataFrame(days | numbers)


def published_words(found: PublishedMonths, words: Language) -> pd.DataFrame:
    """Return the list beside the published months, one row a month."""
    rows = found.table
    return pd.DataFrame(
        {
            "Month from": rows["month"].map(words.date),
            "Published": rows["published"].map(words.count),
            "Listed": rows["listed"].map(words.count),
            "Difference": rows["difference"].map(words.count),
        }
    )


def rule_table(choices: RuleChoices, words: Language) -> pd.DataFrame:
    """Return what each rule to make one series of many reports would give."""
    rows = choices.table
    return pd.DataFrame(
        {
            "Rule": rows["rule"],
            "Takes": rows["words"],
            "Last total": rows["total"].map(words.count),
            "On": rows["as_of"].map(words.date),
            "Intervals": rows["intervals"].map(words.count),
            "Missing": rows["missing"].map(words.count),
            "Surplus": rows["surplus"].map(words.count),
            "Tracks best": rows["best_confirmation"],
            "away, mean": rows["away"].map(words.number),
        }
    )


def report_words(result: Reconciliation, words: Language) -> pd.DataFrame:
    """Return every as-of day with its lowest and highest figure, and the one that is taken."""
    rows = result.whole.official_totals.table
    return pd.DataFrame(
        {
            "As of": rows["as_of"].map(words.date),
            "Lowest": rows["low"].map(words.count),
            "Highest": rows["high"].map(words.count),
            "Taken": [words.count(n) if pd.notna(n) else "none" for n in rows["chosen"]],
            "Reports": rows["reports"].map(words.count),
            "Sources": rows["sources"],
        }
    )


def place_words(place: str) -> str:
    """Name the place that intervals are counted in."""
    return "All in view" if place == ALL else place
