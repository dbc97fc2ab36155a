"""What is usual in a unit: its level, weekdays and clustering, learned from the days before."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Memories of a unit's own past, as the share of it that a day leaves: mean lags 2, 4 and 10 days.
DECAYS = np.array([0.5, 0.75, 0.9])
# The share of the events that others set off, and the size of the counts' negative binomial.
SHARES_SET_OFF = (0.0, 0.2, 0.4, 0.6)
SPREADS = (0.5, 1.5, 5.0, 1e5)
# A level may become any other once in so many days, and moves to either neighbour on the grid,
# 16 % away, with this chance a day: history holds changes, and a rate wanders.
JUMP = 1 / 700
WANDER_STEP = 0.004
# Logarithms of the levels over the mean rate; of the lowest, coarse ones it only jumps.
COARSE = (-5.0, -3.4, -2.3)
LEVELS = np.concatenate([COARSE, np.arange(-9, 13) * 0.16])
# Weekdays are drawn towards each other as if each had so many events more.
WEEKDAY_WORTH = 12.0
# The clustering of all units is learned in so many steps, from this many units' worth of even
# chances for each model.
ROUNDS, EVEN = 60, 0.02


def _models() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """List the models: share set off, which memory, and size; without clustering no memory."""
    found = [
        (share, memory, size)
        for share in SHARES_SET_OFF
        for memory in (range(DECAYS.size) if share else (1,))
        for size in SPREADS
    ]
    share, memory, size = zip(*found, strict=True)
    return np.array(share), np.array(memory), np.array(size)


BRANCHING, MEMORY_OF_MODEL, SIZE = _models()


@dataclass(frozen=True, kw_only=True, eq=False)
class Baseline:
    """Outcome of :func:`learn_baseline`.

    Attributes
    ----------
    weekdays : array, shape (7,)
        Factors of the days from Monday on, 1 on average.
    rates : array, shape (n_levels,)
        Events a day at each level of the grid.
    chances : array, shape (n_models, n_levels)
        Of each level after the last day, adding up to 1 in each model.
    fit : array, shape (n_models,)
        Log likelihood of the history under each model.
    past, weight : array, shape (n_memories,)
        The unit's own past after the last day, and the weight that it has.
    """

    weekdays: np.ndarray
    rates: np.ndarray
    chances: np.ndarray
    fit: np.ndarray
    past: np.ndarray
    weight: np.ndarray

    def rate(self, clustering: np.ndarray) -> float:
        """Return the usual number of events a day, given what clustering is in all units."""
        return float(model_chances(self, clustering) @ (self.chances @ self.rates))


def learn_baseline(counts: np.ndarray, seen: np.ndarray, first_weekday: int) -> Baseline:
    """Learn what is usual in one unit from the days before.

    Parameters
    ----------
    counts : array of float, shape (n_days,)
        Events a day.
    seen : array of float, shape (n_days,)
        How much of each day's events is known: 1 all, 0 nothing.
    first_weekday : int
        Of the first day; Monday is 0.

    Returns
    -------
    Baseline

    Notes
    -----
    A day's count is negative binomial around ``f c (rho (1 - b w) + b E)``: weekday ``f``,
    completeness ``c``, level ``rho``, branching ``b`` and own past ``E`` of weight ``w``. The
    level is filtered forward on a grid: ``a_t(rho)`` is ``a_{t-1}(rho)``, moved by a wander and a
    jump, times the likelihood of the day, for each model of clustering. It is taken that the
    weekdays have been the same throughout.
    """
    from analytics.alarms.kernel import carry_past, filter_levels

    weekdays = weekday_factors(counts, seen, first_weekday)
    factors = weekdays[(first_weekday + np.arange(counts.size)) % 7] * seen
    past, weight = carry_past(counts, factors, DECAYS)
    rates = (counts[seen > 0].sum() + 0.5) / max(seen.sum(), 1.0) * np.exp(LEVELS)
    prior = np.exp(-0.5 * LEVELS**2)
    models = (BRANCHING, MEMORY_OF_MODEL, SIZE)
    chances, fit = filter_levels(
        counts,
        factors,
        past,
        weight,
        *models,
        rates,
        prior / prior.sum(),
        JUMP,
        WANDER_STEP,
        len(COARSE),
    )
    return Baseline(
        weekdays=weekdays,
        rates=rates,
        chances=chances,
        fit=fit,
        past=past[-1],
        weight=weight[-1],
    )


def weekday_factors(counts: np.ndarray, seen: np.ndarray, first_weekday: int) -> np.ndarray:
    """Give the factor of each weekday, drawn towards 1 where there are few events.

    Parameters
    ----------
    counts, seen : array of float, shape (n_days,)
    first_weekday : int

    Returns
    -------
    array of float, shape (7,)
        From Monday on; their mean is 1.
    """
    days = (first_weekday + np.arange(counts.size)) % 7
    events = np.bincount(days, counts * (seen > 0), minlength=7)
    looked = np.bincount(days, seen, minlength=7)
    expected = events.sum() * looked / max(looked.sum(), 1.0)
    factors = (events + WEEKDAY_WORTH) / (expected + WEEKDAY_WORTH)
    return factors / factors.mean()


def learn_clustering(baselines: Sequence[Baseline]) -> np.ndarray:
    """Learn over all units how far events set off others, and how much days vary.

    Parameters
    ----------
    baselines : sequence of Baseline

    Returns
    -------
    array of float, shape (n_models,)
        Chances of the models, adding up to 1.

    Notes
    -----
    Expectation and maximisation: a unit's chances of the models are the common ones times its own
    likelihood, and the common ones the mean of the units'. One thin unit alone cannot tell
    clustering from a rise.

    References
    ----------
    Dempster, Laird & Rubin (1977). Maximum likelihood from incomplete data via the EM algorithm.
    Journal of the Royal Statistical Society B 39(1), 1-38.
    """
    fit = np.array([one.fit for one in baselines])
    likely = np.exp(fit - fit.max(axis=1, keepdims=True))
    common = np.full(BRANCHING.size, 1 / BRANCHING.size)
    for _ in range(ROUNDS):
        own = likely * common
        own /= own.sum(axis=1, keepdims=True)
        common = (own.sum(axis=0) + EVEN) / (len(own) + EVEN * BRANCHING.size)
    return common


def model_chances(baseline: Baseline, clustering: np.ndarray) -> np.ndarray:
    """Give a unit's chances of the models, adding up to 1, from its fit and all units'."""
    own = np.exp(baseline.fit - baseline.fit.max()) * clustering
    return own / own.sum()
