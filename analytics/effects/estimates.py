"""Numbers with their intervals, from the totals of two windows."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.dispersion import Dispersion
from analytics.effects.contrast import Comparison, compare
from analytics.effects.counterfactual import excess
from analytics.effects.glm import naive_ratio, slope_change
from analytics.effects.rate_ratio import likelihood_ratio_interval, ratio_pvalue
from analytics.effects.windows import cut_windows
from analytics.errors import InvalidOption, OutsideCoverage


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A number with its 95 % interval and the p-value of no change; ``nan`` where there is none."""

    value: float
    ci_low: float
    ci_high: float
    pvalue: float

    @property
    def cells(self) -> tuple[float, float, float, float]:
        """The four numbers, in the order of a table."""
        return self.value, self.ci_low, self.ci_high, self.pvalue


NOTHING = Estimate(value=np.nan, ci_low=np.nan, ci_high=np.nan, pvalue=np.nan)
Pair = tuple[float, float]


def estimates(compared: Comparison, *, slope: bool) -> dict[str, Estimate]:
    """Estimate what two windows can answer.

    Parameters
    ----------
    compared : Comparison
    slope : bool
        Whether to compare the growth per week too.

    Returns
    -------
    dict
        ``ratio``, ``naive``, ``excess`` and ``slope``, without numbers where there is no answer.
    """
    if not compared.answerable:
        return dict.fromkeys(("ratio", "naive", "excess", "slope"), NOTHING)
    totals, days, dispersion = compared.totals, compared.days, compared.dispersion
    daily = compared.pair, compared.exposure, dispersion
    return {
        "ratio": ratio_estimate(totals, days, dispersion),
        "naive": naive_estimate(*daily),
        "excess": excess_estimate(totals, days, dispersion),
        "slope": slope_estimate(*daily) if slope else NOTHING,
    }


def ratio_on(
    counts: pd.Series,
    day: pd.Timestamp,
    *,
    before: int,
    after: int,
    gap: int,
    until: str | pd.Timestamp | None,
) -> Estimate:
    """Estimate the rate ratio alone, for an event on another day.

    Parameters
    ----------
    counts : Series of int
        Events per day.
    day : Timestamp
        First day of the event.
    before, after, gap, until
        As ``cut_windows`` has them.

    Returns
    -------
    Estimate
        Without numbers where that day leaves a window empty or gives no answer.
    """
    try:
        windows = cut_windows(counts, day, before=before, after=after, gap=gap, until=until)
        compared = compare(windows)
    except (OutsideCoverage, InvalidOption):
        return NOTHING
    if not compared.answerable:
        return NOTHING
    return ratio_estimate(compared.totals, compared.days, compared.dispersion)


def ratio_estimate(totals: Pair, days: Pair, dispersion: Dispersion) -> Estimate:
    """Estimate the rate after over the rate before.

    Parameters
    ----------
    totals, days : tuple of float
        Events and exposure before and after; at least one event in all.
    dispersion : Dispersion

    Returns
    -------
    Estimate
        Infinite when there were no events before.
    """
    low, high = likelihood_ratio_interval(totals, days, dispersion)
    value = np.inf if totals[0] == 0 else totals[1] / days[1] * days[0] / totals[0]
    pvalue = ratio_pvalue(totals, days, dispersion)
    return Estimate(value=float(value), ci_low=low, ci_high=high, pvalue=pvalue)


def naive_estimate(
    windows: tuple[np.ndarray, np.ndarray],
    exposure: tuple[np.ndarray, np.ndarray],
    dispersion: Dispersion,
) -> Estimate:
    """Estimate the rate ratio as if days were independent, for comparison.

    Parameters
    ----------
    windows, exposure : tuple of ndarray
        Counts and weekday weights per day, before and after.
    dispersion : Dispersion
        Only its dispersion is used.

    Returns
    -------
    Estimate
        All ``nan`` when a window has no events.
    """
    value, low, high, pvalue = naive_ratio(windows, exposure, dispersion.daily)
    return Estimate(value=value, ci_low=low, ci_high=high, pvalue=pvalue)


def excess_estimate(totals: Pair, days: Pair, dispersion: Dispersion) -> Estimate:
    """Estimate the events after beyond those at the rate before.

    Parameters
    ----------
    totals, days : tuple of float
        Events and exposure before and after; at least one event in all.
    dispersion : Dispersion

    Returns
    -------
    Estimate
        Negative for a shortfall.
    """
    value, low, high = excess(totals, days, dispersion)
    pvalue = ratio_pvalue(totals, days, dispersion)
    return Estimate(value=float(value), ci_low=low, ci_high=high, pvalue=pvalue)


def slope_estimate(
    windows: tuple[np.ndarray, np.ndarray],
    exposure: tuple[np.ndarray, np.ndarray],
    dispersion: Dispersion,
) -> Estimate:
    """Estimate the weekly growth factor after over the one before.

    Parameters
    ----------
    windows, exposure : tuple of ndarray
        Counts and weekday weights per day, before and after.
    dispersion : Dispersion

    Returns
    -------
    Estimate
    """
    value, low, high, pvalue = slope_change(windows, exposure, dispersion)
    return Estimate(value=value, ci_low=low, ci_high=high, pvalue=pvalue)
