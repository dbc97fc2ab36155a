"""Other methods beside the evidence: what each finds in the same days, how often it is wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd

from analytics.changepoints.matching import Change, dates_of_change
from analytics.changepoints.search import ChangepointResult
from analytics.changepoints.sensitivity import CHANGE_NOUNS
from analytics.changepoints.sentence import way_of
from analytics.findings import results
from analytics.findings.detectors import EVIDENCE, METHOD_LABELS, Move, detect, false_alarms
from analytics.regimes.markov_switching import RegimeResult
from analytics.selection.cache import remembered
from analytics.selection.selected import Selection
from analytics.selection.view import METHODS
from analytics.structural_tests.level_tests import (
    CusumResult,
    StabilityResult,
    cusum_test,
    nyblom_hansen_test,
)
from analytics.wording import capitalised, plain_date, plain_dates, plain_span
from data.errors import EscalationError

# A method that gives a date without a set finds a change of the evidence if its date lies in the
# set or so many days beside it: as long as the shortest regime.
NEAR = pd.Timedelta(days=7)
MOST_DATES = 4
Detected = tuple[list[Move], str]
Fit = Callable[[], RegimeResult]
LEVEL_TESTS: dict[str, Callable[[pd.Series], CusumResult | StabilityResult]] = {
    "ols-cusum": cusum_test,
    "nyblom-hansen": nyblom_hansen_test,
}
CHANGES = ["method", "changepoint", "direction", "rate_before", "rate_after", "shared"]


@dataclass(frozen=True, kw_only=True, eq=False)
class MethodsResult:
    """Outcome of :func:`compare_methods`.

    Attributes
    ----------
    reference : ChangepointResult
        What the evidence finds, which decides.
    table : DataFrame
        One row a method: ``method`` (as a link names it), ``changes`` (how many it finds),
        ``dates`` (in words), ``reason`` (what it decides by), ``shared`` (how many of the changes
        that the evidence finds it finds too), and the share of series without a change in which
        it finds one: ``false_independent`` (days independent), ``false_clustered_low`` and
        ``false_clustered_high`` (events set off 3 and 5 of 10 others), with ``error``, the
        largest Monte Carlo standard error of the three, and ``runs``.
    changes : DataFrame
        One row a method and change: ``method``, ``changepoint``, ``direction``, ``rate_before``,
        ``rate_after``, ``shared``.
    """

    reference: ChangepointResult
    table: pd.DataFrame
    changes: pd.DataFrame

    def __str__(self) -> str:
        """Say which changes of the evidence each other method finds, and what they find beyond."""
        others = self.table.iloc[1:]
        if self.reference.table.empty:
            some = [METHOD_LABELS[row.method] for row in others.itertuples() if row.changes]
            if not some:
                return "No method finds a change."
            return f"The evidence finds no change; {_listed(some)} {_do(some, 'find')} some."
        told = [self._finders(row) for row in self.reference.table.itertuples()]
        alone = self.changes[~self.changes["shared"] & (self.changes["method"] != EVIDENCE)]
        more = f" Beyond them {_beyond(alone)}." if len(alone) else ""
        return f"{capitalised('; '.join(told))}.{more}"

    def _finders(self, change: Change) -> str:
        low, high = change.ci_low, change.ci_high
        names = [METHOD_LABELS[name] for name in METHODS[1:] if self._finds(name, change)]
        noun = way_of(change, *CHANGE_NOUNS)
        also = f"is found by {_listed(names)} too" if names else "is found by no other method"
        return f"the {noun} {plain_span(low, high)} {also}"

    def _finds(self, method: str, change: Change) -> bool:
        return any(_same(move, change) for move in _moves(self.changes, method))

    def days(self, method: str) -> pd.DatetimeIndex:
        """Give the first days of the new regimes that a method finds, under its name in words."""
        chosen = self.changes.loc[self.changes["method"] == method, "changepoint"]
        return pd.DatetimeIndex(chosen, name=METHOD_LABELS[method])


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _do(names: list[str], verb: str) -> str:
    return f"{verb}s" if len(names) == 1 else verb


def _beyond(alone: pd.DataFrame) -> str:
    counted = alone["method"].value_counts(sort=False)
    told = [f"{METHOD_LABELS[name]} finds {number}" for name, number in counted.items()]
    return _listed(told)


def methods_beside(selection: Selection) -> MethodsResult:
    """Run the other methods on the daily counts of a selection; imprecise dates are left out."""
    return _methods(selection.under(dates="precise").counting)


@remembered
def _methods(counting: Selection) -> MethodsResult:
    return compare_methods(results.changepoints(counting), detected_in(counting))


@remembered
def detected_in(counting: Selection) -> dict[str, Detected]:
    """Give what each of the other methods finds in the daily counts of a selection."""
    fit = partial(results.regimes_of_days, counting)
    return _detected(counting.counts(counting.measured), fit)


def level_test(selection: Selection, counts: pd.Series, name: str) -> CusumResult | StabilityResult:
    """Test whether the level of counts is constant, unless another selection had the same ones.

    Parameters
    ----------
    selection : Selection
    counts : Series of int
    name : {"ols-cusum", "nyblom-hansen"}

    Raises
    ------
    EscalationError
    """
    return tested_counts(*results.by_counts(selection, counts), name)


@remembered
def tested_counts(
    anything: Selection, counted: results.Counted, name: str
) -> CusumResult | StabilityResult:
    """Test as :func:`level_test` does, by what was counted."""
    return LEVEL_TESTS[name](counted.counts)


def _detected(counts: pd.Series, fit: Fit | None = None) -> dict[str, Detected]:
    return {method: _run(method, counts, fit) for method in METHODS if method != EVIDENCE}


def compare_methods(
    reference: ChangepointResult, detected: Mapping[str, Detected] | None = None
) -> MethodsResult:
    """Find changes by statsmodels' methods in the days in which the evidence was weighed.

    Parameters
    ----------
    reference : ChangepointResult
    detected : mapping or None
        What the methods find in these days, by their names; None runs them here.

    Returns
    -------
    MethodsResult

    Notes
    -----
    What the methods are: :func:`~analytics.findings.detectors.detect`. How often each finds a
    change where there is none was measured on the same simulated series.
    """
    rows, changes = [], []
    found_by = {EVIDENCE: _weighed(reference), **(detected or _detected(reference.counts))}
    for method, (moves, reason) in found_by.items():
        shared = [_is_shared(method, move, reference) for move in moves]
        for (day, before, after), both in zip(moves, shared, strict=True):
            way = "rose" if after > before else "fell"
            changes.append((method, day, way, before, after, both))
        found = sum(
            any(_same(move, change) for move in moves) for change in reference.table.itertuples()
        )
        dates = _dates(method, moves, reference)
        false = false_alarms(method, reference)
        rows.append(
            {"method": method, "changes": len(moves), "dates": dates, "reason": reason}
            | {"shared": len(reference.table) if method == EVIDENCE else found}
            | false
        )
    return MethodsResult(
        reference=reference,
        table=pd.DataFrame(rows),
        changes=pd.DataFrame(changes, columns=CHANGES).astype({"shared": bool}),
    )


def _weighed(reference: ChangepointResult) -> Detected:
    """Give the changes of the evidence as those of any other method, and its verdict."""
    rows = reference.table.itertuples()
    return [(row.changepoint, row.rate_before, row.rate_after) for row in rows], reference.verdict


def _run(method: str, counts: pd.Series, fit: Fit | None) -> Detected:
    """Give the changes that a method finds, and what it decides by, or why it cannot."""
    try:
        return detect(method, counts, fit)
    except EscalationError as error:
        return [], str(error)


def _moves(changes: pd.DataFrame, method: str) -> list[Move]:
    rows = changes[changes["method"] == method]
    return list(zip(rows["changepoint"], rows["rate_before"], rows["rate_after"], strict=True))


def _same(move: Move, change: Change) -> bool:
    """Tell whether a dated move goes the way of a change, in its date set or a week beside it."""
    day, before, after = move
    dates = dates_of_change(change)
    way = (after > before) == (dates.direction == "rose")
    return bool(way and dates.low - NEAR <= day <= dates.high + NEAR)


def _is_shared(method: str, move: Move, reference: ChangepointResult) -> bool:
    return method == EVIDENCE or any(_same(move, row) for row in reference.table.itertuples())


def _dates(method: str, moves: list[Move], reference: ChangepointResult) -> str:
    if method == EVIDENCE:
        told = [plain_dates(row.ci_low, row.ci_high) for row in reference.table.itertuples()]
    else:
        told = [plain_date(day) for day, _, _ in moves]
    if len(told) > MOST_DATES:
        return f"{len(told)} dates, the last {told[-1]}"
    return "; ".join(told) or "none"
