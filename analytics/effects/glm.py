"""The negative binomial regression across an event, in statsmodels."""

import warnings

import numpy as np

from analytics.dispersion import Dispersion

NORMAL_QUANTILE = 1.959964
FEWEST_TREND_DAYS = 14


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
    # Not from statsmodels.genmod.api, which imports three times as much.
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    family = families.NegativeBinomial(alpha=a) if a > 0 else families.Poisson()
    design = np.column_stack([np.ones(len(counts)), columns])
    model = GLM(counts, design, family=family, offset=np.log(np.concatenate(exposure)))
    with warnings.catch_warnings():
        # The same count on every day is predicted exactly; its rate is identified all the same.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fit = model.fit()
    return fit.params, fit.bse
