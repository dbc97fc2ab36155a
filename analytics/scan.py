"""Compiled search for the next change: the statistic of the test, and its draws under the null.

The statistic compares two explanations of the series. One has one more change (a step, or a
transient whose two ends share a level) and independent days; the other has no further change
and days that depend on each other as strongly as the data like. A change has to beat the
clustering that would imitate it, which keeps the distribution close to the same whatever the
branching is.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import numpy as np
from numba import njit

from analytics.autoregression import (
    best_size,
    fit_branching,
    log_likelihood,
    recent_excess,
    regime_rates,
    tabulate,
)
from analytics.kernel import segment_cost

# Weight of the price log(n / length) that makes short and long changes compete fairly.
FAIRNESS = 0.65
PRIOR = 10.0


@njit(cache=True)
def gain(sums, exposures, low, first, stop, high, size):
    """Give twice the log-likelihood gained by a level of its own on [first, stop)."""
    s, e = sums[stop] - sums[first], exposures[stop] - exposures[first]
    all_s, all_e = sums[high] - sums[low], exposures[high] - exposures[low]
    apart = segment_cost(s, e, 1, size) + segment_cost(all_s - s, all_e - e, 1, size)
    return segment_cost(all_s, all_e, 1, size) - apart


@njit(cache=True)
def price(n, low, first, stop, high):
    """Give the price of a change: short transients have more places to be."""
    span = high - low
    inside = stop - first
    length = span if stop == high else min(inside, span - inside)
    return 2.0 * FAIRNESS * np.log(n / min(length, n if stop == high else 0.5 * n))


@njit(cache=True)
def best_step(sums, exposures, low, high, min_days, size):
    """Give the best single change inside [low, high), and its gain."""
    best, where = -np.inf, low
    for first in range(low + min_days, high - min_days + 1):
        value = gain(sums, exposures, low, first, high, high, size)
        if value > best:
            best, where = value, first
    return where, best


@njit(cache=True)
def best_transient(sums, exposures, low, high, min_days, size):
    """Give the best transient inside [low, high) on a grid that grows with its length."""
    n = sums.size - 1
    best, left, right = -np.inf, low, high
    shortest = min_days
    while shortest <= high - low - 2 * min_days:
        step = max(1, shortest // 8)
        for length in range(shortest, min(2 * shortest, high - low - 2 * min_days + 1), step):
            for first in range(low + min_days, high - min_days - length + 1, step):
                stop = first + length
                value = gain(sums, exposures, low, first, stop, high, size)
                value -= price(n, low, first, stop, high)
                if value > best:
                    best, left, right = value, first, stop
        shortest *= 2
    return left, right, best


@njit(cache=True)
def best_change(sums, exposures, edges, min_days, size):
    """Give the best further change: its segment's number, its ends and its priced gain."""
    n = sums.size - 1
    found = np.array([0, 0, n])
    best, step_best = -np.inf, -np.inf
    for k in range(edges.size - 1):
        low, high = edges[k], edges[k + 1]
        if high - low < 2 * min_days:
            continue
        where, value = best_step(sums, exposures, low, high, min_days, size)
        value -= price(n, low, where, high, high)
        step_best = max(step_best, value)
        if value > best:
            best, found = value, np.array([k, where, high])
        left, right, value = best_transient(sums, exposures, low, high, min_days, size)
        if value > best:
            best, found = value, np.array([k, left, right])
    return found, best, step_best


@njit(cache=True)
def groups_with(sums, exposures, edges, found):
    """Give sums, exposures and rates of the levels when the change is added."""
    levels = edges.size
    s, e = np.zeros(levels), np.zeros(levels)
    for k in range(levels - 1):
        s[k] = sums[edges[k + 1]] - sums[edges[k]]
        e[k] = exposures[edges[k + 1]] - exposures[edges[k]]
    s[-1] = sums[found[2]] - sums[found[1]]
    e[-1] = exposures[found[2]] - exposures[found[1]]
    s[found[0]] -= s[-1]
    e[found[0]] -= e[-1]
    return s, e, s / np.maximum(e, 1e-9)


@njit(cache=True)
def further_change(values, exposure, weekday, factors, edges, min_days):
    """Give the best further change and the statistics of the test for it.

    Returns
    -------
    tuple
        The change (segment, first, stop); statistics of any change and of a step; branching and
        size without a further change; size with it.
    """
    n = values.size
    sums, exposures = np.zeros(n + 1), np.zeros(n + 1)
    sums[1:], exposures[1:] = np.cumsum(values), np.cumsum(exposure)
    table = tabulate(values, weekday)
    rates = regime_rates(values, exposure, edges)
    excess = recent_excess(values, exposure, rates)
    branching, size, null = fit_branching(
        values, exposure, rates, excess, table, factors, 2.0, PRIOR
    )
    size_with = size
    found, best, step = best_change(sums, exposures, edges, min_days, size_with)
    for _ in range(2):
        if best == -np.inf:
            return found, best, best, branching, size, size
        s, e, r = groups_with(sums, exposures, edges, found)
        again = best_size(s, e, r, table, factors, size_with)
        if abs(np.log(again / size_with)) < 0.02:
            break
        size_with = again
        found, best, step = best_change(sums, exposures, edges, min_days, size_with)
    s, e, r = groups_with(sums, exposures, edges, found)
    full = log_likelihood(s, e, r, table, factors, size_with)
    charge = price(n, edges[found[0]], found[1], found[2], edges[found[0] + 1])
    statistic = 2.0 * (full - null) - charge
    return found, statistic, statistic - best + step, branching, size, size_with
