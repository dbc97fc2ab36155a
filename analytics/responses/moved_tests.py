"""Whether the days after an episode differ: the statistic, and the same with the episodes moved."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analytics.effects.before_after import ALPHA
from analytics.rates import LEVEL
from analytics.responses.episodes import inside
from analytics.responses.expected import RIDGE, ExpectedDays

# An episode is moved within fixed blocks of so many days: what lasts longer stays where it is.
BLOCK_DAYS = 21
# Copies with moved episodes: at first, and in all where a p-value is too near the line to tell.
STAGES = (999, 3999, 15999)
# Normal quantile of the interval that a p-value is known to from so many copies: 99 %.
SURE_TO = 2.576
# Copies are moved in parts of so many days in all, so that long series fit into memory.
CELLS = 2_000_000
# The smallest quantile of the moved statistics that an interval is made with.
NARROWEST = 1.7
EQUAL = 1e-9


@dataclass(frozen=True, kw_only=True, eq=False)
class MovedTests:
    """The statistic of every window, beside those of episodes that were moved.

    Attributes
    ----------
    observed : ndarray, shape (n_windows,)
        Events in a window beyond those expected, over their standard error.
    moved : ndarray, shape (n_copies, n_windows)
    tested : ndarray of bool, shape (n_windows,)
        Which windows are tested at all.
    """

    observed: np.ndarray
    moved: np.ndarray
    tested: np.ndarray

    @cached_property
    def ranks(self) -> np.ndarray:
        """The p-value of every copy as if it were the record, the record first."""
        every = np.abs(np.vstack([self.observed[None], self.moved]))
        size = every.shape[0]
        ordered = np.sort(every, axis=0)
        columns = [
            size - np.searchsorted(ordered[:, w], every[:, w] - EQUAL)
            for w in range(every.shape[1])
        ]
        return np.column_stack(columns) / size

    @property
    def pvalues(self) -> np.ndarray:
        """P-value of each window by itself; ``nan`` where it is not tested."""
        return np.where(self.tested, self.ranks[0], np.nan)

    def corrected(self, directions: int) -> np.ndarray:
        """Give the p-values corrected for all windows that were tested, in all directions.

        Parameters
        ----------
        directions : int
            How many directions were tested.

        Returns
        -------
        ndarray, shape (n_windows,)
            ``nan`` where a window is not tested.

        References
        ----------
        Westfall & Young (1993). Resampling-Based Multiple Testing. Wiley, section 2.3.
        """
        if not self.tested.any():
            return np.full(self.tested.size, np.nan)
        ranks = self.ranks
        least = ranks[:, self.tested].min(axis=1)
        shares = (least[:, None] <= ranks[0] + EQUAL).mean(axis=0)
        return np.where(self.tested, np.minimum(directions * shares, 1.0), np.nan)

    def near(self, pvalue: float, factor: int = 1) -> bool:
        """Tell whether so many copies leave open on which side of the line a p-value is.

        Parameters
        ----------
        pvalue : float
        factor : int
            By which it was multiplied.
        """
        share = pvalue / factor
        error = factor * np.sqrt(max(share * (1 - share), 0.0) / (self.moved.shape[0] + 1))
        return bool(abs(pvalue - ALPHA) < SURE_TO * error)

    @cached_property
    def critical(self) -> np.ndarray:
        """What a statistic has to exceed: the 95 % quantile of the moved ones, never below 1.7."""
        return np.maximum(np.quantile(np.abs(self.moved), LEVEL, axis=0), NARROWEST)


def statistics(
    expected: ExpectedDays, within: np.ndarray, known: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Give the efficient score of a window over its standard error, and its information.

    Parameters
    ----------
    expected : ExpectedDays
    within : ndarray of bool, shape (n_copies, n_days)
        Days inside the window.
    known : ndarray of bool, shape (n_days,)
        Days on which that can be told.

    Returns
    -------
    statistic, information : ndarray, shape (n_copies,)
        Zero where trend, weekday and own past already tell which days lie inside.

    Notes
    -----
    The window is taken free of what the model holds, by least squares with the means as weights;
    as it is 0 or 1, its square is itself, and all copies need one product of matrices.
    """
    weight = np.where(known, expected.mean, 0.0)
    residual = np.where(known, expected.residual, 0.0)
    weighted = expected.design * weight[:, None]
    sums = within.astype(float) @ np.column_stack([weighted, weight, residual])
    columns = weighted.shape[1]
    gram = expected.design.T @ weighted + RIDGE * np.eye(columns)
    shared = np.linalg.solve(gram, sums[:, :columns].T)
    information = sums[:, columns] - (sums[:, :columns].T * shared).sum(axis=0)
    score = sums[:, columns + 1] - (residual @ expected.design) @ shared
    error = np.sqrt(expected.dispersion * np.maximum(information, 0.0))
    told = information > 1e-6
    return np.where(told, score / np.where(told, error, 1.0), 0.0), information


@dataclass(frozen=True, kw_only=True, eq=False)
class WindowDays:
    """The windows that are compared, and on which days each can be told."""

    windows: tuple[tuple[int, int], ...]
    known: tuple[np.ndarray, ...]

    def of(self, expected: ExpectedDays, starts: np.ndarray) -> np.ndarray:
        """Give the statistic of every copy of the episodes and every window.

        Parameters
        ----------
        expected : ExpectedDays
        starts : ndarray of int, shape (n_copies, n_episodes)

        Returns
        -------
        ndarray, shape (n_copies, n_windows)
        """
        size = expected.seen.size
        columns = [
            statistics(expected, inside(starts, size, first, last), known)[0]
            for (first, last), known in zip(self.windows, self.known, strict=True)
        ]
        return np.column_stack(columns)


def compare_moved(
    expected: ExpectedDays,
    starts: np.ndarray,
    watched: np.ndarray,
    days: WindowDays,
    *,
    tested: np.ndarray,
    directions: int,
    rng: np.random.Generator,
) -> MovedTests:
    """Hold the statistics of all windows against those of moved episodes.

    Parameters
    ----------
    expected : ExpectedDays
    starts : ndarray of int, shape (n_episodes,)
    watched : ndarray of bool, shape (n_days,)
    days : WindowDays
    tested : ndarray of bool, shape (n_windows,)
    directions : int
        How many directions are tested, of which this is one.
    rng : Generator

    Returns
    -------
    MovedTests
        Of more copies where a p-value is near the line.
    """
    observed = days.of(expected, starts[None])[0]
    moved = np.empty((0, observed.size))
    for copies in STAGES:
        parts = moved_parts(starts, watched, copies - moved.shape[0], rng)
        moved = np.vstack([moved, *(days.of(expected, some) for some in parts)])
        found = MovedTests(observed=observed, moved=moved, tested=tested)
        if not is_open(found, directions):
            break
    return found


def is_open(found: MovedTests, directions: int) -> bool:
    """Tell whether more copies could put a p-value on the other side of the line.

    Parameters
    ----------
    found : MovedTests
    directions : int
    """
    if not found.tested.any():
        return False
    plain = any(found.near(p) for p in found.pvalues[found.tested])
    corrected = found.corrected(directions)[found.tested]
    return plain or any(found.near(p, directions) for p in corrected)


def move_episodes(
    starts: np.ndarray, watched: np.ndarray, copies: int, rng: np.random.Generator
) -> np.ndarray:
    """Move every episode within its block of three weeks, many times over.

    Parameters
    ----------
    starts : ndarray of int, shape (n_episodes,)
        First days, ascending.
    watched : ndarray of bool, shape (n_days,)
        Days on which an episode could have been seen.
    copies : int
    rng : Generator

    Returns
    -------
    ndarray of int, shape (copies, n_episodes)

    Notes
    -----
    Where the blocks begin is drawn for every copy, each of the 21 days equally often. Inside its
    block each observed day is as likely as any other. How often episodes come in any three weeks
    stays as it was, so that a busy month or a truce that both series share is in the moved ones
    too. The same place in the same block is given the same chance number, so that the copies of
    two versions of a series, with other dates drawn, move alike.
    """
    return np.vstack(list(moved_parts(starts, watched, copies, rng)))


def moved_parts(
    starts: np.ndarray, watched: np.ndarray, copies: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Move every episode as :func:`move_episodes` does, so many copies at once as fit into memory.

    Yields
    ------
    ndarray of int, shape (n_copies, n_episodes)
        Of at most :data:`CELLS` days in all.
    """
    all_offsets = rng.permuted(np.arange(copies) % BLOCK_DAYS)[:, None]
    part = max(CELLS // watched.size, 1)
    for low in range(0, copies, part):
        yield _moved(starts, watched, all_offsets[low : low + part], rng)


def _moved(
    starts: np.ndarray, watched: np.ndarray, offsets: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Move every episode, with blocks that begin so many days before the first."""
    size = watched.size
    chances = rng.random((offsets.shape[0], size + 2 * BLOCK_DAYS))
    block = (starts + offsets) // BLOCK_DAYS
    place = np.arange(starts.size)
    opens = np.diff(block, axis=1, prepend=-1) != 0
    rank = place - np.maximum.accumulate(np.where(opens, place, 0), axis=1)
    chance = np.take_along_axis(chances, block * BLOCK_DAYS + rank, axis=1)
    low = np.clip(block * BLOCK_DAYS - offsets, 0, size)
    high = np.clip((block + 1) * BLOCK_DAYS - offsets, 0, size)
    below, days = np.concatenate(([0], np.cumsum(watched))), np.flatnonzero(watched)
    first = below[low]
    return days[first + (chance * (below[high] - first)).astype(int)]


def stream_of(*arrays: np.ndarray) -> np.random.Generator:
    """Return random numbers that follow from the data: the same data give the same ones."""
    content = b"".join(np.ascontiguousarray(a, dtype="<f8").tobytes() for a in arrays)
    return np.random.default_rng(zlib.crc32(content))
