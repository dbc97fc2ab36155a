"""Tests whether the level of a series is constant: OLS-CUSUM, Nyblom-Hansen, sup-F."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from analytics.checks import check_series
from analytics.errors import InvalidOption, NotAnswerable
from analytics.rates import LEVEL
from analytics.structural_tests.limit_distributions import bridge_sf, squared_bridges_sf, sup_f_sf
from analytics.wording import per_period, plain_date, plain_pvalue, plain_rate

MIN_PERIODS = 10


@dataclass(frozen=True, kw_only=True, eq=False)
class LevelChange:
    """A test of a constant level, and where the level changed."""

    test: ClassVar[str]
    series: pd.Series
    statistic: float
    pvalue: float
    changepoint: pd.Timestamp

    @property
    def table(self) -> pd.DataFrame:
        """One row: the test, and the rate before and after."""
        new = self.series.index >= self.changepoint
        before, after = self.series[~new].mean(), self.series[new].mean()
        row = (self.changepoint, self.statistic, self.pvalue, before, after)
        names = ["changepoint", "statistic", "pvalue", "rate_before", "rate_after"]
        return pd.DataFrame([row], columns=names)

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        reason = f"({self.test}, {plain_pvalue(self.pvalue)} if the periods are independent)"
        if self.pvalue >= 1 - LEVEL:
            return f"No change of the level is found {reason}."
        row, unit = self.table.iloc[0], per_period(self.series.index)
        rates = f"from {plain_rate(row.rate_before)} to {plain_rate(row.rate_after)} {unit}"
        return f"The rate went {rates} from {plain_date(self.changepoint)} {reason}."


class CusumResult(LevelChange):
    """Outcome of :func:`cusum_test`."""

    test = "OLS-CUSUM"


@dataclass(frozen=True, kw_only=True, eq=False)
class SupFResult(LevelChange):
    """Outcome of :func:`sup_f_test`; ``trim`` is the share left out at each end."""

    test: ClassVar[str] = "sup-F"
    trim: float


@dataclass(frozen=True, kw_only=True, eq=False)
class StabilityResult:
    """Outcome of :func:`nyblom_hansen_test`."""

    series: pd.Series
    statistic: float
    pvalue: float

    @property
    def table(self) -> pd.DataFrame:
        """One row: the test."""
        return pd.DataFrame({"statistic": [self.statistic], "pvalue": [self.pvalue]})

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        found = "are not constant" if self.pvalue < 1 - LEVEL else "show no sign of change"
        return (
            f"The level and the variance {found} over the period "
            f"(Nyblom-Hansen, {plain_pvalue(self.pvalue)} if the periods are independent)."
        )


def cusum_test(series: pd.Series) -> CusumResult:
    """Test whether the mean of a series is constant (OLS-CUSUM).

    Parameters
    ----------
    series : Series, shape (n_periods,)
        Evenly spaced, indexed by the first day of the period, no gaps, any unit.

    Returns
    -------
    CusumResult

    Raises
    ------
    InvalidSeries, SeriesTooShort, ConstantSeries

    Notes
    -----
    Assumes uncorrelated errors. Events cluster, so the p-value is optimistic.

    References
    ----------
    Ploberger & Krämer (1992). The CUSUM test with OLS residuals. Econometrica 60(2), 271-285.
    """
    values = check_series(series, least=MIN_PERIODS)
    resid, n = values - values.mean(), len(values)
    # n - 1 because the mean was estimated; without it we miss strucchange by 0.5 %. The same as
    # statsmodels' breaks_cusumolsresid, whose module loads all of scipy.stats.
    scale = np.sqrt((resid**2).sum() / (n - 1) * n)
    statistic = float(np.abs(resid.cumsum() / scale).max())
    changepoint = series.index[np.abs(resid.cumsum()[:-1]).argmax() + 1]
    return CusumResult(
        series=series, statistic=statistic, pvalue=bridge_sf(statistic), changepoint=changepoint
    )


def nyblom_hansen_test(series: pd.Series) -> StabilityResult:
    """Test whether the mean and the variance of a series are constant (Nyblom-Hansen).

    Parameters
    ----------
    series : Series, shape (n_periods,)
        Evenly spaced, indexed by the first day of the period, no gaps, any unit.

    Returns
    -------
    StabilityResult

    Raises
    ------
    InvalidSeries, SeriesTooShort, ConstantSeries
    NotAnswerable
        When the mean and the variance cannot be told apart, as where every period is 0 or 1.

    Notes
    -----
    statsmodels gives the statistic only. Its limit for two parameters has a closed form, used
    for the p-value. Assumes uncorrelated errors; events cluster, so the p-value is optimistic.

    References
    ----------
    Hansen (1992). Testing for parameter instability in linear models. Journal of Policy
    Modeling 14(4), 517-533.
    """
    from statsmodels.regression.linear_model import OLS
    from statsmodels.stats.diagnostic import breaks_hansen

    values = check_series(series, least=MIN_PERIODS)
    try:
        statistic, _ = breaks_hansen(OLS(values, np.ones(len(values))).fit())
    except np.linalg.LinAlgError:
        raise NotAnswerable(
            "Nyblom-Hansen needs periods with at least three different counts: with two, the mean "
            "and the variance are the same question."
        ) from None
    return StabilityResult(
        series=series, statistic=float(statistic), pvalue=squared_bridges_sf(float(statistic))
    )


def sup_f_test(series: pd.Series, *, trim: float = 0.15) -> SupFResult:
    """Test for one change of the mean at an unknown period (Andrews' sup-F).

    Parameters
    ----------
    series : Series, shape (n_periods,)
        Evenly spaced, indexed by the first day of the period, no gaps, any unit.
    trim : float
        Share of the periods at each end where no change is looked for, above 0, below 0.5.

    Returns
    -------
    SupFResult

    Raises
    ------
    InvalidSeries, SeriesTooShort, ConstantSeries, InvalidOption

    Notes
    -----
    Assumes uncorrelated errors of one variance. Counts vary more where they are high, and
    events cluster, so the p-value is optimistic.

    References
    ----------
    Andrews (1993). Tests for parameter instability and structural change with unknown change
    point. Econometrica 61(4), 821-856.
    """
    values = check_series(series, least=MIN_PERIODS)
    n = len(values)
    old = break_dates(n, trim)
    sums = values.cumsum()
    gain = (sums[old - 1] - old * values.mean()) ** 2 * n / (old * (n - old))
    total = ((values - values.mean()) ** 2).sum()
    best = int(gain.argmax())
    statistic = float(gain[best] / max(total - gain[best], np.finfo(float).tiny) * (n - 2))
    pvalue = sup_f_sf(statistic, first=old[0] / n, last=old[-1] / n)
    changepoint = series.index[old[best]]
    return SupFResult(
        series=series, trim=trim, statistic=statistic, pvalue=pvalue, changepoint=changepoint
    )


def break_dates(periods: int, trim: float) -> np.ndarray:
    """Return after how many periods a level may change, with a share left out at each end.

    Parameters
    ----------
    periods : int
    trim : float
        Between 0 and 0.5.

    Returns
    -------
    ndarray of int
        Ascending.

    Raises
    ------
    InvalidOption
    """
    if not 0 < trim < 0.5:
        raise InvalidOption(f"trim must lie between 0 and 0.5, got {trim}.")
    first = max(int(periods * trim), 1)
    return np.arange(first, periods - first + 1)
