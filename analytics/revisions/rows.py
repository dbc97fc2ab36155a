"""What became of the rows of a table from one download to the next."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.revisions.row_matching import (
    EVENT_KEY,
    REPORT_KEY,
    MatchedRows,
    as_texts,
    match_rows,
)

COMPARED_TABLES = ("events", "strikes", "context", "official_totals")
# The rarer and weightier first.
CHANGES = ("changed", "deleted", "renumbered", "added")
COLUMNS = ("table", "change", "id", "date", "days", "column", "old", "new", "what")
# Added on loading, from the settings and not from the source.
DERIVED = ("in_coverage", "official")
# When the source last touched a row, which by itself revises nothing in it.
STAMPS = ("timestamp", "updated_at", "last_updated", "last_modified", "modified_at", "dateadded")
CHANGE_COLUMNS = ("label", "location", "country", "weapon", "actor", "publisher", "summary", "note")
LONGEST = 100
DayRange = tuple[pd.Timestamp, pd.Timestamp] | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Revisions:
    """Outcome of :func:`table_revisions`.

    Attributes
    ----------
    table : DataFrame
        One row a row added, deleted or numbered anew, and one row a changed cell: ``table``,
        ``change``, ``id``, ``date`` (ISO), ``days`` ("both" where both downloads cover the day,
        else "other"), ``column``, ``old``, ``new`` and ``what`` (the row in words).
    counts : dict
        ``table``, rows in the ``old`` and in the ``new`` one, ``same``, and rows ``added``,
        ``changed``, ``renumbered`` and ``deleted``; of the added and deleted those on days that
        only one covers as ``added_other`` and ``deleted_other``.
    reissued : bool
        Whether ids were given out again to other rows.
    """

    table: pd.DataFrame
    counts: dict[str, object]
    reissued: bool


def table_revisions(
    old: pd.DataFrame, new: pd.DataFrame, *, name: str, both: DayRange
) -> Revisions:
    """Compare two downloads of one table.

    Parameters
    ----------
    old, new : DataFrame
        As a study holds them.
    name : {"events", "strikes", "context", "official_totals"}
    both : tuple of Timestamp, or None
        First and last day that both cover; None where there is none.

    Returns
    -------
    Revisions

    Notes
    -----
    Time stamps of the source are not compared: a row of which only the stamp is another is the
    same.
    """
    before, after = (as_texts(side.drop(columns=_not_compared(side))) for side in (old, new))
    key = REPORT_KEY if name == "official_totals" else EVENT_KEY
    found = match_rows(before, after, key=key)
    # In the order of CHANGES; nothing is made of what there is none of.
    told: dict[str, Callable[[], pd.DataFrame]] = {
        "changed": lambda: _changed(before, after, found, key),
        "deleted": lambda: _alone(before, found.deleted, key),
        "renumbered": lambda: _renumbered(before, after, found),
        "added": lambda: _alone(after, found.added, key),
    }
    parts = [
        tell().assign(change=change) for change, tell in told.items() if len(getattr(found, change))
    ]
    table = pd.DataFrame(columns=COLUMNS, dtype=object)
    if parts:
        table = pd.concat(parts, ignore_index=True).assign(table=name)
        table["days"] = _days(table, both)
        table = table.sort_values("days", kind="stable", ignore_index=True)
        table = table.reindex(columns=COLUMNS).fillna("")
    return Revisions(table=table, counts=_counts(name, found, table), reissued=found.reissued)


def _not_compared(side: pd.DataFrame) -> list[str]:
    """List the columns that say nothing about the event of a row."""
    return [name for name in side if name in DERIVED or name.lower() in STAMPS]


def _alone(side: pd.DataFrame, rows: np.ndarray, key: tuple[str, ...]) -> pd.DataFrame:
    """Tell rows that only one download has."""
    found = side.loc[rows]
    return _described(found, key).assign(column="", old="", new="")


def _described(rows: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    """Return id, day and words of rows."""
    names = [name for name in CHANGE_COLUMNS if name in rows]
    words = pd.Series("", index=rows.index, dtype=object)
    for name in names:
        gap = (words != "") & (rows[name] != "")
        words = words + gap.map({True: ", ", False: ""}) + rows[name]
    dated = "as_of_date" if "as_of_date" in rows else "date"
    ids = rows[key[0]]
    for name in key[1:]:
        ids = ids + " | " + rows[name]
    return pd.DataFrame({"id": ids, "date": rows[dated], "what": words.str.slice(0, LONGEST)})


def _changed(
    old: pd.DataFrame, new: pd.DataFrame, found: MatchedRows, key: tuple[str, ...]
) -> pd.DataFrame:
    """Tell changed rows, cell by cell; the day is the new one."""
    before, after = old.loc[found.changed[:, 0]], new.loc[found.changed[:, 1]]
    described = _described(after, key)
    dated = "as_of_date" if "as_of_date" in after else "date"
    described["date_before"] = before[dated].to_numpy()
    cells = []
    for name in [name for name in old.columns if name in new.columns]:
        sides = {"old": before[name].to_numpy(), "new": after[name].to_numpy()}
        differs = sides["old"] != sides["new"]
        cells.append(described.assign(column=name, **sides)[differs])
    if not cells:
        return described.assign(column="", old="", new="")
    return pd.concat(cells).sort_index(kind="stable")


def _renumbered(old: pd.DataFrame, new: pd.DataFrame, found: MatchedRows) -> pd.DataFrame:
    """Tell the rows of which only the id is another."""
    pairs, name = found.renumbered, EVENT_KEY[0]
    if not len(pairs):
        return pd.DataFrame(columns=["id", "date", "what", "column", "old", "new"], dtype=object)
    ids = {"old": old.loc[pairs[:, 0], name].to_numpy()}
    ids["new"] = new.loc[pairs[:, 1], name].to_numpy()
    return _described(new.loc[pairs[:, 1]], EVENT_KEY).assign(column=name, **ids)


def _days(table: pd.DataFrame, both: DayRange) -> pd.Series:
    """Say of each row whether both downloads cover its day, the old or the new one."""
    if both is None:
        return pd.Series("other", index=table.index, dtype=object)
    first, last = (f"{day:%Y-%m-%d}" for day in both)
    inside = table["date"].between(first, last)
    if "date_before" in table:
        inside |= table["date_before"].fillna("").between(first, last)
    return inside.map({True: "both", False: "other"}).astype(object)


def _counts(name: str, found: MatchedRows, table: pd.DataFrame) -> dict[str, object]:
    other = table[table["days"] == "other"]["change"].value_counts()
    both = len(found.same) + len(found.changed) + len(found.renumbered)
    numbers: dict[str, object] = {"table": name}
    numbers |= {"old": both + len(found.deleted), "new": both + len(found.added)}
    numbers |= {part: len(getattr(found, part)) for part in ("same", *CHANGES)}
    lone = ("added", "deleted")
    return numbers | {f"{change}_other": int(other.get(change, 0)) for change in lone}
