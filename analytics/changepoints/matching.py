"""Change points found twice: the same, moved, appeared or vanished."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

import pandas as pd

from analytics.table_rows import rows_of
from analytics.wording import RateChange, direction

SAME, MOVED, APPEARED, VANISHED = "same", "moved", "appeared", "vanished"
DATES = ("old_low", "old_high", "new_low", "new_high")


class DatedChange(RateChange, Protocol):
    """A change with its date set and its evidence, as every search gives it."""

    @property
    def changepoint(self) -> pd.Timestamp:
        """First day of the new regime."""

    @property
    def ci_low(self) -> pd.Timestamp:
        """First day of the date set."""

    @property
    def ci_high(self) -> pd.Timestamp:
        """Last day of the date set."""

    @property
    def evidence(self) -> float:
        """Evidence of this change, whatever the clustering."""

    @property
    def evidence_if_independent(self) -> float:
        """The same where no event sets off another."""


class Change(DatedChange, Protocol):
    """A row of a :class:`~analytics.changepoints.ChangepointResult`."""

    rate_ratio: float
    ratio_low: float
    ratio_high: float


class DateSet(NamedTuple):
    """Which way a rate went, and the first and the last day on which it may have begun.

    ``likeliest`` is the day itself, where it is known.
    """

    direction: str
    low: pd.Timestamp
    high: pd.Timestamp
    likeliest: pd.Timestamp | None = None


def dates_of_change(change: DatedChange) -> DateSet:
    """Return the date set of a change that a search gives."""
    return DateSet(direction(change), change.ci_low, change.ci_high, change.changepoint)


def same_change(one: DateSet, other: DateSet) -> bool:
    """Tell whether two changes are the same.

    They go one way, their date sets share a day, and the likeliest day of one is in the set of the
    other: wide sets of two changes may touch.
    """
    if one.direction != other.direction or one.low > other.high or other.low > one.high:
        return False
    if one.likeliest is None or other.likeliest is None:
        return True
    return one.low <= other.likeliest <= one.high or other.low <= one.likeliest <= other.high


class Point(NamedTuple):
    """One change point of one of two searches."""

    newer: bool
    day: pd.Timestamp
    dates: DateSet


def match_changes(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Match the change points of two searches.

    Parameters
    ----------
    old, new : DataFrame
        As a :class:`~analytics.changepoints.ChangepointResult` has it.

    Returns
    -------
    DataFrame
        One row a change, in the order of time: ``direction`` ("rose" or "fell"), ``old_low``,
        ``old_high``, ``new_low``, ``new_high`` (ends of both date sets, missing where there is
        none) and ``status``: "same" as :func:`same_change` says, "moved" where they are not but go
        one way and no other change lies between them, else "vanished" or "appeared".
    """
    points = [*_points(old, newer=False), *_points(new, newer=True)]
    same = _closest(points, lambda a, b: same_change(a.dates, b.dates))
    rest = [point for point in points if not any(point in pair for pair in same)]
    moved = _closest(rest, lambda a, b: not any(_between(point, a, b) for point in points))
    found: list[tuple[tuple[Point, ...], str]] = [(pair, SAME) for pair in same]
    found += [(pair, MOVED) for pair in moved]
    alone = [point for point in rest if not any(point in pair for pair in moved)]
    found += [((point,), APPEARED if point.newer else VANISHED) for point in alone]
    found.sort(key=lambda one: min(point.day for point in one[0]))
    table = pd.DataFrame(
        [_row(pair, status) for pair, status in found], columns=["direction", *DATES, "status"]
    )
    return table.astype(dict.fromkeys(DATES, "datetime64[us]"))


def change_of(
    table: pd.DataFrame, low: pd.Timestamp, high: pd.Timestamp, way: str
) -> Change | None:
    """Return the change of a search that a row of :func:`match_changes` is about.

    Parameters
    ----------
    table : DataFrame
        Of the old or the new search.
    low, high : Timestamp
        Ends of its date set there; missing where the search has no such change.
    way : str
        Its ``direction``.

    Returns
    -------
    Change or None
    """
    if pd.isna(low):
        return None
    rows = table[(table["ci_low"] == low) & (table["ci_high"] == high)]
    return next(row for row in rows_of(rows) if direction(row) == way)


def _points(table: pd.DataFrame, *, newer: bool) -> list[Point]:
    return [
        Point(newer=newer, day=row.changepoint, dates=dates_of_change(row))
        for row in rows_of(table)
    ]


def _closest(
    points: list[Point], fits: Callable[[Point, Point], bool]
) -> list[tuple[Point, Point]]:
    """Pair old and new points of one direction that fit, the nearest days first."""
    pairs = [
        (a, b)
        for a in points
        for b in points
        if b.newer and not a.newer and a.dates.direction == b.dates.direction and fits(a, b)
    ]
    # The order depends on the days alone, so that old and new may be swapped.
    pairs.sort(key=lambda pair: (abs(pair[0].day - pair[1].day), min(pair[0].day, pair[1].day)))
    taken: list[tuple[Point, Point]] = []
    for pair in pairs:
        if not any(point in other for other in taken for point in pair):
            taken.append(pair)
    return taken


def _between(point: Point, a: Point, b: Point) -> bool:
    return min(a.day, b.day) < point.day < max(a.day, b.day)


def _row(pair: tuple[Point, ...], status: str) -> dict[str, object]:
    row: dict[str, object] = {"direction": pair[0].dates.direction, "status": status}
    for point in pair:
        side = "new" if point.newer else "old"
        row |= {f"{side}_low": point.dates.low, f"{side}_high": point.dates.high}
    return row
