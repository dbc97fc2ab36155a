"""What a reader is looking at: period, filters and choices, as one small hashable value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from analytics.errors import InvalidOption
from analytics.selection.additions import AddedEvent, Edited, as_added, as_edited
from analytics.selection.condition import Condition, as_conditions, conditions_of
from analytics.selection.unused import called
from analytics.series.units import UNITS
from data.tables.cells import FIRST_YEAR, LAST_YEAR, is_day

BOTH_SERIES = "both"
DATE_CHOICES = ("precise", "imputed")
# Several rows of one day and place: each counts as the series says, every one, or once.
REPEATS = ("series", "each", "once")
# The evidence decides; the others are what statsmodels finds in the same days.
METHODS = ("evidence", "markov-switching", "ols-cusum", "sup-lr")
SMOOTHING = ("centred", "trailing", "none")
# Panels of several groups: one scale for all of them, or for each its own.
SCALES = ("one", "own")
# What the rate now is held against: the days just before, the same days a year earlier, the days
# before the chosen event, the period before the last change.
BASELINES = ("days", "year", "event", "change")
# A response named before looking: whose, and the last of the days after an episode; or none.
NAMED = ("none", *(f"{side}..{last}" for side in ("one", "other") for last in (1, 3, 7, 14)))
CHOICES = {
    "named": NAMED,
    "scale": SCALES,
    "baseline": BASELINES,
    "smoothing": SMOOTHING,
    "unit": UNITS,
    "dates": DATE_CHOICES,
    "repeats": REPEATS,
    "method": METHODS,
}
FILTERS = ("country", "location", "weapon", "confirmation")
LIMITS = {"window": (1, 90), "before": (1, 366), "after": (1, 366), "gap": (0, 60)}
LIMITS |= {"recent": (7, 366), "quiet": (0, 13)}


@dataclass(frozen=True, kw_only=True)
class View:
    """A choice of what to look at; two equal views draw the same picture.

    Lists are taken too; they are kept as tuples, sorted and without repeats, so that a view is
    hashable and the order of a reader's clicks does not matter.

    Parameters
    ----------
    start, end : str
        First and last day, ISO 8601, both inclusive.
    series : str
        Name of a series of the study, or "both" for its first two; empty for its first.
    country, location, weapon, confirmation : tuple of str
        Values to keep; empty keeps all.
    where : tuple of Condition
        Values of any column to keep or to leave out. Values to keep of the four columns above are
        moved there.
    smoothing : {"centred", "trailing", "none"}
    window : int
        Days in the mean; odd where it is centred.
    unit : {"day", "week", "month"}
        What a bar of the timeline stands for; every statistic stays one of days.
    shown : tuple of str
        Ids of the context events to draw; empty draws none.
    event : str
        Id of a context event or an ISO date, or two of them joined by ``..``: a period whose
        second part is the first day after it; empty when none is chosen.
    before, after, gap : int
        Days compared on either side of the event, and days left out just before it.
    by : str
        The column that the breakdown divides by.
    recent : int
        Last days whose rate is held against the days before, group by group.
    scale : {"one", "own"}
        Whether groups are drawn on one scale, or each on its own.
    baseline : {"days", "year", "event", "change"}
        What the rate of the last days is held against.
    dates : {"precise", "imputed"}
        Whether events that are not dated to the day stay out of the statistics, or enter them
        by multiple imputation.
    repeats : {"series", "each", "once"}
        Whether rows of the same day and place count as the study says of the series, each, or
        once together.
    method : {"evidence", "markov-switching", "ols-cusum", "sup-lr"}
        Whose dates the timeline marks beside those of the evidence; "evidence" marks no others.
    older, newer : str
        Names of the two downloads of the study that are compared; empty where it has one.
    one, other : str
        The two series of which each is asked whether it answers the other, with conditions on its
        events alone: ``strikes``, or ``strikes:country=Iraq``.
    quiet : int
        Most quiet days that still join two days of a series to one episode.
    named : str
        The response that was named before looking: ``one..3`` is that of the first series, on
        the days 1 to 3 after an episode of the second; "none" where none was.
    added : tuple of AddedEvent
        Events of the reader's own, drawn beside those of the study.
    edited : tuple of Edited
        Titles and notes of charts in place of the product's own.

    Raises
    ------
    InvalidOption
    """

    start: str
    end: str
    series: str = ""
    country: tuple[str, ...] = ()
    location: tuple[str, ...] = ()
    weapon: tuple[str, ...] = ()
    confirmation: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    smoothing: str = "centred"
    window: int = 7
    unit: str = UNITS[0]
    shown: tuple[str, ...] = ()
    event: str = ""
    before: int = 28
    after: int = 28
    gap: int = 0
    recent: int = 28
    scale: str = SCALES[0]
    baseline: str = BASELINES[0]
    by: str = "weapon"
    dates: str = "precise"
    repeats: str = REPEATS[0]
    method: str = METHODS[0]
    older: str = ""
    newer: str = ""
    one: str = ""
    other: str = ""
    quiet: int = 1
    named: str = NAMED[0]
    added: tuple[AddedEvent, ...] = ()
    edited: tuple[Edited, ...] = ()

    def __post_init__(self) -> None:
        for name in (*FILTERS, "shown"):
            object.__setattr__(self, name, _texts(name, getattr(self, name)))
        self._sort_conditions()
        object.__setattr__(self, "added", as_added(self.added))
        object.__setattr__(self, "edited", as_edited(self.edited))
        for name in ("start", "end"):
            object.__setattr__(self, name, _iso(name, getattr(self, name)))
        if self.start > self.end:
            raise InvalidOption(
                f"The period starts on {self.start}, after its end on {self.end}: give a first day "
                "that is no later than the last."
            )
        for name, allowed in CHOICES.items():
            _one_of(name, getattr(self, name), allowed)
        for name, (low, high) in LIMITS.items():
            _whole(name, getattr(self, name), low, high)
        if not can_smooth(self.smoothing, self.window):
            raise InvalidOption(
                f"window is {self.window}: a centred mean needs an odd number of days."
            )
        texts = ("series", "a series"), ("by", "a column"), ("one", "a series"), ("other", "one")
        for name, what in texts:
            if not isinstance(getattr(self, name), str):
                raise InvalidOption(f"{name} is the name of {what}, not {getattr(self, name)!r}.")
        if not isinstance(self.event, str):
            raise InvalidOption(f"event is an event's id or an ISO date, not {self.event!r}.")
        for name in ("older", "newer"):
            if not isinstance(getattr(self, name), str):
                raise InvalidOption(f"{name} names a download, not {getattr(self, name)!r}.")

    def _sort_conditions(self) -> None:
        """Put conditions in order; a column with a field of its own is kept by that field."""
        rest = []
        for condition in as_conditions(self.where):
            if condition.excluded or condition.column not in FILTERS:
                rest.append(condition)
                continue
            both = {*getattr(self, condition.column), *condition.values}
            object.__setattr__(self, condition.column, tuple(sorted(both)))
        object.__setattr__(self, "where", tuple(rest))

    def chosen(self, column: str) -> tuple[str, ...]:
        """Return what is chosen of a column, as links write it: ``-Protests`` is left out."""
        own = (Condition(column=column, values=self.filters.get(column, ())),)
        found = (*own, *self.where)
        return tuple(text for one in found if one.column == column for text in one.texts)

    def choose(self, column: str, texts: Sequence[str]) -> View:
        """Return the view with other values of a column chosen, written as in a link."""
        rest = tuple(one for one in self.where if one.column != column)
        kept: dict[str, Any] = {column: ()} if column in FILTERS else {}
        return replace(self, **kept, where=(*rest, *conditions_of(column, _texts(column, texts))))

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """The filters that are on."""
        return {name: getattr(self, name) for name in FILTERS if getattr(self, name)}


def _texts(name: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
        raise InvalidOption(f"{name} is a list of texts, not {value!r}.")
    return tuple(sorted(set(value)))


def can_smooth(smoothing: str, window: int) -> bool:
    """Tell whether a mean can be taken so: a centred one has as many days before as after."""
    return smoothing != "centred" or window % 2 == 1


def _iso(name: str, value: object) -> str:
    if not is_day(value):
        # Python calls it start, a link and the command line call it from.
        day = {"start": "The first day", "end": "The last day"}[name]
        raise InvalidOption(
            f"{day} is {value!r}: write a date as year-month-day, like 2023-11-24, "
            f"from {FIRST_YEAR} to {LAST_YEAR}."
        )
    return value


def _one_of(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InvalidOption(f"{called(name)} is {value!r}: choose one of {', '.join(allowed)}.")


def _whole(name: str, value: object, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise InvalidOption(
            f"{called(name)} is {value!r}: give a whole number of days from {low} to {high}."
        )


# What is the same for all views is kept under one.
ANY_VIEW = View(start="2000-01-01", end="2000-01-01")
