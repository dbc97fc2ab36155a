"""A unit's days as the weeks that rules of others look at, the last of which is looked at now."""

from dataclasses import dataclass

import numpy as np

WEEK_DAYS = 7
# Weeks in a year of which a rule speaks.
YEAR = 52


@dataclass(frozen=True, kw_only=True, eq=False)
class UnitWeeks:
    """A unit by week.

    Attributes
    ----------
    daily : array of float, shape (n_weeks * 7,)
        Events a day; unknown where the day is not observed, or not yet complete.
    counts : array of float, shape (n_weeks,)
        Events a week; unknown where one of its days is.
    first : int
        The first week that is watched.
    share : float
        Of the budget, the false alarms that fall to one unit in one week.
    """

    daily: np.ndarray
    counts: np.ndarray
    first: int
    share: float

    @property
    def watched(self) -> range:
        """The weeks that are watched."""
        return range(self.first, self.counts.size)


def by_week(counts: np.ndarray, seen: np.ndarray, first: int, share: float) -> UnitWeeks:
    """Add up a unit's days to weeks, counted so that one begins with the first day watched.

    Parameters
    ----------
    counts, seen : array of float, shape (n_days,)
        Events, and how much of each day is known.
    first : int
        The first day watched.
    share : float
        False alarms allowed to one unit in one week.

    Returns
    -------
    UnitWeeks
    """
    before, after = first // WEEK_DAYS, (counts.size - first) // WEEK_DAYS
    days = slice(first - WEEK_DAYS * before, first + WEEK_DAYS * after)
    daily = np.where(seen[days] >= 1.0, counts[days], np.nan)
    return UnitWeeks(
        daily=daily, counts=daily.reshape(-1, WEEK_DAYS).sum(axis=1), first=before, share=share
    )
