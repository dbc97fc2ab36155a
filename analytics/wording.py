"""How dates, numbers and p-values are written in a sentence, the same everywhere."""

from typing import Protocol

import numpy as np
import pandas as pd

# What comes behind the word for a thing, as in "clashes in cities".
AFTER_HEAD = ("of", "on", "by", "in", "at", "with", "from", "against", "to", "for")
# The first that fits: "news" and "series" stay, "clashes" lose two letters.
ENDINGS = [(kept, kept) for kept in ("ss", "us", "is", "series", "news")]
ENDINGS += [("people", "person"), ("ies", "y")]
ENDINGS += [(f"{stem}es", stem) for stem in ("ss", "sh", "ch", "x", "z")] + [("s", "")]
# "party" becomes "parties" and "day" "days"; "box" becomes "boxes".
VOWELS, HISSING = ("a", "e", "i", "o", "u", ""), ("s", "sh", "ch", "x", "z")


def plain_date(day: pd.Timestamp) -> str:
    """Write a day as in a sentence: 5 Feb 2024."""
    # The day of the month without a leading zero has no portable format code.
    return f"{day.day} {day:%b %Y}"


def plain_rate(value: float) -> str:
    """Write a rate with about two digits that matter: 0.25, 1.9, 1,098."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"


def plain_pvalue(pvalue: float) -> str:
    """Write a p-value: p = 0.031, or p < 0.001."""
    return "p < 0.001" if pvalue < 0.001 else f"p = {pvalue:.2g}"


def per_period(days: pd.DatetimeIndex) -> str:
    """Name the period of an evenly spaced series: a day, a week, a month, a year, or a period."""
    step = float(np.median(np.diff(days.to_numpy()) / np.timedelta64(1, "D")))
    for name, shortest, longest in (
        ("a day", 1, 1),
        ("a week", 7, 7),
        ("a month", 28, 31),
        ("a quarter", 90, 92),
        ("a year", 365, 366),
    ):
        if shortest <= step <= longest:
            return name
    return "a period"


def plain_span(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Write a span of days: "between 23 and 26 Nov 2023", or "on 24 Nov 2023" for one day."""
    if first == last:
        return f"on {plain_date(last)}"
    if (first.year, first.month) == (last.year, last.month):
        return f"between {first.day} and {plain_date(last)}"
    start = f"{first.day} {first:%b}" if first.year == last.year else plain_date(first)
    return f"between {start} and {plain_date(last)}"


def plain_dates(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """Write a stretch of days: "24 to 30 Nov 2023", or "24 Nov 2023" for one day."""
    if first == last:
        return plain_date(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {plain_date(last)}"
    start = f"{first.day} {first:%b}" if first.year == last.year else plain_date(first)
    return f"{start} to {plain_date(last)}"


def plain_number(value: float) -> str:
    """Write a rate or a ratio with as many digits as a reader can use: 0.21, 1.9, 24, 1,240."""
    if pd.isna(value):
        return "unknown"
    if value in (float("inf"), float("-inf")):
        return "no upper bound" if value > 0 else "no lower bound"
    if abs(value) >= 10:
        return f"{value:,.0f}"
    if 0 < value < 0.001:
        return "under 0.001"
    # Two digits below one: a rate of 0.04 a day is one event in 25 days, not "0.0".
    return f"{value:.1f}" if abs(value) >= 0.95 else f"{value:.2g}" if value else "0"


def beside_one(value: float, text: str) -> str:
    """Write a ratio, or an end of its interval, so that it shows on which side of 1 it lies.

    Parameters
    ----------
    value : float
    text : str
        As it is written else; kept unless that says 1 of what is not.
    """
    if value == 1 or text not in ("1.0", "1.00"):
        return text
    written = (f"{value:.{figures}f}" for figures in range(2, 16))
    return next((longer for longer in written if float(longer) != 1), text)


def plain_ratio(value: float) -> str:
    """Write a ratio with as many digits as a reader can use: 0.21, 0.97, 1.04, 1.9, 24."""
    return beside_one(value, plain_number(value))


def plain_interval(low: float, high: float) -> str:
    """Write the limits of an interval: "0.1 to 0.4"."""
    return f"{plain_number(low)} to {plain_number(high)}"


def plain_count(number: int, noun: str) -> str:
    """Write a number of things whose name is a plural: "1 clash", "1,240 clashes"."""
    return f"{number:,} {_one_of(noun) if number == 1 else noun}"


def all_of(number: int, noun: str) -> str:
    """Write that it is all of so many things: "all 7 ways to count", "both ways to count"."""
    return f"both {noun}" if number == 2 else f"all {number:,} {noun}"


def capitalised(text: str) -> str:
    """Write the first letter of a text large, as a sentence begins, and the rest as it is."""
    return text[:1].upper() + text[1:]


def plural_of(noun: str) -> str:
    """Write an English noun of one thing as of several: "type of event" as "types of event"."""
    words = noun.split(" ")
    stop = next((place for place, word in enumerate(words) if word in AFTER_HEAD), len(words))
    if stop == 0:
        return noun
    head = words[stop - 1]
    if head.endswith("y") and head[-2:-1] not in VOWELS:
        head = f"{head[:-1]}ies"
    else:
        head += "es" if head.endswith(HISSING) else "s"
    return " ".join([*words[: stop - 1], head, *words[stop:]])


def _one_of(noun: str) -> str:
    """Return an English plural as a singular, by its last word before any "of", "on" or "by".

    What is no such plural stays as it is: a study names what it counts in any language.
    """
    words = noun.split(" ")
    stop = next((place for place, word in enumerate(words) if word in AFTER_HEAD), len(words))
    if stop == 0 or {"and", "or"} & set(words[:stop]):
        return noun
    head = words[stop - 1]
    fitting = [(ending, single) for ending, single in ENDINGS if head.endswith(ending)]
    if fitting:
        ending, single = fitting[0]
        words[stop - 1] = head.removesuffix(ending) + single
    return " ".join(words)


class RateChange(Protocol):
    """A row of a table of changes, or an effect: anything with the rates on both sides."""

    @property
    def rate_before(self) -> float:
        """Events per period before."""

    @property
    def rate_after(self) -> float:
        """Events per period after."""


def direction(change: RateChange, up: str = "rose", down: str = "fell") -> str:
    """Return the one of two words that says which way a rate went, after against before."""
    return up if change.rate_after > change.rate_before else down


def plain_odds(evidence: float) -> str:
    """Write odds: "29 to 1", "1 to 4", "over a million to 1"."""
    if evidence > 1e6:
        return "over a million to 1"
    if evidence >= 1:
        return f"{plain_number(evidence)} to 1"
    return f"1 to {plain_number(1 / evidence)}" if evidence > 1e-6 else "1 to over a million"
