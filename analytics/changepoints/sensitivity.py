"""Sensitivity of the change points to what is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from analytics.changepoints.matching import Change, DateSet, dates_of_change, same_change
from analytics.changepoints.search import ChangepointResult
from analytics.changepoints.sentence import way_of
from analytics.table_rows import rows_of
from analytics.wording import all_of, plain_date, plain_span

CHANGE_NOUNS = ("rise", "fall", "change")


@dataclass(frozen=True, kw_only=True, eq=False)
class ChangeChoicesResult:
    """Outcome of :func:`compare_choices`.

    Attributes
    ----------
    choices : mapping of str to result
        What was counted, in words, and the changes found then; the first is the reference.
    table : DataFrame
        One row a change found under any choice: ``direction`` ("rise", "fall", or "change" where
        no change lies within the interval of its size), ``ci_low``, ``ci_high`` (all of the first
        choice that found it), then one column a choice with the date set, NaN where the
        change was not found, and ``found`` (under how many choices).
    """

    choices: Mapping[str, ChangepointResult]
    table: pd.DataFrame

    def __str__(self) -> str:
        """Say in how many ways to count each change is found, those of the first choice first."""
        total = len(self.choices)
        if total < 2:
            return "There is no other way to count these events."
        if self.table.empty:
            which = "either way" if total == 2 else f"any of {total} ways"
            return f"No change is found under {which} to count."
        here = self.table[next(iter(self.choices))].notna()
        told = [
            f"Found in {_share(number, total)}: {'; '.join(map(_named, rows_of(rows)))}."
            for number, rows in sorted(self.table[here].groupby("found"), reverse=True)
        ]
        others = "; ".join(f"{_named(row)} (in {row.found})" for row in rows_of(self.table[~here]))
        if others:
            ways = "in other ways" if told else f"in others of {total} ways to count"
            told.append(f"Not found as counted here, but {ways}: {others}.")
        return " ".join(told)


def _share(number: int, total: int) -> str:
    return (
        all_of(total, "ways to count") if number == total else f"{number} of {total} ways to count"
    )


class _Row(Protocol):
    """A row of a ChangeChoicesResult."""

    direction: str
    ci_low: pd.Timestamp
    ci_high: pd.Timestamp


def _named(row: _Row) -> str:
    return f"the {row.direction} {plain_span(row.ci_low, row.ci_high)}"


def compare_choices(choices: Mapping[str, ChangepointResult]) -> ChangeChoicesResult:
    """Match the changes that were found under several ways to count.

    Parameters
    ----------
    choices : mapping of str to result
        What was counted, in words, and the changes found then.

    Returns
    -------
    ChangeChoicesResult

    Notes
    -----
    Two changes are the same as :func:`~analytics.changepoints.matching.same_change` says. A change
    that is not found is not shown to be absent: fewer events show less.
    """
    rows: list[dict[str, Any]] = []
    sets: list[DateSet] = []
    for label, result in choices.items():
        taken: set[int] = set()
        for change in rows_of(result.table):
            dates = dates_of_change(change)
            place = _match(sets, dates, taken)
            if place is None:
                place = len(rows)
                sets.append(dates)
                row = {"direction": way_of(change, *CHANGE_NOUNS)}
                rows.append(row | {"ci_low": dates.low, "ci_high": dates.high})
            taken.add(place)
            rows[place][label] = _span(change)
    rows.sort(key=lambda row: row["ci_low"])
    found = np.array([sum(label in row for label in choices) for row in rows], "int64")
    names = ["direction", "ci_low", "ci_high", *choices]
    columns = {name: [row.get(name, np.nan) for row in rows] for name in names}
    table = pd.DataFrame(columns | {"found": found})
    return ChangeChoicesResult(choices=dict(choices), table=table)


def _match(sets: list[DateSet], dates: DateSet, taken: set[int]) -> int | None:
    """Return the row of the same change, if another choice has found it."""
    for place, known in enumerate(sets):
        if place not in taken and same_change(known, dates):
            return place
    return None


def _span(change: Change) -> str:
    if change.ci_low == change.ci_high:
        return plain_date(change.ci_low)
    return f"{plain_date(change.ci_low)} to {plain_date(change.ci_high)}"
