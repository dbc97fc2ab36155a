"""The listed events of a timeline, as numbered marks in a native chart."""

import html
import re
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go
from pptx.chart.series import LineSeries
from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_THEME_COLOR

from charts.text import plain

EVENTS, INTERVAL = "Listed events", "95 % interval"
Events = Sequence[tuple[pd.Timestamp, str]]


def events_of(figure: go.Figure) -> list[tuple[pd.Timestamp, str]]:
    """Return the day and the words of each event that a timeline marks."""
    found = []
    for trace in figure.data:
        if trace.name == "events":
            for day, text in zip(trace.x, trace.hovertext, strict=True):
                for words in re.findall(r"<b>(.*?)</b>", text):
                    found.append(
                        (pd.Timestamp(day), plain(html.unescape(words.replace("<br>", " "))))
                    )
    return found


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
    for place, told in numbers.items():
        label = series.points[place].data_label
        label.text_frame.text = ", ".join(told)
        label.position = XL_LABEL_POSITION.ABOVE
