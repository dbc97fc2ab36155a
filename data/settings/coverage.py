"""``[coverage]`` of ``study.toml``: the days that each source covers, and those it leaves out."""

from datetime import date
from typing import NamedTuple

import pandas as pd

from data.calendar import Calendar, Gap
from data.faults import SETTINGS_FILE, Fault
from data.settings.document import ANY_TEXT, GAP_LIST, ONE_DAY, Keys, few_days
from data.tables.cells import DAY
from data.tables.names import written_name

SOURCES = ("events", "strikes")
LAG = few_days(0, 366)


def read_coverage(keys: Keys) -> dict:
    """Read the coverage of the study and of its sources.

    Parameters
    ----------
    keys : Keys
        The table ``[coverage]``.

    Returns
    -------
    dict
        ``start``, ``end``, ``data_date``, ``lag``, ``gaps``, and under ``sources`` the same for
        ``events`` and ``strikes``; what a source does not say is the study's.
    """
    start, end = keys.take("start", ONE_DAY), keys.take("end", ONE_DAY)
    if start and end and end < start:
        keys.fault("end", str(end), f"a day on or after coverage.start, which is {start}")
        start = end = None
    coverage = _rest(keys, {"start": start, "end": end, "data_date": end, "lag": 0, "gaps": []})
    sources = {
        name: _source(keys.inner(written_name(name, keys.table)), coverage) for name in SOURCES
    }
    keys.close()
    return coverage | {"sources": sources}


def check_days_to_come(coverage: dict, *, today: date) -> list[Fault]:
    """Warn of a coverage that reaches past today, whose last days would pass for quiet ones.

    Parameters
    ----------
    coverage : dict
        From :func:`read_coverage`.
    today : date
        Of whoever reads.

    Returns
    -------
    list of Fault
        None for a source that ends with the study.
    """
    ends = {"coverage.end": coverage["end"]} | {
        f"coverage.{name}.end": source["end"]
        for name, source in coverage["sources"].items()
        if source["end"] != coverage["end"]
    }
    return [
        Fault(
            file=SETTINGS_FILE,
            column=key,
            value=str(end),
            allowed=f"a day up to today, {today}: a day that has not come is counted as one "
            "without events",
            severity="warning",
        )
        for key, end in ends.items()
        if end and end > today
    ]


def _source(keys: Keys, study: dict) -> dict:
    """Read what one source says of itself."""
    days = {name: keys.take(name, ONE_DAY, study[name] or False) for name in ("start", "end")}
    if days["start"] and days["end"] and days["end"] < days["start"]:
        keys.fault("end", str(days["end"]), f"a day on or after {keys.name}start, {days['start']}")
        days = {name: study[name] for name in days}
    default = study["data_date"]
    if default and days["end"] and "data_date" not in keys.table:
        default = max(default, days["end"])
    source = _rest(keys, {**study, **days, "data_date": default})
    keys.close()
    return source


def _rest(keys: Keys, found: dict) -> dict:
    """Read the day of the data, the lag and the gaps, beside a first and a last day."""
    end, taken = found["end"], keys.take("data_date", ONE_DAY, found["data_date"] or False)
    if end and taken and taken < end:
        keys.fault("data_date", str(taken), f"no day before the last one covered, {end}")
        taken = end
    gaps = found["gaps"]
    if "gaps" in keys.table:
        given = keys.take("gaps", GAP_LIST, [])
        gaps = [gap for number, gap in enumerate(given, 1) if _gap(keys, gap, number)]
    return found | {
        "data_date": taken or None,
        "lag": keys.take("lag", LAG, found["lag"]),
        "gaps": gaps,
    }


def _gap(keys: Keys, gap: dict, number: int) -> bool:
    """Check one gap; tell whether it can be used."""
    entry = Keys(table=gap, faults=keys.faults, name=f"{keys.name}gaps[{number}].")
    start, end = entry.take("start", ONE_DAY), entry.take("end", ONE_DAY)
    entry.take("reason", ANY_TEXT, "")
    entry.close()
    if isinstance(start, date) and isinstance(end, date) and end < start:
        entry.fault("end", str(end), f"a day on or after the start of the gap, {start}")
        return False
    return bool(start and end)


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
        For ``events``, ``strikes``, and ``context``, whose events need nobody to count them.
    """
    days = {name: _calendar(source, start, end) for name, source in coverage["sources"].items()}
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
