"""The rate of events before and after a chosen date."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from analytics.checks import check_day
from analytics.dispersion import Dispersion
from analytics.effects import sentence
from analytics.effects.contrast import compare
from analytics.effects.counterfactual import expected_counts
from analytics.effects.estimates import Estimate, estimates, ratio_on
from analytics.effects.placebo import Placebo, placebo_dates
from analytics.effects.power import Detectable
from analytics.effects.windows import DAY, Windows, cut_windows
from analytics.rates import LEVEL

ALPHA = 1 - LEVEL


@dataclass(frozen=True, kw_only=True, eq=False)
class EffectResult:
    """Outcome of :func:`event_effect`; numbers that the data cannot carry are ``nan``.

    ``ratio`` is the rate after over the rate before, ``naive`` the same if days were independent,
    ``excess`` the events after beyond those at the rate before (negative for a shortfall),
    ``slope`` the weekly growth factor after over the one before, each with its interval.
    ``day_earlier`` and ``day_later`` are the ratio had the event been dated a day off.
    ``expected`` has ``expected``, ``low`` and ``high`` of each day after, had the rate stayed.
    ``placebo`` ranks the event among earlier dates, and ``detectable`` is the smallest change that
    these windows could show.
    """

    counts: pd.Series
    date: pd.Timestamp
    windows: Windows
    ratio: Estimate
    naive: Estimate
    excess: Estimate
    slope: Estimate
    day_earlier: Estimate
    day_later: Estimate
    expected: pd.DataFrame
    placebo: Placebo
    detectable: Detectable
    dispersion: Dispersion
    weekday: bool
    answerable: bool

    @property
    def rate_before(self) -> float:
        """Events per day before."""
        return float(self.windows.before.mean())

    @property
    def rate_after(self) -> float:
        """Events per day from the event on."""
        return float(self.windows.after.mean())

    @property
    def rate_ratio(self) -> float:
        """Rate after over rate before; infinite when nothing happened before."""
        return self.ratio.value

    @property
    def ci_low(self) -> float:
        """Lower end of the 95 % interval of the rate ratio."""
        return self.ratio.ci_low

    @property
    def ci_high(self) -> float:
        """Upper end of the 95 % interval of the rate ratio."""
        return self.ratio.ci_high

    @property
    def pvalue(self) -> float:
        """P-value of no change in the rate, two-sided."""
        return self.ratio.pvalue

    @property
    def settled(self) -> bool:
        """Whether the data settle that the rate changed."""
        return self.answerable and self.pvalue < ALPHA

    @property
    def naive_low(self) -> float:
        """Lower end of the interval if days were independent."""
        return self.naive.ci_low

    @property
    def naive_high(self) -> float:
        """Upper end of the interval if days were independent."""
        return self.naive.ci_high

    @property
    def date_sensitive(self) -> bool:
        """Whether a date one day off would settle what is open here, or the other way round."""
        pvalues = np.array([self.day_earlier.pvalue, self.day_later.pvalue])
        known = pvalues[~np.isnan(pvalues)]
        return self.answerable and bool(((known < ALPHA) != self.settled).any())

    @property
    def limit(self) -> str:
        """Where the interval is known to be too short: a clause, or empty."""
        return sentence.limit(self.windows) if self.answerable else ""

    @property
    def table(self) -> pd.DataFrame:
        """One row a quantity: ``quantity``, ``value``, ``ci_low``, ``ci_high``, ``pvalue``."""
        before, after = self.windows.before, self.windows.after
        rows = [
            ("days_before", len(before)),
            ("days_after", len(after)),
            ("events_before", before.sum()),
            ("events_after", after.sum()),
            ("rate_before", self.rate_before),
            ("rate_after", self.rate_after),
            ("rate_ratio", *self.ratio.cells),
            ("rate_ratio_if_independent", *self.naive.cells),
            ("excess_events", *self.excess.cells),
            ("slope_ratio_per_week", *self.slope.cells),
            ("rate_ratio_a_day_earlier", *self.day_earlier.cells),
            ("rate_ratio_a_day_later", *self.day_later.cells),
            ("placebo_rank", self.placebo.rank, np.nan, np.nan, self.placebo.pvalue),
            ("placebo_dates", len(self.placebo.table)),
            ("detectable_fall", self.detectable.fall),
            ("detectable_rise", self.detectable.rise),
        ]
        columns = ["quantity", "value", "ci_low", "ci_high", "pvalue"]
        padded = [(*row, *[np.nan] * (5 - len(row))) for row in rows]
        return pd.DataFrame(padded, columns=columns).astype(dict.fromkeys(columns[1:], float))

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        noun = str(self.counts.name or "events")
        parts = [sentence.rates(self.windows, noun=noun)]
        if self.answerable:
            parts[0] += ": " + sentence.ratio(*self.ratio.cells[:3], settled=self.settled)
            if not self.settled:
                parts.append(sentence.unseen(self.detectable))
        else:
            parts.append(sentence.need(self.windows, self.detectable))
        if self.date_sensitive:
            parts.append("with the event dated a day off, that answer changes")
        if self.limit:
            parts.append(self.limit)
        if self.windows.shortened:
            parts.append(sentence.shortened(self.windows))
        return "; ".join(parts) + "."


def event_effect(
    counts: pd.Series,
    date: str | pd.Timestamp,
    *,
    before: int = 28,
    after: int = 28,
    gap: int = 0,
    until: str | pd.Timestamp | None = None,
    ended: int = 0,
    slope: bool = False,
) -> EffectResult:
    """Compare the rate of events after a date with the rate before it.

    Parameters
    ----------
    counts : Series of int, shape (n_days,)
        Events per day over the whole coverage; its name is the noun of the sentence.
    date : str or Timestamp
        First day of the event; it belongs to the days after.
    before, after : int
        Days to compare on either side; fewer where the coverage ends, and the result says so.
    gap : int
        Days left out right before the event, because violence often rises in anticipation; a
        period keeps its last days.
    until : str, Timestamp or None
        Last day of a period such as a ceasefire, inclusive; it replaces ``after``.
    ended : int
        How many of the days left out are a period that ends with the event, which the sentence
        then says.
    slope : bool
        Also compare the growth per week.

    Returns
    -------
    EffectResult

    Raises
    ------
    InvalidSeries, InvalidOption, OutsideCoverage

    Notes
    -----
    A difference after a date need not come from what happened on it. The interval allows for
    counts that scatter more than Poisson counts and for days that resemble their neighbours; it
    does not know of a trend that was under way before.
    """
    day = check_day(date)
    until = None if until is None else check_day(until, "until")
    lengths = {"before": before, "after": after}
    windows = cut_windows(counts, day, gap=gap, until=until, ended=ended, **lengths)
    compared = compare(windows)
    dispersion = compared.dispersion
    shifted = partial(ratio_on, counts, before=before, after=after, gap=gap, until=until)
    return EffectResult(
        counts=counts,
        date=day,
        windows=windows,
        **estimates(compared, slope=slope),
        day_earlier=shifted(day - DAY),
        day_later=shifted(day + DAY),
        expected=expected_counts(windows.before, windows.after, compared.exposure, dispersion),
        placebo=placebo_dates(windows, dispersion),
        detectable=compared.detectable,
        dispersion=dispersion,
        weekday=compared.weekday,
        answerable=compared.answerable,
    )
