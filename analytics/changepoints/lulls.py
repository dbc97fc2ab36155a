"""Compiled sums over all lulls and bursts: one level outside, the same before and after.

The sum runs over both ends and both rates, in days x rates x rates. With ``C_g(t)`` the
log-likelihood of the first t days at rate g, ``p_g(t)`` that of day t, and m days at least in a
regime, those with outer rate g and inner rate h that end before day t weigh, relative to the outer
rate until the day on which a new one would enter::

    R_gh(t) = R_gh(t - 1) p_h(t - 1) / p_g(t - m - 1) + pi_h exp(C_h(t) - C_h(t - m))

A new one weighs the same whatever came before, so only what has grown large needs an exponent.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import math

import numpy as np

from analytics.changepoints.likelihood import NONE, log_add, tabulate
from analytics.changepoints.partitions import ANY_ORDER, LOOK, LOST, windows_of
from analytics.compiled import njit


@njit(nogil=True)
def cumulate(logs):
    """Give the log-likelihood of the first t days at each rate."""
    cumulated = np.zeros((logs.shape[0] + 1, logs.shape[1]))
    for t in range(logs.shape[0]):
        for g in range(logs.shape[1]):
            cumulated[t + 1, g] = cumulated[t, g] + logs[t, g]
    return cumulated


@njit(nogil=True, error_model="numpy")
def lift(row, amounts, scales, floors, out_of):
    """Give the entries of a row of :func:`sum_lulls` new exponents, 0 or more; return the largest.

    ``floors`` is what a new regime weighs on the scale of an entry, ``out_of`` what an entry
    weighs on that of the row.
    """
    count, most = amounts.shape[1], 0.0
    for h in range(count):
        held = amounts[row, h]
        value = scales[row, h] + math.log(held) if held > 0.0 else 0.0
        scale = max(value, 0.0)
        amounts[row, h] = math.exp(value - scale) if held > 0.0 else 0.0
        scales[row, h] = scale
        floors[row, h] = math.exp(-scale)
        most = max(most, scale)
    for h in range(count):
        out_of[row, h] = math.exp(scales[row, h] - most)
    return most


@njit(nogil=True, error_model="numpy", fastmath=ANY_ORDER)
def sum_lulls(cumulated, shares, windows, prior, least):
    """Give the mean log weight of all lulls and bursts: every pair of ends, every pair of rates.

    The weight of the days of a lull stands relative to that of the outer rate until the day on
    which a new one would enter: a new one weighs its ``windows``, whatever came before, and only
    what has grown large needs an exponent.

    ``cumulated`` is the log-likelihood of the first t days at each rate, shape (n + 1, G).
    """
    n, count = shares.shape
    amounts, scales = np.zeros((count, count)), np.zeros((count, count))
    floors, out_of = np.ones((count, count)), np.ones((count, count))
    tops, sums, highest = np.zeros(count), np.zeros(count), np.full(count, NONE)
    pairs = 0.0
    for stop in range(2 * least, n - least + 1):
        pairs += stop - 2 * least + 1
        share, window, entered = shares[stop - 1], windows[stop], shares[stop - least - 1]
        for g in range(count):
            fade, total = 1.0 / entered[g] if stop > 2 * least else 0.0, 0.0
            if tops[g] == 0.0:
                for h in range(count):
                    value = amounts[g, h] * (share[h] * fade) + window[h]
                    amounts[g, h] = value
                    total += value
            else:
                for h in range(count):
                    value = amounts[g, h] * (share[h] * fade) + floors[g, h] * window[h]
                    amounts[g, h] = value
                    total += value * out_of[g, h]
            value = tops[g] + cumulated[stop - least, g] - cumulated[stop, g]
            if value > highest[g]:
                sums[g] *= math.exp(highest[g] - value)
                highest[g] = value
            sums[g] += total * math.exp(value - highest[g])
            if stop % LOOK == 0:
                most, fewest = 0.0, 1.0
                for h in range(count):
                    most = max(most, amounts[g, h])
                    fewest = min(fewest, amounts[g, h])
                if most > 1e100 or (tops[g] > 0.0 and fewest < 1e-100):
                    tops[g] = lift(g, amounts, scales, floors, out_of)
    total = NONE
    for g in range(count):
        if sums[g] > 0.0:
            outer = math.log(prior[g]) + cumulated[n, g] + highest[g]
            total = log_add(total, outer + math.log(sums[g]))
    return total - math.log(pairs)


@njit(nogil=True, fastmath=True)
def best_lulls(cumulated, least):
    """Give the greatest log-likelihood of a lull, and of a burst, and their rates and ends."""
    n, count = cumulated.shape[0] - 1, cumulated.shape[1]
    starts, highest = np.full((count, count), NONE), np.full((count, count), NONE)
    for stop in range(2 * least, n - least + 1):
        first, inside = cumulated[stop - least], cumulated[stop]
        for g in range(count):
            before, after = first[g], cumulated[n, g] - inside[g]
            for h in range(count):
                start = max(starts[g, h], before - first[h])
                starts[g, h] = start
                highest[g, h] = max(highest[g, h], start + inside[h] + after)
    best, found = np.full(2, NONE), np.zeros((2, 3), np.int64)
    for g in range(count):
        for h in range(count):
            for kind in range(2):
                if highest[g, h] > best[kind] and (h <= g if kind == 0 else h >= g):
                    best[kind] = highest[g, h]
                    found[kind, 0], found[kind, 1] = g, h
    for kind in range(2):
        found[kind, 2] = lull_end(cumulated, found[kind, 0], found[kind, 1], least)
    return best, found


@njit(nogil=True)
def lull_end(cumulated, outer, inner, least):
    """Give the likeliest first day after a lull whose rates are known."""
    n = cumulated.shape[0] - 1
    best, start, end = NONE, NONE, 2 * least
    for stop in range(2 * least, n - least + 1):
        first = stop - least
        start = max(start, cumulated[first, outer] - cumulated[first, inner])
        value = start + cumulated[stop, inner] - cumulated[stop, outer]
        if value > best:
            best, end = value, stop
    return end


@njit(nogil=True)
def lull_start(cumulated, outer, inner, end, least):
    """Give the likeliest first day of a lull whose rates and end are known."""
    best, start = NONE, least
    for first in range(least, end - least + 1):
        value = cumulated[first, outer] - cumulated[first, inner]
        if value > best:
            best, start = value, first
    return start


@njit(nogil=True)
def best_step(cumulated, least):
    """Give the greatest log-likelihood of a single step."""
    n, count = cumulated.shape[0] - 1, cumulated.shape[1]
    best = NONE
    for t in range(least, n - least + 1):
        before, after = NONE, NONE
        for g in range(count):
            before = max(before, cumulated[t, g])
            after = max(after, cumulated[n, g] - cumulated[t, g])
        best = max(best, before + after)
    return best


@njit(nogil=True)
def weigh_lulls(days, past, known, rates, prior, branchings, sizes, least, steps):
    """Give the log evidence of a lull or burst by branching, and the likeliest one.

    A lull is also a partition with two changes, whose weight has the prior of the outer rate
    once more: that bounds the lull's weight, so most sizes need not be looked at.

    Parameters
    ----------
    steps : array of float, shape (B, R, K + 1)
        Of :func:`weigh_steps`, with two changes or more.

    Returns
    -------
    weights : array of float, shape (B,)
    peaks : array of float, shape (4,)
        Greatest log-likelihood with none, a step, a lull, a burst.
    ends : array of int, shape (2, 2)
        First day of the likeliest lull and the first day after it; and of the likeliest burst.
    """
    n = days.shape[1]
    logs, tops = np.empty((n, rates.size)), np.empty(n)
    shares = np.empty((n, rates.size))
    weights = np.full(branchings.size, NONE)
    peaks, ends = np.full(4, NONE), np.zeros((2, 2), np.int64)
    even = -math.log(branchings.size * sizes.size)
    total = steps[:, :, 0].max()
    bound = -math.log(prior.min())
    for place in np.argsort(-steps[:, :, 2].copy().ravel()):
        a, r = place // sizes.size, place % sizes.size
        if steps[a, r, :3].max() + bound < total - LOST:
            continue
        tabulate(days, rates, branchings[a], sizes[r], past, known, logs, shares, tops, True)
        offset = tops.sum()
        cumulated = cumulate(logs)
        peaks[0] = max(peaks[0], cumulated[n].max() + offset)
        if n >= 2 * least:
            peaks[1] = max(peaks[1], best_step(cumulated, least) + offset)
        if n < 3 * least:
            continue
        value = sum_lulls(cumulated, shares, windows_of(shares, prior, least), prior, least)
        weights[a] = log_add(weights[a], value + offset + even)
        total = max(total, weights[a])
        values, found = best_lulls(cumulated, least)
        for kind in range(2):
            if values[kind] + offset > peaks[2 + kind]:
                peaks[2 + kind] = values[kind] + offset
                outer, inner, end = found[kind]
                ends[kind] = lull_start(cumulated, outer, inner, end, least), end
    return weights, peaks, ends
