"""The events of a selection whose day is not known: drawn days, and of how many events."""

from dataclasses import dataclass

import pandas as pd

from analytics.imputation.dates import impute_counts
from analytics.selection.selected import Selection
from analytics.selection.study_series import series_sum
from analytics.series.date_precision import date_windows


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnDates:
    """Completed series of a selection, and of how many events the day was drawn."""

    series: tuple[pd.Series, ...]
    imprecise: int
    events: int

    @property
    def numbers(self) -> dict[str, int]:
        """The two numbers, as the pooling takes them."""
        return {"imprecise": self.imprecise, "events": self.events}


def drawn_dates(selection: Selection) -> DrawnDates | None:
    """Draw the days of the events that are not dated to the day.

    Returns
    -------
    DrawnDates or None
        None where every day is known. Close approximate dates are drawn too.
    """
    study, series = selection.study, selection.measured
    events = selection.events(series)
    windows = date_windows(events, study.approx_days)
    imprecise = int((windows["first"] < windows["last"]).sum())
    if not imprecise:
        return None
    drawn = impute_counts(
        events,
        selection.counts(series).index,
        approx_days=study.approx_days,
        added=series_sum(study, series),
    )
    named = tuple(counts.rename(series) for counts in drawn)
    return DrawnDates(series=named, imprecise=imprecise, events=len(events))
