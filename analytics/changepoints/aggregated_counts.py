"""Changes of rate in counts over unequal periods, such as the steps between official totals."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.errors import SeriesTooShort
from analytics.wording import plain_change, plain_number, plain_pvalue, plain_span

DRAWS = 199
FEWEST = 8
MOST_CHANGES = 6
# Chi-squared with one degree of freedom, upper 5 %; the gain is twice the log-likelihood ratio.
DATE_CRITICAL = 3.84


@dataclass(frozen=True, kw_only=True, eq=False)
class IntervalChangeResult:
    """Outcome of :func:`find_interval_changes`.

    Attributes
    ----------
    intervals : DataFrame
        What was searched: ``start``, ``end``, ``days``, ``events``.
    level, pvalue, dispersion : float
        Level of the test, p-value of no change at all, and variance over mean of the counts.
    table : DataFrame
        One row a change: ``changepoint`` (first day of the first interval of the new regime),
        ``ci_low``, ``ci_high``, ``rate_before``, ``rate_after``, ``rate_ratio``, ``pvalue``.
    """

    intervals: pd.DataFrame
    level: float
    pvalue: float
    dispersion: float
    table: pd.DataFrame

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        if self.table.empty:
            rate = self.intervals["events"].sum() / self.intervals["days"].sum()
            return (
                f"The official totals show no change in the rate at the {self.level * 100:g} % "
                f"level: {plain_number(rate)} a day throughout ({plain_pvalue(self.pvalue)})."
            )
        moves = [
            f"{plain_change(row)} ({plain_span(row.ci_low, row.ci_high)})"
            for row in self.table.itertuples()
        ]
        return f"By the official totals the rate {'; then it '.join(moves)}."


def find_interval_changes(intervals: pd.DataFrame, *, level: float = 0.05) -> IntervalChangeResult:
    """Find where the rate of counts over unequal periods changed.

    Parameters
    ----------
    intervals : DataFrame, one row per interval
        ``start``, ``end``, ``days`` (exposure) and ``events``, in order and without gaps.
    level : float
        Probability of reporting any change where there is none.

    Returns
    -------
    IntervalChangeResult

    Raises
    ------
    SeriesTooShort

    Notes
    -----
    The statistic is the largest quasi-Poisson likelihood ratio of a step or of a passing change
    (a pair of steps with one level outside), held against 199 simulated series with the same
    exposures and dispersion; further changes are tested with those found in the null. Intervals
    count as independent: a total that lags behind the events makes neighbours depend on each
    other, and the dates can be no finer than the intervals.
    """
    if len(intervals) < FEWEST:
        raise SeriesTooShort(
            f"Changes in totals need {FEWEST} intervals, got {len(intervals)}: widen the period."
        )
    events = intervals["events"].to_numpy(float)
    days = intervals["days"].to_numpy(float)
    edges: tuple[int, ...] = (0, len(events))
    pvalues: dict[int, float] = {}
    first = 1.0
    for step in range(MOST_CHANGES):
        more, pvalue = _next_change(events, days, edges)
        first = pvalue if step == 0 else first
        if pvalue > level:
            break
        worst = max([pvalue, *pvalues.values()])
        pvalues |= dict.fromkeys(set(more) - set(edges), worst)
        edges = more
    return IntervalChangeResult(
        intervals=intervals,
        level=level,
        pvalue=first,
        dispersion=_dispersion(events, days, edges),
        table=_table(intervals, events, days, edges, pvalues),
    )


def _next_change(
    events: np.ndarray, days: np.ndarray, edges: tuple[int, ...]
) -> tuple[tuple[int, ...], float]:
    """Return the edges with the best further change in them, and its p-value."""
    more, statistic = _best(events, days, edges)
    means = _means(events, days, edges)
    # Fitted with the change the dispersion is too low where there is none, and without it too
    # high where there is one.
    both = _dispersion(events, days, more) * _dispersion(events, days, edges)
    spread = max(both**0.5, 1.0)
    rng = np.random.default_rng(len(edges))
    beyond = 0
    for _ in range(DRAWS):
        beyond += _best(_draw(rng, means, spread), days, edges)[1] >= statistic
    return more, (1 + beyond) / (1 + DRAWS)


def _draw(rng: np.random.Generator, means: np.ndarray, spread: float) -> np.ndarray:
    """Draw counts with these means and a variance of ``spread`` times the mean."""
    if spread <= 1.001:
        return rng.poisson(means).astype(float)
    return rng.poisson(rng.gamma(means / (spread - 1) + 1e-12, spread - 1)).astype(float)


def _best(
    events: np.ndarray, days: np.ndarray, edges: tuple[int, ...]
) -> tuple[tuple[int, ...], float]:
    """Return the edges with the largest gain added, and that gain over the dispersion."""
    y, e = np.append(0, events.cumsum()), np.append(0, days.cumsum())
    best, more = -np.inf, edges
    for low, high in zip(edges, edges[1:], strict=False):
        # Every pair low <= a < b <= high; those that touch an edge are single steps. A pair has
        # one parameter more to place, which the simulated series have as well.
        a, b = np.triu_indices(high - low + 1, 1)
        a, b = a + low, b + low
        inside = (y[b] - y[a], e[b] - e[a])
        whole = (y[high] - y[low], e[high] - e[low])
        gains = _fit(*inside) + _fit(whole[0] - inside[0], whole[1] - inside[1]) - _fit(*whole)
        k = int(gains.argmax())
        if gains[k] > best:
            best, more = gains[k], tuple(sorted({*edges, int(a[k]), int(b[k])}))
    return more, 2 * best / max(_dispersion(events, days, more), 1.0)


def _fit(events: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return the Poisson log-likelihood at its best rate, without what does not depend on it."""
    some = (events > 0) & (days > 0)
    rate = np.divide(events, days, out=np.ones_like(np.asarray(days, float)), where=some)
    return np.where(some, events * np.log(rate), 0.0)


def _means(events: np.ndarray, days: np.ndarray, edges: tuple[int, ...]) -> np.ndarray:
    parts = [
        days[low:high] * events[low:high].sum() / days[low:high].sum()
        for low, high in zip(edges, edges[1:], strict=False)
    ]
    return np.concatenate(parts)


def _dispersion(events: np.ndarray, days: np.ndarray, edges: tuple[int, ...]) -> float:
    """Return Pearson's variance over mean around the regimes."""
    means = _means(events, days, edges)
    some = means > 0
    left = max(int(some.sum()) - len(edges) + 1, 1)
    return float(((events - means)[some] ** 2 / means[some]).sum() / left)


def _table(
    intervals: pd.DataFrame,
    events: np.ndarray,
    days: np.ndarray,
    edges: tuple[int, ...],
    pvalues: dict[int, float],
) -> pd.DataFrame:
    rows = []
    spread = max(_dispersion(events, days, edges), 1.0)
    for low, place, high in zip(edges, edges[1:], edges[2:], strict=False):
        places = np.arange(low + 1, high)
        splits = [
            _fit(events[low:k].sum(), days[low:k].sum())
            + _fit(events[k:high].sum(), days[k:high].sum())
            for k in places
        ]
        kept = places[2 * (max(splits) - np.array(splits)) / spread <= DATE_CRITICAL]
        before = events[low:place].sum() / days[low:place].sum()
        after = events[place:high].sum() / days[place:high].sum()
        rows.append(
            {
                "changepoint": intervals["start"].iloc[place],
                # The change can lie anywhere in the intervals on either side of a boundary.
                "ci_low": intervals["start"].iloc[kept[0] - 1],
                "ci_high": intervals["end"].iloc[kept[-1]],
                "rate_before": before,
                "rate_after": after,
                "rate_ratio": after / before if before > 0 else np.inf,
                "pvalue": pvalues[place],
            }
        )
    names = ["changepoint", "ci_low", "ci_high", "rate_before", "rate_after", "rate_ratio"]
    return pd.DataFrame(rows, columns=[*names, "pvalue"])
