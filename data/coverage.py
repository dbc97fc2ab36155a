"""The days that a study covers, as it says or as is asked for."""

from datetime import date
from typing import NamedTuple

import pandas as pd

from data.faults import Fault
from data.kinds import DAY

Day = str | date | None


class Period(NamedTuple):
    """First and last day of a coverage, both inclusive."""

    start: pd.Timestamp
    end: pd.Timestamp


def asked_period(coverage: dict, start: Day, end: Day) -> tuple[Period | None, list[Fault]]:
    """Return the coverage asked for, or else the study's own."""
    faults = []
    days = dict(coverage)
    for key, asked in (("start", start), ("end", end)):
        if asked is None:
            continue
        text = asked if isinstance(asked, str) else f"{asked:%Y-%m-%d}"
        if DAY.valid(pd.Series([text], dtype="str")).all():
            days[key] = text
        else:
            faults.append(_asked(key, text, DAY.allowed + DAY.hint(text)))
    if faults or None in days.values():
        return None, faults
    period = Period(*(pd.Timestamp(days[key]).as_unit("us") for key in ("start", "end")))
    if period.end < period.start:
        allowed = f"a day on or after the start, {period.start:%Y-%m-%d}"
        return None, [_asked("end", f"{period.end:%Y-%m-%d}", allowed)]
    return period, []


def _asked(key: str, value: str, allowed: str) -> Fault:
    return Fault(file="coverage asked for", column=key, value=value, allowed=allowed)
