"""Two series on one calendar, and the episodes of one of them: days close together are one."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.checks import check_counts

# Days after the first day of an episode that are compared, each from the first to the last.
WINDOWS = ((1, 1), (1, 3), (1, 7), (1, 14))
# With fewer episodes one of them decides.
FEWEST_EPISODES = 8
# Where nearly all days lie inside a window, or nearly none, there is nothing to compare with.
FEWEST_SHARE, MOST_SHARE = 0.2, 0.8
# Numbers of events that are tried as the least of an episode.
MOST_TRIED = 40
# Where a run of days lasts longer, the days after its first are more of the same.
LONGEST_DAYS = 7


@dataclass(frozen=True, kw_only=True, eq=False)
class PairedDays:
    """Two series on the calendar days from the first that either observes to the last.

    Attributes
    ----------
    days : DatetimeIndex, shape (n_days,)
        Every day, without a gap.
    trigger, responder : ndarray of float, shape (n_days,)
        Events per day; ``nan`` on a day that is not observed.
    """

    days: pd.DatetimeIndex
    trigger: np.ndarray
    responder: np.ndarray

    @property
    def seen(self) -> np.ndarray:
        """Whether the responder is observed on each day."""
        return ~np.isnan(self.responder)

    @property
    def watched(self) -> np.ndarray:
        """Whether the trigger is observed on each day."""
        return ~np.isnan(self.trigger)

    def known(self, first: int, last: int) -> np.ndarray:
        """Tell on which days a window can be told: the responder then, the trigger all through it.

        Parameters
        ----------
        first, last : int
            Days after an episode, both inclusive.

        Returns
        -------
        ndarray of bool, shape (n_days,)
            False where a day that would decide lies before the calendar, or was not observed.
        """
        unknown = np.flatnonzero(~self.watched)[None]
        size = self.days.size
        hidden = inside(unknown, size, first, last)[0] if unknown.size else np.zeros(size, bool)
        t = np.arange(size)
        return self.seen & ~hidden & (t - last >= 0) & (t - first < size)


def pair_days(trigger: pd.Series, responder: pd.Series) -> PairedDays:
    """Put two count series on one calendar.

    Parameters
    ----------
    trigger, responder : Series of int
        Events per observed day; a day that was not observed is absent.

    Returns
    -------
    PairedDays

    Raises
    ------
    InvalidSeries
    """
    both = [check_counts(counts, gaps=True) for counts in (trigger, responder)]
    first, last = min(s.index[0] for s in both), max(s.index[-1] for s in both)
    days = pd.date_range(first, last, freq="D", name="date")
    one, other = (counts.reindex(days).to_numpy(dtype=float, na_value=np.nan) for counts in both)
    return PairedDays(days=days, trigger=one, responder=other)


@dataclass(frozen=True, kw_only=True, eq=False)
class Episodes:
    """Runs of days on which the trigger has events enough, with few quiet days between them.

    Attributes
    ----------
    starts, ends : ndarray of int, shape (n_episodes,)
        First and last day of each, as positions on the calendar.
    least : int
        Events that make a day count.
    gap : int
        Most quiet days inside an episode.
    """

    starts: np.ndarray
    ends: np.ndarray
    least: int
    gap: int


def find_episodes(trigger: np.ndarray, *, gap: int, least: int) -> Episodes:
    """Join the days of a trigger to episodes.

    Parameters
    ----------
    trigger : ndarray of float, shape (n_days,)
        Events per day of the calendar; ``nan`` where nobody looked.
    gap : int
        Most quiet days, or days that nobody observed, between two days of one episode.
    least : int
        Events that make a day count.

    Returns
    -------
    Episodes
    """
    on = np.flatnonzero(np.nan_to_num(trigger) >= least)
    new = np.diff(on, prepend=-gap - 2) > gap + 1
    last = np.append(new[1:], True) if on.size else new
    return Episodes(starts=on[new], ends=on[last], least=least, gap=gap)


def inside(starts: np.ndarray, size: int, first: int, last: int) -> np.ndarray:
    """Tell which days lie in a window after the start of an episode.

    Parameters
    ----------
    starts : ndarray of int, shape (n_copies, n_episodes)
        Positions on a calendar.
    size : int
        Days of the calendar.
    first, last : int
        Days after the start, both inclusive; below 0 before it.

    Returns
    -------
    ndarray of bool, shape (n_copies, n_days)
    """
    copies = starts.shape[0]
    cells = (starts + size * np.arange(copies)[:, None]).ravel()
    marks = np.bincount(cells, minlength=copies * size).reshape(copies, size)
    before = np.zeros((copies, size + 1), dtype=np.int32)
    np.cumsum(marks, axis=1, out=before[:, 1:])
    t = np.arange(size)
    begin, end = np.clip(t - last, 0, size), np.clip(t - first + 1, 0, size)
    return before[:, end] > before[:, begin]


def window_shares(paired: PairedDays, episodes: Episodes) -> list[float]:
    """Give the share of the days that lie inside each of the windows, of those where it is known.

    Parameters
    ----------
    paired : PairedDays
    episodes : Episodes

    Returns
    -------
    list of float
        In the order of :data:`WINDOWS`; ``nan`` where no day is known.
    """
    shares = []
    for first, last in WINDOWS:
        known = paired.known(first, last)
        within = inside(episodes.starts[None], paired.days.size, first, last)[0]
        shares.append(float(within[known].mean()) if known.any() else np.nan)
    return shares


def choose_episodes(paired: PairedDays, *, gap: int, least: int | None) -> Episodes:
    """Join the days of the trigger to episodes, of busy days where it hardly rests.

    Parameters
    ----------
    paired : PairedDays
    gap : int
    least : int or None
        None takes the smallest number of events for which no episode lasts longer than a week; the
        responder has no part in that choice.

    Returns
    -------
    Episodes
        Of any event where no number leaves eight episodes.
    """
    if least is not None:
        return find_episodes(paired.trigger, gap=gap, least=least)
    counts = paired.trigger[paired.watched]
    numbers = np.unique(counts[counts > 1]).astype(int)
    if numbers.size > MOST_TRIED:
        numbers = numbers[np.linspace(0, numbers.size - 1, MOST_TRIED).astype(int)]
    for number in (1, *numbers.tolist()):
        found = find_episodes(paired.trigger, gap=gap, least=number)
        longest = (found.ends - found.starts).max(initial=0) + 1
        if longest <= LONGEST_DAYS and found.starts.size >= FEWEST_EPISODES:
            return found
    return find_episodes(paired.trigger, gap=gap, least=1)
