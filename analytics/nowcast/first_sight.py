"""When each row of a study was first listed: by which of its downloads."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from analytics.nowcast.triangle import Looks
from analytics.revisions.row_matching import EVENT_KEY, MatchedRows, as_texts, match_rows
from analytics.revisions.rows import STAMPS
from analytics.wording import plain_date
from data.held_rows import Download, earlier_downloads, held_ids, held_rows
from data.study import Study

# The newest days of downloads that are read; a delay older than these say is not theirs to tell.
MOST_LOOKS = 200
# Downloads on different days that it takes.
LEAST_DOWNLOADS = 6
# Of large ones as many as their files are read in some seconds.
MOST_BYTES = 256 << 20
# With fewer of an older download's rows under the same id and day, ids say nothing of its rows.
LEAST_KEPT = 0.5
_FOUND: MutableMapping[Study, dict[str, "FirstSight"]] = WeakKeyDictionary()
_LOCK = Lock()


@dataclass(frozen=True, kw_only=True, eq=False)
class FirstSight:
    """Outcome of :func:`first_sight`.

    Attributes
    ----------
    looks : Looks
        The downloads, of those taken on one day the last; the study's own is the newest.
    first : Series of int, indexed by event_id
        Number of the first download that lists a row of the study's table.
    gone : int
        Rows that an earlier download listed and the study no longer does.
    """

    looks: Looks
    first: pd.Series
    gone: int


def looks_of(study: Study, table: str) -> pd.DatetimeIndex:
    """Give the days on which the downloads of a table were taken, the newest ones last."""
    days, size = {study.calendars[table].data_date}, 0
    for download in reversed(earlier_downloads(study, table)):
        size += download.size
        days.add(download.calendar.data_date)
        large = size > MOST_BYTES and len(days) >= LEAST_DOWNLOADS
        if len(days) == MOST_LOOKS or large:
            break
    return pd.DatetimeIndex(sorted(days))


def passed_over(later: tuple[str, ...]) -> str:
    """Say which downloads are dated after the newest one; empty without any."""
    if not later:
        return ""
    days = " and ".join(plain_date(pd.Timestamp(day)) for day in later)
    are = "is" if len(later) == 1 else "are"
    return (
        f"What is listed as downloaded on {days} {are} passed over: that is after the main files."
    )


def first_sight(study: Study, table: str) -> FirstSight:
    """Find out by which download each row of a table was first listed, once for a study.

    Parameters
    ----------
    study : Study
    table : {"events", "strikes"}

    Returns
    -------
    FirstSight

    Raises
    ------
    StudyError
        When a download cannot be read.

    Notes
    -----
    What counts is the first sight of a row that is still listed, on the day that it has now: a row
    that was deleted since is in no count, one that was dated anew counts where it stands, and
    counts grow alone. Rows are known by their id. Where an older download shares less than half of
    its ids and days with the study, as when a release numbers all rows anew, they are known by
    their content.
    """
    with _LOCK:
        found = _FOUND.setdefault(study, {})
        if table not in found:
            found[table] = _find(study, table)
        return found[table]


def _find(study: Study, table: str) -> FirstSight:
    rows = getattr(study, table)
    ids = pd.Index(rows["event_id"].astype(object))
    days = rows["date"].dt.strftime("%Y-%m-%d").to_numpy(dtype=object)
    own = study.calendars[table]
    downloads = earlier_downloads(study, table)
    taken = list(looks_of(study, table))
    first = np.full(len(ids), len(taken) - 1)
    last_of_day = {own.data_date: own} | {
        one.calendar.data_date: one.calendar
        for one in downloads
        if one.calendar.data_date < own.data_date
    }
    gone: set[str] = set()
    for download in downloads:
        if download.calendar.data_date < taken[0]:
            continue
        place = taken.index(download.calendar.data_date)
        listed, left = _listed(study, table, download, ids, days)
        first[listed] = np.minimum(first[listed], place)
        gone |= left
    kept = [last_of_day[day] for day in taken]
    looks = Looks(
        taken=pd.DatetimeIndex(taken),
        first=pd.DatetimeIndex([one.start for one in kept]),
        last=pd.DatetimeIndex([min(one.end, one.data_date) for one in kept]),
    )
    return FirstSight(looks=looks, first=pd.Series(first, index=ids), gone=len(gone))


def _listed(
    study: Study, table: str, download: Download, ids: pd.Index, days: np.ndarray
) -> tuple[np.ndarray, set[str]]:
    """Give the places of the rows that a download listed, and the ids that are no longer there."""
    old, dates = held_ids(study, table, download)
    place = ids.get_indexer(pd.Index(old, dtype=object))
    there = place >= 0
    same = days[place[there]] == dates[there]
    if same.sum() >= LEAST_KEPT * len(old):
        return place[there], set(old[~there])
    found = _by_content(study, table, held_rows(study, table, download.file))
    known = ids.get_indexer(found)
    return known[known >= 0], set()


def _by_content(study: Study, table: str, held: pd.DataFrame) -> pd.Series:
    """Give the ids of the rows of a study that an older download listed under any id."""
    new = held_rows(study, table, study.settings["files"][table])
    sides = [
        as_texts(one.drop(columns=[name for name in one if name.lower() in STAMPS]))
        for one in (held, new)
    ]
    match: MatchedRows = match_rows(*sides, key=EVENT_KEY)
    rows = np.concatenate([match.same[:, 1], match.renumbered[:, 1]])
    return sides[1]["event_id"].iloc[rows]
