"""The days around an event as one table: which window each is in, its rate, what was expected."""

import math

import numpy as np
import pandas as pd

from analytics.effects import EffectResult
from analytics.rates import Z, rate_interval
from analytics.wording import plain_date
from charts.alt import extreme

RATES = ["rate", "rate_low", "rate_high"]
EXPECTED = ["expected", "expected_low", "expected_high"]
DAY = pd.Timedelta(days=1)
UNSEEN = "not observed"


def noun_of(result: EffectResult) -> str:
    """Name what the result counts."""
    return str(result.counts.name or "events")


def days_around(result: EffectResult) -> pd.DataFrame:
    """Return every day from the first before to the last after, days left out included.

    Parameters
    ----------
    result : EffectResult

    Returns
    -------
    DataFrame
        Indexed by the day's number, 0 being the event's first: ``date``, ``window`` (before,
        left out, not observed, after), the counts under their name, the window's rate and its
        interval, and what the rate before implied. Intervals are missing where there is no answer.
    """
    windows = result.windows
    # At the end of a period some days are left out too; they were covered, so they are shown.
    tail = windows.gap * DAY if windows.period else 0 * DAY
    counts = result.counts.loc[windows.before.index[0] : windows.after.index[-1] + tail]
    days = pd.date_range(counts.index[0], counts.index[-1], freq="D")
    table = pd.DataFrame({"date": days, noun_of(result): counts.reindex(days).array})
    table.index = pd.Index((days - result.date).days, name="day")
    inside = [days.isin(w.index) for w in (windows.before, windows.after)]
    kinds = ["before", "after", UNSEEN]
    table.insert(1, "window", np.select([*inside, ~days.isin(counts.index)], kinds, "left out"))
    for window, days in (("before", windows.before), ("after", windows.after)):
        table.loc[table["window"] == window, RATES] = _rate(result, days)
    expected = result.expected.set_axis(EXPECTED, axis="columns")
    if not result.answerable:
        expected = expected * np.nan
    return table.join(expected, on="date")


def _rate(result: EffectResult, days: pd.Series) -> list[float]:
    """Give the rate of a window and its interval, from the scatter that the ratio's has."""
    rate, spread = float(days.mean()), result.scatter
    if not result.answerable:
        return [rate, np.nan, np.nan]
    size = 1 / spread.dispersion if spread.dispersion > 0 else None
    # The Student quantile in place of the normal one, as in the interval of the ratio.
    wider = math.sqrt(spread.inflation) * spread.critical / Z
    return [rate, *rate_interval(float(days.sum()), len(days), size=size, inflation=wider)]


def described(days: pd.DataFrame, *, noun: str) -> str:
    """Say what a chart of these days shows, and its extreme."""
    first, last = (plain_date(days["date"].iloc[k]) for k in (0, -1))
    most = extreme(days.set_index("date")[noun], noun)
    return f"Bar chart of {noun} per day from {first} to {last}. {most}"
