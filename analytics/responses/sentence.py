"""How a response is told: one rule for the page, the terminal and every report."""

from typing import Protocol

import numpy as np

from analytics.wording import plain_interval, plain_number, plain_pvalue

WORDS = {1: "day", 3: "three days", 7: "seven days", 14: "14 days"}
# A response that would be seen is called by its name up to these sizes.
HALF, DOUBLE = 0.5, 2.0
# Words whose plural ends in s and whose singular does too, or that have none.
WITHOUT_SINGULAR = {"series", "clashes with others", "news", "casualties"}


class WindowRow(Protocol):
    """A row of the table of windows, by the names of its columns."""

    first: int
    last: int
    ratio: float
    ci_low: float
    ci_high: float
    pvalue: float
    corrected: float
    total: float
    total_low: float
    total_high: float
    fall: float
    rise: float
    named: bool
    verdict: str
    reason: str


def window_name(first: int, last: int) -> str:
    """Write a window: "day 1", "days 1 to 3"; below 0 "the day before", "the 3 days before"."""
    if first < 0:
        return "the day before" if first == last else f"the {-first} days before"
    return f"day {first}" if first == last else f"days {first} to {last}"


def singular(noun: str) -> str:
    """Write one of what a plural counts, with its article: "a strike", "an air strike".

    A noun whose singular is not plain from its letters is told as an episode of it.
    """
    last = noun.rsplit(" ", 1)[-1]
    if noun in WITHOUT_SINGULAR or " in " in noun or not last.endswith("s") or len(last) < 4:
        return f"an episode of {noun}"
    if last.endswith(("ss", "is", "us")):
        return f"an episode of {noun}"
    if last.endswith("ies"):
        one = f"{noun[:-3]}y"
    elif last.endswith(("sses", "shes", "ches", "xes")):
        one = noun[:-2]
    else:
        one = noun[:-1]
    return f"{'an' if one[0].lower() in 'aeiou' else 'a'} {one}"


def after_one(trigger: str, least: int) -> str:
    """Write what a window comes after: "a strike", or "a day of 5 strikes or more"."""
    return singular(trigger) if least == 1 else f"a day of {least:,} {trigger} or more"


def episodes_of(trigger: str, number: int, least: int) -> str:
    """Write how many episodes there are: "5 episodes of strikes"."""
    kind = f"{number} episode{'' if number == 1 else 's'} of {trigger}"
    return kind if least == 1 else f"{kind} ({least:,} a day or more)"


def tell_window(row: WindowRow, *, after: str, responder: str) -> str:
    """Say what followed in a window, how sure that is, and what could have been seen.

    Parameters
    ----------
    row : row of the table of windows
    after : str
        What the window comes after.
    responder : str

    Returns
    -------
    str
    """
    when = f"In the {WORDS[row.last]} after {after}"
    if row.verdict == "cannot be answered":
        return f"{when}, how many {responder} there were cannot be answered. {row.reason}"
    ratio = f"{_ratio(row.ratio)} times the {responder} expected"
    numbers = plain_interval(row.ci_low, row.ci_high)
    pvalue = row.pvalue if row.named else row.corrected
    if row.verdict == "not settled":
        return f"{when} there were {ratio} ({numbers}). {could_be_seen(row.fall, row.rise)}"
    named = "named beforehand" if row.named else "corrected for all that was looked at"
    said = f"{when} there were {ratio} ({numbers}; {plain_pvalue(pvalue)}, {named})."
    if row.ratio > 1:
        total = plain_interval(row.total_low, row.total_high)
        said += (
            f" With what these brought about by themselves it is {_ratio(row.total)} times "
            f"({total})."
        )
    return said


def tell_briefly(row: WindowRow, *, name: str) -> str:
    """Say what followed in a window in a few words.

    Parameters
    ----------
    row : row of the table of windows
    name : str
        Responder after trigger.
    """
    opening = name[0].upper() + name[1:]
    if row.verdict == "cannot be answered":
        return f"{opening}: cannot be answered."
    numbers = plain_interval(row.ci_low, row.ci_high)
    settled = "" if row.verdict == "not settled" else f"; {row.verdict}"
    ratio = f"{_ratio(row.ratio)} times those expected ({numbers})"
    days = window_name(row.first, row.last)
    return f"{opening}, {days}: {ratio}{settled or ', not settled'}."


def could_be_seen(fall: float, rise: float) -> str:
    """Say which responses would have been seen in eight of ten such records.

    Parameters
    ----------
    fall, rise : float
        The smallest, as ratios; ``nan`` where none would have been.
    """
    if np.isnan(fall) and np.isnan(rise):
        return "No fall and no rise up to 20 times would have been seen in 8 of 10 such records."
    down = "A halving" if fall >= HALF else f"A fall to {plain_number(fall)} times"
    up = "a doubling" if rise <= DOUBLE else f"a rise to {plain_number(rise)} times"
    seen = "would have been seen in 8 of 10 such records or more; less cannot be told."
    if np.isnan(fall):
        return f"{up[0].upper()}{up[1:]} {seen} No fall, however deep, would have been."
    if np.isnan(rise):
        return f"{down} {seen} No rise up to 20 times would have been."
    return f"{down} or {up} {seen}"


def _ratio(ratio: float) -> str:
    """Write a ratio with two digits after the point below ten: 0.93."""
    return f"{ratio:.2f}" if ratio < 9.995 else plain_number(ratio)
