"""Two series, each after the episodes of the other: both directions, always together."""

from dataclasses import dataclass

import pandas as pd

from analytics.checks import check_counts
from analytics.effects.before_after import ALPHA
from analytics.errors import InvalidOption
from analytics.parallel import on_one_thread
from analytics.responses.asked import ask_direction
from analytics.responses.direction import DirectionResult, answer
from analytics.responses.episode_table import NO_ROWS, Rows
from analytics.responses.episodes import WINDOWS, pair_days
from analytics.wording import plain_number

NAMEABLE = tuple(last for _, last in WINDOWS)


@dataclass(frozen=True, kw_only=True, eq=False)
class ResponsesResult:
    """Outcome of :func:`responses`.

    Attributes
    ----------
    directions : tuple of DirectionResult
        The first series after the second, then the second after the first.
    named : tuple of (str, int)
        Responder and last day of the window that were named before looking; ``("", 0)`` for none.
    undated, rows : int
        Rows of both that are left out since their day is not known, and all that there are.
    """

    directions: tuple[DirectionResult, DirectionResult]
    named: tuple[str, int]
    undated: int
    rows: int

    @property
    def table(self) -> pd.DataFrame:
        """One row a direction and window: ``direction``, then the columns of their tables."""
        parts = []
        for one in self.directions:
            table = one.table.copy()
            table.insert(0, "direction", one.name)
            parts.append(table)
        return pd.concat(parts, ignore_index=True)

    @property
    def looked_at(self) -> int:
        """Windows that were looked at, in both directions."""
        return len(self.table)

    @property
    def tested(self) -> int:
        """Windows that can be tested."""
        return int(self.table["pvalue"].notna().sum())

    @property
    def below(self) -> int:
        """Windows whose own p is at or below the line."""
        return int((self.table["pvalue"] <= ALPHA).sum())

    @property
    def left_out(self) -> str:
        """Say how many rows are left out since their day is not known; empty where none are."""
        if not self.undated:
            return ""
        one, other = (direction.responder for direction in self.directions)
        verb = "is" if self.undated == 1 else "are"
        return (
            f"{self.undated:,} of {self.rows:,} rows of {one} and {other} {verb} not dated to the "
            "day, and left out."
        )

    @property
    def by_luck(self) -> str:
        """Say how many windows were looked at, and what that does to the findings."""
        said = f"{self.looked_at} windows were looked at, in both directions"
        if not self.tested:
            return f"{said}; none of them can be tested."
        below = self.below
        kept = int((self.table["corrected"] <= ALPHA).sum())
        lucky = plain_number(self.tested * ALPHA)
        return (
            f"{said}, of which {self.tested} can be tested; did neither answer the other, about "
            f"{lucky} would show p <= {ALPHA:g} by luck; {below or 'none'} "
            f"{'does' if below == 1 else 'do'}"
            + (f", {kept or 'none'} after the correction for all of them." if below else ".")
        )

    @property
    def brief(self) -> str:
        """Say both directions in a few words."""
        return " ".join(one.brief for one in self.directions)

    def __str__(self) -> str:
        """Say both directions, and what so many windows do to that."""
        said = [*map(str, self.directions), self.by_luck, self.left_out]
        return " ".join(filter(None, said))


@on_one_thread
def responses(
    one: pd.Series,
    other: pd.Series,
    *,
    gap: int = 1,
    least: tuple[int | None, int | None] = (None, None),
    responder: str = "",
    window: int = 0,
    rows: tuple[Rows, Rows] = (NO_ROWS, NO_ROWS),
    undated: tuple[int, int] = (0, 0),
) -> ResponsesResult:
    """Ask whether each of two series answers the other, with all that could mislead held fixed.

    Parameters
    ----------
    one, other : Series of int
        Events per observed day; a day that was not observed is absent. Their names are the nouns
        of the sentences.
    gap : int
        Most quiet days between two days of one episode.
    least : tuple of (int or None)
        Events that make a day of either series count for an episode; None takes 1 or, of a series
        that hardly rests, the smallest number that leaves days to compare with.
    responder : str
        Name of the series whose response was named before looking; empty for none.
    window : {0, 1, 3, 7, 14}
        Last day of the window that was named before looking, with ``responder``.
    rows : tuple of Rows
        What the tables of the two series say of their events.
    undated : tuple of int
        Rows that are in neither series since their day is not known, and all rows of both.

    Returns
    -------
    ResponsesResult

    Raises
    ------
    InvalidSeries, InvalidOption

    Notes
    -----
    A window is the days 1 to 1, 3, 7 or 14 after the first day of an episode of the other series.
    The responder's counts are quasi-Poisson around a piecewise trend with a knot every four weeks,
    the weekday, and their own past at two speeds; the efficient score of the window in that model
    is held against the same score with every episode moved inside its own three weeks. So a level,
    a weekday or a truce that both share, and an answer in the other direction, are no response.
    What is shared and shorter than three weeks, such as an offensive of ten days that both series
    are part of, is not told apart from one.

    References
    ----------
    Besag & Clifford (1989). Generalized Monte Carlo significance tests. Biometrika 76(4), 633-642.
    Westfall & Young (1993). Resampling-Based Multiple Testing. Wiley.
    """
    for counts in (one, other):
        check_counts(counts, gaps=True)
    names = [str(counts.name or noun) for counts, noun in ((one, "events"), (other, "others"))]
    _check(names, gap, least, responder, window)
    pairs = (pair_days(other, one), pair_days(one, other))
    asked = [
        ask_direction(paired, trigger=trigger, responder=answering, gap=gap, least=number)
        for paired, answering, trigger, number in zip(
            pairs, names, reversed(names), reversed(least), strict=True
        )
    ]
    tested = sum(bool(each.tested.any()) for each in asked)
    first, second = (
        answer(
            each,
            rows=own,
            directions=max(tested, 1),
            named=window if each.responder == responder else 0,
        )
        for each, own in zip(asked, reversed(rows), strict=True)
    )
    return ResponsesResult(
        directions=(first, second),
        named=(responder, window),
        undated=undated[0],
        rows=undated[1],
    )


def _check(
    names: list[str], gap: int, least: tuple[int | None, ...], responder: str, window: int
) -> None:
    if names[0] == names[1]:
        raise InvalidOption(f"Both series are called {names[0]!r}: give each a name of its own.")
    if not isinstance(gap, int) or gap < 0:
        raise InvalidOption(f"gap is {gap!r}: give a whole number of days, 0 or more.")
    if any(number is not None and number < 1 for number in least):
        raise InvalidOption(f"least is {least!r}: give a number of events, 1 or more, or None.")
    if bool(responder) != bool(window):
        raise InvalidOption("Name a responder and a window together, or neither.")
    if responder and responder not in names:
        raise InvalidOption(f"There is no series {responder!r} here: name {' or '.join(names)}.")
    if window and window not in NAMEABLE:
        days = ", ".join(map(str, NAMEABLE))
        raise InvalidOption(f"window is {window!r}: it ends on one of the days {days}.")
