"""Farrington's rule: a week beyond what a regression on the same season of earlier years allows."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.alarms.presets.weeks import YEAR, UnitWeeks

# Years back, and weeks on either side of the same week in each.
YEARS_BACK, HALF_WINDOW = 5, 3
# Years without which no trend is fitted, and the p-value above which none is kept.
YEARS_FOR_TREND, TREND_P = 3, 0.05
# Fewer events in the last weeks than this are no alarm.
FEWEST, FEWEST_WEEKS = 5, 4
ALPHA_CLASSIC = 0.01
# Residuals beyond this are drawn in: weights are the inverse of their square.
DRAWN_IN = 1.0


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What a regression on the past says of a week: its mean, and how exact that is.

    ``variance`` is that of the mean, the dispersion included.
    """

    mean: float
    variance: float
    dispersion: float


def flag_classic(weeks: UnitWeeks) -> np.ndarray:
    """Tell which watched weeks lie above Farrington's bound, at 1 % on both sides.

    Parameters
    ----------
    weeks : UnitWeeks

    Returns
    -------
    array of bool
        One a watched week.

    References
    ----------
    Farrington, Andrews, Beale & Catchpole (1996). A statistical algorithm for the early detection
    of outbreaks of infectious disease. Journal of the Royal Statistical Society A 159(3), 547-563.
    """
    return weeks_above(weeks, classic_bound)


def classic_bound(
    counts: np.ndarray, week: int, *, years: int = YEARS_BACK, alpha: float = ALPHA_CLASSIC
) -> float:
    """Give the bound of a week by Farrington's rule, with the skewness drawn out by a 2/3 power.

    Parameters
    ----------
    counts : array of float, shape (n_weeks,)
        Events a week; unknown ones are left out.
    week : int
    years : int
        Years back; those before the first week are left out.
    alpha : float
        On both sides together.

    Returns
    -------
    float
        Infinite where fewer than three weeks of the past are known.

    Notes
    -----
    A quasi-Poisson regression on the weeks of the same season, with a trend where three years are
    there, its t-test is below .05 and it does not lead beyond the largest count; fitted again with
    the weights of its own residuals. The bound is that of ``y^(2/3)``: ``(mu^(2/3) + z (4/9
    mu^(1/3) tau)^(1/2))^(3/2)`` with ``tau = phi + var(mu) / mu``.
    """
    from scipy.special import ndtri

    weeks = np.array(
        [
            week - YEAR * year + near
            for year in range(years, 0, -1)
            for near in range(-HALF_WINDOW, HALF_WINDOW + 1)
        ]
    )
    weeks = weeks[weeks >= 0]
    weeks = weeks[~np.isnan(counts[weeks])]
    if weeks.size < 3:
        return np.inf
    forecast = _forecast(counts[weeks], weeks.astype(float), float(week))
    spread = forecast.dispersion + forecast.variance / forecast.mean
    deviation = (4 / 9 * forecast.mean ** (1 / 3) * spread) ** 0.5
    return float((forecast.mean ** (2 / 3) + ndtri(1 - alpha / 2) * deviation) ** 1.5)


def _forecast(counts: np.ndarray, weeks: np.ndarray, week: float) -> Forecast:
    """Fit the past with a trend, and without one where it does not hold."""
    from scipy.special import stdtr

    level = np.ones((counts.size, 1))
    # Years as the windows give them: those of a year lie within a few weeks of each other.
    years = np.unique(np.round((week - weeks) / YEAR)).size
    if years >= YEARS_FOR_TREND:
        design = np.column_stack([level, weeks])
        coefficients, covariance, dispersion = weighted_fit(design, counts, limit=DRAWN_IN)
        error = np.sqrt(covariance[1, 1] * dispersion)
        pvalue = 2 * stdtr(counts.size - 2, -abs(coefficients[1] / error))
        found = forecast_of(np.array([1.0, week]), coefficients, covariance, dispersion)
        if pvalue < TREND_P and found.mean <= counts.max():
            return found
    return forecast_of(np.ones(1), *weighted_fit(level, counts, limit=DRAWN_IN))


def forecast_of(
    row: np.ndarray, coefficients: np.ndarray, covariance: np.ndarray, dispersion: float
) -> Forecast:
    """Give the mean at a row of the design, with its variance by the delta method."""
    mean = float(np.exp(row @ coefficients))
    return Forecast(
        mean=mean,
        variance=float(mean**2 * (row @ covariance @ row) * dispersion),
        dispersion=dispersion,
    )


def weighted_fit(
    design: np.ndarray, counts: np.ndarray, *, limit: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Fit a quasi-Poisson regression, then again with outbreaks of the past drawn in.

    Parameters
    ----------
    design : array, shape (n_weeks, p)
    counts : array, shape (n_weeks,)
    limit : float
        Of the residuals.

    Returns
    -------
    coefficients, covariance : array
        The covariance without the dispersion.
    dispersion : float
        At least 1.
    """
    from analytics.alarms.presets.poisson_regression import fit_poisson

    even = np.ones(counts.size)
    _, _, means, leverages, dispersion = fit_poisson(design, counts, even)
    weights = outbreak_weights(counts, means, leverages, max(dispersion, 1.0), limit)
    coefficients, covariance, _, _, dispersion = fit_poisson(design, counts, weights)
    return coefficients, covariance, max(dispersion, 1.0)


def anscombe_residuals(
    counts: np.ndarray, means: np.ndarray, leverages: np.ndarray, dispersion: float
) -> np.ndarray:
    """Give standardised Anscombe residuals, ``3/2 (y^(2/3) mu^(-1/6) - mu^(1/2))`` over theirs."""
    raw = 1.5 * (counts ** (2 / 3) * means ** (-1 / 6) - np.sqrt(means))
    # A week that its regression follows exactly has no residual to divide.
    return raw / np.sqrt(dispersion * np.maximum(1 - leverages, 1e-9))


def outbreak_weights(
    counts: np.ndarray, means: np.ndarray, leverages: np.ndarray, dispersion: float, limit: float
) -> np.ndarray:
    """Weigh weeks by the inverse square of residuals beyond a limit; the weights add up to n."""
    residuals = anscombe_residuals(counts, means, leverages, dispersion)
    large = residuals > limit
    weights = np.where(large, np.where(large, residuals, 1.0) ** -2, 1.0)
    return weights * weights.size / weights.sum()


def weeks_above(weeks: UnitWeeks, bound: Callable[[np.ndarray, int], float]) -> np.ndarray:
    """Tell which watched weeks lie above their bound, among enough events of late."""
    counts = weeks.counts
    found = [enough(counts, week) and counts[week] > bound(counts, week) for week in weeks.watched]
    return np.array(found, dtype=bool)


def enough(counts: np.ndarray, week: int) -> bool:
    """Tell whether the last four weeks hold five events; unknown weeks hold none that counts."""
    return bool(np.nansum(counts[max(week - FEWEST_WEEKS + 1, 0) : week + 1]) >= FEWEST)
