"""The timeline: attacks up, strikes down, when the rate changed, and what else happened."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.changepoints import ChangepointResult
from analytics.wording import plain_date
from charts.colours import faded
from charts.events import arrange
from charts.key import ROW, Mark, draw_key, key_rows
from charts.labels import draw_labels, draw_list, list_entries, list_height
from charts.series import bars, carried, iso, line, steps, whole_ticks
from charts.strip import draw_strip, interval_text, strip_height
from charts.template import BODY
from charts.text import escape, lines_of, plain
from charts.theme import PAD, Frame, Look, finish


def timeline_figure(
    result: ChangepointResult,
    *,
    strikes: pd.Series | None,
    context: pd.DataFrame,
    periods: Sequence[tuple[pd.Timestamp, pd.Timestamp, str]],
    smooth: pd.Series | None,
    series: str = "attacks",
    look: Look,
) -> go.Figure:
    """Draw counts with their change points, regime rates and context events.

    Parameters
    ----------
    result : ChangepointResult
        Of the attacks; of the strikes where ``series`` says so.
    strikes : Series or None
        Strikes per period, drawn downwards; not for ``series="strikes"``.
    context : DataFrame
        Events to show: ``date`` and ``label``; ``source_publisher`` is used where present.
    periods : sequence of (start, end, label)
        Stretches to shade; ``end`` is the first day after.
    smooth : Series or None
        A mean of the counts; its name says which.
    series : {"attacks", "strikes", "both"}
        What the result counts: attacks unless it is "strikes".
    look : Look

    Returns
    -------
    Figure
        Each bar's ``customdata[0]`` is its day. The numbers of labels that found no room are
        listed under the plot, which makes the figure taller.
    """
    step = _step(result.counts)
    span = result.counts.index[0] - step / 2, result.counts.index[-1] + step / 2
    reach = _reach(result, strikes, series)
    frame = Frame(left=22 + 7 * len(f"{max(reach, key=abs):.0f}"), plot=_plot(reach, look))
    labels = arrange(context, periods, span=span, frame=frame, look=look)
    columns = list_entries(labels, look=look)
    rows = key_rows(_marks(result, strikes, smooth, series, look), look=look)
    strip = strip_height(result.table)
    figure = go.Figure(_traces(result, strikes, smooth, series, look))
    figure.add_traces([*_event_trace(context, span), *_change_trace(result)])
    _axes(figure, span, reach, look)
    _shade(figure, periods, step, look)
    draw_labels(figure, labels, base=strip, look=look)
    draw_strip(figure, result, step=step, span=span, frame=frame, look=look)
    left, above = PAD - frame.left, strip + labels.height + len(rows) * ROW + 8
    draw_key(figure, rows, at=(left, above), look=look)
    draw_list(figure, columns, at=(left, -frame.ticks - 4), look=look)
    return finish(
        figure,
        title=result,
        look=look,
        frame=replace(frame, above=above, below=list_height(columns)),
        subtitle=_subtitle(result, strikes, series),
        data_to=result.counts.index[-1],
        kind="Timeline",
    )


def _step(counts: pd.Series) -> pd.Timedelta:
    return counts.index[1] - counts.index[0] if len(counts) > 1 else pd.Timedelta(1, "D")


def _reach(
    result: ChangepointResult, strikes: pd.Series | None, series: str
) -> tuple[float, float]:
    tallest = max(int(result.counts.max()), 1)
    rates = result.segments["rate_high"].max()
    tallest = max(tallest, min(rates, 2 * tallest)) if np.isfinite(rates) else tallest
    if series == "strikes":
        return -1.05 * tallest, 0.0
    lowest = 0 if strikes is None or strikes.max() == 0 else max(int(strikes.max()), 0.1 * tallest)
    return -1.05 * lowest, 1.05 * tallest


def _plot(reach: tuple[float, float], look: Look) -> float:
    upwards = 220 if look.phone else 260
    # Both directions share one scale, so strikes lengthen the plot instead of flattening it.
    share = max(abs(reach[0]), abs(reach[1])) / (reach[1] - reach[0])
    return min(upwards / share, 1.5 * upwards)


def _words(result: ChangepointResult) -> str:
    step = _step(result.counts).days
    return {1: "day", 7: "week"}.get(step, "period")


def _subtitle(result: ChangepointResult, strikes: pd.Series | None, series: str) -> str:
    days = result.counts.index
    what = "Strikes" if series == "strikes" else "Attacks"
    what += " and strikes" if strikes is not None else ""
    return f"{what} per {_words(result)}, {plain_date(days[0])} to {plain_date(days[-1])}"


def _marks(
    result: ChangepointResult,
    strikes: pd.Series | None,
    smooth: pd.Series | None,
    series: str,
    look: Look,
) -> list[Mark]:
    colours, unit = look.colours, _words(result)
    blue = {"colour": colours.strikes, "text_colour": colours.strikes_text, "shape": "down"}
    red = {"colour": colours.attacks, "text_colour": colours.attacks_text, "shape": "up"}
    marks = []
    if series != "strikes":
        marks.append(Mark(text=f"Attacks per {unit}, upwards", **red))
    if series == "strikes" or strikes is not None:
        marks.append(Mark(text=f"Strikes per {unit}, downwards", **blue))
    if smooth is not None:
        marks.append(Mark(text=str(smooth.name), colour=_mean_colour(series, look), shape="line"))
    marks.append(Mark(text="Rate and its 95 % interval", colour=colours.ink, shape="step"))
    if len(result.table):
        text = "Days on which a change may have begun (95 %)"
        marks.append(Mark(text=text, colour=colours.ink, shape="bracket"))
    return marks


def _mean_colour(series: str, look: Look) -> str:
    return look.colours.strikes_text if series == "strikes" else look.colours.attacks_text


def _traces(
    result: ChangepointResult,
    strikes: pd.Series | None,
    smooth: pd.Series | None,
    series: str,
    look: Look,
) -> list[go.Bar | go.Scatter]:
    colours, down = look.colours, series == "strikes"
    name, colour = ("strikes", colours.strikes) if down else ("attacks", colours.attacks)
    sign = -1 if down else 1
    traces = [bars(result.counts, name=name, colour=colour, sign=sign)]
    if strikes is not None and not down:
        traces.append(bars(strikes, name="strikes", colour=colours.strikes, sign=-1))
    if smooth is not None:
        traces.append(line(smooth, colour=_mean_colour(series, look), sign=sign))
    unit = f"{name} a {_words(result)}"
    daily = _daily(result)
    traces += steps(iso(daily.index), daily, key="date", colour=colours.ink, unit=unit, sign=sign)
    return traces


def _daily(result: ChangepointResult) -> pd.DataFrame:
    """Spread the regimes' rates over their days."""
    columns = ["rate", "rate_low", "rate_high"]
    rates = result.segments.set_index("start")[columns].astype(float)
    return rates.reindex(result.counts.index, method="ffill")


def _event_trace(
    context: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp]
) -> list[go.Scatter]:
    """Carry the full labels for hover and table; what is seen of them is drawn as labels."""
    inside = context[context["date"].between(*span)]
    if inside.empty:
        return []
    days = inside.groupby("date")
    labels = days["label"].agg(lambda labels: "; ".join(map(plain, labels)))
    hover = ["<br>".join(_hover(event) for event in events.itertuples()) for _, events in days]
    return [_unseen(labels.index, hover, carried(["date", "event"], labels.index, labels))]


def _hover(event: tuple) -> str:
    source = plain(getattr(event, "source_publisher", ""))
    lines = lines_of(f"{plain_date(event.date)}: {event.label}", width=300, size=BODY)
    return f"<b>{lines}</b>" + (f"<br>Source: {escape(source)}" if source else "")


def _change_trace(result: ChangepointResult) -> list[go.Scatter]:
    table = result.table
    if table.empty:
        return []
    hover = [
        f"<b>New rate from {plain_date(point.changepoint)}</b><br>95 % interval of that date: "
        f"{interval_text(point.ci_low, point.ci_high)}"
        for point in table.itertuples()
    ]
    dates = [table[column] for column in ("changepoint", "ci_low", "ci_high")]
    rows = carried(["date", "changepoint_low", "changepoint_high"], *dates)
    return [_unseen(table["changepoint"], hover, rows)]


def _unseen(days: Sequence, hover: list[str], rows: dict[str, object]) -> go.Scatter:
    return go.Scatter(
        x=iso(days),
        y=[0] * len(days),
        mode="markers",
        marker={"opacity": 0, "size": 1},
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
        **rows,
    )


def _axes(
    figure: go.Figure,
    span: tuple[pd.Timestamp, pd.Timestamp],
    reach: tuple[float, float],
    look: Look,
) -> None:
    ends = [moment.isoformat() for moment in span]
    figure.update_xaxes(range=ends, nticks=max(3, look.width // 110))
    figure.update_yaxes(range=list(reach), zeroline=True, zerolinecolor=look.colours.muted)
    figure.update_yaxes(**whole_ticks(*reach))
    figure.update_layout(barmode="overlay", hovermode="x unified", clickmode="event+select")


def _shade(figure: go.Figure, periods: Sequence[tuple], step: pd.Timedelta, look: Look) -> None:
    for first, after, _ in periods:
        ends = {"x0": (pd.Timestamp(first) - step / 2).isoformat()}
        ends |= {"x1": (pd.Timestamp(after) - step / 2).isoformat()}
        band = {"type": "rect", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
        fill = {"fillcolor": faded(look.colours.ceasefire, 0.16), "line": {"width": 0}}
        figure.add_shape(band | ends | fill | {"name": "period"})
