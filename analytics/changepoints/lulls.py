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

# Outer rates whose lulls together weigh less than all others by more nats, 1e-26 of them, are left
# out of the sum: a number has sixteen digits.
BEYOND = 60.0


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


@njit(nogil=True)
def telling_rates(cumulated, highest, prior, least):
    """Say of every outer rate whether its lulls weigh anything beside those of all others.

    All of an outer rate together weigh no more than as many times its best one as there are pairs
    of ends, for the prior of the inner rates adds up to 1; all lulls together weigh no less than
    the best of them. Where these are so far apart that what is left out is beyond the last digit
    of the sum, a rate is left out.

    Parameters
    ----------
    cumulated : array of float, shape (n + 1, G)
        Log-likelihood of the first t days at each rate.
    highest : array of float, shape (G, G)
        Of :func:`best_lulls`.
    prior : array of float, shape (G,)
    least : int

    Returns
    -------
    array of bool, shape (G,)
    """
    n, count = cumulated.shape[0] - 1, cumulated.shape[1]
    free = n - 3.0 * least + 1.0
    ends = math.log(0.5 * free * (free + 1.0))
    most, whole = np.empty(count), NONE
    for g in range(count):
        # A burst of quiet days alone is not among the best, and weighs less than none at all.
        best = cumulated[n, g]
        for h in range(count):
            best = max(best, highest[g, h])
            whole = max(whole, math.log(prior[g] * prior[h]) + highest[g, h])
        most[g] = math.log(prior[g]) + ends + best
    return most > whole - BEYOND


@njit(nogil=True, error_model="numpy", fastmath=ANY_ORDER)
def sum_lulls(cumulated, shares, windows, prior, least, telling):
    """Give the mean log weight of all lulls and bursts: every pair of ends, every pair of rates.

    The weight of the days of a lull stands relative to that of the outer rate until the day on
    which a new one would enter: a new one weighs its ``windows``, whatever came before, and only
    what has grown large needs an exponent.

    ``cumulated`` is the log-likelihood of the first t days at each rate, shape (n + 1, G);
    ``telling`` are the outer rates that are summed, of :func:`telling_rates`.
    """
    n, count = shares.shape
    outside = np.flatnonzero(telling)
    amounts, scales = np.zeros((count, count)), np.zeros((count, count))
    floors, out_of = np.ones((count, count)), np.ones((count, count))
    tops, sums, highest = np.zeros(count), np.zeros(count), np.full(count, NONE)
    pairs = 0.0
    for stop in range(2 * least, n - least + 1):
        pairs += stop - 2 * least + 1
        last, entered = stop - 1, stop - least - 1
        for g in outside:
            fade, total = 1.0 / shares[entered, g] if stop > 2 * least else 0.0, 0.0
            if tops[g] == 0.0:
                for h in range(count):
                    value = amounts[g, h] * (shares[last, h] * fade) + windows[stop, h]
                    amounts[g, h] = value
                    total += value
            else:
                for h in range(count):
                    value = amounts[g, h] * (shares[last, h] * fade)
                    value += floors[g, h] * windows[stop, h]
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
    for g in outside:
        if sums[g] > 0.0:
            outer = math.log(prior[g]) + cumulated[n, g] + highest[g]
            total = log_add(total, outer + math.log(sums[g]))
    return total - math.log(pairs)


@njit(nogil=True)
def asked_stops(values, least):
    """Say of every day but the first whether a best lull or burst may end before it.

    On a quiet day the lower of two rates is the likelier, whatever is remembered. So a lull that
    begins or ends between quiet days is better a day longer, and a burst a day shorter unless it
    is as short as may be: the ends of the best are next to a day with events, or at the first or
    last days where they may be. A burst as short as may be has a day with events in it, or is
    worse than none. ``stop`` is asked where a day with events is among ``least`` days before it,
    the day before these, and itself.

    Parameters
    ----------
    values : array of float, shape (n,)
    least : int
    """
    n = values.size
    asked = np.zeros(n + 1, np.bool_)
    if n >= 3 * least:
        asked[2 * least], asked[n - least] = True, True
    for t in range(n):
        if values[t] > 0.0:
            asked[t : min(t + least + 2, n + 1)] = True
    return asked


@njit(nogil=True, fastmath=True)
def best_lulls(cumulated, least, asked):
    """Give the greatest log-likelihood of a lull, and of a burst, and their rates and ends.

    Parameters
    ----------
    cumulated : array of float, shape (n + 1, G)
        Log-likelihood of the first t days at each rate.
    least : int
    asked : array of bool, shape (n + 1,)
        First days after a lull that are looked at: of :func:`asked_stops`.

    Returns
    -------
    best : array of float, shape (2,)
    found : array of int, shape (2, 3)
        Rate outside, rate inside, and first day after it.
    highest : array of float, shape (G, G)
        Greatest log-likelihood at each outer and inner rate, of those that may be the best.
    """
    n, count = cumulated.shape[0] - 1, cumulated.shape[1]
    starts, highest = np.full((count, count), NONE), np.full((count, count), NONE)
    for stop in range(2 * least, n - least + 1):
        if not asked[stop]:
            continue
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
    return best, found, highest


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
    asked = asked_stops(days[0], least)
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
        values, found, highest = best_lulls(cumulated, least, asked)
        telling = telling_rates(cumulated, highest, prior, least)
        windows = windows_of(shares, prior, least)
        value = sum_lulls(cumulated, shares, windows, prior, least, telling)
        weights[a] = log_add(weights[a], value + offset + even)
        total = max(total, weights[a])
        for kind in range(2):
            if values[kind] + offset > peaks[2 + kind]:
                peaks[2 + kind] = values[kind] + offset
                outer, inner, end = found[kind]
                ends[kind] = lull_start(cumulated, outer, inner, end, least), end
    return weights, peaks, ends
