"""The events of a selection whose day is not known: drawn days, and of how many events."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import pandas as pd

from analytics.imputation.dates import DRAWS, further_draws, impute_counts
from analytics.selection.cache import remembered
from analytics.selection.selected import Selection
from analytics.selection.study_series import series_sum
from analytics.series.date_precision import date_windows

# Of the last few views: the changes of one and its effects are of the same draws.
MOST_DRAWN = 8


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnDates:
    """Completed series of a selection, and of how many events the day was drawn.

    ``draw`` gives a number of series more, those of a batch that is numbered from 1.
    """

    series: tuple[pd.Series, ...]
    imprecise: int
    events: int
    draw: Callable[[int, int], list[pd.Series]]

    @property
    def further(self) -> Iterator[list[pd.Series]]:
        """Draw more series where the first do not settle what is asked."""
        return further_draws(self.draw, len(self.series))

    @property
    def numbers(self) -> dict[str, int]:
        """The two numbers, as the pooling takes them."""
        return {"imprecise": self.imprecise, "events": self.events}


def drawn_dates(selection: Selection, *, seed: int = 0) -> DrawnDates | None:
    """Draw the days of the events that are not dated to the day.

    Parameters
    ----------
    selection : Selection
    seed : int

    Returns
    -------
    DrawnDates or None
        None where every day is known. Close approximate dates are drawn too.
    """
    return _drawn(selection.counting.under(dates="precise"), seed)


@partial(remembered, most=MOST_DRAWN)
def _drawn(counting: Selection, seed: int) -> DrawnDates | None:
    study, series = counting.study, counting.measured
    events, approx_days = counting.events(series), study.approx_days
    windows = date_windows(events, approx_days)
    imprecise = int((windows["first"] < windows["last"]).sum())
    if not imprecise:
        return None
    days, added = counting.counts(series).index, series_sum(study, series)

    def draw(draws: int, batch: int) -> list[pd.Series]:
        drawn = impute_counts(
            events,
            days,
            draws=draws,
            seed=(seed, batch) if batch else seed,
            approx_days=approx_days,
            added=added,
        )
        return [counts.rename(series) for counts in drawn]

    first = tuple(draw(DRAWS, 0))
    return DrawnDates(series=first, imprecise=imprecise, events=len(events), draw=draw)
