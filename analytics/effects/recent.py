"""The rate of the last days against the days before: how a series stands now, against usual."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analytics.effects import sentence
from analytics.effects.before_after import ALPHA
from analytics.effects.contrast import Comparison, compare
from analytics.effects.estimates import NOTHING, Estimate, ratio_estimate
from analytics.effects.power import FEWEST_DAYS, FEWEST_DAYS_IN_ALL, FEWEST_EVENTS
from analytics.effects.windows import DAY, Windows, cut_windows
from analytics.errors import OutsideCoverage
from analytics.wording import plain_date

# What was usual three years ago is not what is usual now.
USUAL_DAYS = 365


@dataclass(frozen=True, kw_only=True, eq=False)
class RecentResult:
    """Outcome of :func:`compare_recent`."""

    windows: Windows

    @cached_property
    def compared(self) -> Comparison:
        """What the comparison goes by, and what it could show."""
        return compare(self.windows)

    @property
    def answerable(self) -> bool:
        """Whether the days can tell a change."""
        # Most of many groups have too few events, which is seen before what they could show is.
        events = self.windows.before.sum() + self.windows.after.sum()
        return bool(events >= FEWEST_EVENTS) and self.compared.answerable

    @cached_property
    def ratio(self) -> Estimate:
        """The rate of the last days over that before; no numbers where they cannot tell."""
        if not self.answerable:
            return NOTHING
        found = self.compared
        return ratio_estimate(found.totals, found.days, found.dispersion)

    @property
    def rate_now(self) -> float:
        """Events per day in the last days."""
        return float(self.windows.after.mean())

    @property
    def rate_usual(self) -> float:
        """Events per day in the days before."""
        return float(self.windows.before.mean())

    @property
    def reason(self) -> str:
        """Why the days cannot tell whether the rate changed; empty where they can."""
        if self.answerable:
            return ""
        before, after = self.windows.before, self.windows.after
        events = int(before.sum() + after.sum())
        if events < FEWEST_EVENTS:
            few = f"{events} event" if events == 1 else f"{events} events"
            return f"{few} in the days compared, an answer takes {FEWEST_EVENTS}"
        if min(len(before), len(after)) < FEWEST_DAYS or len(before) + len(after) < (
            FEWEST_DAYS_IN_ALL
        ):
            return (
                f"{len(after)} days now and {len(before)} before, an answer takes "
                f"{FEWEST_DAYS_IN_ALL} in all and {FEWEST_DAYS} on each side"
            )
        return "neither a fall to nothing nor a tenfold rise would show"

    def __str__(self) -> str:
        """Say both rates and their ratio in one sentence."""
        said = sentence.rates(self.windows, noun=str(self.windows.after.name or "events"))
        if self.reason:
            return f"{said}; whether it changed cannot be told: {self.reason}."
        settled = self.ratio.pvalue < ALPHA
        return f"{said}: {sentence.ratio(*self.ratio.cells[:3], settled=settled)}."


def compare_recent(counts: pd.Series, *, days: int = 28, usual: int = USUAL_DAYS) -> RecentResult:
    """Compare the rate of the last days with the rate of the days before.

    Parameters
    ----------
    counts : Series of int, shape (n_days,)
        Events per day; days not observed are absent.
    days : int
        Of the last ones: those up to the last observed day.
    usual : int
        Of those before, at most.

    Returns
    -------
    RecentResult

    Raises
    ------
    OutsideCoverage
        When no day before the last ones is observed.

    Notes
    -----
    The interval is that of :func:`~analytics.effects.before_after.event_effect`: counts may
    scatter more than Poisson counts, and days may resemble their neighbours.
    """
    last = counts.index[-1]
    first = last - (days - 1) * DAY
    if counts.index[0] >= first:
        raise OutsideCoverage(
            f"The last {days} days cannot be compared with those before: no day before "
            f"{plain_date(first)} is observed. Compare fewer days, or start the period earlier."
        )
    before = min(usual, (first - counts.index[0]).days)
    windows = cut_windows(counts, first, before=before, after=days, gap=0, until=None)
    return RecentResult(windows=windows)
