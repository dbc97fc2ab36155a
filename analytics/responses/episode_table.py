"""The episodes as a table: their days, their events, and what came before and after."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.responses.episodes import Episodes, PairedDays

# Days before and after the first day of an episode whose events are counted.
SIDE_DAYS = 7


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """What the table of a trigger says of its events, beside their number.

    Attributes
    ----------
    ids : Series of str
        Ids of the events, indexed by their day; empty where there are none.
    orders : Series of str or None
        Whether an event came before, after or between the responder's of its day, indexed by day.
    sizes : DataFrame
        Measures of size of each event, indexed by its day; a blank is unknown.
    """

    ids: pd.Series
    orders: pd.Series | None
    sizes: pd.DataFrame


NO_ROWS = Rows(
    ids=pd.Series(dtype="str", index=pd.DatetimeIndex([])),
    orders=None,
    sizes=pd.DataFrame(index=pd.DatetimeIndex([])),
)


def episode_table(
    paired: PairedDays,
    found: Episodes,
    rows: Rows,
    orders: tuple[str, ...],
    links: pd.DataFrame,
) -> pd.DataFrame:
    """List the episodes.

    Parameters
    ----------
    paired : PairedDays
    found : Episodes
    rows : Rows
    orders : tuple of str
        Which came first on the first day of each episode.
    links : DataFrame
        The next event after every day of the trigger, as
        :func:`analytics.responses.waiting.waiting_times` gives it.

    Returns
    -------
    DataFrame
        See ``DirectionResult.episodes``.
    """
    days = paired.days
    spans = list(zip(found.starts.tolist(), found.ends.tolist(), strict=True))
    events = [np.nansum(paired.trigger[a : b + 1]) for a, b in spans]
    on = [int((np.nan_to_num(paired.trigger[a : b + 1]) >= found.least).sum()) for a, b in spans]
    of_start = links.set_index("day").loc[days[found.starts]]
    return pd.DataFrame(
        {
            "episode": np.arange(1, len(spans) + 1),
            "start": days[found.starts],
            "end": days[found.ends],
            "days": on,
            "events": np.array(events, dtype="int64"),
            "before": _counted(paired, found.starts, -SIDE_DAYS, -1),
            "after": _counted(paired, found.starts, 1, SIDE_DAYS),
            "same_day": pd.array(paired.responder[found.starts], dtype="Float64").astype("Int64"),
            "order": list(orders),
            "next": of_start["next"].to_numpy(),
            "delay": of_start["delay"].to_numpy(),
            "rows": [_ids(rows.ids, days[a], days[b]) for a, b in spans],
        }
    ).astype({"delay": "Int64"})


def sizes_of(paired: PairedDays, found: Episodes, rows: Rows) -> pd.DataFrame:
    """Measure the episodes: events, and whatever the table of the trigger tells of their size.

    Parameters
    ----------
    paired : PairedDays
    found : Episodes
    rows : Rows

    Returns
    -------
    DataFrame, one row an episode
        A size that no row of an episode tells is missing.
    """
    spans = list(zip(found.starts.tolist(), found.ends.tolist(), strict=True))
    sizes = {"events": [float(np.nansum(paired.trigger[a : b + 1])) for a, b in spans]}
    for name in rows.sizes:
        sizes[str(name)] = [
            _sum(rows.sizes[name], paired.days[a], paired.days[b]) for a, b in spans
        ]
    return pd.DataFrame(sizes)


def _sum(sizes: pd.Series, first: pd.Timestamp, last: pd.Timestamp) -> float:
    inside_it = sizes[(sizes.index >= first) & (sizes.index <= last)]
    total = inside_it.sum(min_count=1)
    return np.nan if pd.isna(total) else float(total)


def _ids(ids: pd.Series, first: pd.Timestamp, last: pd.Timestamp) -> str:
    return " ".join(ids[(ids.index >= first) & (ids.index <= last)])


def _counted(paired: PairedDays, starts: np.ndarray, first: int, last: int) -> pd.array:
    """Count the responder in the days around each start; missing where a day is not observed."""
    at = starts[:, None] + np.arange(first, last + 1)
    on = (at >= 0) & (at < paired.days.size)
    counts = np.where(on, paired.responder[np.where(on, at, 0)], np.nan)
    return pd.array(counts.sum(axis=1), dtype="Float64").astype("Int64")
