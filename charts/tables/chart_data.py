"""The data behind a chart as a table to read: headings in words, nothing unknown that is not."""

import pandas as pd

from analytics.wording import capitalised

HEADINGS = {
    "as_of": "As of",
    "change_high": "Change dated until",
    "change_low": "Change dated from",
    "change_ratio": "Size of the change",
    "change_ratio_high": "Size of the change, upper end (95 %)",
    "change_ratio_low": "Size of the change, lower end (95 %)",
    "changepoint": "First day of the new period",
    "changepoint_high": "Change dated until",
    "changepoint_low": "Change dated from",
    "ci_high": "Ratio, upper end (95 %)",
    "ci_low": "Ratio, lower end (95 %)",
    "days": "Days since the report before",
    "expected": "Expected a day",
    "expected_events": "Events expected",
    "expected_high": "Expected, upper end (95 %)",
    "expected_low": "Expected, lower end (95 %)",
    "high": "Upper end (95 %)",
    "holm": "p, Holm",
    "lat": "Latitude",
    "lon": "Longitude",
    "low": "Lower end (95 %)",
    "missing": "Missing in the list",
    "moved_high": "Moved episodes, upper end (95 %)",
    "moved_low": "Moved episodes, lower end (95 %)",
    "new": "Newer download",
    "of": "Of all",
    "official_total": "Official total",
    "old": "Older download",
    "pvalue": "p",
    "rate": "Rate a day",
    "rate_high": "Rate, upper end (95 %)",
    "rate_low": "Rate, lower end (95 %)",
    "rate_now": "Now a day",
    "rate_ratio": "Now against usual",
    "rate_usual": "Usually a day",
    "toll_unknown": "Reports without a number",
    "surplus": "More in the list",
}
# In a table of groups, and in one of weeks or months.
GROUPS = {"days": "Days observed", "evidence": "Evidence of the newest change, else of any"}
UNITS = {"date": "First day"}
# Columns that are about some rows only: where these are blank, nothing is missing.
ABOUT_SOME = (
    "changepoint_low",
    "changepoint_high",
    "rate",
    "rate_low",
    "rate_high",
    "expected",
    "expected_low",
    "expected_high",
    "interval",
    # A single episode has nothing to expect, and all together have no first day.
    "episode",
    "expected_events",
    "moved_low",
    "moved_high",
    # A group too thin to test has none of these, and says why; one without a change no dates.
    "rate_ratio",
    "ci_low",
    "ci_high",
    "pvalue",
    "holm",
    "evidence",
    "changepoint",
    "change_low",
    "change_high",
    "change_ratio",
    "change_ratio_low",
    "change_ratio_high",
    "other_method",
)
# Only on days on which an episode starts does anything come next.
NEXT = ("next ", "days to next ")
# Of several changes in one month all but the first have names of their own.
CHANGE, MEAN = "changepoint", "-day mean"


def chart_words(table: pd.DataFrame) -> pd.DataFrame:
    """Return a chart's data with headings in words, and blanks where nothing is missing.

    Parameters
    ----------
    table : DataFrame
        Of a :class:`~charts.chart.Chart`; its CSV file keeps the short names.

    Returns
    -------
    DataFrame
        The same rows. A day without a change has no dates of one, a mean has no ends, and days
        left out have no rate: their cells are empty texts, while counts that are not known stay
        missing.
    """
    shown, headings = {}, HEADINGS | (GROUPS if "group" in table else {})
    headings |= UNITS if "of_days" in table else {}
    for name in table.columns:
        column = table[name]
        if _about_some(str(name)) and column.isna().any():
            column = column.astype(object).where(column.notna(), "")
        shown[headings.get(str(name)) or _heading(str(name))] = column
    return pd.DataFrame(shown)


def last_days(table: pd.DataFrame) -> pd.Series:
    """Return the last day of each row: of a day itself, of a week or month by its ``of_days``."""
    if "of_days" not in table:
        return table["date"]
    return table["date"] + pd.to_timedelta(table["of_days"] - 1, unit="D")


def _about_some(name: str) -> bool:
    return name in ABOUT_SOME or name.startswith((CHANGE, *NEXT)) or MEAN in name


def _heading(name: str) -> str:
    kind, _, rest = name.partition("probability_")
    words = f"Probability, {rest}" if not kind else name
    if words.endswith("_imprecise"):
        words = f"{words.removesuffix('_imprecise')}, expected of imprecise dates"
    return capitalised(words).replace("_", " ")
