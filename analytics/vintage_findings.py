"""The findings of two downloads over the days that both observed, and over each one's own."""

from dataclasses import replace

import pandas as pd

from analytics.event_choice import event_span
from analytics.moved_findings import BOTH, OWN, Said, said_of, side_by_side, with_reasons
from analytics.named_series import measured_series
from analytics.observed import view_states
from analytics.revisions import Days
from analytics.view import View
from data.calendar import OBSERVED
from data.errors import EscalationError
from data.study import Study

DAY = pd.Timedelta(days=1)


def _dated(old: Study, new: Study, view: View) -> View:
    """Write the chosen event as days, so that both downloads are asked about the same ones."""
    for study in (new, old):
        try:
            first, last = event_span(study, view)
        except EscalationError:
            continue
        stop = "" if last is None else f"..{last + DAY:%Y-%m-%d}"
        return replace(view, event=f"{first:%Y-%m-%d}{stop}")
    return replace(view, event="")


def vintage_findings(old: Study, new: Study, view: View, both: Days) -> pd.DataFrame:
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
        As :func:`~analytics.moved_findings.with_reasons` gives it.
    """
    view = _dated(old, new, view)
    own = [within(view, study.start, study.end) for study in (old, new)]
    shared = _observed(old, new, view, both)
    same = side_by_side(*(_said(study, shared) for study in (old, new)), days=BOTH)
    if own[0] == own[1] == shared:
        return with_reasons(same, same.iloc[:0])
    said = [_said(study, asked) for study, asked in zip((old, new), own, strict=True)]
    further = side_by_side(*said, days=OWN)
    return with_reasons(same if shared else same.iloc[:0], further)


def _observed(old: Study, new: Study, view: View, both: Days) -> View | None:
    """Narrow a view to the days that both observed: a young day of the older one is left out."""
    shared = within(view, *both) if both else None
    if shared is None:
        return None
    noun = measured_series(new, view)
    states = [view_states(study, shared, noun) == OBSERVED for study in (old, new)]
    days = states[0].index[states[0] & states[1]]
    return within(shared, days[0], days[-1]) if len(days) else None


def within(view: View, first: pd.Timestamp, last: pd.Timestamp) -> View | None:
    """Narrow a view to a span of days, both ends inclusive; None where none is left."""
    start, end = max(view.start, f"{first:%Y-%m-%d}"), min(view.end, f"{last:%Y-%m-%d}")
    return replace(view, start=start, end=end) if start <= end else None


def _said(study: Study, view: View | None) -> Said:
    return Said.nothing() if view is None else said_of(study, view)
