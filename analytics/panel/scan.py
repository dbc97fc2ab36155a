"""Where has it changed? Two lists of units, each with a stated share of those listed by luck."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.changepoints.evidence import LINE
from analytics.changepoints.search import FOUND
from analytics.panel.discoveries import (
    FIRM_SHARE,
    WATCH_SHARE,
    calibrated_evidence,
    e_discoveries,
    p_discoveries,
)
from analytics.panel.null_table import evidence_pvalue, learn_mixture
from analytics.panel.two_ways import evidence_rest, share_that_follows
from analytics.panel.unit import NOT_WEIGHED, THIN, UnitScan
from analytics.selection.columns import counted_units, divided_by, none_of, unit_nouns

CHANGE_DATES = ["changepoint", "change_low", "change_high"]
CHANGE_NUMBERS = ["change_ratio", "change_ratio_low", "change_ratio_high", "change_evidence"]
NUMBERS = ["evidence", *CHANGE_NUMBERS, "rate_now", "rate_usual", "rate_ratio", "ci_low", "ci_high"]
NUMBERS += ["branching", "size"]
# The logarithm of the largest number that evidence is told as.
MOST_LOG = 700.0
# What a unit has that is no cell of a table.
INSIDE = {"odds", "follows", "clustering", "most", "bars"}


@dataclass(frozen=True, kw_only=True, eq=False)
class ScanResult:
    """Outcome of :func:`judge_units`.

    Attributes
    ----------
    by : str
        What a unit is, such as "admin1".
    noun : str
        What is counted, in the plural.
    nouns : tuple of str
        A unit, and several, as a sentence counts them.
    table : DataFrame
        One row a unit, the strongest first and the thin ones last: the fields of the unit that are
        cells, with ``evidence_rest`` (how many times likelier its days are with a change of its own
        than without, beside the rest of the region) after ``evidence``; then ``pvalue``, ``firm``
        and ``watch_list`` (whether the unit is on that list).
    bars : tuple of tuple of float
        Of every row of the table.
    """

    by: str
    noun: str
    nouns: tuple[str, str]
    table: pd.DataFrame
    bars: tuple[tuple[float, ...], ...]

    @property
    def tested(self) -> int:
        """How many units have events enough to be tested."""
        return int((self.table["verdict"] != THIN).sum())

    @property
    def firm(self) -> pd.DataFrame:
        """The firm list: a twentieth of such lists is false, whatever links the units."""
        return self.table[self.table["firm"]]

    @property
    def watch_list(self) -> pd.DataFrame:
        """The watch list: a tenth of such lists is false, beside what the region does."""
        return self.table[self.table["watch_list"]]

    @property
    def thin(self) -> pd.DataFrame:
        """The units too thin to be tested, with the reason and what they could have shown."""
        return self.table.loc[self.table["verdict"] == THIN, ["unit", "events", "reason", "could"]]

    @property
    def headline(self) -> str:
        """Say how many units changed, in one short sentence."""
        if self.table.empty:
            return f"There are no {self.noun} in this period to scan by {divided_by(self.nouns)}"
        units = self.table["unit"]
        firm, further = len(self.firm), int((self.table["watch_list"] & ~self.table["firm"]).sum())
        if not further and not firm:
            return f"{none_of(units, self.nouns)} is listed as changed"
        listed = f"{firm or 'none'} on the firm list, {further or 'none'} further on the watch list"
        return f"Of {counted_units(units, self.nouns)}, {listed}"

    @property
    def by_luck(self) -> str:
        """Say how many units were looked at, and how many of those listed are so by luck."""
        looked = (
            f"{counted_units(self.table['unit'], self.nouns)} looked at, {self.tested:,} with "
            "events enough to be tested"
        )
        return (
            f"{looked}; of the firm list at most {100 * FIRM_SHARE:g} % are expected "
            f"to be there by luck, of it and the watch list together at most "
            f"{100 * WATCH_SHARE:g} %."
        )

    def __str__(self) -> str:
        """Say how many units changed, of how many, and what luck does to that."""
        return f"{self.headline}. {self.by_luck}"


def judge_units(
    units: Sequence[UnitScan],
    *,
    by: str,
    noun: str = "events",
    nouns: tuple[str, str] | None = None,
) -> ScanResult:
    """Make the two lists of units that changed.

    Parameters
    ----------
    units : sequence of UnitScan
        All that were looked at, the thin ones included, in any order.
    by, noun : str
        What a unit is, and what is counted.
    nouns : tuple of str or None
        A unit, and several, as a sentence counts them; None by ``by``, as a column.

    Returns
    -------
    ScanResult

    Notes
    -----
    Both lists are made of the evidence against the rest of the region: what the others did
    multiplies what is expected of a unit, or does not, and how likely it does is what all units
    together show. Its p-value is that of :mod:`~analytics.panel.null_table` at the branchings and
    sizes that they show.
    The watch list holds where units move independently of each other once the region is taken
    out, the firm list whatever links them still.
    """
    names = [name for name in UnitScan.__dataclass_fields__ if name not in INSIDE]
    rows = [{name: getattr(one, name) for name in names} for one in units]
    table = pd.DataFrame(rows, columns=names)
    table = table.astype(
        dict.fromkeys(CHANGE_DATES, "datetime64[us]") | dict.fromkeys(NUMBERS, float)
    )
    tested = (table["verdict"] != THIN).to_numpy()
    logs = _log_evidence(units)
    evidence = np.exp(np.minimum(logs, MOST_LOG))
    table.insert(table.columns.get_loc("evidence") + 1, "evidence_rest", evidence)
    # What one share of followers would show is not shown where that of these units does not.
    nothing = (table["verdict"] != FOUND) & ~(evidence > LINE)
    table.loc[nothing, [*CHANGE_DATES, *CHANGE_NUMBERS]] = pd.NA
    table.loc[nothing, "against"] = ""
    pvalues = _pvalues(units, logs)
    table["pvalue"] = pvalues
    table["firm"], table["watch_list"] = _lists(pvalues)
    least = -np.where(tested, np.nan_to_num(evidence), np.nan)
    keys = pd.DataFrame({"thin": ~tested, "least": least, "events": -table["events"]})
    order = keys.sort_values(list(keys), kind="stable").index.to_numpy()
    return ScanResult(
        by=by,
        noun=noun,
        nouns=nouns or unit_nouns([by]),
        table=table.iloc[order].reset_index(drop=True),
        bars=tuple(units[place].bars for place in order),
    )


def may_be_listed(units: Sequence[UnitScan]) -> list[int]:
    """Give the places of the units that were not weighed and may be on a list if they are.

    Parameters
    ----------
    units : sequence of UnitScan
        All that were looked at, in any order.

    Returns
    -------
    list of int
        Of those left out, none is on a list, and the lists are those of all units weighed.

    Notes
    -----
    A unit that was not weighed has no more evidence than its bound, so no smaller p-value than
    that of the bound: what all units together show, which p-values hang on, is the same. Both
    procedures list more where p-values are smaller. So the lists made with the bounds hold those
    that weighing all would give, and whoever is not on them keeps off whatever its p-value is,
    and keeps nobody else off.
    """
    left = [place for place, one in enumerate(units) if one.verdict == NOT_WEIGHED]
    if not left:
        return []
    listed = np.logical_or(*_lists(_pvalues(units, _log_evidence(units, bounded=True))))
    return [place for place in left if listed[place]]


def _lists(pvalues: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Make the firm list and the watch list."""
    firm = e_discoveries(calibrated_evidence(pvalues, FIRM_SHARE), FIRM_SHARE)
    return firm, p_discoveries(pvalues, WATCH_SHARE)


def _log_evidence(units: Sequence[UnitScan], *, bounded: bool = False) -> np.ndarray:
    """Give the log evidence against the rest of every unit that was weighed, or what bounds it."""
    found = np.full(len(units), np.nan)
    tested = [place for place, one in enumerate(units) if one.verdict != THIN]
    share = share_that_follows(np.array([units[place].follows for place in tested]))
    weighed = [place for place in tested if units[place].odds]
    if weighed:
        odds = np.array([units[place].odds for place in weighed])
        follows = np.array([units[place].follows for place in weighed])
        found[weighed] = evidence_rest(odds, follows, share)
    for place in set(tested) - set(weighed) if bounded else ():
        found[place] = units[place].most
    return found


def _pvalues(units: Sequence[UnitScan], logs: np.ndarray) -> np.ndarray:
    """Ask the null table of every unit, with the clustering learned from all of them.

    One that was not weighed, and has no log evidence here, has 1.
    """
    found = np.full(len(units), np.nan)
    lengths = {len(one.clustering) for one in units if one.clustering}
    mixtures = {
        length: learn_mixture([one.clustering for one in units if len(one.clustering) == length])
        for length in lengths
    }
    for place, one in enumerate(units):
        if one.verdict != THIN:
            known, mixture = not math.isnan(logs[place]), mixtures[len(one.clustering)]
            rate = one.events / one.days
            found[place] = evidence_pvalue(logs[place], one.days, rate, mixture) if known else 1.0
    return found
