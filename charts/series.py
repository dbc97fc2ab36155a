"""Traces of a count series: bars, means and rates as steps; each carries its rows for a table.

Every trace that shows data has its rows in ``customdata`` and their column names in
``meta["columns"]``; the first column is the key. Hover texts and tables both read them there.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from charts.colours import faded


def carried(columns: Sequence[str], *values: Sequence) -> dict[str, object]:
    """Return the rows that a trace carries, as arguments of the trace.

    Parameters
    ----------
    columns : sequence of str
        Names; the first is the key.
    *values : sequence
        One per column; dates are written in ISO 8601, missing numbers become None.

    Returns
    -------
    dict
    """
    rows = zip(*(_plain(column) for column in values), strict=True)
    return {"customdata": [list(row) for row in rows], "meta": {"columns": list(columns)}}


def _plain(values: Sequence) -> list:
    series = pd.Series(values)
    if pd.api.types.is_datetime64_dtype(series):
        return series.dt.strftime("%Y-%m-%d").tolist()
    return [None if pd.isna(value) else value for value in series.tolist()]


def iso(days: Sequence) -> list[str]:
    """Write days for an axis.

    Parameters
    ----------
    days : sequence of Timestamp

    Returns
    -------
    list of str
    """
    return pd.DatetimeIndex(days).strftime("%Y-%m-%d").tolist()


def bars(counts: pd.Series, *, name: str, colour: str, sign: int = 1) -> go.Bar:
    """Return counts as bars, one a period.

    Parameters
    ----------
    counts : Series of int
        Indexed by the day.
    name : str
        Of the events counted, such as "attacks".
    colour : str
    sign : {1, -1}
        -1 lets the bars hang down.

    Returns
    -------
    Bar
    """
    return go.Bar(
        x=iso(counts.index),
        y=(sign * counts).tolist(),
        name=name,
        marker={"color": colour, "line": {"width": 0}},
        hovertemplate=f"%{{customdata[1]}} {name}<extra></extra>",
        **carried(["date", name], counts.index, counts),
    )


def line(series: pd.Series, *, colour: str, sign: int = 1) -> go.Scatter:
    """Return a mean as a line; its name is the series' own.

    Parameters
    ----------
    series : Series of float
        Indexed by the day; gaps stay gaps.
    colour : str
    sign : {1, -1}

    Returns
    -------
    Scatter
    """
    return go.Scatter(
        x=iso(series.index),
        y=_plain(sign * series),
        name=str(series.name),
        mode="lines",
        line={"color": colour, "width": 1.75},
        hovertemplate=f"%{{customdata[1]:.1f}} {series.name}<extra></extra>",
        **carried(["date", str(series.name)], series.index, series.round(4)),
    )


def steps(
    index: Sequence,
    rates: pd.DataFrame,
    *,
    key: str,
    colour: str,
    unit: str,
    dash: str = "solid",
    sign: int = 1,
) -> list[go.Scatter]:
    """Return a rate as steps over a band for its interval.

    Parameters
    ----------
    index : sequence
        Positions on the axis, one a period.
    rates : DataFrame
        Three columns: the rate and both ends of its interval; NaN breaks the line.
    key : str
        Name of the index in the table, such as "date".
    colour : str
    unit : str
        Such as "attacks a day".
    dash : str
    sign : {1, -1}

    Returns
    -------
    list of Scatter
        Lower edge, band and line, in the order they are drawn.
    """
    rate, low, high = (rates[column] for column in rates.columns)
    shared = {"x": list(index), "mode": "lines", "line": {"shape": "hvh", "width": 0}}
    edges = shared | {"hoverinfo": "skip", "connectgaps": False}
    hover = f"%{{customdata[1]:.2f}} {unit} (%{{customdata[2]:.2f}} to %{{customdata[3]:.2f}})"
    stroke = {"shape": "hvh", "color": colour, "width": 2.25, "dash": dash}
    return [
        go.Scatter(y=_plain(sign * low), **edges),
        go.Scatter(y=_plain(sign * high), fill="tonexty", fillcolor=faded(colour, 0.16), **edges),
        go.Scatter(
            y=_plain(sign * rate),
            name=str(rate.name),
            hovertemplate=f"{hover}<extra></extra>",
            **shared | {"line": stroke},
            **carried([key, *rates.columns], index, *(np.round(c, 4) for c in (rate, low, high))),
        ),
    ]


def whole_ticks(low: float, high: float, *, most: int = 4) -> dict[str, object]:
    """Return few, whole ticks for a count axis that includes zero; no sign is shown.

    Parameters
    ----------
    low, high : float
        Ends of the data.
    most : int
        Ticks at most above zero.

    Returns
    -------
    dict
        Arguments of an axis.
    """
    reach = max(high, -low, 1)
    exponent = 10 ** np.floor(np.log10(max(reach / most, 1)))
    step = next(int(k * exponent) for k in (1, 2, 5, 10) if k * exponent * most >= reach)
    values = list(range(-step * int(-low // step), int(high) + 1, step))
    texts = [f"{abs(value):,}" for value in values]
    return {"tickmode": "array", "tickvals": values, "ticktext": texts}
