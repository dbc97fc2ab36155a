"""How late the events of each source are listed: the days from an event to its first sight."""

import numpy as np
import pandas as pd

from analytics.nowcast.delays import listed_shares, steps_of
from analytics.nowcast.first_sight import FirstSight
from analytics.nowcast.releases import Ages
from analytics.nowcast.triangle import count_seen, numbers_of, window_begins

PUBLISHER, EVERY_SOURCE = "source_publisher", "all sources"
# Days after an event at which the listed share is told.
AFTER = (1, 3, 7, 14, 28)
# Sources that are named, and the events that each must have brought.
MOST_SOURCES, LEAST_OF_SOURCE = 12, 10
COLUMNS = ["source", "events", "median_days", *(f"listed_{days}" for days in AFTER)]


def delays_by_source(
    events: pd.DataFrame,
    first_look: np.ndarray,
    sight: FirstSight,
    days: pd.DatetimeIndex,
    ages: Ages,
    by: str,
) -> pd.DataFrame:
    """Estimate how late the events of each source are listed.

    Parameters
    ----------
    events : DataFrame, one row per event
    first_look : array of int, shape (n_events,)
        The download that listed it first.
    sight : FirstSight
    days : DatetimeIndex, shape (n_days,)
    ages : Ages
    by : str
        Column that names the source; without it all are one.

    Returns
    -------
    DataFrame
        ``COLUMNS``: all events first, then the sources with the most.

    Notes
    -----
    What is still to come of the newest days is allowed for: a source whose delays grow is not
    taken for fast because only its fast events are there.
    """
    kinds = events[by].astype(object) if by in events else pd.Series(None, events.index, object)
    numbers = kinds.value_counts()
    parts = [(EVERY_SOURCE, np.ones(len(events), dtype=bool))]
    if len(numbers) > 1:
        parts += [(name, (kinds == name).to_numpy()) for name in numbers.index[:MOST_SOURCES]]
    rows = []
    for name, chosen in parts:
        dates = pd.DatetimeIndex(events.loc[chosen, "date"])
        seen = count_seen(dates, first_look[chosen], days, len(sight.looks))
        found = _row(str(name), seen, sight, ages)
        if name == EVERY_SOURCE or found[1] >= LEAST_OF_SOURCE:
            rows.append(found)
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(name: str, seen: np.ndarray, sight: FirstSight, ages: Ages) -> tuple:
    steps = steps_of(seen, ages.age, ages.final)
    begin = window_begins(steps.came.sum(axis=1), numbers_of(sight.looks.taken))
    recent = steps.since(begin).newest
    brought = int(recent.came.sum())
    share = listed_shares(recent, ages.final).share[0]
    cells = [min(int(after / ages.gap * ages.step), ages.final) for after in AFTER]
    half = np.flatnonzero(share >= 0.5)
    median = half[0] * ages.gap / ages.step if half.size and brought else np.nan
    listed = share[cells] if brought else np.full(len(AFTER), np.nan)
    return name, brought, median, *listed
