"""Daily rates that a count series does not contradict, drawn from their posterior."""

import numpy as np
from scipy.special import gammaln, logsumexp

# Days that a regime is expected to last; measured results hardly differ between 30 and 60.
MEAN_REGIME = 30.0
# What the overall mean is worth as prior of a regime's rate, in events.
PRIOR_EVENTS = 1.0
WEEK = 7


def draw_rates(counts: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draw the rate of every day from its posterior, given the counts.

    Parameters
    ----------
    counts : array of int, shape (n_days,)
        Events per day.
    draws : int
    rng : Generator

    Returns
    -------
    array of float, shape (draws, n_days)
        Rates above 0.

    Notes
    -----
    The rate is constant in regimes whose number, dates and levels are unknown: they are drawn
    together, exactly, by the recursion of Fearnhead. Regimes have geometric lengths and Gamma
    rates. Counts that vary more than Poisson from week to week are worth less, by that factor.
    Within a regime a day has a Gamma factor (a negative binomial count), drawn given its own
    count, so that days with many events draw more.

    References
    ----------
    Fearnhead (2006). Exact and efficient Bayesian inference for multiple changepoint problems.
    Statistics and Computing 16, 203-213.
    """
    worth = 1.0 / weekly_variance_ratio(counts)
    sums = np.concatenate(([0.0], np.cumsum(counts))) * worth
    lengths = np.arange(counts.size + 1) * worth
    prior = PRIOR_EVENTS, PRIOR_EVENTS / max(counts.mean(), 1.0 / counts.size)
    later = _evidence(sums, lengths, prior)
    rates = np.array([_draw(sums, lengths, prior, later, rng) for _ in range(draws)])
    dispersion = dispersion_of_days(counts)
    if dispersion == 0.0:
        return rates
    return rates * rng.gamma(counts + 1.0 / dispersion) / (rates + 1.0 / dispersion)


def weekly_variance_ratio(counts: np.ndarray) -> float:
    """Give the variance of weekly totals over their mean, 1 or more.

    It is taken from differences of neighbouring weeks, which a few changes of rate hardly move.
    """
    weeks = counts[: counts.size // WEEK * WEEK].reshape(-1, WEEK).sum(axis=1)
    steps, middle = np.diff(weeks), (weeks[1:] + weeks[:-1]) / 2.0
    return max(1.0, (steps**2).sum() / 2.0 / middle.sum()) if middle.sum() > 0 else 1.0


def dispersion_of_days(counts: np.ndarray) -> float:
    """Give the dispersion of neighbouring days: variance = mean + dispersion x mean^2."""
    before, after = counts[:-1].astype(float), counts[1:].astype(float)
    excess = ((after - before) ** 2 / 2.0 - (before + after) / 2.0).sum()
    square = (before * after).sum()
    return max(0.0, excess / square) if square > 0 else 0.0


def _segments(
    sums: np.ndarray, lengths: np.ndarray, prior: tuple[float, float], first: int
) -> np.ndarray:
    """Give the log evidence of a regime from ``first`` to before each later day, or the end.

    The chance of its length is in it: that of lasting exactly so long, and for the last entry
    that of lasting to the end of the series at least.
    """
    shape, scale = prior
    events, days = sums[first + 1 :] - sums[first], lengths[first + 1 :] - lengths[first]
    fit = shape * np.log(scale) - gammaln(shape) + gammaln(shape + events)
    fit -= (shape + events) * np.log(scale + days)
    chance = np.arange(days.size) * np.log1p(-1.0 / MEAN_REGIME)
    chance[:-1] -= np.log(MEAN_REGIME)
    return fit + chance


def _evidence(sums: np.ndarray, lengths: np.ndarray, prior: tuple[float, float]) -> np.ndarray:
    """Give the log evidence of the counts from each day on, if a regime starts there."""
    later = np.zeros(sums.size)
    for first in range(sums.size - 2, -1, -1):
        later[first] = logsumexp(_segments(sums, lengths, prior, first) + later[first + 1 :])
    return later


def _draw(
    sums: np.ndarray,
    lengths: np.ndarray,
    prior: tuple[float, float],
    later: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Draw regimes one after another, each with its rate."""
    rates, first = np.empty(sums.size - 1), 0
    while first < rates.size:
        weights = np.exp(_segments(sums, lengths, prior, first) + later[first + 1 :] - later[first])
        stop = first + 1 + int(np.searchsorted(np.cumsum(weights), rng.random() * weights.sum()))
        stop = min(stop, rates.size)
        shape = prior[0] + sums[stop] - sums[first]
        rates[first:stop] = rng.gamma(shape) / (prior[1] + lengths[stop] - lengths[first])
        first = stop
    return rates
