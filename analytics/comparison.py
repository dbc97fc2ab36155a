"""Two windows of days, ready to be compared."""

from dataclasses import dataclass, fields

import numpy as np

from analytics.effect_interval import Scatter, scatter
from analytics.power import Detectable, detectable, is_answerable
from analytics.weekday import weekday_weights
from analytics.windows import Windows


@dataclass(frozen=True, kw_only=True, eq=False)
class Sides:
    """Counts, weekday weights and scatter of the days before and after.

    ``pair`` and ``exposure`` hold one array a window, ``totals`` and ``days`` their sums.
    """

    pair: tuple[np.ndarray, np.ndarray]
    exposure: tuple[np.ndarray, np.ndarray]
    totals: tuple[float, float]
    days: tuple[float, float]
    weekday: bool
    scatter: Scatter


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison(Sides):
    """Two sides, the smallest change that they could show, and whether they can answer."""

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
    return judge(sides(windows))


def sides(windows: Windows) -> Sides:
    """Estimate weekday weights and scatter of two windows.

    Parameters
    ----------
    windows : Windows

    Returns
    -------
    Sides
    """
    exposure = weekday_weights(windows.before, windows.after)
    pair = windows.before.to_numpy(dtype=float), windows.after.to_numpy(dtype=float)
    totals = float(pair[0].sum()), float(pair[1].sum())
    days = float(exposure[0].sum()), float(exposure[1].sum())
    means = [total / n * each for total, n, each in zip(totals, days, exposure, strict=True)]
    weekday = bool((exposure[0] != 1).any())
    spread = scatter(pair, means, parameters=8 if weekday else 2)
    return Sides(
        pair=pair, exposure=exposure, totals=totals, days=days, weekday=weekday, scatter=spread
    )


def judge(both: Sides) -> Comparison:
    """Find what two sides could show, and whether they can answer.

    Parameters
    ----------
    both : Sides

    Returns
    -------
    Comparison
    """
    rate = max(sum(both.totals), 0.5) / sum(both.days)
    could = detectable(rate, both.days, both.scatter)
    return Comparison(
        **{field.name: getattr(both, field.name) for field in fields(both)},
        detectable=could,
        answerable=is_answerable(both.pair, could),
    )
