"""Compiled bound of what all lulls and bursts of a series weigh, in days x rates.

:mod:`~analytics.panel.screen` says why it is one.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import math

import numpy as np

from analytics.changepoints.likelihood import NONE, log_add, tabulate
from analytics.changepoints.lulls import cumulate, lift
from analytics.changepoints.partitions import ANY_ORDER, LOOK, LOST, windows_of
from analytics.compiled import njit

# A rate that is less likely than the likeliest by more nats adds nothing to a sum of squares.
NO_MATTER = 40.0


@njit(nogil=True)
def outside_norms(cumulated, prior):
    """Give the logarithm of the root of the mean square likelihood of the first and last days.

    Parameters
    ----------
    cumulated : array of float, shape (n + 1, G)
        Log-likelihood of the first t days at each rate.
    prior : array of float, shape (G,)

    Returns
    -------
    before, after : array of float, shape (n + 1,)
        Of the first t days; and of all from day t on.
    """
    n, count = cumulated.shape[0] - 1, cumulated.shape[1]
    norms, values, logs = np.empty((2, n + 1)), np.empty((2, count)), np.log(prior)
    for t in range(n + 1):
        first, second = NONE, NONE
        for g in range(count):
            values[0, g] = logs[g] + 2.0 * cumulated[t, g]
            values[1, g] = logs[g] + 2.0 * (cumulated[n, g] - cumulated[t, g])
            first, second = max(first, values[0, g]), max(second, values[1, g])
        for side in range(2):
            top, total = second if side else first, 0.0
            for g in range(count):
                if values[side, g] > top - NO_MATTER:
                    total += math.exp(values[side, g] - top)
            norms[side, t] = 0.5 * (top + math.log(total))
    return norms[0], norms[1]


@njit(nogil=True, error_model="numpy", fastmath=ANY_ORDER)
def bound_lull(before, after, shares, windows, least):
    """Give a log weight that the mean of all lulls and bursts does not exceed.

    Parameters
    ----------
    before, after : array of float, shape (n + 1,)
        Of :func:`outside_norms`.
    shares : array of float, shape (n, G)
        Likelihood of every day at every rate.
    windows : array of float, shape (n + 1, G)
        Of :func:`~analytics.changepoints.partitions.windows_of`.
    least : int

    Notes
    -----
    As in :func:`~analytics.changepoints.lulls.sum_lulls` the days of a lull weigh relative to those
    outside, until the day on which a new one would enter: only what has grown large needs an
    exponent.
    """
    n, count = shares.shape
    amounts, scales = np.zeros((1, count)), np.zeros((1, count))
    floors, out_of = np.ones((1, count)), np.ones((1, count))
    top, sums, highest, pairs = 0.0, 0.0, NONE, 0.0
    for stop in range(2 * least, n - least + 1):
        pairs += stop - 2 * least + 1
        start, total = stop - least, 0.0
        fade = math.exp(before[start - 1] - before[start]) if stop > 2 * least else 0.0
        for h in range(count):
            value = amounts[0, h] * (shares[stop - 1, h] * fade)
            value += floors[0, h] * windows[stop, h]
            amounts[0, h] = value
            total += value * out_of[0, h]
        value = top + before[start] + after[stop]
        if value > highest:
            sums *= math.exp(highest - value)
            highest = value
        sums += total * math.exp(value - highest)
        if stop % LOOK == 0:
            most, fewest = 0.0, 1.0
            for h in range(count):
                most, fewest = max(most, amounts[0, h]), min(fewest, amounts[0, h])
            if most > 1e100 or (top > 0.0 and fewest < 1e-100):
                top = lift(0, amounts, scales, floors, out_of)
    return highest + math.log(sums) - math.log(pairs)


@njit(nogil=True)
def bound_lulls(days, past, known, rates, prior, branchings, sizes, least, steps):
    """Give log weights by branching that those of lulls and bursts do not exceed.

    Parameters
    ----------
    days, past, known, rates, prior, branchings, sizes, least, steps
        As for :func:`~analytics.changepoints.lulls.weigh_lulls`. A branching and size that it
        leaves out for what its steps weigh is left out here.

    Returns
    -------
    array of float, shape (B,)
        ``NONE`` where there is no lull.
    """
    n = days.shape[1]
    logs, tops = np.empty((n, rates.size)), np.empty(n)
    shares = np.empty((n, rates.size))
    weights = np.full(branchings.size, NONE)
    if n < 3 * least:
        return weights
    even = -math.log(branchings.size * sizes.size)
    total, bound = steps[:, :, 0].max(), -math.log(prior.min())
    for a in range(branchings.size):
        for r in range(sizes.size):
            if steps[a, r, :3].max() + bound < total - LOST:
                continue
            tabulate(days, rates, branchings[a], sizes[r], past, known, logs, shares, tops, True)
            before, after = outside_norms(cumulate(logs), prior)
            windows = windows_of(shares, prior, least)
            most = bound_lull(before, after, shares, windows, least)
            weights[a] = log_add(weights[a], most + tops.sum() + even)
    return weights
