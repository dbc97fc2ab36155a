"""Where the events were: counts or tolls per place, the places without coordinates included."""

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
        Where a toll is added up, ``events`` is what is known of it, missing where nothing is, and
        ``toll_unknown`` says how many reports of the place give no number.
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
        return self.table.dropna(subset=["lat", "lon", "events"])

    @property
    def unlocated(self) -> pd.DataFrame:
        """The places whose coordinates are unknown."""
        return self.table[self.table["lat"].isna() | self.table["lon"].isna()]

    @property
    def silent(self) -> pd.DataFrame:
        """The places of which no toll is known; empty where events are counted."""
        return self.table[self.table["events"].isna()]

    @property
    def is_least(self) -> bool:
        """Whether reports that give no number make every sum one at least."""
        return "toll_unknown" in self.table and bool(self.table["toll_unknown"].any())

    @property
    def names(self) -> pd.Series:
        """The places by name, with their country where two share one; in the table's order."""
        place, country = self.table["location"], self.table["country"]
        shared = place.duplicated(keep=False) & (country != UNKNOWN)
        return place.where(~shared, place + " (" + country + ")")

    def __str__(self) -> str:
        """Say where most events were."""
        total = int(self.table["events"].sum())
        least, known = ("at least ", " known") if self.is_least else ("", "")
        leaders = self.table.assign(name=self.names).dropna(subset=["events"]).head(2)
        named = [
            f"{row.name}, {least}{row.events:,} of {total:,}{known} ({row.share * 100:.0f} %)"
            for row in rows_of(leaders)
        ]
        return f"Most {self.noun}: {'; '.join(named)}."


def count_places(
    events: pd.DataFrame, *, noun: str = "events", undated: int = 0, added: str = ""
) -> PlacesResult:
    """Count events per place, or add up what is known of a toll.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``location``, ``country``, ``lat`` and ``lon``.
    noun : str
        What is counted, in the plural.
    undated : int
        How many of them are dated less exactly than to the day, which a map says.
    added : str
        A column to add up instead, such as ``killed``; places with a known sum of none are absent.

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
    words = [name for name in ("location", "country", "weapon") if name in events]
    named = events.assign(**{name: events[name].fillna(UNKNOWN) for name in words})
    groups = named.groupby(["location", "country"], sort=True)
    table = groups.agg(lat=("lat", "mean"), lon=("lon", "mean"), events=("location", "size"))
    total = len(events)
    if added:
        check_columns(events, added)
        table["toll_unknown"] = groups[added].apply(lambda tolls: int(tolls.isna().sum()))
        sums = groups[added].sum(min_count=1).astype("Int64")
        # Where reports are silent and the others say none, how many it was is not known.
        table["events"] = sums.mask((sums == 0) & (table["toll_unknown"] > 0))
        total = int(table["events"].sum())
    if not total:
        raise NoEvents(f"No {noun} are known in this view, so there is nothing to place on a map.")
    table["share"] = (table["events"] / total).astype(float)
    weapons = _weapons(named, added) if "weapon" in named else {}
    table["weapons"] = [weapons.get(place, "") for place in table.index]
    if added:
        table = table[table["events"].isna() | (table["events"] > 0)]
    table = table.reset_index().sort_values(["events", "location"], ascending=[False, True])
    table = table.reset_index(drop=True)
    return PlacesResult(events=events, noun=noun, table=table, undated=undated)


def _weapons(named: pd.DataFrame, added: str) -> dict[tuple, str]:
    """List the weapons of each place with their counts, those of most events or tolls first."""
    # Of as many the first listed comes first; of equal sums the first by name.
    each = named.groupby(["location", "country", "weapon"], sort=bool(added))
    counts = each[added].sum(min_count=1).dropna() if added else each.size()
    counts = counts[counts > 0].sort_values(ascending=False, kind="stable")
    listed: dict[tuple, list[str]] = {}
    for (*place, weapon), number in counts.items():
        listed.setdefault(tuple(place), []).append(f"{weapon.replace('_', ' ')} {number}")
    return {place: ", ".join(words) for place, words in listed.items()}
