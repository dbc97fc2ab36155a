"""Maximum likelihood for a Gaussian Markov-switching level, by statsmodels' smoother."""

from dataclasses import dataclass

import numpy as np

ROUNDS = 300
TOLERANCE = 1e-3
# A tenth of a switch each way keeps the chain irreducible when one is never seen.
UNSEEN = 0.1
STAYS = (0.95, 0.8)
# Chances are no smaller where their logarithm is taken, as statsmodels has it.
LEAST_CHANCE = 1e-20


@dataclass(frozen=True, kw_only=True, eq=False)
class RegimeFit:
    """One end of :func:`fit_regimes`; regimes are in no order."""

    probabilities: np.ndarray
    transitions: np.ndarray
    means: np.ndarray
    variance: float
    loglik: float
    converged: bool


def fit_regimes(values: np.ndarray, regimes: int) -> list[RegimeFit]:
    """Climb the likelihood from several starts, the likeliest end first.

    Parameters
    ----------
    values : ndarray, shape (n_periods,)
        Not constant.
    regimes : int
        At least 2.

    Returns
    -------
    list of RegimeFit
        Empty when no start could be followed.

    Notes
    -----
    Expectation-maximisation around statsmodels' Kim smoother: it takes a fifth of the time of
    its numerical gradient, needs no random starts, and cannot step to a negative variance.

    References
    ----------
    Hamilton (1990). Analysis of time series subject to changes in regime. Journal of
    Econometrics 45(1-2), 39-70.
    """
    fits = [_climb(values, regimes, stay) for stay in STAYS]
    return sorted((fit for fit in fits if fit is not None), key=lambda fit: -fit.loglik)


def _climb(values: np.ndarray, regimes: int, stay: float) -> RegimeFit | None:
    parts = np.array_split(np.sort(values), regimes)
    means, variance = np.array([part.mean() for part in parts]), values.var() / 2
    switch = np.full((regimes, regimes), (1 - stay) / (regimes - 1))
    switch[np.diag_indices(regimes)] = stay
    before = -np.inf
    for _ in range(ROUNDS):
        seen = _usable(values, switch, means, variance)
        if seen is None:
            return None
        chance, moved, loglik = seen
        converged = abs(loglik - before) < TOLERANCE
        if converged:
            break
        before = loglik
        switch = moved / moved.sum(axis=0)
        means = chance @ values / chance.sum(axis=1)
        variance = float((chance * (values - means[:, None]) ** 2).sum() / len(values))
    return RegimeFit(
        probabilities=chance,
        transitions=switch,
        means=means,
        variance=variance,
        loglik=loglik,
        converged=converged,
    )


def _usable(
    values: np.ndarray, switch: np.ndarray, means: np.ndarray, variance: float
) -> tuple[np.ndarray, np.ndarray, float] | None:
    """Probabilities of the regimes, switches between them and log-likelihood, if usable."""
    try:
        # statsmodels takes the logarithm of probabilities that may have reached 0.
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            chance, together, loglik = smooth(values, switch, means, variance)
    except (RuntimeError, np.linalg.LinAlgError):
        return None
    totals = chance.sum(axis=1)
    if not (np.isfinite(loglik) and np.isfinite(totals).all() and totals.min() > 0):
        return None
    return chance, together[..., 1:].sum(axis=-1) + UNSEEN, loglik


def smooth(
    values: np.ndarray, switch: np.ndarray, means: np.ndarray, variance: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Run statsmodels' Hamilton filter and Kim smoother for levels with one variance.

    Parameters
    ----------
    values : ndarray, shape (n_periods,)
    switch : ndarray, shape (regimes, regimes)
        Chance of each regime (row) after each other one (column).
    means : ndarray, shape (regimes,)
    variance : float

    Returns
    -------
    chances : ndarray, shape (regimes, n_periods)
        Of each regime in each period, given all values.
    together : ndarray, shape (regimes, regimes, n_periods)
        Of each regime in a period and each in the period before.
    loglik : float

    Notes
    -----
    As ``MarkovRegression(values, k_regimes).smooth`` has it, to the last bit: what it compiled is
    called here, for its module takes a third of a second to load, with all of scipy.stats.
    """
    from statsmodels.tsa.regime_switching._hamilton_filter import dhamilton_filter_log
    from statsmodels.tsa.regime_switching._kim_smoother import dkim_smoother_log

    regimes, n = len(means), len(values)
    chances = np.vstack([switch[:-1], 1 - np.sum(switch[:-1], axis=0)])
    system = np.c_[(np.eye(regimes) - chances).T, np.ones(regimes)].T
    steady = np.maximum(np.linalg.pinv(system)[:, -1], LEAST_CHANCE)
    moves = np.log(np.maximum(chances, LEAST_CHANCE))
    resid = values - np.repeat(means[:, None, None], regimes, axis=1)
    density = -0.5 * resid**2 / variance - 0.5 * np.log(2 * np.pi * variance)
    pairs, logs = regimes**2, np.zeros(n)
    ahead, seen = np.zeros((pairs, n)), np.zeros((pairs, n + 1))
    seen[:, 0] = (moves + np.log(steady)).ravel()
    moves = moves[:, :, None]
    dhamilton_filter_log(n, regimes, 1, moves, density.reshape(pairs, n), logs, ahead, seen)
    smoothed = np.zeros((pairs, n))
    dkim_smoother_log(n, regimes, 1, moves, ahead, seen[:, 1:].copy(), smoothed)
    together = np.exp(smoothed).reshape(regimes, regimes, n)
    return np.sum(together, axis=-2), together, float(np.sum(logs))
