"""The interval for one least-squares change point (Bai 1997)."""

import numpy as np

from analytics.errors import ConstantSeries

LEVEL = 0.95


def break_interval(
    values: np.ndarray, design: np.ndarray, positions: np.ndarray, which: int
) -> tuple[int, int]:
    """Give the 95 % interval of one change point of a segmented regression.

    Parameters
    ----------
    values : ndarray, shape (n_periods,)
    design : ndarray, shape (n_periods, n_coefficients)
    positions : ndarray of int
        First periods of the new regimes.
    which : int
        Which of them, from 0.

    Returns
    -------
    tuple of int
        Both ends as positions; they can lie outside the data.

    Raises
    ------
    ConstantSeries

    References
    ----------
    Bai (1997). Estimation of a change point in multiple regression models. Review of Economics
    and Statistics 79(4), 551-563.
    """
    edges = [0, *positions, len(values)]
    old = _fit(values, design, edges[which], edges[which + 1])
    new = _fit(values, design, edges[which + 1], edges[which + 2])
    if min(old[1], new[1]) <= 0:
        raise ConstantSeries("A segment is fitted without error: its dates have no interval.")
    delta = new[0] - old[0]
    drift_old, drift_new = delta @ old[2] @ delta, delta @ new[2] @ delta
    xi = drift_new / drift_old
    phi = xi * new[1] / old[1]
    # The estimate overshoots to the right as the argmax does, so the interval reaches left
    # by the argmax's upper quantile, and the other way round.
    scale = old[1] / drift_old
    left = scale * _upper_quantile(xi, phi)
    right = scale * _upper_quantile(1 / xi, 1 / phi) * phi / xi**2
    position = positions[which]
    return int(position - np.ceil(left)), int(position + np.ceil(right))


def _fit(
    values: np.ndarray, design: np.ndarray, start: int, end: int
) -> tuple[np.ndarray, float, np.ndarray]:
    rows, response = design[start:end], values[start:end]
    coefficients = np.linalg.lstsq(rows, response, rcond=None)[0]
    resid = response - rows @ coefficients
    return coefficients, float((resid**2).mean()), rows.T @ rows / len(rows)


def _upper_quantile(xi: float, phi: float) -> float:
    """Point that the argmax exceeds with probability (1 - LEVEL) / 2."""
    from scipy.optimize import brentq

    aim = (1 - LEVEL) / 2
    high = 1.0
    while _exceeds(high, xi, phi) > aim:
        high *= 2
    return float(brentq(lambda x: _exceeds(x, xi, phi) - aim, 1e-12, high))


def _exceeds(x: float, xi: float, phi: float) -> float:
    """P(argmax > x) of W(s) - |s|/2 left of 0 and sqrt(phi) W(s) - xi s/2 right of it."""
    from scipy.special import log_ndtr

    drift = xi**2 / phi
    density = np.sqrt(drift * x / (2 * np.pi)) * np.exp(-drift * x / 8)
    both = xi * (2 * phi + xi) / (phi * (phi + xi))
    crossing = np.exp((phi + xi) * x / 2 + log_ndtr(-(phi + xi / 2) * np.sqrt(x / phi)))
    own = (2 * phi + xi) ** 2 / ((phi + xi) * phi) - 2 + drift * x / 2
    return float(own * np.exp(log_ndtr(-np.sqrt(drift * x) / 2)) - density - both * crossing)
