"""Compiled count autoregression: what a series without a further change looks like.

On day t the counts are negative binomial with mean ``e_t m_t`` and size ``size e_t``, where
``e_t`` is the weekday factor and ``m_t = r_t + branching (x_t - s_t)``: ``r_t`` is the rate of the
regime, ``x_t`` an exponentially weighted mean of past counts with a mean lag of four days, and
``s_t`` the same mean of the regime rates. So a regime keeps its rate whatever the branching is.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import numpy as np
from numba import njit

DECAY = 0.75
MOST_BRANCHING = 0.7
SIZES = (0.02, 1e5)


@njit(cache=True)
def regime_rates(values, exposure, edges):
    """Give the rate of every day: events over exposure of its regime."""
    rates = np.empty(values.size)
    for k in range(edges.size - 1):
        first, stop = edges[k], edges[k + 1]
        rates[first:stop] = values[first:stop].sum() / exposure[first:stop].sum()
    return rates


@njit(cache=True)
def recent_excess(values, exposure, rates):
    """Give the weighted mean of past counts less that of their rates."""
    excess = np.zeros(values.size)
    for t in range(1, values.size):
        past = values[t - 1] / exposure[t - 1] - rates[t - 1]
        excess[t] = DECAY * excess[t - 1] + (1.0 - DECAY) * past
    return excess


@njit(cache=True)
def tabulate(values, weekday):
    """Count, for every weekday and k, the days with more than k events."""
    table = np.zeros((7, max(int(values.max()), 1)))
    for t in range(values.size):
        for k in range(int(values[t])):
            table[weekday[t], k] += 1.0
    return table


@njit(cache=True)
def log_likelihood(sums, exposures, rates, table, factors, size):
    """Give the log-likelihood of groups of days with a common rate, less terms of the data."""
    total = 0.0
    for day in range(7):
        for k in range(1, table.shape[1]):
            if table[day, k] == 0.0:
                break
            total += table[day, k] * np.log1p(k / (size * factors[day]))
    for j in range(sums.size):
        total -= (size * exposures[j] + sums[j]) * np.log1p(rates[j] / size)
        if sums[j] > 0.0:
            total += sums[j] * np.log(rates[j])
    return total


@njit(cache=True)
def size_slope(sums, exposures, rates, table, factors, size):
    """Give the first and second derivative of the log-likelihood by the size."""
    first, second = 0.0, 0.0
    for day in range(7):
        for k in range(1, table.shape[1]):
            if table[day, k] == 0.0:
                break
            scaled = size * factors[day]
            first -= table[day, k] * k / (size * (scaled + k))
            second += table[day, k] * k * (2.0 * scaled + k) / (size * (scaled + k)) ** 2
    for j in range(sums.size):
        whole = size + rates[j]
        first += exposures[j] * (rates[j] / whole - np.log1p(rates[j] / size))
        first += sums[j] * rates[j] / (size * whole)
        second += exposures[j] * rates[j] ** 2 / (size * whole**2)
        second -= sums[j] * rates[j] * (2.0 * size + rates[j]) / (size * whole) ** 2
    return first, second


@njit(cache=True)
def best_size(sums, exposures, rates, table, factors, size):
    """Give the size with the greatest likelihood, by Newton steps on its logarithm."""
    for _ in range(12):
        first, second = size_slope(sums, exposures, rates, table, factors, size)
        slope, curve = first * size, second * size * size + first * size
        step = slope / -curve if curve < -1e-9 else np.sign(slope)
        step = min(max(step, -1.5), 1.5)
        size = min(max(size * np.exp(step), SIZES[0]), SIZES[1])
        if abs(step) < 1e-3:
            break
    return size


@njit(cache=True)
def day_rates(rates, excess, branching):
    """Give the expected count of every day per unit of exposure, kept above 0."""
    return np.maximum(rates + branching * excess, 0.05 * rates + 1e-6)


@njit(cache=True)
def fit_branching(values, exposure, rates, excess, table, factors, size, prior):
    """Fit branching and size at given regime rates.

    Returns
    -------
    tuple of float
        Branching, size, and the log-likelihood there.
    """
    branching = 0.1
    for _ in range(5):
        before = branching
        for _ in range(4):
            means = day_rates(rates, excess, branching)
            weight = excess / (means * (1.0 + means / size))
            curve = (weight * excess * exposure).sum()
            step = ((weight * (values - exposure * means)).sum() - prior) / max(curve, 1e-9)
            branching = min(max(branching + step, 0.0), MOST_BRANCHING)
        means = day_rates(rates, excess, branching)
        size = best_size(values, exposure, means, table, factors, size)
        if abs(branching - before) < 1e-3:
            break
    means = day_rates(rates, excess, branching)
    value = log_likelihood(values, exposure, means, table, factors, size)
    return branching, size, value - prior * branching


@njit(cache=True)
def simulate(rates, exposure, branching, size):
    """Draw one series; the stretch before its first day runs at the first rate.

    Every day has the same size, as in the usual regression: a weekday's factor then widens its
    spread more than the cost of a segment assumes, and the draws must show what that does.
    The calls are those of numba's own generator, which the callers seed: it is not numpy's.
    """
    values = np.empty(rates.size)
    excess = 0.0
    for t in range(-40, rates.size):
        rate, length = rates[max(t, 0)], exposure[t % 7 if t < 0 else t]
        mean = length * max(rate + branching * excess, 0.05 * rate + 1e-6)
        if size < 0.5 * SIZES[1]:
            mean = np.random.gamma(size, mean / size)  # noqa: NPY002
        drawn = np.random.poisson(mean)  # noqa: NPY002
        if t >= 0:
            values[t] = drawn
        excess = DECAY * excess + (1.0 - DECAY) * (drawn / length - rate)
    return values
