"""Exact optimal segmentation of a count series, on its runs of equal values."""

import numpy as np
import pandas as pd

from analytics.checks import check_whole
from analytics.errors import InvalidOption, InvalidSeries, SeriesTooShort


def segment(
    counts: pd.Series | np.ndarray,
    *,
    penalty: float,
    size: float | None = None,
    min_days: int = 1,
    exposure: np.ndarray | None = None,
    binary: bool = False,
) -> np.ndarray:
    """Find the change points with the least cost plus ``penalty`` per change.

    Parameters
    ----------
    counts : Series or array of int, shape (n_periods,)
        Events per period, quiet periods present as 0. Any period: days, years, reports.
    penalty : float
        Price of one change, in units of twice the log-likelihood.
    size : float or None
        Size of the negative binomial in one unit of exposure; None is Poisson.
    min_days : int
        Fewest periods in a regime.
    exposure : array of float, shape (n_periods,), or None
        Length of each period; None is one for all. A count over several days is the sum of
        independent days, so its size is ``size`` times its exposure.
    binary : bool
        Whether periods only say "some" (1) or "none" (0): the Bernoulli cost.

    Returns
    -------
    array of int, shape (n_changes,)
        Positions of the first period of each new regime.

    Raises
    ------
    InvalidSeries, InvalidOption, SeriesTooShort

    References
    ----------
    Killick, Fearnhead & Eckley (2012). Optimal detection of changepoints with a linear
    computational cost. JASA 107(500), 1590-1598.
    """
    from analytics.changepoints.kernel import best_previous, best_previous_by_rate

    if not penalty >= 0:
        raise InvalidOption(f"penalty is {penalty}: it must be 0 or more.")
    positions, sums, exposures = _compress(counts, exposure, min_days, binary)
    family, number = _family(size, binary)
    if min_days == 1:
        rates = _range(sums, exposures, binary)
        previous, _ = best_previous_by_rate(
            sums, exposures, float(penalty), family, number, *np.log(rates)
        )
    else:
        previous, _ = best_previous(
            positions, sums, exposures, float(penalty), int(min_days), family, number
        )
    found, k = [], positions.size - 1
    while previous[k] > 0:
        k = previous[k]
        found.append(positions[k])
    return np.array(found[::-1], dtype=np.int64)


def transient(
    counts: pd.Series | np.ndarray,
    *,
    size: float | None = None,
    min_days: int = 1,
    exposure: np.ndarray | None = None,
    binary: bool = False,
) -> tuple[int, int, float]:
    """Find the lull or burst that stands out most from one level shared before and after it.

    Parameters
    ----------
    counts, size, min_days, exposure, binary
        As in :func:`segment`.

    Returns
    -------
    tuple of int, int, float
        First period of the transient, first period after it, and the gain: twice the
        log-likelihood over that of a constant rate.

    Raises
    ------
    InvalidSeries, InvalidOption, SeriesTooShort
    """
    from analytics.changepoints.kernel import best_pair

    positions, sums, exposures = _compress(counts, exposure, min_days, binary)
    if positions[-1] < 3 * min_days:
        raise SeriesTooShort(
            f"A transient needs {3 * min_days} periods, got {positions[-1]}: widen the dates."
        )
    family, number = _family(size, binary)
    left, right, gain = best_pair(positions, sums, exposures, int(min_days), family, number)
    return int(positions[left]), int(positions[right]), float(gain)


def _range(sums: np.ndarray, exposures: np.ndarray, binary: bool) -> tuple[float, float]:
    """Give the least and the greatest rate that a regime can have; 0 and 1 only nearly."""
    events, lengths = np.diff(sums), np.diff(exposures)
    lowest = 1e-12 / exposures[-1]
    highest = max(float((events / lengths).max()), 2 * lowest)
    return lowest, min(highest, 1 - 1e-12) if binary else highest


def _family(size: float | None, binary: bool) -> tuple[int, float]:
    if binary and size is not None:
        raise InvalidOption("binary counts have no size: leave one of the two out.")
    if size is not None and not size > 0:
        raise InvalidOption(f"size is {size}: it must be above 0, or None for Poisson.")
    return (2, 1.0) if binary else (0, 1.0) if size is None else (1, float(size))


def _compress(
    counts: pd.Series | np.ndarray, exposure: np.ndarray | None, min_days: int, binary: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the candidate positions with the sums of counts and exposures up to each.

    A change point inside a run of equal periods can move freely until it meets the end of the
    run or a neighbour. While it moves, sum and exposure of both its segments change linearly,
    and the cost is concave in them: one end of the way is at least as good. With ``min_days``
    1 the way ends at the run's end, or at a neighbour, where a segment vanishes and saves its
    penalty. With more it may end ``min_days`` from a neighbour, which then moves along by the
    same argument until one of the chain, or of 0 and n, stops at a run's end: so positions
    that are whole multiples of ``min_days`` from a run's end complete the candidates.
    """
    values = check_whole(counts)
    lengths = np.ones(values.size) if exposure is None else np.asarray(exposure, dtype=float)
    _check_options(values, lengths, min_days, binary)
    runs = np.flatnonzero((np.diff(values) != 0) | (np.diff(lengths) != 0)) + 1
    positions = np.concatenate(([0], runs, [values.size]))
    if min_days > 1:
        everywhere = np.arange(values.size + 1)
        positions = everywhere[np.isin(everywhere % min_days, np.unique(positions % min_days))]
    sums = np.concatenate(([0.0], np.cumsum(values)))[positions]
    return positions, sums, np.concatenate(([0.0], np.cumsum(lengths)))[positions]


def _check_options(values: np.ndarray, lengths: np.ndarray, min_days: int, binary: bool) -> None:
    if lengths.shape != values.shape or not np.all(lengths > 0):
        raise InvalidOption("exposure needs one length above 0 for every period.")
    if min_days < 1:
        raise InvalidOption(f"min_days is {min_days}: it must be 1 or more.")
    if values.size < min_days:
        raise SeriesTooShort(
            f"{values.size} periods cannot hold a regime of {min_days}: widen the dates."
        )
    if binary and (values.max() > 1 or np.any(lengths != 1)):
        raise InvalidSeries("Binary counts are 0 or 1, one period each: count days with events.")
