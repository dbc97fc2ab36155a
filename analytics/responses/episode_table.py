"""The episodes as a table: their days, what came before and after, and first on the same day."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.responses.episodes import Episodes, PairedDays
from data.tables.schema import DAY_ORDERS

UNKNOWN_ORDER = "unknown"
QUIET_DAY = "none that day"
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


@dataclass(frozen=True, kw_only=True, eq=False)
class SameDay:
    """What is known of the order of trigger and responder on the first days of the episodes.

    Attributes
    ----------
    trigger, responder : str
        What the two series count, in the plural.
    orders : tuple of str
        For each episode "before" (the trigger came before the responder's events of that day),
        "after", "between", "unknown", or "none that day" where there is nothing to put in order.
    table : DataFrame
        One row an order: ``order``, ``days``, ``events`` of the responder.
    """

    trigger: str
    responder: str
    orders: tuple[str, ...]
    table: pd.DataFrame

    @property
    def unknown(self) -> int:
        """Days on which the order would matter and is not known."""
        return sum(order == UNKNOWN_ORDER for order in self.orders)

    def __str__(self) -> str:
        """Say why the first day itself stands in no window."""
        days = self.table.set_index("order")["days"]
        shared = len(self.orders) - int(days[QUIET_DAY])
        if not shared:
            return f"On none of the first days of an episode were there {self.responder}."
        opening = (
            f"On {shared} of {len(self.orders)} first days there were {self.responder} as well"
        )
        if self.unknown == shared:
            return f"{opening}, and no source says which came first: day 0 is in no window."
        known = ", ".join(
            f"{_words(order)} on {days[order]}" for order in DAY_ORDERS if days[order]
        )
        if not self.unknown:
            return f"{opening}: {self.trigger} {known}; day 0 is in no window all the same."
        return (
            f"{opening}: {self.trigger} {known}, of unknown order on {self.unknown}. While that is "
            "not known for each of them, day 0 cannot be answered."
        )


def _words(order: str) -> str:
    return {"before": "came first", "after": "came last"}.get(order, "came between")


def same_day(
    orders: pd.Series | None,
    starts: pd.DatetimeIndex,
    counts: np.ndarray,
    *,
    trigger: str,
    responder: str,
) -> SameDay:
    """Tell for each episode which came first on its first day.

    Parameters
    ----------
    orders : Series of str or None
        Of the trigger against the responder's events of the same day, indexed by day, one entry a
        row; a blank is unknown. None where no source says anything.
    starts : DatetimeIndex, shape (n_episodes,)
    counts : ndarray of float, shape (n_episodes,)
        Events of the responder on these days; ``nan`` where not observed.
    trigger, responder : str

    Returns
    -------
    SameDay
    """
    found = tuple(
        QUIET_DAY if count == 0 else _order(orders, day)
        for day, count in zip(starts, counts, strict=True)
    )
    rows = [
        {
            "order": order,
            "days": sum(one == order for one in found),
            "events": int(
                sum(n for n, one in zip(counts, found, strict=True) if one == order and n == n)
            ),
        }
        for order in (*DAY_ORDERS, UNKNOWN_ORDER, QUIET_DAY)
    ]
    return SameDay(trigger=trigger, responder=responder, orders=found, table=pd.DataFrame(rows))


def _order(orders: pd.Series | None, day: pd.Timestamp) -> str:
    """Put the rows of one day together: what they all say; several are between."""
    if orders is None or day not in orders.index:
        return UNKNOWN_ORDER
    said = orders.loc[[day]]
    if said.isna().any() or not said.isin(DAY_ORDERS).all():
        return UNKNOWN_ORDER
    return str(said.iloc[0]) if said.nunique() == 1 else "between"


def turned(orders: pd.Series) -> pd.Series:
    """Tell the order from the other side: what came before a strike came before it."""
    return orders.map({"before": "after", "after": "before", "between": "between"})
