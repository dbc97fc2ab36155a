"""The incident list reconciled with the official totals, between one total and the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import pandas as pd

from analytics.checks import check_columns
from analytics.errors import NotAnswerable
from analytics.reconciliation.intervals import interval_table
from analytics.reconciliation.official_totals import (
    CONFIRMED,
    TOTAL,
    TotalsComparison,
    compare_official_totals,
)
from analytics.series.daily import select_events
from analytics.wording import plain_date

ALL = "all"


@dataclass(frozen=True, kw_only=True, eq=False)
class Reconciliation:
    """Outcome of :func:`reconcile`.

    Attributes
    ----------
    whole : TotalsComparison
        The list against the whole total; its ``official_totals`` hold every report.
    parts : dict of TotalsComparison
        By place, the same for the places that officials counted apart.
    """

    whole: TotalsComparison
    parts: dict[str, TotalsComparison]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a place and interval, as :func:`interval_table` has them."""
        tables = {
            place: interval_table(compared)
            for place, compared in {ALL: self.whole, **self.parts}.items()
        }
        return pd.concat(tables, names=["place"]).reset_index("place").reset_index(drop=True)

    @cached_property
    def by_confirmation(self) -> pd.DataFrame:
        """One row a place and confirmation: how far its counts are from the officials'.

        ``away`` is the mean distance of the running totals at the ends of the intervals, and
        ``gap`` adds up the differences of the intervals without their signs; their shares are
        those of the official total, missing where it is 0.
        """
        rows = [
            {"place": place, "confirmation": label, **_distance(rows[name], rows["official_total"])}
            for place, rows in self.table.groupby("place", sort=False)
            for name, (label, _) in CONFIRMED.items()
        ]
        table = pd.DataFrame(rows)
        shares = {
            f"{name}_share": table[name] / table["official_total"] for name in ("away", "gap")
        }
        return table.assign(**{n: s.where(table["official_total"] > 0) for n, s in shares.items()})

    @cached_property
    def best_confirmation(self) -> str:
        """The confirmation whose total is closest to the officials'; of equal ones the firmest."""
        return _closest(self.by_confirmation, "away")

    @cached_property
    def tracking(self) -> str:
        """Say in one sentence which confirmation tracks the officials best, by which measure."""
        best, others = self.best_confirmation, _others(self.by_confirmation, "away", "{:.0f}")
        whole = _of_all(self.by_confirmation).set_index("confirmation")
        share = f", {whole.loc[best, 'away_share']:.0%} of the official total".replace("%", " %")
        share = share if whole.loc[best, "official_total"] else ""
        finding = (
            f'"{best}" tracks the officials best: on average its running total is '
            f"{whole.loc[best, 'away']:.0f} away from theirs{share} ({others})"
        )
        near = _closest(self.by_confirmation, "gap")
        if near == best:
            return f"{finding}, and its differences interval by interval are smallest too."
        return (
            f'{finding}; interval by interval "{near}" differs least, {whole.loc[near, "gap"]} in '
            f"all, signs left out ({_others(self.by_confirmation, 'gap', '{}')})."
        )

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        rows = _of_all(self.table)
        short, beyond = rows[rows["missing"] > 0], rows[rows["surplus"] > 0]
        several = "interval" if len(rows) == 1 else "intervals"
        net = int(rows["listed"].sum() - rows["official_total"].sum())
        return (
            f"Over {len(rows)} {several} between official totals up to "
            f"{plain_date(rows['end'].iloc[-1])} the list is {short['missing'].sum()} short of "
            f"them in {len(short)} and {beyond['surplus'].sum()} beyond them in "
            f"{len(beyond)}, {net:+d} in all; {self.tracking}"
        )


def _distance(listed: pd.Series, official: pd.Series) -> dict[str, int | float]:
    """Measure how far counts are from the officials', over the same intervals."""
    apart = listed.to_numpy() - official.to_numpy()
    return {
        "listed": int(listed.sum()),
        "official_total": int(official.sum()),
        "away": float(np.abs(apart.cumsum()).mean()),
        "gap": int(np.abs(apart).sum()),
    }


def _of_all(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of all places together."""
    return table[table["place"] == ALL]


def _closest(table: pd.DataFrame, measure: str) -> str:
    whole = _of_all(table)
    return whole.loc[whole[measure].idxmin(), "confirmation"]


def _others(table: pd.DataFrame, measure: str, form: str) -> str:
    """List those that are not the closest, with how far they are."""
    whole = _of_all(table)
    far = whole[whole["confirmation"] != _closest(table, measure)]
    return ", ".join(
        f"{row.confirmation[0].lower()}{row.confirmation[1:].replace(', claims included', '')} "
        f"{form.format(getattr(row, measure))}"
        for row in far.itertuples()
    )


def reconcile(
    events: pd.DataFrame,
    official_totals: pd.DataFrame,
    *,
    start: str | pd.Timestamp,
    end: str | pd.Timestamp | None = None,
    column: str = TOTAL,
    split: Mapping[str, str] | None = None,
    rule: str = "largest",
    source: str = "",
    unofficial: str = "",
    noun: str = "events",
) -> Reconciliation:
    """Reconcile the incident list with the official running totals.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date`` and ``confirmation``, and ``country`` where the totals are split.
    official_totals : DataFrame, one row per report
        As in :func:`analytics.reconciliation.official_totals.official_series`.
    start, end : str or Timestamp, or no end
        First day that the totals count, and the last as-of day to compare, both inclusive.
    column : str
        The whole running total.
    split : mapping of str to str, or None
        Country to the column of its part; a part that no official gave by then is left out.
    rule, source, unofficial, noun : str
        As in :func:`analytics.reconciliation.official_totals.official_series`.

    Returns
    -------
    Reconciliation

    Raises
    ------
    MissingColumn, InvalidSeries, OutsideCoverage, InvalidOption, NotAnswerable

    Notes
    -----
    An incident late in the day of a report may stand in the next interval between totals: a missing
    one beside a surplus one is then the same incident. The parts are given on fewer days than the
    whole and need not add up to it.
    """
    compare = partial(
        compare_official_totals,
        official_totals=official_totals,
        start=start,
        end=end,
        rule=rule,
        source=source,
        unofficial=unofficial,
        noun=noun,
    )
    whole = compare(events, column=column)
    parts = {}
    for place, part in (split or {}).items():
        check_columns(events, "country")
        here = select_events(events, country=[place])
        try:
            parts[place] = compare(here, column=part)
        except NotAnswerable:  # no official figure for the place; the whole has one
            continue
    return Reconciliation(whole=whole, parts=parts)
