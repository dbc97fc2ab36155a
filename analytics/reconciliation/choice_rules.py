"""Which official figure stands for a day, where reports contradict each other."""

import re

import pandas as pd

from data.tables.conditions import meets

BY_SOURCE = "by source"
RULES = {
    "largest": "largest official figure of each day, never falling",
    "lowest": "lowest official figure of each day, never above a later one",
    "latest": "official figure reported last for each day",
    BY_SOURCE: "largest figure of each day from one source, never falling",
}
INEXACT = r"\b(at least|more than|over|nearly|almost|about|around|roughly)\s+"


def is_exact(figure: int, note: object) -> bool:
    """Say whether the note leaves the figure as it is, not "at least" or "about" it."""
    # Most notes do not name it, and an expression for each figure has to be compiled.
    if str(figure) not in str(note):
        return True
    return not re.search(f"{INEXACT}{figure}\\b", str(note), flags=re.IGNORECASE)


def read_reports(official_totals: pd.DataFrame, column: str, unofficial: str) -> pd.DataFrame:
    """Return every report that gives a figure: day, figure, whether official and exact, source."""
    given = official_totals[official_totals[column].notna() & official_totals["as_of_date"].notna()]
    figures = given[column].astype("Int64")
    named = given["source_org"].fillna("")
    # Every text holds the empty one, which marks no report.
    marked = named.str.contains(unofficial, regex=False) if unofficial else named.isna()
    reports = pd.DataFrame(
        {
            "as_of": given["as_of_date"],
            "reported": given["reported_date"],
            "figure": figures,
            "official": ~marked.astype(bool),
            "exact": [is_exact(*row) for row in zip(figures, given["note"], strict=True)],
            "source_org": given["source_org"],
            "publisher": given["publisher"],
        }
    )
    return reports.reset_index(drop=True)


def rule_words(rule: str, source: str) -> str:
    """Say a rule in words, with the source that it follows."""
    if rule != BY_SOURCE:
        return RULES[rule]
    return f'largest figure of each day from the source "{source}", never falling'


def chosen_reports(reports: pd.DataFrame, rule: str, source: str) -> pd.DataFrame:
    """Keep the reports that a rule may choose from.

    Parameters
    ----------
    reports : DataFrame, one row per report
        Needs ``official``, and ``source_org`` for one source.
    rule, source : str
        As in :func:`choose`.

    Returns
    -------
    DataFrame
        The official ones; of one source only where the rule says so.
    """
    official = reports[reports["official"]]
    if rule != BY_SOURCE:
        return official
    return official[meets(official["source_org"].fillna(""), [source])]


def choose(reports: pd.DataFrame, rule: str, *, source: str = "") -> pd.Series:
    """Take one official figure per as-of day.

    Parameters
    ----------
    reports : DataFrame, one row per report
        Needs ``as_of``, ``reported``, ``figure``, ``official``, ``exact`` and ``source_org``.
    rule : str
        A key of ``RULES``.
    source : str
        The ``source_org`` that "by source" follows; one that ends in ``*`` takes every source
        whose name begins so.

    Returns
    -------
    Series of Int64
        Indexed by the as-of day; days without a figure to choose are absent.
    """
    allowed = chosen_reports(reports, rule, source)
    has_exact = allowed["exact"].groupby(allowed["as_of"]).transform("any")
    usable = allowed[allowed["exact"] | ~has_exact]
    if rule == "latest":
        return usable.sort_values(["reported", "figure"]).groupby("as_of")["figure"].last()
    figures = usable.groupby("as_of")["figure"]
    return figures.min()[::-1].cummin()[::-1] if rule == "lowest" else figures.max().cummax()
