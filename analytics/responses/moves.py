"""Episodes moved to other days near their own: what would be seen if their days meant nothing."""

import zlib

import numpy as np

# An episode is moved within fixed blocks of so many days: what lasts longer stays where it is.
BLOCK_DAYS = 21


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
    size = watched.size
    offsets = rng.permuted(np.arange(copies) % BLOCK_DAYS)[:, None]
    chances = rng.random((copies, size + 2 * BLOCK_DAYS))
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
