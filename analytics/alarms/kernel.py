"""Compiled sums behind the watch: a level filtered over its history, and the evidence of a rise.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import math

import numpy as np

from analytics.compiled import njit
from analytics.vectors import exponential, logarithm

# A size of this much leaves no more than Poisson counts vary.
POISSON = 1e5
# Likelihoods are taken relative to the largest of a day, and never below this logarithm.
LEAST_LOG = -700.0
# Evidence beyond this passes every line: it is not added to.
MOST_EVIDENCE = 1e12
LEAST_RATE = 1e-9


@njit(nogil=True, error_model="numpy")
def carry_past(counts, factors, decays):
    """Give the weighted past of every day, and the weight that it has, shape (n + 1, n_decays).

    A day of which nothing is known adds nothing; what is known before it fades all the same.
    """
    n = counts.size
    past, weight = np.zeros((n + 1, decays.size)), np.zeros((n + 1, decays.size))
    for t in range(n):
        for d in range(decays.size):
            keep = decays[d]
            past[t + 1, d], weight[t + 1, d] = keep * past[t, d], keep * weight[t, d]
            if factors[t] > 0.0:
                past[t + 1, d] += (1.0 - keep) * counts[t] / factors[t]
                weight[t + 1, d] += 1.0 - keep
    return past, weight


@njit(nogil=True, error_model="numpy")
def log_constant(count, size):
    """Give the part of a count's log likelihood that no rate changes."""
    if size >= POISSON:
        return -math.lgamma(count + 1.0)
    whole = math.lgamma(count + size) - math.lgamma(size) - math.lgamma(count + 1.0)
    return whole + size * math.log(size)


@njit(nogil=True, inline="always", error_model="numpy")
def log_likelihood(count, size, constant, rates, out):
    """Fill in the log likelihood of a count at each rate."""
    if size >= POISSON:
        if count == 0.0:
            for j in range(rates.size):
                out[j] = constant - rates[j]
        else:
            for j in range(rates.size):
                out[j] = constant + count * logarithm(rates[j]) - rates[j]
    elif count == 0.0:
        for j in range(rates.size):
            out[j] = constant - size * logarithm(size + rates[j])
    else:
        both = count + size
        for j in range(rates.size):
            rate = rates[j]
            out[j] = constant + count * logarithm(rate) - both * logarithm(size + rate)


@njit(nogil=True, error_model="numpy")
def wander(level, step, first, scratch):
    """Let a level move to either neighbour with a small chance; those below ``first`` only jump."""
    n = level.size
    for g in range(n):
        scratch[g] = level[g]
    for g in range(first, n):
        moved = step * level[g]
        scratch[g] -= 2.0 * moved
        scratch[g + 1 if g + 1 < n else g] += moved
        scratch[g - 1 if g > first else g] += moved
    for g in range(n):
        level[g] = scratch[g]


@njit(nogil=True, error_model="numpy")
def filter_levels(
    counts, factors, past, weight, branching, decay, size, levels, prior, hazard, step, first
):
    """Filter the level over a history under every model of clustering and spread.

    Returns
    -------
    chances : array, shape (n_models, n_levels)
        Of the level after the last day, adding up to 1 in each model.
    fit : array, shape (n_models,)
        Log likelihood of the history.
    """
    models, n = branching.size, levels.size
    chances, fit = np.empty((models, n)), np.zeros(models)
    rates, logs, scratch = np.empty(n), np.empty(n), np.empty(n)
    for m in range(models):
        level = prior.copy()
        b, d, r = branching[m], decay[m], size[m]
        for t in range(counts.size):
            wander(level, step, first, scratch)
            for g in range(n):
                level[g] = (1.0 - hazard) * level[g] + hazard * prior[g]
            if factors[t] <= 0.0:
                continue
            keep, own = factors[t] * (1.0 - b * weight[t, d]), factors[t] * b * past[t, d]
            for g in range(n):
                rates[g] = max(keep * levels[g] + own, LEAST_RATE)
            log_likelihood(counts[t], r, log_constant(counts[t], r), rates, logs)
            top = logs.max()
            # The sum has a loop of its own: the other one is then done several numbers at a time.
            for g in range(n):
                level[g] *= exponential(max(logs[g] - top, LEAST_LOG))
            total = 0.0
            for g in range(n):
                total += level[g]
            for g in range(n):
                level[g] /= total
            fit[m] += math.log(total) + top
        chances[m] = level
    return chances, fit


@njit(nogil=True, error_model="numpy")
def add_day(
    count, factor, past, weight, branching, decay, size, rates, shares, step, first, state, logs,
    scratch,
):  # fmt: skip
    """Take one watched day into the state, in place, and give the evidence after it.

    ``state`` holds in row 0 of each model the chances of a level that has not risen, in row k the
    evidence of a rise to ``rates[k]``, shape (n_models, 1 + n_rises, n_levels).
    """
    models, rows, n = state.shape
    largest, sums = np.full(rows * n, -np.inf), np.zeros((2, n))
    for m in range(models):
        b, d = branching[m], decay[m]
        keep, own = factor * (1.0 - b * weight[d]), factor * b * past[d]
        for j in range(rows * n):
            scratch[j] = max(keep * rates[j] + own, LEAST_RATE)
        log_likelihood(count, size[m], log_constant(count, size[m]), scratch, logs[m])
        for j in range(rows * n):
            largest[j] = max(largest[j], logs[m, j])
    top = largest.max()
    # Sums are taken level by level first: the loops are then done several numbers at a time.
    for m in range(models):
        wander(state[m, 0], step, first, scratch)
        for k in range(1, rows):
            for g in range(n):
                likely = exponential(max(logs[m, k * n + g] - top, LEAST_LOG))
                state[m, k, g] = (state[m, k, g] + shares[k - 1] * state[m, 0, g]) * likely
                sums[1, g] += state[m, k, g]
        for g in range(n):
            state[m, 0, g] *= exponential(max(logs[m, g] - top, LEAST_LOG))
            sums[0, g] += state[m, 0, g]
    none, risen = sums[0].sum(), sums[1].sum()
    for m in range(models):
        for k in range(rows):
            for g in range(n):
                state[m, k, g] /= none
    return min(risen / none, MOST_EVIDENCE)


@njit(nogil=True, error_model="numpy")
def evidence_by_day(
    counts, factors, doubts, past, weight, decays, branching, decay, size, rates, shares, step,
    first, state,
):  # fmt: skip
    """Give the evidence of a rise after each watched day; ``state`` is that before the first.

    ``doubts`` is the variance of the logarithm of each day's factor: its counts vary by so much
    more.
    """
    models, rows, n = state.shape
    sizes = size.copy()
    state, past, weight = state.copy(), past.copy(), weight.copy()
    logs, scratch = np.empty((models, rows * n)), np.empty(rows * n)
    found, evidence = np.empty(counts.size), 0.0
    for t in range(counts.size):
        if factors[t] > 0.0 and evidence < MOST_EVIDENCE:
            for m in range(models):
                sizes[m] = 1.0 / (1.0 / size[m] + doubts[t]) if doubts[t] > 0.0 else size[m]
            evidence = add_day(
                counts[t], factors[t], past, weight, branching, decay, sizes, rates, shares, step,
                first, state, logs, scratch,
            )  # fmt: skip
        found[t] = evidence
        fade(past, weight, decays, counts[t], factors[t])
    return found


@njit(nogil=True, inline="always", error_model="numpy")
def fade(past, weight, decays, count, factor):
    """Move the weighted past on by one day, in place."""
    for d in range(decays.size):
        past[d] *= decays[d]
        weight[d] *= decays[d]
        if factor > 0.0:
            past[d] += (1.0 - decays[d]) * count / factor
            weight[d] += 1.0 - decays[d]


@njit(nogil=True, error_model="numpy")
def draw_day(rate, size, rng):
    """Draw a count: Poisson, or of a rate that is itself drawn."""
    if size < POISSON:
        rate = rate * rng.gamma(size) / size
    return float(rng.poisson(rate))


@njit(nogil=True, error_model="numpy")
def move_level(g, step, first, n, rng):
    """Draw where a level wanders to in one day."""
    if g < first:
        return g
    chance = rng.random()
    if chance < step:
        return min(g + 1, n - 1)
    return max(g - 1, first) if chance < 2.0 * step else g


@njit(nogil=True, error_model="numpy")
def evidence_of_drawn(
    draws, factors, past, weight, decays, branching, decay, size, rates, shares, step, first, state,
    begins, rise, rng,
):  # fmt: skip
    """Give the evidence by day along drawn paths, each with a rise, shape (draws, n_days).

    ``begins`` is the day of the rise, or below 0 for one day of all, drawn anew for each path;
    ``rise`` its row in the rates, or 0 for one drawn by ``shares``.
    """
    models, rows, n = state.shape
    days = factors.size
    out, counts, sure = np.empty((draws, days)), np.zeros(days), np.zeros(days)
    chances, of_rises = np.cumsum(state[:, 0, :].copy().reshape(-1)), np.cumsum(shares)
    for path in range(draws):
        place = np.searchsorted(chances, rng.random() * chances[-1])
        m, g = min(place, models * n - 1) // n, min(place, models * n - 1) % n
        k = min(np.searchsorted(of_rises, rng.random() * of_rises[-1]), rows - 2) + 1
        k = rise if rise > 0 else k
        # One day of each stretch of equal length: the days are spread evenly over the paths.
        day = begins if begins >= 0 else int((path + rng.random()) / draws * days)
        b, d, e, w = branching[m], decay[m], past.copy(), weight.copy()
        for t in range(days):
            if t <= day:
                g = move_level(g, step, first, n, rng)
            level = rates[g] if t < day else rates[k * n + g]
            counts[t] = 0.0
            if factors[t] > 0.0:
                rate = factors[t] * (level * (1.0 - b * w[d]) + b * e[d])
                counts[t] = draw_day(max(rate, LEAST_RATE), size[m], rng)
            fade(e, w, decays, counts[t], factors[t])
        out[path] = evidence_by_day(
            counts, factors, sure, past, weight, decays, branching, decay, size, rates, shares,
            step, first, state,
        )  # fmt: skip
    return out
