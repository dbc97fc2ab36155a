"""Groups that are places, on the map: where each lies, whether it has a shape, how it changed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.effects.before_after import ALPHA
from analytics.errors import NotAnswerable
from analytics.groups.compare import GroupsResult, compare_groups
from analytics.selection.cache import remembered
from analytics.selection.columns import asked_columns, tells_apart
from analytics.selection.selected import Selection
from analytics.series.daily import UNKNOWN

# The columns of known sources that say where; a study's shapes may be those of another.
PLACES = ("admin1", "admin2", "admin3", "country", "location")
Rings = tuple[np.ndarray, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class GroupsOnMap:
    """Outcome of :func:`place_groups`.

    Attributes
    ----------
    groups : GroupsResult
    table : DataFrame
        One row a group, in the order of ``groups``: ``group``, ``lon``, ``lat`` (the mean of its
        events' coordinates, NaN where none has any), ``has_shape``, ``events``, ``rate_now``,
        ``rate_usual``, ``rate_ratio``, ``ci_low``, ``ci_high``, ``settled`` (whether it changed
        after Holm's correction) and ``reason``.
    shapes : mapping of str to tuple of array
        Outlines of the groups that have a shape, longitude and latitude.
    others : mapping of str to tuple of array
        Outlines of units without an event in the view.
    """

    groups: GroupsResult
    table: pd.DataFrame
    shapes: Mapping[str, Rings]
    others: Mapping[str, Rings]

    @property
    def without_shape(self) -> list[str]:
        """The groups that have no shape where others have one."""
        if not self.shapes and not self.others:
            return []
        return self.table.loc[~self.table["has_shape"], "group"].tolist()

    @property
    def nowhere(self) -> list[str]:
        """The groups that have neither a shape nor coordinates."""
        lost = ~self.table["has_shape"] & self.table["lon"].isna()
        return self.table.loc[lost, "group"].tolist()

    def __str__(self) -> str:
        """Say which group changed most, as the comparison itself does."""
        return str(self.groups)


def place_column(selection: Selection) -> str:
    """Return the column whose groups a map shows.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    str
        The one that the view divides by where that says where; else that of the study's shapes,
        or the first of the known ones in which rows differ.

    Raises
    ------
    NotAnswerable
        When the study has no such column.
    """
    study, by = selection.study, selection.view.by
    shaped = study.shapes.column
    if says_where(selection, by):
        return by
    columns = asked_columns(study)
    for column in filter(None, (shaped, *PLACES)):
        if column in columns and tells_apart(study, column):
            return column
    raise NotAnswerable(
        "No column of this study says where its events were, so there is no map of its groups: "
        f"it would take one of {', '.join(PLACES)}."
    )


def says_where(selection: Selection, by: str) -> bool:
    """Tell whether a column is one of places: by its name, or because the study has its shapes."""
    return by in PLACES or by == selection.study.shapes.column


def place_groups(selection: Selection) -> GroupsOnMap:
    """Compare the groups of a view, and find where each lies.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    GroupsOnMap

    Raises
    ------
    InvalidOption, OutsideCoverage, NotAnswerable
    """
    by = place_column(selection)
    return _placed(selection.counting.under(by=by, recent=selection.view.recent))


@remembered
def _placed(selection: Selection) -> GroupsOnMap:
    by, shapes = selection.view.by, selection.study.shapes
    # A map shows no newest change, so it waits for no search.
    groups = compare_groups(selection, most=0)
    outlines = shapes.units if shapes.column == by else {}
    events = selection.counted(selection.measured)
    where = _middles(events.assign(group=events[by].astype(object).fillna(UNKNOWN).astype(str)))
    names = ["group", "events", "rate_now", "rate_usual", "rate_ratio", "ci_low", "ci_high"]
    table = groups.table[[*names, "reason"]].assign(
        lon=groups.table["group"].map(where["lon"]).astype(float),
        lat=groups.table["group"].map(where["lat"]).astype(float),
        has_shape=groups.table["group"].isin(list(outlines)).astype(bool),
        settled=groups.table["holm"] < ALPHA,
    )
    known = set(table["group"])
    return GroupsOnMap(
        groups=groups,
        table=table,
        shapes={name: rings for name, rings in outlines.items() if name in known},
        others={name: rings for name, rings in outlines.items() if name not in known},
    )


def _middles(events: pd.DataFrame) -> pd.DataFrame:
    """Return the mean coordinates of each group; a group without any is missing."""
    # What is called unknown lies anywhere.
    known = events[events["group"] != UNKNOWN]
    located = known.dropna(subset=["lat", "lon"]) if "lat" in events else known.iloc[:0]
    if located.empty:
        return pd.DataFrame({"lon": [], "lat": []}, dtype=float)
    return located.groupby("group")[["lon", "lat"]].mean()
