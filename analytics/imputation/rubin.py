"""Rubin's rules: one estimate, with its uncertainty, from several completed data sets."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.errors import InvalidOption
from analytics.rates import LEVEL, QUANTILE


@dataclass(frozen=True, kw_only=True)
class Pooled:
    """Outcome of :func:`pool`.

    Attributes
    ----------
    estimate : float
        Mean over the draws.
    within, between, total : float
        Variance as if the dates were known, variance between the draws, and of the estimate.
    freedom : float
        Degrees of freedom, Barnard and Rubin's.
    missing : float
        Fraction of the information about the estimate that is missing.
    drawing_error : float
        Standard error of an end of the 95 % interval from having no more draws than these.
    """

    estimate: float
    within: float
    between: float
    total: float
    freedom: float
    missing: float
    drawing_error: float

    @property
    def widening(self) -> float:
        """Total over within variance; 1 where nothing is missing."""
        return self.total / self.within


def pool(
    estimates: Sequence[float] | np.ndarray,
    variances: Sequence[float] | np.ndarray,
    *,
    freedom: float = np.inf,
) -> Pooled:
    """Pool one estimate over completed data sets by Rubin's rules.

    Parameters
    ----------
    estimates, variances : sequence of float, shape (n_draws,)
        One estimate and its squared standard error a draw, on a scale where it is close to
        normal, such as the logarithm of a rate.
    freedom : float
        Degrees of freedom of the estimate, were the data complete.

    Returns
    -------
    Pooled

    Raises
    ------
    InvalidOption

    References
    ----------
    Rubin (1987). Multiple Imputation for Nonresponse in Surveys. Wiley, section 3.1.
    Barnard & Rubin (1999). Small-sample degrees of freedom with multiple imputation.
    Biometrika 86(4), 948-955.
    """
    values, squares = np.asarray(estimates, float), np.asarray(variances, float)
    draws = values.size
    if draws < 2 or squares.size != draws or not (squares > 0).all():
        raise InvalidOption(
            f"Pooling needs two estimates or more, each with a variance above 0: got {draws} "
            f"estimates and {squares.size} variances."
        )
    # Draws that do not differ have a variance of 0, not of rounding errors.
    between = float(values.var(ddof=1)) if np.ptp(values) > 0 else 0.0
    within = float(squares.mean())
    added = (1 + 1 / draws) * between
    total = within + added
    share, increase = added / total, added / within
    pooled = _freedom(draws, share, freedom)
    # Rubin's fraction; without a difference between the draws nothing is missing.
    missing = 0.0 if share == 0 else (increase + 2 / (pooled + 3)) / (increase + 1)
    return Pooled(
        estimate=float(values.mean()),
        within=within,
        between=between,
        total=total,
        freedom=pooled,
        missing=missing,
        drawing_error=_drawing_error(values, squares, total, pooled),
    )


def _drawing_error(values: np.ndarray, squares: np.ndarray, total: float, freedom: float) -> float:
    """Give the standard error that the draws leave at the ends of the interval.

    An end is the mean plus or minus a quantile times the root of the total variance: to first
    order each draw moves it by its own distance from the mean, and by what its variance and its
    squared distance are beyond their means. The larger of the two ends' errors is given.
    """
    from scipy.special import stdtrit

    away = values - values.mean()
    wider = (squares - squares.mean()) + (away**2 - (away**2).mean())
    student = QUANTILE if np.isinf(freedom) else float(stdtrit(freedom, (1 + LEVEL) / 2))
    half = student / (2 * math.sqrt(total)) * wider
    moved = [(away + way * half).std(ddof=1) for way in (-1, 1)]
    return max(moved) / math.sqrt(values.size)


def _freedom(draws: int, share: float, complete: float) -> float:
    """Give the degrees of freedom when a share of the variance comes from the missing dates."""
    if share == 0:
        return complete
    rubin = (draws - 1) / share**2
    if np.isinf(complete):
        return rubin
    observed = (complete + 1) / (complete + 3) * complete * (1 - share)
    return rubin * observed / (rubin + observed)
