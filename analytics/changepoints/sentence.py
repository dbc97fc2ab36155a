"""How changes of rate are told: one rule for the page, the terminal and every report."""

import math
from typing import TYPE_CHECKING

import pandas as pd

from analytics.changepoints.evidence import LINE
from analytics.table_rows import rows_of
from analytics.wording import (
    direction,
    per_period,
    plain_count,
    plain_date,
    plain_number,
    plain_odds,
)

if TYPE_CHECKING:
    from analytics.changepoints.matching import Change
    from analytics.changepoints.search import ChangepointResult

WANDERING = " The rate wanders: small moves every day explain the days better than any change."
MOST_TOLD, LAST_TOLD, MOST_DAYS = 4, 2, 3
# Up to this ratio a change is told in percent, above it as so many times.
TIMES = 3.0
# An interval is wide from so many percentage points on, or where its ends are so many times apart.
WIDE_PERCENT, WIDE_TIMES = 50, 3.0


def finding(result: "ChangepointResult") -> str:
    """Say what the search found: the changes, or that there are none, and the evidence."""
    period = per_period(result.counts.index)
    if result.table.empty:
        return _unchanged(result, period)
    told = moves(result.table, noun(result.counts), period)
    return f"{told}. {evidence_words(result)}.{_gradual(result)}"


def headline(result: "ChangepointResult", shares: str = "") -> str:
    """Say the last change alone, or that there is none: what stands first everywhere.

    Parameters
    ----------
    result : ChangepointResult
    shares : str
        In how many ways to count and cuts of the period it is found.
    """
    period, last = per_period(result.counts.index), result.table.tail(1)
    if last.empty:
        return _unchanged(result, period)
    odds = evidence_words(result, last.iloc[0])
    slowly = ", or gradually" if result.gradual else ""
    told = f"{moves(last, noun(result.counts), period)}{slowly}. {odds}{shares}."
    return told + (WANDERING if result.wandering else "")


def unsettled(result: "ChangepointResult", shares: str) -> str:
    """Say that the last change is not settled although its evidence is above the line."""
    period, last = per_period(result.counts.index), result.table.iloc[-1]
    subject, way = _rate_of(noun(result.counts)), direction(last)
    odds = evidence_words(result, last)
    return (
        f"Whether {subject} {way} {when(last, period)} is not settled. {odds}, "
        f"but found in {shares} only."
    )


def unchecked(result: "ChangepointResult") -> str:
    """Tell the last change while it is not known in how many ways and cuts it is found.

    It says nothing that "not settled" would take back, and is about as long as what follows it.
    """
    period, last = per_period(result.counts.index), result.table.iloc[-1]
    rates = f"from {plain_number(last.rate_before)} to {plain_number(last.rate_after)} {period}"
    return (
        f"Whether {_rate_of(noun(result.counts))} {direction(last)} {rates}, {when(last, period)}, "
        f"is being checked. {evidence_words(result, last)}; searching the cuts of the period and "
        "the other ways to count \u2026"
    )


def noun(counts: pd.Series) -> str:
    """Say whose rate it is: what is counted, or the rate."""
    return str(counts.name) if str(counts.name or "events") != "events" else "the rate"


def _rate_of(subject: str) -> str:
    return subject if subject == "the rate" else f"the rate of {subject}"


def moves(table: pd.DataFrame, subject: str, period: str) -> str:
    """Tell the changes: "Battles fell by 88 % (67 to 96 %), from 1.8 to 0.21 a day, on ...".

    Of more than four only the last two, for a title of ten lines is read by nobody.
    """
    subject = subject[0].upper() + subject[1:]
    many = len(table) > MOST_TOLD
    told = [move(row, period) for row in rows_of(table.iloc[-LAST_TOLD if many else 0 :])]
    which = "it" if subject == "The rate" else "they"
    start = f"{subject} changed {len(table)} times; at last {which} " if many else f"{subject} "
    return start + "; then ".join(told)


def move(row: "Change", period: str) -> str:
    """Tell one change: "fell by 88 % (67 to 96 %), from 1.8 to 0.21 a day, between ..."."""
    rates = f"from {plain_number(row.rate_before)} to {plain_number(row.rate_after)} {period}"
    return f"{direction(row)} {size_words(row)}{rates}, {when(row, period)}"


def when(row: "Change", period: str) -> str:
    """Write a date set: "between 29 January and 13 February 2024"."""
    low, high = row.ci_low, row.ci_high
    if period == "a year":
        return f"in {low.year}" if low.year == high.year else f"between {low.year} and {high.year}"
    if low == high:
        return f"on {_day(high)}"
    start = _day(low) if low.year != high.year else f"{low.day} {low:%B}"
    start = str(low.day) if (low.year, low.month) == (high.year, high.month) else start
    return f"between {start} and {_day(high)}"


def _day(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%B %Y}"


def size_words(row: "Change") -> str:
    """Tell how large a change is, with its interval: "by 88 % (67 to 96 %), "; from nothing, ""."""
    ratio = row.rate_ratio
    if not 0 < ratio < math.inf:
        return ""
    size, ends = size_and_ends(ratio, row.ratio_low, row.ratio_high)
    if ratio > TIMES:
        return f"to {size} the rate before ({ends}), "
    return f"by {size} ({ends}), "


def size_and_ends(ratio: float, low: float, high: float) -> tuple[str, str]:
    """Write a ratio and its interval: percent up to a tripling, times above.

    Parameters
    ----------
    ratio, low, high : float
        The ratio above 0 and finite.

    Returns
    -------
    size, ends : str
        Such as "73 %" and "44 to 87 %", whichever way it went; "4.2 times" and "2 to 9".
    """
    if ratio > TIMES:
        wide = high / low > WIDE_TIMES if low > 0 else True
        told = [_times(value, wide=wide) for value in (ratio, low, high)]
        return f"{told[0]} times", f"{told[1]} to {told[2]}"
    changes = [100 * (value - 1) for value in (ratio, low, high)]
    wide = changes[2] - changes[1] > WIDE_PERCENT
    if changes[1] < 0 < changes[2]:
        ends = f"{_percent(-changes[1], wide=wide)} less to {_percent(changes[2], wide=wide)} more"
    else:
        ends = " to ".join(_percent(end, wide=wide) for end in sorted(map(abs, changes[1:])))
        ends = ends.replace(" % to", " to")
    return _percent(abs(changes[0]), wide=wide), ends


def _percent(value: float, *, wide: bool) -> str:
    if not math.isfinite(value):
        return "no upper bound"
    if wide or value >= 100:
        value = round(value, -1) or value
    whole = f"{value:.0f}" if value >= 9.5 else f"{value:.1g}"
    return "over 99 %" if 99 < value < 100 else f"{whole} %"


def _times(value: float, *, wide: bool) -> str:
    if not math.isfinite(value):
        return "no upper bound"
    return f"{float(f'{value:.{1 if wide else 2}g}'):,g}"


def evidence_words(result: "ChangepointResult", row: "Change | None" = None) -> str:
    """Say what decided: "Evidence 29 to 1", or the ratio of a lull or burst and its line.

    Of one of several changes it is the evidence between its neighbours, where that suffices.
    """
    if result.decided_by_lull:
        return (
            f"The likelihood ratio of the lull or burst is {result.lull_ratio:.0f} "
            f"(line {result.lull_line:.0f})"
        )
    if row is not None and len(result.table) > 1 and row.evidence > LINE:
        return f"Evidence {plain_odds(row.evidence)}"
    return f"Evidence {plain_odds(result.evidence)}"


def both_evidences(result: "ChangepointResult") -> str:
    """Say both evidences of the whole search, and which of them decides."""
    known, free = plain_odds(result.evidence), plain_odds(result.evidence_if_independent)
    return (
        f"The evidence of any change is {known} whatever the clustering, which decides; {free} if "
        "days were independent."
    )


def _gradual(result: "ChangepointResult") -> str:
    """Say that a trend or a wandering rate explains the days better, where one does; else ""."""
    if result.wandering:
        return WANDERING
    if not result.gradual:
        return ""
    way = direction(result.table.iloc[0], "rise", "fall")
    steps = "a step" if len(result.table) == 1 else "steps"
    return f" A gradual {way} explains the days better than {steps}."


def _unchanged(result: "ChangepointResult", period: str) -> str:
    rate = plain_number(result.counts.sum() / result.exposure.sum())
    odds, subject = plain_odds(result.evidence), _rate_of(noun(result.counts))
    if result.verdict == "not settled":
        free = plain_odds(result.evidence_if_independent)
        return (
            f"Whether {subject} changed is not settled: {rate} {period} throughout. "
            f"Evidence {odds}; {free} if days were independent."
        )
    start = f"There is no sign of a change in {subject}"
    return f"{start}: {rate} {period} throughout. Evidence {odds}."


def stand_out(result: "ChangepointResult") -> str:
    """Name the days that stand out, with their counts; "" where there is none."""
    if result.standing_out.empty:
        return ""
    days = result.standing_out.nlargest(MOST_DAYS, "events").sort_values("day")
    called = noun(result.counts).replace("the rate", "events")
    named = [f"{plain_date(row.day)} ({plain_count(row.events, called)})" for row in rows_of(days)]
    rest = len(result.standing_out) - len(days)
    more = f" and {rest} more {'day' if rest == 1 else 'days'}" if rest else ""
    verb = "stands" if len(result.standing_out) == 1 else "stand"
    return f"{', '.join(named)}{more} {verb} out, and no change rests on that."
