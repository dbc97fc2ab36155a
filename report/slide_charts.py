"""The timeline as a chart of PowerPoint's own, which an editor can change."""

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Pt

from analytics.wording import plain_date
from charts.colours import COLOURS
from report.blocks import Picture
from report.office_text import clean
from report.slide_chart_xml import hide_from_legend, label_every, number_axes, tick_every, to_lines
from report.slide_events import EVENTS, Events, event_marks, number_marks
from report.slide_layouts import Box
from report.slide_text import describe

PAPER = COLOURS[False]
# More columns than this are no longer told apart on a slide.
MOST_DAYS, MOST_WEEKS = 400, 2000
# What hangs down is negative and shown without its sign.
UNSIGNED, MONTH = "#,##0.##;#,##0.##", "{:%b %Y}"
# Days from one label of the axis to the next.
TICKS = (1, 2, 7, 14, 28, 56)
LOW, HIGH, RATE = "95 % interval", "95 % interval, upper end", "Rate"
RATES = {"rate": RATE, "rate_low": LOW, "rate_high": HIGH}


def bars_of(picture: Picture) -> dict[str, tuple[int, str]]:
    """Return the direction and the colour of each count that a figure draws as bars."""
    found = {}
    for trace in picture.figure.data:
        if isinstance(trace, go.Bar) and trace.name in picture.table:
            colour = trace.marker.color
            down = any(value is not None and value < 0 for value in trace.y)
            found[trace.name] = (
                -1 if down else 1,
                colour if isinstance(colour, str) else colour[0],
            )
    return found


def timeline_data(picture: Picture) -> tuple[pd.DataFrame, str]:
    """Return what the native timeline shows, and its unit.

    Parameters
    ----------
    picture : Picture
        The timeline.

    Returns
    -------
    table : DataFrame
        Indexed by the day: each count under its name, negative where it hangs down, and the
        rate with its interval. Missing is not observed.
    unit : str
        "day"; "week" or "month" for a long period, whose counts and expected counts are added up.
    """
    bars, table = bars_of(picture), picture.table.set_index("date")
    kept = table[[*bars, *[name for name in RATES if name in table]]].astype(float)
    first = next((sign for sign, _ in bars.values()), 1)
    signs = {name: bars[name][0] if name in bars else first for name in kept}
    kept = kept * pd.Series(signs)
    unit = "month" if len(kept) > MOST_WEEKS else "week" if len(kept) > MOST_DAYS else "day"
    if unit != "day":
        rule = {"week": "W-MON", "month": "MS"}[unit]
        kept = kept.resample(rule, closed="left", label="left").sum(min_count=1)
    return kept.rename(columns=RATES), unit


def add_timeline(
    slide: Slide,
    picture: Picture,
    box: Box,
    *,
    events: Events = (),
) -> GraphicFrame:
    """Draw the timeline: counts as columns, rates as lines, events as numbered marks.

    Parameters
    ----------
    slide : Slide
    picture : Picture
    box : Box
    events : sequence of (day, words)
        To mark by their numbers.

    Returns
    -------
    GraphicFrame
    """
    table, unit = timeline_data(picture)
    bars = bars_of(picture)
    if events:
        table[EVENTS] = event_marks(table, events)
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, *box.sides, _chart_data(table, unit)
    )
    chart = frame.chart
    style_chart(chart, unit=f"{' and '.join(map(clean, bars)).capitalize()} per {unit}")
    for series, (_, colour) in zip(chart.plots[0].series, bars.values(), strict=False):
        fill(series, colour)
    lines = [name for name in table if name not in bars]
    if lines:
        to_lines(chart, len(bars))
        style_rates(chart, [name for name in lines if name != EVENTS])
    if events:
        number_marks(chart.plots[1].series[-1], table[EVENTS], events)
    chart.plots[0].gap_width, chart.plots[0].overlap = 15, 100
    if unit == "day":
        tick_every(chart, next(step for step in TICKS if len(table) <= 10 * step), "d mmm yy")
    else:
        label_every(chart, math.ceil(len(table) / 10))
    describe(frame, title=picture.caption, alt=picture.alt)
    return frame


def _chart_data(table: pd.DataFrame, unit: str) -> CategoryChartData:
    """Fill the sheet behind a chart: days as dates, weeks and months by their names."""
    names = {"day": pd.Timestamp.date, "week": plain_date, "month": MONTH.format}
    data = CategoryChartData(number_format=UNSIGNED)
    data.categories = [names[unit](day) for day in table.index]
    for name in table:
        data.add_series(clean(name).capitalize(), _values(table[name]))
    return data


def _values(column: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else round(float(value), 4) for value in column]


def fill(series: object, colour: str) -> None:
    """Fill a series of columns."""
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = RGBColor.from_string(colour[1:].upper())
    series.invert_if_negative = False


def style_chart(chart: Chart, *, unit: str) -> None:
    """Give a chart its axes, its legend and its type.

    Parameters
    ----------
    chart : Chart
    unit : str
        Title of the axis of values.
    """
    chart.font.size, chart.font.color.rgb = Pt(12), RGBColor.from_string(PAPER.ink[1:].upper())
    number_axes(chart)
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    values, categories = chart.value_axis, chart.category_axis
    values.major_gridlines.format.line.color.rgb = RGBColor.from_string(PAPER.grid[1:].upper())
    values.format.line.fill.background()
    values.has_title = True
    values.axis_title.text_frame.text = unit
    for run in values.axis_title.text_frame.paragraphs[0].runs:
        run.font.size, run.font.bold = Pt(12), False
    values.tick_labels.number_format = UNSIGNED
    values.tick_labels.number_format_is_linked = False
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.major_tick_mark = XL_TICK_MARK.OUTSIDE
    categories.has_major_gridlines = False
    categories.format.line.color.rgb = RGBColor.from_string(PAPER.muted[1:].upper())


def style_rates(chart: Chart, names: Sequence[str]) -> None:
    """Draw the rate as a line and both ends of its interval as thin dashes."""
    for series, name in zip(chart.plots[1].series, names, strict=False):
        line = series.format.line
        line.color.rgb = RGBColor.from_string(PAPER.ink[1:].upper())
        line.width = Pt(2.25 if name == RATE else 0.75)
        if name != RATE:
            line.dash_style = 4
        series.smooth = False
    if HIGH in names:
        hide_from_legend(chart, len(chart.plots[0].series) + names.index(HIGH))
