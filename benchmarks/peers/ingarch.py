"""Count autoregression with feedback from the past mean (INGARCH, identity link)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.checks import check_series
from analytics.errors import InvalidOption, InvalidSeries, NotAnswerable

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


LEVEL = 0.95
DISTRIBUTIONS = ("poisson", "negbin")


@dataclass(frozen=True, kw_only=True, eq=False)
class IngarchResult:
    """Outcome of :func:`fit_ingarch`."""

    counts: pd.Series
    distribution: str
    coefficients: pd.Series
    standard_errors: pd.Series
    fitted: pd.Series
    dispersion: float
    loglik: float

    @property
    def table(self) -> pd.DataFrame:
        """One row a coefficient: its estimate, standard error and 95 % Wald interval."""
        from scipy.stats import norm

        half = norm.isf((1 - LEVEL) / 2) * self.standard_errors
        return pd.DataFrame(
            {
                "coefficient": self.coefficients.index,
                "estimate": self.coefficients.to_numpy(),
                "standard_error": self.standard_errors.to_numpy(),
                "ci_low": (self.coefficients - half).to_numpy(),
                "ci_high": (self.coefficients + half).to_numpy(),
            }
        )

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        past = self.coefficients[self.coefficients.index.str.match("past_")].sum()
        return (
            f"Past counts and means carry {past:.2f} of the mean (1 would be a random walk), "
            f"and the variance is mean + {self.dispersion:.3f} mean squared."
        )


def fit_ingarch(
    counts: pd.Series,
    *,
    past_obs: tuple[int, ...] = (1,),
    past_mean: tuple[int, ...] = (13,),
    regressors: pd.DataFrame | None = None,
    distribution: str = "negbin",
) -> IngarchResult:
    """Fit a count autoregression by conditional quasi-likelihood.

    Parameters
    ----------
    counts : Series, shape (n_periods,)
        Whole numbers, evenly spaced, no gaps.
    past_obs, past_mean : tuple of int
        Lags of the counts and of the conditional mean that the mean depends on.
    regressors : DataFrame, shape (n_periods, n_regressors), or None
        Not negative, such as 1 from a date on. Their effect enters the mean and is carried
        on by ``past_mean`` (an internal effect, in tscount's words).
    distribution : str
        "poisson" or "negbin" (variance = mean + dispersion mean^2).

    Returns
    -------
    IngarchResult
        Coefficients are called intercept, past_obs_1, past_mean_13 and as the regressors.

    Raises
    ------
    InvalidSeries, SeriesTooShort, ConstantSeries, InvalidOption, NotAnswerable

    Notes
    -----
    All coefficients are at least 0 and the autoregressive ones sum to less than 1, so only
    an increase can be estimated: code a decrease as an increase of the time before it. The
    mean is fitted with the Poisson likelihood, whatever the distribution; before the first
    period counts and means take their stationary mean without regressors. Standard errors
    are of the sandwich kind for the fitted variance, and unreliable at those bounds.

    References
    ----------
    Fokianos & Fried (2010). Interventions in INGARCH processes. Journal of Time Series
    Analysis 31(3), 210-225.
    Liboschik, Fokianos & Fried (2017). tscount: an R package for analysis of count time series
    following generalized linear models. Journal of Statistical Software 82(5).
    """
    if distribution not in DISTRIBUTIONS or not past_obs or min(*past_obs, *past_mean, 1) < 1:
        raise InvalidOption(
            f"The distribution is one of {', '.join(DISTRIBUTIONS)}, lags are 1 or more, and one "
            f"past count is needed: {distribution}, {past_obs}, {past_mean}."
        )
    given = pd.DataFrame(index=counts.index) if regressors is None else regressors
    model = _model(counts, given, past_obs, past_mean)
    best, before = maximise(model)
    mean, slope = model.mean(best, before)
    negbin = distribution == "negbin"
    dispersion = _dispersion(model.values, mean, len(best)) if negbin else 0.0
    names = [f"past_obs_{lag}" for lag in past_obs] + [f"past_mean_{lag}" for lag in past_mean]
    names = ["intercept", *names, *given.columns]
    return IngarchResult(
        counts=counts,
        distribution=distribution,
        coefficients=pd.Series(best, index=names),
        standard_errors=pd.Series(_standard_errors(mean, slope, dispersion), index=names),
        fitted=pd.Series(mean, index=counts.index, name="fitted"),
        dispersion=dispersion,
        loglik=_loglik(model.values, mean, dispersion),
    )


def _model(
    counts: pd.Series, given: pd.DataFrame, past_obs: tuple[int, ...], past_mean: tuple[int, ...]
) -> IngarchModel:
    lags = [*past_obs, *past_mean]
    values = check_series(counts, least=max(lags) + len(lags) + 10)
    if (values < 0).any() or (values != np.floor(values)).any():
        raise InvalidSeries("Counts must be whole numbers of at least 0.")
    rows = given.to_numpy(dtype=float)
    if len(rows) != len(values) or not (np.isfinite(rows) & (rows >= 0)).all():
        raise InvalidSeries("The regressors need one value of at least 0 for each period.")
    return IngarchModel(values=values, regressors=rows, past_obs=past_obs, past_mean=past_mean)


def _dispersion(values: np.ndarray, mean: np.ndarray, coefficients: int) -> float:
    """Match Pearson's statistic to its degrees of freedom; 0 when the counts vary less."""
    from scipy.optimize import brentq

    free = len(values) - coefficients

    def excess(dispersion: float) -> float:
        return float(((values - mean) ** 2 / (mean + dispersion * mean**2)).sum() - free)

    if excess(0.0) <= 0:
        return 0.0
    high = 1.0
    while excess(high) > 0:
        high *= 2
    return float(brentq(excess, 0.0, high))


def _standard_errors(mean: np.ndarray, slope: np.ndarray, dispersion: float) -> np.ndarray:
    bread = np.linalg.pinv((slope / mean[:, None]).T @ slope)
    filling = (slope * (1 / mean + dispersion)[:, None]).T @ slope
    return np.sqrt(np.diag(bread @ filling @ bread))


def _loglik(values: np.ndarray, mean: np.ndarray, dispersion: float) -> float:
    from scipy.stats import nbinom, poisson

    if dispersion == 0:
        return float(poisson.logpmf(values, mean).sum())
    size = 1 / dispersion
    return float(nbinom.logpmf(values, size, size / (size + mean)).sum())
