"""The sentence of a before-and-after comparison, in parts."""

import math

from analytics.windows import Windows
from analytics.wording import plain_date


def number(value: float) -> str:
    """Write a rate or a ratio with two figures that count: 0.09, 1.8, 56."""
    if value == 0 or abs(value) >= 9.95:
        return f"{value:,.0f}"
    return f"{value:.{max(1, 1 - math.floor(math.log10(abs(value))))}f}"


def rates(windows: Windows, *, noun: str) -> str:
    """State both rates and the days that they come from."""
    before, after = windows.before, windows.after
    span = f"In the {len(after)} days from {plain_date(after.index[0])}"
    if windows.period:
        span += f" to {plain_date(after.index[-1])}"
    left_out = f", {windows.gap} left out in between" if windows.gap else ""
    return (
        f"{span} there were {number(after.mean())} {noun} a day, against "
        f"{number(before.mean())} in the {len(before)} days before{left_out}"
    )


def ratio(value: float, low: float, high: float, pvalue: float) -> str:
    """State the rate ratio, its interval, and whether it settles anything."""
    if value == 0:
        said = f"none, so at most {number(high)} times as many (95 %)"
    elif math.isinf(value):
        said = f"none before, so at least {number(low)} times as many (95 %)"
    else:
        said = f"{number(value)} times as many (95 % interval {number(low)} to {number(high)})"
    return said if pvalue < 0.05 else f"{said}; the data do not settle whether the rate changed"


def need(fall: float, rise: float) -> str:
    """Say that there is no answer, and what change these windows could show."""
    start = "whether the rate changed cannot be answered with these data"
    seen = [] if math.isnan(fall) else [f"a fall to {number(fall)} times the rate"]
    seen += [] if math.isnan(rise) else [f"a rise to {number(rise)} times the rate"]
    if not seen:
        return f"{start}: windows this short and quiet would show no change of any size"
    return f"{start}: only {' or '.join(seen)} would show four times out of five"


def shortened(windows: Windows) -> str:
    """Say how much of the windows the coverage holds."""
    return (
        f"{windows.asked_before} days before and {windows.asked_after} after were asked for, "
        "and the coverage holds fewer"
    )
