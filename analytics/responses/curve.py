"""The days around the episodes: what was counted, what was expected, what moved episodes give."""

import numpy as np
import pandas as pd

from analytics.rates import LEVEL
from analytics.responses.episodes import PairedDays
from analytics.responses.expected import ExpectedDays

# Days before and after the first day of an episode that are shown.
BEFORE, AFTER = 7, 14
AROUND = range(-BEFORE, AFTER + 1)
COLUMNS = ["day", "episodes", "events", "expected", "ratio", "low", "high", "outside"]


def response_curve(expected: ExpectedDays, starts: np.ndarray, moved: np.ndarray) -> pd.DataFrame:
    """Add up the days around all episodes.

    Parameters
    ----------
    expected : ExpectedDays
    starts : ndarray of int, shape (n_episodes,)
    moved : ndarray of int, shape (n_copies, n_episodes)
        The episodes moved to other days.

    Returns
    -------
    DataFrame
        One row a day: ``day`` after the first of an episode (before it below 0), ``episodes`` for
        which it is observed, ``events``, ``expected``, ``ratio``; ``low`` and ``high`` hold 95 % of
        the ratios of moved episodes, and ``outside`` says whether the ratio lies beyond them.
    """
    rows = []
    tail = (1 - LEVEL) / 2
    for day in AROUND:
        own, seen = _ratios(expected, starts[None] + day)
        others, _ = _ratios(expected, moved + day)
        low, high = _quantiles(others[:, 2], (tail, 1 - tail))
        events, mean, ratio = own[0]
        outside = bool(ratio < low or ratio > high)
        rows.append((day, int(seen[0]), int(events), mean, ratio, low, high, outside))
    return pd.DataFrame(rows, columns=COLUMNS)


def no_curve(paired: PairedDays, starts: np.ndarray) -> pd.DataFrame:
    """Add up the days around all episodes where nothing can be expected of them."""
    rows = []
    for day in AROUND:
        at = _on_calendar(starts + day, paired.days.size)
        counts = np.where(at >= 0, paired.responder[at], np.nan)
        seen = ~np.isnan(counts)
        rows.append((day, int(seen.sum()), int(counts[seen].sum()), *[np.nan] * 4, False))
    return pd.DataFrame(rows, columns=COLUMNS)


def aligned_counts(paired: PairedDays, starts: np.ndarray) -> pd.DataFrame:
    """Put the days around each episode into a row of its own.

    Parameters
    ----------
    paired : PairedDays
    starts : ndarray of int, shape (n_episodes,)

    Returns
    -------
    DataFrame of Int64
        One row an episode, indexed by its first day; one column a day from -7 to 14. A day that is
        not observed is missing.
    """
    at = _on_calendar(starts[:, None] + np.array(AROUND), paired.days.size)
    counts = np.where(at >= 0, paired.responder[at], np.nan)
    index = paired.days[starts].rename("start")
    return pd.DataFrame(counts, index=index, columns=list(AROUND)).astype("Int64")


def _on_calendar(at: np.ndarray, size: int) -> np.ndarray:
    """Give positions, -1 where they lie outside of the calendar."""
    return np.where((at >= 0) & (at < size), at, -1)


def _ratios(expected: ExpectedDays, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give events, those expected and their ratio for every copy; and how many days are seen."""
    at = _on_calendar(at, expected.seen.size)
    seen = (at >= 0) & expected.seen[at]
    events = np.where(seen, expected.counts[at], 0.0).sum(axis=1)
    mean = np.where(seen, expected.mean[at], 0.0).sum(axis=1)
    ratio = np.where(mean > 0, events / np.where(mean > 0, mean, 1.0), np.nan)
    return np.column_stack([events, mean, ratio]), seen.sum(axis=1)


def _quantiles(values: np.ndarray, at: tuple[float, float]) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not known.size:
        return np.nan, np.nan
    low, high = np.quantile(known, at)
    return float(low), float(high)
