"""How many events are still to come of each day: expected number, and the interval around it."""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from analytics.rates import LEVEL

# Numbers of events looked at one by one; of larger counts every second, third, ...
MOST_NUMBERS = 600
# A standard deviation so far above the expected number nothing is looked for.
REACH = 12.0
LEAST = 1e-9
# The last events of a day may come at any time: no share to come is taken for less.
LATEST = 0.01


@dataclass(frozen=True, kw_only=True, eq=False)
class Open:
    """Days of which events are still to come, as they stand at one download.

    Attributes
    ----------
    seen : array of int, shape (n_days,)
        Events listed so far.
    share, spread : array of float, shape (n_days,)
        Share of a day's events that is listed at its age, and the variance of its logarithm.
    usual : array of float, shape (n_days,)
        Events of a day, all in all, as of late.
    until, spread_until : array of float, shape (n_days,)
        The same as ``share`` and ``spread``, at the age up to which it is looked ahead: 1 and 0
        where that is the last.
    """

    seen: np.ndarray
    share: np.ndarray
    spread: np.ndarray
    usual: np.ndarray
    until: np.ndarray
    spread_until: np.ndarray

    def expected(self, weight: np.ndarray | float) -> np.ndarray:
        """Expect so many events to come.

        Parameters
        ----------
        weight : array of float, broadcast against (n_days,)
            What the usual number of a day is worth, in events; 0 is the chain ladder.

        Notes
        -----
        A day's rate has a gamma distribution of shape ``k`` around the usual number ``l``; with
        ``c`` events of a share ``G`` seen, ``(1 - G) (k + c) / (k / l + G)`` are to come. With
        ``k = 0`` that is ``c (1 - G) / G``, the chain ladder, which can expect nothing where
        nothing is seen; where ``G = 0`` it is the usual number.

        References
        ----------
        England & Verrall (2002). Stochastic claims reserving in general insurance. British
        Actuarial Journal 8(3), 443-518.
        """
        prior = weight / np.maximum(self.usual, LEAST)
        return (
            (self.until - self.share) * (weight + self.seen) / np.maximum(prior + self.share, LEAST)
        )

    def own(self, weight: np.ndarray | float, bunched: np.ndarray | float) -> np.ndarray:
        """Return how far the number to come varies by the day, as a share of its square.

        That is beyond Poisson: the day's own rate, and ``bunched``, reports of a day that come
        together.
        """
        return 1.0 / np.maximum(weight + self.seen, LEAST) + bunched

    def common(self, weight: np.ndarray | float, off: np.ndarray | float) -> np.ndarray:
        """Return how far the numbers to come of all days are off together, as share of the square.

        Parameters
        ----------
        weight : array of float, broadcast against (n_days,)
            As for :meth:`expected`.
        off : array of float, broadcast against (n_days,)
            Variance of the logarithm of how long everything takes.

        Notes
        -----
        That of the estimated shares, and that of delays which are now longer or shorter than they
        were. Where all delays are ``e^d`` times as long, the share to come is multiplied by about
        ``e^d`` to minus its own logarithm.
        """
        prior = weight / np.maximum(self.usual, LEAST)
        ahead = np.maximum(self.until - self.share, LEAST)
        known = np.maximum(prior + self.share, LEAST)
        slope = self.share / ahead + self.share / known
        estimated = slope**2 * np.maximum(self.spread - self.spread_until, 0.0)
        return estimated + off * (self.stretch * (1.0 + (1.0 - self.share) / known)) ** 2

    @property
    def stretch(self) -> np.ndarray:
        """Minus the logarithm of the share to come, shape (n_days,)."""
        return -np.log(np.maximum(1.0 - self.share, LATEST))


def log_chance(count: np.ndarray, mean: np.ndarray, variation: np.ndarray) -> np.ndarray:
    """Return the log probability of counts: negative binomial, variance ``m + variation m^2``."""
    mean, size = np.maximum(mean, LEAST), 1.0 / np.maximum(variation, LEAST)
    both = gammaln(count + size) - gammaln(size) - gammaln(count + 1.0)
    return both - size * np.log1p(mean / size) + count * np.log(mean / (size + mean))


def interval(
    mean: np.ndarray, variation: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the interval of the likeliest numbers, at the level of all others.

    Parameters
    ----------
    mean, variation : array of float, shape (n_settings, n_numbers)
        Of the negative binomial distributions that are mixed.
    weights : array of float, shape (n_settings,)
        Adding up to 1.

    Returns
    -------
    low, high : array of int, shape (n_numbers,)

    Notes
    -----
    Numbers are taken in order of their chances, and one is left out when more than half of its own
    chance would lie beyond the level. Of small counts no interval has exactly 95 %: that of the
    next whole number holds up to .99, and this one 95 % on average over expected numbers.
    """
    deviation = np.sqrt(mean + variation * mean**2)
    top = float(np.max(mean + REACH * deviation, initial=0.0)) + 2.0
    every = int(np.ceil(top / MOST_NUMBERS))
    numbers = np.arange(0.0, top + every, every)
    logs = log_chance(numbers, mean[..., None], variation[..., None])
    chances = np.einsum("s,snk->nk", weights, np.exp(logs))
    chances /= chances.sum(axis=1, keepdims=True)
    order = np.argsort(-chances, axis=1, kind="stable")
    sorted_ = np.take_along_axis(chances, order, axis=1)
    kept = np.cumsum(sorted_, axis=1) - sorted_ / 2 < LEVEL
    kept[:, 0] = True
    low = np.where(kept, order, order.max()).min(axis=1)
    high = np.where(kept, order, -1).max(axis=1)
    return (low * every).astype(int), (high * every).astype(int)
