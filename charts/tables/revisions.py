"""Two downloads side by side as tables in words: rows, findings, and how complete they were."""

import pandas as pd

from analytics.revisions.compare import VintageComparison
from analytics.revisions.reporting_delay import ReportingLag
from analytics.wording import capitalised

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


def revised_counts(result: VintageComparison) -> pd.DataFrame:
    """Return how many rows of each table became what."""
    return result.counts.rename(columns=COUNTS)[list(COUNTS.values())]


def revised_rows(result: VintageComparison) -> pd.DataFrame:
    """Return the changed, deleted, renumbered and added rows."""
    return result.table[list(ROWS)].rename(columns=ROWS)


def finding_pairs(result: VintageComparison, part: pd.DataFrame) -> pd.DataFrame:
    """Return findings of both downloads side by side.

    Parameters
    ----------
    result : VintageComparison
    part : DataFrame
        Rows of its ``findings``.

    Returns
    -------
    DataFrame of str
    """
    return pd.DataFrame(
        {
            "Finding": part["finding"].map(capitalised),
            result.titles[0]: part["old"].replace("", "none"),
            result.titles[1]: part["new"].replace("", "none"),
            "Now": part["status"] + part["reason"].map(REASONS),
        }
    )


def lag_words(lag: ReportingLag) -> pd.DataFrame:
    """Return how complete the newest days were, by their age."""
    rows = lag.table
    return pd.DataFrame(
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
