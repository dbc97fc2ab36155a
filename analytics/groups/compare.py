"""Which groups of a study changed: each against its own past, in order of what changed most."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from analytics.bar_lines import bar_lines, stretch_means
from analytics.changepoints.evidence import MIN_PERIODS
from analytics.changepoints.search import FOUND, ChangepointResult
from analytics.effects import sentence
from analytics.effects.before_after import ALPHA
from analytics.effects.multiplicity import holm
from analytics.effects.power import FEWEST_EVENTS
from analytics.effects.recent import RecentResult, compare_recent
from analytics.findings.results import search_part
from analytics.panel.counting import count_panel
from analytics.parallel import in_order
from analytics.selection.cache import remembered
from analytics.selection.columns import (
    column_label,
    column_nouns,
    counted_units,
    divided_by,
    is_unknown,
    none_of,
    value_words,
)
from analytics.selection.selected import Selection
from analytics.wording import plain_count, plain_number

# Changes are searched in the groups with the most events; a search of a year takes a moment.
MOST_SEARCHED = 60
# So many are named and held against each other; a scan searches all of them.
MOST_COMPARED = 200
NOT_SEARCHED = "not searched"
# In place of a reason: what is unknown may be of any group, and stands beside them.
NO_GROUP = "unknown: of no group"


@dataclass(frozen=True, kw_only=True, eq=False)
class GroupsResult:
    """Outcome of :func:`compare_groups`.

    Attributes
    ----------
    by : str
        The column that divides the events.
    label : str
        What the column is called.
    nouns : tuple of str
        One of its groups in a sentence, and several.
    noun : str
        What is counted, in the plural.
    days : int
        Length of "now", in days.
    others : int
        Groups that are not compared, those with the fewest events, where there are very many.
    counts : DataFrame of int, shape (n_observed_days, n_groups)
        Events per day, one column a group, in the order of ``table``.
    large : tuple of str
        The groups that are searched for changes, or are to be: those with events enough, the
        largest first.
    table : DataFrame
        One row a group, what changed most first, then of the events whose group is unknown, which
        are neither tested nor searched: ``group``, ``events``, ``days`` (observed),
        ``rate_now``, ``rate_usual``, ``rate_ratio``, ``ci_low``, ``ci_high``, ``pvalue``,
        ``holm`` (the p-value after Holm's correction), ``reason`` (why the group is too thin to
        test, else empty); of the newest change ``changepoint``, ``change_low``, ``change_high``,
        ``change_ratio``, ``change_ratio_low``, ``change_ratio_high``, missing where none is found;
        ``evidence`` of it between its neighbours, else of any change, and the ``verdict``.
    """

    by: str
    label: str
    nouns: tuple[str, str]
    noun: str
    days: int
    others: int
    counts: pd.DataFrame
    large: tuple[str, ...]
    table: pd.DataFrame

    @property
    def units(self) -> pd.DataFrame:
        """The rows of the groups, without what is unknown."""
        return self.table[self.table["reason"] != NO_GROUP]

    @property
    def unknown(self) -> int:
        """How many events are of no known group."""
        return int(self.table.loc[self.table["reason"] == NO_GROUP, "events"].sum())

    @property
    def tested(self) -> int:
        """How many groups have events enough to be tested."""
        return int(self.table["pvalue"].notna().sum())

    @property
    def thin(self) -> pd.DataFrame:
        """The groups too thin to be tested, with the reason."""
        return self.units.loc[self.units["reason"] != "", ["group", "events", "reason"]]

    @property
    def waiting(self) -> tuple[str, ...]:
        """The groups that are to be searched for changes, and are not yet."""
        searched = set(self.table.loc[self.table["verdict"] != NOT_SEARCHED, "group"])
        return tuple(group for group in self.large if group not in searched)

    @property
    def looked_for(self) -> str:
        """Say in how many groups a change was looked for, and in which not."""
        enough = int((self.counts[list(self.units["group"])].sum() >= FEWEST_EVENTS).sum())
        left = enough - len(self.large)
        among = counted_units(self.large, self.nouns)
        if self.waiting:
            done = len(self.large) - len(self.waiting)
            return f"Looking for the newest change of each: {done} of {among} so far \u2026"
        most = f", those with the most {self.noun}; {left:,} more are not" if left else ""
        return f"A change was looked for in {among} with {FEWEST_EVENTS} {self.noun} or more{most}."

    @property
    def headline(self) -> str:
        """Say which group changed most, in one short sentence."""
        settled = self.table[self.table["holm"] < ALPHA]
        if self.units.empty:
            known = " that is known" if self.unknown else ""
            by = divided_by(self.nouns)
            return f"There are no {self.noun} in this period to compare by {by}{known}."
        if settled.empty:
            return (
                f"{none_of(self.units['group'], self.nouns)} clearly changed in the last "
                f"{self.days} days"
            )
        first = settled.iloc[0]
        amount = sentence.amount(first.rate_ratio, self.noun)
        counted = counted_units(self.units["group"], self.nouns)
        among = "" if len(self.units) == 1 else f", of {counted}"
        group = group_label(first.group, self.by)
        return f"{group} changed most{among}: {amount} usual in the last {self.days} days"

    @property
    def by_luck(self) -> str:
        """Say how many groups were looked at, and what that does to the findings."""
        total, tested = len(self.units), self.tested
        looked = counted_units(self.units["group"], self.nouns)
        if self.others:
            looked += f", those with the most {self.noun} of {total + self.others:,},"
        opening = f"{looked} {'was' if total == 1 else 'were'} looked at"
        if tested < total:
            opening += f", of which {tested} can be tested"
        if not tested:
            return f"{opening}.{self._beside}"
        below = int((self.table["pvalue"] < ALPHA).sum())
        kept = int((self.table["holm"] < ALPHA).sum())
        shown = f"; {below or 'none'} {'does' if below == 1 else 'do'}"
        held = (
            f", and {kept or 'none'} {'stays' if kept == 1 else 'stay'} below it after Holm's "
            f"correction for {tested} comparisons"
        )
        return (
            f"{opening}; had none changed, about {plain_number(tested * ALPHA)} would show "
            f"p < {ALPHA:g} by luck{shown}{held if below else ''}.{self._beside}"
        )

    @property
    def _beside(self) -> str:
        """Say of how many events the group is unknown; "" where it is known of all."""
        if not self.unknown:
            return ""
        return (
            f" The {divided_by(self.nouns)} of {plain_count(self.unknown, self.noun)} is unknown."
        )

    def __str__(self) -> str:
        """Say which group changed most, and what so many groups do to that."""
        if self.units.empty:
            return f"{self.headline}{self._beside}"
        return f"{self.headline}. {self.by_luck}"

    @property
    def sparklines(self) -> list[str]:
        """One short line of bars a row of the table, each on a scale of its own."""
        return bar_lines([stretch_means(self.counts[group]) for group in self.table["group"]])


def compare_groups(
    selection: Selection,
    by: str | None = None,
    *,
    days: int | None = None,
    most: int = MOST_SEARCHED,
) -> GroupsResult:
    """Compare every group's last days with the days before, and search each for changes.

    Parameters
    ----------
    selection : Selection
        Events that are not dated to the day are left out.
    by : str or None
        A column of the measured series' table; None is the one that the view divides by.
    days : int or None
        Length of "now"; None is the view's.
    most : int
        How many groups are searched, the largest first; 0 gives the comparisons at once.

    Returns
    -------
    GroupsResult

    Raises
    ------
    InvalidOption, OutsideCoverage, NotAnswerable

    Notes
    -----
    Groups are put in order by the least change that their interval allows, those that stay settled
    after Holm's correction first. A group is searched with at least ten events, and only the
    60 largest are; of more than 200 groups those with the most events are compared. Changes are
    neither checked by cutting the period nor held against a trend.
    """
    view = selection.view
    counting, asked = selection.counting, (by or view.by, days or view.recent)
    return _searched(counting, *asked, most) if most else _compared(counting, *asked)


@remembered
def _compared(counting: Selection, by: str, days: int) -> GroupsResult:
    counts = count_panel(counting, by, most=MOST_COMPARED).observed
    events = counting.counted(counting.measured)
    known = [group for group in counts if not is_unknown(group)]
    totals = counts[known].sum().sort_values(ascending=False, kind="stable")
    large = totals.index[totals >= FEWEST_EVENTS]
    rows = [
        _now(group, compare_recent(counts[group], days=days)) | _newest(None) for group in counts
    ]
    table = pd.DataFrame(rows, columns=COLUMNS).astype(KINDS)
    table["holm"] = holm(table["pvalue"])
    table = table.iloc[_order(table)].reset_index(drop=True)
    return GroupsResult(
        by=by,
        label=column_label(counting.study, by),
        nouns=column_nouns(counting.study, by),
        noun=counting.measured,
        days=days,
        others=max(events[by].nunique(dropna=False) - MOST_COMPARED, 0),
        counts=counts[list(table["group"])],
        large=tuple(map(str, large[:MOST_SEARCHED])) if len(counts) >= MIN_PERIODS else (),
        table=table,
    )


@remembered
def _searched(counting: Selection, by: str, days: int, most: int) -> GroupsResult:
    bare = _compared(counting, by, days)
    names = bare.large[:most]
    parts = [bare.counts[name].rename(bare.noun) for name in names]
    words = f"Searching {len(parts)} groups"
    found = in_order(partial(search_part, counting), parts, words)
    searches = dict(zip(names, found, strict=True))
    rows = [_newest(searches.get(group)) for group in bare.table["group"]]
    newest = pd.DataFrame(rows, columns=NEWEST).astype({n: KINDS[n] for n in NEWEST if n in KINDS})
    return replace(bare, table=bare.table.assign(**newest))


def _now(group: str, recent: RecentResult) -> dict[str, object]:
    before, after = recent.windows.history, recent.windows.after
    return {
        "group": group,
        "events": int(before.sum() + after.sum()),
        "days": len(before) + len(after),
        "rate_now": recent.rate_now,
        "rate_usual": recent.rate_usual,
        **_tested(group, recent),
    }


def _tested(group: str, recent: RecentResult) -> dict[str, object]:
    if is_unknown(group):
        return dict.fromkeys(["rate_ratio", "ci_low", "ci_high", "pvalue"]) | {"reason": NO_GROUP}
    return {
        "rate_ratio": recent.ratio.value,
        "ci_low": recent.ratio.ci_low,
        "ci_high": recent.ratio.ci_high,
        "pvalue": recent.ratio.pvalue,
        "reason": recent.reason,
    }


def _newest(search: ChangepointResult | None) -> dict[str, object]:
    """Tell the newest change of a group; of one without, what the search says."""
    if search is None:
        return {"verdict": NOT_SEARCHED}
    told: dict[str, object] = {"verdict": search.verdict, "evidence": search.evidence}
    if search.verdict != FOUND or search.table.empty:
        return told
    last = search.table.iloc[-1]
    return told | {
        "changepoint": last.changepoint,
        "change_low": last.ci_low,
        "change_high": last.ci_high,
        "change_ratio": last.rate_ratio,
        "change_ratio_low": last.ratio_low,
        "change_ratio_high": last.ratio_high,
        "evidence": last.evidence,
    }


CHANGE_DAYS = dict.fromkeys(["changepoint", "change_low", "change_high"], "datetime64[us]")
NOW = ["rate_now", "rate_usual", "rate_ratio", "ci_low", "ci_high", "pvalue", "holm"]
RATIOS = ["change_ratio", "change_ratio_low", "change_ratio_high"]
NEWEST = [*CHANGE_DAYS, *RATIOS, "evidence", "verdict"]
COLUMNS = ["group", "events", "days", *NOW, "reason", *NEWEST]
KINDS = CHANGE_DAYS | dict.fromkeys([*NOW, *RATIOS, "evidence"], float)


def _order(table: pd.DataFrame) -> np.ndarray:
    """Give the rows by what changed most: the settled first, the thin late, the unknown last."""
    low, high, value = (
        np.abs(np.log(table[name].replace(0.0, np.exp(-25.0)).clip(upper=np.exp(25.0))))
        for name in ("ci_low", "ci_high", "rate_ratio")
    )
    crosses = (table["ci_low"] <= 1) & (table["ci_high"] >= 1)
    least = np.where(crosses, 0.0, np.minimum(low, high))
    keys = pd.DataFrame(
        {
            "unknown": table["reason"] == NO_GROUP,
            "thin": table["pvalue"].isna(),
            "open": ~(table["holm"] < ALPHA),
            "least": -np.nan_to_num(least),
            "value": -value.fillna(0.0),
            "events": -table["events"],
        }
    )
    return keys.sort_values(list(keys), kind="stable").index.to_numpy()


def group_label(group: str, by: str) -> str:
    """Write a group at the head of a line; a name is spelled as it is: al-Shaddadi, al-Mahdi."""
    if by == "location":
        return group
    words = value_words(by, group)
    return words[:1].upper() + words[1:] if words == words.lower() else words
