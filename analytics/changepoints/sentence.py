"""How changes of rate are told: one rule for the page, the terminal and every report."""

import math
from typing import TYPE_CHECKING

import pandas as pd

from analytics.changepoints.evidence import LINE
from analytics.effects.power import FEWEST_EVENTS
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

# It stands behind evidence against a steady rate, which it does not take back.
WANDERING = (
    " The rate wanders: small moves every day explain the days better still, so that no change "
    "need have been sudden."
)
MOST_TOLD, LAST_TOLD, MOST_DAYS = 4, 2, 3
# Up to this ratio a change is told in percent, above it as so many times.
TIMES = 3.0
# What a change is told as, and its size, where no change lies within the interval of that size. The
# verdict weighs all the days; the interval knows two rates alone, and can be wider.
OPEN_WAY, OPEN_SIZE = "changed", "not settled"
# Its own evidence is not above the line: it is kept for what the days around it weigh with it.
WEAK = "not found by itself"


def finding(result: "ChangepointResult") -> str:
    """Say what the search found: the changes, or that there are none, and the evidence."""
    period = per_period(result.counts.index)
    if result.table.empty:
        return _unchanged(result, period)
    told = moves(result.table, noun(result.counts), period)
    odds = evidence_words(result, _last_told(result.table))
    return f"{told}. {odds}.{_gradual(result)}"


def search_alone(result: "ChangepointResult") -> str:
    """Say the same so that it stays true whatever cuts and other ways to count will show."""
    told = moves(result.table, noun(result.counts), per_period(result.counts.index))
    odds = evidence_words(result, _last_told(result.table))
    return f"{told}. {odds}, in the search of the whole period alone.{_gradual(result)}"


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
    odds = evidence_words(result, last)
    told = moves(last, noun(result.counts), period, gradual=result.gradual)
    return f"{told}. {odds}{shares}." + (WANDERING if result.wandering else "")


def unsettled(result: "ChangepointResult", shares: str) -> str:
    """Say that the last change is not settled although its evidence is above the line."""
    if too_few(result):
        return _too_few_words(result)
    period, last = per_period(result.counts.index), result.table.iloc[-1]
    subject, way = _rate_of(noun(result.counts)), way_of(last)
    odds = evidence_words(result, result.table.tail(1))
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
    odds = evidence_words(result, result.table.tail(1))
    return (
        f"Whether {_rate_of(noun(result.counts))} {way_of(last)} {rates}, {when(last, period)}, "
        f"is being checked{_open_size(last)}. {odds}; now "
        "searching the cuts of the period and all other ways to count \u2026"
    )


def noun(counts: pd.Series) -> str:
    """Say whose rate it is: what is counted, or the rate."""
    return str(counts.name) if str(counts.name or "events") != "events" else "the rate"


def _rate_of(subject: str) -> str:
    return subject if subject == "the rate" else f"the rate of {subject}"


def moves(table: pd.DataFrame, subject: str, period: str, *, gradual: bool = False) -> str:
    """Tell the changes: "Battles fell by 88 % (67 to 96 %), from 1.8 to 0.21 a day, on ...".

    Of more than four only the last two, for a title of ten lines is read by nobody.
    """
    subject = subject[0].upper() + subject[1:]
    told = "; then ".join(move(row, period, gradual=gradual) for row in rows_of(_last_told(table)))
    if len(table) <= MOST_TOLD:
        return f"{subject} {told}"
    which = "it" if subject == "The rate" else "they"
    weak = int((table["evidence"] <= LINE).sum())
    alone = "itself" if weak == 1 else "themselves"
    among = f" ({weak} of these not found by {alone})" if weak else ""
    return f"{subject} changed {len(table)} times{among}; at last {which} {told}"


def _last_told(table: pd.DataFrame) -> pd.DataFrame:
    return table if len(table) <= MOST_TOLD else table.tail(LAST_TOLD)


def move(row: "Change", period: str, *, gradual: bool = False) -> str:
    """Tell one change: "fell by 88 % (67 to 96 %), from 1.8 to 0.21 a day, between ...".

    Where no change lies within the interval of its size, neither size nor way is told as a fact:
    "changed from 2.5 to 0.14 a day, between ...; by how much is not settled (...)".
    """
    rates = f"from {plain_number(row.rate_before)} to {plain_number(row.rate_after)} {period}"
    slowly = ", or gradually" if gradual else ""
    weak = f" ({WEAK})" if row.evidence <= LINE else ""
    dated = f"{when(row, period)}{slowly}{weak}"
    return f"{way_of(row)} {size_words(row)}{rates}, {dated}{_open_size(row)}"


def includes_no_change(low: float, high: float) -> bool:
    """Tell whether no change lies within the interval of a ratio: its way is no fact then."""
    return low < 1 < high


def way_of(row: "Change", up: str = "rose", down: str = "fell", open_: str = OPEN_WAY) -> str:
    """Return which way the rate went, or that it changed where the interval does not settle it."""
    return open_ if includes_no_change(row.ratio_low, row.ratio_high) else direction(row, up, down)


def _open_size(row: "Change") -> str:
    """Say that the size of a change is not settled, with its interval; "" where it is."""
    if not includes_no_change(row.ratio_low, row.ratio_high):
        return ""
    ends = size_and_ends(row.rate_ratio, row.ratio_low, row.ratio_high)[1]
    return f"; by how much is {OPEN_SIZE} ({ends})"


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
    """Tell how large a change is, with its interval: "by 88 % (67 to 96 %), ".

    Of one from nothing, or whose size is not settled, "".
    """
    ratio = row.rate_ratio
    if not 0 < ratio < math.inf or includes_no_change(row.ratio_low, row.ratio_high):
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

    Returns
    -------
    size, ends : str
        Such as "73 %" and "44 to 87 %", whichever way it went; "4.2 times" and "2.1 to 9.3". With
        no change between the ends "not settled", and ends that say their sides: "98 % less to
        11 % more", "0.026 to 8,800 times the rate before".
    """
    times = [_times(end) for end in (low, high)]
    if includes_no_change(low, high):
        if ratio > TIMES and math.isinf(high):
            return OPEN_SIZE, f"{times[0]} times the rate before to no upper bound"
        if ratio > TIMES:
            return OPEN_SIZE, f"{' to '.join(times)} times the rate before"
        return OPEN_SIZE, f"{_percent(low)} less to {_percent(high)} more"
    if ratio > TIMES:
        return f"{_times(ratio)} times", " to ".join(times)
    ends = [_percent(end) for end in sorted((low, high), key=lambda end: abs(end - 1))]
    return _percent(ratio), f"{ends[0].removesuffix(' %')} to {ends[1]}"


def _percent(ratio: float) -> str:
    """Write how far a ratio is from 1, in whole percent: never all while something is left."""
    if not math.isfinite(ratio):
        return "no upper bound"
    if 0 < ratio < 0.01:
        return "over 99 %"
    change = 100 * abs(ratio - 1)
    if 0 < change < 0.1:
        return "under 0.1 %"
    return f"{change:,.0f} %" if change >= 9.5 else f"{change:.1g} %"


def _times(ratio: float) -> str:
    """Write a ratio with two figures, or as many as show on which side of 1 it is."""
    if not math.isfinite(ratio):
        return "no upper bound"
    written = (f"{float(f'{ratio:.{figures}g}'):,g}" for figures in range(2, 16))
    return next((text for text in written if text != "1" or ratio == 1), "1")


def evidence_words(result: "ChangepointResult", told: pd.DataFrame) -> str:
    """Say what decided, and of which change: "Evidence of any change 29 to 1".

    Parameters
    ----------
    result : ChangepointResult
    told : DataFrame
        The rows of its table that a sentence has told. Of one of several it is the evidence
        between its neighbours, where that suffices; beside a lull or burst its ratio and line.
    """
    if result.decided_by_lull:
        return (
            f"The likelihood ratio of the lull or burst is {result.lull_ratio:.0f} "
            f"(line {result.lull_line:.0f})"
        )
    own = [plain_odds(evidence) for evidence in told["evidence"]]
    enough = len(told) == 1 and told["evidence"].iloc[0] > LINE
    if enough and len(result.table) > 1:
        return f"Evidence of this change {own[0]}"
    whole = f"Evidence of any change {plain_odds(result.evidence)}"
    if enough:
        return whole
    listed = own[0] if len(own) == 1 else f"{', '.join(own[:-1])} and {own[-1]}"
    return f"{whole}, of {'this one' if len(own) == 1 else f'these {len(own)} in turn'} {listed}"


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
    way = way_of(result.table.iloc[0], "rise", "fall", "change")
    steps = "a step" if len(result.table) == 1 else "steps"
    return f" A gradual {way} explains the days better than {steps}."


def too_few(result: "ChangepointResult") -> bool:
    """Tell whether there are too few events to answer, unless a change is found in them."""
    return _events(result) < FEWEST_EVENTS


def _events(result: "ChangepointResult") -> float:
    """Add up what was searched; where dates are drawn the regimes alone hold all of it."""
    return float(result.segments["events"].sum())


def _too_few_words(result: "ChangepointResult") -> str:
    """Say how few events there are: "7 raids: too few to tell whether the rate changed ..."."""
    events, period = round(_events(result)), per_period(result.counts.index)
    called = noun(result.counts).replace("the rate", "events")
    number = plain_count(events, called) if events else f"No {called}"
    rate = plain_number(_events(result) / result.exposure.sum())
    return f"{number}: too few to tell whether the rate changed ({rate} {period})."


def _unchanged(result: "ChangepointResult", period: str) -> str:
    if too_few(result):
        return _too_few_words(result)
    rate = plain_number(_events(result) / result.exposure.sum())
    odds, subject = plain_odds(result.evidence), _rate_of(noun(result.counts))
    if result.verdict == "not settled":
        free = plain_odds(result.evidence_if_independent)
        return (
            f"Whether {subject} changed is not settled: {rate} {period} throughout. "
            f"Evidence of any change {odds}; {free} if days were independent."
        )
    start = f"There is no sign of a change in {subject}"
    return f"{start}: {rate} {period} throughout. Evidence of any change {odds}."


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
