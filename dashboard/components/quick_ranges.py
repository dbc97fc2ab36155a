"""Periods to choose at once: the whole, the last days, between changes, around the chosen event."""

from itertools import pairwise

import pandas as pd

from analytics.findings import results
from analytics.selection.selected import Selection
from analytics.wording import plain_dates
from data.errors import EscalationError

DAY = pd.Timedelta(days=1)
Span = tuple[pd.Timestamp, pd.Timestamp]


def quick_ranges(selection: Selection) -> list[dict[str, object]]:
    """Return the periods that a study and a view have names for.

    Parameters
    ----------
    selection : Selection

    Returns
    -------
    list of dict
        Presets of a date picker, the whole period first.
    """
    study = selection.study
    spans: dict[str, Span] = {"Whole period": (study.start, study.end)}
    for days in (30, 90):
        start = study.end - (days - 1) * DAY
        if start > study.start:
            spans[f"Last {days} days"] = (start, study.end)
    spans |= _between_changes(selection) | _around_event(selection)
    return [
        {"value": [f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"], "label": label}
        for label, (first, last) in spans.items()
    ]


def _between_changes(selection: Selection) -> dict[str, Span]:
    """Return each period that the changes of the view divide it into."""
    try:
        found = results.changepoints(selection).segments
    except EscalationError:
        # What cannot be searched is told in the place of the answer.
        return {}
    if len(found) < 2:
        return {}
    ends = [*found["start"], pd.Timestamp(selection.view.end) + DAY]
    spans = [(start, stop - DAY) for start, stop in pairwise(ends)]
    return {f"Between changes: {plain_dates(*span)}": span for span in spans}


def _around_event(selection: Selection) -> dict[str, Span]:
    """Return the days that are compared around the chosen event, held to the study."""
    study = selection.study
    try:
        days = results.compared_days(selection)
    except EscalationError:
        return {}
    first = max(days.date - (days.gap + days.before) * DAY, study.start)
    last = min(days.date + (days.days_after - 1) * DAY, study.end)
    return {"Around this event": (first, last)} if first < last else {}
