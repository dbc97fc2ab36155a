"""Does a finding hold when other reports are counted."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analytics.changepoints.aggregated_counts import IntervalChangeResult
from analytics.changepoints.matching import DateSet, date_set, same_change
from analytics.changepoints.search import ChangepointResult
from analytics.wording import direction, plain_date, plain_span

NOUNS = ("rise", "fall")
Changes = ChangepointResult | IntervalChangeResult


@dataclass(frozen=True, kw_only=True, eq=False)
class RobustnessResult:
    """Outcome of :func:`compare_choices`.

    Attributes
    ----------
    choices : mapping of str to result
        What was counted, in words, and the changes found then; the first is the reference.
    table : DataFrame
        One row a change found under any choice: ``direction``, ``ci_low``, ``ci_high`` (of the
        first choice that found it), then one column a choice with the date set, NaN where the
        change was not found, and ``found`` (under how many choices).
    """

    choices: Mapping[str, Changes]
    table: pd.DataFrame

    def __str__(self) -> str:
        """Say which changes hold whichever reports are counted."""
        total = len(self.choices)
        if self.table.empty:
            if total < 2:
                return "There is no other way to count these events."
            return f"No change is found under any of {total} ways to count."
        firm = self.table[self.table["found"] == total]
        weak = self.table[self.table["found"] < total]
        parts = [
            f"Found whichever of {total} ways to count is taken: "
            + ("; ".join(_named(row) for row in firm.itertuples()) if len(firm) else "no change")
            + "."
        ]
        if len(weak):
            told = [f"{_named(row)} ({row.found} of {total})" for row in weak.itertuples()]
            parts.append(f"It hangs on the choice: {'; '.join(told)}.")
        return " ".join(parts)


def _named(row: tuple) -> str:
    return f"the {row.direction} {plain_span(row.ci_low, row.ci_high)}"


def compare_choices(choices: Mapping[str, Changes]) -> RobustnessResult:
    """Match the changes that were found under several ways to count.

    Parameters
    ----------
    choices : mapping of str to result
        What was counted, in words, and the changes found then.

    Returns
    -------
    RobustnessResult

    Notes
    -----
    Two changes are the same as :func:`~analytics.changepoints.matching.same_change` says. A change
    that is not found is not shown to be absent: fewer events show less.
    """
    rows: list[dict[str, object]] = []
    sets: list[DateSet] = []
    for label, result in choices.items():
        taken: set[int] = set()
        for change in result.table.itertuples():
            dates = date_set(change)
            place = _match(sets, dates, taken)
            if place is None:
                place = len(rows)
                sets.append(dates)
                row = {"direction": direction(change, *NOUNS)}
                rows.append(row | {"ci_low": dates.low, "ci_high": dates.high})
            taken.add(place)
            rows[place][label] = _span(change)
    names = ["direction", "ci_low", "ci_high", *choices]
    table = pd.DataFrame(rows, columns=names).sort_values("ci_low", kind="stable")
    table["found"] = table[list(choices)].notna().sum(axis=1)
    return RobustnessResult(choices=dict(choices), table=table.reset_index(drop=True))


def _match(sets: list[DateSet], dates: DateSet, taken: set[int]) -> int | None:
    """Return the row of the same change, if another choice has found it."""
    for place, known in enumerate(sets):
        if place not in taken and same_change(known, dates):
            return place
    return None


def _span(change: tuple) -> str:
    if change.ci_low == change.ci_high:
        return plain_date(change.ci_low)
    return f"{plain_date(change.ci_low)} to {plain_date(change.ci_high)}"
