"""Change points found twice: the same, moved, appeared or vanished."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

SAME, MOVED, APPEARED, VANISHED = "same", "moved", "appeared", "vanished"
DATES = ("old_low", "old_high", "new_low", "new_high")


class Point(NamedTuple):
    """One change point of one of two searches."""

    newer: bool
    direction: str
    day: pd.Timestamp
    low: pd.Timestamp
    high: pd.Timestamp


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
        none) and ``status``: "same" where date sets of one direction overlap, "moved" where they
        do not but no other change lies between them, else "vanished" or "appeared".
    """
    points = [*_points(old, newer=False), *_points(new, newer=True)]
    same = _closest(points, _overlap)
    rest = [point for point in points if not any(point in pair for pair in same)]
    moved = _closest(rest, lambda a, b: not any(_between(point, a, b) for point in points))
    found = [(pair, SAME) for pair in same] + [(pair, MOVED) for pair in moved]
    alone = [point for point in rest if not any(point in pair for pair in moved)]
    found += [((point,), APPEARED if point.newer else VANISHED) for point in alone]
    found.sort(key=lambda one: min(point.day for point in one[0]))
    table = pd.DataFrame(
        [_row(pair, status) for pair, status in found], columns=["direction", *DATES, "status"]
    )
    return table.astype(dict.fromkeys(DATES, "datetime64[us]"))


def _points(table: pd.DataFrame, *, newer: bool) -> list[Point]:
    return [
        Point(
            newer=newer,
            direction="rose" if row.rate_after > row.rate_before else "fell",
            day=row.changepoint,
            low=row.ci_low,
            high=row.ci_high,
        )
        for row in table.itertuples()
    ]


def _closest(
    points: list[Point], fits: Callable[[Point, Point], bool]
) -> list[tuple[Point, Point]]:
    """Pair old and new points of one direction that fit, the nearest days first."""
    pairs = [
        (a, b)
        for a in points
        for b in points
        if b.newer and not a.newer and a.direction == b.direction and fits(a, b)
    ]
    # The order depends on the days alone, so that old and new may be swapped.
    pairs.sort(key=lambda pair: (abs(pair[0].day - pair[1].day), min(pair[0].day, pair[1].day)))
    taken: list[tuple[Point, Point]] = []
    for pair in pairs:
        if not any(point in other for other in taken for point in pair):
            taken.append(pair)
    return taken


def _overlap(a: Point, b: Point) -> bool:
    return a.low <= b.high and b.low <= a.high


def _between(point: Point, a: Point, b: Point) -> bool:
    return min(a.day, b.day) < point.day < max(a.day, b.day)


def _row(pair: tuple[Point, ...], status: str) -> dict[str, object]:
    row: dict[str, object] = {"direction": pair[0].direction, "status": status}
    for point in pair:
        side = "new" if point.newer else "old"
        row |= {f"{side}_low": point.low, f"{side}_high": point.high}
    return row
