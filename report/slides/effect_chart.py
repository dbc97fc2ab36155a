"""The effect of an event as native charts: the days around it, and the rate before and after."""

import pandas as pd
from pptx.chart.data import CategoryChartData
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide

from analytics.wording import capitalised, plain_date, plain_rate
from report.content.blocks import Picture
from report.office.text import clean
from report.slides.chart_xml import tick_every, to_error_bars, to_lines
from report.slides.layouts import Box
from report.slides.text import describe
from report.slides.timeline_chart import (
    add_columns,
    fill,
    scale_axis,
    style_chart,
    style_rates,
)
from report.slides.timeline_data import RATES, nice_above

SHARE, BETWEEN = 0.66, 0.02
WINDOWS = ("before", "after")


def add_effect(slide: Slide, picture: Picture, box: Box) -> list[GraphicFrame]:
    """Draw both charts side by side.

    Parameters
    ----------
    slide : Slide
    picture : Picture
        The days around an event.
    box : Box

    Returns
    -------
    list of GraphicFrame
    """
    width = round(box.width * SHARE)
    start = box.left + round(box.width * (SHARE + BETWEEN))
    rest = box.left + box.width - start
    left = Box(left=box.left, top=box.top, width=width, height=box.height)
    right = Box(left=start, top=box.top, width=rest, height=box.height)
    return [_days(slide, picture, left), _rates(slide, picture, right)]


def _days(slide: Slide, picture: Picture, box: Box) -> GraphicFrame:
    table, bars = picture.chart.table, picture.chart.bars[0]
    name = bars.column
    data = CategoryChartData(number_format="General")
    data.categories = [day.date() for day in table["date"]]
    for column in [name, *RATES]:
        values = [None if pd.isna(value) else float(value) for value in table[column]]
        data.add_series(clean(RATES.get(column, capitalised(name))), values)
    frame = add_columns(slide, box, data)
    chart = frame.chart
    style_chart(chart, unit=f"{capitalised(clean(name))} per day")
    fill(chart.plots[0].series[0], bars.colour)
    to_lines(chart, 1)
    style_rates(chart, dict(zip(RATES.values(), chart.plots[1].series, strict=True)))
    chart.plots[0].gap_width = 15
    tick_every(chart, 7, "d mmm")
    scale_axis(chart, table[[name, *RATES]].rename(columns=RATES))
    describe(frame, title=picture.caption, alt=picture.chart.alt)
    return frame


def rate_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rate of each window with its interval, the days of it as the index.

    Parameters
    ----------
    table : DataFrame
        Of the chart of the days around an event.

    Returns
    -------
    DataFrame
        ``rate``, and ``up`` and ``down``: how far the interval reaches; missing without one.
    """
    rows, event = {}, plain_date(table.loc[table["day"] == 0, "date"].iloc[0])
    for window in WINDOWS:
        days = table[table["window"] == window]
        rate, low, high = days[list(RATES)].iloc[0]
        label = f"{plain_rate(rate)} a day in {plain_days(len(days), window)} {event}"
        rows[label] = {"rate": rate, "up": high - rate, "down": rate - low}
    return pd.DataFrame(rows).T


def _rates(slide: Slide, picture: Picture, box: Box) -> GraphicFrame:
    rows, bars = rate_rows(picture.chart.table), picture.chart.bars[0]
    data = CategoryChartData(number_format="0.0#")
    data.categories = list(rows.index)
    known = rows["up"].notna().any()
    for column, label in (("rate", RATES["rate"]), ("up", "Up to"), ("down", "Down to")):
        if column == "rate" or known:
            data.add_series(label, [None if pd.isna(v) else round(v, 4) for v in rows[column]])
    frame = add_columns(slide, box, data)
    chart = frame.chart
    interval = " and 95 % interval" if known else ""
    style_chart(chart, unit=f"{capitalised(clean(bars.column))} a day: rate{interval}")
    chart.has_legend = False
    if known:
        to_error_bars(chart)
        reach = float((rows["rate"] + rows["up"]).max())
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, nice_above(reach)
    series = chart.plots[0].series[0]
    fill(series, bars.colour)
    chart.plots[0].gap_width = 80
    labels = "; ".join(rows.index)
    describe(frame, title="Rate before and after", alt=f"Column chart of two rates: {labels}.")
    return frame


def plain_days(number: int, window: str) -> str:
    """Name the days of a window: "the 7 days before", "the day from"."""
    where = "before" if window == "before" else "from"
    return f"the day {where}" if number == 1 else f"the {number} days {where}"
