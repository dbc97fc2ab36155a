"""Compiled sums over the lengths of a regime, for every day on which one may start.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import math

import numpy as np

from analytics.compiled import njit

# Totals up to this have their gamma functions tabulated.
TABULATED = 1_000_000


def gamma_table(total: int, worth: float, shape: float) -> np.ndarray:
    """Give log Gamma(shape + worth x) for every count x; empty where there would be too many."""
    from scipy.special import gammaln

    return gammaln(shape + worth * np.arange(total + 1 if total <= TABULATED else 0))


@njit(nogil=True)
def weigh_regime(sums, first, stop, worth, prior, chances, table):
    """Give the log evidence of a regime from ``first`` to before ``stop``, its length included.

    Parameters
    ----------
    sums : array of int, shape (n + 1,)
        Counts of the first days.
    first, stop : int
    worth : float
        What a count is worth of a Poisson one.
    prior : tuple of float
        Shape and rate of the Gamma prior.
    chances : tuple of float
        Log chance that a regime goes on for another day, and that it ends.
    table : array of float
        Of :func:`gamma_table`.
    """
    shape, scale = prior
    events, days = sums[stop] - sums[first], stop - first
    known = table.size > 0
    value = table[events] if known else math.lgamma(shape + worth * events)
    value += shape * math.log(scale) - (table[0] if known else math.lgamma(shape))
    value -= (shape + worth * events) * math.log(scale + worth * days)
    value += (days - 1) * chances[0]
    return value if stop == sums.size - 1 else value + chances[1]


@njit(nogil=True)
def weigh_later(sums, worth, prior, chances, table):
    """Give the log evidence of the counts from each day on, if a regime starts there."""
    n = sums.size - 1
    later, values = np.zeros(n + 1), np.empty(n)
    for first in range(n - 1, -1, -1):
        best = -np.inf
        for stop in range(first + 1, n + 1):
            value = weigh_regime(sums, first, stop, worth, prior, chances, table) + later[stop]
            values[stop - 1] = value
            best = max(best, value)
        total = 0.0
        for stop in range(first + 1, n + 1):
            if values[stop - 1] > best - 45.0:
                total += math.exp(values[stop - 1] - best)
        later[first] = best + math.log(total)
    return later


@njit(nogil=True)
def draw_stop(sums, later, first, chance, worth, prior, chances, table):
    """Give the day on which a regime ends that starts on ``first``, at a chance from 0 to 1."""
    n, total = sums.size - 1, 0.0
    for stop in range(first + 1, n):
        value = weigh_regime(sums, first, stop, worth, prior, chances, table) + later[stop]
        total += math.exp(value - later[first])
        if total >= chance:
            return stop
    return n
