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
        (quasi-Poisson F test at 1 %).
    """
    windows = [before, after]
    flat = tuple(np.ones(len(days)) for days in windows)
    if sum(map(len, windows)) < 7 * FEWEST_WEEKS or min(days.sum() for days in windows) == 0:
        return flat
    weight = _fit(windows)
    weights = tuple(weight[days.index.day_of_week] for days in windows)
    return weights if weight.min() > 0 and _clear(windows, flat, weights) else flat


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


def _clear(windows: list[pd.Series], flat: tuple, weights: tuple) -> bool:
    from scipy.special import fdtrc

    counts = np.concatenate([days.to_numpy(dtype=float) for days in windows])
    plain, rhythm = (
        np.concatenate([w * days.sum() / w.sum() for w, days in zip(by, windows, strict=True)])
        for by in (flat, weights)
    )
    freedom = len(counts) - 8
    scale = ((counts - rhythm) ** 2 / rhythm).sum() / freedom
    logs = np.where(counts > 0, counts * np.log(rhythm / plain), 0.0)
    statistic = 2 * (logs - rhythm + plain).sum() / 6 / scale
    return bool(fdtrc(6, freedom, statistic) < SIGNIFICANCE)
