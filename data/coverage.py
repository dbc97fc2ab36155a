"""The days that a study covers, as it says or as is asked for."""

from datetime import date
from typing import NamedTuple

import pandas as pd

from data.calendar import Calendar, Gap
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
    days = {name: coverage[name] for name in ("start", "end")}
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
    period = Period(_day(days["start"]), _day(days["end"]))
    if period.end < period.start:
        allowed = f"a day on or after the start, {period.start:%Y-%m-%d}"
        return None, [_asked("end", f"{period.end:%Y-%m-%d}", allowed)]
    return period, []


def calendars(coverage: dict, start: Day, end: Day) -> dict[str, Calendar]:
    """Return the calendar of each source.

    Parameters
    ----------
    coverage : dict
        From the settings, without faults.
    start, end : str, date or None
        Coverage asked for, of every source.

    Returns
    -------
    dict of str to Calendar
        For ``attacks``, ``strikes``, and ``context``, whose events need nobody to count them.
    """
    days = {name: _calendar(own, start, end) for name, own in coverage["sources"].items()}
    return days | {"context": _calendar(coverage | {"gaps": [], "lag": 0}, start, end)}


def _calendar(source: dict, start: Day, end: Day) -> Calendar:
    last = _day(end or source["end"])
    gaps = [
        Gap(start=_day(gap["start"]), end=_day(gap["end"]), reason=gap.get("reason", ""))
        for gap in source["gaps"]
    ]
    return Calendar(
        start=_day(start or source["start"]),
        end=last,
        # Who asks for later days says that the data reach so far.
        data_date=max(_day(source["data_date"]), last),
        lag=source["lag"],
        gaps=tuple(gaps),
    )


def _day(day: str | date) -> pd.Timestamp:
    return pd.Timestamp(day).as_unit("us")


def _asked(key: str, value: str, allowed: str) -> Fault:
    return Fault(file="coverage asked for", column=key, value=value, allowed=allowed)
