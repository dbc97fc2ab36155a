"""The comparison of two downloads as text for a terminal and as values for another program."""

import pandas as pd

from analytics.revisions.changed_findings import OTHER_DAYS, REVISED
from analytics.revisions.compare import VintageComparison
from analytics.revisions.sentence import DAYS
from analytics.selection.data_label import study_line
from data.study import Study
from report.terminal.analysis import aligned, headed, plain_rows

REASONS = {REVISED: "revised", OTHER_DAYS: "other days, no revision", "": ""}


def comparison_values(result: VintageComparison, old: Study, new: Study) -> dict[str, object]:
    """Return a comparison as plain values.

    Parameters
    ----------
    result : VintageComparison
    old, new : Study
        What was compared.

    Returns
    -------
    dict
    """
    return {
        "sentence": str(result),
        "old": {"title": result.titles[0], "data": study_line(old), "digest": old.digest},
        "new": {"title": result.titles[1], "data": study_line(new), "digest": new.digest},
        "counts": plain_rows(result.counts),
        "reissued": list(result.reissued),
        "rows": plain_rows(result.table),
        "findings": plain_rows(result.findings),
        "reporting_lag": {
            "sentence": str(result.lag),
            "lag": result.lag.lag,
            "table": plain_rows(result.lag.table),
        },
    }


def comparison_text(result: VintageComparison, old: Study, new: Study, *, rows: int) -> str:
    """Lay a comparison out for a terminal.

    Parameters
    ----------
    result : VintageComparison
    old, new : Study
        What was compared.
    rows : int
        Revised rows to list.

    Returns
    -------
    str
    """
    lines = [str(result), "", f"{result.titles[0]}: {study_line(old)}."]
    lines += [f"{result.titles[1]}: {study_line(new)}."]
    lines += headed("Rows", aligned(plain_rows(result.counts)))
    for table in result.reissued:
        lines.append(f"{table}: ids were given out again to other rows, so their content decides.")
    if len(result.table):
        shown = result.table.head(rows)
        heading = f"Revised rows, {len(shown)} of {len(result.table):,}"
        lines += headed(heading, aligned(plain_rows(_short(shown))))
    for days, part in result.findings.groupby("days", sort=False):
        lines += headed(DAYS[days], *_finding_lines(part, result.titles))
    lines += headed("How complete the newest days were", str(result.lag))
    if len(result.lag.table):
        lines.append(aligned(plain_rows(result.lag.table)))
    return "\n".join(lines)


def _short(table: pd.DataFrame) -> pd.DataFrame:
    """Drop what a narrow terminal has no room for."""
    words = table["what"].str.slice(0, 40)
    return table.drop(columns="what").assign(what=words)


def _finding_lines(part: pd.DataFrame, titles: tuple[str, str]) -> list[str]:
    """Tell each finding on lines of its own: what it is, and what either download says."""
    lines = []
    for row in part.itertuples():
        reason = f" ({REASONS[row.reason]})" if row.reason else ""
        lines.append(f"{row.finding}: {row.status}{reason}")
        lines += [
            f"  {title}: {finding or 'none'}"
            for title, finding in zip(titles, (row.old, row.new), strict=True)
        ]
    return lines
