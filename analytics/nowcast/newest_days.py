"""How complete the newest days of a study are, and how many events are still to come of each."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analytics.errors import NotAnswerable
from analytics.nowcast.by_source import PUBLISHER, delays_by_source
from analytics.nowcast.first_sight import (
    LEAST_DOWNLOADS,
    FirstSight,
    first_sight,
    looks_of,
    passed_over,
)
from analytics.nowcast.triangle import (
    Looks,
    Outlook,
    ages_of,
    count_seen,
    look_ahead,
    shares_at_looks,
)
from analytics.selection.cache import remembered
from analytics.selection.selected import Selection
from analytics.selection.study_series import counts_once, series_sum, series_table
from analytics.series.units import first_days
from analytics.wording import plain_count, plain_date, plain_dates, plain_number
from data.calendar import NOT_COVERED
from data.errors import DownloadError, EscalationError
from data.held_rows import later_downloads
from data.study import Study

# Events that the downloads must have brought.
LEAST_EVENTS = 20
# Days before the oldest download that are looked at.
DAYS_BEFORE = 400
LAST_DAYS = 7
# A day is told as long as an event may still come, or less than this share of its events is listed.
TOLD_SHARE = 0.98
# With fewer events of its own in them, the delays are those of the whole series.
OWN_EVENTS = 100
NO_FILTER = {"country": (), "location": (), "weapon": (), "confirmation": (), "where": ()}
COLUMNS = ["date", "seen", "expected", "expected_low", "expected_high", "listed", "listed_low"]
COLUMNS += ["listed_high"]
TO_COME = ["to_come", "low", "high"]
NOTHING_TO_COME = pd.DataFrame(columns=TO_COME, index=pd.DatetimeIndex([]), dtype=float)


@dataclass(frozen=True, kw_only=True, eq=False)
class Together:
    """Several days together: what is listed of them and what is expected in the end.

    Attributes
    ----------
    first, last : Timestamp
    seen : int
    expected : float
        In the end, those seen included.
    low, high : int
        95 % interval of ``expected``.
    """

    first: pd.Timestamp
    last: pd.Timestamp
    seen: int
    expected: float
    low: int
    high: int

    @property
    def share(self) -> float:
        """Listed of those expected; 1 where none are expected."""
        return self.seen / self.expected if self.expected else 1.0

    @property
    def row(self) -> dict[str, object]:
        """As a row of a table."""
        ends = {"expected_low": self.low, "expected_high": self.high}
        days = {"first": self.first, "last": self.last}
        return days | {"seen": self.seen, "expected": self.expected} | ends | {"share": self.share}


@dataclass(frozen=True, kw_only=True, eq=False)
class Nowcast:
    """Outcome of :func:`nowcast_of`.

    Attributes
    ----------
    noun : str
        What is counted.
    looks : Looks
        The downloads that tell it.
    outlook : Outlook
    shown : tuple of Timestamp
        First and last day of the view.
    gone : int
        Rows that an earlier download listed and the study no longer does.
    shared : bool
        Whether the delays are those of the whole series, as the view has too few events.
    delays : DataFrame
        One row a source: ``source``, ``events`` that later downloads brought, ``median_days``
        (missing where fewer than half are listed within the time that is looked at), and the
        shares ``listed_1``, ``listed_3``, ``listed_7``, ``listed_14`` and ``listed_28`` that are
        listed so many days after the event.
    later : tuple of str
        Days of downloads that are dated after the newest one.
    """

    noun: str
    looks: Looks
    outlook: Outlook
    shown: tuple[pd.Timestamp, pd.Timestamp]
    gone: int
    shared: bool
    delays: pd.DataFrame
    later: tuple[str, ...]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a day that may still get events, the oldest first.

        ``date``, ``seen``, ``expected`` in the end with ``expected_low`` and ``expected_high``,
        and ``listed``, the share of the events of a day of this age that is listed, with
        ``listed_low`` and ``listed_high``; both intervals at 95 %.
        """
        outlook = self.outlook
        low, high = outlook.by_day
        seen, share = outlook.open.seen, outlook.open.share
        ends = outlook.share_ends
        table = pd.DataFrame(
            dict(
                zip(
                    COLUMNS,
                    (
                        outlook.days,
                        seen,
                        seen + outlook.expected,
                        seen + low,
                        seen + high,
                        share,
                        *ends,
                    ),
                    strict=True,
                )
            )
        )
        told = np.flatnonzero((high > 0) | (share < TOLD_SHARE))
        table = table.iloc[told[0] :] if told.size else table.iloc[:0]
        return table[table["date"].between(*self.shown)].reset_index(drop=True)

    def together(self, first: pd.Timestamp, last: pd.Timestamp) -> Together:
        """Add up the days between two, both inclusive."""
        days = self.outlook.days
        chosen = np.asarray((days >= first) & (days <= last))
        seen = int(self.outlook.open.seen[chosen].sum())
        expected, low, high = self.outlook.together(chosen)
        return Together(
            first=first,
            last=last,
            seen=seen,
            expected=seen + expected,
            low=seen + low,
            high=seen + high,
        )

    @property
    def lately(self) -> Together | None:
        """The last seven days that are covered; None where the view does not show them."""
        last = self.looks.last[-1]
        first = last - pd.Timedelta(days=LAST_DAYS - 1)
        shown = self.shown[0] <= first and last <= self.shown[1]
        return self.together(first, last) if shown and len(self.table) else None

    @property
    def notes(self) -> tuple[str, ...]:
        """What else there is to know of it, a sentence each."""
        days = self.outlook.final_days
        told = [
            f"In the end means as listed {days} days after the day. Counts and findings are of "
            "what is listed."
        ]
        if self.shared:
            told.append(f"This view has too few {self.noun}: the delays are those of all of them.")
        if self.gone:
            rows = plain_count(self.gone, "rows")
            told.append(
                f"{rows} of earlier downloads {'is' if self.gone == 1 else 'are'} gone: what "
                "will be deleted is not foreseen."
            )
        return (*told, *filter(None, [passed_over(self.later)]))

    def __str__(self) -> str:
        """Say how much of the last days has been listed so far, and how many are expected."""
        downloads = f"{len(self.looks)} downloads"
        week = self.lately
        if week is None:
            days = plain_dates(*self.shown)
            return f"Of {days} no events are still to come, as far as {downloads} tell."
        start = (
            f"Of the last {LAST_DAYS} days, {plain_dates(week.first, week.last)}, about "
            f"{100 * week.share:.0f} % has been seen so far"
        )
        return (
            f"{start}: {plain_count(week.seen, self.noun)} listed, "
            f"{plain_number(week.expected)} expected in the end "
            f"(95 % interval {week.low:,} to {week.high:,}), as {downloads} tell."
        )


def nowcast_of(selection: Selection, by: str = "") -> Nowcast:
    """Say how many events of the newest days are still to come, once for a selection.

    Parameters
    ----------
    selection : Selection
        Of a study with earlier downloads; what it measures is counted.
    by : str
        Column whose values are the sources that the delays are told for; empty for the publisher,
        where there is one.

    Returns
    -------
    Nowcast

    Raises
    ------
    NotAnswerable
        With fewer than six downloads, too few events in them, or for a series that adds up.
    EscalationError
        When a download cannot be read, or the series not be counted.

    Notes
    -----
    See docs/nowcast.md. An event that is listed in the end is taken to be listed as late as those
    of the last weeks were; what will be deleted is not foreseen.
    """
    return _nowcast(_asked(selection), selection.view.start, selection.view.end, by or PUBLISHER)


def _asked(selection: Selection) -> Selection:
    """Widen a view to all days of its study: what a view hides tells of delays all the same."""
    study = selection.study
    whole = selection.counting.under(dates="precise")
    return whole.under(start=f"{study.start:%Y-%m-%d}", end=f"{study.end:%Y-%m-%d}")


@remembered
def _nowcast(whole: Selection, start: str, end: str, by: str) -> Nowcast:
    study, series = whole.study, whole.measured
    if series_sum(study, series):
        raise NotAnswerable(
            f"How complete the newest days are is told of counted rows, and {series} adds up a "
            "column: choose a series that counts."
        )
    table = series_table(study, series)
    _check_downloads(study, table, series)
    # Raises where the source reports weekly, or no day is observed.
    whole.counts(series)
    sight = first_sight(study, table)
    looks = sight.looks
    days = _days(study, table, looks)
    seen = _seen(whole, series, sight, days)
    ages = ages_of(days, looks, _unseen(study, table, days))
    every = whole.under(**NO_FILTER)
    all_seen = _seen(every, series, sight, days)
    came = int((seen[:, -1] - seen[:, 0]).sum())
    shared = came < OWN_EVENTS and every.view != whole.view
    told = all_seen if shared else seen
    if int((told[:, -1] - told[:, 0]).sum()) < LEAST_EVENTS:
        raise NotAnswerable(
            f"How complete the newest days are cannot be told: the {len(looks)} downloads since "
            f"{plain_date(looks.taken[0])} brought fewer than {LEAST_EVENTS} {series} between "
            "them: keep fetching, or take fewer filters."
        )
    shares = shares_at_looks(told, ages, looks)
    return Nowcast(
        noun=series,
        looks=looks,
        outlook=look_ahead(seen, days, looks, shares, ages),
        shown=(pd.Timestamp(start), pd.Timestamp(end)),
        gone=sight.gone,
        later=later_downloads(study),
        shared=shared,
        delays=delays_by_source(
            whole.counted(series), first_looks(whole, series, sight), sight, days, ages, by
        ),
    )


def newest_words(selection: Selection) -> str:
    """Say how complete the newest days of a view are, or what hinders that; else nothing."""
    found, hindered = _tried(selection)
    return str(found) if found and found.lately is not None else hindered


def spoilt_download(selection: Selection) -> str:
    """Say which download cannot be used to tell how complete a view is; empty without one."""
    return _tried(selection)[1]


def _tried(selection: Selection) -> tuple[Nowcast | None, str]:
    try:
        return nowcast_of(selection), ""
    except DownloadError as error:
        return None, str(error)
    except EscalationError:
        return None, ""


@remembered
def still_to_come(selection: Selection, series: str, unit: str = "day") -> pd.DataFrame:
    """Return what is still to come of a series by day, week or month, to stand on its counts.

    Parameters
    ----------
    selection : Selection
    series : str
    unit : {"day", "week", "month"}

    Returns
    -------
    DataFrame
        Indexed by the first day of each unit in view that may still get events: ``to_come``, and
        ``low`` and ``high`` of its 95 % interval. Empty where that cannot be told.
    """
    try:
        found = nowcast_of(selection.under(series=series))
    except EscalationError:
        return NOTHING_TO_COME
    days = found.table
    index = pd.DatetimeIndex(days["date"])
    if unit == "day":
        columns = [days[name] - days["seen"] for name in COLUMNS[2:5]]
        return pd.DataFrame(dict(zip(TO_COME, map(np.asarray, columns), strict=True)), index=index)
    firsts = first_days(index, unit)
    rows = {}
    for first in firsts.unique():
        found_there = found.together(*index[firsts == first][[0, -1]])
        ends = (found_there.expected, found_there.low, found_there.high)
        rows[first] = [end - found_there.seen for end in ends]
    return pd.DataFrame.from_dict(rows, orient="index", columns=TO_COME)


def _check_downloads(study: Study, table: str, series: str) -> None:
    """Refuse where there are too few downloads to tell anything, before any is read."""
    taken = looks_of(study, table)
    if len(taken) >= LEAST_DOWNLOADS:
        return
    there = (
        f"this study holds one download of its {series}"
        if len(taken) == 1
        else f"the {len(taken)} downloads of {series} are of {plain_date(taken[0])} to "
        f"{plain_date(taken[-1])}"
    )
    later = f" {passed_over(later_downloads(study))}".rstrip()
    raise NotAnswerable(
        f"How complete the newest days are cannot be told: {there}, and it takes "
        f"{LEAST_DOWNLOADS} taken on different days; escalation fetch keeps each as it comes, or "
        f"list earlier ones under [[vintages]] in study.toml.{later}"
    )


def _days(study: Study, table: str, looks: Looks) -> pd.DatetimeIndex:
    """List the days that are looked at: those of the downloads, and some before."""
    calendar = study.calendars[table]
    first = max(calendar.start, looks.taken[0] - pd.Timedelta(days=DAYS_BEFORE))
    days = pd.date_range(first, looks.last[-1], freq="D")
    if days.empty:
        raise NotAnswerable(
            "How complete the newest days are cannot be told: the study covers no day up to "
            f"{plain_date(looks.taken[-1])}, when its rows were taken."
        )
    return days


def _unseen(study: Study, table: str, days: pd.DatetimeIndex) -> np.ndarray:
    """Tell which of the days nobody looked at."""
    return (study.calendars[table].states(days[0], days[-1]) == NOT_COVERED).to_numpy()


def _seen(whole: Selection, series: str, sight: FirstSight, days: pd.DatetimeIndex) -> np.ndarray:
    """Count the events of each day that each download listed."""
    events = whole.counted(series)
    looks = first_looks(whole, series, sight)
    return count_seen(pd.DatetimeIndex(events["date"]), looks, days, len(sight.looks))


def first_looks(whole: Selection, series: str, sight: FirstSight) -> np.ndarray:
    """Give the number of the first download that listed each counted event, shape (n_events,)."""
    events = whole.counted(series)
    if not counts_once(whole.study, series, whole.view.repeats):
        return sight.first.reindex(events["event_id"].astype(object)).to_numpy()
    # Of rows that count once, the first that was listed stands for all of them.
    every = whole.under(repeats="each").counted(series)
    looks = sight.first.reindex(every["event_id"].astype(object)).set_axis(every.index)
    place = [every[name].astype(object) for name in ("date", "country", "location")]
    return looks.groupby(place, dropna=False).transform("min")[events.index].to_numpy()
