"""Compiled confidence sets for the date of a change, by inverting a likelihood-ratio test.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import numpy as np
from numba import njit

from benchmarks.peers.previous.scan import gain
from benchmarks.peers.previous.self_exciting import simulate

# Standard errors by which the log ratio is drawn towards none.
SHRINKAGE = 1.0


@njit(cache=True)
def losses(values, exposure, size):
    """Give, for every possible date, twice the log-likelihood it loses against the best date."""
    n = values.size
    sums, exposures = np.zeros(n + 1), np.zeros(n + 1)
    sums[1:], exposures[1:] = np.cumsum(values), np.cumsum(exposure)
    gains = np.full(n, -np.inf)
    for first in range(1, n):
        gains[first] = gain(sums, exposures, 0, 0, first, n, size)
    return gains.max() - gains


@njit(cache=True)
def drawn_losses(seed, draws, place, before, after, exposure, branching, size):
    """Give the loss of the true date in simulated series with the change at ``place``."""
    np.random.seed(seed)  # noqa: NPY002
    rates = np.empty(exposure.size)
    rates[:place], rates[place:] = before, after
    lost = np.empty(draws)
    for draw in range(draws):
        values = simulate(rates, exposure, branching, size)
        lost[draw] = losses(values, exposure, size)[place]
    return lost


@njit(cache=True)
def cautious_rates(values, exposure, place, branching, size):
    """Give the rates before and after, drawn together by one standard error of their ratio.

    A change is seen at its best date and reported because it was large, so its estimated ratio
    is too large, and at too large a ratio simulated dates come out too sharp.
    """
    s = np.array([values[:place].sum(), values[place:].sum()]) + 0.5
    e = np.array([exposure[:place].sum(), exposure[place:].sum()])
    ratio = np.log(s[1] / e[1]) - np.log(s[0] / e[0])
    spread = np.sqrt((1.0 / s + 1.0 / (size * e)).sum()) / (1.0 - branching)
    kept = np.exp(np.sign(ratio) * max(abs(ratio) - SHRINKAGE * spread, 0.1))
    before = s.sum() / (e[0] + e[1] * kept)
    return before, before * kept


@njit(cache=True)
def date_set(values, exposure, place, branching, size, coverage, draws):
    """Give the first and last date that the test at ``place``'s critical value keeps."""
    before, after = cautious_rates(values, exposure, place, branching, size)
    lost = drawn_losses(1, draws, place, before, after, exposure, branching, size)
    kept = np.flatnonzero(losses(values, exposure, size) <= np.quantile(lost, coverage))
    return min(kept[0], place), max(kept[-1], place)
