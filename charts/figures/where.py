"""Groups side by side, each in a panel of its own, in the order of what changed most."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.effects import sentence
from analytics.groups.compare import GroupsResult, group_label
from analytics.wording import plain_count, plain_date, plain_number
from charts.chart import About, Chart
from charts.elements.traces import iso, plain_list
from charts.style.annotations import AnnotationSheet, note
from charts.style.colours import faded
from charts.style.figure import Trace, figure_of, scatter
from charts.style.template import BODY, LINE, NOTE, date_axis
from charts.style.text_metrics import escape, lines_of, plain_text, wrap
from charts.style.theme import PAD, Frame, Look, NoRoom, empty_chart, finish, height_of, of_events

MOST, NAMED = 12, 12
PANEL, LEAST_PANEL, WIDEST_PANEL, BETWEEN = 64, 24, 330, 26
# So few steps a panel show its course; each is a mean over days.
STEPS = 56
TICKS = 34
ONE_SCALE = "one"


class _Group(Protocol):
    """A row of a GroupsResult."""

    group: str
    rate_now: float
    rate_usual: float
    rate_ratio: float
    ci_low: float
    ci_high: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class _Grid:
    """Where panels stand, in pixels from the plot's upper left corner."""

    columns: int
    rows: int
    wide: float
    tall: float
    heading: float

    @property
    def height(self) -> float:
        """Of all rows with what stands over them."""
        return self.rows * (self.heading + self.tall) + (self.rows - 1) * BETWEEN

    def corner(self, place: int) -> tuple[float, float]:
        """Give the upper left corner of what stands over a panel."""
        row, column = divmod(place, self.columns)
        step = self.heading + self.tall + BETWEEN
        return column * (self.wide + BETWEEN), row * step


def where_chart(
    result: GroupsResult, *, look: Look, about: About | None = None, scale: str = ONE_SCALE
) -> Chart:
    """Draw the rate of each group over time, what changed most first.

    Parameters
    ----------
    result : GroupsResult
    look : Look
    about : About
    scale : {"one", "own"}
        Whether all panels have one scale, or each its own.

    Returns
    -------
    Chart
        With the result's table. At most twelve groups are drawn, the others are named. Each
        trace's ``customdata[0]`` is its group as in the data.
    """
    about = about or About()
    parts = {"table": result.table, "look": look, "about": about}
    if result.units.empty:
        return empty_chart(result.headline, **parts)
    drawn = result.units.head(MOST)
    rates = _rates(result.counts[list(drawn["group"])])
    grid = _grid(result, drawn, look)
    sheet = AnnotationSheet()
    foot = lines_of(_foot(result, scale), width=look.width - 2 * PAD, size=NOTE)
    below = height_of(foot, NOTE) + 6
    frame = Frame(left=32, plot=grid.height, ticks=TICKS + below, above=4, least=0.0)
    note(
        sheet,
        foot,
        at=(PAD - 1 - frame.left, -TICKS),
        size=NOTE,
        colour=look.colours.muted,
        below=True,
        name="others",
    )
    figure = _panels(result, rates, grid, sheet, look, about.second, scale)
    days = result.counts.index
    return finish(
        figure,
        **parts,
        title=result.headline,
        frame=frame,
        sheet=sheet,
        subtitle=f"{result.noun.capitalize()} per day by group",
        data_to=days[-1],
        description=_description(result, len(drawn)),
    )


def _grid(result: GroupsResult, drawn: pd.DataFrame, look: Look) -> _Grid:
    room = look.width - 32 - PAD
    columns = min(len(drawn), max(1, math.ceil(room / WIDEST_PANEL)))
    wide = (room - (columns - 1) * BETWEEN) / columns
    headings = [_heading(row, result, wide) for row in drawn.itertuples()]
    heading = max(len(one) for one in headings) * BODY * LINE + 4
    rows = math.ceil(len(drawn) / columns)
    fixed = rows * heading + (rows - 1) * BETWEEN
    # What stands over the panels keeps its height where the plot is stretched or squeezed.
    tall = (look.tall(fixed + rows * PANEL) - fixed) / rows
    if tall < LEAST_PANEL:
        raise NoRoom("The panels do not fit their height.")
    return _Grid(columns=columns, rows=rows, wide=wide, tall=tall, heading=heading)


def _heading(row: _Group, result: GroupsResult, wide: float) -> list[str]:
    """Say a group's name, then its rate now against usual."""
    name = plain_text(group_label(row.group, result.by))
    named = [f"<b>{escape(line)}</b>" for line in wrap(name, width=wide, size=BODY, bold=True)]
    # As wide as in bold: who measures the text takes it by how it begins.
    return [*named, *map(escape, wrap(_now(row), width=wide, size=BODY, bold=True))]


def _now(row: _Group) -> str:
    rates = f"{plain_number(row.rate_now)} a day, usually {plain_number(row.rate_usual)}"
    if row.reason:
        return f"{rates}: too thin"
    return f"{rates}: {sentence.bounds(row.rate_ratio, row.ci_low, row.ci_high)}"


def _rates(counts: pd.DataFrame) -> pd.DataFrame:
    """Average each group over steps of days; a step without an observed day is missing."""
    days = (counts.index - counts.index[0]).days
    step = max(1, math.ceil((days[-1] + 1) / STEPS))
    means = counts.groupby(days // step).mean()
    means = means.reindex(range(days[-1] // step + 1))
    means.index = counts.index[0] + pd.to_timedelta(means.index.to_numpy() * step, unit="D")
    return means


def _panels(
    result: GroupsResult,
    rates: pd.DataFrame,
    grid: _Grid,
    sheet: AnnotationSheet,
    look: Look,
    second: str,
    scale: str,
) -> go.Figure:
    fill, _ = of_events(result.noun, look, second)
    first, last = result.counts.index[0], result.counts.index[-1] + pd.Timedelta(1, "D")
    now = last - pd.Timedelta(result.days, "D")
    whole, traces = float(np.nanmax(rates.to_numpy())), []
    layout: dict[str, dict | bool | str] = {}
    bottoms = _bottoms(grid, rates.shape[1])
    for place, (group, row) in enumerate(zip(rates, result.units.itertuples(), strict=False)):
        axis = "" if place == 0 else str(place + 1)
        left, top = grid.corner(place)
        text = "<br>".join(_heading(row, result, grid.wide))
        high = 1 - top / grid.height
        ink = look.colours.ink
        note(sheet, text, at=(left, 0), size=BODY, colour=ink, name="group", y=high)
        own = float(np.nanmax(rates[group].to_numpy()))
        traces.append(_steps(rates[group], group, fill, axis, last))
        axes = _axes(axis, place, grid, (first, last), bottoms)
        axes[f"yaxis{axis}"] |= _ticks(whole if scale == ONE_SCALE else own)
        layout |= axes
        sheet.add_shape(_shaded(now, last, axis, look))
    layout |= {"showlegend": False, "hovermode": "closest", "clickmode": "event+select"}
    return figure_of(traces, layout)


def _bottoms(grid: _Grid, panels: int) -> set[int]:
    """Give the places of the lowest panel of each column, under which days are written."""
    return {max(range(column, panels, grid.columns)) for column in range(grid.columns)}


def _steps(rates: pd.Series, group: object, fill: str, axis: str, last: pd.Timestamp) -> Trace:
    days = [*rates.index, last]
    values = [*rates, rates.iloc[-1]]
    return scatter(
        x=iso(days),
        y=plain_list(values),
        name=str(group),
        mode="lines",
        line={"shape": "hv", "color": fill, "width": 1.5},
        fill="tozeroy",
        fillcolor=faded(fill, 0.35),
        connectgaps=False,
        customdata=[[str(group)]] * len(days),
        hovertemplate=f"{escape(group)}, from %{{x|%-d %b %Y}}: %{{y:.2f}} a day<extra></extra>",
        xaxis=f"x{axis}",
        yaxis=f"y{axis}",
    )


def _axes(
    axis: str,
    place: int,
    grid: _Grid,
    span: tuple[pd.Timestamp, pd.Timestamp],
    bottoms: set[int],
) -> dict[str, dict]:
    left, top = grid.corner(place)
    room = grid.columns * grid.wide + (grid.columns - 1) * BETWEEN
    low = 1 - (top + grid.heading + grid.tall) / grid.height
    high = 1 - (top + grid.heading) / grid.height
    shown = date_axis(span, width=grid.wide) if place in bottoms else {"showticklabels": False}
    days = date_axis(span, width=grid.wide) | shown
    return {
        f"xaxis{axis}": days
        | {"domain": [left / room, min((left + grid.wide) / room, 1.0)], "anchor": f"y{axis}"},
        f"yaxis{axis}": {"domain": [max(low, 0.0), high], "anchor": f"x{axis}"},
    }


def _ticks(top: float) -> dict[str, object]:
    """Mark 0 and the highest rate; nothing at all still has a scale."""
    top = top or 1.0
    return {
        "range": [0, top * 1.05],
        "tickvals": [0, top],
        "ticktext": ["0", plain_number(top)],
        "fixedrange": True,
    }


def _shaded(now: pd.Timestamp, last: pd.Timestamp, axis: str, look: Look) -> dict[str, object]:
    """Shade the last days, which are held against those before."""
    return {
        "type": "rect",
        "xref": f"x{axis}",
        "yref": f"y{axis} domain",
        "x0": now.isoformat(),
        "x1": last.isoformat(),
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"width": 0},
        "fillcolor": look.colours.grid,
    }


def _foot(result: GroupsResult, scale: str) -> str:
    """Say what is shaded, what luck does among so many, and which groups are not drawn."""
    scales = "One scale for all." if scale == ONE_SCALE else "Each on a scale of its own."
    parts = [f"Shaded: the last {result.days} days. {scales}", result.by_luck]
    rest = [group_label(group, result.by) for group in result.units["group"].iloc[MOST:]]
    if rest:
        more = f" and {len(rest) - NAMED:,} more" if len(rest) > NAMED else ""
        parts.append(f"Not drawn: {', '.join(rest[:NAMED])}{more}.")
    return " ".join(parts)


def _description(result: GroupsResult, drawn: int) -> str:
    largest = result.units.loc[result.units["events"].idxmax()]
    days = result.counts.index
    span = f"{plain_date(days[0])} to {plain_date(days[-1])}"
    return (
        f"Line chart in {plain_count(drawn, 'panels')} of {result.noun} a day by group, {span}. "
        f"Most {result.noun}: {largest.group}, {largest.events:g}."
    )
