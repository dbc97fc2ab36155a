"""The conditional mean of a count autoregression, and its quasi-likelihood fit."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analytics.errors import NotAnswerable

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

SLACK = 1e-6
ROUNDS = 30
TOLERANCE = 1e-7


@dataclass(frozen=True, kw_only=True, eq=False)
class IngarchModel:
    """What the conditional mean depends on; coefficients are ordered as in ``names``."""

    values: np.ndarray
    regressors: np.ndarray
    past_obs: tuple[int, ...]
    past_mean: tuple[int, ...]

    def mean(self, coefficients: np.ndarray, before: float) -> tuple[np.ndarray, np.ndarray]:
        """Give the conditional means, and their derivatives by the coefficients.

        Parameters
        ----------
        coefficients : ndarray, shape (n_coefficients,)
            Intercept, past counts, past means, regressors.
        before : float
            What the counts before the first period are taken to be.

        Returns
        -------
        mean : ndarray, shape (n_periods,)
        slope : ndarray, shape (n_periods, n_coefficients)
        """
        lags = len(self.past_obs) + len(self.past_mean)
        obs, past, effects = np.split(coefficients[1:], [len(self.past_obs), lags])
        start, start_slope = self.stationary(coefficients)
        lagged = _lags(self.values, self.past_obs, before)
        mean = self._carry(coefficients[0] + lagged @ obs + self.regressors @ effects, past, start)
        fed_back = _lags(mean, self.past_mean, start)
        own = np.column_stack([np.ones(len(mean)), lagged, fed_back, self.regressors])
        return mean, self._carry(own, past, start_slope)

    def stationary(self, coefficients: np.ndarray) -> tuple[float, np.ndarray]:
        """Give the stationary mean without regressors, and its derivatives."""
        past = slice(1, 1 + len(self.past_obs) + len(self.past_mean))
        left = 1 - coefficients[past].sum()
        slope = np.zeros(len(coefficients))
        slope[0], slope[past] = 1 / left, coefficients[0] / left**2
        return float(coefficients[0] / left), slope

    def _carry(self, own: np.ndarray, past: np.ndarray, start: float | np.ndarray) -> np.ndarray:
        """Solve x[t] = own[t] + sum of past * x[t - lag], where x is ``start`` before 0."""
        from scipy.signal import lfilter

        feedback = np.zeros(max(self.past_mean, default=0) + 1)
        feedback[0] = 1
        feedback[list(self.past_mean)] = -past
        return start + lfilter([1.0], feedback, own - start * (1 - past.sum()), axis=0)


def _lags(values: np.ndarray, lags: tuple[int, ...], before: float) -> np.ndarray:
    """Lag the values, with ``before`` where a lag reaches out of the data."""
    rows = np.arange(len(values))[:, None] - np.array(lags, dtype=int)
    return np.where(rows < 0, before, values[np.maximum(rows, 0)])


def maximise(model: IngarchModel) -> tuple[np.ndarray, float]:
    """Give the coefficients of the largest Poisson quasi-likelihood.

    Parameters
    ----------
    model : IngarchModel

    Returns
    -------
    coefficients : ndarray, shape (n_coefficients,)
    before : float
        Their stationary mean: what the counts before the first period were taken to be.

    Raises
    ------
    NotAnswerable

    Notes
    -----
    Counts before the first period are data that happen to be unseen: they are set to the
    stationary mean, but the likelihood is not maximised over them (as in tscount).
    """
    lags = len(model.past_obs) + len(model.past_mean)
    before = model.values.mean()
    guesses = [_guess(model, before, share / lags) for share in (0.2, 0.7)]
    best = min((_fit(model, before, guess) for guess in guesses), key=lambda fit: fit.fun)
    for _ in range(ROUNDS):
        assumed, before = before, model.stationary(best.x)[0]
        if not (best.success and np.isfinite(best.x).all()):
            break
        if abs(before - assumed) < TOLERANCE * (1 + before):
            return best.x, before
        best = _fit(model, before, best.x)
    raise NotAnswerable("The count autoregression did not converge: use fewer lags.")


def _guess(model: IngarchModel, level: float, past: float) -> np.ndarray:
    lags, effects = len(model.past_obs) + len(model.past_mean), model.regressors.shape[1]
    return np.array([level * (1 - lags * past), *[past] * lags, *[0.1] * effects])


def _fit(model: IngarchModel, before: float, guess: np.ndarray) -> "OptimizeResult":
    from scipy.optimize import minimize

    lags = len(model.past_obs) + len(model.past_mean)

    def loss(coefficients: np.ndarray) -> tuple[float, np.ndarray]:
        mean, slope = model.mean(coefficients, before)
        mean = np.maximum(mean, SLACK)
        fit = (model.values * np.log(mean) - mean).mean()
        return -fit, -((model.values / mean - 1) @ slope) / len(mean)

    return minimize(
        loss,
        guess,
        jac=True,
        method="SLSQP",
        bounds=[(SLACK, None), *[(0, 1)] * lags, *[(0, None)] * model.regressors.shape[1]],
        constraints={"type": "ineq", "fun": lambda x: 1 - SLACK - x[1 : 1 + lags].sum()},
        options={"maxiter": 500, "ftol": 1e-14},
    )
