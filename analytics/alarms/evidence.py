"""The evidence that a unit's rate has risen, day by day, against its own level before."""

from dataclasses import dataclass

import numpy as np

from analytics.alarms.baseline import (
    BRANCHING,
    COARSE,
    DECAYS,
    MEMORY_OF_MODEL,
    SIZE,
    WANDER_STEP,
    Baseline,
    model_chances,
)

# Rises that are looked for, as rate ratios, and the share of each.
RISES = np.array([1.5, 2.0, 3.0, 5.0, 9.0])
RISE_SHARES = np.array([0.2, 0.25, 0.25, 0.2, 0.1])
# Added to a level before it rises, in events a day: a unit without events can rise too.
FLOOR = 0.1 / 7
# Models and levels with less than this of a unit's chances are left out; a level that is kept may
# still wander so many cells away.
THIN_MODEL, THIN_LEVEL, ROOM = 1e-3, 1e-4, 2


@dataclass(frozen=True, kw_only=True, eq=False)
class Watched:
    """A unit ready to be watched: its likely models and levels, and the levels after a rise.

    Attributes
    ----------
    weekdays : array, shape (7,)
    past, weight : array, shape (n_memories,)
    branching, memory, size : array, shape (n_models,)
    rates : array, shape ((1 + n_rises) * n_levels,)
        The levels, then the levels after each rise.
    first : int
        The lowest level that wanders.
    state : array, shape (n_models, 1 + n_rises, n_levels)
        Chances of the levels in row 0, adding up to 1; no evidence yet in the others.
    """

    weekdays: np.ndarray
    past: np.ndarray
    weight: np.ndarray
    branching: np.ndarray
    memory: np.ndarray
    size: np.ndarray
    rates: np.ndarray
    first: int
    state: np.ndarray

    @property
    def rate(self) -> float:
        """The usual number of events a day."""
        return float((self.state[:, 0] @ self.rates[: self.state.shape[2]]).sum())

    def factors(self, seen: np.ndarray, first_weekday: int) -> np.ndarray:
        """Give what multiplies the rate of each day: its weekday, and how much of it is known."""
        return self.weekdays[(first_weekday + np.arange(seen.size)) % 7] * seen


def start_watch(baseline: Baseline, clustering: np.ndarray) -> Watched:
    """Make a unit ready to be watched.

    Parameters
    ----------
    baseline : Baseline
    clustering : array of float, shape (n_models,)
        As learned over all units.

    Returns
    -------
    Watched
    """
    models = model_chances(baseline, clustering)
    kept = np.flatnonzero(models >= min(THIN_MODEL, models.max()))
    joint = models[kept, None] * baseline.chances[kept]
    likely = np.flatnonzero(joint.max(axis=0) >= THIN_LEVEL)
    low, high = max(likely[0] - ROOM, 0), likely[-1] + ROOM + 1
    joint = joint[:, low:high]
    levels = baseline.rates[low:high]
    state = np.zeros((kept.size, 1 + RISES.size, levels.size))
    state[:, 0] = joint / joint.sum()
    return Watched(
        weekdays=baseline.weekdays,
        past=baseline.past,
        weight=baseline.weight,
        branching=BRANCHING[kept],
        memory=MEMORY_OF_MODEL[kept],
        size=SIZE[kept],
        rates=np.concatenate([levels, *(rise * (levels + FLOOR) for rise in RISES)]),
        first=max(len(COARSE) - low, 0),
        state=state,
    )


def rise_evidence(
    unit: Watched, counts: np.ndarray, factors: np.ndarray, doubt: np.ndarray | None = None
) -> np.ndarray:
    """Weigh after each day whether the unit's rate has risen on any day watched so far.

    Parameters
    ----------
    unit : Watched
    counts, factors : array of float, shape (n_days,)
        Events, and :meth:`Watched.factors`; 0 on a day of which nothing is known.
    doubt : array of float, shape (n_days,), optional
        Variance of the logarithm of how much is known of each day; without it nothing is doubted.

    Returns
    -------
    array of float, shape (n_days,)
        The Shiryaev-Roberts sum of Bayes factors over the days on which a rise may have begun;
        divided by the days watched, it is how many times likelier they are with a rise.

    Notes
    -----
    With ``a_t(j)`` the chance of model and level ``j`` before day ``t``, ``w_k`` the share of rise
    ``k`` and ``p`` the probability of the day's count::

        N_t(j, k) = (N_{t-1}(j, k) + a_t(j) w_k) p_{jk}(y_t) / p_0(y_t),   R_t = sum N_t

    where ``p_0 = sum_j a_t(j) p_j``. Without a rise ``R_t - t`` is a martingale under ``p_0``,
    whatever the units have to do with each other, so that ``R`` reaches ``c`` within ``T`` days
    with a chance of at most ``T / c``.

    References
    ----------
    Shiryaev (1963). On optimum methods in quickest detection problems. Theory of Probability and
    Its Applications 8(1), 22-46.
    Roberts (1966). A comparison of some control chart procedures. Technometrics 8(3), 411-430.
    Pollak (1985). Optimal detection of a change in distribution. Annals of Statistics 13(1),
    206-227.
    """
    from analytics.alarms.kernel import evidence_by_day

    doubt = np.zeros(len(counts)) if doubt is None else doubt
    return evidence_by_day(counts, factors, doubt, *_inputs(unit))


def drawn_evidence(
    unit: Watched,
    factors: np.ndarray,
    rng: np.random.Generator,
    *,
    draws: int,
    day: int = -1,
    rise: float | None = None,
) -> np.ndarray:
    """Draw days from a unit's own posterior, with a rise in them, and weigh each.

    Parameters
    ----------
    unit : Watched
    factors : array of float, shape (n_days,)
    rng : Generator
    draws : int
    day : int
        On which the rate rises; -1 for any, all alike.
    rise : float or None
        One of :data:`RISES`; None for any, by its share.

    Returns
    -------
    array of float, shape (draws, n_days)
    """
    from analytics.alarms.kernel import evidence_of_drawn

    row = 0 if rise is None else int(np.flatnonzero(rise == RISES)[0]) + 1
    return evidence_of_drawn(draws, factors, *_inputs(unit), day, row, rng)


def _inputs(unit: Watched) -> tuple:
    models = (unit.branching, unit.memory, unit.size)
    rises = (unit.rates, RISE_SHARES, WANDER_STEP, unit.first)
    return (unit.past, unit.weight, DECAYS, *models, *rises, unit.state)
