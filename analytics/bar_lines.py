"""A series as a line of bars within text: how its mean went from its first day to its last."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

BARS = "▁▂▃▄▅▆▇█"
# As many as a line of text has room for.
MOST_BARS = 16


def stretch_of(places: np.ndarray, days: int) -> np.ndarray:
    """Tell in which stretch of a small line of bars days lie; stretches differ by a day at most.

    Parameters
    ----------
    places : array of int
        Days, counted from the first.
    days : int
        How many there are.
    """
    return places * min(MOST_BARS, days) // max(days, 1)


def stretch_means(counts: pd.Series) -> tuple[float, ...]:
    """Give the mean of a series in each stretch of its line of bars, of days or other periods."""
    stretch = stretch_of(np.arange(len(counts)), len(counts))
    return tuple((np.bincount(stretch, counts.to_numpy(float)) / np.bincount(stretch)).tolist())


def bar_lines(rows: Sequence[Sequence[float]] | np.ndarray) -> list[str]:
    """Draw the means over time of each of many units as a line of bars; nothing is the lowest.

    Parameters
    ----------
    rows : sequence of sequences of float
        Events a day in each stretch, of :func:`stretch_means`.
    """
    lengths = np.array([len(row) for row in rows], int)
    lines = np.full(len(rows), "", object)
    for length in np.unique(lengths[lengths > 0]):
        chosen = np.flatnonzero(lengths == length)
        means = np.array([row for row in rows if len(row) == length], float)
        tops = means.max(axis=1, keepdims=True)
        heights = np.ceil(means / np.where(tops > 0, tops, 1.0) * (len(BARS) - 1)).astype(int)
        lines[chosen] = ["".join(line) for line in np.array([*BARS])[np.maximum(heights, 0)]]
    return lines.tolist()
