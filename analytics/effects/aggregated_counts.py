"""The rate of counts over unequal periods before and after a date, without daily values."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.dispersion import PRIOR_FREEDOM, SMALLEST_INFLATION, Dispersion
from analytics.effects import sentence
from analytics.effects.rate_ratio import likelihood_ratio_interval, ratio_pvalue
from analytics.errors import NotAnswerable
from analytics.rates import LEVEL
from analytics.wording import plain_date, plain_number

DAY = pd.Timedelta(days=1)
# Variance over mean that counts of whole intervals are taken to have before the data say otherwise.
PRIOR_SCATTER = 2.0


@dataclass(frozen=True, kw_only=True, eq=False)
class IntervalEffectResult:
    """Outcome of :func:`interval_effect`.

    ``before`` and ``after`` hold the intervals compared; the rest is as in
    :class:`analytics.effects.before_after.EffectResult`.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    rate_before: float
    rate_after: float
    rate_ratio: float
    ci_low: float
    ci_high: float
    pvalue: float

    @property
    def settled(self) -> bool:
        """Whether the data settle that the rate changed."""
        return self.pvalue < 1 - LEVEL

    @property
    def table(self) -> pd.DataFrame:
        """One row: windows, events, rates and their ratio."""
        row = {
            "start_before": self.before["start"].iloc[0],
            "end_before": self.before["end"].iloc[-1],
            "start_after": self.after["start"].iloc[0],
            "end_after": self.after["end"].iloc[-1],
            "events_before": int(self.before["events"].sum()),
            "events_after": int(self.after["events"].sum()),
            "rate_before": self.rate_before,
            "rate_after": self.rate_after,
            "rate_ratio": self.rate_ratio,
            "ci_low": self.ci_low,
            "ci_high": self.ci_high,
            "pvalue": self.pvalue,
        }
        return pd.DataFrame([row])

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        row = self.table.iloc[0]
        finding = sentence.ratio(self.rate_ratio, self.ci_low, self.ci_high, settled=self.settled)
        return (
            f"Officials counted {plain_number(self.rate_after)} a day from "
            f"{plain_date(row.start_after)} to {plain_date(row.end_after)}, against "
            f"{plain_number(self.rate_before)} from {plain_date(row.start_before)} to "
            f"{plain_date(row.end_before)}: {finding}."
        )


def interval_effect(
    intervals: pd.DataFrame, date: pd.Timestamp, *, before: int, after: int, gap: int = 0
) -> IntervalEffectResult:
    """Compare the rate of events over whole intervals before and after a date.

    Parameters
    ----------
    intervals : DataFrame, one row per interval
        ``start``, ``end``, ``days`` and ``events``, from
        :func:`analytics.reconciliation.intervals.interval_counts`.
    date : Timestamp
        First day of the event.
    before, after : int
        Days wanted on either side.
    gap : int
        Days left out right before the event.

    Returns
    -------
    IntervalEffectResult

    Raises
    ------
    NotAnswerable
        When no whole interval lies on one side, or nothing was counted on both.

    Notes
    -----
    An interval belongs to the side on which most of its days lie, so a window can reach past
    its edge; the table gives its true ends. One that lies half on each side belongs to the days
    after, and one mostly in the gap to neither. The variance over the mean is estimated from the
    intervals and drawn towards 2; intervals count as independent.
    """
    last = date - (gap + 1) * DAY
    middle = intervals["start"] + (intervals["end"] - intervals["start"]) / 2
    ahead = intervals[middle.between(last - (before - 1) * DAY, last + DAY / 2, inclusive="left")]
    behind = intervals[middle.between(date - DAY / 2, date + (after - 0.5) * DAY)]
    if ahead.empty or behind.empty:
        side = "before" if ahead.empty else "after"
        raise NotAnswerable(f"No official total covers the days {side} {plain_date(date)}.")
    totals = (float(ahead["events"].sum()), float(behind["events"].sum()))
    days = (float(ahead["days"].sum()), float(behind["days"].sum()))
    if not sum(totals):
        raise NotAnswerable(f"Officials counted nothing on either side of {plain_date(date)}.")
    dispersion = _scatter((ahead, behind), totals, days)
    low, high = likelihood_ratio_interval(totals, days, dispersion)
    rates = totals[0] / days[0], totals[1] / days[1]
    return IntervalEffectResult(
        before=ahead,
        after=behind,
        rate_before=rates[0],
        rate_after=rates[1],
        rate_ratio=rates[1] / rates[0] if rates[0] else np.inf,
        ci_low=low,
        ci_high=high,
        pvalue=ratio_pvalue(totals, days, dispersion),
    )


def _scatter(
    windows: tuple[pd.DataFrame, pd.DataFrame],
    totals: tuple[float, float],
    days: tuple[float, float],
) -> Dispersion:
    """Estimate how much the counts of intervals scatter, the prior included."""
    square, freedom = 0.0, 0
    for window, total, length in zip(windows, totals, days, strict=True):
        if total:
            means = window["days"] * total / length
            square += float(((window["events"] - means) ** 2 / means).sum())
            freedom += len(window) - 1
    inflation = (PRIOR_FREEDOM * PRIOR_SCATTER + square) / (PRIOR_FREEDOM + freedom)
    return Dispersion(
        daily=0.0,
        inflation=max(inflation, SMALLEST_INFLATION),
        freedom=PRIOR_FREEDOM + freedom,
    )
