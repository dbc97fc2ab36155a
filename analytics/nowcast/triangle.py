"""Events by day and download: what each download listed of each day, and how old the day was."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.nowcast.delays import Shares, listed_shares, steps_of
from analytics.nowcast.past_errors import Settings, open_days, past_settings
from analytics.nowcast.releases import Ages, release_ages
from analytics.nowcast.to_come import LEAST, Open, interval
from analytics.rates import QUANTILE

# How late events are is told by downloads of so many days, and so many that bring so many events.
WINDOW_DAYS, LEAST_LOOKS, ENOUGH_EVENTS = 28, 4, 200
# Days of downloads before the newest whose nowcasts are held against what came.
PAST_DAYS = 91
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, kw_only=True, eq=False)
class Looks:
    """The downloads of a study, each day once, the newest last.

    Attributes
    ----------
    taken : DatetimeIndex, shape (n_looks,)
    first, last : DatetimeIndex, shape (n_looks,)
        Days that each covers, both inclusive.
    """

    taken: pd.DatetimeIndex
    first: pd.DatetimeIndex
    last: pd.DatetimeIndex

    def __len__(self) -> int:
        """Count the downloads."""
        return len(self.taken)


@dataclass(frozen=True, kw_only=True, eq=False)
class Outlook:
    """Outcome of :func:`look_ahead`: the days of which events are still to come.

    Attributes
    ----------
    days : DatetimeIndex, shape (n_days,)
    open : Open
    settings : Settings
    final_days : int
        Days after which a day is called final.
    """

    days: pd.DatetimeIndex
    open: Open
    settings: Settings
    final_days: int

    @property
    def _mean(self) -> np.ndarray:
        return self.open.expected(self.settings.worth)

    @property
    def expected(self) -> np.ndarray:
        """Events to come of each day, shape (n_days,)."""
        return self.settings.chances @ self._mean

    @property
    def by_day(self) -> tuple[np.ndarray, np.ndarray]:
        """The 95 % interval of the events to come of each day."""
        settings = self.settings
        own = self.open.own(settings.worth, settings.bunched)
        variation = own + self.open.common(settings.worth, settings.off)
        return interval(self._mean, variation, settings.chances)

    def together(self, chosen: np.ndarray) -> tuple[float, int, int]:
        """Expect so many events of several days together.

        Parameters
        ----------
        chosen : array of bool, shape (n_days,)

        Returns
        -------
        expected : float
        low, high : int
            Ends of the 95 % interval.

        Notes
        -----
        What is off by the delays is off alike for all days of one download, so that days are
        added up as if that part were the same for all, and each day's own part were its own.
        """
        mean = self._mean[:, chosen]
        total = mean.sum(axis=1)
        if not mean.shape[1]:
            return 0.0, 0, 0
        settings = self.settings
        own = self.open.own(settings.worth, settings.bunched)[:, chosen]
        common = np.sqrt(self.open.common(settings.worth, settings.off)[:, chosen])
        beyond = (own * mean**2).sum(axis=1) + (common * mean).sum(axis=1) ** 2
        variation = beyond / np.maximum(total, 1e-9) ** 2
        low, high = interval(total[:, None], variation[:, None], self.settings.chances)
        return float(self.settings.chances @ total), int(low[0]), int(high[0])

    @property
    def share_ends(self) -> tuple[np.ndarray, np.ndarray]:
        """The 95 % interval of the listed share of each day, each shape (n_days,)."""
        width = np.exp(QUANTILE * np.sqrt(self.uncertain))
        return self.open.share / width, np.minimum(self.open.share * width, 1.0)

    @property
    def uncertain(self) -> np.ndarray:
        """Variance of the logarithm of the listed share of each day, shape (n_days,)."""
        off = float(self.settings.chances @ self.settings.off[:, 0])
        listed = np.maximum(self.open.share, LEAST)
        return self.open.spread + off * (self.open.stretch * (1.0 - listed) / listed) ** 2


def numbers_of(days: pd.DatetimeIndex) -> np.ndarray:
    """Give the numbers of days, from 1970 on."""
    return days.to_numpy().astype("datetime64[D]").astype(np.int64)


def count_seen(
    dates: pd.DatetimeIndex, first_look: np.ndarray, days: pd.DatetimeIndex, looks: int
) -> np.ndarray:
    """Count the events of each day that each download listed.

    Parameters
    ----------
    dates : DatetimeIndex, shape (n_events,)
        Day of each event.
    first_look : array of int, shape (n_events,)
        The first download that lists it.
    days : DatetimeIndex, shape (n_days,)
        Every day, ascending without gaps.
    looks : int

    Returns
    -------
    array of int, shape (n_days, n_looks)
        Never smaller at a later download.
    """
    place = numbers_of(dates) - numbers_of(days[:1])[0]
    inside = (place >= 0) & (place < len(days))
    cell = place[inside] * looks + first_look[inside]
    counts = np.bincount(cell, minlength=len(days) * looks).reshape(len(days), looks)
    return counts.cumsum(axis=1)


def ages_of(days: pd.DatetimeIndex, looks: Looks, unseen: np.ndarray | None = None) -> Ages:
    """Say how far each day has come at each download; one that nobody saw comes nowhere."""
    covered = np.stack([numbers_of(looks.first), numbers_of(looks.last)], axis=1)
    found = release_ages(numbers_of(days), numbers_of(looks.taken), covered)
    if unseen is None:
        return found
    return replace(found, age=np.where(unseen[:, None], -1, found.age))


def shares_at_looks(seen: np.ndarray, ages: Ages, looks: Looks) -> Shares:
    """Estimate at every download, from what was known then, how much is listed by which age."""
    steps = steps_of(seen, ages.age, ages.final)
    begin = window_begins(steps.came.sum(axis=1), numbers_of(looks.taken))
    return listed_shares(steps.since(begin), ages.final)


def window_begins(came: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """Give for every download the one after which downloads tell how late events are at it.

    Parameters
    ----------
    came : array of float, shape (n_looks,)
        Events that each download brought.
    taken : array of int, shape (n_looks,)

    Returns
    -------
    array of int, shape (n_looks,)
        The latest with enough days, downloads and events between; else the first.
    """
    total = np.cumsum(came)
    place = np.arange(taken.size)
    by_days = np.searchsorted(taken, taken - WINDOW_DAYS, side="right") - 1
    by_events = np.searchsorted(total, total - ENOUGH_EVENTS, side="right") - 1
    return np.maximum(np.minimum(np.minimum(by_days, by_events), place - LEAST_LOOKS), 0)


def look_ahead(
    seen: np.ndarray, days: pd.DatetimeIndex, looks: Looks, shares: Shares, ages: Ages
) -> Outlook:
    """Say what is still to come of the newest days."""
    taken = numbers_of(looks.taken)
    past = np.flatnonzero((taken >= taken[-1] - PAST_DAYS) & (taken < taken[-1]))
    past = past[past > 0]
    settings = past_settings(seen, ages.age, shares, past, ages.final)
    now = len(taken) - 1
    still, share, spread, usual = open_days(seen, ages.age, shares, now, ages.final)
    opened = Open(
        seen=seen[still, now],
        share=share,
        spread=spread,
        usual=np.full(still.size, usual),
        until=np.ones(still.size),
        spread_until=np.zeros(still.size),
    )
    final_days = round(ages.final / ages.step * ages.gap)
    return Outlook(days=days[still], open=opened, settings=settings, final_days=final_days)
