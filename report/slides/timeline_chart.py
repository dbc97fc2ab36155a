"""The timeline as a chart of PowerPoint's own, which an editor can change."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd
from pptx.chart.chart import Chart as NativeChart
from pptx.chart.data import CategoryChartData
from pptx.chart.series import BarSeries, LineSeries
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_PATTERN, MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Pt

from analytics.wording import capitalised, plain_date
from charts.chart import Chart
from charts.elements.legend import TINT
from report.content.blocks import Picture
from report.office.text import clean
from report.slides.chart_xml import (
    hide_from_legend,
    label_every,
    let_through,
    number_axes,
    stack,
    tick_every,
    to_lines,
)
from report.slides.layouts import Box
from report.slides.text import describe
from report.slides.timeline_data import (
    EVENTS,
    HIGH,
    LOW,
    RATE,
    RATES,
    Events,
    date_lines,
    dated_changes,
    event_marks,
    nice_above,
    over_counts,
    partial_places,
    period_columns,
    place_of,
    timeline_data,
    top_of,
    with_tops,
)

# Of the deck's own theme, which may be dark; the counts have the colours of the figures.
TEXT, GRID = MSO_THEME_COLOR.TEXT_1, MSO_THEME_COLOR.BACKGROUND_2
# An interval that reaches further than so many times the counts is cut off.
WIDE, FEW = 1.5, 8
# A pale tint of the colour that periods have in the figures: the counts are drawn over it.
PERIOD = "#D3EDE9"
# What hangs down is negative and shown without its sign.
UNSIGNED, MONTH = "#,##0.##;#,##0.##", "{:%b %Y}"
# Days from one label of the axis to the next.
TICKS = (1, 2, 7, 14, 28, 56)


def add_timeline(
    slide: Slide,
    picture: Picture,
    box: Box,
    *,
    events: Events = (),
) -> GraphicFrame:
    """Draw the timeline: counts as columns, rates as lines, events as numbered marks.

    Shaded periods are columns as high as the axis, and the dates of a change a line over the plot.
    Where events are still expected all columns are stacked: what is expected on what is listed,
    and what is left of a period's height on both.

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
    table, unit = timeline_data(picture.chart)
    bars = picture.chart.bars
    names = [one.column for one in bars]
    tops = [one for one in bars if top_of(one.column) in table]
    heights = with_tops(table)
    dated = date_lines(heights, picture.chart)
    marks = event_marks(heights, events) if events else None
    over = [dated] if marks is None else [dated, marks.rename(EVENTS)]
    bands = period_columns(pd.concat([heights, *over], axis=1), picture.chart)
    ends = bands.max().max(), min(bands.min().min(), 0)
    counts = table[[*names, *(top_of(one.column) for one in tops)]]
    # Later columns are drawn over earlier ones, or stand on them.
    parts = [counts, over_counts(bands, heights, names)] if tops else [bands, counts]
    table = pd.concat([table.drop(columns=[*counts]), *over], axis=1)
    frame = add_columns(slide, box, _chart_data(pd.concat([*parts, table], axis=1), unit))
    chart = frame.chart
    style_chart(chart, unit=f"{capitalised(' and '.join(map(clean, names)))} per {unit}")
    places = [name for part in parts for name in part]
    columns = dict(zip(places, chart.plots[0].series, strict=False))
    for name in bands:
        shade(columns[name])
    for one in bars:
        fill(columns[one.column], one.colour)
        hatch(columns[one.column], partial_places(picture.chart).get(one.column, []), one.colour)
    for one in tops:
        tint(columns[top_of(one.column)], one.colour)
    lines = [*table]
    if lines:
        to_lines(chart, len(places))
        drawn = dict(zip(lines, chart.plots[1].series, strict=True))
        style_rates(chart, {name: drawn[name] for name in lines if name in RATES.values()})
        style_dates(chart, [drawn[name] for name in dated], picture.chart, table.index)
    if marks is not None:
        number_marks(chart.plots[1].series[-1], marks, events)
    chart.plots[0].gap_width, chart.plots[0].overlap = 15, 100
    if unit == "day":
        tick_every(chart, next(step for step in TICKS if len(table) <= 10 * step), "d mmm yy")
    else:
        label_every(chart, math.ceil(len(table) / 10))
    if tops:
        stack(chart)
    scale_axis(chart, pd.concat([heights, *over], axis=1))
    for below in [name for name in bands if bands[name].min() < 0]:
        hide_from_legend(chart, places.index(below))
    if len(bands.columns):
        chart.value_axis.maximum_scale, chart.value_axis.minimum_scale = ends
    describe(frame, title=picture.caption, alt=picture.chart.alt)
    return frame


def add_columns(slide: Slide, box: Box, data: CategoryChartData) -> GraphicFrame:
    """Add a chart of columns, not yet styled."""
    # python-pptx annotates another kind of data than it documents, and the chart for its frame.
    return slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *box.sides, data)  # type: ignore[arg-type, return-value]


def scale_axis(chart: NativeChart, table: pd.DataFrame) -> None:
    """Let counts, not a wide interval, set the axis, and small counts have no halves."""
    shown = table.drop(columns=[name for name in (LOW, HIGH) if name in table])
    top, axis = float(shown.max().max()), chart.value_axis
    if HIGH in table and table[HIGH].max() > WIDE * top > 0:
        axis.maximum_scale = nice_above(WIDE * top)
    if top <= FEW:
        axis.major_unit = 1


def _chart_data(table: pd.DataFrame, unit: str) -> CategoryChartData:
    """Fill the sheet behind a chart: days as dates, weeks and months by their names."""
    names = {"day": pd.Timestamp.date, "week": plain_date, "month": MONTH.format}
    data = CategoryChartData(number_format=UNSIGNED)
    data.categories = [names[unit](day) for day in table.index]
    for name in table:
        data.add_series(capitalised(clean(name)), _values(table[name]))
    return data


def _values(column: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else round(float(value), 4) for value in column]


def fill(series: BarSeries, colour: str) -> None:
    """Fill a series of columns."""
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = RGBColor.from_string(colour[1:].upper())
    series.invert_if_negative = False


def tint(series: BarSeries, colour: str) -> None:
    """Fill a series of columns lightly, within an outline, as the figure has its light tops."""
    fill(series, colour)
    let_through(series, TINT)
    series.format.line.color.rgb = RGBColor.from_string(colour[1:].upper())
    series.format.line.width = Pt(0.75)


def hatch(series: BarSeries, places: Sequence[int], colour: str) -> None:
    """Hatch the columns of weeks or months that were observed in part."""
    for place in places:
        pattern = series.points[place].format.fill
        pattern.patterned()
        pattern.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        pattern.fore_color.rgb = RGBColor.from_string(colour[1:].upper())
        pattern.back_color.theme_color = MSO_THEME_COLOR.BACKGROUND_1


def style_chart(chart: NativeChart, *, unit: str) -> None:
    """Give a chart its axes, its legend and its type.

    Parameters
    ----------
    chart : NativeChart
    unit : str
        Title of the axis of values.
    """
    chart.font.size, chart.font.color.theme_color = Pt(12), TEXT
    number_axes(chart)
    chart.has_title, chart.has_legend = False, True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    values, categories = chart.value_axis, chart.category_axis
    values.major_gridlines.format.line.color.theme_color = GRID
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
    categories.format.line.color.theme_color = TEXT


def style_rates(chart: NativeChart, lines: Mapping[str, LineSeries]) -> None:
    """Draw the rate as a line and both ends of its interval as thin dashes."""
    for name, series in lines.items():
        line = series.format.line
        line.color.theme_color = TEXT
        line.width = Pt(2.25 if name == RATE else 0.75)
        if name != RATE:
            line.dash_style = 4
        series.smooth = False
    if HIGH in lines:
        hide_from_legend(chart, _number(lines[HIGH]))


def _number(series: LineSeries) -> int:
    """Return the place of a series in the sheet, by which the legend knows it."""
    return int(series._element.find(qn("c:idx")).get("val"))


def style_dates(
    chart: NativeChart, lines: Sequence[LineSeries], drawn: Chart, days: pd.DatetimeIndex
) -> None:
    """Draw the dates of each change as a bar over the plot, with a dot on the likeliest day."""
    changes = dated_changes(drawn)
    for row, series in enumerate(lines):
        series.format.line.color.theme_color = TEXT
        series.format.line.width, series.smooth = Pt(2.25), False
        for change in changes[changes["row"] == row].itertuples():
            marker = series.points[place_of(days, change.day)].marker
            marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 8
            marker.format.fill.solid()
            marker.format.fill.fore_color.theme_color = TEXT
            marker.format.line.fill.background()
        if row:
            hide_from_legend(chart, _number(series))


def shade(series: BarSeries) -> None:
    """Fill a column that stands for a period."""
    fill(series, PERIOD)


def number_marks(series: LineSeries, marks: pd.Series, events: Events) -> None:
    """Write each event's number above its mark, and no line between the marks."""
    series.format.line.fill.background()
    series.marker.style, series.marker.size = XL_MARKER_STYLE.DIAMOND, 7
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.theme_color = MSO_THEME_COLOR.TEXT_1
    series.marker.format.line.fill.background()
    numbers: dict[int, list[str]] = {}
    for number, (day, _) in enumerate(events, 1):
        numbers.setdefault(place_of(marks.index, day), []).append(str(number))
    for place, names in numbers.items():
        label = series.points[place].data_label
        label.text_frame.text = ", ".join(names)
        label.position = XL_LABEL_POSITION.ABOVE
