"""The negative binomial regression across an event, fitted as statsmodels fits it."""

import numpy as np

from analytics.dispersion import Dispersion

NORMAL_QUANTILE = 1.959964
FEWEST_TREND_DAYS = 14
# What statsmodels takes for converged, its most steps, and the least mean.
CONVERGED, MOST_STEPS, EPSILON = 1e-8, 100, float(np.finfo(float).eps)


def naive_ratio(
    windows: tuple[np.ndarray, np.ndarray], exposure: tuple[np.ndarray, np.ndarray], a: float
) -> tuple[float, float, float, float]:
    """Estimate the rate ratio by a regression that takes the days for independent.

    Parameters
    ----------
    windows, exposure : tuple of ndarray
        Counts and weekday weights per day, before and after.
    a : float
        Dispersion per day.

    Returns
    -------
    ratio, ci_low, ci_high, pvalue : float
        Wald interval; ``nan`` when a window has no events.
    """
    from scipy.special import ndtr

    if min(window.sum() for window in windows) == 0:
        return np.nan, np.nan, np.nan, np.nan
    after = np.repeat([0.0, 1.0], [windows[0].size, windows[1].size])
    params, bse = _fit(np.concatenate(windows), after, exposure, a)
    half = NORMAL_QUANTILE * bse[1]
    ratio, low, high = map(float, np.exp([params[1], params[1] - half, params[1] + half]))
    return ratio, low, high, float(2 * ndtr(-abs(params[1] / bse[1])))


def slope_change(
    windows: tuple[np.ndarray, np.ndarray],
    exposure: tuple[np.ndarray, np.ndarray],
    dispersion: Dispersion,
) -> tuple[float, float, float, float]:
    """Compare the growth per week after with that before.

    Parameters
    ----------
    windows, exposure : tuple of ndarray
        Counts and weekday weights per day, before and after.
    dispersion : Dispersion
        Widens the model's own standard error, and gives the Student quantile.

    Returns
    -------
    ratio, ci_low, ci_high, pvalue : float
        Ratio of weekly growth factors; ``nan`` when a window has no events or under 14 days.

    Notes
    -----
    The level may jump at the event; each side has its own log-linear trend.
    """
    from scipy.special import stdtr

    sizes = [window.size for window in windows]
    if min(sizes) < FEWEST_TREND_DAYS or min(window.sum() for window in windows) == 0:
        return np.nan, np.nan, np.nan, np.nan
    after = np.repeat([0.0, 1.0], sizes)
    week = np.concatenate([np.arange(-sizes[0], 0), np.arange(sizes[1])]) / 7
    design = np.column_stack([after, week, after * week])
    params, bse = _fit(np.concatenate(windows), design, exposure, dispersion.daily)
    error = bse[3] * np.sqrt(dispersion.inflation)
    change, half = params[3], dispersion.critical * error
    pvalue = 2 * stdtr(dispersion.freedom, -abs(change / error))
    ratio, low, high = map(float, np.exp([change, change - half, change + half]))
    return ratio, low, high, float(pvalue)


def _fit(
    counts: np.ndarray, columns: np.ndarray, exposure: tuple[np.ndarray, np.ndarray], a: float
) -> tuple[np.ndarray, np.ndarray]:
    design = np.column_stack([np.ones(len(counts)), columns])
    offset = np.log(np.concatenate(exposure))
    params, covariance = fit_log_linear(counts, design, offset=offset, a=a)
    return params, np.sqrt(np.diag(covariance))


def fit_log_linear(
    counts: np.ndarray,
    design: np.ndarray,
    *,
    offset: np.ndarray | float = 0.0,
    a: float = 0.0,
    start: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Fit a log-linear model of counts by iteratively reweighted least squares.

    Parameters
    ----------
    counts : ndarray, shape (n_days,)
    design : ndarray, shape (n_days, n_columns)
    offset : ndarray, shape (n_days,), or float
        On the scale of the logarithm.
    a : float
        Dispersion of the negative binomial; 0 is Poisson.
    start : ndarray, shape (n_columns,), or None
        Coefficients to begin at; None begins between each count and their mean.

    Returns
    -------
    params : ndarray, shape (n_columns,)
    covariance : ndarray, shape (n_columns, n_columns)

    Notes
    -----
    Step by step what ``GLM(...).fit()`` of statsmodels does, to the last digit. Loading that takes
    half a second, most of it for the distributions of scipy.stats, of which nothing is used here.
    """
    mean = (counts + counts.mean()) / 2 if start is None else np.exp(design @ start + offset)
    predictor = np.log(np.clip(mean, EPSILON, np.inf)) if start is None else design @ start + offset
    last = _deviance(counts, mean, a)
    for _ in range(MOST_STEPS):
        inside = np.clip(mean, EPSILON, np.inf)
        slope, variance = 1 / inside, inside + a * inside**2 if a else mean
        root = np.sqrt(1 / (slope**2 * variance))
        working = root * (predictor + slope * (counts - mean) - offset)
        weighted = root[:, None] * design
        params, *_ = np.linalg.lstsq(weighted, working, rcond=-1)
        predictor = design @ params + offset
        mean = np.exp(predictor)
        before, last = last, _deviance(counts, mean, a)
        if abs(last - before) <= CONVERGED:
            break
    inverse = np.linalg.pinv(weighted)
    return inverse @ working, inverse @ inverse.T


def _deviance(counts: np.ndarray, mean: np.ndarray, a: float) -> float:
    """Give the deviance of counts from their means; a count of 0 adds no logarithm."""
    logs = counts * np.log(np.clip(counts / mean, EPSILON, np.inf))
    if a:
        beyond = counts + 1 / a
        return float((2 * (logs - beyond * np.log(beyond / (mean + 1 / a)))).sum())
    return float((2 * (logs - (counts - mean))).sum())
