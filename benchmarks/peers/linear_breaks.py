"""Least-squares change points of a linear regression, with intervals for their dates."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.checks import check_series
from analytics.errors import ConstantSeries, InvalidOption, InvalidSeries, SeriesTooShort


@dataclass(frozen=True, kw_only=True, eq=False)
class LinearBreaksResult:
    """Outcome of :func:`linear_breaks`; positions count from 0."""

    series: pd.Series
    positions: np.ndarray
    position_low: np.ndarray
    position_high: np.ndarray
    rss: float

    @property
    def table(self) -> pd.DataFrame:
        """One row a change point: its 95 % interval, and the mean before and after."""
        edges = [0, *self.positions, len(self.series)]
        means = [self.series.iloc[a:b].mean() for a, b in zip(edges, edges[1:], strict=False)]
        index = self.series.index
        return pd.DataFrame(
            {
                "changepoint": index[self.positions],
                "ci_low": index[self.position_low],
                "ci_high": index[self.position_high],
                "mean_before": means[:-1],
                "mean_after": means[1:],
            }
        )

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        dates = [
            f"{row.changepoint} (95 % {row.ci_low} to {row.ci_high})"
            for row in self.table.itertuples()
        ]
        return f"New regimes of the regression begin with {', '.join(dates)}."


def linear_breaks(
    y: pd.Series, X: pd.DataFrame | None = None, *, breaks: int, min_share: float = 0.15
) -> LinearBreaksResult:
    """Find the given number of changes in all coefficients of a linear regression.

    Parameters
    ----------
    y : Series, shape (n_periods,)
        Evenly spaced, no gaps, any unit.
    X : DataFrame, shape (n_periods, n_coefficients), or None
        Regressors with their constant; None is the constant alone.
    breaks : int
        How many changes, at least 1.
    min_share : float
        Shortest segment as a share of the periods, above 0, at most 0.5.

    Returns
    -------
    LinearBreaksResult
        A change point is the first period of the new regime. Its interval allows another
        error variance and other regressors in each segment, and ends at the data's ends.

    Raises
    ------
    InvalidSeries, SeriesTooShort, ConstantSeries, InvalidOption

    Notes
    -----
    The intervals assume uncorrelated errors and a change that is small against its sample.

    References
    ----------
    Bai (1997). Estimation of a change point in multiple regression models. Review of Economics
    and Statistics 79(4), 551-563.
    Bai & Perron (2003). Computation and analysis of multiple structural change models. Journal
    of Applied Econometrics 18(1), 1-22.
    """
    if breaks < 1 or not 0 < min_share <= 0.5:
        raise InvalidOption(
            f"breaks must be 1 or more and min_share above 0, at most 0.5: {breaks}, {min_share}."
        )
    values = check_series(y, least=4)
    design = np.ones((len(values), 1)) if X is None else X.to_numpy(dtype=float)
    if len(design) != len(values) or not np.isfinite(design).all():
        raise InvalidSeries("The regressors need one finite value for each period of the series.")
    shortest = int(len(values) * min_share)
    if shortest <= design.shape[1] or shortest * (breaks + 1) > len(values):
        raise SeriesTooShort(
            f"{len(values)} periods do not hold {breaks + 1} segments of {shortest} periods "
            f"with {design.shape[1]} coefficients each: ask for fewer changes or more data."
        )
    positions, rss = _best_partition(_segment_rss(values, design, shortest), breaks, shortest)
    bounds = [break_interval(values, design, positions, which) for which in range(breaks)]
    low, high = np.clip(np.array(bounds).T, 0, len(values) - 1)
    return LinearBreaksResult(
        series=y, positions=positions, position_low=low, position_high=high, rss=rss
    )


def _segment_rss(values: np.ndarray, design: np.ndarray, shortest: int) -> np.ndarray:
    """Residual sum of squares of each segment, from its first period to before its end."""
    n = len(values)
    rss = np.full((n, n + 1), np.inf)
    joined = np.column_stack([design, values])
    for start in range(n - shortest + 1):
        rows = joined[start:]
        products = (rows[:, :, None] * rows[:, None, :]).cumsum(axis=0)[shortest - 1 :]
        inner, cross, square = products[:, :-1, :-1], products[:, :-1, -1:], products[:, -1, -1]
        try:
            coefficients = np.linalg.solve(inner, cross)
        except np.linalg.LinAlgError as error:
            raise InvalidSeries(
                "The regressors are collinear within a segment: ask for longer segments."
            ) from error
        rss[start, start + shortest :] = square - (coefficients * cross).sum(axis=(1, 2))
    return rss


def _best_partition(rss: np.ndarray, breaks: int, shortest: int) -> tuple[np.ndarray, float]:
    """Dynamic programme over the end of each segment (Bai & Perron 2003, section 3)."""
    best, previous = rss[0], []
    for _ in range(breaks):
        candidates = best[:-1, None] + rss
        previous.append(candidates.argmin(axis=0))
        best = candidates.min(axis=0)
    positions = [len(rss)]
    for step in reversed(previous):
        positions.append(int(step[positions[-1]]))
    return np.array(positions[:0:-1]), float(best[-1])


LEVEL = 0.95


def break_interval(
    values: np.ndarray, design: np.ndarray, positions: np.ndarray, which: int
) -> tuple[int, int]:
    """Give the 95 % interval of one change point of a segmented regression.

    Parameters
    ----------
    values : ndarray, shape (n_periods,)
    design : ndarray, shape (n_periods, n_coefficients)
    positions : ndarray of int
        First periods of the new regimes.
    which : int
        Which of them, from 0.

    Returns
    -------
    tuple of int
        Both ends as positions; they can lie outside the data.

    Raises
    ------
    ConstantSeries

    References
    ----------
    Bai (1997). Estimation of a change point in multiple regression models. Review of Economics
    and Statistics 79(4), 551-563.
    """
    edges = [0, *positions, len(values)]
    old = _fit(values, design, edges[which], edges[which + 1])
    new = _fit(values, design, edges[which + 1], edges[which + 2])
    if min(old[1], new[1]) <= 0:
        raise ConstantSeries("A segment is fitted without error: its dates have no interval.")
    delta = new[0] - old[0]
    drift_old, drift_new = delta @ old[2] @ delta, delta @ new[2] @ delta
    xi = drift_new / drift_old
    phi = xi * new[1] / old[1]
    # The estimate overshoots to the right as the argmax does, so the interval reaches left
    # by the argmax's upper quantile, and the other way round.
    scale = old[1] / drift_old
    left = scale * _upper_quantile(xi, phi)
    right = scale * _upper_quantile(1 / xi, 1 / phi) * phi / xi**2
    position = positions[which]
    return int(position - np.ceil(left)), int(position + np.ceil(right))


def _fit(
    values: np.ndarray, design: np.ndarray, start: int, end: int
) -> tuple[np.ndarray, float, np.ndarray]:
    rows, response = design[start:end], values[start:end]
    coefficients = np.linalg.lstsq(rows, response, rcond=None)[0]
    resid = response - rows @ coefficients
    return coefficients, float((resid**2).mean()), rows.T @ rows / len(rows)


def _upper_quantile(xi: float, phi: float) -> float:
    """Point that the argmax exceeds with probability (1 - LEVEL) / 2."""
    from scipy.optimize import brentq

    aim = (1 - LEVEL) / 2
    high = 1.0
    while _exceeds(high, xi, phi) > aim:
        high *= 2
    return float(brentq(lambda x: _exceeds(x, xi, phi) - aim, 1e-12, high))


def _exceeds(x: float, xi: float, phi: float) -> float:
    """P(argmax > x) of W(s) - |s|/2 left of 0 and sqrt(phi) W(s) - xi s/2 right of it."""
    from scipy.special import log_ndtr

    drift = xi**2 / phi
    density = np.sqrt(drift * x / (2 * np.pi)) * np.exp(-drift * x / 8)
    both = xi * (2 * phi + xi) / (phi * (phi + xi))
    crossing = np.exp((phi + xi) * x / 2 + log_ndtr(-(phi + xi / 2) * np.sqrt(x / phi)))
    own = (2 * phi + xi) ** 2 / ((phi + xi) * phi) - 2 + drift * x / 2
    return float(own * np.exp(log_ndtr(-np.sqrt(drift * x) / 2)) - density - both * crossing)
