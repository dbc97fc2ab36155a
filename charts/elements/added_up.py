"""Counts added up to weeks or months: bars over exactly their days, and which are not whole."""

from typing import Protocol

import pandas as pd

from analytics.series.units import counts_per, first_days, whole_days
from analytics.wording import plain_dates
from charts.elements.legend import LIGHTER, TINT, Mark
from charts.elements.traces import plain_list
from charts.style.colours import faded
from charts.style.figure import Trace, bar
from charts.style.template import BAR, DAY_MILLISECONDS
from data.calendar import INCOMPLETE, NOT_COVERED, OBSERVED

PARTIAL = "partial"
DAY = pd.Timedelta(days=1)


class _Unit(Protocol):
    """A row of :func:`added_up`."""

    start: pd.Timestamp
    end: pd.Timestamp
    days_observed: int
    days: int


def added_up(
    counts: pd.Series,
    days: pd.DatetimeIndex,
    unit: str,
    *,
    spread: pd.Series | None = None,
    late: pd.Series | None = None,
) -> pd.DataFrame:
    """Add a series up to the weeks or months of the days that are drawn.

    Parameters
    ----------
    counts : Series of int
        Events per observed day.
    days : DatetimeIndex
        Every day drawn, observed or not.
    unit : {"week", "month"}
    spread : Series of float or None
        Expected events of imprecise dates, by the day.
    late : Series of int or None
        Events so far of days that are not yet complete.

    Returns
    -------
    DataFrame
        One row a unit, indexed by its first day: ``start`` and ``end``, the first and last day of
        it that is drawn; ``events``, missing where no day was observed; ``days_observed`` and
        ``days``, those that it has; ``spread`` and ``late``.
    """
    firsts = first_days(days, unit)
    drawn = days.to_series().groupby(firsts).agg(["min", "max"])
    drawn.columns = pd.Index(["start", "end"])
    index = pd.DatetimeIndex(drawn.index)
    found = counts_per(counts, unit).reindex(index)
    return drawn.assign(
        events=found["events"].astype("Int64"),
        days_observed=found["days_observed"].fillna(0).astype("int64"),
        days=whole_days(index, unit),
        spread=_sums(spread, index, unit),
        late=_sums(late, index, unit),
    )


def _sums(values: pd.Series | None, index: pd.DatetimeIndex, unit: str) -> pd.Series:
    if values is None or values.empty:
        return pd.Series(0, index)
    firsts = first_days(pd.DatetimeIndex(values.index), unit)
    return values.groupby(firsts).sum().reindex(index, fill_value=0)


def states_of(table: pd.DataFrame, states: pd.Series | None) -> list[str]:
    """Say of each unit whether it was observed whole, in part or not at all.

    Parameters
    ----------
    table : DataFrame
        From :func:`added_up`.
    states : Series of str or None
        State of every day drawn.

    Returns
    -------
    list of str
        "observed", "partial", and where no day was observed "incomplete" or "not covered".
    """
    said = []
    for row in table.itertuples():
        late = states is not None and (states[row.start : row.end] == INCOMPLETE).any()
        unseen = INCOMPLETE if late else NOT_COVERED
        part = PARTIAL if row.days_observed < row.days else OBSERVED
        said.append(part if row.days_observed else unseen)
    return said


def is_partial(table: pd.DataFrame) -> pd.Series:
    """Tell which units were observed on some of their days only."""
    return (table["days_observed"] > 0) & (table["days_observed"] < table["days"])


def unit_bars(
    table: pd.DataFrame, *, name: str, colour: str, sign: int = 1, opacity: float = 1.0
) -> list[Trace]:
    """Return a bar for each unit, over its days that are drawn; those not whole are hatched.

    Parameters
    ----------
    table : DataFrame
        From :func:`added_up`.
    name : str
        Of the events counted.
    colour : str
    sign : {1, -1}
        -1 lets the bars hang down.
    opacity : float
        Less than 1 where a line is drawn over them.

    Returns
    -------
    list of Bar
        The units, and over them what imprecise dates are expected to add. The first value of each
        bar's ``customdata`` is its day, or its first and last joined by ``..``.
    """
    seen = table[table["days_observed"] > 0]
    said = f"{name.capitalize()}: %{{customdata[1]}}, %{{customdata[2]}}<extra></extra>"
    drawn = [_bars(seen, sign, name=name, hovertemplate=said, colour=colour)]
    partial = is_partial(seen)
    if partial.any():
        # Of one trace: plotly.js would name the nearest bar of another, however far it is.
        shapes = ["/" if part else "" for part in partial]
        lines = {"color": colour, "width": [int(part) for part in partial]}
        hatch = {"shape": shapes, "fgcolor": colour, "bgcolor": faded(colour, TINT), "size": 5}
        marker = drawn[0]["marker"]
        drawn[0]["marker"] = marker | {"pattern": hatch, "line": marker.get("line", {}) | lines}
    if opacity < 1:
        drawn[0]["marker"] = drawn[0]["marker"] | {"opacity": opacity}
    spread = seen[seen["spread"] > 0]
    if len(spread):
        more = f"About %{{customdata[1]:.2~r}} more {name} dated to a week, month or period"
        style = {"colour": faded(colour, LIGHTER), "hovertemplate": f"{more}<extra></extra>"}
        lighter = _bars(spread, sign, name=f"{name}, imprecise dates", heights="spread", **style)
        drawn.append(lighter | {"base": plain_list(sign * spread["events"])})
    return drawn


def late_unit_bars(table: pd.DataFrame, *, name: str, sign: int, colour: str) -> list[Trace]:
    """Return what days that are not yet complete hold so far, on top of the bars of their unit."""
    late = table[table["late"] > 0]
    if late.empty:
        return []
    style = {"colour": colour, "hovertemplate": f"So far %{{customdata[1]}} more {name}"}
    style["hovertemplate"] += " on days not yet complete<extra></extra>"
    drawn = _bars(late, sign, name=name, heights="late", **style)
    under = late["events"].fillna(0).astype(float) + late["spread"]
    return [drawn | {"base": plain_list(sign * under)}]


def _bars(
    table: pd.DataFrame,
    sign: int,
    *,
    name: str,
    hovertemplate: str,
    colour: str,
    heights: str = "events",
) -> Trace:
    values = table[heights]
    return bar(
        x=middles(table).strftime("%Y-%m-%d %H:%M").tolist(),
        y=plain_list(sign * values),
        width=widths(table),
        customdata=[
            [link_of(row.start, row.end), value, _words(row)]
            for row, value in zip(table.itertuples(), plain_list(values), strict=True)
        ],
        name=name,
        marker={"color": colour, "line": {"width": 0}},
        unselected={"marker": {"opacity": 0.45}},
        hovertemplate=hovertemplate,
    )


def middles(table: pd.DataFrame) -> pd.DatetimeIndex:
    """Give the middle of each unit's days, each of which has its own in the middle."""
    days = (table["end"] - table["start"]) // DAY + 1
    return pd.DatetimeIndex(table["start"] + (days - 1) * DAY / 2)


def widths(table: pd.DataFrame) -> list[float]:
    """Give the width of each unit's bar in milliseconds, as axes of dates measure."""
    return (BAR * DAY_MILLISECONDS * ((table["end"] - table["start"]) // DAY + 1)).tolist()


def link_of(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Name the days of a bar as the page's address does."""
    return "..".join(dict.fromkeys(f"{day:%Y-%m-%d}" for day in (start, end)))


def _words(row: _Unit) -> str:
    """Say which days a bar stands for, and how many of its unit were observed."""
    days = plain_dates(row.start, row.end)
    if row.days_observed == row.days:
        return days
    return f"{days}, {row.days_observed} of {row.days} days observed"


def partial_mark(unit: str, colour: str) -> Mark:
    """Explain the hatched bars."""
    return Mark(text=f"{unit.capitalize()} not wholly observed", shape="partial", colour=colour)


def partial_words(table: pd.DataFrame, unit: str) -> str:
    """Say how many of the units are not whole; empty where all are, or are not observed."""
    number, every = int(is_partial(table).sum()), len(table)
    if not number:
        return ""
    units = unit if every == 1 else f"{unit}s"
    verb = "is" if number == 1 else "are"
    return f"{number} of {every:,} {units} {verb} not wholly observed and hatched."


def most_words(table: pd.DataFrame, name: str, unit: str) -> str:
    """Say how high the highest bar is, and which bars stand for less than they seem to."""
    known = table["events"].dropna()
    if not (known > 0).any():
        return f"No {name}."
    row = table.loc[known.idxmax()]
    said = f"Most {name} in one {unit}: {row.events:,}, {plain_dates(row.start, row.end)}."
    return f"{said} {partial_words(table, unit)}".strip()
