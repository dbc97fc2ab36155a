"""Which changes are in a series: one test after another, each calibrated by simulation."""

import math
from dataclasses import dataclass

import numpy as np

# Simulated series of the first look and of the second, taken only where the first is not clear.
DRAWS = (49, 100)
# A change that loses less than this when its neighbours are joined was only the far end of one.
LEAST_GAIN = 12.0
MOST_CHANGES = 20
LEAST_EVENTS = 4
SMALLEST_PVALUE = 1e-4


@dataclass(frozen=True, kw_only=True, eq=False)
class Detection:
    """The changes found, and the model that the series was held against.

    Attributes
    ----------
    positions : array of int
        First periods of the new regimes.
    pvalues : array of float
        Adjusted p-value of each.
    pvalue : float
        Of no change at all.
    size, branching : float
        Of the series with the changes in it.
    exposure : array of float
        Weekday factor of every period; all 1 without a rhythm.
    draws : int
        Simulated series in all tests together.
    """

    positions: np.ndarray
    pvalues: np.ndarray
    pvalue: float
    size: float
    branching: float
    exposure: np.ndarray
    draws: int


def detect(
    values: np.ndarray, weekday: np.ndarray, *, level: float, min_days: int, seed: int = 0
) -> Detection:
    """Test for one change after another until no further one is found.

    Each test takes the changes found before as part of its null. A change is reported with the
    largest p-value up to its step, so the chance of any false report stays at ``level``.
    """
    from benchmarks.peers.previous.calibration import weekday_factors
    from benchmarks.peers.previous.scan import further_change

    edges, pvalue, draws = np.array([0, values.size]), 1.0, 0
    found: dict[int, float] = {}
    for step in range(MOST_CHANGES if values.sum() >= LEAST_EVENTS else 0):
        factors = weekday_factors(values, weekday, edges)
        result = further_change(values, factors[weekday], weekday, factors, edges, min_days)
        here, used = _pvalue(result, values, weekday, factors, edges, min_days, seed)
        pvalue = here if step == 0 else pvalue
        draws += used
        if here > level:
            break
        here = max([here, *found.values()])
        more = _tidy(values, factors[weekday], result[0], min_days, result[2])
        if more.size <= edges.size:
            break
        found = _carry_over(found, more, here)
        edges = more
    return _with_model(values, weekday, edges, found, pvalue, draws)


def tail(statistics: np.ndarray, statistic: float) -> float:
    """Give the p-value of a statistic from draws under the null, by a Gumbel distribution.

    The largest of many dependent gains is close to Gumbel, whose two parameters (here by
    probability-weighted moments) need far fewer draws than a rank in the tail does.

    References
    ----------
    Hosking, Wallis & Wood (1985). Estimation of the generalized extreme-value distribution by
    the method of probability-weighted moments. Technometrics 27(3), 251-261.
    """
    ordered = np.sort(statistics[np.isfinite(statistics)])
    n = ordered.size
    if n < 10 or not math.isfinite(statistic):
        return 1.0
    first = (np.arange(n) * ordered).sum() / (n * (n - 1))
    scale = max((2 * first - ordered.mean()) / math.log(2), 1e-6)
    middle = ordered.mean() - np.euler_gamma * scale
    exponent = min(-(statistic - middle) / scale, 50.0)
    return max(-math.expm1(-math.exp(exponent)), SMALLEST_PVALUE)


def _pvalue(
    result: tuple,
    values: np.ndarray,
    weekday: np.ndarray,
    factors: np.ndarray,
    edges: np.ndarray,
    min_days: int,
    seed: int,
) -> tuple[float, int]:
    """Give the p-value of the next change, and how many series were drawn for it."""
    from benchmarks.peers.previous.calibration import null_model, null_statistics

    more, statistic = result[0], result[1]
    if not math.isfinite(statistic):
        return 1.0, 0
    branching, size, rates, exposure = null_model(values, weekday, factors, edges, more)
    drawn = np.empty(0)
    for part, draws in enumerate(DRAWS, seed * len(DRAWS)):
        extra = null_statistics(
            part,
            draws,
            rates,
            exposure,
            branching,
            size,
            edges,
            weekday,
            min_days,
        )
        drawn = np.append(drawn, extra)
        pvalue = tail(drawn, statistic)
        if pvalue > 0.25 or pvalue < SMALLEST_PVALUE * 10:
            break
    return pvalue, drawn.size


def _tidy(
    values: np.ndarray, exposure: np.ndarray, edges: np.ndarray, min_days: int, size: float
) -> np.ndarray:
    """Move every change to its best place between its neighbours, and drop the idle ones."""
    from benchmarks.peers.previous.scan import best_step, gain

    sums = np.concatenate(([0.0], np.cumsum(values)))
    exposures = np.concatenate(([0.0], np.cumsum(exposure)))
    edges = edges.copy()
    while edges.size > 2:
        for _ in range(3):
            for k in range(1, edges.size - 1):
                edges[k] = best_step(sums, exposures, edges[k - 1], edges[k + 1], min_days, size)[0]
        gains = [
            gain(sums, exposures, edges[k - 1], edges[k - 1], edges[k], edges[k + 1], size)
            for k in range(1, edges.size - 1)
        ]
        if edges.size == 3 or min(gains) >= LEAST_GAIN:
            break
        edges = np.delete(edges, 1 + int(np.argmin(gains)))
    return edges


def _carry_over(found: dict[int, float], edges: np.ndarray, pvalue: float) -> dict[int, float]:
    """Give every change its p-value: the nearest earlier one's, else that of this step."""
    carried = dict.fromkeys((int(edge) for edge in edges[1:-1]), pvalue)
    for position, earlier in found.items():
        nearest = min(carried, key=lambda edge: abs(edge - position))
        carried[nearest] = min(carried[nearest], earlier)
    return carried


def _with_model(
    values: np.ndarray,
    weekday: np.ndarray,
    edges: np.ndarray,
    found: dict[int, float],
    pvalue: float,
    draws: int,
) -> Detection:
    from benchmarks.peers.previous.calibration import weekday_factors
    from benchmarks.peers.previous.self_exciting import (
        fit_branching,
        recent_excess,
        regime_rates,
        tabulate,
    )

    factors = weekday_factors(values, weekday, edges)
    exposure = factors[weekday]
    rates = regime_rates(values, exposure, edges)
    excess = recent_excess(values, exposure, rates)
    table = tabulate(values, weekday)
    branching, size, _ = fit_branching(values, exposure, rates, excess, table, factors, 2.0, 0.0)
    return Detection(
        positions=edges[1:-1],
        pvalues=np.array([found[int(edge)] for edge in edges[1:-1]]),
        pvalue=pvalue,
        size=float(size),
        branching=float(branching),
        exposure=exposure,
        draws=draws,
    )
