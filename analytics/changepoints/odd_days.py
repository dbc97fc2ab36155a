"""What regimes that are known leave open: the clustering, and the days that stand out from them.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import math

import numpy as np

from analytics.changepoints.likelihood import AS_POISSON, NONE, SHOCK, Arguments, log_add, tabulate
from analytics.compiled import njit


@njit(nogil=True)
def weigh_regimes(logs, tops, log_prior, edges, sums):
    """Fill in the posterior of each rate in each regime; return the log weight of them all.

    Parameters
    ----------
    logs, tops : array of float, shape (n, G) and (n,)
        Of :func:`~analytics.changepoints.likelihood.tabulate`.
    log_prior : array of float, shape (G,)
        Logarithm of the prior of each rate, the same in every regime.
    edges : array of int
        Of the regimes, 0 and n included.
    sums : array of float, shape (n_regimes, G)
        Overwritten.
    """
    weight = tops.sum()
    sums[:] = 0.0
    for k in range(edges.size - 1):
        for t in range(edges[k], edges[k + 1]):
            sums[k] += logs[t]
        sums[k] += log_prior
        best = sums[k].max()
        sums[k] = np.exp(sums[k] - best)
        total = sums[k].sum()
        weight += best + math.log(total)
        sums[k] /= total
    return weight


@njit(nogil=True)
def odd_days(
    days, past, weights, rates, prior, branchings, sizes, alive, edges, posterior, odd, expected
):
    """Fill in the chance of every day to be one of the mixture's, and what else it would hold.

    Averaged over rate, branching and size by their posterior, given the regimes.

    Parameters
    ----------
    days, past, weights, rates
        As in :func:`~analytics.changepoints.likelihood.tabulate`.
    prior : array of float, shape (G,)
        Of each rate.
    branchings, sizes : array of float, shape (B,) and (R,)
    alive : array of bool, shape (B, R)
        Which of their pairs are looked at.
    edges : array of int
        Of the regimes, 0 and n included.
    posterior : array of float, shape (B, R)
        Overwritten: the log posterior weight of each branching and size, not normalised.
    odd, expected : array of float, shape (n,)
        Overwritten.
    """
    n, count = days.shape[1], rates.size
    logs, shares, tops = np.empty((n, count)), np.empty((n, count)), np.empty(n)
    posterior[:] = NONE
    mass = NONE
    sums, weight = np.empty((edges.size - 1, count)), np.empty(count)
    log_prior = np.log(prior)
    odd[:] = 0.0
    expected[:] = 0.0
    for a in range(branchings.size):
        for r in range(sizes.size):
            if not alive[a, r]:
                continue
            tabulate(days, rates, branchings[a], sizes[r], past, weights, logs, shares, tops, True)
            posterior[a, r] = weigh_regimes(logs, tops, log_prior, edges, sums)
            whole = log_add(mass, posterior[a, r])
            fade, share = math.exp(mass - whole), math.exp(posterior[a, r] - whole)
            mass = whole
            if share < 1e-6:
                odd *= fade
                expected *= fade
                continue
            for k in range(edges.size - 1):
                weight[:] = sums[k]
                for t in range(edges[k], edges[k + 1]):
                    shock = math.log(SHOCK / (days[0, t] + 1.0)) - math.log(days[0, t] + 2.0)
                    own = 1.0 - branchings[a] * weights[t]
                    fed = branchings[a] * past[t]
                    chance, mean = 0.0, 0.0
                    for g in range(count):
                        chance += weight[g] * math.exp(min(shock - tops[t] - logs[t, g], 0.0))
                        mean += weight[g] * days[1, t] * (rates[g] * own + fed)
                    odd[t] = odd[t] * fade + share * chance
                    expected[t] = expected[t] * fade + share * mean


def standing_out(
    arguments: Arguments, alive: np.ndarray, positions: list[int]
) -> tuple[np.ndarray, np.ndarray, float, float | None]:
    """Give the chance of every day to stand out, what else it would hold, branching and size.

    Parameters
    ----------
    arguments : tuple
        Of the sums over partitions: table of days, past, its weights, rates, prior, branchings,
        sizes.
    alive : array of bool, shape (B, R)
        Branchings and sizes worth looking at.
    positions : list of int
        First days of the new regimes.
    """
    table, posterior = arguments[0], np.empty(alive.shape)
    n = table.shape[1]
    odd, expected, edges = np.empty(n), np.empty(n), np.array([0, *positions, n])
    odd_days(*arguments[:7], alive, edges, posterior, odd, expected)
    return odd * (table[0] > expected), expected, *_told(arguments, posterior)


def _told(arguments: Arguments, posterior: np.ndarray) -> tuple[float, float | None]:
    branchings, sizes = arguments[5:7]
    shares = np.exp(posterior - posterior.max())
    size = float(sizes[shares.sum(axis=0).argmax()])
    branching = float(branchings @ shares.sum(axis=1) / shares.sum())
    return branching, size if size < AS_POISSON else None
