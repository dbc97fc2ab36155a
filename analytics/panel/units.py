"""Events by unit and day, however many units: only days with an event are held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.checks import check_period
from analytics.errors import InvalidOption, OutsideCoverage
from analytics.panel.counting import check_column_divides
from analytics.selection.columns import divided_by, is_unknown, unit_nouns
from analytics.selection.selected import Selection
from analytics.selection.study_series import series_sum
from analytics.wording import plain_date
from data.calendar import INEXACT_WORDS

if TYPE_CHECKING:
    from data.streaming.counted import CountedRows

JOINED = " / "
# Before and after what any source covers.
EVER = ("1800-01-01", "2200-12-31")


@dataclass(frozen=True, kw_only=True, eq=False)
class UnitCounts:
    """Outcome of :func:`count_units` and :func:`units_of_rows`.

    Attributes
    ----------
    by : tuple of str
        The columns that make the units.
    noun : str
        What is counted, in the plural.
    index : DatetimeIndex, shape (n_days,)
        The observed days.
    nouns : tuple of str
        What a unit is, and several, as a sentence counts them.
    keys : tuple of tuple of str
        Of each unit its values of these columns, in order.
    starts : array of int64, shape (n_units + 1,)
        Where the days of each unit begin in the two that follow.
    places, events : array of int64
        The places of the days with an event, and how many there were.
    left_out : mapping of str to int
        Reason = rows that count for nothing.
    notes : tuple of str
        How the rows were read.
    """

    by: tuple[str, ...]
    noun: str
    index: pd.DatetimeIndex
    keys: tuple[tuple[str, ...], ...]
    starts: np.ndarray
    places: np.ndarray
    events: np.ndarray
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    nouns: tuple[str, str] = ("unit", "units")

    def __len__(self) -> int:
        """Count the units."""
        return len(self.keys)

    @property
    def unknown(self) -> int:
        """How many rows are of no known unit."""
        return self.left_out.get(_nameless(self.by), 0)

    @property
    def label(self) -> str:
        """What a unit is, as a column is called."""
        return JOINED.join(self.by)

    @property
    def divided_by(self) -> str:
        """Name what divides the events into units, as a sentence wants it after "by"."""
        return divided_by(self.nouns)

    def name(self, number: int) -> str:
        """Name a unit."""
        return JOINED.join(self.keys[number])

    def days_of(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Give the places of a unit's days with an event, and the events on them."""
        part = slice(self.starts[number], self.starts[number + 1])
        return self.places[part], self.events[part]

    def counts(self, number: int) -> np.ndarray:
        """Give a unit's events on every observed day: array of int64."""
        return laid_out(*self.days_of(number), len(self.index))

    def newest(self, days: int) -> "UnitCounts":
        """Cut to the last observed days; a unit without an event on them is left out."""
        first = len(self.index) - days
        kept = self.places >= first
        there, numbers = np.unique(self.numbers[kept], return_inverse=True)
        return replace(
            self,
            index=self.index[first:],
            keys=tuple(self.keys[at] for at in there),
            starts=np.searchsorted(numbers, np.arange(len(there) + 1)),
            places=self.places[kept] - first,
            events=self.events[kept],
        )

    @cached_property
    def numbers(self) -> np.ndarray:
        """The unit of each day with an event: array of int64."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @cached_property
    def totals(self) -> np.ndarray:
        """The events of each unit: array of int64, shape (n_units,)."""
        return np.bincount(self.numbers, self.events, len(self)).astype(np.int64)


def laid_out(places: np.ndarray, events: np.ndarray, days: int) -> np.ndarray:
    """Give the events of every day from those of the days that have one."""
    counts = np.zeros(days, np.int64)
    counts[places] = events
    return counts


def count_units(selection: Selection, by: Sequence[str]) -> UnitCounts:
    """Count the events of a study by unit on every observed day of a view.

    Parameters
    ----------
    selection : Selection
        Events that are not dated to the day are left out.
    by : sequence of str
        Columns of the measured series' table; an event with a blank in one is of no unit.

    Returns
    -------
    UnitCounts

    Raises
    ------
    InvalidOption, NotAnswerable, OutsideCoverage
    """
    series = selection.measured
    # Raises where the source reports weekly, or no day is observed.
    index = selection.counts(series).index
    for column in by:
        check_column_divides(selection, column)
    if len(set(by)) < len(by) or not by:
        raise InvalidOption(f"--by is {','.join(by)}: it takes columns, each named once.")
    events = selection.counted(series)
    if "country" in by:
        # The country stands beside the place: its name does not say it once more.
        events = selection.study.in_source_names(events)
    numbers = [_texts(events[column]) for column in by]
    known = np.logical_and.reduce([codes >= 0 for codes, _ in numbers])
    place = index.get_indexer(events["date"])
    kept = known & (place >= 0)
    summed = series_sum(selection.study, series)
    weights = events[summed].fillna(0).to_numpy(np.int64) if summed else np.ones(len(events), int)
    units, names = _numbered([(codes[kept], texts) for codes, texts in numbers])
    left = {
        INEXACT_WORDS: len(selection.undated(series)),
        _nameless(by): int((~known & (place >= 0)).sum()),
    }
    return _counted(
        units,
        place[kept].astype(np.int64),
        weights[kept],
        by=tuple(by),
        noun=series,
        index=index,
        keys=tuple(names),
        left_out={why: many for why, many in left.items() if many},
        nouns=unit_nouns(by, selection.study),
    )


def _nameless(by: Sequence[str]) -> str:
    return f"name no {' or '.join(by)}"


def _texts(values: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Give the number of each row's text, and the texts; a blank and what is unknown are -1."""
    codes, found = pd.factorize(values)
    places, texts = pd.factorize(np.array([str(value) for value in found], object))
    none = np.array([text == "" or is_unknown(text) for text in texts], bool)
    places = np.where(none[places], -1, places) if len(texts) else places
    # The last is that of the rows without a value.
    return np.append(places, -1)[codes], texts.tolist()


def _numbered(
    numbers: Sequence[tuple[np.ndarray, list[str]]],
) -> tuple[np.ndarray, list[tuple[str, ...]]]:
    """Give the number of each row's unit, and the values of the units in order."""
    units, found = np.zeros(len(numbers[0][0]), np.int64), [()]
    for codes, texts in numbers:
        many = max(len(texts), 1)
        pairs, units = _distinct(units * many + codes, len(found) * many)
        found = [(*found[pair // many], texts[pair % many]) for pair in pairs]
    order = sorted(range(len(found)), key=found.__getitem__) if len(units) else []
    places = np.empty(len(found), np.int64)
    places[order] = np.arange(len(order))
    return places[units], [found[at] for at in order]


def _distinct(numbers: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the different ones of numbers below ``most``, and the place of each among them."""
    if most > len(numbers):
        return np.unique(numbers, return_inverse=True)
    # Few of them need no sorting of all rows.
    there = np.zeros(most, bool)
    there[numbers] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[numbers]


def units_of_rows(
    rows: "CountedRows", *, start: str | None = None, end: str | None = None
) -> UnitCounts:
    """Take the counts of a file, on all days from the first that its source covers to the last.

    Parameters
    ----------
    rows : CountedRows
    start, end : str or None
        First and last day wanted, ISO 8601; None is that of the source.

    Raises
    ------
    InvalidOption, OutsideCoverage
    """
    covered = [pd.Timestamp.fromordinal(day) for day in (rows.first, rows.last)]
    wanted = check_period(start or EVER[0], end or EVER[1])
    first, last = max(wanted[0], covered[0]), min(wanted[1], covered[1])
    if first > last:
        raise OutsideCoverage(
            f"{rows.name} covers {plain_date(covered[0])} to {plain_date(covered[1])}: no day "
            "of the period that was asked for is among them."
        )
    places = rows.days - first.toordinal()
    inside = (places >= 0) & (rows.days <= last.toordinal())
    there, units = np.unique(rows.units[inside], return_inverse=True)
    return _counted(
        units,
        places[inside],
        rows.counts[inside],
        by=rows.by,
        noun=rows.source.noun,
        index=pd.date_range(first, last, freq="D", name="date"),
        keys=tuple(rows.keys[unit] for unit in there),
        left_out=rows.left_out,
        notes=rows.notes,
        nouns=unit_nouns(rows.by),
    )


def _counted(
    units: np.ndarray,
    places: np.ndarray,
    events: np.ndarray,
    *,
    index: pd.DatetimeIndex,
    keys: tuple[tuple[str, ...], ...],
    by: tuple[str, ...],
    noun: str,
    left_out: Mapping[str, int],
    nouns: tuple[str, str],
    notes: tuple[str, ...] = (),
) -> UnitCounts:
    """Add up the events of each unit and day; a unit whose tolls are all 0 stays one."""
    cells = units * len(index) + places
    if (events == 1).all():
        # Sorted, they need not be found again, which takes most of the time.
        cells, sums = np.unique(cells, return_counts=True)
    else:
        cells, inverse = np.unique(cells, return_inverse=True)
        sums = np.bincount(inverse, events, len(cells)).astype(np.int64)
    cells, sums = cells[sums > 0], sums[sums > 0]
    starts = np.searchsorted(cells, np.arange(len(keys) + 1) * len(index))
    return UnitCounts(
        by=by,
        noun=noun,
        index=index,
        keys=keys,
        starts=starts,
        places=cells % len(index),
        events=sums,
        left_out=left_out,
        notes=notes,
        nouns=nouns,
    )
