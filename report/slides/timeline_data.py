"""The numbers behind the native timeline: counts, rates, dates of changes, shaded periods."""

import math
from collections.abc import Sequence

import pandas as pd

from charts.chart import Chart
from charts.elements.added_up import PARTIAL, added_up, is_partial
from charts.elements.change_dates import bracket_rows
from charts.elements.still_to_come import STILL_EXPECTED

Events = Sequence[tuple[pd.Timestamp, str]]
EVENTS, INTERVAL = "Listed events", "95 % interval"
CHANGES, BELOW = "Date of a change, 95 % interval", "downwards"
# How far above the counts the dates of changes stand, each further row higher.
OVER, ROW = 1.06, 0.06
# More columns than this are no longer told apart on a slide.
MOST_DAYS, MOST_WEEKS = 400, 2000
ADDED_UP = ("week", "month")
LOW, HIGH, RATE = INTERVAL, f"{INTERVAL}, upper end", "Rate"
RATES = {"rate": RATE, "rate_low": LOW, "rate_high": HIGH}


def timeline_data(drawn: Chart) -> tuple[pd.DataFrame, str]:
    """Return what the native timeline shows, and its unit.

    Parameters
    ----------
    drawn : Chart
        The timeline.

    Returns
    -------
    table : DataFrame
        Indexed by the day: each count under its name, negative where it hangs down; what is still
        expected of it, under its name and the words of the figure's key; and the rate with its
        interval. Missing is not observed, or nothing is expected.
    unit : str
        That of the figure's bars; "week" or "month" for a long period of days, whose counts and
        expected counts are added up.
    """
    signs, table = {one.column: -1 if one.down else 1 for one in drawn.bars}, drawn.table
    table = table.set_index("date")
    rates = [name for name in RATES if name in table]
    tops = {f"{name}_to_come": name for name in signs if f"{name}_to_come" in table}
    kept = table[[*signs, *tops, *rates]].astype(float)
    for top in tops:
        kept[top] = kept[top].where(kept[top] > 0)
    signs |= {top: signs[name] for top, name in tops.items()}
    first = next(iter(signs.values()))
    signs |= {name: first for name in kept if name not in signs}
    kept = kept * pd.Series(signs)
    unit = _unit(drawn)
    if drawn.unit in ADDED_UP:
        kept[rates] = kept[rates].mul(table["days_observed"], axis=0)
    elif unit in ADDED_UP:
        rule = {"week": "W-MON", "month": "MS"}[unit]
        kept = kept.resample(rule, closed="left", label="left").sum(min_count=1)
    return kept.rename(columns=RATES | {top: top_of(name) for top, name in tops.items()}), unit


def top_of(name: str) -> str:
    """Name what is still expected of a count."""
    return f"{name}, {STILL_EXPECTED.lower()}"


def with_tops(table: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of a timeline with the height of its columns in place of counts and tops.

    Parameters
    ----------
    table : DataFrame
        From :func:`timeline_data`.

    Returns
    -------
    DataFrame
    """
    tops = {name: top_of(name) for name in table if top_of(name) in table}
    whole = {name: table[name].add(table[top], fill_value=0) for name, top in tops.items()}
    return table.assign(**whole).drop(columns=[*tops.values()])


def over_counts(bands: pd.DataFrame, heights: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return what is left of the columns of periods above, and below, those of counts.

    Parameters
    ----------
    bands : DataFrame
        From :func:`period_columns`.
    heights : DataFrame
        From :func:`with_tops`.
    names : sequence of str
        Of the counts.

    Returns
    -------
    DataFrame
    """
    counts = heights[[*names]].fillna(0)
    up, down = counts.clip(lower=0).sum(axis=1), counts.clip(upper=0).sum(axis=1)
    return bands.apply(lambda band: band - (down if band.min() < 0 else up))


def _unit(drawn: Chart) -> str:
    if drawn.unit in ADDED_UP:
        return drawn.unit
    days = len(drawn.table)
    return "month" if days > MOST_WEEKS else "week" if days > MOST_DAYS else "day"


def partial_places(drawn: Chart) -> dict[str, list[int]]:
    """Return the weeks or months of each count that were observed in part, by their place.

    Parameters
    ----------
    drawn : Chart
        The timeline.

    Returns
    -------
    dict of list of int
        Empty where columns stand for days.
    """
    unit, table = _unit(drawn), drawn.table.set_index("date")
    found: dict[str, list[int]] = {}
    for name in [one.column for one in drawn.bars] if unit in ADDED_UP else []:
        if drawn.unit in ADDED_UP:
            state = f"{name}_state" if f"{name}_state" in table else "state"
            partial = table[state].eq(PARTIAL)
        else:
            counts = table[name].dropna().astype("int64")
            partial = is_partial(added_up(counts, pd.DatetimeIndex(table.index), unit))
        found[name] = [place for place, part in enumerate(partial) if part]
    return found


def dated_changes(drawn: Chart) -> pd.DataFrame:
    """Return the change points of a timeline.

    Parameters
    ----------
    drawn : Chart
        The timeline.

    Returns
    -------
    DataFrame
        ``day``, ``low``, ``high``, and the ``row`` in which no two intervals overlap.
    """
    names = {"changepoint": "day", "ci_low": "low", "ci_high": "high"}
    table = drawn.changes
    if table.empty:
        return pd.DataFrame(columns=[*names.values(), "row"])
    return table[list(names)].rename(columns=names).assign(row=bracket_rows(table))


def _top(table: pd.DataFrame) -> float:
    counts = table.drop(columns=[name for name in table if name.startswith(INTERVAL)])
    return max(1.0, float(counts.max().max()))


def date_lines(table: pd.DataFrame, drawn: Chart) -> pd.DataFrame:
    """Return a line over the days on which each change may have been, a column a row of them."""
    changes, top = dated_changes(drawn), _top(table)
    lines = {}
    for row, group in changes.groupby("row"):
        line = pd.Series(float("nan"), index=table.index)
        for change in group.itertuples():
            first, last = place_of(table.index, change.low), place_of(table.index, change.high)
            line.iloc[first : last + 1] = (OVER + ROW * row) * top
        lines[CHANGES if row == 0 else f"{CHANGES}, row {row + 1}"] = line
    return pd.DataFrame(lines, index=table.index)


def period_columns(table: pd.DataFrame, drawn: Chart) -> pd.DataFrame:
    """Return columns as high, and as deep, as the axis on the days of each period."""
    high = nice_above(1.05 * _top(table))
    lowest = float(table.min().min())
    columns: dict[str, pd.Series] = {}
    for first, after, label in drawn.periods:
        start, end = (place_of(table.index, day) for day in (first, after - pd.Timedelta(1, "D")))
        for name, height in ((label, high), (f"{label}, {BELOW}", -nice_above(-1.05 * lowest))):
            if height > 0 or lowest < 0:
                column = columns.setdefault(name, pd.Series(float("nan"), index=table.index))
                column.iloc[start : end + 1] = height
    return pd.DataFrame(columns, index=table.index)


def event_marks(table: pd.DataFrame, events: Events) -> pd.Series:
    """Put a mark above everything else on the period of each event."""
    top = 1.15 * _top(table)
    places = sorted({place_of(table.index, day) for day, _ in events})
    return pd.Series(top, index=table.index[places]).reindex(table.index)


def place_of(days: pd.DatetimeIndex, day: pd.Timestamp) -> int:
    """Find the period in which a day lies."""
    return max(0, int(days.searchsorted(day, side="right")) - 1)


def nice_above(value: float) -> float:
    """Return the next round number above a value, for the end of an axis."""
    step = 10 ** math.floor(math.log10(value)) if value > 0 else 1
    return next(step * k for k in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * k > value)
