"""The timeline: one series up, another down, when the rate changed, and what else happened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.changepoints.search import ChangepointResult
from analytics.series.units import first_days
from charts.chart import About, Bars, Chart
from charts.elements.added_events import added_marks, added_words, shade_periods, with_added
from charts.elements.added_up import is_partial, late_unit_bars, partial_mark, unit_bars
from charts.elements.change_dates import arrange_strip, draw_strip
from charts.elements.event_labels import arrange
from charts.elements.hover import change_trace, event_trace, event_words
from charts.elements.imprecise_dates import spread_bars, spread_mark
from charts.elements.label_drawing import draw_labels, draw_list, list_entries, list_height
from charts.elements.legend import ROW, Mark, draw_key, key_rows
from charts.elements.still_to_come import to_come_bars, to_come_mark
from charts.elements.timeline_model import Shown
from charts.elements.timeline_table import timeline_table
from charts.elements.traces import bars, iso, line, steps, whole_ticks
from charts.elements.unobserved_days import late_bars, unseen_marks, unseen_traces
from charts.style.annotations import AnnotationSheet
from charts.style.figure import Trace, figure_of, scatter
from charts.style.template import date_axis
from charts.style.theme import PAD, Frame, Look, finish, of_events

# Where a bar that is cut is ringed, of the height of the axis; from which part of the period on its
# number stands to the left.
RING, LATE = 0.95, 0.85


def timeline_chart(
    result: ChangepointResult,
    *,
    title: str = "",
    below: pd.Series | None,
    context: pd.DataFrame,
    periods: Sequence[tuple[pd.Timestamp, pd.Timestamp, str]],
    smooth: pd.Series | None,
    late: pd.Series | None = None,
    states: pd.Series | None = None,
    spread: Mapping[str, pd.Series] | None = None,
    to_come: Mapping[str, pd.DataFrame] | None = None,
    marked: pd.DatetimeIndex | None = None,
    unit: str = "day",
    tabled: bool = True,
    look: Look,
    about: About | None = None,
) -> Chart:
    """Draw counts with their change points, regime rates and context events.

    Parameters
    ----------
    result : ChangepointResult
        Its counts' name is what is counted; they hang down where it is ``about.second``.
    title : str
        The headline; empty takes what the result says.
    below : Series or None
        Counts of the second series, drawn downwards.
    context : DataFrame
        Events to show: ``date`` and ``label``; ``source_publisher`` is used where present.
    periods : sequence of (start, end, label)
        Stretches to shade; ``end`` is the first day after.
    smooth : Series or None
        A mean of the counts; its name says which.
    late : Series or None
        Counts so far of the days not yet complete, drawn in grey.
    states : Series of str or None
        State of every day drawn; None where all are observed.
    spread : mapping of str to Series, or None
        Expected counts of imprecisely dated events, by the name of their series.
    to_come : mapping of str to DataFrame, or None
        What is still expected of the newest bars, by the name of their series: ``to_come``, and
        ``low`` and ``high`` of its interval, indexed by the day or the unit's first.
    marked : DatetimeIndex or None
        Days on which another method finds a new level, drawn dashed; its name is the method's.
    unit : {"day", "week", "month"}
        What one bar stands for, where the counts are daily. Changes and their intervals stay at
        their dates, and rates a day.
    tabled : bool
        Whether the chart gets its table; else an empty one, where nobody asks for the data.
    look : Look
    about : About

    Returns
    -------
    Chart
        With the table of :func:`~charts.elements.timeline_table.timeline_table`, and what a reader
        has added. Each bar's ``customdata[0]`` is its day, or its first and last joined by ``..``.
        The numbers of labels that found no room are listed under the plot, which makes the figure
        taller.
    """
    about = about or About()
    parts = {"below": below, "smooth": smooth, "late": late, "states": states}
    if marked is not None:
        parts["marked"] = marked
    shown = Shown(
        result=result,
        second=about.second,
        spread=spread or {},
        to_come=to_come or {},
        per=unit,
        **parts,
    )
    sheet, colours = AnnotationSheet(), look.colours
    colour, text_colour = of_events(shown.name, look, about.second)
    frame = _surround(sheet, shown, context, periods, look)
    traces = _patches(shown, look)
    traces += _bars(shown, shown.counts, colour=colour, sign=shown.sign)
    if below is not None:
        traces += _bars(shown, below, colour=colours.strikes, sign=-1)
    if smooth is not None:
        traces.append(line(smooth, colour=text_colour, sign=shown.sign))
    traces += _rates(shown, look)
    traces += _standing_out(shown, look)
    traces += _marked(shown, look)
    traces += [*event_trace(context, shown.span), *change_trace(result.table)]
    return finish(
        figure_of(traces, _layout(shown, look)),
        table=with_added(timeline_table(shown), context, periods) if tabled else pd.DataFrame(),
        title=title or result,
        look=look,
        about=about,
        frame=frame,
        sheet=sheet,
        subtitle=shown.subtitle,
        data_to=shown.days[-1],
        description=f"{shown.description} {added_words(context, periods)}".strip(),
        events=event_words(context, shown.span),
        bars=tuple(_drawn_bars(shown, colour, look)),
        periods=periods,
        changes=result.table,
        unit=shown.bar_unit,
    )


def _drawn_bars(shown: Shown, colour: str, look: Look) -> Iterator[Bars]:
    yield Bars(column=shown.name, colour=colour, down=shown.sign < 0)
    if shown.below is not None:
        yield Bars(column=str(shown.below.name), colour=look.colours.strikes, down=True)


def _bars(shown: Shown, counts: pd.Series, *, colour: str, sign: int) -> list[Trace]:
    """Draw counts, and over them what imprecisely dated events add."""
    name = str(counts.name or "events")
    if shown.sums:
        drawn = unit_bars(shown.sums[name], name=name, colour=colour, sign=sign)
        return [*drawn, *to_come_bars(shown, name, colour=colour, sign=sign)]
    drawn = [bars(counts, name=name, colour=colour, sign=sign)]
    if name in shown.spread:
        drawn += spread_bars(shown.spread[name], counts, colour=colour, sign=sign)
    return [*drawn, *to_come_bars(shown, name, colour=colour, sign=sign)]


def _standing_out(shown: Shown, look: Look) -> list[Trace]:
    """Ring the tips of the days that stand out: they belong to no period's rate."""
    days = shown.result.standing_out
    if days.empty:
        return []
    heights = days["events"]
    if shown.sums:
        # At the height of the bar that the day is in: there it is not lost between others.
        sums = shown.sums[shown.name]
        heights = sums["events"].loc[first_days(pd.DatetimeIndex(days["day"]), shown.per)]
    cut = days["day"].isin(shown.cut.index).to_numpy()
    # Where the axis ends below the tip it is ringed at the end, with its number.
    heights = np.where(cut, RING * shown.reach[1], heights)
    first, last = shown.span
    early = pd.DatetimeIndex(days["day"]) < first + LATE * (last - first)
    return [
        scatter(
            x=iso(days["day"]),
            y=(shown.sign * heights).tolist(),
            name="days that stand out",
            **(_numbers(days["events"], cut, early, look) if cut.any() else {"mode": "markers"}),
            marker={"symbol": "circle-open", "size": 10, "color": look.colours.ink},
            hovertemplate="Stands out from the days around it<extra></extra>",
        )
    ]


def _numbers(
    counts: pd.Series, cut: np.ndarray, early: np.ndarray, look: Look
) -> dict[str, object]:
    """Write beside its ring the number of each bar that the axis cuts."""
    return {
        "mode": "markers+text",
        "text": [f"{n:,.0f}" if high else "" for n, high in zip(counts, cut, strict=True)],
        "textposition": ["middle right" if one else "middle left" for one in early],
        "textfont": {"color": look.colours.ink},
    }


def _marked(shown: Shown, look: Look) -> list[Trace]:
    """Draw a dashed line where another method finds a new level: before its first day."""
    edges = [(day - shown.step / 2).isoformat() for day in shown.marked]
    if not edges:
        return []
    return [
        scatter(
            x=[place for edge in edges for place in (edge, edge, None)],
            y=[*shown.reach, None] * len(edges),
            name=str(shown.marked.name),
            mode="lines",
            line={"color": look.colours.muted, "width": 1.5, "dash": "dash"},
            hoverinfo="skip",
        )
    ]


def _rates(shown: Shown, look: Look) -> list[Trace]:
    """Draw the rates over each stretch of observed days: a band cannot break by itself."""
    style = {"colour": look.colours.ink, "unit": f"{shown.name} a {shown.unit}"}
    seen = shown.rates["rate"].notna().to_numpy()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype("int8")))
    stretches = [shown.rates.iloc[slice(*ends)] for ends in edges.reshape(-1, 2)]
    return [
        trace
        for rates in stretches
        for trace in steps(
            *_drawable(rates, shown.step), sign=shown.sign, scale=shown.scale, **style
        )
    ]


def _drawable(rates: pd.DataFrame, step: pd.Timedelta) -> tuple[list[str], pd.DataFrame]:
    """Give a day that stands alone both its ends: a line needs two points."""
    if len(rates) > 1:
        return iso(rates.index), rates
    ends = rates.index.repeat(2) + pd.TimedeltaIndex([-step / 2, step / 2])
    return [end.isoformat() for end in ends], rates.iloc[[0, 0]]


def _patches(shown: Shown, look: Look) -> list[Trace]:
    """Draw what is not observed, under everything else."""
    if shown.states is None:
        return []
    late = pd.Series(dtype="int64") if shown.late is None else shown.late
    patches = unseen_traces(shown.states, shown.reach, look=look)
    if shown.sums:
        sums, grey = shown.sums[shown.name], look.colours.other
        late_bar = late_unit_bars(sums, name=shown.name, sign=shown.sign, colour=grey)
        return [*patches, *late_bar]
    return [*patches, *late_bars(late, name=shown.name, sign=shown.sign, look=look)]


def _surround(
    sheet: AnnotationSheet,
    shown: Shown,
    context: pd.DataFrame,
    periods: Sequence[tuple],
    look: Look,
) -> Frame:
    """Draw what stands around the plot, and return the room that it takes."""
    digits = len(f"{max(map(abs, shown.reach)):.0f}")
    frame = Frame(left=20 + 7 * digits, plot=look.tall(_plot_height(shown.reach, look)))
    labels = arrange(context, periods, span=shown.span, frame=frame, look=look)
    columns = list_entries(labels, look=look)
    marks = [*_marks(shown, look), *added_marks(context, periods, look)]
    rows = key_rows(marks, look=look)
    strip = arrange_strip(shown, periods, frame=frame, look=look)
    left, above = PAD - frame.left, strip.height + labels.height + len(rows) * ROW + 8
    edges = [
        (*[(pd.Timestamp(end) - shown.step / 2).isoformat() for end in ends], label)
        for *ends, label in periods
    ]
    shade_periods(sheet, edges, look)
    draw_labels(sheet, labels, base=strip.height, look=look)
    draw_strip(sheet, strip, shown=shown, look=look)
    draw_key(sheet, rows, at=(left, above), look=look)
    draw_list(sheet, columns, at=(left, -frame.ticks - 4), look=look)
    return replace(frame, above=above, below=list_height(columns))


def _plot_height(reach: tuple[float, float], look: Look) -> float:
    # Both directions share one scale, so strikes lengthen the plot instead of flattening it.
    one_way = 220 if look.phone else 260
    both = one_way * (reach[1] - reach[0]) / max(abs(reach[0]), abs(reach[1]))
    return min(both, 1.5 * one_way)


def _marks(shown: Shown, look: Look) -> list[Mark]:
    ink, unit = look.colours.ink, shown.bar_unit
    # The key has the colours of the bars, which are grey where events are no more than that.
    direction = dict(
        zip(("colour", "text_colour"), of_events(shown.name, look, shown.second), strict=True)
    )
    down = {"colour": look.colours.strikes, "text_colour": look.colours.strikes_text}
    marks = []
    # One series needs no word for its direction.
    way = "" if shown.below is None else ", upwards"
    shape = "up" if shown.sign > 0 else "down"
    marks.append(Mark(text=f"{shown.name.capitalize()} per {unit}{way}", shape=shape, **direction))
    if shown.below is not None:
        text = f"{str(shown.below.name).capitalize()} per {unit}, downwards"
        marks.append(Mark(text=text, shape="down", **down))
    partial = any(is_partial(table).any() for table in shown.sums.values())
    if partial:
        marks.append(partial_mark(unit, direction["colour"]))
    if any((expected > 0).any() for expected in shown.spread.values()):
        marks.append(spread_mark(direction["colour"]))
    if any((shown.tops(name)["to_come"] > 0).any() for name in shown.to_come):
        marks.append(to_come_mark(direction["colour"]))
    if shown.smooth is not None:
        _, colour = of_events(shown.name, look, shown.second)
        marks.append(Mark(text=str(shown.smooth.name), shape="line", colour=colour))
    if shown.rates["rate_low"].notna().any():
        times = f"{shown.scale:.3g} times the rate a day," if shown.sums else "Rate"
        marks.append(Mark(text=f"{times} with 95 % interval", shape="step", colour=ink))
    else:
        marks.append(Mark(text="Mean of these days", shape="line", colour=ink))
    if len(shown.result.table):
        text = "Date of a change, 95 % interval"
        marks.append(Mark(text=text, shape="bracket", colour=ink))
    if shown.marked.name:
        text = f"Change by {shown.marked.name}" + ("" if len(shown.marked) else ": none")
        marks.append(Mark(text=text, shape="dash", colour=look.colours.muted))
    if len(shown.result.standing_out):
        cut = "; its number where it is cut" if len(shown.cut) else ""
        marks.append(Mark(text=f"Day that stands out{cut}", shape="ring", colour=ink))
    if shown.states is not None:
        marks += unseen_marks(shown.states, look)
    return marks


def _layout(shown: Shown, look: Look) -> dict[str, object]:
    zero = {"zeroline": True, "zerolinecolor": look.colours.muted, "zerolinewidth": 1}
    return {
        "xaxis": date_axis(shown.span, width=look.width),
        "yaxis": whole_ticks(*shown.reach) | zero | {"range": list(shown.reach)},
        "barmode": "overlay",
        "hovermode": "x unified",
        "clickmode": "event+select",
    }
