"""The supremum of the likelihood ratio over negative binomial regressions with a step."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from analytics.checks import check_series, check_whole
from analytics.structural_tests.level_tests import MIN_PERIODS, LevelChange, break_dates
from analytics.structural_tests.limit_distributions import sup_f_sf

# Dispersions (variance = mean + dispersion x mean^2) that every date is tried with.
DISPERSIONS = np.append(0.0, np.exp(np.linspace(np.log(1e-3), np.log(50.0), 60)))
# Below this many nats a dispersion explains the counts no better than none.
CLOSE = 1e-8


@dataclass(frozen=True, kw_only=True, eq=False)
class CountStepResult(LevelChange):
    """Outcome of :func:`count_step_test`.

    ``trim`` is the share left out at each end, ``dispersion`` that of the regression with the
    likeliest step, 0 where it is Poisson.
    """

    test: ClassVar[str] = "sup-LR of negative binomial regressions"
    trim: float
    dispersion: float


def count_step_test(counts: pd.Series, *, trim: float = 0.15) -> CountStepResult:
    """Test for one change of the rate of counts at an unknown period.

    Parameters
    ----------
    counts : Series of int, shape (n_periods,)
        Events per period, indexed by the first day of the period.
    trim : float
        Share of the periods at each end where no change is looked for, above 0, below 0.5.

    Returns
    -------
    CountStepResult

    Raises
    ------
    InvalidSeries, SeriesTooShort, ConstantSeries, InvalidOption

    Notes
    -----
    At every date a negative binomial regression on a constant and a step, as
    :class:`statsmodels.discrete.discrete_model.NegativeBinomial` fits it; the statistic is the
    largest of their likelihood ratios against the constant alone. Given the dispersion, such a
    regression has the means of the two parts as its estimates, so all of them are maximised
    together over the dispersion alone, to the same likelihood. The p-value is Andrews' limit for
    one parameter. It takes the days for independent: events cluster, so it is optimistic.

    References
    ----------
    Andrews (1993). Tests for parameter instability and structural change with unknown change
    point. Econometrica 61(4), 821-856.
    """
    check_series(counts, least=MIN_PERIODS)
    values, n = check_whole(counts), len(counts)
    old = break_dates(n, trim)
    parts = np.column_stack([values.cumsum()[old - 1], old])
    sides = [parts, np.array([values.sum(), n]) - parts]
    whole = [np.array([[values.sum(), n]])]
    table = [_log_likelihoods(values, groups) for groups in (sides, whole)]
    best = int(_peaks(table[0]).argmax())
    one = [side[[best]] for side in sides]
    (with_step, dispersion), (without, _) = (
        _maximum(values, groups, rows[best if groups is one else 0])
        for groups, rows in ((one, table[0]), (whole, table[1]))
    )
    statistic = 2.0 * max(with_step - without, 0.0)
    return CountStepResult(
        series=counts,
        trim=trim,
        dispersion=dispersion,
        statistic=statistic,
        pvalue=sup_f_sf(statistic, first=old[0] / n, last=old[-1] / n),
        changepoint=counts.index[old[best]],
    )


def _log_likelihoods(
    values: np.ndarray, groups: list[np.ndarray], dispersions: np.ndarray = DISPERSIONS
) -> np.ndarray:
    """Give the log-likelihood at every date and dispersion, without what depends on neither.

    Parameters
    ----------
    values : array of float, shape (n,)
    groups : list of array of float, shape (n_dates, 2)
        Events and periods of each part of the series, by date.
    dispersions : array of float, shape (n_dispersions,)

    Returns
    -------
    array of float, shape (n_dates, n_dispersions)
    """
    from scipy.special import gammaln, xlogy

    counted, times = np.unique(values, return_counts=True)
    table = np.zeros((len(groups[0]), len(dispersions)))
    for k, dispersion in enumerate(dispersions):
        if dispersion > 0:
            size = 1.0 / dispersion
            # As differences of products, which keeps what is left when the size is large.
            own = gammaln(counted + size) - gammaln(size) - counted * np.log(size)
            table[:, k] = own @ times
        for events, periods in (group.T for group in groups):
            mean = events / periods
            table[:, k] += xlogy(events, mean)
            if dispersion > 0:
                table[:, k] -= (events + periods / dispersion) * np.log1p(dispersion * mean)
            else:
                table[:, k] -= events
    return table


def _peaks(table: np.ndarray) -> np.ndarray:
    """Give the highest value of each row, between the grid's points by a parabola."""
    peak = table.argmax(axis=1)
    inner = np.clip(peak, 2, table.shape[1] - 2)
    rows = np.arange(len(table))
    low, middle, high = (table[rows, inner + step] for step in (-1, 0, 1))
    bend, slope = 2.0 * middle - low - high, high - low
    risen = np.divide(slope**2, 8.0 * bend, out=np.zeros(len(table)), where=bend > 0)
    return table[rows, peak] + np.where(peak == inner, risen, 0.0)


def _maximum(values: np.ndarray, groups: list[np.ndarray], row: np.ndarray) -> tuple[float, float]:
    """Maximise one regression over the dispersion; give its log-likelihood and dispersion."""
    from scipy.optimize import minimize_scalar

    peak = max(int(row.argmax()), 1)
    edges = np.log(DISPERSIONS[[max(peak - 1, 1), min(peak + 1, len(row) - 1)]])
    found = minimize_scalar(
        lambda log: -_log_likelihoods(values, groups, np.exp([log]))[0, 0],
        bounds=tuple(edges),
        method="bounded",
        options={"xatol": 1e-6},
    )
    if -found.fun < row[0] + CLOSE:
        return float(row[0]), 0.0
    return float(-found.fun), float(np.exp(found.x))
