"""Official running totals: one series from many reports, and the incident list against it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.checks import check_columns, check_event_days, check_period
from analytics.errors import InvalidOption, NotAnswerable
from analytics.tally_rules import RULES, choose, is_exact
from analytics.wording import plain_date

TOTAL = "total_since_2023_10_17"
UNOFFICIAL = "(not official)"


@dataclass(frozen=True, kw_only=True, eq=False)
class TallyResult:
    """Outcome of :func:`official_series`; ``reports`` holds every figure, one row each."""

    reports: pd.DataFrame
    column: str
    rule: str

    @property
    def table(self) -> pd.DataFrame:
        """One row an as-of day: lowest, highest and chosen figure, reports and sources."""
        days = self.reports.groupby("as_of")
        table = days["figure"].agg(low="min", high="max")
        table["chosen"] = choose(self.reports, self.rule).reindex(table.index)
        table["reports"] = days.size()
        table["sources"] = days["source_org"].agg(lambda names: "; ".join(names.dropna().unique()))
        return table.reset_index()

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        table = self.table
        differ, last = (
            int((table["low"] < table["high"]).sum()),
            table.dropna(subset="chosen").iloc[-1],
        )
        return (
            f"Officials counted {last.chosen} attacks by {plain_date(last.as_of)} "
            f"({RULES[self.rule]}; {len(self.reports)} reports for {len(table)} days, "
            f"contradicting each other on {differ})."
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class TallyComparison:
    """Outcome of :func:`compare_tallies`."""

    days: pd.Series
    confidence: pd.Series
    tallies: TallyResult

    @property
    def table(self) -> pd.DataFrame:
        """One row an as-of day: tally and spread, rows listed by then, on each rung."""
        table = self.tallies.table.rename(columns={"chosen": "tally"})
        table = table[["as_of", "tally", "low", "high"]]
        for name, allowed in (
            ("listed", np.ones(len(self.days), dtype=bool)),
            ("listed_official", self.confidence.isin(["official"])),
            ("listed_official_or_media", self.confidence.isin(["official", "media"])),
        ):
            known = np.sort(self.days[allowed].to_numpy())
            listed = np.searchsorted(known, table["as_of"].to_numpy(), side="right")
            table[name] = pd.array(listed, dtype="Int64")
        table.insert(5, "difference", table["listed"] - table["tally"])
        return table

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        last = self.table.dropna(subset="tally").iloc[-1]
        share = abs(last.difference) / last.tally
        gap = f"{last.difference:+d}, {share:.0%} {'more' if last.difference > 0 else 'fewer'}"
        gap = f" ({gap.replace('%', ' %')})" if last.difference else ", the same"
        return (
            f"By {plain_date(last.as_of)} the list holds {last.listed} attacks where officials "
            f"counted {last.tally}{gap}; of the listed, {last.listed_official} are officially "
            "confirmed."
        )


def official_series(
    tallies: pd.DataFrame,
    *,
    column: str = TOTAL,
    rule: str = "largest",
    unofficial: str = UNOFFICIAL,
) -> TallyResult:
    """Make one running series from reports that repeat, round and contradict each other.

    Parameters
    ----------
    tallies : DataFrame, one row per report
        Needs ``as_of_date``, ``reported_date``, ``source_org``, ``publisher``, ``note`` and
        the column.
    column : str
        The running total to use: the whole one, or a country's.
    rule : {"largest", "lowest", "latest"}
        Which official figure stands for an as-of day, see Notes.
    unofficial : str
        A report whose ``source_org`` holds this text stays in the spread, and is never chosen.

    Returns
    -------
    TallyResult
        ``chosen`` is missing on a day without an official figure.

    Raises
    ------
    MissingColumn, InvalidOption, NotAnswerable

    Notes
    -----
    A figure that its ``note`` calls "at least", "more than", "nearly" or "about" is
    chosen only on a day without an exact one. A running total cannot fall, so "largest" takes
    the running maximum, and "lowest" the running minimum from the end backwards: the two
    enclose every series that some report supports, and can leave the spread of one day.
    "latest" is left as it was said.
    """
    if rule not in RULES:
        raise InvalidOption(f"The rule is one of {', '.join(RULES)}, got {rule!r}.")
    check_columns(tallies, "as_of_date", "reported_date", "source_org", "publisher", "note", column)
    given = tallies[tallies[column].notna() & tallies["as_of_date"].notna()]
    figures = given[column].astype("Int64")
    reports = pd.DataFrame(
        {
            "as_of": given["as_of_date"],
            "reported": given["reported_date"],
            "figure": figures,
            "official": ~given["source_org"].fillna("").str.contains(unofficial, regex=False),
            "exact": [is_exact(*row) for row in zip(figures, given["note"], strict=True)],
            "source_org": given["source_org"],
            "publisher": given["publisher"],
        }
    )
    if not reports["official"].any():
        raise NotAnswerable(f"No official figure is given in the column {column!r}.")
    return TallyResult(reports=reports.reset_index(drop=True), column=column, rule=rule)


def compare_tallies(
    events: pd.DataFrame,
    tallies: pd.DataFrame,
    *,
    start: str | pd.Timestamp,
    end: str | pd.Timestamp | None = None,
    column: str = TOTAL,
    rule: str = "largest",
    unofficial: str = UNOFFICIAL,
) -> TallyComparison:
    """Set the incident list beside the official running total.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date`` and ``confidence``, which splits the list into its rungs.
    tallies : DataFrame, one row per report
        As in :func:`official_series`.
    start, end : str or Timestamp, or no end
        First day that the tally counts, and the last as-of day to compare, both inclusive.
    column, rule, unofficial : str
        As in :func:`official_series`; filter the events to a country for its column.

    Returns
    -------
    TallyComparison

    Raises
    ------
    MissingColumn, InvalidSeries, OutsideCoverage, InvalidOption, NotAnswerable
    """
    check_columns(tallies, "as_of_date")
    first, last = check_period(start, tallies["as_of_date"].max() if end is None else end)
    inside = tallies[tallies["as_of_date"].between(first, last)]
    official = official_series(inside, column=column, rule=rule, unofficial=unofficial)
    check_columns(events, "confidence")
    days = check_event_days(events)
    counted = days >= first
    return TallyComparison(
        days=days[counted], confidence=events["confidence"][counted], tallies=official
    )
