"""The findings of two downloads over the days that both observed, and over each one's own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from analytics.changepoints.matching import MOVED, SAME, Change, change_of, match_changes
from analytics.changepoints.search import ChangepointResult
from analytics.changepoints.sentence import headline, way_of
from analytics.effects.before_after import EffectResult
from analytics.effects.sensitivity import verdict
from analytics.findings import results
from analytics.revisions.rows import DayRange
from analytics.selection.context_events import event_span
from analytics.selection.selected import Selection
from analytics.selection.view import View
from analytics.wording import plain_interval, plain_number, plain_span
from data.calendar import OBSERVED
from data.errors import EscalationError
from data.study import Study

NO_ANSWER = "cannot be answered"
BOTH, OWN = "both", "own"
REVISED, OTHER_DAYS = "revised", "other days"
COLUMNS = ("days", "finding", "old", "new", "status", "reason", "first", "last")


@dataclass(frozen=True, kw_only=True, eq=False)
class Verdicts:
    """What one download says of a view; each finding as a verdict in a word, and in full."""

    answer: tuple[str, str]
    effect: tuple[str, str]
    changes: pd.DataFrame

    @classmethod
    def nothing(cls) -> "Verdicts":
        """Return what is said where no day is left."""
        return cls(answer=("", ""), effect=("", ""), changes=pd.DataFrame())


def verdicts(selection: Selection) -> Verdicts:
    """Read the findings of one download.

    Parameters
    ----------
    selection : Selection
        With a chosen event for the effect; without one there is no effect to tell.

    Returns
    -------
    Verdicts
        A finding that the data cannot carry has a sentence that says so.
    """
    changes = pd.DataFrame()
    try:
        found = results.changepoints(selection)
        changes, answered = found.table, (_direction(found), headline(found))
    except EscalationError as error:
        answered = NO_ANSWER, str(error)
    effect = _tried(lambda: results.effect(selection)) if selection.view.event else ("", "")
    return Verdicts(answer=answered, effect=effect, changes=changes)


def _direction(found: ChangepointResult) -> str:
    return found.verdict if found.table.empty else way_of(found.table.iloc[-1])


def _tried(compute: Callable[[], EffectResult]) -> tuple[str, str]:
    try:
        effect = compute()
    except EscalationError as error:
        return NO_ANSWER, str(error)
    word = verdict(effect)
    if word == NO_ANSWER:
        return word, word
    times = plain_number(effect.rate_ratio)
    return word, f"{word}: {times} times ({plain_interval(effect.ci_low, effect.ci_high)})"


def side_by_side(old: Verdicts, new: Verdicts, *, days: str) -> pd.DataFrame:
    """Set the findings of two downloads side by side.

    Parameters
    ----------
    old, new : Verdicts
    days : str
        Over which days: "both" or "own".

    Returns
    -------
    DataFrame
        One row a finding: ``days``, ``finding`` (answer, change point, effect), ``old`` and
        ``new`` in words, ``status`` (same, moved, appeared, vanished), ``reason``, to be filled
        in, and of a change point ``first`` and ``last``, the ends of its date sets.
    """
    changes = match_changes(old.changes, new.changes)
    answer = old.answer[0] == new.answer[0] and _last_is_same(old, new, changes)
    rows = [("answer", old.answer[1], new.answer[1], SAME if answer else MOVED)]
    for row in changes.itertuples():
        then = change_of(old.changes, row.old_low, row.old_high, row.direction)
        now = change_of(new.changes, row.new_low, row.new_high, row.direction)
        words = ("" if one is None else _way_and_dates(one) for one in (then, now))
        rows.append(("change point", *words, row.status))
    if old.effect[0] or new.effect[0]:
        status = SAME if old.effect[0] == new.effect[0] else MOVED
        rows.append(("effect", old.effect[1], new.effect[1], status))
    table = pd.DataFrame(rows, columns=["finding", "old", "new", "status"])
    points = table["finding"] == "change point"
    for name, ends in (("first", ["old_low", "new_low"]), ("last", ["old_high", "new_high"])):
        whole = changes[ends].min(axis=1) if name == "first" else changes[ends].max(axis=1)
        table.loc[points, name] = whole.to_numpy()
    return table.assign(days=days, reason="").reindex(columns=COLUMNS)


def _way_and_dates(change: Change) -> str:
    return f"{way_of(change)} {plain_span(change.ci_low, change.ci_high)}"


def _last_is_same(old: Verdicts, new: Verdicts, changes: pd.DataFrame) -> bool:
    """Tell whether both answers speak of the same change."""
    if old.changes.empty or new.changes.empty:
        return old.changes.empty and new.changes.empty
    same = changes[changes["status"] == SAME]
    lows = old.changes["ci_low"].iloc[-1], new.changes["ci_low"].iloc[-1]
    return bool(((same["old_low"] == lows[0]) & (same["new_low"] == lows[1])).any())


def with_reasons(both: pd.DataFrame, separate: pd.DataFrame) -> pd.DataFrame:
    """Say of each finding that differs whether it was revised or comes from other days.

    Parameters
    ----------
    both, separate : DataFrame
        From :func:`side_by_side`: over the days that both cover, and over each one's own; the
        latter empty where these are the same.

    Returns
    -------
    DataFrame
        Both under each other. What differs over the days that both cover was revised; what
        differs only over each one's own comes from the days that one of them lacks.
    """
    revised = both[both["status"] != SAME]
    reasoned = [
        frame.assign(reason=[_reason(row, revised) for row in frame.itertuples()])
        for frame in (both, separate)
        if len(frame)
    ]
    return pd.concat(reasoned, ignore_index=True) if reasoned else both


class _Finding(Protocol):
    """A row of the findings side by side."""

    finding: str
    status: str
    first: pd.Timestamp
    last: pd.Timestamp


def _reason(row: _Finding, revised: pd.DataFrame) -> str:
    if row.status == SAME:
        return ""
    alike = revised[revised["finding"] == row.finding]
    if row.finding == "change point":
        near = (alike["first"] <= row.last) & (alike["last"] >= row.first)
        alike = alike[near & (alike["status"] == row.status)]
    return REVISED if len(alike) else OTHER_DAYS


DAY = pd.Timedelta(days=1)


def _dated(old: Study, new: Study, view: View) -> View:
    """Write the chosen event as days, so that both downloads are asked about the same ones."""
    for study in (new, old):
        try:
            first, last = event_span(Selection(study, view))
        except EscalationError:
            continue
        stop = "" if last is None else f"..{last + DAY:%Y-%m-%d}"
        return replace(view, event=f"{first:%Y-%m-%d}{stop}")
    return replace(view, event="")


def vintage_findings(old: Study, new: Study, view: View, both: DayRange) -> pd.DataFrame:
    """Read two downloads over the days they share, and over their own where these differ.

    Parameters
    ----------
    old, new : Study
    view : View
    both : tuple of Timestamp, or None
        First and last day that both cover.

    Returns
    -------
    DataFrame
        As :func:`~analytics.revisions.changed_findings.with_reasons` gives it.
    """
    view = _dated(old, new, view)
    views = [within(view, study.start, study.end) for study in (old, new)]
    shared = _observed(old, new, view, both)
    same = side_by_side(*(_verdicts(study, shared) for study in (old, new)), days=BOTH)
    if views[0] == views[1] == shared:
        return with_reasons(same, same.iloc[:0])
    found = [_verdicts(study, asked) for study, asked in zip((old, new), views, strict=True)]
    further = side_by_side(*found, days=OWN)
    return with_reasons(same if shared else same.iloc[:0], further)


def _observed(old: Study, new: Study, view: View, both: DayRange) -> View | None:
    """Narrow a view to the days that both observed: a young day of the older one is left out."""
    shared = within(view, *both) if both else None
    if shared is None:
        return None
    series = Selection(new, view).measured
    states = [Selection(study, shared).states(series) == OBSERVED for study in (old, new)]
    days = states[0].index[states[0] & states[1]]
    return within(shared, days[0], days[-1]) if len(days) else None


def within(view: View, first: pd.Timestamp, last: pd.Timestamp) -> View | None:
    """Narrow a view to a span of days, both ends inclusive; None where none is left."""
    start, end = max(view.start, f"{first:%Y-%m-%d}"), min(view.end, f"{last:%Y-%m-%d}")
    return replace(view, start=start, end=end) if start <= end else None


def _verdicts(study: Study, view: View | None) -> Verdicts:
    return Verdicts.nothing() if view is None else verdicts(Selection(study, view))
