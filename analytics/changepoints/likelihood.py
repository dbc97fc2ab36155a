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
from functools import cached_property

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
AS_POISSON = 1e4
# A log weight that stands for none.
NONE = -1e300
FEWEST_INTERVALS = 8
# Counts below this have their gamma functions remembered.
KNOWN = 256
# Days whose likelihoods are computed together, and kinds of quiet days that are remembered.
BLOCK, KINDS = 64, 7
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
        return self._capped

    @cached_property
    def _capped(self) -> np.ndarray:
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
    if size < AS_POISSON:
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
        gap, length = ages[t] - lengths[t], lengths[t]
        if t > 0 and gap != 0.0:
            # Unobserved days between two counts only let the memory fade.
            kept = DECAY**gap
            level, known = level * kept, known * kept
        past[t], weights[t] = level, known
        # A power costs more than all the rest, and nearly all counts are of one day.
        kept = DECAY if length == 1.0 else DECAY**length
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
        shape = size * length if size < AS_POISSON else size
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
    counted = size < AS_POISSON
    for t in range(n):
        y, exposure = days[0, t], days[1, t]
        shape = size * days[2, t]
        own, fed = 1.0 - branching * weights[t], branching * past[t]
        for g in range(count):
            mean = max(exposure * (rates[g] * own + fed), 1e-9)
            logs[t, g] = shape / (mean + shape) if counted else mean
            # A day without an event has no need of it, and most have none.
            if y > 0.0:
                room[t, g] = mean / (mean + shape) if counted else max(y, 1.0) / mean
    flat = logs.ravel()
    if counted:
        for i in range(flat.size):
            flat[i] = logarithm(flat[i])
    for t in range(n):
        y, constant, shape = days[0, t], constants[t], size * days[2, t]
        if y > 0.0:
            for g in range(count):
                room[t, g] = logarithm(room[t, g])
        if counted and y > 0.0:
            for g in range(count):
                logs[t, g] = constant + shape * logs[t, g] + y * room[t, g]
        elif counted:
            for g in range(count):
                logs[t, g] = constant + shape * logs[t, g]
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
    n = tops.size
    constants, shocks, same = np.empty(n), np.empty(n), np.empty(n, np.int64)
    fixed_terms(days, size, constants, shocks)
    find_same(days, rates[0], branching, past, weights, same)
    t = 0
    while t < n:
        stop = t + 1
        if same[t] < t:
            shares[t], tops[t] = shares[same[t]], tops[same[t]]
            if logged:
                logs[t] = logs[same[t]]
        else:
            # As many days at a time as stay in the processor's nearest memory.
            while stop < n and stop - t < BLOCK and same[stop] == stop:
                stop += 1
            compare_rates(
                np.ascontiguousarray(days[:, t:stop]), rates, branching, size,
                past[t:stop], weights[t:stop], constants[t:stop], shocks[t:stop],
                logs[t:stop], shares[t:stop], tops[t:stop], logged,
            )  # fmt: skip
        t = stop


@njit(nogil=True)
def find_same(days, least, branching, past, weights, same):
    """Fill in for every day an earlier one whose likelihood is the same to the last bit, or itself.

    Those are days without an event of one length and exposure, so long after the last event that
    what it sets off is lost in rounding: added to the least rate twice over it changes nothing, and
    the other rates are larger.

    Parameters
    ----------
    days, branching, past, weights
        As in :func:`tabulate`.
    least : float
        The least rate.
    same : array of int, shape (n,)
        Overwritten.
    """
    # One for each weekday, where these have a rhythm; the oldest makes room for a new one.
    kinds, firsts, known = np.zeros((KINDS, 2)), np.zeros(KINDS, np.int64), 0
    for t in range(same.size):
        same[t] = t
        own = 1.0 - branching * weights[t]
        if days[0, t] > 0.0 or days[2, t] != 1.0:
            continue
        if least * own + 2.0 * branching * past[t] != least * own:
            continue
        kind = 0
        while kind < KINDS and (kinds[kind, 0] != days[1, t] or kinds[kind, 1] != own):
            kind += 1
        if kind < KINDS:
            same[t] = firsts[kind]
        else:
            place = known % KINDS
            kinds[place, 0], kinds[place, 1], firsts[place] = days[1, t], own, t
            known += 1


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


def observed_days(counts: pd.Series, exposure: pd.Series | np.ndarray | None) -> tuple[Days, int]:
    """Check a series; give its days, and how many a regime has at least."""
    check_indexed(counts)
    values = check_whole(counts)
    fewest = MIN_PERIODS if exposure is None else FEWEST_INTERVALS
    if values.size < fewest:
        periods = "days" if exposure is None else "intervals"
        raise SeriesTooShort(
            f"Evidence of a change needs {fewest} {periods}, got {values.size}: choose a longer "
            "period, where the data have one."
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
