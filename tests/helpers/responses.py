"""Pairs of series whose response is known."""

import numpy as np
import pandas as pd

DAYS = pd.date_range("2024-01-01", periods=180, name="date")


def record(
    seed: int, ratio: float = 1.0, last: int = 3, size: float = 4.0, mean: float = 2.0
) -> tuple[pd.Series, pd.Series]:
    """Draw strikes, and attacks that are so many times as many in the days after one."""
    rng = np.random.default_rng(seed)
    strikes = np.zeros(DAYS.size, bool)
    strikes[np.arange(2, 172, 9) + rng.integers(0, 6, 19)] = True
    near = np.zeros(DAYS.size, bool)
    for day in np.flatnonzero(strikes):
        near[day + 1 : day + 1 + last] = True
    rate = np.where(near, ratio, 1.0) * mean
    attacks = rng.poisson(rng.gamma(size, rate / size))
    return pd.Series(attacks, DAYS, name="attacks"), pd.Series(strikes * 1, DAYS, name="strikes")
