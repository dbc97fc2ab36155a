"""What a watch goes by, and what it gives: its rules, and an alarm from its begin to its end."""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from analytics.alarms.threshold import Budget
from analytics.errors import InvalidOption

LOOKS = {"daily": 1, "weekly": 7}
# Days of history that a baseline is learned from, and the fewest that it can be.
HISTORY, LEAST_HISTORY = 392, 70
# The last days whose events stand with an alarm; those of it that must be back to usual.
LATELY = 28
# An alarm ends no earlier than this; one that has lasted for eight weeks is the new usual,
# learned from the last ten.
SHORTEST, LONGEST, RELEARNED = 14, 56, 70
# The part of such stretches that are no busier where all is as usual.
AS_USUAL = 0.8


@dataclass(frozen=True, kw_only=True)
class WatchRules:
    """What a watch goes by.

    Attributes
    ----------
    budget : Budget
        Of expected false alarms over all units together.
    looks : {"daily", "weekly"}
    careful : bool
        Whether the line is that of the simple bound.
    least : int
        Events in the last 28 days without which there is no alarm.
    muted : collection of str
        Units that give no alarm.
    """

    budget: Budget
    looks: str = "daily"
    careful: bool = False
    least: int = 1
    muted: Collection[str] = ()

    def __post_init__(self) -> None:
        if self.looks not in LOOKS:
            raise InvalidOption(f"looks is {self.looks!r}: choose one of {', '.join(LOOKS)}.")
        if self.least < 1:
            raise InvalidOption(f"least is {self.least}: give a number of events from 1 on.")

    @property
    def step(self) -> int:
        """Days from one look to the next."""
        return LOOKS[self.looks]


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """An alarm of one unit; days are counted from the first of the panel.

    Attributes
    ----------
    unit : str
    begin : int
        The look at which the evidence was over the line.
    end : int or None
        The look at which it was over; None while it lasts.
    settled : bool
        Whether it ended by becoming what is usual.
    evidence : float
        The sum of Bayes factors at the begin.
    watched : int
        Days that the evidence is from.
    line : float
        The sum that is an alarm.
    usual : float
        Events a day before.
    events : int
        In the last 28 days at the begin.
    limit : float
        Events in 28 days that are no more than usual.
    """

    unit: str
    begin: int
    end: int | None
    settled: bool
    evidence: float
    watched: int
    line: float
    usual: float
    events: int
    limit: float

    def ended(self, counts: np.ndarray, seen: np.ndarray, looks: np.ndarray) -> "Alarm":
        """Return the alarm with its end, if it has come by the last of the looks.

        Parameters
        ----------
        counts, seen : array, shape (n_days,)
            Of the unit, from the first day of the panel on.
        looks : array of int

        Returns
        -------
        Alarm
        """
        for look in looks[looks >= self.begin + SHORTEST]:
            whole = np.flatnonzero(seen[: look + 1] >= 1.0)[-LATELY:]
            if whole.size == LATELY and counts[whole].sum() <= self.limit:
                return replace(self, end=int(look))
            if look - self.begin >= LONGEST:
                return replace(self, end=int(look), settled=True)
        return self


def usual_limit(counts: np.ndarray, seen: np.ndarray) -> float:
    """Give the events in 28 days that four of five such stretches do not exceed.

    Parameters
    ----------
    counts, seen : array, shape (n_days,)
        The days before an alarm.

    Returns
    -------
    float

    Notes
    -----
    The 80 % point of a negative binomial of the mean and variance of 28-day sums over the observed
    days; Poisson where they vary less.
    """
    from scipy.special import betainc

    whole = counts[seen >= 1.0]
    if not whole.any():
        return 0.0
    mean = LATELY * float(whole.mean())
    sums = np.convolve(whole, np.ones(LATELY), "valid") if whole.size >= LATELY else np.zeros(1)
    spread = max(float(sums.var()), 1.01 * mean)
    chance = mean / spread
    size = mean * chance / (1 - chance)
    tries = np.arange(int(mean + 10 * spread**0.5) + 10)
    return float(tries[betainc(size, tries + 1.0, chance) >= AS_USUAL][0])
