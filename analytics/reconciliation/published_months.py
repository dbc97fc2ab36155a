"""The list of events against months that somebody else has published, month by month."""

from dataclasses import dataclass

import pandas as pd

from analytics.checks import check_columns, check_event_days
from analytics.errors import NotAnswerable
from analytics.wording import plain_count


@dataclass(frozen=True, kw_only=True, eq=False)
class PublishedMonths:
    """Outcome of :func:`compare_months`.

    Attributes
    ----------
    table : DataFrame, one row per month
        ``month`` (its first day), ``published``, ``listed`` and ``difference``, which is listed
        less published; missing where what was published is unknown.
    publisher : str
    noun : str
        What is counted, in the plural.
    skipped : int
        Months that the list does not cover whole.
    """

    table: pd.DataFrame
    publisher: str
    noun: str
    skipped: int

    def __str__(self) -> str:
        """Say the finding in one sentence."""
        known = self.table.dropna(subset=["difference"])
        equal = int((known["difference"] == 0).sum())
        published, listed = int(known["published"].sum()), int(known["listed"].sum())
        which = "one" if len(known) == 1 else f"{len(known)}"
        told = (
            f"Over {which} whole {'month' if len(known) == 1 else 'months'} the list holds "
            f"{plain_count(listed, self.noun)} and {self.publisher} published {published}; "
        )
        if equal == len(known):
            return f"{told}every month is the same."
        worst = known.loc[known["difference"].abs().idxmax()]
        same = "1 of them is" if equal == 1 else f"{equal} of them are"
        more = "more" if worst["difference"] > 0 else "fewer"
        return (
            f"{told}{same} the same, and the list is furthest off in "
            f"{worst['month']:%B %Y}, with {abs(int(worst['difference']))} {more} than the "
            f"{int(worst['published'])} published."
        )


def compare_months(
    events: pd.DataFrame,
    months: pd.DataFrame,
    *,
    start: pd.Timestamp,
    end: pd.Timestamp,
    publisher: str,
    noun: str = "events",
) -> PublishedMonths:
    """Set the rows of a list beside the number that was published for each month.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date``; an event dated to a week or a month counts in the month of that day.
    months : DataFrame, one row per month and area
        Needs ``month``, its first day, and ``events``; areas are added up, and a month with an
        unknown count among them is unknown.
    start, end : Timestamp
        Days that the list covers whole, both inclusive; months that are not inside are left out.
    publisher, noun : str

    Returns
    -------
    PublishedMonths

    Raises
    ------
    MissingColumn, InvalidSeries, NotAnswerable

    Notes
    -----
    Numbers are compared, not events. Two counts of the same kind differ too where one of them
    was made later, or counts other kinds of events.
    """
    check_columns(months, "month", "events")
    days = check_event_days(events)
    by_month = months.groupby("month")["events"]
    published = by_month.sum().where(by_month.count() == by_month.size())
    last = published.index + pd.offsets.MonthEnd(0)
    inside = (published.index >= start) & (last <= end)
    if not inside.any() or published[inside].isna().all():
        raise NotAnswerable(
            f"No month that {publisher} published lies whole in the days that the list covers, "
            f"{start:%Y-%m-%d} to {end:%Y-%m-%d}: fetch rows for longer."
        )
    published = published[inside]
    listed = days.dt.to_period("M").dt.to_timestamp().value_counts()
    table = pd.DataFrame(
        {
            "month": published.index,
            "published": published.astype("Int64").array,
            "listed": listed.reindex(published.index, fill_value=0).astype("Int64").array,
        }
    )
    table["difference"] = table["listed"] - table["published"]
    return PublishedMonths(
        table=table, publisher=publisher, noun=noun, skipped=int((~inside).sum())
    )
