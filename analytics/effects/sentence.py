"""The sentence of a before-and-after comparison, in parts."""

import math

import pandas as pd

from analytics.effects.power import FEWEST_DAYS, FEWEST_DAYS_IN_ALL, FEWEST_EVENTS, Detectable
from analytics.effects.windows import Windows
from analytics.wording import beside_one, plain_count, plain_date

NEARLY_NONE = 0.05
# Fewer events in so many days, where events set off others: measured to hold the true ratio in
# under 90 % (docs/effect-intervals.md). A week holds few events for want of days.
FEW_EVENTS, LONG_WINDOW = 5, 14
# Above a tripling "times as many" is easier to read than a percentage.
MOST_IN_PERCENT = 3.0


def number(value: float) -> str:
    """Write a rate or a ratio with two figures that count: 0.09, 1.8, 56."""
    if 0 < value < 0.001:
        return "under 0.001"
    if value == 0 or abs(value) >= 9.95:
        return f"{value:,.0f}"
    return f"{value:.{max(1, 1 - math.floor(math.log10(abs(value))))}f}"


def _end(value: float) -> str:
    """Write an end of an interval; one close to 1 with the figures that show on which side."""
    return beside_one(value, number(value))


def rates(windows: Windows, *, noun: str) -> str:
    """State both rates and the days that they come from."""
    before, after = windows.before, windows.after
    span = f"In the {_days(after)} from {plain_date(after.index[0])}"
    if windows.period:
        span += f" to {plain_date(after.index[-1])}"
    left_out = f", {_between(windows)} left out in between" if windows.gap else ""
    return (
        f"{span} there were {number(after.mean())} {noun} a day, against "
        f"{number(before.mean())} in the {_days(before)} before{left_out}"
    )


def _between(windows: Windows) -> str:
    """Say how many days are left out, and which of them a reader has not asked for."""
    if not windows.ended:
        return f"{windows.gap}"
    ended = plain_count(windows.ended, "days")
    further = windows.gap - windows.ended
    asked = f" and {further} before it" if further else ""
    return f"the {ended} of the period that ended{asked}"


def ratio(value: float, low: float, high: float, *, settled: bool) -> str:
    """State the rate ratio, its interval, and whether it settles anything."""
    if value == 0:
        finding = f"none, so at most {_end(high)} times as many (95 %)"
    elif math.isinf(value):
        finding = f"none before, so at least {_end(low)} times as many (95 %)"
    else:
        finding = f"{number(value)} times as many (95 % interval {_end(low)} to {_end(high)})"
    return finding if settled else f"{finding}; the data do not settle whether the rate changed"


def need(windows: Windows, could: Detectable) -> str:
    """Say that there is no answer, what one takes, and what change these windows could show."""
    start = "whether the rate changed cannot be answered with these data"
    shown = f"only {changes}" if (changes := _changes(could)) else "no change of any size"
    takes = " and ".join(_lacking(windows)) or "that a fall to none or a tenfold rise would show"
    return f"{start}: an answer takes {takes}, and {shown} would show four times out of five"


def _lacking(windows: Windows) -> list[str]:
    """Name each thing that an answer takes and that there is too little of, with what there is."""
    sides = (windows.before, windows.after)
    wanted = (
        (int(sum(side.sum() for side in sides)), FEWEST_EVENTS, "events"),
        (sum(map(len, sides)), FEWEST_DAYS_IN_ALL, "days"),
        (min(map(len, sides)), FEWEST_DAYS, "days on each side"),
    )
    return [f"{fewest} {what} (here {there})" for there, fewest, what in wanted if there < fewest]


def unseen(could: Detectable) -> str:
    """Say which change these windows would mostly have shown, where they settle nothing."""
    shown = _changes(could) or "no change of any size"
    return f"{shown} would have shown four times out of five"


def _changes(could: Detectable) -> str:
    seen = [] if math.isnan(could.fall) else [f"a fall to {_share(could.fall)}"]
    seen += [] if math.isnan(could.rise) else [f"a rise to {number(could.rise)} times the rate"]
    return " or ".join(seen)


def shortened(windows: Windows) -> str:
    """Say how many of the days asked for are observed."""
    return (
        f"{windows.asked_before} days before and {windows.asked_after} after were asked for, "
        f"of which {len(windows.before)} and {len(windows.after)} are observed"
    )


def limit(windows: Windows) -> str:
    """Say where the interval holds the true ratio less often than it should; or nothing."""
    sides = (windows.before, windows.after)
    if any(len(side) >= LONG_WINDOW and side.sum() < FEW_EVENTS for side in sides):
        return (
            f"with fewer than {FEW_EVENTS} events on one side, the interval is too short where "
            "events set off others"
        )
    return ""


def bounds(value: float, low: float, high: float) -> str:
    """Write a ratio with its interval, as short as between brackets."""
    if value == 0:
        return f"at most {_end(high)} times as many, 95 %"
    if math.isinf(value):
        return f"at least {_end(low)} times as many, 95 %"
    return f"{number(value)} times, 95 % {_end(low)} to {_end(high)}"


def amount(value: float, noun: str) -> str:
    """Say how many there were by a ratio: "94 % fewer events than", "4.2 times as many ... as"."""
    if value == 0:
        return f"no {noun} at all, unlike"
    if math.isinf(value):
        return f"{noun}, of which there were none"
    if value > MOST_IN_PERCENT:
        return f"{number(value)} times as many {noun} as"
    return f"{_percent(value)} % {'fewer' if value < 1 else 'more'} {noun} than"


def short(value: float) -> str:
    """Write the same in two words, for a label: "down 94 %", "4.2 times", "none now"."""
    if value == 0:
        return "none now"
    if math.isinf(value):
        return "none before"
    if value > MOST_IN_PERCENT:
        return f"{number(value)} times"
    return f"{'down' if value < 1 else 'up'} {_percent(value)} %"


def _percent(value: float) -> str:
    share = 100 * abs(value - 1)
    return "over 99" if value < 0.005 else f"{share:.0f}" if share >= 1 else "under 1"


def _days(window: pd.Series) -> str:
    return "1 day" if len(window) == 1 else f"{len(window)} days"


def _share(fall: float) -> str:
    return f"{number(fall)} times the rate" if fall >= NEARLY_NONE else "nearly none"
