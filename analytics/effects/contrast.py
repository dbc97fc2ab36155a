"""Two windows of days, ready to be compared."""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from analytics.dispersion import Dispersion, measure_scatter
from analytics.effects.power import Detectable, detectable, is_answerable
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
    scatter = measure_scatter(pair, means, parameters=8 if weekday else 2)
    return Sides(
        pair=pair,
        exposure=exposure,
        totals=totals,
        days=days,
        weekday=weekday,
        dispersion=scatter.over(*(window.size for window in pair)),
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
    flat = np.ones(len(before)), np.ones(len(after))
    windows = [before.to_numpy(), after.to_numpy()]
    if sum(map(len, windows)) < 7 * FEWEST_WEEKS or min(days.sum() for days in windows) == 0:
        return flat
    weekdays = [days.index.day_of_week.to_numpy() for days in (before, after)]
    weight = _fit(windows, weekdays)
    clear = weight.min() > 0 and _clear(windows, weekdays)
    return (weight[weekdays[0]], weight[weekdays[1]]) if clear else flat


def _fit(windows: list[np.ndarray], weekdays: list[np.ndarray]) -> np.ndarray:
    """Fit level x weekday by alternating proportions, which is the Poisson estimate."""
    counts = np.array([_by_weekday(*pair) for pair in zip(weekdays, windows, strict=True)])
    days = np.array([_by_weekday(each) for each in weekdays])
    weight = np.ones(7)
    for _ in range(25):
        level = counts.sum(axis=1) / (days * weight).sum(axis=1)
        weight = counts.sum(axis=0) / (days * level[:, None]).sum(axis=0)
        weight = weight / weight.mean()
    return weight


def _by_weekday(weekdays: np.ndarray, values: np.ndarray | None = None) -> np.ndarray:
    return np.bincount(weekdays, values, 7).astype(float)


def _clear(windows: list[np.ndarray], weekdays: list[np.ndarray]) -> bool:
    """Test for a rhythm by ranks (Kruskal-Wallis), which one exceptional day cannot sway."""
    from scipy.special import chdtrc

    relative = np.concatenate([days / days.mean() for days in windows])
    _, place, times = np.unique(relative, return_inverse=True, return_counts=True)
    # Equal values share the mean of their ranks.
    ranks, groups = (times.cumsum() - (times - 1) / 2)[place], np.concatenate(weekdays)
    days, sums = _by_weekday(groups), _by_weekday(groups, ranks)
    if times.size == 1:
        # As many on every day: a rhythm is a difference between them.
        return False
    seen = days > 0
    between = (days * (sums / np.maximum(days, 1) - (ranks.size + 1) / 2) ** 2)[seen].sum()
    return bool(chdtrc(6, between / ranks.var(ddof=1)) < SIGNIFICANCE)
