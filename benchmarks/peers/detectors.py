"""What is in use today, run as its own documentation says."""

import numpy as np
import pandas as pd

WEEK = 7
LAGS = 7


def ruptures_default(values: np.ndarray) -> list[int]:
    """Run ruptures' ``Pelt`` with the l2 cost, its own defaults and the penalty of its docs.

    Parameters
    ----------
    values : array of int, shape (n_days,)

    Returns
    -------
    list of int
        First days of the new regimes.

    Notes
    -----
    The user guide writes ``pen=np.log(n) * dim * sigma**2``; sigma is the standard deviation
    of the series. By default Pelt tries every fifth day only.
    """
    from ruptures import Pelt

    signal = values.astype(float).reshape(-1, 1)
    if np.ptp(signal) == 0:
        return []
    return Pelt(model="l2").fit(signal).predict(pen=np.log(len(signal)) * signal.var())[:-1]


def ruptures_daily(values: np.ndarray) -> list[int]:
    """Run the same search over every day.

    Notes
    -----
    ``KernelCPD`` with the linear kernel is ruptures' C implementation of that cost; it finds
    what ``Pelt(model="l2", jump=1)`` finds, a hundred times faster.
    """
    from ruptures import KernelCPD

    signal = values.astype(float).reshape(-1, 1)
    if np.ptp(signal) == 0:
        return []
    search = KernelCPD(kernel="linear", min_size=2).fit(signal)
    return [int(day) for day in search.predict(pen=np.log(len(signal)) * signal.var())[:-1]]


def skchange_default(values: np.ndarray) -> list[int]:
    """Run skchange's ``PELT(PoissonCost())`` as it comes."""
    from skchange.detectors import PELT
    from skchange.interval_scorers import PoissonCost

    signal = values.astype(np.int64).reshape(-1, 1)
    found = PELT(PoissonCost()).fit(signal).predict_all(signal)["changepoints"]
    return [int(day) for day in found]


def acled_surge(values: np.ndarray) -> list[int]:
    """Flag weeks by the rule of ACLED's subnational surge tracker.

    Returns
    -------
    list of int
        First days of the weeks with at least twice the mean of the four weeks before them,
        where that mean is at least one event a week. Weeks are counted from the first day.
    """
    weeks = values[: values.size // WEEK * WEEK].reshape(-1, WEEK).sum(axis=1)
    if weeks.size < 5:
        return []
    usual = np.convolve(weeks, np.ones(4) / 4, mode="valid")[:-1]
    flagged = (usual >= 1) & (weeks[4:] >= 2 * usual)
    return [int(week) * WEEK for week in np.flatnonzero(flagged) + 4]


def hdx_signal(values: np.ndarray) -> list[int] | None:
    """Flag days by the rule of HDX Signals for armed conflict, on counts.

    Returns
    -------
    list of int or None
        Days whose sum over 30 days is at least 100 and above every such sum of the 365 days
        before; None when the series is too short to hold a year of them.
    """
    if values.size < 365 + 30:
        return None
    sums = np.convolve(values, np.ones(30, int), mode="valid")
    highest = np.lib.stride_tricks.sliding_window_view(sums, 365).max(axis=1)[:-1]
    flagged = (sums[365:] >= 100) & (sums[365:] > highest)
    return [int(day) + 365 + 29 for day in np.flatnonzero(flagged)]


def regression_intervals(counts: pd.Series, before: int) -> dict[str, list[float]] | None:
    """Give the 95 % intervals of the rate ratio that regressions in statsmodels print.

    Parameters
    ----------
    counts : Series of int, shape (n_days,)
    before : int
        Position of the event's first day.

    Returns
    -------
    dict or None
        Limits by ``poisson``, ``quasi`` (Pearson's scale) and ``hac`` (Newey-West, lags of a
        week, small-sample correction); None when a window has no events.
    """
    from statsmodels.api import GLM, families

    values = counts.to_numpy()
    if min(values[:before].sum(), values[before:].sum()) == 0:
        return None
    after = (np.arange(values.size) >= before).astype(float)
    model = GLM(values, np.column_stack([np.ones(values.size), after]), families.Poisson())
    fits = {
        "poisson": model.fit(),
        "quasi": model.fit(scale="X2"),
        "hac": model.fit(cov_type="HAC", cov_kwds={"maxlags": LAGS, "use_correction": True}),
    }
    return {name: np.exp(fit.conf_int()[1]).tolist() for name, fit in fits.items()}
