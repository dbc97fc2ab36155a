"""Downloads as releases: how far a day has come at each, counted in releases and not in days."""

from dataclasses import dataclass

import numpy as np

# A gap this much longer than usual hides releases that nobody has downloaded.
MISSED = 1.5
# Gaps that begin on a weekday, from which on it has a usual gap of its own.
OWN_RHYTHM = 3
# Cells of one release, at most: a day of a month has its own.
MOST_CELLS = 31
# Counts are called final so many days after, and never before so many releases.
FINAL_DAYS, FINAL_RELEASES = 84, 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Ages:
    """Outcome of :func:`release_ages`.

    Attributes
    ----------
    age : array of int, shape (n_days, n_looks)
        How far each day has come at each download, in cells; -1 where it does not cover the day.
    step : int
        Cells of one release.
    final : int
        The age from which on a day is called final.
    gap : float
        Usual days between two releases.
    """

    age: np.ndarray
    step: int
    final: int
    gap: float


def release_ages(days: np.ndarray, taken: np.ndarray, covered: np.ndarray) -> Ages:
    """Say how far each day has come at each download.

    Parameters
    ----------
    days : array of int, shape (n_days,)
        Every day, ascending, as days since any one.
    taken : array of int, shape (n_looks,)
        Days on which the data were downloaded, ascending, each once; two at least.
    covered : array of int, shape (n_looks, 2)
        First and last day that each covers, both inclusive.

    Returns
    -------
    Ages

    Notes
    -----
    A day counts from the first release that covers it. A release that brings a week brings its
    first days older than its last, so a release has as many cells as its days and a day begins at
    the cell of its place in it: of a weekly release the seven weekdays, each six to zero days old.
    With one release a day this is the day's age; with none on weekends Friday's events are one
    release old on Monday, as Monday's are on Tuesday. A download that somebody has missed is told
    by a gap half as long again as is usual from that weekday on, and counts as a release that
    nobody has looked at. The rhythm of the releases is taken to stay as it is.
    """
    usual = _usual_gaps(taken)
    numbers, ends = _with_missed(taken, covered[:, 1], usual)
    gap = float(np.median(np.diff(taken)))
    step = int(np.clip(np.ceil(max(usual.max(), gap)), 1, MOST_CELLS))
    born, place = _begun(days, numbers, ends, max(round(gap), 1), step)
    looks = numbers[np.searchsorted(numbers, _of_looks(taken, usual))]
    age = (looks[None, :] - born[:, None]) * step + place[:, None]
    inside = (days[:, None] >= covered[:, 0]) & (days[:, None] <= covered[:, 1])
    releases = max(int(np.ceil(FINAL_DAYS / max(gap, 1.0))), FINAL_RELEASES)
    return Ages(
        age=np.where(inside & (age >= 0), age, -1), step=step, final=releases * step, gap=gap
    )


def _usual_gaps(taken: np.ndarray) -> np.ndarray:
    """Give the usual days from each download to the next, of its weekday if there are enough."""
    gaps, weekdays = np.diff(taken), taken[:-1] % 7
    usual = np.full(gaps.size, np.median(gaps))
    for weekday in np.unique(weekdays):
        own = weekdays == weekday
        if own.sum() >= OWN_RHYTHM:
            usual[own] = np.median(gaps[own])
    return usual


def _missed(taken: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Count the releases between each download and the next that nobody has looked at."""
    gaps = np.diff(taken)
    return np.where(gaps > MISSED * usual, np.rint(gaps / usual) - 1, 0).astype(int)


def _of_looks(taken: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Give the numbers of the downloads among all releases."""
    return np.concatenate([[0], np.cumsum(1 + _missed(taken, usual))])


def _with_missed(
    taken: np.ndarray, ends: np.ndarray, usual: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Give the numbers of all releases and their last days; those missed lie evenly."""
    looks = _of_looks(taken, usual)
    numbers = np.arange(looks[-1] + 1)
    between = np.floor(np.interp(numbers, looks, ends)).astype(int)
    return numbers, np.maximum.accumulate(between)


def _begun(
    days: np.ndarray, numbers: np.ndarray, ends: np.ndarray, gap: int, step: int
) -> tuple[np.ndarray, np.ndarray]:
    """Give the release that first covers each day, and the cell of its place in that release."""
    before = int(max(np.ceil((ends[0] - days[0] + 1) / gap), 1))
    earlier = np.arange(-before, 0)
    ends = np.concatenate([ends[0] + earlier * gap, ends])
    numbers = np.concatenate([earlier, numbers])
    at = np.minimum(np.searchsorted(ends, days, side="left"), ends.size - 1)
    length = np.maximum(ends[at] - ends[np.maximum(at - 1, 0)], 1)
    place = np.clip((ends[at] - days) * step // length, 0, step - 1)
    return numbers[at], place
