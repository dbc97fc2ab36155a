"""What a series is expected to hold each day from its trend, its weekdays and its own past."""

from dataclasses import dataclass

import numpy as np

from analytics.responses.episodes import PairedDays

# Days between the knots of the trend.
KNOT_DAYS = 28
# Days that the own past reaches back, on average: one that forgets soon, one that does not.
MEMORIES = (2.5, 8.0)
# Keeps the logarithm of a quiet past finite.
QUIET = 0.3
# Keeps a design with a weekday or a knot without days solvable; moves no coefficient to speak of.
RIDGE = 1e-4
ROUNDS, CLOSE = 30, 1e-6
LOWEST, HIGHEST = -7.0, 12.0
FIRST_DAYS = 14


@dataclass(frozen=True, kw_only=True, eq=False)
class ExpectedDays:
    """A quasi-Poisson model of a series from what it shares with no other.

    Attributes
    ----------
    design : ndarray, shape (n_days, n_columns)
        Trend, weekday, own past at two speeds; the last two columns are the own past.
    counts : ndarray, shape (n_days,)
        Zero where the day is not observed.
    seen : ndarray of bool, shape (n_days,)
    coefficients : ndarray, shape (n_columns,)
    mean : ndarray, shape (n_days,)
        Events expected on each day of the calendar.
    dispersion : float
        Variance over mean, 1 or more (Pearson).
    """

    design: np.ndarray
    counts: np.ndarray
    seen: np.ndarray
    coefficients: np.ndarray
    mean: np.ndarray
    dispersion: float

    @property
    def residual(self) -> np.ndarray:
        """Events beyond those expected; zero where the day is not observed."""
        return np.where(self.seen, self.counts - self.mean, 0.0)


def expected_days(paired: PairedDays) -> ExpectedDays:
    """Fit the days of a responder to their trend, weekday and own past.

    Parameters
    ----------
    paired : PairedDays

    Returns
    -------
    ExpectedDays

    Notes
    -----
    The trend is piecewise linear on the scale of the logarithm, a knot every four weeks: a level
    that is higher for a month is no response. The own past are two exponentially weighted means of
    the days before; a day that nobody observed leaves them as they were.
    """
    seen, counts = paired.seen, np.nan_to_num(paired.responder)
    start = paired.days[0].day_of_week
    design = own_design(paired.responder, start)
    coefficients = fit_counts(counts[seen], design[seen])
    mean = predicted(design, coefficients)
    spread = spread_over_mean(counts[seen], mean[seen], design.shape[1])
    return ExpectedDays(
        design=design,
        counts=counts,
        seen=seen,
        coefficients=coefficients,
        mean=mean,
        dispersion=spread,
    )


def own_design(counts: np.ndarray, first_weekday: int) -> np.ndarray:
    """Give trend, weekday and own past of a series as columns.

    Parameters
    ----------
    counts : ndarray of float, shape (n_days,)
        ``nan`` where the day is not observed.
    first_weekday : int
        Of the first day; 0 is a Monday.
    """
    size = counts.size
    past = [np.log(QUIET + recent_mean(counts, days)) for days in MEMORIES]
    return np.column_stack([trend_columns(size), weekday_columns(size, first_weekday), *past])


def trend_columns(size: int) -> np.ndarray:
    """Give a piecewise linear trend as columns that sum to 1, one a knot."""
    knots = max(2, round(size / KNOT_DAYS) + 1)
    at = np.linspace(0, knots - 1, size)
    return np.maximum(0.0, 1.0 - np.abs(at[:, None] - np.arange(knots)))


def weekday_columns(size: int, first_weekday: int) -> np.ndarray:
    """Give the day of the week as six columns, each against the last."""
    day = np.eye(7)[(first_weekday + np.arange(size)) % 7]
    return day[:, 1:] - day[:, :1]


def recent_mean(counts: np.ndarray, days: float) -> np.ndarray:
    """Give the exponentially weighted mean of the days before each day.

    Parameters
    ----------
    counts : ndarray of float, shape (n_days,)
        ``nan`` where the day is not observed.
    days : float
        How far it reaches back on average.
    """
    kept = 1.0 - 1.0 / days
    known = counts[~np.isnan(counts)]
    level = float(known[:FIRST_DAYS].mean())
    means = np.empty(counts.size)
    for t, count in enumerate(counts.tolist()):
        means[t] = level
        if count == count:
            level = kept * level + (1.0 - kept) * count
    return means


def predicted(
    design: np.ndarray, coefficients: np.ndarray, offset: np.ndarray | float = 0.0
) -> np.ndarray:
    """Give the means that coefficients say, kept away from 0 and from overflow."""
    return np.exp(np.clip(design @ coefficients + offset, LOWEST, HIGHEST))


def spread_over_mean(counts: np.ndarray, mean: np.ndarray, columns: int) -> float:
    """Give the variance of counts over their mean (Pearson), 1 or more."""
    freedom = max(counts.size - columns, 1)
    return float(max(((counts - mean) ** 2 / mean).sum() / freedom, 1.0))


def fit_counts(
    counts: np.ndarray, design: np.ndarray, offset: np.ndarray | float = 0.0
) -> np.ndarray:
    """Fit a log-linear model of counts by iteratively reweighted least squares.

    Parameters
    ----------
    counts : ndarray, shape (n_days,)
    design : ndarray, shape (n_days, n_columns)
    offset : ndarray, shape (n_days,), or float
        On the scale of the logarithm.

    Returns
    -------
    ndarray, shape (n_columns,)

    Notes
    -----
    What statsmodels' GLM does, without its checks and its tables, since simulations fit thousands.
    """
    ridge = RIDGE * np.eye(design.shape[1])
    start = np.log(counts + 0.5) - offset
    found = np.linalg.solve(design.T @ design + ridge, design.T @ start)
    last = np.inf
    for _ in range(ROUNDS):
        mean = predicted(design, found, offset)
        working = np.log(mean) - offset + (counts - mean) / mean
        weighted = design * mean[:, None]
        found = np.linalg.solve(design.T @ weighted + ridge, weighted.T @ working)
        now = deviance(counts, predicted(design, found, offset))
        if abs(last - now) < CLOSE:
            break
        last = now
    return found


def deviance(counts: np.ndarray, mean: np.ndarray) -> float:
    """Give the Poisson deviance of counts from their means."""
    logs = np.where(counts > 0, counts * np.log(np.maximum(counts, 1e-9) / mean), 0.0)
    return float(2 * (logs - (counts - mean)).sum())
