"""How two downloads, their revised rows and their moved findings are told."""

import pandas as pd

from analytics.revisions.changed_findings import BOTH, OTHER_DAYS, OWN, REVISED
from analytics.wording import plain_date
from data.study import Study

WORDS = {"added": "added", "changed": "changed", "renumbered": "numbered anew"}
WORDS |= {"deleted": "deleted"}
# So many change points of a kind are named in the sentence; the table has all.
MOST_NAMED = 3
# The days that findings are compared over, as a heading.
DAYS = {BOTH: "Over the days that both cover", OWN: "Over each one's own days"}


def titles(old: Study, new: Study) -> tuple[str, str]:
    """Name two downloads by their day, or where that is the same by name and content hash."""
    days = plain_date(old.data_date), plain_date(new.data_date)
    if days[0] != days[1]:
        return days
    return f"{old.name} ({old.digest})", f"{new.name} ({new.digest})"


def rows_told(counts: pd.DataFrame, *, titles: tuple[str, str], both: bool) -> str:
    """Tell how many rows became what.

    Parameters
    ----------
    counts : DataFrame
        One row a table, as :class:`~analytics.revisions.Revisions` counts.
    titles : tuple of str
        Of both downloads.
    both : bool
        Whether there is a day that both cover.

    Returns
    -------
    str
    """
    total = counts.drop(columns="table").sum()
    start = f"From {titles[0]} to {titles[1]},"
    other = {change: int(total[f"{change}_other"]) for change in ("added", "deleted")}
    shared = {change: int(total[change]) - other.get(change, 0) for change in WORDS}
    if not sum(shared.values()) + sum(other.values()):
        return f"{start} no row was added, changed or deleted"
    if not both:
        return f"{start} no day is covered by both"
    sentence = f"{start} {_rows(shared)} on the days that both cover"
    return f"{sentence}, and {_rows(other)} on other days" if any(other.values()) else sentence


def _rows(numbers: dict[str, int]) -> str:
    """Tell numbers of rows: "20 rows were added, 2 changed and 1 deleted"."""
    parts = [f"{number:,} {WORDS[change]}" for change, number in numbers.items() if number]
    if not parts:
        return "no row was revised"
    first, _, change = parts[0].partition(" ")
    return _listed([f"{first} {'row was' if first == '1' else 'rows were'} {change}", *parts[1:]])


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def findings_told(findings: pd.DataFrame, *, whole: bool = True) -> str:
    """Tell whether the findings moved, and whether by revision or by further days.

    Parameters
    ----------
    findings : DataFrame
        From :func:`~analytics.revisions.changed_findings.with_reasons`.
    whole : bool
        Tell from what to what they moved, and which change points came or went.

    Returns
    -------
    str
    """
    shared = findings[findings["days"] == BOTH]
    revised = findings[(findings["reason"] == REVISED) & (findings["days"] == BOTH)]
    later = findings[findings["reason"] == OTHER_DAYS]
    if shared.empty:
        return "without a day that both cover nothing can be called a revision of the findings"
    if revised.empty:
        names = ["the answer", "the change points"]
        names += ["the effect"] if (shared["finding"] == "effect").any() else []
        sentence = f"over the days that both cover {_listed(names)} stayed"
    else:
        sentence = f"over the days that both cover {_moved(revised, whole)}"
    return sentence + (f"; over each one's own days {_moved(later, whole)}" if len(later) else "")


def _moved(rows: pd.DataFrame, whole: bool) -> str:
    """Tell findings that differ."""
    parts = []
    for finding in ("answer", "effect"):
        for row in rows[rows["finding"] == finding].itertuples():
            what = f" from {_quoted(row.old)} to {_quoted(row.new)}" if whole else ""
            parts.append(f"the {finding} moved{what}")
    points = rows[rows["finding"] == "change point"]
    for status, number in points["status"].value_counts().items():
        own = points[points["status"] == status]
        which = f" ({_which(own)})" if whole else ""
        parts.append(f"{number} change point{'s' if number > 1 else ''} {status}{which}")
    return _listed(parts)


def _quoted(said: str) -> str:
    """Quote what was said, its first sentence."""
    return f"“{said.partition('. ')[0].rstrip('.')}”" if said else "nothing"


def _which(points: pd.DataFrame) -> str:
    """Name change points by their days, the first few of many."""
    named = [" to ".join(filter(None, (row.old, row.new))) for row in points.itertuples()]
    more = len(named) - MOST_NAMED
    return "; ".join([*named[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])])
