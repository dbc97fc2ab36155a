"""Times of day with an offset: each moment on one clock, so that days are cut there."""

import re
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

TIME = re.compile(
    r"(?:[T ]\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|z|(?:UTC|GMT)?\s*[+-][0-9]{1,2}(?::?[0-9]{2})?"
    r"|[A-Z]{2,5})?(?:\s*\[[A-Za-z0-9_/+-]+\])?)?"
)
# Zones without summer time whose clocks are not whole hours from UTC.
HALF_HOURS = {
    0: "UTC",
    210: "Asia/Tehran",
    270: "Asia/Kabul",
    330: "Asia/Kolkata",
    345: "Asia/Kathmandu",
    390: "Asia/Yangon",
}
UTC_NAMES = ("Z", "z", "UTC", "GMT")
# Minutes ahead of UTC of names that mean one clock (those of mail headers, and of a few regions).
NAMED_ZONES = {
    **{"EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360},
    **{"PST": -480, "PDT": -420, "WET": 0, "WEST": 60, "CET": 60, "CEST": 120, "EET": 120},
    **{"EEST": 180, "MSK": 180, "WAT": 60, "CAT": 120, "EAT": 180, "PKT": 300, "IDT": 180},
}
# A time at the end of a text, with the name of its zone in brackets or without.
BEHIND = re.compile(rf".*?({TIME.pattern})(?:\s*\([^()]*\))?")
MIDNIGHT = 24


def moved_days(time: str, year: int, month: int, day: int, clock: str | None) -> int:
    """Tell by how many days a time of day moves the day it stands beside.

    Parameters
    ----------
    time : str
        What follows the day, as :data:`TIME` matches it.
    year, month, day : int
        As written.
    clock : str or None
        IANA name of the zone whose days are wanted; None takes the days as written.

    Returns
    -------
    int
        24:00 is the day after; a time with an offset lies where the clock's day is.
    """
    found = TIME.fullmatch(time)
    if found is None or found["hour"] is None:
        return 0
    hour, minute = _hour(found["hour"], found["half"]), int(found["minute"])
    if hour > MIDNIGHT or minute > 59 or (hour == MIDNIGHT and minute):
        return 0
    offset = offset_of(time)
    written = datetime(year, month, day) + timedelta(hours=hour, minutes=minute)
    if offset is None or clock is None:
        return (written.date() - datetime(year, month, day).date()).days
    moment = written.replace(tzinfo=timezone(timedelta(minutes=offset)))
    try:
        local = moment.astimezone(ZoneInfo(clock))
    except OverflowError:
        return 0
    return (local.date() - datetime(year, month, day).date()).days


def offset_of(time: str) -> int | None:
    """Return the minutes that a time of day says it is ahead of UTC; None where it does not say."""
    found = TIME.fullmatch(time)
    zone = found["zone"] if found else None
    if not zone:
        return None
    if zone in UTC_NAMES:
        return 0
    if zone in NAMED_ZONES:
        return NAMED_ZONES[zone]
    parts = re.fullmatch(r"(?:UTC|GMT)?\s*([+-])([0-9]{1,2})(?::?([0-9]{2}))?", zone)
    if parts is None or int(parts[2]) > 14:
        return None
    minutes = int(parts[2]) * 60 + int(parts[3] or 0)
    return -minutes if parts[1] == "-" else minutes


def unknown_zone(time: str) -> str:
    """Return the name of a zone that means several clocks or none, as IST; empty without one."""
    found = TIME.fullmatch(time)
    zone = (found["zone"] if found else None) or ""
    return zone if zone.isalpha() and offset_of(time) is None else ""


def time_behind(text: str) -> str:
    """Return the time of day at the end of a text, as :data:`TIME` matches it."""
    found = BEHIND.fullmatch(text)
    return found[1] if found else ""


def offset_name(minutes: int) -> str:
    """Write an offset as in +03:00."""
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def fixed_clock(minutes: int) -> str:
    """Name the IANA zone of a fixed offset; empty where there is none."""
    if minutes in HALF_HOURS:
        return HALF_HOURS[minutes]
    # The signs of these names are those of POSIX: Etc/GMT-3 is three hours ahead.
    name = f"Etc/GMT{'-' if minutes > 0 else '+'}{abs(minutes) // 60}"
    return "" if minutes % 60 else name


def _hour(text: str, half: str | None) -> int:
    hour = int(text)
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half[0] in "pP" else 0)
