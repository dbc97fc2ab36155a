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

from analytics.changepoints.kernel import segment_cost
from benchmarks.peers.previous.self_exciting import (
    best_size,
    fit_branching,
    log_likelihood,
    recent_excess,
    regime_rates,
    tabulate,
)

# Weight of the price log(n / length) that makes short and long changes compete fairly.
FAIRNESS = 0.65
PRIOR = 10.0
# Price of a step that joins another change, beside 2 log n.
STEP_PRICE = 3.0


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
    """Give the best further change: its ends, and its priced gain."""
    n = sums.size - 1
    found = np.array([0, n])
    best = -np.inf
    for k in range(edges.size - 1):
        low, high = edges[k], edges[k + 1]
        if high - low < 2 * min_days:
            continue
        where, value = best_step(sums, exposures, low, high, min_days, size)
        value -= price(n, low, where, high, high)
        if value > best:
            best, found = value, np.array([where, high])
        left, right, value = best_transient(sums, exposures, low, high, min_days, size)
        if value > best:
            best, found = value, np.array([left, right])
    return found, best


@njit(cache=True)
def with_change(edges, found):
    """Give the edges with those of the change."""
    return np.unique(np.append(edges, found))


@njit(cache=True)
def with_steps(sums, exposures, edges, min_days, size, penalty):
    """Add steps one by one, each the best left, as long as they gain more than the penalty."""
    while True:
        best, found = penalty, 0
        for k in range(edges.size - 1):
            if edges[k + 1] - edges[k] >= 2 * min_days:
                where, value = best_step(sums, exposures, edges[k], edges[k + 1], min_days, size)
                if value > best:
                    best, found = value, where
        if found == 0:
            return edges
        edges = np.unique(np.append(edges, found))


@njit(cache=True)
def size_and_likelihood(sums, exposures, edges, shared, table, factors, size):
    """Give the best size and its log-likelihood for independent days with these regimes.

    ``shared`` numbers two segments that have one level, the two sides of a transient.
    """
    s, e = np.diff(sums[edges]), np.diff(exposures[edges])
    if shared[1] > 0:
        s[shared[0]] += s[shared[1]]
        e[shared[0]] += e[shared[1]]
        s[shared[1]], e[shared[1]] = 0.0, 1e-9
    rates = s / e
    size = best_size(s, e, rates, table, factors, size)
    return size, log_likelihood(s, e, rates, table, factors, size)


@njit(cache=True)
def sides(edges, found):
    """Give the numbers of the segments on either side of a transient; (0, 0) for a step."""
    if found[1] == edges[np.searchsorted(edges, found[0], side="right")]:
        return np.array([0, 0])
    first = np.searchsorted(edges, found[0], side="right") - 1
    return np.array([first, first + 2])


@njit(cache=True)
def further_change(values, exposure, weekday, factors, edges, min_days):
    """Give the best further change and the statistic of the test for it.

    Where a series changed several times no single change may beat clustering, so further steps
    can join, each at a price at which steps in a series without any are rare.

    Returns
    -------
    tuple
        Edges with the change, or with all of them; statistic; size of the negative binomial.
    """
    n = values.size
    sums, exposures = np.zeros(n + 1), np.zeros(n + 1)
    sums[1:], exposures[1:] = np.cumsum(values), np.cumsum(exposure)
    table = tabulate(values, weekday)
    rates = regime_rates(values, exposure, edges)
    excess = recent_excess(values, exposure, rates)
    _, size, null = fit_branching(values, exposure, rates, excess, table, factors, 2.0, PRIOR)
    found, best = best_change(sums, exposures, edges, min_days, size)
    if best == -np.inf:
        return edges, best, size
    full = 0.0
    for _ in range(3):
        more, last = with_change(edges, found), size
        size, full = size_and_likelihood(
            sums, exposures, more, sides(edges, found), table, factors, size
        )
        if abs(np.log(size / last)) < 0.02:
            break
        found, best = best_change(sums, exposures, edges, min_days, size)
    low = edges[np.searchsorted(edges, found[0], side="right") - 1]
    high = edges[np.searchsorted(edges, found[1], side="left")]
    charge = price(n, low, found[0], found[1], high)
    statistic = 2.0 * (full - null) - charge
    penalty = 2.0 * np.log(n) + STEP_PRICE
    joint = with_steps(sums, exposures, more, min_days, size, penalty)
    if joint.size > more.size:
        none = np.array([0, 0])
        size_joint, full = size_and_likelihood(sums, exposures, joint, none, table, factors, size)
        together = 2.0 * (full - null) - charge - penalty * (joint.size - more.size)
        if together > statistic:
            return joint, together, size_joint
    return more, statistic, size
