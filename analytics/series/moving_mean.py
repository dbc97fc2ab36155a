"""The mean of daily counts over a moving window."""

import pandas as pd

from analytics.checks import check_counts
from analytics.errors import InvalidOption


def rolling_mean(counts: pd.Series, *, window: int = 7, centred: bool = True) -> pd.Series:
    """Average the counts over a moving window of days.

    Parameters
    ----------
    counts : Series, shape (n_days,)
        Events per day.
    window : int
        Days in the window; odd when it is centred.
    centred : bool
        The window lies around the day; otherwise it ends with the day.

    Returns
    -------
    Series of float, shape (n_days,)
        Named such as "7-day mean, centred"; over every day from the first to the last, NaN
        where the window holds a day that is not observed.
    """
    if window < 1 or (centred and window % 2 == 0):
        raise InvalidOption(f"A centred window needs an odd number of days, got {window}.")
    every = check_counts(counts, gaps=True).asfreq("D")
    mean = every.rolling(window, center=centred, min_periods=window).mean()
    return mean.rename(f"{window}-day mean, {'centred' if centred else 'trailing'}")
