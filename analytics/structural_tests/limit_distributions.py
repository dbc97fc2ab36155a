"""Limit distributions of the structural tests: functionals of a Brownian bridge."""

import numpy as np

GRID = 201
MODES = 20
SMALL = 0.001


def squared_bridges_sf(statistic: float) -> float:
    """Give the upper tail of the Nyblom-Hansen limit for two parameters.

    Parameters
    ----------
    statistic : float
        At least 0.

    Returns
    -------
    float
        P(integral of the sum of two squared independent Brownian bridges > statistic).

    Notes
    -----
    The integral has the law of a sum of exponentials with means 2 / (j pi)^2; its tail
    2 sum (-1)^(j+1) exp(-j^2 pi^2 x / 2) is Kolmogorov's at (pi / 2) sqrt(x).

    References
    ----------
    Watson (1961). Goodness-of-fit tests on a circle. Biometrika 48(1-2), 109-114.
    """
    return bridge_sf(float(np.pi / 2 * np.sqrt(statistic)))


def bridge_sf(statistic: float) -> float:
    """Give the upper tail of the largest distance of a Brownian bridge from 0: Kolmogorov's."""
    from scipy.special import kolmogorov

    return float(kolmogorov(statistic))


def sup_f_sf(statistic: float, *, first: float, last: float) -> float:
    """Give the upper tail of the sup-F limit for one parameter.

    Parameters
    ----------
    statistic : float
        At least 0.
    first, last : float
        Shares of the sample before the first and the last admissible change.

    Returns
    -------
    float
        P(sup of B(t)^2 / (t (1 - t)) over first <= t <= last > statistic).

    Notes
    -----
    On the scale log(t / (1 - t)) / 2 the normalised bridge is a stationary Ornstein-Uhlenbeck
    process, so this is the chance that it leaves (-sqrt(statistic), sqrt(statistic)) in a
    given time: from the spectrum of its generator, and from the tail expansion where the
    chance is too small for a difference from one.

    References
    ----------
    DeLong (1981). Crossing probabilities for a square root boundary by a Bessel process.
    Communications in Statistics A 10(21), 2197-2213.
    Estrella (2003). Critical values and p values of Bessel process distributions.
    Econometric Theory 19(6), 1128-1143.
    """
    time = np.log(last / (1 - last)) / 2 - np.log(first / (1 - first)) / 2
    if statistic > 4:
        tail = np.sqrt(statistic / (2 * np.pi)) * np.exp(-statistic / 2)
        tail *= (1 - 1 / statistic) * 2 * time + 2 / statistic
        if tail < SMALL:
            return float(tail)
    return float(np.clip(1 - _stays_inside(np.sqrt(statistic), time), 0, 1))


def _stays_inside(bound: float, time: float) -> float:
    """Chance that a stationary Ornstein-Uhlenbeck process stays within +-bound."""
    from scipy.linalg import eigh_tridiagonal

    if bound == 0:
        return 0.0
    step = 2 * bound / (GRID + 1)
    inside = -bound + step * np.arange(1, GRID + 1)
    # The generator d2/du2 - u d/du, made symmetric by the root of the normal density.
    level, across = 2 / step**2 + inside**2 / 4 - 0.5, np.full(GRID - 1, -1 / step**2)
    # Faster modes add less than the grid does: the error of the tail stays under 2.5 %.
    rates, modes = eigh_tridiagonal(level, across, select="i", select_range=(0, MODES - 1))
    weights = np.exp(-(inside**2) / 4) / (2 * np.pi) ** 0.25 @ modes * np.sqrt(step)
    return float((weights**2 * np.exp(-rates * time)).sum())
