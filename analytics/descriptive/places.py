"""Where the events were: counts per place, the places without coordinates included."""

from dataclasses import dataclass

import pandas as pd

from analytics.checks import check_columns
from analytics.errors import NoEvents
from analytics.table_rows import rows_of

UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, eq=False)
class PlacesResult:
    """Outcome of :func:`count_places`.

    Attributes
    ----------
    events : DataFrame
        The events that were counted, one row each.
    noun : str
        What is counted, in the plural.
    table : DataFrame
        One row a place, the most frequent first: ``location``, ``country``, ``lat``, ``lon``
        (NaN where unknown), ``events``, ``share`` and ``weapons``, such as "drone 30, rocket 14".
    undated : int
        How many of them are dated less exactly than to the day.
    """

    events: pd.DataFrame
    noun: str
    table: pd.DataFrame
    undated: int = 0

    @property
    def located(self) -> pd.DataFrame:
        """The places that can stand on a map."""
        return self.table.dropna(subset=["lat", "lon"])

    @property
    def unlocated(self) -> pd.DataFrame:
        """The places whose coordinates are unknown."""
        return self.table[self.table["lat"].isna() | self.table["lon"].isna()]

    def __str__(self) -> str:
        """Say where most events were."""
        total = int(self.table["events"].sum())
        named = [
            f"{row.location}, {row.events:,} of {total:,} ({row.share * 100:.0f} %)"
            for row in rows_of(self.table.head(2))
        ]
        return f"Most {self.noun}: {'; '.join(named)}."


def count_places(events: pd.DataFrame, *, noun: str = "events", undated: int = 0) -> PlacesResult:
    """Count events per place.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``location``, ``country``, ``lat`` and ``lon``.
    noun : str
        What is counted, in the plural.
    undated : int
        How many of them are dated less exactly than to the day, which a map says.

    Returns
    -------
    PlacesResult

    Raises
    ------
    MissingColumn, NoEvents

    Notes
    -----
    A place stands at the mean of the coordinates given for it, so one wrong row moves it.
    """
    check_columns(events, "location", "country", "lat", "lon")
    if events.empty:
        raise NoEvents(f"There are no {noun} in this view, so there is nothing to place on a map.")
    named = events.assign(
        location=events["location"].fillna(UNKNOWN), country=events["country"].fillna(UNKNOWN)
    )
    groups = named.groupby(["location", "country"], sort=True)
    table = groups.agg(lat=("lat", "mean"), lon=("lon", "mean"), events=("location", "size"))
    table["share"] = table["events"] / len(events)
    table["weapons"] = groups.apply(_weapons, include_groups=False)
    table = table.reset_index().sort_values(["events", "location"], ascending=[False, True])
    table = table.reset_index(drop=True)
    return PlacesResult(events=events, noun=noun, table=table, undated=undated)


def _weapons(group: pd.DataFrame) -> str:
    """List the weapons of one place with their counts; empty where the table has none."""
    if "weapon" not in group:
        return ""
    counts = group["weapon"].fillna(UNKNOWN).value_counts()
    return ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in counts.items())
