"""Two windows of days, ready to be compared."""

from dataclasses import dataclass

import numpy as np

from analytics.effect_interval import Scatter, scatter
from analytics.power import Detectable, detectable, is_answerable
from analytics.weekday import weekday_weights
from analytics.windows import Windows


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """Counts, weekday weights and scatter of the days before and after.

    ``pair`` and ``exposure`` hold one array a window, ``totals`` and ``days`` their sums.
    """

    pair: tuple[np.ndarray, np.ndarray]
    exposure: tuple[np.ndarray, np.ndarray]
    totals: tuple[float, float]
    days: tuple[float, float]
    weekday: bool
    scatter: Scatter
    detectable: Detectable
    answerable: bool


def compare(windows: Windows) -> Comparison:
    """Estimate what a comparison of two windows needs, and whether it can answer.

    Parameters
    ----------
    windows : Windows

    Returns
    -------
    Comparison
    """
    exposure = weekday_weights(windows.before, windows.after)
    pair = windows.before.to_numpy(dtype=float), windows.after.to_numpy(dtype=float)
    totals = float(pair[0].sum()), float(pair[1].sum())
    days = float(exposure[0].sum()), float(exposure[1].sum())
    means = [total / n * each for total, n, each in zip(totals, days, exposure, strict=True)]
    weekday = bool((exposure[0] != 1).any())
    spread = scatter(pair, means, parameters=8 if weekday else 2)
    could = detectable(max(sum(totals), 0.5) / sum(days), days, spread)
    return Comparison(
        pair=pair,
        exposure=exposure,
        totals=totals,
        days=days,
        weekday=weekday,
        scatter=spread,
        detectable=could,
        answerable=is_answerable(pair, could),
    )
