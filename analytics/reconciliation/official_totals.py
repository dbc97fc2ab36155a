"""Official running totals: one series from many reports, and the incident list against it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analytics.checks import check_columns, check_event_days, check_period
from analytics.errors import InvalidOption, NotAnswerable
from analytics.reconciliation.choice_rules import (
    RULES,
    choose,
    chosen_reports,
    read_reports,
    rule_words,
)
from analytics.wording import plain_count, plain_date

# The columns of a study that names none itself.
TOTAL = "total"
# By column, what the list counts; each holds the ones before it.
CONFIRMED = {
    "listed_official": ("Officially confirmed", ("official",)),
    "listed_official_or_media": ("Official or media", ("official", "media")),
    "listed": ("All listed, claims included", None),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class OfficialSeries:
    """Outcome of :func:`official_series`; ``reports`` holds every figure, one row each."""

    reports: pd.DataFrame
    column: str
    rule: str
    source: str
    noun: str

    @cached_property
    def chosen(self) -> pd.Series:
        """The figure that stands for each as-of day which has one, by the day."""
        return choose(self.reports, self.rule, source=self.source)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row an as-of day: lowest, highest and chosen figure, reports and sources."""
        days = self.reports.groupby("as_of")
        table = days["figure"].agg(low="min", high="max")
        table["chosen"] = self.chosen.reindex(table.index)
        table["reports"] = days.size()
        table["sources"] = days["source_org"].agg(lambda names: "; ".join(names.dropna().unique()))
        return table.reset_index()

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        table = self.table
        last = table.dropna(subset="chosen").iloc[-1]
        differ = int((table["low"] < table["high"]).sum())
        reports, days = plain_count(len(self.reports), "reports"), plain_count(len(table), "days")
        return (
            f"Officials counted {plain_count(last.chosen, self.noun)} by {plain_date(last.as_of)} "
            f"({rule_words(self.rule, self.source)}; "
            f"{reports} for {days}, contradicting each other on {differ})."
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class TotalsComparison:
    """Outcome of :func:`compare_official_totals`; officials count from ``start`` on."""

    start: pd.Timestamp
    days: pd.Series
    confirmation: pd.Series
    official_totals: OfficialSeries

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row an as-of day: official total and spread, rows listed by then, by confirmation."""
        table = self.official_totals.table.rename(columns={"chosen": "official_total"})
        table = table[["as_of", "official_total", "low", "high"]]
        for name in reversed(CONFIRMED):
            table[name] = self.listed_by(name, table["as_of"])
        table.insert(5, "difference", table["listed"] - table["official_total"])
        return table

    def listed_by(self, name: str, ends: pd.Series | pd.DatetimeIndex) -> pd.array:
        """Count the incidents listed up to each day, those of one column of ``CONFIRMED``."""
        _, allowed = CONFIRMED[name]
        known = self.days if allowed is None else self.days[self.confirmation.isin(allowed)]
        reached = np.sort(known.to_numpy()).searchsorted(ends.to_numpy(), side="right")
        return pd.array(reached, dtype="Int64")

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        last = self.table.dropna(subset="official_total").iloc[-1]
        share = abs(last.difference) / last.official_total
        gap = f"{last.difference:+d}, {share:.0%} {'more' if last.difference > 0 else 'fewer'}"
        gap = f" ({gap.replace('%', ' %')})" if last.difference else ", the same"
        return (
            f"By {plain_date(last.as_of)} the list holds "
            f"{plain_count(last.listed, self.official_totals.noun)} "
            f"where officials counted {last.official_total}{gap}; of the listed, "
            f"{last.listed_official} are officially confirmed."
        )


def official_series(
    official_totals: pd.DataFrame,
    *,
    column: str = TOTAL,
    rule: str = "largest",
    source: str = "",
    unofficial: str = "",
    noun: str = "events",
) -> OfficialSeries:
    """Make one running series from reports that repeat, round and contradict each other.

    Parameters
    ----------
    official_totals : DataFrame, one row per report
        Needs ``as_of_date``, ``reported_date``, ``source_org``, ``publisher``, ``note`` and
        the column.
    column : str
        The running total to use: the whole one, or a country's.
    rule : {"largest", "lowest", "latest", "by source"}
        Which official figure stands for an as-of day, see Notes.
    source : str
        The ``source_org`` that "by source" follows; it may end in ``*``.
    unofficial : str
        A report whose ``source_org`` holds this text stays in the spread, and is never chosen;
        empty marks none.
    noun : str
        What is counted, in the plural.

    Returns
    -------
    OfficialSeries
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
    "latest" is left as it was said. "by source" is "largest" among the reports of one source.
    """
    if rule not in RULES:
        raise InvalidOption(f"The rule is one of {', '.join(RULES)}, got {rule!r}.")
    check_columns(
        official_totals, "as_of_date", "reported_date", "source_org", "publisher", "note", column
    )
    reports = read_reports(official_totals, column, unofficial)
    if not reports["official"].any():
        raise NotAnswerable(f"No official figure is given in the column {column!r}.")
    if chosen_reports(reports, rule, source).empty:
        names = "; ".join(reports.loc[reports["official"], "source_org"].dropna().unique())
        raise NotAnswerable(
            f"No official figure in the column {column!r} is from the source {source!r}: "
            f"choose one of {names}."
        )
    return OfficialSeries(reports=reports, column=column, rule=rule, source=source, noun=noun)


def compare_official_totals(
    events: pd.DataFrame,
    official_totals: pd.DataFrame,
    *,
    start: str | pd.Timestamp,
    end: str | pd.Timestamp | None = None,
    column: str = TOTAL,
    rule: str = "largest",
    source: str = "",
    unofficial: str = "",
    noun: str = "events",
) -> TotalsComparison:
    """Set the incident list beside the official running total.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date`` and ``confirmation``, which divides the list.
    official_totals : DataFrame, one row per report
        As in :func:`official_series`.
    start, end : str or Timestamp, or no end
        First day that the totals count, and the last as-of day to compare, both inclusive.
    column, rule, source, unofficial, noun : str
        As in :func:`official_series`; filter the events to a country for its column.

    Returns
    -------
    TotalsComparison

    Raises
    ------
    MissingColumn, InvalidSeries, OutsideCoverage, InvalidOption, NotAnswerable
    """
    check_columns(official_totals, "as_of_date")
    first, last = check_period(start, official_totals["as_of_date"].max() if end is None else end)
    inside = official_totals[official_totals["as_of_date"].between(first, last)]
    official = official_series(
        inside, column=column, rule=rule, source=source, unofficial=unofficial, noun=noun
    )
    check_columns(events, "confirmation")
    days = check_event_days(events)
    counted = days >= first
    return TotalsComparison(
        start=first,
        days=days[counted],
        confirmation=events["confirmation"][counted],
        official_totals=official,
    )
