"""What the width of a chart can show of a long series: its peaks, and no two days on one pixel.

A plot is about a thousand pixels wide. Of forty years of days a dozen share one pixel, where bars
drawn over each other show the highest: so only that one is drawn. The chart's table stays whole.
"""

import numpy as np
import pandas as pd

# Twice as many bars as the widest plot has pixels.
MOST = 2_000
# Shorter series are drawn day by day, so that zooming in shows each.
LONG = 2 * MOST


def periods_a_bar(index: pd.Index) -> int:
    """Return how many periods share one bar; 1 draws each.

    Parameters
    ----------
    index : Index
        Days or other evenly spaced periods, perhaps with gaps.
    """
    return 1 if len(index) <= LONG else int(np.ceil(len(index) / MOST))


def highest_each(counts: pd.Series) -> pd.DataFrame:
    """Return the highest of every stretch of periods that shares one bar.

    Parameters
    ----------
    counts : Series of number
        Indexed by the day, in order; missing ones are passed over.

    Returns
    -------
    DataFrame
        ``middle`` of the stretch, ``day`` of its highest count and ``count``.
    """
    many = periods_a_bar(counts.index)
    step = np.diff(counts.index).min()
    part = ((counts.index - counts.index[0]) // (step * many)).to_numpy()
    known = counts.notna().to_numpy()
    found = counts[known].groupby(part[known]).idxmax()
    start = counts.index[0] + step * many * found.index.to_numpy()
    middle = pd.DatetimeIndex(start) + step * (many - 1) / 2
    return pd.DataFrame(
        {"middle": middle, "day": found.to_numpy(), "count": counts[found].to_numpy()}
    )


def lowest_and_highest_each(series: pd.Series) -> pd.Series:
    """Return the lowest and the highest of every stretch, in order, with the ends of each gap.

    Parameters
    ----------
    series : Series of float
        Of a line; missing values break it.
    """
    many = periods_a_bar(series.index)
    if many == 1:
        return series
    place = pd.Series(np.arange(len(series)), series.index)
    known = series.notna().to_numpy()
    part = np.arange(len(series))[known] // many
    found = series[known].groupby(part)
    keep = {0, len(series) - 1, *place[found.idxmin()], *place[found.idxmax()]}
    keep |= set(np.flatnonzero(np.diff(known))) | set(np.flatnonzero(np.diff(known)) + 1)
    return series.iloc[sorted(keep)]


def corners(rates: pd.DataFrame) -> np.ndarray:
    """Tell which rows of a table that seldom changes are needed to draw its steps.

    Parameters
    ----------
    rates : DataFrame of float

    Returns
    -------
    ndarray of bool
        Both rows at every change, the first and the last; all of a short table.
    """
    if len(rates) <= LONG:
        return np.ones(len(rates), dtype=bool)
    values = rates.to_numpy(float)
    same = (values[1:] == values[:-1]) | (np.isnan(values[1:]) & np.isnan(values[:-1]))
    changes = ~same.all(axis=1)
    return np.concatenate([[True], changes]) | np.concatenate([changes, [True]])
