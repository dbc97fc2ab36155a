"""What a file says of its own coverage: a proposal told with its reason."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from data.faults import count_of
from data.readings.outlying import outlying
from data.sources.values import today

ISO_FORMAT = "%Y-%m-%d"


@dataclass(frozen=True, kw_only=True)
class Covered:
    """The coverage that an import starts with.

    Parameters
    ----------
    start, end : str
        First and last day, ISO 8601, both inclusive.
    why : str
        Why these days, in sentences.
    data_date : str or None
        Day on which the data were taken; None when the file does not tell.
    lag : int
        Days up to the data date for which reports still come in.
    later : str
        What is known of the data date and of reports that come later, in sentences.
    gaps : tuple of (str, str, str)
        First and last day of each stretch that nobody covered, and the reason.
    """

    start: str
    end: str
    why: str
    data_date: str | None = None
    lag: int = 0
    later: str
    gaps: tuple[tuple[str, str, str], ...] = ()

    @property
    def sentences(self) -> list[str]:
        """Say it for the one who imports, one line each."""
        lines = [f"Coverage: {self.start} to {self.end}. {self.why}"]
        lines += [f"Not covered: {start} to {end}, {reason}." for start, end, reason in self.gaps]
        taken = self.data_date or "not known, so the last day of the coverage"
        days = count_of(self.lag, "day", "days") if self.lag else "none"
        return [*lines, f"Data date: {taken}; lag: {days}. {self.later}"]


def first_to_last(events: pd.DataFrame) -> tuple[str, str]:
    """Return the first and the last day of a file's events."""
    return events["date"].min(), events["date"].max()


def whole_months(events: pd.DataFrame) -> tuple[str, str]:
    """Return the first day of the first event's month and the last day of the last one's."""
    return _widened(events, "M")


def whole_years(events: pd.DataFrame) -> tuple[str, str]:
    """Return 1 January of the first event's year and 31 December of the last one's."""
    return _widened(events, "Y")


def covered_by_counts(days: pd.Series, has_zeros: bool) -> Callable[[pd.DataFrame], Covered]:
    """Return what tells the coverage of a table of counts.

    Parameters
    ----------
    days : Series of str
        ISO days of all rows, quiet ones among them.
    has_zeros : bool
        Whether quiet days have rows; then a day without one was not watched.
    """

    def cover(events: pd.DataFrame) -> Covered:
        every = pd.Series(pd.to_datetime(days.dropna().unique()))
        every = pd.DatetimeIndex(every[~outlying(every, latest=today())])
        start, end = every.min(), every.max()
        quiet = "A day without a row counts as 0."
        gaps: tuple[tuple[str, str, str], ...] = ()
        if has_zeros:
            missing = pd.date_range(start, end).difference(every)
            gaps = _stretches(missing)
            quiet = "Quiet days have rows of 0, so a day without a row is not covered."
        return Covered(
            start=f"{start:%Y-%m-%d}",
            end=f"{end:%Y-%m-%d}",
            why=f"From the first row to the last. {quiet}",
            later="Set data_date to the day on which the table was last brought up to date, and "
            "lag to the number of days up to it for which reports were still coming in.",
            gaps=gaps,
        )

    return cover


def _widened(events: pd.DataFrame, unit: str) -> tuple[str, str]:
    first, last = (pd.Period(day, unit) for day in first_to_last(events))
    return f"{first.start_time:{ISO_FORMAT}}", f"{last.end_time:{ISO_FORMAT}}"


def _stretches(days: pd.DatetimeIndex) -> tuple[tuple[str, str, str], ...]:
    """Join neighbouring days into first and last day, with the reason that nothing stands there."""
    if not len(days):
        return ()
    runs = (days.to_series().diff() != pd.Timedelta(days=1)).cumsum()
    ends = days.to_series().groupby(runs).agg(["min", "max"])
    reason = "no row, while quiet days have rows of 0"
    return tuple(
        (f"{run.min:%Y-%m-%d}", f"{run.max:%Y-%m-%d}", reason)
        for run in ends.itertuples(index=False)
    )
