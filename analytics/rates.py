"""Rates and rate ratios of stretches of a count series, with their 95 % intervals.

The closed forms equal statsmodels' negative binomial GLM with a log link; the tests show it.
"""

import math

from scipy.special import ndtri

LEVEL = 0.95
QUANTILE = float(ndtri((1 + LEVEL) / 2))


def rate_interval(
    events: float, days: float, *, size: float | None, inflation: float = 1.0
) -> tuple[float, float]:
    """Give the 95 % interval of a rate.

    Parameters
    ----------
    events, days : float
        Events in the stretch, and its length.
    size : float or None
        Inverse of the dispersion: variance = mean + mean^2 / size. None is Poisson, dispersion 0.
    inflation : float
        Factor on the standard error, for what days have of their neighbours and for what is not
        known of it: :attr:`analytics.dispersion.Dispersion.widening`.

    Returns
    -------
    tuple of float
        Wald limits on the log scale; without events 0 and the rate at which a stretch without
        events has a chance of 2.5 %.
    """
    if events == 0:
        # A stretch is empty where no event comes by itself, which is a share 1 / inflation of them.
        power = -math.log((1 - LEVEL) / 2) * inflation / days
        if size is None:
            return 0.0, power
        # A long power would overflow; a bound beyond e^50 says nothing either way.
        return 0.0, size * math.expm1(min(power / size, 50.0))
    rate = events / days
    half = QUANTILE * inflation * math.sqrt(log_rate_variance(events, days, size=size))
    return rate * math.exp(-half), rate * math.exp(half)


def log_rate_variance(events: float, days: float, *, size: float | None) -> float:
    """Give the variance of the logarithm of a rate, for independent days."""
    return 1 / events + (0.0 if size is None else 1 / (size * days))


def wald_ratio_interval(
    before: tuple[float, float],
    after: tuple[float, float],
    *,
    size: float | None,
    inflation: float = 1.0,
) -> tuple[float, float]:
    """Give the 95 % interval of the ratio of two rates, after over before.

    Parameters
    ----------
    before, after : tuple of float
        Events and days on either side.
    size, inflation
        As in :func:`rate_interval`.

    Returns
    -------
    tuple of float
        Wald limits on the log scale. Without events on one side the limit on that side is 0 or
        infinite, and the other one uses half an event there.
    """
    ends = [(max(events, 0.5), days) for events, days in (before, after)]
    variance = sum(log_rate_variance(*end, size=size) for end in ends)
    half = QUANTILE * inflation * math.sqrt(variance)
    ratio = (ends[1][0] / ends[1][1]) / (ends[0][0] / ends[0][1])
    low = 0.0 if after[0] == 0 else ratio * math.exp(-half)
    high = math.inf if before[0] == 0 else ratio * math.exp(half)
    return low, high


def share_interval(share: float, draws: int, quantile: float = QUANTILE) -> tuple[float, float]:
    """Give the interval of a share of draws (Wilson 1927): of 95 %, or as wide as a quantile says.

    Parameters
    ----------
    share : float
    draws : int
    quantile : float
        Of the normal distribution, in standard deviations.
    """
    squared = quantile**2 / draws
    half = math.sqrt(squared * (share * (1 - share) + squared / 4))
    middle = share + squared / 2
    return (middle - half) / (1 + squared), (middle + half) / (1 + squared)
