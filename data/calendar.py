"""The state of each day of a source: observed, not covered, or not yet complete."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

# Said of events that count on no day.
INEXACT_WORDS = "are not dated to the day"
OBSERVED, NOT_COVERED, INCOMPLETE = "observed", "not covered", "incomplete"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Days inside the coverage on which nobody looked; both ends inclusive."""

    start: pd.Timestamp
    end: pd.Timestamp
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """What one source can say about each day.

    Parameters
    ----------
    start, end : Timestamp
        First and last day covered, both inclusive.
    data_date : Timestamp
        Day on which the data were taken.
    lag : int
        Days, up to and with ``data_date``, for which reports are still coming in.
    gaps : tuple of Gap
    """

    start: pd.Timestamp
    end: pd.Timestamp
    data_date: pd.Timestamp
    lag: int = 0
    gaps: tuple[Gap, ...] = ()

    def states(self, start: str | pd.Timestamp, end: str | pd.Timestamp) -> pd.Series:
        """Return the state of every day of a period.

        Parameters
        ----------
        start, end : str or Timestamp
            First and last day, both inclusive.

        Returns
        -------
        Series of str, shape (n_days,)
            "observed" (a count, 0 included), "not covered", or "incomplete".
        """
        days = pd.date_range(start, end, freq="D", name="date")
        seen = (days >= self.start) & (days <= min(self.end, self.data_date))
        for gap in self.gaps:
            seen &= (days < gap.start) | (days > gap.end)
        late = days > self.data_date - pd.Timedelta(days=self.lag)
        states = np.where(~seen, NOT_COVERED, np.where(late, INCOMPLETE, OBSERVED))
        return pd.Series(states, index=days, name="state", dtype="str")

    def covers(self, dates: pd.Series) -> pd.Series:
        """Tell which days are covered, complete or not.

        Parameters
        ----------
        dates : Series of datetime64
            Days; a missing one is not covered.

        Returns
        -------
        Series of bool
        """
        seen = dates.between(self.start, min(self.end, self.data_date))
        for gap in self.gaps:
            seen &= ~dates.between(gap.start, gap.end)
        return seen


def are_in(states: pd.Series, state: str) -> np.ndarray:
    """Tell which days are in a state.

    Parameters
    ----------
    states : Series of str
        One a day.
    state : str

    Returns
    -------
    ndarray of bool, shape (n_days,)
    """
    # Without what pandas and Arrow do for each comparison, which takes longer than to compare.
    return np.asarray(states.array, dtype=object) == state


def spans(states: pd.Series, state: str) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """List the stretches of days in a state: first and last day of each.

    Parameters
    ----------
    states : Series of str
        One a day.
    state : str

    Returns
    -------
    list of tuple of Timestamp
    """
    found = are_in(states, state)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], found, [False]]).astype("int8")))
    days = states.index
    return [
        (days[first], days[stop - 1]) for first, stop in zip(edges[::2], edges[1::2], strict=True)
    ]
