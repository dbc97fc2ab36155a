"""Two windows of days, ready to be compared."""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from analytics.effects.power import Detectable, detectable, is_answerable
from analytics.effects.rate_ratio import Dispersion, window_dispersion
from analytics.effects.windows import Windows


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
    dispersion: Dispersion


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
    dispersion = window_dispersion(pair, means, parameters=8 if weekday else 2)
    return Sides(
        pair=pair,
        exposure=exposure,
        totals=totals,
        days=days,
        weekday=weekday,
        dispersion=dispersion,
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
    could = detectable(rate, both.days, both.dispersion)
    return Comparison(
        **{field.name: getattr(both, field.name) for field in fields(both)},
        detectable=could,
        answerable=is_answerable(both.pair, could),
    )


FEWEST_WEEKS = 8
SIGNIFICANCE = 0.01


def weekday_weights(before: pd.Series, after: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Weigh each day by its weekday when the counts ask for it.

    Parameters
    ----------
    before, after : Series of int
        Counts per day in two windows, each with its own level.

    Returns
    -------
    tuple of ndarray
        Weights with mean 1 over a week; all 1 under eight weeks or without a clear rhythm
        (Kruskal-Wallis test at 1 %).
    """
    windows = [before, after]
    flat = np.ones(len(before)), np.ones(len(after))
    if sum(map(len, windows)) < 7 * FEWEST_WEEKS or min(days.sum() for days in windows) == 0:
        return flat
    weight = _fit(windows)
    weights = weight[before.index.day_of_week], weight[after.index.day_of_week]
    return weights if weight.min() > 0 and _clear(windows) else flat


def _fit(windows: list[pd.Series]) -> np.ndarray:
    """Fit level x weekday by alternating proportions, which is the Poisson estimate."""
    counts = np.array([_by_weekday(days, days.to_numpy()) for days in windows])
    days = np.array([_by_weekday(days, np.ones(len(days))) for days in windows])
    weight = np.ones(7)
    for _ in range(25):
        level = counts.sum(axis=1) / (days * weight).sum(axis=1)
        weight = counts.sum(axis=0) / (days * level[:, None]).sum(axis=0)
        weight = weight / weight.mean()
    return weight


def _by_weekday(days: pd.Series, values: np.ndarray) -> np.ndarray:
    return np.bincount(days.index.day_of_week, weights=values, minlength=7)


def _clear(windows: list[pd.Series]) -> bool:
    """Test for a rhythm by ranks (Kruskal-Wallis), which one exceptional day cannot sway."""
    from scipy.special import chdtrc

    relative = pd.concat([days / days.mean() for days in windows])
    ranks, size = relative.rank(), len(relative)
    groups = ranks.groupby(relative.index.day_of_week)
    between = (groups.count() * (groups.mean() - (size + 1) / 2) ** 2).sum()
    return bool(chdtrc(6, between / ranks.var()) < SIGNIFICANCE)
