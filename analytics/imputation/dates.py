"""Complete the daily counts: draw a day for every event whose day is not known."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from analytics.errors import InvalidOption
from analytics.regimes.rate_posterior import draw_rates
from analytics.series.date_precision import APPROX_DAYS, date_windows, is_precise

# Draws at first, and at most where what they say is near a line.
DRAWS, MOST_DRAWS = 20, 160
RATES = ("drawn", "even")


def impute_counts(
    events: pd.DataFrame,
    days: pd.DatetimeIndex,
    *,
    draws: int = DRAWS,
    seed: int | tuple[int, ...] = 0,
    rates: str = "drawn",
    approx_days: int = APPROX_DAYS,
    added: str = "",
) -> list[pd.Series]:
    """Draw complete daily counts, in which every event has a day that it can have.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date`` and ``date_precision``, as in ``date_windows``.
    days : DatetimeIndex, shape (n_days,)
        The days observed, ascending; gaps are allowed.
    draws : int
        Completed series, 2 or more.
    seed : int or tuple of int
    rates : {"drawn", "even"}
        Whether the days of a window are likely in proportion to a rate that is drawn anew for
        every series, or all alike.
    approx_days : int
        Plus or minus of an approximate date without ``days``.
    added : str
        Column of tolls to add up in place of the events; an event with a blank one is left out.

    Returns
    -------
    list of Series of int64, shape (n_days,)
        Events per day. An event that is drawn on a day not observed is not in that series.

    Raises
    ------
    InvalidOption, InvalidSeries, MissingColumn

    Notes
    -----
    An event dated to the day stays; every other one, close approximate ones too, is drawn
    inside its window. The rate is drawn from its posterior given the precisely dated events
    (``regime_draws``), which makes the imputation proper in Rubin's sense: the series differ by
    where events fall and by what the rate could have been. Even days would blur a change of
    rate inside a window. Assumed is that within a window events are dated exactly or not for
    reasons that have nothing to do with their day; days not observed take the rate of the
    nearest that is.

    References
    ----------
    Rubin (1987). Multiple Imputation for Nonresponse in Surveys. Wiley, chapter 4.
    Heitjan & Rubin (1991). Ignorability and coarse data. Annals of Statistics 19(4), 2244-2253.
    """
    if draws < 2 or rates not in RATES:
        raise InvalidOption(
            f"Imputing needs 2 draws or more and rates that are one of {', '.join(RATES)}: got "
            f"{draws} and {rates!r}."
        )
    events = events[events[added].notna()] if added else events
    windows = date_windows(events, approx_days)
    windows["day"] = events["date"].dt.normalize()
    windows["weight"] = events[added].astype("int64") if added else 1
    imprecise = windows["first"] < windows["last"]
    base = _on_days(windows[~imprecise], days)
    # Sorted, so that the draws do not depend on the order of the rows.
    moving = windows[imprecise].sort_values(["first", "last", "weight"])
    if moving.empty or days.empty:
        return [_series(base, days) for _ in range(draws)]
    rng = np.random.default_rng(seed)
    known = _on_days(windows[is_precise(events, approx_days)], days)
    drawn = draw_rates(known, draws, rng) if rates == "drawn" else np.ones((draws, len(days)))
    calendar = _calendar(moving, days)
    nearest, place = days.get_indexer(calendar, method="nearest"), calendar.get_indexer(days)
    return [_series(base + _placed(moving, calendar, r[nearest], rng)[place], days) for r in drawn]


def further_draws(
    draw: Callable[[int, int], list[pd.Series]], known: int
) -> Iterator[list[pd.Series]]:
    """Draw as many again and again, each time only when asked, up to :data:`MOST_DRAWS` in all.

    Parameters
    ----------
    draw : callable
        Takes a number of draws and the number of the batch, 1 or more.
    known : int
        Draws that there are already.

    Yields
    ------
    list of Series
    """
    batch = 1
    while 2 * known <= MOST_DRAWS:
        yield draw(known, batch)
        known, batch = 2 * known, batch + 1


def _calendar(windows: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Give every day that an event can have, and every day observed."""
    first, last = min(windows["first"].min(), days[0]), max(windows["last"].max(), days[-1])
    return pd.date_range(first, last)


def _placed(
    moving: pd.DataFrame, calendar: pd.DatetimeIndex, rate: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draw a day for every event, given the rate of the days."""
    below = np.concatenate(([0.0], np.cumsum(rate)))
    first, last = (calendar.get_indexer(moving[end]) for end in ("first", "last"))
    drawn = below[first] + rng.random(len(moving)) * (below[last + 1] - below[first])
    at = np.clip(np.searchsorted(below, drawn, side="right") - 1, first, last)
    return np.bincount(at, moving["weight"], len(calendar)).astype("int64")


def _on_days(rows: pd.DataFrame, days: pd.DatetimeIndex) -> np.ndarray:
    """Add up the weights of the rows on their days; other days are left out."""
    place = days.get_indexer(pd.DatetimeIndex(rows["day"]))
    inside = place >= 0
    return np.bincount(place[inside], rows["weight"][inside], len(days)).astype("int64")


def _series(counts: np.ndarray, days: pd.DatetimeIndex) -> pd.Series:
    return pd.Series(counts.astype("int64"), days, name="events")
