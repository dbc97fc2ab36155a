"""Dispersion and likelihood ratios of negative binomial totals; Poisson where a is 0."""

import numpy as np

POISSON = 1e-9


def root_deviance(
    totals: tuple[float | np.ndarray, float | np.ndarray],
    days: tuple[float, float | np.ndarray],
    ratio: float | np.ndarray,
    a: float,
) -> np.ndarray:
    """Signed root of the likelihood ratio against a given rate ratio.

    Parameters
    ----------
    totals, days : tuple of float or ndarray
        Events and exposure before and after; more than no event in all.
    ratio : float or ndarray
        The rate ratio to test.
    a : float
        Dispersion of a day; a total over n days has a dispersion of a / n.

    Returns
    -------
    ndarray
        Positive where the observed ratio is the larger.
    """
    before, after = (np.asarray(total, dtype=float) for total in totals)
    q1, q2 = a / np.asarray(days[0]), a / np.asarray(days[1])
    c = ratio * days[1] / days[0]
    # The mean before, x, solves (before - x)(1 + c x q2) + (after - c x)(1 + x q1) = 0.
    b = 1 + c - before * c * q2 - after * q1
    both = before + after
    x = 2 * both / (b + np.sqrt(b * b + 4 * c * (q1 + q2) * both))
    deviance = _deviance(before, x, q1) + _deviance(after, c * x, q2)
    return np.sign(after - c * x) * np.sqrt(deviance)


def _deviance(total: np.ndarray, mean: np.ndarray, q: np.ndarray) -> np.ndarray:
    logs = total * np.log(np.where(total > 0, total, mean) / mean)
    shape = np.maximum(q, POISSON)
    clustered = (total + 1 / shape) * np.log1p(shape * (total - mean) / (1 + shape * mean))
    return np.maximum(2 * (logs - np.where(q > POISSON, clustered, total - mean)), 0.0)
