"""Traces of a count series: bars, means, and rates as steps; and ticks for counts."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from charts.elements.thinning import (
    corners,
    highest_each,
    lowest_and_highest_each,
    periods_a_bar,
)
from charts.style.colours import faded
from charts.style.figure import Trace, bar, scatter
from charts.style.template import BAR, DAY_MILLISECONDS


def plain_list(values: Sequence) -> list:
    """Return values as a plain list, for Plotly would pack an array into unreadable bytes.

    Parameters
    ----------
    values : sequence
        Missing ones become None.

    Returns
    -------
    list
    """
    series = values if isinstance(values, pd.Series) else pd.Series(values)
    plain = series.tolist()
    if not (missing := series.isna().to_numpy()).any():
        return plain
    return [None if gone else value for value, gone in zip(plain, missing, strict=True)]


def iso(days: Sequence) -> list[str]:
    """Write days for an axis.

    Parameters
    ----------
    days : sequence of Timestamp

    Returns
    -------
    list of str
    """
    index = pd.DatetimeIndex(days)
    if index.hasnans:
        return index.strftime("%Y-%m-%d").tolist()
    # As numpy writes them, in a fifth of the time that a format takes.
    return np.datetime_as_string(index.to_numpy(), unit="D").tolist()


def bar_width(days: pd.Index) -> float:
    """Return how wide a bar is: plotly.js makes one that stands alone as thin as a hair.

    Parameters
    ----------
    days : Index
        Every period of the series, evenly spaced.

    Returns
    -------
    float
        In milliseconds, as axes of dates measure.
    """
    step = min(np.diff(days).astype("timedelta64[ms]").astype(float), default=DAY_MILLISECONDS)
    return BAR * float(step)


def bars(counts: pd.Series, *, name: str, colour: str, sign: int = 1) -> Trace:
    """Return counts as bars, one a period, or the highest of as many as share two pixels.

    Parameters
    ----------
    counts : Series of int
        Indexed by the day.
    name : str
        Of the events counted, such as "battles".
    colour : str
    sign : {1, -1}
        -1 lets the bars hang down.

    Returns
    -------
    Bar
        The first value of each bar's ``customdata`` is its day.
    """
    many = periods_a_bar(counts.index)
    style = {
        "name": name,
        "marker": {"color": colour, "line": {"width": 0}},
        "unselected": {"marker": {"opacity": 0.45}},
    }
    if many > 1:
        drawn = highest_each(counts)
        heights = drawn["count"]
        return bar(
            x=drawn["middle"].dt.strftime("%Y-%m-%d %H:%M").tolist(),
            y=plain_list(sign * heights),
            customdata=[
                list(row) for row in zip(iso(drawn["day"]), plain_list(heights), strict=True)
            ],
            width=bar_width(counts.index) / BAR * many,
            hovertemplate=f"{name.capitalize()}: %{{customdata[1]}} on %{{customdata[0]}}, the "
            f"most of {many} days or fewer<extra></extra>",
            **style,
        )
    return bar(
        x=iso(counts.index),
        y=plain_list(sign * counts),
        customdata=[list(row) for row in zip(iso(counts.index), plain_list(counts), strict=True)],
        width=bar_width(counts.index) if len(counts) == 1 else None,
        hovertemplate=f"{name.capitalize()}: %{{customdata[1]}}<extra></extra>",
        **style,
    )


def line(series: pd.Series, *, colour: str, sign: int = 1) -> Trace:
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
    series = lowest_and_highest_each(series)
    return scatter(
        x=iso(series.index),
        y=plain_list(sign * series),
        name=str(series.name),
        mode="lines",
        line={"color": colour, "width": 1.75},
        hovertemplate=f"{series.name}: %{{customdata:.1f}}<extra></extra>",
        customdata=plain_list(series),
    )


def steps(
    index: Sequence,
    rates: pd.DataFrame,
    *,
    colour: str,
    unit: str,
    dash: str = "solid",
    sign: int = 1,
    scale: float = 1,
) -> list[Trace]:
    """Return a rate as steps over a band for its interval.

    Parameters
    ----------
    index : sequence
        Positions on the axis, one a period.
    rates : DataFrame
        Three columns: the rate and both ends of its interval; NaN breaks the line.
    colour : str
    unit : str
        Such as "battles a day".
    dash : str
    sign : {1, -1}
    scale : float
        How much higher than itself the rate is drawn; its hover text says the rate.

    Returns
    -------
    list of Scatter
        Lower edge, band and line, in the order they are drawn.
    """
    needed = corners(rates)
    rates = rates[needed]
    rate, low, high = (rates[column] for column in rates.columns)
    height = sign * scale
    places = [place for place, drawn in zip(index, needed, strict=True) if drawn]
    shared = {"x": places, "mode": "lines", "line": {"shape": "hvh", "width": 0}}
    edges = shared | {"hoverinfo": "skip", "connectgaps": False}
    hover = f"%{{customdata[0]:.2f}} {unit} (%{{customdata[1]:.2f}} to %{{customdata[2]:.2f}})"
    stroke = {"shape": "hvh", "color": colour, "width": 2.25, "dash": dash}
    return [
        scatter(y=plain_list(height * low), **edges),
        scatter(
            y=plain_list(height * high), fill="tonexty", fillcolor=faded(colour, 0.16), **edges
        ),
        scatter(
            y=plain_list(height * rate),
            name=str(rate.name),
            hovertemplate=f"{hover}<extra></extra>",
            **shared | {"line": stroke},
            customdata=rates.to_numpy().tolist(),
        ),
    ]


def whole_ticks(low: float, high: float, *, most: int = 5) -> dict[str, object]:
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
