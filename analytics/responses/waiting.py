"""How long after each day of the trigger the responder's next event came."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.rates import LEVEL
from analytics.responses.episodes import PairedDays

# Longer delays are counted together.
LONGEST_DELAY = 14
LATER = LONGEST_DELAY + 1


@dataclass(frozen=True, kw_only=True, eq=False)
class WaitingTimes:
    """Delays from the trigger to the responder's next event, beside those of moved episodes.

    Attributes
    ----------
    trigger, responder : str
        What the two series count, in the plural.
    links : DataFrame
        One row a day of the trigger: ``day``, ``events`` of the trigger, ``episode`` (numbered
        from 1), ``next`` day with an event of the responder after it, ``delay`` in days; both are
        missing where the days until then were not all observed.
    table : DataFrame
        One row a delay of the first days of the episodes: ``delay`` (15 is 15 or more),
        ``episodes``, and of moved episodes the mean, ``expected``, with the ``low`` and ``high``
        that hold 95 % of them.
    mean : float
        Mean delay of the episodes, those of 15 days or more as 15.
    expected, low, high : float
        The same of moved episodes: their mean, and the limits that hold 95 % of them.
    """

    trigger: str
    responder: str
    links: pd.DataFrame
    table: pd.DataFrame
    mean: float
    expected: float
    low: float
    high: float

    @property
    def brief(self) -> str:
        """Say how long it took in a few words, beside what moved episodes give."""
        if np.isnan(self.mean) or np.isnan(self.expected):
            return str(self)
        return (
            f"The next {self.responder} came {self.mean:.1f} days after an episode of "
            f"{self.trigger} began, {self.expected:.1f} expected ({self.low:.1f} to "
            f"{self.high:.1f})."
        )

    def __str__(self) -> str:
        """Say how long it took, and how long it would have taken by luck."""
        if np.isnan(self.mean) or np.isnan(self.expected):
            return (
                f"After no episode of {self.trigger} can a delay be told: it takes one after which "
                f"every day is observed until the next {self.responder}."
            )
        return (
            f"From the first day of an episode of {self.trigger} the next day with "
            f"{self.responder} came after {self.mean:.1f} days on average; had the episodes been "
            f"on other days near their own, after {self.expected:.1f} ({self.low:.1f} to "
            f"{self.high:.1f})."
        )


def waiting_times(
    paired: PairedDays,
    starts: np.ndarray,
    moved: np.ndarray,
    *,
    least: int,
    trigger: str,
    responder: str,
) -> WaitingTimes:
    """Measure the delay from each day of the trigger to the next event of the responder.

    Parameters
    ----------
    paired : PairedDays
    starts : ndarray of int, shape (n_episodes,)
    moved : ndarray of int, shape (n_copies, n_episodes)
    least : int
        Events of the trigger that make a day count.
    trigger, responder : str

    Returns
    -------
    WaitingTimes

    Notes
    -----
    The same day does not count: which came first on it is mostly not known.
    """
    delays = next_delays(paired.responder)
    own, others = (np.minimum(delays[at], LATER) for at in (starts, moved))
    tail = 100 * (1 - LEVEL) / 2
    rows = []
    for delay in range(1, LATER + 1):
        counted = (others == delay).sum(axis=1)
        low, high = np.percentile(counted, [tail, 100 - tail]) if len(counted) else (np.nan,) * 2
        mean = float(counted.mean()) if len(counted) else np.nan
        rows.append((delay, int((own == delay).sum()), mean, float(low), float(high)))
    means = _row_means(others)
    limits = np.percentile(means, [tail, 100 - tail]) if means.size else (np.nan, np.nan)
    return WaitingTimes(
        trigger=trigger,
        responder=responder,
        links=_links(paired, delays, starts, least),
        table=pd.DataFrame(rows, columns=["delay", "episodes", "expected", "low", "high"]),
        mean=float(_row_means(own[None])[0]) if (own == own).any() else np.nan,
        expected=float(means.mean()) if means.size else np.nan,
        low=float(limits[0]),
        high=float(limits[1]),
    )


def next_delays(counts: np.ndarray) -> np.ndarray:
    """Give for every day the days until the next one with an event.

    Parameters
    ----------
    counts : ndarray of float, shape (n_days,)
        ``nan`` where the day is not observed.

    Returns
    -------
    ndarray of float, shape (n_days,)
        1 or more; ``nan`` where a day until then was not observed, or the calendar ends before.
    """
    delays, ahead = np.full(counts.size, np.nan), np.nan
    for t in range(counts.size - 2, -1, -1):
        following = counts[t + 1]
        ahead = np.nan if following != following else 1.0 if following > 0 else ahead + 1
        delays[t] = ahead
    return delays


def _row_means(delays: np.ndarray) -> np.ndarray:
    """Give the mean of every row that has a delay."""
    known = ~np.isnan(delays)
    some = known.any(axis=1)
    return np.where(known, delays, 0.0).sum(axis=1)[some] / known.sum(axis=1)[some]


def _links(paired: PairedDays, delays: np.ndarray, starts: np.ndarray, least: int) -> pd.DataFrame:
    on = np.flatnonzero(np.nan_to_num(paired.trigger) >= least)
    delay = pd.array(delays[on], dtype="Float64").astype("Int64")
    return pd.DataFrame(
        {
            "day": paired.days[on],
            "events": paired.trigger[on].astype("int64"),
            "episode": np.searchsorted(starts, on, side="right"),
            "next": paired.days[on] + pd.to_timedelta(pd.Series(delays[on]), unit="D").to_numpy(),
            "delay": delay,
        }
    )
