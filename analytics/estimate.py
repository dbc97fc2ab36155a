"""Numbers with their intervals, from the totals of two windows."""

from dataclasses import dataclass

import numpy as np

from analytics.count_model import naive_ratio, slope_change
from analytics.counterfactual import excess
from analytics.effect_interval import Scatter, ratio_interval, ratio_pvalue


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
UNANSWERED = dict.fromkeys(("ratio", "naive", "excess", "slope"), NOTHING)
Pair = tuple[float, float]


def estimates(
    windows: tuple[np.ndarray, np.ndarray],
    exposure: tuple[np.ndarray, np.ndarray],
    spread: Scatter,
    *,
    slope: bool,
) -> dict[str, Estimate]:
    """Estimate what two windows can answer.

    Parameters
    ----------
    windows, exposure : tuple of ndarray
        Counts and weekday weights per day, before and after.
    spread : Scatter
    slope : bool
        Whether to compare the growth per week too.

    Returns
    -------
    dict
        ``ratio``, ``naive``, ``excess`` and ``slope``.
    """
    totals = windows[0].sum(), windows[1].sum()
    days = exposure[0].sum(), exposure[1].sum()
    return {
        "ratio": ratio_estimate(totals, days, spread),
        "naive": naive_estimate(windows, exposure, spread),
        "excess": excess_estimate(totals, days, spread),
        "slope": slope_estimate(windows, exposure, spread) if slope else NOTHING,
    }


def ratio_estimate(totals: Pair, days: Pair, spread: Scatter) -> Estimate:
    """Estimate the rate after over the rate before.

    Parameters
    ----------
    totals, days : tuple of float
        Events and exposure before and after; at least one event in all.
    spread : Scatter

    Returns
    -------
    Estimate
        Infinite when there were no events before.
    """
    low, high = ratio_interval(totals, days, spread)
    value = np.inf if totals[0] == 0 else totals[1] / days[1] * days[0] / totals[0]
    pvalue = ratio_pvalue(totals, days, spread)
    return Estimate(value=float(value), ci_low=low, ci_high=high, pvalue=pvalue)


def naive_estimate(
    windows: tuple[np.ndarray, np.ndarray],
    exposure: tuple[np.ndarray, np.ndarray],
    spread: Scatter,
) -> Estimate:
    """Estimate the rate ratio as if days were independent, for comparison.

    Parameters
    ----------
    windows, exposure : tuple of ndarray
        Counts and weekday weights per day, before and after.
    spread : Scatter
        Only its dispersion is used.

    Returns
    -------
    Estimate
        All ``nan`` when a window has no events.
    """
    value, low, high, pvalue = naive_ratio(windows, exposure, spread.dispersion)
    return Estimate(value=value, ci_low=low, ci_high=high, pvalue=pvalue)


def excess_estimate(totals: Pair, days: Pair, spread: Scatter) -> Estimate:
    """Estimate the events after beyond those at the rate before.

    Parameters
    ----------
    totals, days : tuple of float
        Events and exposure before and after; at least one event in all.
    spread : Scatter

    Returns
    -------
    Estimate
        Negative for a shortfall.
    """
    value, low, high = excess(totals, days, spread)
    pvalue = ratio_pvalue(totals, days, spread)
    return Estimate(value=float(value), ci_low=low, ci_high=high, pvalue=pvalue)


def slope_estimate(
    windows: tuple[np.ndarray, np.ndarray],
    exposure: tuple[np.ndarray, np.ndarray],
    spread: Scatter,
) -> Estimate:
    """Estimate the weekly growth factor after over the one before.

    Parameters
    ----------
    windows, exposure : tuple of ndarray
        Counts and weekday weights per day, before and after.
    spread : Scatter

    Returns
    -------
    Estimate
    """
    value, low, high, pvalue = slope_change(windows, exposure, spread)
    return Estimate(value=value, ci_low=low, ci_high=high, pvalue=pvalue)
