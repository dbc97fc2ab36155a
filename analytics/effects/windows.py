"""Cut the days before and after an event out of a daily series."""

from dataclasses import dataclass
from numbers import Integral
from typing import TypedDict

import pandas as pd

from analytics.checks import check_counts
from analytics.errors import InvalidOption, OutsideCoverage
from analytics.wording import plain_date

DAY = pd.Timedelta(days=1)


class CutOptions(TypedDict):
    """The options of :func:`cut_windows`, beside the date."""

    before: int
    after: int
    gap: int
    ended: int
    until: pd.Timestamp | None


@dataclass(frozen=True, kw_only=True)
class ComparedDays:
    """Which days are compared: those from ``date`` on with those before it.

    ``until`` is the last day of a period and replaces ``after``; ``gap`` days are left out right
    before ``date``, of which ``ended`` are those of a period that ends with it.
    """

    date: pd.Timestamp
    until: pd.Timestamp | None
    before: int
    after: int
    gap: int
    ended: int = 0

    @property
    def options(self) -> CutOptions:
        """All but the date, by the names that ``event_effect`` gives them."""
        return CutOptions(
            until=self.until,
            before=self.before,
            after=self.after,
            gap=self.gap,
            ended=self.ended,
        )

    @property
    def days_after(self) -> int:
        """Days asked for from the date on."""
        return self.after if self.until is None else (self.until - self.date).days + 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Windows:
    """The days compared: before the event, and from its first day on.

    ``history`` is every covered day before, those left out excluded; ``period`` says that the
    event has a last day; ``ended`` of the days left out are a period that the event ends.
    """

    history: pd.Series
    before: pd.Series
    after: pd.Series
    gap: int
    ended: int
    period: bool
    asked_before: int
    asked_after: int

    @property
    def shortened(self) -> bool:
        """Whether a window holds days that are not observed."""
        return len(self.before) < self.asked_before or len(self.after) < self.asked_after


def cut_windows(
    counts: pd.Series,
    date: pd.Timestamp,
    *,
    before: int,
    after: int,
    gap: int,
    until: str | pd.Timestamp | None,
    ended: int = 0,
) -> Windows:
    """Cut the two windows of days around an event.

    Parameters
    ----------
    counts : Series of int, shape (n_days,)
        Events per day; days not observed are absent.
    date : Timestamp
        First day of the event; it belongs to the after-window.
    before, after : int
        Days asked for on either side.
    gap : int
        Days left out right before the event; the days from the event on are never cut.
    until : str, Timestamp or None
        Last day of a period, inclusive; it replaces ``after``.
    ended : int
        How many of the days left out are a period that ends with the event.

    Returns
    -------
    Windows
        Shorter than asked for where the coverage ends or has gaps.

    Raises
    ------
    InvalidSeries, InvalidOption, OutsideCoverage
    """
    counts = check_counts(counts, gaps=True)
    given: dict[str, object] = {"before": before, "after": after, "gap": gap}
    for name, days in given.items():
        if not isinstance(days, Integral):
            raise InvalidOption(f"{name} is {days!r}: give a whole number of days.")
    length = after if until is None else (pd.Timestamp(until) - date).days + 1
    if before < 1 or length < 1 or gap < 0:
        raise InvalidOption(
            f"The windows have {before} days before and {length} from the event on, with {gap} "
            "left out: each window needs at least one day, and the gap cannot be negative."
        )
    last = date - (gap + 1) * DAY
    return Windows(
        history=counts.loc[:last],
        before=_days(counts, last - (before - 1) * DAY, last, "before the event"),
        after=_days(counts, date, date + (length - 1) * DAY, "from the event on"),
        gap=gap,
        ended=ended,
        period=until is not None,
        asked_before=before,
        asked_after=length,
    )


def _days(counts: pd.Series, start: pd.Timestamp, end: pd.Timestamp, side: str) -> pd.Series:
    days = counts.loc[start:end]
    if days.empty and counts.index[0] < start and end < counts.index[-1]:
        raise OutsideCoverage(
            f"The days {side}, {plain_date(start)} to {plain_date(end)}, are all in a gap of the "
            "coverage, on which nobody looked: choose more days, or another event."
        )
    if days.empty:
        raise OutsideCoverage(
            f"The days {side}, {plain_date(start)} to {plain_date(end)}, lie outside the coverage, "
            f"{plain_date(counts.index[0])} to {plain_date(counts.index[-1])}."
        )
    return days
