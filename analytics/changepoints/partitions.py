"""Compiled sums over all partitions of a series into regimes: what they weigh, and where they cut.

With ``C_g(s, t)`` the log-likelihood of the days s to t - 1 at rate g and ``pi_g`` the prior of
the rate, a regime weighs ``sum_g pi_g exp C_g(s, t)``, and all partitions of the first t days into
k + 1 regimes of m days or more together weigh::

    F_0(t)    = sum_g A_0g(t),   A_0g(t) = pi_g exp C_g(0, t)
    A_kg(t)   = A_kg(t - 1) p_g(t) + F_(k-1)(t - m) pi_g exp C_g(t - m, t)
    F_k(t)    = sum_g A_kg(t)

which is one pass over the days for all of them: days x rates x changes. The same pass from the
last day back gives ``B_k(s)``, and ``F_(j-1)(s) B_(k-j)(s)`` is the weight of all partitions whose
j-th of k changes is on day s. Those with a lull or burst are in
:mod:`~analytics.changepoints.lulls`. Every weight is a number with its
own exponent, moved only where it would leave the range of floats, so nothing is lost in a dense
series, whose likelihoods differ by thousands of nats.

References
----------
Barry & Hartigan (1992). Product partition models for change point problems. Annals of Statistics
20(1), 260-279.
Fearnhead (2006). Exact and efficient Bayesian inference for multiple changepoint problems.
Statistics and Computing 16(2), 203-213.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import math

import numpy as np

from analytics.changepoints.likelihood import (
    NONE,
    compare_rates,
    fixed_terms,
    log_add,
    remember,
    tabulate,
)
from analytics.compiled import njit

# Sums may be taken in any order, which lets the compiler use vectors; no weight is ever NaN.
ANY_ORDER = {"reassoc", "contract", "nsz", "arcp"}
# Days between two looks at the exponents. One day takes at most 30 nats from a weight.
LOOK = 8
# Weights below the highest by so many nats end a walk along the sizes, and are left out of sums.
NEGLIGIBLE, LOST = 20.0, 13.0
# Days after a change in which it matters whether the memory of the days before it lasts, and how
# many nats below the likeliest a day may lie to be asked.
FADING, ASKED = 16, 12.0
# Up to so many nats between the rates of a row they share an exponent; beyond, those of new
# regimes are computed one by one.
CLOSE, WIDE = 150.0, 200.0


@njit(nogil=True)
def rescale(row, amounts, scales, into, out_of, marks, floor):
    """Give the entries of a row new exponents, at least ``floor``, and the row its marks.

    One exponent serves them all where they are close together. ``marks`` holds the largest
    exponent of the row, the least, and how far apart they are: not, some, or very.
    """
    best, least = floor, -NONE
    for g in range(amounts.shape[1]):
        held = amounts[row, g]
        value = scales[row, g] + math.log(held) if held > 0.0 else NONE
        scales[row, g] = value
        best = max(best, value)
        if held > 0.0:
            least = min(least, value)
    flat = best - least < CLOSE
    least = -NONE
    for g in range(amounts.shape[1]):
        value = scales[row, g]
        scale = best if flat else max(value, floor)
        amounts[row, g] = math.exp(value - scale)
        scales[row, g] = scale
        least = min(least, scale)
    marks[row, 0], marks[row, 1] = best, least
    marks[row, 2] = 0.0 if flat else 2.0 if best - least > WIDE else 1.0
    for g in range(amounts.shape[1]):
        out_of[row, g] = math.exp(scales[row, g] - best)
        if best - least <= WIDE:
            into[row, g] = math.exp(best - scales[row, g])


@njit(nogil=True)
def windows_of(shares, prior, least):
    """Give for every t the weight of a regime of the last ``least`` days, at each rate."""
    n, count = shares.shape
    windows = np.empty((n + 1, count))
    for t in range(n + 1):
        for g in range(count):
            windows[t, g] = prior[g]
        for day in range(t - least if t >= least else t, t):
            for g in range(count):
                windows[t, g] *= shares[day, g]
    return windows


@njit(nogil=True, fastmath=ANY_ORDER)
def sum_steps(shares, windows, prior, least, changes, backward, sums):
    """Fill in the log weight of all partitions of the first t days into k + 1 regimes.

    Parameters
    ----------
    shares, windows : array of float, shape (n, G) and (n + 1, G)
    prior : array of float, shape (G,)
    least, changes : int
        Fewest days of a regime, most changes.
    backward : bool
        Whether the days are taken from the last one.
    sums : array of float, shape (K + 1, n + 1)
        Overwritten; ``NONE`` where there is no such partition.

    Notes
    -----
    A row of weights moves on by a day, and new regimes enter it, on the scale of its largest
    exponent. All is written out by index: a view of a row, or a call for it, costs as much as the
    row itself.
    """
    n, count = shares.shape
    size = (changes + 1, count)
    amounts, scales = np.zeros(size), np.full(size, NONE)
    into, out_of, marks = np.ones(size), np.ones(size), np.full((changes + 1, 3), NONE)
    amounts[0], scales[0], marks[0] = prior, 0.0, 0.0
    sums[:] = NONE
    for t in range(1, n + 1):
        day, place = (n - t, min(n - t + least, n)) if backward else (t - 1, t)
        for k in range(changes + 1):
            if t < (k + 1) * least and k > 0:
                break
            entering = sums[k - 1, t - least] if k > 0 else NONE
            share = 0.0
            if entering > 0.5 * NONE:
                if entering - marks[k, 1] > 250.0:
                    rescale(k, amounts, scales, into, out_of, marks, entering)
                share = math.exp(entering - marks[k, 0])
            total = 0.0
            if marks[k, 2] == 0.0:
                for g in range(count):
                    value = amounts[k, g] * shares[day, g] + share * windows[place, g]
                    amounts[k, g] = value
                    total += value
            else:
                if marks[k, 2] == 1.0:
                    for g in range(count):
                        more = share * into[k, g] * windows[place, g]
                        amounts[k, g] = amounts[k, g] * shares[day, g] + more
                else:
                    for g in range(count):
                        more = math.exp(min(entering - scales[k, g], 700.0))
                        more = more if entering > NONE else 0.0
                        amounts[k, g] = amounts[k, g] * shares[day, g] + more * windows[place, g]
                for g in range(count):
                    total += amounts[k, g] * out_of[k, g]
            if t >= least:
                sums[k, t] = marks[k, 0] + math.log(total)
            if t % LOOK == 0:
                for g in range(count):
                    if not 1e-100 < amounts[k, g] < 1e100:
                        rescale(k, amounts, scales, into, out_of, marks, NONE)
                        break


@njit(nogil=True)
def log_partitions(n, least, changes):
    """Give the logarithm of the number of partitions of n days with so many changes."""
    free = n - (changes + 1) * least
    return math.lgamma(free + changes + 1.0) - math.lgamma(changes + 1.0) - math.lgamma(free + 1.0)


@njit(nogil=True)
def weigh_steps(days, past, known, rates, prior, branchings, sizes, least, changes):
    """Give the log evidence of none, 1, 2, ... changes by branching and size.

    For each branching the sizes are tried outwards from the best one of the last, as far as any
    number of changes still has a weight: the likelihood has one peak in the size.

    Returns
    -------
    array of float, shape (B, R, changes + 1)
        ``NONE`` where nothing worth adding is left. The prior weights are included.
    """
    n = days.shape[1]
    logs, tops = np.empty((n, rates.size)), np.empty(n)
    shares = np.empty((n, rates.size))
    sums = np.empty((changes + 1, n + 1))
    weights = np.full((branchings.size, sizes.size, changes + 1), NONE)
    highest = np.full(changes + 1, NONE)
    even = -math.log(branchings.size * sizes.size)
    middle = sizes.size // 2
    for a in range(branchings.size):
        first = middle
        best = NONE
        for direction in (-1, 1):
            r = first if direction < 0 else first + 1
            while 0 <= r < sizes.size:
                size = sizes[r]
                tabulate(days, rates, branchings[a], size, past, known, logs, shares, tops, False)
                windows = windows_of(shares, prior, least)
                sum_steps(shares, windows, prior, least, changes, False, sums)
                offset = tops.sum() + even
                alive = False
                for k in range(changes + 1):
                    if n >= (k + 1) * least:
                        value = sums[k, n] + offset - log_partitions(n, least, k)
                        weights[a, r, k] = value
                        alive = alive or value > highest[k] - NEGLIGIBLE
                        highest[k] = max(highest[k], value)
                if weights[a, r].max() > best:
                    best, middle = weights[a, r].max(), r
                if not alive:
                    break
                r += direction
    return weights


@njit(nogil=True)
def place_steps(days, past, known, rates, prior, branchings, sizes, least, steps, changes):
    """Give the log weight of all partitions whose j-th of so many changes is on day s, at [j, s].

    Parameters
    ----------
    steps : array of float, shape (B, R, K + 1)
        Of :func:`weigh_steps`; branchings and sizes without weight there are left out.
    changes : int
        1 to K.
    """
    n = days.shape[1]
    logs, tops = np.empty((n, rates.size)), np.empty(n)
    shares = np.empty((n, rates.size))
    ahead, back = np.empty((changes, n + 1)), np.empty((changes, n + 1))
    places = np.full((changes + 1, n + 1), NONE)
    for a in range(branchings.size):
        for r in range(sizes.size):
            alive = False
            for k in range(1, steps.shape[2]):
                alive = alive or steps[a, r, k] > max(steps[:, :, k].max() - LOST, 0.5 * NONE)
            if not alive:
                continue
            tabulate(days, rates, branchings[a], sizes[r], past, known, logs, shares, tops, False)
            offset = tops.sum()
            windows = windows_of(shares, prior, least)
            sum_steps(shares, windows, prior, least, changes - 1, False, ahead)
            sum_steps(shares, windows, prior, least, changes - 1, True, back)
            for j in range(1, changes + 1):
                for s in range(j * least, n - (changes + 1 - j) * least + 1):
                    value = ahead[j - 1, s] + back[changes - j, n - s] + offset
                    places[j, s] = log_add(places[j, s], value)
    return places


@njit(nogil=True)
def place_step(days, feed, ages, past, known, rates, prior, branchings, sizes, least, steps):
    """Give the log weight of one step on each day, its new regime without a memory of the old one.

    Were the days before a change remembered after it, a rate could not jump: the days after would
    rise or fall towards the new level, and a jump in the counts would be dated too early.

    Parameters
    ----------
    feed, ages : array of float, shape (n,)
        What is remembered of each day, and the days since the one before.
    steps : array of float, shape (B, R, 2)
        Of :func:`weigh_steps`; branchings and sizes without weight there are left out.

    Returns
    -------
    array of float, shape (B, n + 1)
        By branching; ``NONE`` where no change can be.
    """
    n, count = days.shape[1], rates.size
    logs, shares, tops = np.empty((n, count)), np.empty((n, count)), np.empty(n)
    constants, shocks = np.empty(n), np.empty(n)
    size = (FADING, count)
    few, some, best = np.empty(size), np.empty(size), np.empty(FADING)
    places = np.full((branchings.size, n + 1), NONE)
    outer, after, before = np.log(prior), np.empty(count), np.empty(count)
    plain, left, sums = np.full(n + 1, NONE), np.empty(n + 1), np.zeros((n + 1, count))
    # What is remembered of the days after a change, and nothing of those before.
    recent, weights, ready = np.empty((n, FADING)), np.empty((n, FADING)), np.zeros(n, np.bool_)
    for a in range(branchings.size):
        for r in range(sizes.size):
            if steps[a, r, 1] < max(steps[:, :, 1].max() - LOST, 0.5 * NONE):
                continue
            fixed_terms(days, sizes[r], constants, shocks)
            tabulate(days, rates, branchings[a], sizes[r], past, known, logs, shares, tops, True)
            for t in range(n):
                for g in range(count):
                    sums[t + 1, g] = sums[t, g] + logs[t, g] + tops[t]
            # A sum is no less than its largest term, and no more than as many of them.
            lowest = NONE
            for s in range(least, n - least + 1):
                first, second = NONE, NONE
                for g in range(count):
                    first = max(first, outer[g] + sums[s, g])
                    second = max(second, outer[g] + sums[n, g] - sums[s, g])
                plain[s] = first + second
                lowest = max(lowest, plain[s])
            lowest -= ASKED + 2.0 * math.log(count) + 1e-6
            for s in range(least, n - least + 1):
                if plain[s] < lowest:
                    plain[s] = NONE
                    continue
                for g in range(count):
                    before[g] = outer[g] + sums[s, g]
                    after[g] = outer[g] + sums[n, g] - sums[s, g]
                left[s] = log_sum(before)
                plain[s] = left[s] + log_sum(after)
            floor = plain[least : n - least + 1].max() - ASKED
            for s in range(least, n - least + 1):
                if plain[s] < floor:
                    continue
                value = plain[s]
                if branchings[a] > 0.0:
                    m = min(FADING, n - s)
                    if not ready[s]:
                        lengths = days[2, s : s + m]
                        remember(feed[s : s + m], ages[s : s + m], lengths, recent[s], weights[s])
                        ready[s] = True
                    compare_rates(
                        np.ascontiguousarray(days[:, s : s + m]), rates, branchings[a], sizes[r],
                        recent[s], weights[s], constants[s : s + m], shocks[s : s + m],
                        few[:m], some[:m], best[:m], True,
                    )  # fmt: skip
                    for g in range(count):
                        after[g] = outer[g] + sums[n, g] - sums[s + m, g]
                    for t in range(m):
                        for g in range(count):
                            after[g] += few[t, g] + best[t]
                    value = left[s] + log_sum(after)
                places[a, s] = log_add(places[a, s], value)
    return places


@njit(nogil=True)
def log_sum(values):
    """Give the logarithm of a sum of numbers given by theirs."""
    top, total = values.max(), 0.0
    for value in values:
        total += math.exp(value - top)
    return top + math.log(total)


@njit(nogil=True)
def weigh_wandering(days, past, known, rates, prior, branchings, sizes, alive, kernels):
    """Give the log evidence of a rate that moves a little every day: a filter along the days.

    Parameters
    ----------
    alive : array of bool, shape (B, R)
        Branchings and sizes worth looking at.
    kernels : array of float, shape (K, G, G)
        Chance of each rate after each other one; every kernel has the same prior.
    """
    n, count = days.shape[1], rates.size
    logs, tops = np.empty((n, count)), np.empty(n)
    shares = np.empty((n, count))
    total = NONE
    even = -math.log(branchings.size * sizes.size * kernels.shape[0])
    weight, moved = np.empty(count), np.empty(count)
    for a in range(branchings.size):
        for r in range(sizes.size):
            if not alive[a, r]:
                continue
            tabulate(days, rates, branchings[a], sizes[r], past, known, logs, shares, tops, False)
            for k in range(kernels.shape[0]):
                value = tops.sum() + even
                weight[:] = prior
                for t in range(n):
                    moved[:] = weight
                    if t > 0:
                        moved[:] = 0.0
                        for g in range(count):
                            for h in range(count):
                                moved[h] += weight[g] * kernels[k, g, h]
                    whole = 0.0
                    for g in range(count):
                        weight[g] = moved[g] * shares[t, g]
                        whole += weight[g]
                    weight /= whole
                    value += math.log(whole)
                total = log_add(total, value)
    return total
