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
    windows: Sequence[np.ndarray],
    means: Sequence[np.ndarray],
    *,
    parameters: int,
    lengths: Sequence[np.ndarray] | None = None,
) -> Scatter:
    """Estimate the scatter of counts around their fitted means.

    Parameters
    ----------
    windows, means : sequence of ndarray, one per window
        Counts and fitted means per day, or per period of so many days.
    parameters : int
        Parameters behind the means.
    lengths : sequence of ndarray or None
        Days of each period; None is one each.

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
    lengths = [np.ones(len(window)) for window in windows] if lengths is None else lengths
    counts, mean, days = map(np.concatenate, (windows, means, lengths))
    freedom = max(counts.size - parameters, 1)
    a = float(daily_dispersion(counts - mean, mean, days=days, freedom=freedom))
    blocks = [_block_sums(*window, a) for window in zip(windows, means, lengths, strict=True)]
    square, expected, worth = np.sum(blocks, axis=0)
    seen = square / expected - 1 if expected > 0 else 0.0
    excess = BEYOND_BLOCK * min(seen, CLUSTERS) + BEYOND_CLUSTERS * max(seen - CLUSTERS, 0.0)
    excess = (PRIOR_FREEDOM * (PRIOR_INFLATION - 1) + worth * excess) / (PRIOR_FREEDOM + worth)
    return Scatter(daily=a, excess=float(excess), freedom=float(PRIOR_FREEDOM + worth))


def regime_scatter(
    values: np.ndarray,
    exposure: np.ndarray,
    edges: Sequence[int],
    usual: np.ndarray,
    lengths: np.ndarray,
) -> Scatter:
    """Estimate the scatter of counts around the rates of their regimes.

    Parameters
    ----------
    values, exposure : array of float, shape (n_periods,)
        Counts, and what each period is worth: its days, weekdays as they are.
    edges : sequence of int
        Of the regimes, 0 and n_periods included.
    usual : array of bool, shape (n_periods,)
        Periods that do not stand out: the others say nothing of how the rest scatter.
    lengths : array of float, shape (n_periods,)
        Days of each.

    Returns
    -------
    Scatter
    """
    windows, means, days = [], [], []
    for first, stop in zip(edges, edges[1:], strict=False):
        kept = usual[first:stop]
        counts, worth = values[first:stop][kept], exposure[first:stop][kept]
        # Where nothing happened nothing scatters, which is no sign that days are independent.
        if counts.sum() > 0:
            windows.append(counts)
            means.append(counts.sum() / worth.sum() * worth)
            days.append(lengths[first:stop][kept])
    if not windows:
        excess = PRIOR_INFLATION - 1
        return Scatter(daily=0.0, excess=excess, freedom=PRIOR_FREEDOM)
    rhythm = 6 if np.ptp(exposure / lengths) > 0 else 0
    return measure_scatter(windows, means, parameters=len(windows) + rhythm, lengths=days)


def daily_dispersion(
    residual: np.ndarray, mean: np.ndarray, *, days: np.ndarray, freedom: float
) -> np.ndarray:
    """Estimate the dispersion of a day from Pearson's statistic.

    The variance of a period is its mean + dispersion x mean^2 / days.

    Parameters
    ----------
    residual, mean : ndarray, shape (..., n_periods)
        Count less fitted mean, and fitted mean, per period.
    days : ndarray, shape (n_periods,)
        Of each period.
    freedom : float
        Periods less fitted parameters.

    Returns
    -------
    ndarray, shape (...)
        0 where the counts scatter no more than Poisson counts do.
    """
    low = np.zeros(residual.shape[:-1])
    high = np.full(residual.shape[:-1], LARGEST_DISPERSION)
    square, doubled = residual**2, mean**2 / days
    for _ in range(40):
        middle = (low + high) / 2
        variance = mean + middle[..., None] * doubled
        over = (square / np.where(variance > 0, variance, 1.0)).sum(-1) > freedom
        low, high = np.where(over, middle, low), np.where(over, high, middle)
    return np.where(low == 0, 0.0, (low + high) / 2)


def _block_sums(
    counts: np.ndarray, mean: np.ndarray, lengths: np.ndarray, a: float
) -> tuple[float, float, float]:
    """Squared sums over overlapping blocks, their expectation, and their degrees of freedom."""
    number, days = counts.size, float(lengths.sum())
    least = min(BLOCK, days // 2)
    ends = np.concatenate([[0.0], np.cumsum(lengths)])
    # Of each first period the one after which the block has its days; less at the end is no block.
    starts = np.flatnonzero(ends <= days - least)
    stops = np.searchsorted(ends, ends[starts] + least)
    held = stops - starts
    if least < 2 or held.max(initial=0) < 2:
        return 0.0, 0.0, 0.0
    variance = mean + a * mean**2 / lengths
    residual = (counts - mean) / np.sqrt(np.where(variance > 0, variance, 1.0))
    running = np.concatenate([[0.0], np.cumsum(residual)])
    sums = running[stops] - running[starts]
    expected = float((held * (1 - held / number)).sum())
    # Overlapping blocks are worth half as much again as disjoint ones (Bartlett weights).
    return float((sums**2).sum()), expected, 1.5 * (number / held.mean() - 1)


def _share_within(lengths: Sequence[float]) -> float:
    """Give the share of the excess over many days that windows of these lengths have."""
    days = np.array(lengths, dtype=float)
    shares = 1 - (1 - MEMORY**days) / (days * (1 - MEMORY))
    return float(np.average(shares, weights=1 / days))
