"""Compiled cost and search of the optimal segmentation.

Importing this module imports numba, so it is imported where it is used and not at start-up.

Every cost is twice the negative log-likelihood at its best rate, without terms that no change
point moves. It depends on a segment only through its sum ``s`` and its exposure ``e``:
for every rate it is linear in ``(s, e)``, so at the best rate it is concave in ``(s, e)``.
"""

import numpy as np

from analytics.compiled import njit

POISSON, NEGATIVE_BINOMIAL, BERNOULLI = 0, 1, 2


@njit()
def xlogx(x: float) -> float:
    """Give x log x, continued by 0 at 0."""
    return x * np.log(x) if x > 0.0 else 0.0


@njit()
def segment_cost(s: float, e: float, family: int, size: float) -> float:
    """Give the cost of one segment with sum ``s`` and exposure ``e``."""
    if family == 0:
        return 2.0 * (s - (s * np.log(s / e) if s > 0.0 else 0.0))
    if family == 1:
        return 2.0 * (xlogx(s + size * e) - xlogx(s) - xlogx(size * e))
    return 2.0 * (xlogx(e) - xlogx(s) - xlogx(e - s))


@njit()
def cost_at_rate(rate: float, s: float, e: float, family: int, size: float) -> float:
    """Give the cost of a segment at a given rate, which is linear in ``(s, e)``."""
    if family == 0:
        return 2.0 * (e * rate - s * np.log(rate))
    if family == 1:
        return 2.0 * (size * e * np.log1p(rate / size) - s * np.log(rate / (size + rate)))
    return -2.0 * (s * np.log(rate / (1.0 - rate)) + e * np.log(1.0 - rate))


@njit()
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


@njit()
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


@njit()
def per_unit(x, family, size):
    """Give the cost at log rate ``x`` of one event, and of one unit of exposure."""
    rate = np.exp(x)
    if family == 0:
        return -2.0 * x, 2.0 * rate
    if family == 1:
        return -2.0 * (x - np.log(size + rate)), 2.0 * size * np.log1p(rate / size)
    rest = np.log1p(-rate)
    return -2.0 * (x - rest), -2.0 * rest


@njit()
def crossing(x, s, e, base, limit, family, size):
    """Move from a log rate at which a start costs more than ``limit`` to where it costs as much.

    The cost is convex in the log rate, so Newton's steps come near from outside and never pass.
    """
    for _ in range(100):
        event, unit = per_unit(x, family, size)
        rate = np.exp(x)
        slope = e * rate - s
        if family == 1:
            slope = (size * e + s) * rate / (size + rate) - s
        elif family == 2:
            slope = (e - s) * rate / (1.0 - rate) - s
        step = (base + s * event + e * unit - limit) / (2.0 * slope)
        x -= step
        if abs(step) < 1e-11 * (1.0 + abs(x)):
            break
    return x


@njit()
def give(edges, owner, count, start, edge):
    """Give the log rates up to an edge to a start; a stretch next to its own one joins it."""
    if count > 0 and owner[count - 1] == start:
        edges[count] = edge
        return count
    owner[count] = start
    edges[count + 1] = edge
    return count + 1


@njit()
def best_previous_by_rate(sums, exposures, penalty, family, size, lowest, highest):
    """Give the starts of :func:`best_previous` where a regime may be as short as one period.

    Every log rate belongs to the start that is cheapest there. Two starts compare the same
    whatever comes later, so a rate only ever passes to a new start: where the old one costs more
    than a new regime, outside a stretch around the old one's own rate. A start without a rate
    left is forgotten; few keep one, however dense and long the series is.

    References
    ----------
    Maidstone, Hocking, Rigaill & Fearnhead (2017). On optimal multiple changepoint algorithms for
    large data. Statistics and Computing 27, 519-533.
    """
    n = sums.size
    optimum, previous = np.full(n, np.inf), np.zeros(n, np.int64)
    optimum[0] = -penalty
    # Boundaries between the stretches: log rate, and the costs of an event and a unit there.
    edges, fresh = np.empty((64, 3)), np.empty((64, 3))
    owner, heir = np.zeros(64, np.int64), np.zeros(64, np.int64)
    count = 1
    for k, x in enumerate((lowest, highest)):
        edges[k, 0] = x
        edges[k, 1], edges[k, 2] = per_unit(x, family, size)
    least = np.empty(64)
    for t in range(1, n):
        best = np.inf
        for k in range(count):
            j = owner[k]
            s, e = sums[t] - sums[j], exposures[t] - exposures[j]
            base = optimum[j] + penalty
            middle = np.log(s / e) if s > 0.0 else -np.inf
            if middle <= edges[k, 0]:
                value = base + s * edges[k, 1] + e * edges[k, 2]
            elif middle >= edges[k + 1, 0]:
                value = base + s * edges[k + 1, 1] + e * edges[k + 1, 2]
            else:
                value = base + segment_cost(s, e, family, size)
            least[k] = value
            if value < best:
                best, previous[t] = value, j
        optimum[t] = best
        limit = best + penalty
        if 3 * count + 2 > owner.size:
            longer = 2 * owner.size
            more = np.empty((longer, 3))
            more[: count + 1] = edges[: count + 1]
            numbers = np.zeros(longer, np.int64)
            numbers[:count] = owner[:count]
            edges, owner, fresh = more, numbers, np.empty((longer, 3))
            heir, wider = np.zeros(longer, np.int64), np.empty(longer)
            wider[:count] = least[:count]
            least = wider
        kept = 0
        fresh[0] = edges[0]
        for k in range(count):
            j = owner[k]
            s, e = sums[t] - sums[j], exposures[t] - exposures[j]
            base = optimum[j] + penalty
            if least[k] >= limit:
                kept = give(fresh, heir, kept, t, edges[k + 1])
                continue
            for side in range(2):
                edge = edges[k + side]
                if base + s * edge[1] + e * edge[2] > limit:
                    x = crossing(edge[0], s, e, base, limit, family, size)
                    event, unit = per_unit(x, family, size)
                    cut = np.array([x, event, unit])
                    kept = give(fresh, heir, kept, t if side == 0 else j, cut)
                    if side == 1:
                        kept = give(fresh, heir, kept, t, edge)
                elif side == 1:
                    kept = give(fresh, heir, kept, j, edge)
        edges, fresh = fresh, edges
        owner, heir = heir, owner
        count = kept
    return previous, optimum[n - 1]


@njit()
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
