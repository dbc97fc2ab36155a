"""Two downloads of the same sources: what was revised, and whether the findings moved."""

from dataclasses import dataclass, replace

import pandas as pd

from analytics.errors import InvalidOption
from analytics.revisions.changed_findings import vintage_findings, within
from analytics.revisions.reporting_delay import ReportingLag, reporting_lag
from analytics.revisions.rows import COMPARED_TABLES, DayRange, table_revisions
from analytics.revisions.sentence import findings_told, rows_told, titles
from analytics.selection.cache import remembered
from analytics.selection.selected import Selection
from analytics.selection.study_series import defined_series, series_names
from analytics.selection.view import View
from data.calendar import NOT_COVERED, Calendar
from data.study import Study


@dataclass(frozen=True, kw_only=True, eq=False)
class VintageComparison:
    """Outcome of :func:`compare_vintages`.

    Attributes
    ----------
    titles : tuple of str
        What the older and the newer download are called.
    both : tuple of Timestamp, or None
        First and last day that both cover.
    table : DataFrame
        Every row added, changed, numbered anew or deleted, as in
        :class:`~analytics.revisions.Revisions`, over all tables.
    counts : DataFrame
        One row a table: how many rows became what.
    reissued : tuple of str
        Tables whose ids were given out again to other rows.
    findings : DataFrame
        One row a finding of either, side by side.
    daily : DataFrame
        ``old`` and ``new`` events per day; missing on days that one does not cover.
    series : str
        What is counted.
    lag : ReportingLag
    """

    titles: tuple[str, str]
    both: DayRange
    table: pd.DataFrame
    counts: pd.DataFrame
    reissued: tuple[str, ...]
    findings: pd.DataFrame
    daily: pd.DataFrame
    series: str
    lag: ReportingLag

    def __str__(self) -> str:
        """Say in one sentence what was revised and what that did to the findings."""
        return self._told(whole=True)

    @property
    def brief(self) -> str:
        """Say the same without from what to what: a title has no room for it."""
        return self._told(whole=False)

    def _told(self, *, whole: bool) -> str:
        rows = rows_told(self.counts, titles=self.titles, both=self.both is not None)
        return f"{rows}; {findings_told(self.findings, whole=whole)}."


def compare_vintages(old: Study, new: Study, view: View) -> VintageComparison:
    """Compare two downloads: their rows, their findings, and how complete the newest days were.

    Parameters
    ----------
    old, new : Study
    view : View
        Its period and filters hold for the findings and the daily counts; the rows of the tables
        are compared as they are.

    Returns
    -------
    VintageComparison

    Raises
    ------
    InvalidOption
        Where the older one has no series of the name that the newer one measures.

    Notes
    -----
    A finding that differs over the days that both cover was revised. One that differs only where
    each download has its own days comes from the further days and is no revision.
    """
    both, series = _common(old, new), Selection(new, view).measured
    _check_series(old, series)
    found = [
        table_revisions(
            old.as_listed(name),
            new.as_listed(name),
            name=name,
            both=_common(old.calendars.get(name, old), new.calendars.get(name, new)),
        )
        for name in COMPARED_TABLES
    ]
    daily = pd.DataFrame({"old": _daily(old, view, series), "new": _daily(new, view, series)})
    return VintageComparison(
        titles=titles(old, new),
        both=both,
        table=pd.concat([one.table for one in found], ignore_index=True),
        counts=pd.DataFrame([one.counts for one in found]),
        reissued=tuple(str(one.counts["table"]) for one in found if one.reissued),
        findings=vintage_findings(old, new, view, both),
        daily=daily,
        series=series,
        lag=_lag(old, new, daily, series),
    )


def _check_series(old: Study, series: str) -> None:
    """Refuse to compare what the older download does not count."""
    if series not in defined_series(old):
        raise InvalidOption(
            f"The newer download counts {series!r}, which the older one does not: it has "
            f"{', '.join(series_names(old))}. Choose a series that both have, or name them alike "
            "in study.toml."
        )


def vintage_lag(old: Study, new: Study, view: View, series: str) -> ReportingLag:
    """Say how complete the newest days of the older of two downloads were.

    Parameters
    ----------
    old, new : Study
    view : View
    series : str

    Returns
    -------
    ReportingLag
    """
    daily = pd.DataFrame({"old": _daily(old, view, series), "new": _daily(new, view, series)})
    return _lag(old, new, daily, series)


def revisions_of(old: Study, new: Study, view: View) -> VintageComparison:
    """Compare two downloads as :func:`compare_vintages` does, once.

    Parameters
    ----------
    old, new : Study
    view : View
        Where it shows all that the newer one covers, all days of both are shown.

    Returns
    -------
    VintageComparison
    """
    return _revisions(Selection(new, whole_view(old, new, view)).comparing, old)


@remembered
def _revisions(new: Selection, old: Study) -> VintageComparison:
    return compare_vintages(old, new.study, new.view)


def whole_view(old: Study, new: Study, view: View) -> View:
    """Widen a view that shows all of one download to the days of both.

    Parameters
    ----------
    old, new : Study
    view : View
        Its ends move only where they are the ends of the newer one's coverage.

    Returns
    -------
    View
    """
    first, last = min(old.start, new.start), max(old.end, new.end)
    start = first if view.start == f"{new.start:%Y-%m-%d}" else pd.Timestamp(view.start)
    end = last if view.end == f"{new.end:%Y-%m-%d}" else pd.Timestamp(view.end)
    return replace(view, start=f"{start:%Y-%m-%d}", end=f"{end:%Y-%m-%d}")


def _common(old: Study | Calendar, new: Study | Calendar) -> DayRange:
    first, last = max(old.start, new.start), min(old.end, new.end)
    return (first, last) if first <= last else None


def _daily(study: Study, view: View, series: str) -> pd.Series:
    """Count the days of a view that a download covers, complete or not."""
    narrowed = within(view, study.start, study.end)
    if narrowed is None:
        return pd.Series(dtype="int64", index=pd.DatetimeIndex([], name="date"))
    selection = Selection(study, narrowed)
    covered = (selection.states(series) != NOT_COVERED).to_numpy()
    return selection.daily(series)[covered]


def _lag(old: Study, new: Study, daily: pd.DataFrame, series: str) -> ReportingLag:
    """Hold the download that was taken first against the other; one day's two say nothing."""
    first, second = ("old", "new") if old.data_date <= new.data_date else ("new", "old")
    counts = daily.dropna() if old.data_date != new.data_date else daily.iloc[:0]
    when = min(old.data_date, new.data_date)
    return reporting_lag(counts[first], counts[second], taken=when, noun=series)
