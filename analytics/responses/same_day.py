"""The first day of an episode itself: which came first, where the source says so."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.tables.schema import DAY_ORDERS

UNKNOWN_ORDER = "unknown"
QUIET_DAY = "none that day"


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
