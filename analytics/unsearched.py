"""A series too short to look for changes in: its counts can still be shown."""

import math

import pandas as pd

from analytics.changepoints import MIN_PERIODS, ChangepointResult
from analytics.wording import plain_dates

CHANGES = ["changepoint", "ci_low", "ci_high", "rate_before", "rate_after", "rate_ratio"]
CHANGES += ["ratio_low", "ratio_high", "pvalue"]


class UnsearchedResult(ChangepointResult):
    """Counts in which no change was looked for; one segment without an interval."""

    def __str__(self) -> str:
        """Say how many events there were, and why nothing more is said."""
        days, number = self.counts.index, int(self.counts.sum())
        noun = str(self.counts.name or "events")
        span = plain_dates(days[0], days[-1])
        return (
            f"{number:,} {noun} in {len(days)} observed {'day' if len(days) == 1 else 'days'}, "
            f"{span}: too few to look for a change, which takes {MIN_PERIODS}."
        )


def unsearched(counts: pd.Series) -> UnsearchedResult:
    """Wrap counts that are too short for a search, so that they can be drawn.

    Parameters
    ----------
    counts : Series of int, shape (n_days,)
        At least one day.

    Returns
    -------
    UnsearchedResult
    """
    days, events = counts.index, int(counts.sum())
    segment = {
        "start": days[0],
        "end": days[-1],
        "days": len(days),
        "events": events,
        "rate": events / len(days),
        "rate_low": math.nan,
        "rate_high": math.nan,
    }
    return UnsearchedResult(
        counts=counts,
        level=math.nan,
        size=None,
        branching=math.nan,
        weekday=False,
        pvalue=math.nan,
        draws=0,
        table=pd.DataFrame({name: pd.Series(dtype=float) for name in CHANGES}).astype(
            dict.fromkeys(CHANGES[:3], "datetime64[us]")
        ),
        segments=pd.DataFrame([segment]),
    )
