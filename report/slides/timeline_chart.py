"""The timeline as a chart of PowerPoint's own, which an editor can change."""

import math
from collections.abc import Sequence

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
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Pt

from analytics.wording import plain_date
from charts.chart import Chart
from report.content.blocks import Picture
from report.office.text import clean
from report.slides.chart_xml import hide_from_legend, label_every, number_axes, tick_every, to_lines
from report.slides.layouts import Box
from report.slides.text import describe

Events = Sequence[tuple[pd.Timestamp, str]]
# Of the deck's own theme, which may be dark; the counts have the colours of the figures.
TEXT, GRID = MSO_THEME_COLOR.TEXT_1, MSO_THEME_COLOR.BACKGROUND_2
# An interval that reaches further than so many times the counts is cut off.
WIDE, FEW = 1.5, 8
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
    if events:
        table[EVENTS] = event_marks(table, events)
    frame = add_columns(slide, box, _chart_data(table, unit))
    chart = frame.chart
    style_chart(chart, unit=f"{' and '.join(map(clean, names)).capitalize()} per {unit}")
    for series, one in zip(chart.plots[0].series, bars, strict=False):
        fill(series, one.colour)
    lines = [name for name in table if name not in names]
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
    scale_axis(chart, table)
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


def nice_above(value: float) -> float:
    """Return the next round number above a value, for the end of an axis."""
    step = 10 ** math.floor(math.log10(value)) if value > 0 else 1
    return next(step * k for k in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * k > value)


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


def fill(series: BarSeries, colour: str) -> None:
    """Fill a series of columns."""
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = RGBColor.from_string(colour[1:].upper())
    series.invert_if_negative = False


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


def style_rates(chart: NativeChart, names: Sequence[str]) -> None:
    """Draw the rate as a line and both ends of its interval as thin dashes."""
    for series, name in zip(chart.plots[1].series, names, strict=False):
        line = series.format.line
        line.color.theme_color = TEXT
        line.width = Pt(2.25 if name == RATE else 0.75)
        if name != RATE:
            line.dash_style = 4
        series.smooth = False
    if HIGH in names:
        hide_from_legend(chart, len(chart.plots[0].series) + names.index(HIGH))


EVENTS, INTERVAL = "Listed events", "95 % interval"


def event_marks(table: pd.DataFrame, events: Events) -> pd.Series:
    """Put a mark above everything else on the period of each event."""
    counts = table.drop(columns=[name for name in table if name.startswith(INTERVAL)])
    top = 1.15 * max(1.0, float(counts.max().max()))
    places = sorted({_place(table.index, day) for day, _ in events})
    return pd.Series(top, index=table.index[places]).reindex(table.index)


def _place(days: pd.DatetimeIndex, day: pd.Timestamp) -> int:
    """Find the period in which a day lies."""
    return max(0, int(days.searchsorted(day, side="right")) - 1)


def number_marks(series: LineSeries, marks: pd.Series, events: Events) -> None:
    """Write each event's number above its mark, and no line between the marks."""
    series.format.line.fill.background()
    series.marker.style, series.marker.size = XL_MARKER_STYLE.DIAMOND, 7
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.theme_color = MSO_THEME_COLOR.TEXT_1
    series.marker.format.line.fill.background()
    numbers: dict[int, list[str]] = {}
    for number, (day, _) in enumerate(events, 1):
        numbers.setdefault(_place(marks.index, day), []).append(str(number))
    for place, names in numbers.items():
        label = series.points[place].data_label
        label.text_frame.text = ", ".join(names)
        label.position = XL_LABEL_POSITION.ABOVE


# More columns than this are no longer told apart on a slide.
MOST_DAYS, MOST_WEEKS = 400, 2000
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
        Indexed by the day: each count under its name, negative where it hangs down, and the
        rate with its interval. Missing is not observed.
    unit : str
        "day"; "week" or "month" for a long period, whose counts and expected counts are added up.
    """
    signs, table = {one.column: -1 if one.down else 1 for one in drawn.bars}, drawn.table
    table = table.set_index("date")
    kept = table[[*signs, *[name for name in RATES if name in table]]].astype(float)
    first = next(iter(signs.values()))
    signs |= {name: first for name in kept if name not in signs}
    kept = kept * pd.Series(signs)
    unit = "month" if len(kept) > MOST_WEEKS else "week" if len(kept) > MOST_DAYS else "day"
    if unit != "day":
        rule = {"week": "W-MON", "month": "MS"}[unit]
        kept = kept.resample(rule, closed="left", label="left").sum(min_count=1)
    return kept.rename(columns=RATES), unit
