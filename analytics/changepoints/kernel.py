"""Compiled cost and search of the optimal segmentation.

Importing this module imports numba, so it is imported where it is used and not at start-up.

Every cost is twice the negative log-likelihood at its best rate, without terms that no change
point moves. It depends on a segment only through its sum ``s`` and its exposure ``e``:
for every rate it is linear in ``(s, e)``, so at the best rate it is concave in ``(s, e)``.
"""

import numpy as np
from numba import njit

POISSON, NEGATIVE_BINOMIAL, BERNOULLI = 0, 1, 2


@njit(cache=True)
def xlogx(x: float) -> float:
    """Give x log x, continued by 0 at 0."""
    return x * np.log(x) if x > 0.0 else 0.0


@njit(cache=True)
def segment_cost(s: float, e: float, family: int, size: float) -> float:
    """Give the cost of one segment with sum ``s`` and exposure ``e``."""
    if family == 0:
        return 2.0 * (s - (s * np.log(s / e) if s > 0.0 else 0.0))
    if family == 1:
        return 2.0 * (xlogx(s + size * e) - xlogx(s) - xlogx(size * e))
    return 2.0 * (xlogx(e) - xlogx(s) - xlogx(e - s))


@njit(cache=True)
def cost_at_rate(rate: float, s: float, e: float, family: int, size: float) -> float:
    """Give the cost of a segment at a given rate, which is linear in ``(s, e)``."""
    if family == 0:
        return 2.0 * (e * rate - s * np.log(rate))
    if family == 1:
        return 2.0 * (size * e * np.log1p(rate / size) - s * np.log(rate / (size + rate)))
    return -2.0 * (s * np.log(rate / (1.0 - rate)) + e * np.log(1.0 - rate))


@njit(cache=True)
def can_prune(best, at_s, at_r, s, e, s_before, e_before, family, size):
    """Say whether a start can never win again, by the dual bound of DUST.

    The start is needed only for rates at which it beats the earlier start ``r``. The least cost
    under that constraint is bounded from below by the dual function, which is concave in its
    multiplier and is again a segment cost, with ``(s, e)`` reduced by a multiple of the stretch
    between the two starts. Where the bound exceeds the optimum up to now, a new regime that
    starts now is at least as good at every rate that is left. Multiplier 0 is the test of PELT.

    References
    ----------
    Killick, Fearnhead & Eckley (2012). Optimal detection of changepoints. JASA 107, 1590-1598.
    Truong & Runge (2024). An efficient algorithm for exact segmentation of large compositional
    and categorical time series. Stat 13(4); extended as DUST by Runge et al.
    """
    margin = 1e-9 * (1.0 + abs(best))
    if at_s + segment_cost(s, e, family, size) > best + margin:
        return True
    if e_before <= 0.0:
        return False
    low, high = 0.0, e / e_before
    if s_before > 0.0:
        high = min(high, s / s_before)
    if family == 2 and e_before > s_before:
        high = min(high, (e - s) / (e_before - s_before))
    for _ in range(4):
        middle = 0.5 * (low + high)
        s_left, e_left = s - middle * s_before, e - middle * e_before
        rate = s_left / e_left if e_left > 0.0 else 0.0
        if rate <= 0.0 or (family == 2 and rate >= 1.0):
            return False
        slope = at_s - at_r - cost_at_rate(rate, s_before, e_before, family, size)
        bound = at_s + middle * (at_s - at_r) + segment_cost(s_left, e_left, family, size)
        if bound > best + margin:
            return True
        if slope > 0.0:
            low = middle
        else:
            high = middle
    return False


@njit(cache=True)
def best_previous(positions, sums, exposures, penalty, min_days, family, size):
    """Give, for every candidate position, the start of the last segment of the optimum up to it.

    A start that loses to a new regime at ``t`` stays until ``t + min_days``: before that day
    the new regime would be too short to replace it.
    """
    n = positions.size
    optimum = np.full(n, np.inf)
    optimum[0] = -penalty
    previous = np.zeros(n, np.int64)
    alive = np.zeros(n, np.int64)
    expires = np.full(n, np.iinfo(np.int64).max)
    n_alive = 1
    for t in range(1, n):
        for k in range(n_alive):
            j = alive[k]
            if positions[t] - positions[j] < min_days:
                break
            cost = segment_cost(sums[t] - sums[j], exposures[t] - exposures[j], family, size)
            total = optimum[j] + cost + penalty
            if total < optimum[t]:
                optimum[t], previous[t] = total, j
        kept = 0
        r = -1
        for k in range(n_alive):
            j = alive[k]
            long_enough = positions[t] - positions[j] >= min_days
            if long_enough and expires[j] > positions[t] + min_days:
                at_r = optimum[r] if r >= 0 else 0.0
                s_before = sums[j] - sums[r] if r >= 0 else 0.0
                e_before = exposures[j] - exposures[r] if r >= 0 else 0.0
                s, e = sums[t] - sums[j], exposures[t] - exposures[j]
                if can_prune(optimum[t], optimum[j], at_r, s, e, s_before, e_before, family, size):
                    expires[j] = positions[t] + min_days
                else:
                    r = j
            if t + 1 < n and expires[j] > positions[t + 1]:
                alive[kept] = j
                kept += 1
        if optimum[t] < np.inf:
            alive[kept] = t
            kept += 1
        n_alive = kept
    return previous, optimum[n - 1]


@njit(cache=True)
def best_pair(positions, sums, exposures, min_days, family, size):
    """Give the pair of positions whose inside differs most from the level shared outside it."""
    n = positions.size
    last = n - 1
    whole = segment_cost(sums[last], exposures[last], family, size)
    best, left, right = -1.0, 0, 0
    for i in range(1, last):
        if positions[i] < min_days:
            continue
        for j in range(i + 1, last):
            if positions[j] - positions[i] < min_days:
                continue
            if positions[last] - positions[j] < min_days:
                break
            s, e = sums[j] - sums[i], exposures[j] - exposures[i]
            inside = segment_cost(s, e, family, size)
            outside = segment_cost(sums[last] - s, exposures[last] - e, family, size)
            if whole - inside - outside > best:
                best, left, right = whole - inside - outside, i, j
    return left, right, best
