"""A daily series filled up to the official totals, as imputations with a band."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.checks import check_period
from analytics.errors import InvalidOption
from analytics.reconciliation.intervals import interval_counts
from analytics.reconciliation.official_totals import TotalsComparison
from analytics.series.daily import daily_counts
from analytics.wording import plain_count
from data.calendar import OBSERVED

REACH = 7  # days on either side that a day's rate is taken from
DRAWS = 200
TAIL = 0.025


@dataclass(frozen=True, kw_only=True, eq=False)
class DailyReconciliation:
    """Outcome of :func:`reconcile_daily`.

    Attributes
    ----------
    listed : Series of int
        Listed incidents by day.
    states : Series of str
        Whether anybody looked on the day, as :class:`data.calendar.Calendar` says it.
    interval : Series of Int64
        Number of the interval that a day lies in, from 1; missing where it lies in none.
    draws : ndarray of int, shape (n_draws, n_days)
        Imputed incidents, one row a draw.
    """

    listed: pd.Series
    states: pd.Series
    interval: pd.Series
    draws: np.ndarray

    @property
    def table(self) -> pd.DataFrame:
        """One row a day: what is listed, the mean imputed, and median and 95 % range of the sum.

        The means of an interval add up to what the list lacks there; the medians need not. What
        is listed is unknown on a day that is not observed.
        """
        filled = self.draws + self.listed.to_numpy()
        low, median, high = np.quantile(
            filled, [TAIL, 0.5, 1 - TAIL], axis=0, method="inverted_cdf"
        ).astype(int)
        known = self.listed.astype("Int64").where(self.states == OBSERVED)
        table = known.rename("listed").rename_axis("date").reset_index()
        return table.assign(
            imputed=self.draws.mean(axis=0),
            median=median,
            low=low,
            high=high,
            interval=self.interval.to_numpy(),
        )

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        outside = int(self.interval.isna().sum())
        lie, stand = ("lies", "stands") if outside == 1 else ("lie", "stand")
        days_outside = plain_count(outside, "days")
        rest = f" {days_outside} {lie} in no interval and {stand} as listed." if outside else ""
        days = np.flatnonzero(self.draws.any(axis=0))
        if not len(days):
            none = "No interval between official totals is short of incidents: nothing is imputed."
            return f"{none}{rest}"
        short = self.interval.iloc[days].nunique()
        several = "interval" if short == 1 else "intervals"
        return (
            f"Imputed, not reported: {plain_count(int(self.draws[0].sum()), 'incidents')} that "
            f"officials counted beyond the {int(self.listed.sum())} listed, in {short} {several}, "
            f"on days drawn {len(self.draws)} times from the rate of the listed ones.{rest}"
        )


def reconcile_daily(
    comparison: TotalsComparison,
    *,
    end: str | pd.Timestamp | None = None,
    confirmation: Collection[str] = (),
    states: pd.Series | None = None,
    draws: int = DRAWS,
    seed: int = 0,
) -> DailyReconciliation:
    """Fill the intervals between official totals up by drawing days for the missing incidents.

    Parameters
    ----------
    comparison : TotalsComparison
    end : str or Timestamp, or None
        Last day of the series; None is the last as-of day.
    confirmation : collection of str
        Its values that count as listed; none counts all.
    states : Series of str, or None
        "observed", "not covered" or "incomplete" by day; None takes every day as observed.
    draws, seed : int
        How often the days are drawn, and with which random numbers.

    Returns
    -------
    DailyReconciliation

    Raises
    ------
    InvalidOption, OutsideCoverage

    Notes
    -----
    A day's rate is the mean of the listed incidents of the seven days on either side without the
    day itself, drawn towards the mean of all days by one day's weight, so that an interval without
    listed incidents spreads evenly; days that are not observed say nothing about it. Days vary
    around this rate by a gamma factor whose spread is estimated from the list (a negative
    binomial), given the day's own count; the missing incidents of an interval are spread in
    proportion. The band holds that uncertainty and that of the draw, and takes for granted that
    the total is exact, that every listed incident is among those counted, and that incidents are
    missed alike on all days of an interval. A surplus is left as it is.
    """
    if draws < 1:
        raise InvalidOption(f"draws is {draws}: it must be 1 or more.")
    intervals = interval_counts(comparison.official_totals, start=comparison.start)
    days = comparison.days
    if confirmation:
        days = days[comparison.confirmation.isin(confirmation)]
    first, last = check_period(comparison.start, intervals["end"].iloc[-1] if end is None else end)
    inside = pd.DataFrame({"date": days[days <= last]})
    listed = daily_counts(inside, start=first, end=last)
    states = pd.Series(OBSERVED, listed.index) if states is None else states.reindex(listed.index)
    seen = (states == OBSERVED).to_numpy()
    weights = _weights(listed.to_numpy(float), seen, draws, np.random.default_rng([seed, 0]))
    rng = np.random.default_rng([seed, 1])
    imputed = np.zeros((draws, len(listed)), dtype=np.int64)
    number = pd.Series(pd.NA, index=listed.index, dtype="Int64")
    for k, row in enumerate(intervals[intervals["end"] <= last].itertuples(), 1):
        place = listed.index.slice_indexer(row.start, row.end)
        number.iloc[place] = k
        missing = max(row.events - int(listed.iloc[place].sum()), 0)
        share = weights[:, place] / weights[:, place].sum(axis=1, keepdims=True)
        imputed[:, place] = rng.multinomial(missing, share)
    return DailyReconciliation(listed=listed, states=states, interval=number, draws=imputed)


def _weights(
    listed: np.ndarray, seen: np.ndarray, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Draw the rate of each day, shape (n_draws, n_days), from its neighbours and its own count."""
    near, dispersion = _rate(listed, seen)
    if dispersion == 0:
        return np.tile(near, (draws, 1))
    shape = 1 / dispersion
    weights = seen.astype(float)
    factor = rng.gamma(
        shape + weights * listed, 1 / (shape + weights * near), size=(draws, len(listed))
    )
    # A gamma of a small shape can underflow to 0, and an interval needs one day that can be drawn.
    return near * np.maximum(factor, 1e-9)


def _rate(listed: np.ndarray, seen: np.ndarray) -> tuple[np.ndarray, float]:
    """Return each day's rate by its neighbours, and the dispersion of the observed days around it.

    The day itself stays out: its own count must not vouch for its rate.
    """
    if not listed[seen].any():
        return np.ones_like(listed), 0.0
    window = np.ones(2 * REACH + 1)
    window[REACH] = 0
    around = np.convolve(np.pad(listed * seen, REACH), window, "valid")
    known = np.convolve(np.pad(seen.astype(float), REACH), window, "valid")
    level = listed[seen].mean()
    nearby = np.divide(around, known, out=np.full_like(around, level), where=known > 0)
    # Where fewer neighbours are known, the level must not weigh more: ends would differ.
    near = (2 * REACH * nearby + level) / (2 * REACH + 1)
    dispersion = ((listed - near) ** 2 - near)[seen].sum() / (near[seen] ** 2).sum()
    return near, max(float(dispersion), 0.0)
