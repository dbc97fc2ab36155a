"""Compiled parametric bootstrap: how large the statistic gets when nothing more changes.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import numpy as np
from numba import njit

from benchmarks.peers.previous.scan import further_change
from benchmarks.peers.previous.self_exciting import (
    best_size,
    day_rates,
    fit_branching,
    recent_excess,
    regime_rates,
    simulate,
    tabulate,
)

# Chi-squared with 6 degrees of freedom, upper 1 %.
WEEKDAY_CRITICAL = 16.81


@njit(cache=True)
def weekday_factors(values, weekday, edges):
    """Give the factor of every weekday, all 1 unless the weekdays differ at the 1 % level."""
    rates = regime_rates(values, np.ones(values.size), edges)
    observed, expected, days = np.zeros(7), np.zeros(7), np.zeros(7)
    spread = 0.0
    for t in range(values.size):
        observed[weekday[t]] += values[t]
        expected[weekday[t]] += rates[t]
        days[weekday[t]] += 1.0
        if rates[t] > 0.0:
            spread += (values[t] - rates[t]) ** 2 / rates[t]
    factors = np.ones(7)
    if values.size < 56 or expected.min() <= 0.0 or spread <= 0.0:
        return factors
    dispersion = spread / (values.size - edges.size + 1)
    statistic = ((observed - expected) ** 2 / expected).sum() / dispersion
    if statistic < WEEKDAY_CRITICAL:
        return factors
    factors = np.maximum(observed / expected, 0.05)
    return factors * values.size / (factors * days).sum()


@njit(cache=True)
def day_exposure(factors, weekday):
    """Give the factor of every day."""
    exposure = np.empty(weekday.size)
    for t in range(weekday.size):
        exposure[t] = factors[weekday[t]]
    return exposure


@njit(cache=True)
def null_model(values, weekday, factors, edges, more):
    """Fit the model from which the null series are drawn.

    The branching fitted without the change is too high when there is one, the branching fitted
    with it too low when there is none. Clustering of the kind that imitates a change explains
    the excess variance of the days as well; where much excess is left beside it, the fit with
    the change gets the greater weight.
    """
    exposure = day_exposure(factors, weekday)
    table = tabulate(values, weekday)
    rates = regime_rates(values, exposure, edges)
    excess = recent_excess(values, exposure, rates)
    without, size, _ = fit_branching(values, exposure, rates, excess, table, factors, 2.0, 0.0)
    new = regime_rates(values, exposure, more)
    with_it, size_with, _ = fit_branching(
        values, exposure, new, recent_excess(values, exposure, new), table, factors, 2.0, 0.0
    )
    left = rates.mean() / size / 0.2
    weight = 0.8 / (1.0 + left * left)
    branching = weight * without + (1.0 - weight) * with_it
    means = day_rates(rates, excess, branching)
    size = best_size(values, exposure, means, table, factors, size)
    # The size has the same two errors, and a threshold hardly moves with it: half and half.
    size = np.sqrt(size * size_with)
    return branching, size, rates, exposure


@njit(cache=True)
def null_statistics(seed, draws, rates, exposure, branching, size, edges, weekday, min_days):
    """Draw series without a further change and give the statistic of each."""
    np.random.seed(seed)  # noqa: NPY002
    statistics = np.empty(draws)
    for draw in range(draws):
        values = simulate(rates, exposure, branching, size)
        factors = weekday_factors(values, weekday, edges)
        lengths = day_exposure(factors, weekday)
        statistics[draw] = further_change(values, lengths, weekday, factors, edges, min_days)[1]
    return statistics
