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
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.changepoints.evidence import MIN_DAYS, MIN_PERIODS
from analytics.checks import check_counts, check_indexed, check_whole
from analytics.compiled import njit
from analytics.errors import InvalidOption, InvalidSeries, SeriesTooShort
from analytics.wording import per_period

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
# A weekday rhythm: chi-squared with 6 degrees of freedom, upper 0.1 %.
WEEKDAY_CRITICAL, WEEKDAY_DAYS, WEEKDAY_EVENTS = 22.46, 56, 50


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


def weekday_factors(values: np.ndarray, weekday: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Give the factor of every day's weekday; all 1 where no rhythm is seen at the 0.1 % level.

    A day is held against the seven days around it, so a change makes no rhythm. A day that stands
    out from those, and from the same weekday a week before and after, is left out. Few events
    draw a factor towards 1.

    Parameters
    ----------
    values : array of float, shape (n,)
    weekday : array of int, shape (n,)
        0 to 6.
    day : array of int, shape (n,)
        Number of the day, ascending; days that were not observed are left out.
    """
    even, place = np.ones(values.size), day - day[0] + 7
    if values.size < WEEKDAY_DAYS or values.sum() < WEEKDAY_EVENTS:
        return even

    def near(kept: np.ndarray, *steps: int) -> np.ndarray:
        calendar, seen = np.zeros(place[-1] + 8), np.zeros(place[-1] + 8)
        calendar[place], seen[place] = values * kept, kept
        parts = [np.array([calendar[place + step], seen[place + step]]) for step in steps]
        sums = np.add.reduce(parts)
        return sums[0] / np.maximum(sums[1], 1.0)

    aside = near(even, *range(-3, 0), *range(1, 4)), near(even, -7, 7)
    usual = values <= 4.0 * np.maximum(*aside) + 4.0
    base = near(usual, *range(-3, 4))[usual] + 1e-9
    values, names = values[usual], weekday[usual]
    if values.sum() < WEEKDAY_EVENTS:
        return even
    spread = max(float(np.mean((values - base) ** 2 / np.maximum(base, 0.05)) * 7 / 6), 1.0)
    counted = np.bincount(names, values, 7)
    expected = np.maximum(np.bincount(names, base, 7), 1e-9)
    expected *= counted.sum() / expected.sum()
    if ((counted - expected) ** 2 / expected).sum() / spread < WEEKDAY_CRITICAL:
        return even
    factors = (counted + 5 * spread) / (expected + 5 * spread)
    return (factors / factors.mean())[weekday]


def trend_slope(values: np.ndarray, exposure: np.ndarray, time: np.ndarray) -> float:
    """Fit the slope of a log-linear Poisson mean by Newton steps."""
    slope = 0.0
    for _ in range(25):
        mean = exposure * np.exp(slope * time)
        mean *= values.sum() / mean.sum()
        centred = time - np.average(time, weights=mean)
        step = ((values - mean) * centred).sum() / (mean * centred**2).sum()
        slope += min(max(step, -1.0), 1.0)
        if abs(step) < 1e-6:
            break
    return slope


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
def count_log_likelihood(y, mean, size, constant):
    """Give the log-likelihood of a count, negative binomial, or Poisson where the size is large.

    Both are written so that no two large terms cancel.
    """
    if size < POISSON:
        whole = mean + size
        value = constant + size * math.log(size / whole)
        return value + y * math.log(mean / whole) if y > 0.0 else value
    if y > 0.0:
        return constant - y * math.log(y / mean) + y - mean
    return -mean


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
    floor = math.log(SHOCK)
    plain = math.log1p(-SHOCK)
    for t in range(days.shape[1]):
        y, exposure, length = days[0, t], days[1, t], days[2, t]
        shape = size * length if size < POISSON else size
        constant = constant_term(y, shape) + plain
        shock = floor - math.log(y + 1.0) - math.log(y + 2.0)
        own = 1.0 - branching * weights[t]
        fed = branching * past[t]
        best = shock
        for g in range(rates.size):
            mean = max(exposure * (rates[g] * own + fed), 1e-9)
            value = count_log_likelihood(y, mean, shape, constant)
            logs[t, g] = value
            best = max(best, value)
        odd = math.exp(shock - best)
        top = 0.0
        for g in range(rates.size):
            # Below 1e-16 of the shock's share nothing is added.
            value = logs[t, g] - best
            shares[t, g] = odd + math.exp(value) if value > -60.0 else odd
            top = max(top, shares[t, g])
        tops[t] = best + math.log(top)
        for g in range(rates.size):
            shares[t, g] /= top
            if logged:
                logs[t, g] = math.log(shares[t, g])


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
    elif per_period(counts.index) == "a day":
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
