"""Which official figure stands for a day, where reports contradict each other."""

import re

import pandas as pd

RULES = {
    "largest": "largest official figure of each day, never falling",
    "lowest": "lowest official figure of each day, never above a later one",
    "latest": "official figure reported last for each day",
}
INEXACT = r"\b(at least|more than|over|nearly|almost|about|around|roughly)\s+"


def is_exact(figure: int, note: object) -> bool:
    """Say whether the note leaves the figure as it is, not "at least" or "about" it."""
    return not re.search(f"{INEXACT}{figure}\\b", str(note), flags=re.IGNORECASE)


def choose(reports: pd.DataFrame, rule: str) -> pd.Series:
    """Take one official figure per as-of day.

    Parameters
    ----------
    reports : DataFrame, one row per report
        Needs ``as_of``, ``reported``, ``figure``, ``official`` and ``exact``.
    rule : str
        A key of ``RULES``.

    Returns
    -------
    Series of Int64
        Indexed by the as-of day; days without an official figure are absent.
    """
    official = reports[reports["official"]]
    has_exact = official["exact"].groupby(official["as_of"]).transform("any")
    usable = official[official["exact"] | ~has_exact]
    if rule == "latest":
        return usable.sort_values(["reported", "figure"]).groupby("as_of")["figure"].last()
    figures = usable.groupby("as_of")["figure"]
    return figures.max().cummax() if rule == "largest" else figures.min()[::-1].cummin()[::-1]
