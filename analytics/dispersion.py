"""How much totals of days scatter, where days vary and resemble their neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.rates import LEVEL, QUANTILE, rate_interval, wald_ratio_interval

# Days of a block whose sums tell the dependence. Longer ones show more of it and are fewer.
BLOCK = 10
# Variance of a long window's total over what independent days give: what days of events are taken
# to have before the data say otherwise, and what that is worth. These numbers and those below were
# chosen by simulated coverage and confirmed on other levels and seeds: docs/effect-intervals.md.
PRIOR_INFLATION = 2.5
PRIOR_FREEDOM = 8.0
# Dependence reaches past a block, and a mean fitted to the days hides some: its excess over a block
# stands for so much over many days. Up to CLUSTERS it is that of events that set off others, about
# half of them; beyond it the rate itself wanders, of which a block shows more.
BEYOND_BLOCK = 5.0
CLUSTERS = 1.0
BEYOND_CLUSTERS = 2.5
# A day resembles the next; that much of it is left each day later. A short window sees less of it.
MEMORY = 0.8
SMALLEST_INFLATION = 0.8
LARGEST_DISPERSION = 50.0


@dataclass(frozen=True, kw_only=True)
class Dispersion:
    """How much totals of days scatter.

    ``daily`` is that of a day: variance = mean + daily x mean^2; ``inflation`` multiplies the
    variance of a window's total because days resemble their neighbours; ``freedom`` is what
    the estimate is worth in degrees of freedom.
    """

    daily: float
    inflation: float
    freedom: float

    @property
    def critical(self) -> float:
        """Student quantile that a root of the deviance is compared with."""
        from scipy.special import stdtrit

        return float(stdtrit(self.freedom, (1 + LEVEL) / 2))

    @property
    def size(self) -> float | None:
        """Size of the negative binomial of a day; None is Poisson."""
        return 1 / self.daily if self.daily > 0 else None

    @property
    def widening(self) -> float:
        """Factor on a normal interval's half width, the Student quantile included."""
        return float(np.sqrt(self.inflation)) * self.critical / QUANTILE


@dataclass(frozen=True, kw_only=True)
class Scatter:
    """How much days scatter around their means: what totals of any number of them have in common.

    ``daily`` and ``freedom`` as in :class:`Dispersion`; ``excess`` is by what share of itself the
    variance of a total of very many days exceeds that of independent ones.
    """

    daily: float
    excess: float
    freedom: float

    def rate_interval(self, events: float, days: float) -> tuple[float, float]:
        """Give the 95 % interval of the rate of so many days."""
        found = self.over(days)
        return rate_interval(events, days, size=found.size, inflation=found.widening)

    def ratio_interval(
        self, before: tuple[float, float], after: tuple[float, float]
    ) -> tuple[float, float]:
        """Give the 95 % interval of the ratio of two rates, each of so many events in days."""
        found = self.over(before[1], after[1])
        return wald_ratio_interval(before, after, size=found.size, inflation=found.widening)

    def over(self, *lengths: float) -> Dispersion:
        """Give the dispersion of totals over windows of so many days.

        Parameters
        ----------
        *lengths : float
            Days of each window. Of several it is that of their ratio: the shorter one counts more.

        Returns
        -------
        Dispersion
        """
        inflation = 1 + self.excess * _share_within(lengths)
        return Dispersion(
            daily=self.daily,
            inflation=float(max(inflation, SMALLEST_INFLATION)),
            freedom=self.freedom,
        )


INDEPENDENT = Scatter(daily=0.0, excess=0.0, freedom=np.inf)


def measure_scatter(
    windows: Sequence[np.ndarray], means: Sequence[np.ndarray], *, parameters: int
) -> Scatter:
    """Estimate the scatter of daily counts around their fitted means.

    Parameters
    ----------
    windows, means : sequence of ndarray, one per window
        Counts and fitted means per day.
    parameters : int
        Parameters behind the means.

    Returns
    -------
    Scatter

    Notes
    -----
    The excess is that of the variance of sums over overlapping blocks of days, less what removing
    the mean takes away, drawn towards ``PRIOR_INFLATION``: a few weeks of days cannot tell the
    dependence on their own, which is why Newey-West intervals are too short there.

    References
    ----------
    Smyth (2004). Linear models and empirical Bayes methods for assessing differential
    expression in microarray experiments. Stat. Appl. Genet. Mol. Biol. 3(1).
    """
    counts, mean = np.concatenate(windows), np.concatenate(means)
    freedom = max(counts.size - parameters, 1)
    a = float(daily_dispersion(counts - mean, mean, freedom=freedom))
    blocks = [_block_sums(y, m, a) for y, m in zip(windows, means, strict=True)]
    square, expected, worth = np.sum(blocks, axis=0)
    seen = square / expected - 1 if expected > 0 else 0.0
    excess = BEYOND_BLOCK * min(seen, CLUSTERS) + BEYOND_CLUSTERS * max(seen - CLUSTERS, 0.0)
    excess = (PRIOR_FREEDOM * (PRIOR_INFLATION - 1) + worth * excess) / (PRIOR_FREEDOM + worth)
    return Scatter(daily=a, excess=float(excess), freedom=float(PRIOR_FREEDOM + worth))


def regime_scatter(
    values: np.ndarray, exposure: np.ndarray, edges: Sequence[int], usual: np.ndarray
) -> Scatter:
    """Estimate the scatter of daily counts around the rates of their regimes.

    Parameters
    ----------
    values, exposure : array of float, shape (n_days,)
        Counts, and what each weekday is worth.
    edges : sequence of int
        Of the regimes, 0 and n_days included.
    usual : array of bool, shape (n_days,)
        Days that do not stand out: the others say nothing of how the rest scatter.

    Returns
    -------
    Scatter
    """
    windows, means = [], []
    for first, stop in zip(edges, edges[1:], strict=False):
        kept = usual[first:stop]
        counts, worth = values[first:stop][kept], exposure[first:stop][kept]
        # Where nothing happened nothing scatters, which is no sign that days are independent.
        if counts.sum() > 0:
            windows.append(counts)
            means.append(counts.sum() / worth.sum() * worth)
    if not windows:
        excess = PRIOR_INFLATION - 1
        return Scatter(daily=0.0, excess=excess, freedom=PRIOR_FREEDOM)
    rhythm = 6 if np.ptp(exposure) > 0 else 0
    return measure_scatter(windows, means, parameters=len(windows) + rhythm)


def modelled_scatter(branching: float, size: float | None) -> Scatter:
    """Give the scatter of the model of the search, for periods that are no days.

    Parameters
    ----------
    branching : float
        Share of events that earlier events set off.
    size : float or None
        Of the negative binomial of a day; None is Poisson.

    Returns
    -------
    Scatter
    """
    daily, excess = 0.0 if size is None else 1 / size, (1 - branching) ** -2 - 1
    return Scatter(daily=daily, excess=excess, freedom=np.inf)


def daily_dispersion(residual: np.ndarray, mean: np.ndarray, *, freedom: float) -> np.ndarray:
    """Estimate the dispersion, in variance = mean + dispersion x mean^2, from Pearson's statistic.

    Parameters
    ----------
    residual, mean : ndarray, shape (..., n_days)
        Count less fitted mean, and fitted mean, per day.
    freedom : float
        Days less fitted parameters.

    Returns
    -------
    ndarray, shape (...)
        0 where the counts scatter no more than Poisson counts do.
    """
    low = np.zeros(residual.shape[:-1])
    high = np.full(residual.shape[:-1], LARGEST_DISPERSION)
    square = residual**2
    for _ in range(40):
        middle = (low + high) / 2
        variance = mean + middle[..., None] * mean**2
        over = (square / np.where(variance > 0, variance, 1.0)).sum(-1) > freedom
        low, high = np.where(over, middle, low), np.where(over, high, middle)
    return np.where(low == 0, 0.0, (low + high) / 2)


def _block_sums(counts: np.ndarray, mean: np.ndarray, a: float) -> tuple[float, float, float]:
    """Squared sums over overlapping blocks, their expectation, and their degrees of freedom."""
    days = counts.size
    block = min(BLOCK, days // 2)
    if block < 2:
        return 0.0, 0.0, 0.0
    variance = mean + a * mean**2
    residual = (counts - mean) / np.sqrt(np.where(variance > 0, variance, 1.0))
    running = np.concatenate([[0.0], np.cumsum(residual)])
    sums = running[block:] - running[:-block]
    expected = (days - block + 1) * block * (1 - block / days)
    # Overlapping blocks are worth half as much again as disjoint ones (Bartlett weights).
    return float((sums**2).sum()), expected, 1.5 * (days / block - 1)


def _share_within(lengths: Sequence[float]) -> float:
    """Give the share of the excess over many days that windows of these lengths have."""
    days = np.array(lengths, dtype=float)
    shares = 1 - (1 - MEMORY**days) / (days * (1 - MEMORY))
    return float(np.average(shares, weights=1 / days))
