"""Compiled likelihood of counts at every rate of a grid: clustered, overdispersed, with odd days.

The count of day t is negative binomial with mean ``x_t m_t`` and size ``r l_t``, or, with a
chance of one in a hundred, anything at all::

    m_t    = rate (1 - b w_t) + b E_t
    p(y_t) = (1 - s) NB(y_t; x_t m_t, r l_t) + s / ((y_t + 1)(y_t + 2)),    s = 0.01

``x_t`` is the exposure of the day (its length times weekday and trend), ``l_t`` its length, ``b``
the branching: the share of events that earlier events set off. ``E_t`` is the exponentially
weighted sum of the past counts per unit of exposure and ``w_t`` the sum of its weights, so before
the first day, and after days that nobody observed, the past says less and the rate more. ``m_t``
is linear in the rate and the past is known: given ``b`` and ``r`` the log-likelihood of a regime
is a sum over its days for each rate, which is all that the sums over partitions need. The heavy
tail of the mixture belongs to every model, so a single day cannot pay for a change: it costs at
most about 18 nats at a few hundred events, whatever the rate.

Importing this module imports numba, so it is imported where it is used and not at start-up.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.changepoints.evidence import MIN_DAYS, MIN_PERIODS
from analytics.changepoints.rhythm import weekday_factors
from analytics.checks import check_counts, check_indexed, check_whole
from analytics.compiled import njit
from analytics.errors import InvalidOption, InvalidSeries, SeriesTooShort
from analytics.vectors import exponential, logarithm

# What the sums over partitions take: days, past, known, rates, prior, branchings, sizes, least.
Array = np.ndarray
Arguments = tuple[Array, Array, Array, Array, Array, Array, Array, int]
# A geometric memory with this factor has a mean lag of 1 / (1 - 0.75) = 4 days.
DECAY = 0.75
SHOCK = 0.01
# From this size on the negative binomial is computed as Poisson.
POISSON = 1e4
# A log weight that stands for none.
NONE = -1e300
FEWEST_INTERVALS = 8
# Counts below this have their gamma functions remembered.
KNOWN = 256
# No likelihood is ever NaN, which lets the compiler take a maximum of several at a time.
NO_NAN = {"nnan", "nsz"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Days:
    """Observed days, ready to be weighed; a slice starts without a memory of its own past."""

    values: np.ndarray
    exposure: np.ndarray
    lengths: np.ndarray
    ages: np.ndarray

    def part(self, first: int, stop: int) -> "Days":
        """Give some of the days."""
        names = ("values", "exposure", "lengths", "ages")
        return Days(**{name: getattr(self, name)[first:stop] for name in names})

    def with_values(self, values: np.ndarray) -> "Days":
        """Give the same days with other counts."""
        return replace(self, values=values)

    def capped(self) -> np.ndarray:
        """Give the counts per exposure, the largest cut: what is remembered of them.

        One day far above the others is not remembered as many, and does not place the grid.
        """
        feed = self.values / self.exposure
        most = np.sort(feed)[: max(int(0.95 * feed.size), 1)].mean()
        return np.minimum(feed, 4.0 * max(np.quantile(feed, 0.9), 3.0 * most, 1.0))


def rate_grid(days: Days, count: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Give the grid of rates and the prior of each: lognormal around the mean of the days."""
    feed = days.capped()
    mean = max(float(np.average(feed, weights=days.exposure)), 0.02)
    count = count or (24 if mean * days.lengths.mean() <= 50 else 48)
    rates = np.exp(np.linspace(math.log(mean / 25), math.log(mean * 6), count))
    prior = np.exp(-0.5 * (np.log(rates / mean) / 1.1) ** 2)
    return rates, prior / prior.sum()


@njit(nogil=True)
def log_add(a, b):
    """Give the logarithm of the sum of two numbers given by theirs."""
    if a < b:
        a, b = b, a
    return a if b < a - 45.0 else a + math.log1p(math.exp(b - a))


@njit(nogil=True)
def log_gamma_ratio(y, size):
    """Give log Gamma(y + size) - log Gamma(y + 1), accurate however large ``y`` is.

    The two terms grow like y log y: from 1,000 on their difference is taken in Stirling's series.
    """
    if y < 1000.0:
        return math.lgamma(y + size) - math.lgamma(y + 1.0)
    a, b = y + size, y + 1.0
    value = (a - 0.5) * math.log1p((a - b) / b) + (size - 1.0) * math.log(b) - (a - b)
    return value + (1.0 / a - 1.0 / b) / 12.0 - (1.0 / a**3 - 1.0 / b**3) / 360.0


@njit(nogil=True)
def constant_term(y, size):
    """Give what the log-likelihood of a count holds beside the terms of its mean."""
    if size < POISSON:
        return log_gamma_ratio(y, size) - math.lgamma(size)
    # Poisson around its best mean: log-likelihood of y at mean y.
    if y < 1000.0:
        return (y * math.log(y) - y if y > 0.0 else 0.0) - math.lgamma(y + 1.0)
    return -0.5 * math.log(2.0 * math.pi * y) - 1.0 / (12.0 * y)


@njit(nogil=True)
def remember(feed, ages, lengths, past, weights):
    """Fill in the weighted past of every day and the sum of its weights.

    Parameters
    ----------
    feed : array of float, shape (n,)
        Counts per unit of exposure, capped, so that one day is not remembered as many.
    ages : array of float, shape (n,)
        Days from the day before in the series: more than its length where days were unobserved.
    lengths : array of float, shape (n,)
        Days that each count is of.
    past, weights : array of float, shape (n,)
        Overwritten.
    """
    level, known = 0.0, 0.0
    for t in range(feed.size):
        if t > 0:
            # Unobserved days between two counts only let the memory fade.
            kept = DECAY ** (ages[t] - lengths[t])
            level, known = level * kept, known * kept
        past[t], weights[t] = level, known
        kept = DECAY ** lengths[t]
        level = kept * level + (1.0 - kept) * feed[t]
        known = kept * known + (1.0 - kept)


@njit(nogil=True)
def fixed_terms(days, size, constants, shocks):
    """Fill in what the likelihood of each day holds at every rate: of its count, of an odd day.

    Parameters
    ----------
    days : array of float, shape (3, n)
        Counts, exposures and lengths.
    size : float
    constants, shocks : array of float, shape (n,)
        Overwritten.
    """
    floor, plain = math.log(SHOCK), math.log1p(-SHOCK)
    # Small counts come again and again, and a gamma function costs as much as ten rates.
    known, places = np.empty((2, KNOWN)), np.zeros(KNOWN, np.bool_)
    for t in range(days.shape[1]):
        y, length = days[0, t], days[2, t]
        place = int(y) if y < KNOWN and length == 1.0 else -1
        if place >= 0 and places[place]:
            constants[t], shocks[t] = known[0, place], known[1, place]
            continue
        shape = size * length if size < POISSON else size
        constants[t] = constant_term(y, shape) + plain
        shocks[t] = floor - math.log(y + 1.0) - math.log(y + 2.0)
        if place >= 0:
            places[place] = True
            known[0, place], known[1, place] = constants[t], shocks[t]


@njit(nogil=True, error_model="numpy")
def log_likelihoods(days, rates, branching, size, past, weights, constants, logs, room):
    """Fill in the log-likelihood of every count at every rate, without that of odd days.

    Negative binomial, or Poisson where the size is large; both are written so that no two large
    terms cancel. ``room`` has the shape of ``logs`` and is overwritten.
    """
    n, count = logs.shape
    counted = size < POISSON
    for t in range(n):
        y, exposure = days[0, t], days[1, t]
        shape = size * days[2, t]
        own, fed = 1.0 - branching * weights[t], branching * past[t]
        for g in range(count):
            mean = max(exposure * (rates[g] * own + fed), 1e-9)
            logs[t, g] = shape / (mean + shape) if counted else mean
            room[t, g] = mean / (mean + shape) if counted else max(y, 1.0) / mean
    flat, other = logs.ravel(), room.ravel()
    if counted:
        for i in range(flat.size):
            flat[i] = logarithm(flat[i])
    for i in range(other.size):
        other[i] = logarithm(other[i])
    for t in range(n):
        y, constant, shape = days[0, t], constants[t], size * days[2, t]
        if counted:
            for g in range(count):
                logs[t, g] = constant + shape * logs[t, g] + y * room[t, g]
        elif y > 0.0:
            for g in range(count):
                logs[t, g] = constant - y * room[t, g] + y - logs[t, g]
        else:
            for g in range(count):
                logs[t, g] = -logs[t, g]


@njit(nogil=True)
def tabulate(days, rates, branching, size, past, weights, logs, shares, tops, logged):
    """Fill in the likelihood of every day at every rate, relative to that of the day's best rate.

    Parameters
    ----------
    days : array of float, shape (3, n)
        Counts, exposures and lengths.
    rates : array of float, shape (G,)
    branching, size : float
    past, weights : array of float, shape (n,)
        Of :func:`remember`.
    logs, shares : array of float, shape (n, G)
        Overwritten: log-likelihood less ``tops``, and its exponential, at most 1.
    tops : array of float, shape (n,)
        Overwritten: log-likelihood of each day at its best rate.
    logged : bool
        Whether ``logs`` is wanted; else it holds nothing of use.
    """
    constants, shocks = np.empty(tops.size), np.empty(tops.size)
    fixed_terms(days, size, constants, shocks)
    compare_rates(
        days, rates, branching, size, past, weights, constants, shocks, logs, shares, tops, logged
    )


@njit(nogil=True, error_model="numpy", fastmath=NO_NAN)
def compare_rates(
    days, rates, branching, size, past, weights, constants, shocks, logs, shares, tops, logged
):
    """Fill in what :func:`tabulate` does, with what :func:`fixed_terms` gives."""
    n, count = logs.shape
    log_likelihoods(days, rates, branching, size, past, weights, constants, logs, shares)
    for t in range(n):
        best = shocks[t]
        for g in range(count):
            best = max(best, logs[t, g])
        tops[t] = best
        for g in range(count):
            logs[t, g] = max(logs[t, g] - best, -60.0)
    flat, other = logs.ravel(), shares.ravel()
    for i in range(flat.size):
        # Below 1e-16 of the shock's share nothing is added.
        other[i] = exponential(flat[i]) if flat[i] > -60.0 else 0.0
    for t in range(n):
        odd = math.exp(shocks[t] - tops[t])
        top = 0.0
        for g in range(count):
            top = max(top, shares[t, g])
        top += odd
        tops[t] += math.log(top)
        for g in range(count):
            shares[t, g] = (shares[t, g] + odd) / top
    if logged:
        for i in range(flat.size):
            flat[i] = logarithm(other[i])


@njit(nogil=True)
def odd_days(days, rates, prior, branchings, sizes, alive, past, weights, edges, odd, expected):
    """Fill in the chance of every day to be one of the mixture's, and what else it would hold.

    Averaged over rate, branching and size by their posterior, given the regimes.

    Parameters
    ----------
    days, rates, past, weights
        As in :func:`tabulate`.
    prior : array of float, shape (G,)
        Of the logarithm of the prior of each rate.
    branchings, sizes : array of float, shape (B,) and (R,)
    alive : array of bool, shape (B, R)
        Which of their pairs are looked at.
    edges : array of int
        Of the regimes, 0 and n included.
    odd, expected : array of float, shape (n,)
        Overwritten.

    Returns
    -------
    array of float, shape (B, R)
        Log posterior weight of each branching and size, not normalised.
    """
    n, count = days.shape[1], rates.size
    logs, shares, tops = np.empty((n, count)), np.empty((n, count)), np.empty(n)
    posterior = np.full((branchings.size, sizes.size), NONE)
    mass = NONE
    weight = np.empty(count)
    odd[:] = 0.0
    expected[:] = 0.0
    for a in range(branchings.size):
        for r in range(sizes.size):
            if not alive[a, r]:
                continue
            tabulate(days, rates, branchings[a], sizes[r], past, weights, logs, shares, tops, True)
            posterior[a, r] = tops.sum()
            sums = np.zeros((edges.size - 1, count))
            for k in range(edges.size - 1):
                for t in range(edges[k], edges[k + 1]):
                    sums[k] += logs[t]
                sums[k] += prior
                best = sums[k].max()
                sums[k] = np.exp(sums[k] - best)
                total = sums[k].sum()
                posterior[a, r] += best + math.log(total)
                sums[k] /= total
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
    return posterior


def observed_days(counts: pd.Series, exposure: pd.Series | np.ndarray | None) -> tuple[Days, int]:
    """Check a series; give its days, and how many a regime has at least."""
    check_indexed(counts)
    values = check_whole(counts)
    fewest = MIN_PERIODS if exposure is None else FEWEST_INTERVALS
    if values.size < fewest:
        raise SeriesTooShort(
            f"Evidence of a change needs {fewest} periods, got {values.size}: widen the dates."
        )
    if not counts.index.is_monotonic_increasing or counts.index.has_duplicates:
        raise InvalidSeries("The dates are not in order, or one is there twice: sort them by day.")
    lengths, factors, least = np.ones(values.size), np.ones(values.size), MIN_DAYS
    ages, day = lengths, (counts.index - counts.index[0]).days.to_numpy()
    if exposure is not None:
        lengths = np.asarray(exposure, float)
        if lengths.shape != values.shape or not np.all(lengths > 0):
            raise InvalidOption("exposure needs one number of days above 0 for every period.")
        ages = np.append(lengths[0], np.diff(day + lengths))
        if np.any(ages < lengths - 1e-9):
            raise InvalidSeries("The periods overlap: each must start after the one before ends.")
        least = max(2, math.ceil(MIN_DAYS / float(np.median(lengths))))
    elif np.bincount(np.diff(day)).argmax() == 1:  # by day, though most of them may be unknown
        check_counts(counts, gaps=True)
        ages = np.append(1.0, np.diff(day))
        factors = weekday_factors(values, counts.index.day_of_week.to_numpy(), day)
    elif (counts.index.freqstr or pd.infer_freq(counts.index)) is None:
        raise InvalidSeries("The dates are not evenly spaced: quiet periods must be present as 0.")
    days = Days(values=values, exposure=lengths * factors, lengths=lengths, ages=ages)
    return days, least


def standing_out(
    arguments: tuple, alive: np.ndarray, positions: list[int]
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
    table, past, known, rates, prior, branchings, sizes = arguments[:7]
    n = table.shape[1]
    odd, expected, edges = np.empty(n), np.empty(n), np.array([0, *positions, n])
    posterior = odd_days(
        table, rates, prior, branchings, sizes, alive, past, known, edges, odd, expected
    )
    shares = np.exp(posterior - posterior.max())
    size = float(sizes[shares.sum(axis=0).argmax()])
    branching = float(branchings @ shares.sum(axis=1) / shares.sum())
    return odd * (table[0] > expected), expected, branching, size if size < POISSON else None
