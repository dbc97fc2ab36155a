"""Whether the share of events dated to the day differs on the two sides of the last change."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.changepoints.search import ChangepointResult
from analytics.effects.power import FEWEST_EVENTS
from analytics.effects.windows import DAY
from analytics.rates import QUANTILE
from analytics.selection.selected import Selection
from analytics.selection.study_series import series_sum
from analytics.series.date_precision import date_windows
from analytics.table_rows import rows_of

# From such a factor between the two shares on, in the way of the change, dating is named beside it.
FACTOR = 1.5


@dataclass(frozen=True, kw_only=True)
class DatedShares:
    """Outcome of :func:`dated_shares`.

    Attributes
    ----------
    before, after : float
        Events dated to the day in the regimes before and after the last change.
    all_before, all_after : float
        All events in the same days; of one whose window lies over their ends, the part inside.
    noun : str
        What is counted, in the plural.
    """

    before: float
    after: float
    all_before: float
    all_after: float
    noun: str

    def __str__(self) -> str:
        """Say both shares where dating may be a part of the change; else nothing."""
        if not self.may_matter:
            return ""
        before, after = (f"{100 * share:.0f} %" for share in self.shares)
        return (
            f"{before} of the {self.noun} before are dated to the day, {after} of those "
            "after: part of this may be dating."
        )

    @property
    def shares(self) -> tuple[float, float]:
        """Shares of the events before and after that are dated to the day."""
        return self.before / self.all_before, self.after / self.all_after

    @property
    def may_matter(self) -> bool:
        """Whether the shares differ by 1.5 times or more, and beyond chance."""
        if min(self.all_before, self.all_after) < FEWEST_EVENTS:
            return False
        whole = (self.before + self.after) / (self.all_before + self.all_after)
        spread = math.sqrt(whole * (1 - whole) * (1 / self.all_before + 1 / self.all_after))
        apart = abs(self.shares[1] - self.shares[0]) > QUANTILE * spread
        return apart and max(self.shares) >= FACTOR * min(self.shares)


def dated_shares(selection: Selection, changes: ChangepointResult) -> DatedShares | None:
    """Count the events dated to the day, and all of them, on both sides of the last change.

    Parameters
    ----------
    selection : Selection
    changes : ChangepointResult
        Its change points, with the imprecisely dated events left out.

    Returns
    -------
    DatedShares or None
        None without a change, where dates are drawn, or where the share goes the other way than
        the rate: dating hides a part of such a change, and makes none.

    Notes
    -----
    An event that is not dated to the day counts by the days that it may have: of a month that lies
    half in the days before, one half. Where a series adds up a number, its numbers are counted.
    """
    if changes.table.empty or selection.view.dates == "imputed":
        return None
    undated = selection.undated(selection.measured)
    if undated.empty:
        return None
    windows = date_windows(undated, selection.study.approx_days)
    added = series_sum(selection.study, selection.measured)
    weights = (
        undated[added].fillna(0).to_numpy(float) if added else np.ones(len(undated), dtype=float)
    )
    before, after = rows_of(changes.segments.iloc[-2:])
    whole = [
        row.events + float((_inside(windows, row.start, row.end) * weights).sum())
        for row in (before, after)
    ]
    found = DatedShares(
        before=float(before.events),
        after=float(after.events),
        all_before=whole[0],
        all_after=whole[1],
        noun=selection.measured,
    )
    rose = after.rate > before.rate
    more_dated = found.after * found.all_before > found.before * found.all_after
    return found if rose == more_dated else None


def _inside(windows: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> np.ndarray:
    """Give the part of each window that lies in a span of days, both ends inclusive."""
    first, last = windows["first"].clip(lower=start), windows["last"].clip(upper=end)
    days = ((last - first) / DAY + 1).clip(lower=0)
    return (days / ((windows["last"] - windows["first"]) / DAY + 1)).to_numpy(float)
