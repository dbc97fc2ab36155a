"""The weekly rhythm of a source, where the days show one."""

import numpy as np
import pandas as pd

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
    flat = tuple(np.ones(len(days)) for days in windows)
    if sum(map(len, windows)) < 7 * FEWEST_WEEKS or min(days.sum() for days in windows) == 0:
        return flat
    weight = _fit(windows)
    weights = tuple(weight[days.index.day_of_week] for days in windows)
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
    spread = (groups.count() * (groups.mean() - (size + 1) / 2) ** 2).sum()
    return bool(chdtrc(6, spread / ranks.var()) < SIGNIFICANCE)
