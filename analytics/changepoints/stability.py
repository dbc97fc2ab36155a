"""Whether a change is still found when the period is cut at its ends, or its parts are shorter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from analytics.changepoints.evidence import MIN_DAYS
from analytics.changepoints.matching import Change, dates_of_change, same_change
from analytics.changepoints.search import (
    FOUND,
    NOT_SETTLED,
    ChangepointResult,
    Changes,
    search_changes,
)
from analytics.errors import SeriesTooShort
from analytics.parallel import in_order
from analytics.table_rows import rows_of
from analytics.wording import plain_dates, plain_span

CUT_DAYS = (3, 7, 14)
# Fewest days in a part, beside the week that the search itself takes.
SHORTEST = (4, 10, 14)
# A change that fewer than this share of the cuts show is not settled.
LEAST_SHARE = 0.5
# Fewer cuts than these, of a short period, say nothing.
FEWEST_CUTS = 4
Cut = tuple[str, pd.Series, int]
SearchedCut = tuple[str, pd.Series, int, Changes]
COLUMNS = ["cut", "start", "end", "min_days", "verdict", "evidence", "evidence_if_independent"]
COLUMNS += ["dates", "could_show", "last_change"]
COULD, COULD_NOT = "yes", "no"
SHOWN, NOT_SHOWN, NOT_COUNTED = "found", "not found", "found, not counted"


@dataclass(frozen=True, kw_only=True, eq=False)
class CutsResult:
    """Outcome of :func:`cut_period`.

    Attributes
    ----------
    reference : ChangepointResult
        The search in the whole period.
    table : DataFrame
        One row a cut: ``cut`` (what was cut, in words), ``start``, ``end``, ``min_days``,
        ``verdict``, ``evidence``, ``evidence_if_independent``, ``dates``, the date sets of the
        changes found there in words, ``could_show`` ("yes" or "no": whether it leaves a part
        before the date set of the last change and after) and ``last_change`` ("found", "not
        found", or "found, not counted" where it could not show it). The last two are None where
        there is no change.
    shares : DataFrame
        One row a change of the whole period: ``changepoint``, ``ci_low``, ``ci_high``, ``found``
        (in how many cuts), and ``cuts`` (how many leave a part before its date set and after).
    """

    reference: ChangepointResult
    table: pd.DataFrame
    shares: pd.DataFrame

    def __str__(self) -> str:
        """Say in how many cuts each change is found."""
        total = len(self.table)
        if not total:
            return "The period is too short to be cut."
        if self.shares.empty:
            some = int((self.table["verdict"] == FOUND).sum())
            return f"A change is found in {some or 'none'} of {total} cuts of the period."
        told = [
            f"the change {plain_span(row.ci_low, row.ci_high)} in {row.found} of {row.cuts}"
            for row in rows_of(self.shares)
        ]
        text = f"Found when the period is cut or its parts may be shorter: {'; '.join(told)} cuts"
        room = f" that could show it, of {total}" if (self.shares["cuts"] < total).any() else ""
        return f"{text}{room}."

    @property
    def verdict(self) -> str:
        """The verdict of the search, or "not settled" where too few cuts show the last change."""
        if self.reference.verdict == FOUND and len(self.shares):
            last = self.shares.iloc[-1]
            if last.cuts >= FEWEST_CUTS and last.found < LEAST_SHARE * last.cuts:
                return NOT_SETTLED
        return self.reference.verdict


def search_cuts(counts: pd.Series) -> tuple[SearchedCut, ...]:
    """Search every cut of a period; see :func:`cut_period`."""
    cuts = list(_cuts(counts))
    found = in_order(_search, cuts, f"Searching {len(cuts)} cuts of the period")
    return tuple(cut for cut in found if cut is not None)


def cut_period(
    reference: ChangepointResult, searched: Sequence[SearchedCut] | None = None
) -> CutsResult:
    """Search for changes again with the period cut at either end, and parts of other lengths.

    Parameters
    ----------
    reference : ChangepointResult
        The search in the whole period.
    searched : sequence or None
        The cuts, as :func:`search_cuts` gives them; None searches them here.

    Returns
    -------
    CutsResult
        3, 7 and 14 days off the start, off the end and off both; parts of at least 4, 10 and 14
        days. Cuts that leave too few days are left out.

    Notes
    -----
    A change is the same as :func:`~analytics.changepoints.matching.same_change` says. A cut that
    leaves less than a part before the first day of the date set, or from its last day on, cannot
    show the change, which may have begun on any of them, and does not count against it.
    """
    found = search_cuts(reference.counts) if searched is None else searched
    rows = [
        (
            *(label, counts.index[0], counts.index[-1], least, result.verdict),
            *(result.evidence, result.evidence_if_independent, _dates(result)),
            *_of_last(reference, (label, counts, least, result)),
        )
        for label, counts, least, result in found
    ]
    return CutsResult(
        reference=reference,
        table=pd.DataFrame(rows, columns=COLUMNS),
        shares=_shares(reference, found),
    )


def uncut(reference: ChangepointResult) -> CutsResult:
    """Hold no cut against a search that found nothing, for none could take back its verdict."""
    table = pd.DataFrame(columns=COLUMNS)
    return CutsResult(reference=reference, table=table, shares=_shares(reference, ()))


def _search(cut: Cut) -> SearchedCut | None:
    """Search one cut; None where it leaves too few days."""
    _, counts, least = cut
    try:
        return (*cut, search_changes(counts, min_days=least))
    except SeriesTooShort:
        return None


def _cuts(counts: pd.Series) -> Iterator[Cut]:
    """Give every cut once: periods longer than a day lose as many whole ones as begin in it."""
    first, last, known = counts.index[0], counts.index[-1], set()
    for days in CUT_DAYS:
        off = pd.Timedelta(days=days)
        ends = {"at the start": (first + off, last), "at the end": (first, last - off)}
        for where, (start, end) in {**ends, "at both ends": (first + off, last - off)}.items():
            part = counts[start:end]
            if len(part) and (span := (part.index[0], part.index[-1])) not in known:
                known.add(span)
                yield f"{days} days {where}", part, MIN_DAYS
    for least in SHORTEST:
        yield f"parts of {least} days or more", counts, least


def _dates(result: Changes) -> str:
    return "; ".join(plain_dates(row.ci_low, row.ci_high) for row in result.rows)


def _of_last(reference: ChangepointResult, cut: SearchedCut) -> tuple[str | None, str | None]:
    """Say whether a cut could show the last change, and whether it does."""
    if reference.table.empty:
        return None, None
    change = list(rows_of(reference.table))[-1]
    could, shown = _could_show(change, cut), _shows(change, cut)
    if could:
        return COULD, SHOWN if shown else NOT_SHOWN
    return COULD_NOT, NOT_COUNTED if shown else NOT_SHOWN


def _shares(reference: ChangepointResult, found: Sequence[SearchedCut]) -> pd.DataFrame:
    rows = []
    for change in rows_of(reference.table):
        able = [_shows(change, cut) for cut in found if _could_show(change, cut)]
        rows.append((change.changepoint, change.ci_low, change.ci_high, sum(able), len(able)))
    names = ["changepoint", "ci_low", "ci_high", "found", "cuts"]
    return pd.DataFrame(rows, columns=names)


def _shows(change: Change, cut: SearchedCut) -> bool:
    """Tell whether a cut shows a change."""
    dates, result = dates_of_change(change), cut[-1]
    return any(same_change(dates, dates_of_change(other)) for other in result.rows)


def _could_show(change: Change, cut: SearchedCut) -> bool:
    """Tell whether a cut leaves at least a part on either side of a change, whenever it began."""
    _, counts, least, _ = cut
    first, last = counts.index.searchsorted([change.ci_low, change.ci_high])
    return least <= first and last <= len(counts) - least
