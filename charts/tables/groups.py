"""Groups of a view as tables in words: now against usual, the newest change, two side by side."""

import pandas as pd

from analytics.groups.compare import NO_GROUP, GroupsResult, group_label
from analytics.groups.pair import PairResult
from analytics.wording import plain_span
from charts.tables.locale import Language

LATELY, THIN, WAITS = "Over its days", "too thin", "searching \u2026"
# What is unknown is no group.
NOT_TESTED = {NO_GROUP: "not compared"}


def group_words(result: GroupsResult, words: Language, *, drawn: bool = True) -> pd.DataFrame:
    """Return the groups, one row each, what changed most first.

    Parameters
    ----------
    result : GroupsResult
    words : Language
    drawn : bool
        Whether each row has a small line of bars, which takes a font that has them.

    Returns
    -------
    DataFrame of str
        A cell that has no number says why, or is blank.
    """
    rows, waiting = result.table, set(result.waiting)
    lines = {LATELY: result.sparklines} if drawn else {}
    return pd.DataFrame(
        {
            result.label: [group_label(group, result.by) for group in rows["group"]],
            **lines,
            result.noun.capitalize(): rows["events"].map(words.count),
            "Days": rows["days"].map(words.count),
            "A day now": rows["rate_now"].map(words.number),
            "Usual": rows["rate_usual"].map(words.number),
            "Ratio": [
                NOT_TESTED.get(row.reason, THIN) if row.reason else words.ratio(row.rate_ratio)
                for row in rows.itertuples()
            ],
            "95 % interval": _known(rows, "ci_low", "ci_high", words),
            "p": _pvalues(rows["pvalue"], words),
            "p, Holm": _pvalues(rows["holm"], words),
            "Newest change": [
                plain_span(row.change_low, row.change_high)
                if pd.notna(row.changepoint)
                else WAITS
                if row.group in waiting
                else row.verdict
                for row in rows.itertuples()
            ],
            "Its ratio": rows["change_ratio"].map(words.ratio),
            "Its 95 %": _known(rows, "change_ratio_low", "change_ratio_high", words),
            "Evidence of it, else of any": [
                words.odds(value) if pd.notna(value) else "" for value in rows["evidence"]
            ],
            "Why too thin": rows["reason"].replace(NO_GROUP, ""),
        }
    )


def pair_words(result: PairResult, words: Language) -> pd.DataFrame:
    """Return two groups and the ratio of their ratios, one row each."""
    rows = result.table
    one, other = (group_label(group, result.by) for group in result.pair)
    counted = {
        "Before": ("events_before", "days_before"),
        "After": ("events_after", "days_after"),
    }
    return pd.DataFrame(
        {
            result.label: [one, other, f"{one} over {other}"],
            **{
                f"{result.noun.capitalize()}, {label.lower()}": [
                    f"{words.count(events)} in {words.count(days)} days" if pd.notna(events) else ""
                    for events, days in zip(rows[names[0]], rows[names[1]], strict=True)
                ]
                for label, names in counted.items()
            },
            # Nothing over nothing is no ratio, and not one that is unknown.
            "Ratio": [
                words.ratio(value) if pd.notna(value) else "none" for value in rows["rate_ratio"]
            ],
            "95 % interval": _known(rows, "ci_low", "ci_high", words),
            "p": _pvalues(rows["pvalue"], words),
        }
    )


def _known(rows: pd.DataFrame, low: str, high: str, words: Language) -> list[str]:
    return [
        "" if pd.isna(limits[0]) else words.ratio_interval(*limits)
        for limits in zip(rows[low], rows[high], strict=True)
    ]


def _pvalues(values: pd.Series, words: Language) -> list[str]:
    return ["" if pd.isna(value) else words.pvalue(value) for value in values]
