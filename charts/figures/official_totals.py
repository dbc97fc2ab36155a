"""The incident list against the official running totals, and the gap between two of them."""

from dataclasses import replace
from typing import Protocol

import pandas as pd

from analytics.reconciliation.intervals import interval_table
from analytics.reconciliation.official_totals import CONFIRMED, TotalsComparison
from analytics.reconciliation.reconcile import Reconciliation
from analytics.wording import plain_date
from charts.chart import About, Chart
from charts.elements.legend import ROW, Mark, draw_key, key_rows
from charts.elements.traces import iso, plain_list, whole_ticks
from charts.style.annotations import AnnotationSheet, apart, note
from charts.style.figure import Trace, bar, figure_of, scatter
from charts.style.template import BODY, DAY_MILLISECONDS, LINE, date_axis
from charts.style.text_metrics import text_width
from charts.style.theme import PAD, Frame, Look, finish

DAY = pd.Timedelta(1, "D")
# Each count holds the firmer ones, so the lines never cross. Short dashes, because
# long ones tear at every step.
DASHES = {"line": "solid", "dash": "5px,2px", "dot": "1.5px,2px"}
LINES = {
    name: (CONFIRMED[name][0], dash) for name, dash in zip(reversed(CONFIRMED), DASHES, strict=True)
}
TOTAL = "Official total"
# Shares of the plot's height: gaps below, running totals above, a heading between.
LOWER, UPPER = (0.0, 0.24), (0.34, 1.0)


def official_totals_chart(
    result: Reconciliation, *, look: Look, about: About | None = None
) -> Chart:
    """Draw the cumulative list, by confirmation, under the official totals, over the gaps.

    Parameters
    ----------
    result : Reconciliation
    look : Look
    about : About

    Returns
    -------
    Chart
        With the table of :func:`official_totals_table`. ``customdata[0]`` of each total is its
        as-of day, of each gap its interval's first day.
    """
    table, intervals = result.whole.table, interval_table(result.whole)
    noun = result.whole.official_totals.noun
    span = result.whole.start - DAY, table["as_of"].max() + DAY
    lines = _cumulative(result.whole, span)
    top = 1.06 * max(lines["listed"].max(), int(table["high"].max()), 1)
    frame = Frame(left=20 + 7 * len(f"{top:.0f}"), right=PAD, least=0.6)
    frame = replace(frame, plot=look.tall(370 if look.phone else 470))
    sheet, rows = (
        AnnotationSheet(),
        key_rows([*_marks(lines, table, look), *gap_marks(look)], look=look),
    )
    if not look.phone:
        frame = _label_ends(sheet, lines, table, top, frame, look)
    above = len(rows) * ROW + 8
    draw_key(sheet, rows, at=(PAD - frame.left, above), look=look)
    gap_heading(sheet, top=LOWER[1], frame=frame, look=look)
    traces = [*_steps(lines, look), *_unofficial(result.whole, look), _points(table, look)]
    layout = _layout(span, top, look) | {"yaxis2": gap_axis(intervals, domain=LOWER, look=look)}
    return finish(
        figure_of([*traces, gap_bars(intervals, look=look)], layout),
        table=official_totals_table(result),
        title=result.whole,
        look=look,
        about=about,
        frame=replace(frame, above=above),
        sheet=sheet,
        subtitle=f"{noun.capitalize()}, running total to {plain_date(table['as_of'].max())}",
        data_to=table["as_of"].max(),
        description=_description(table, len(intervals), noun),
    )


def official_totals_table(result: Reconciliation) -> pd.DataFrame:
    """Return what the figure shows, one row an as-of day.

    Parameters
    ----------
    result : Reconciliation

    Returns
    -------
    DataFrame
        The comparison's own table, and the ``days``, ``missing`` and ``surplus`` of the interval
        that ends on the day.
    """
    intervals = interval_table(result.whole).rename(columns={"end": "as_of"})
    columns = ["as_of", "days", "missing", "surplus"]
    table = result.whole.table.merge(intervals[columns], on="as_of", how="left")
    return table.astype(dict.fromkeys(columns[1:], "Int64"))


def _cumulative(result: TotalsComparison, span: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DataFrame:
    """Count the listed events day by day, as the comparison does on its as-of days."""
    days = pd.date_range(*span)
    counts = {name: result.listed_by(name, days) for name in LINES}
    return pd.DataFrame(counts, index=days).astype("int64")


def _steps(lines: pd.DataFrame, look: Look) -> list[Trace]:
    colour = look.colours.events
    return [
        scatter(
            x=iso(lines.index),
            y=plain_list(lines[name]),
            name=label,
            mode="lines",
            line={"shape": "hv", "color": colour, "width": 2, "dash": DASHES[shape]},
            hovertemplate=f"{label}: %{{y}}<extra></extra>",
        )
        for name, (label, shape) in LINES.items()
    ]


def _points(table: pd.DataFrame, look: Look) -> Trace:
    given = table.dropna(subset="official_total")
    totals, ink = given["official_total"].astype(int), look.colours.official_totals
    rows = zip(
        iso(given["as_of"]), plain_list(given["low"]), plain_list(given["high"]), strict=True
    )
    return scatter(
        x=iso(given["as_of"]),
        y=plain_list(totals),
        name=TOTAL,
        mode="markers",
        marker={"color": ink, "size": 6},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": plain_list((given["high"].astype(int) - totals).clip(lower=0)),
            "arrayminus": plain_list((totals - given["low"].astype(int)).clip(lower=0)),
            "color": ink,
            "thickness": 1,
            "width": 3,
        },
        customdata=[list(row) for row in rows],
        hovertemplate="Official total: %{y} (reports from %{customdata[1]} to %{customdata[2]})"
        "<extra></extra>",
    )


def _unofficial(result: TotalsComparison, look: Look) -> list[Trace]:
    """Return hollow points for the days on which no report could be chosen."""
    points = (
        result.table[result.table["official_total"].isna()]
        .melt("as_of", ["low", "high"])
        .drop_duplicates(["as_of", "value"])
    )
    if points.empty:
        return []
    return [
        scatter(
            x=iso(points["as_of"]),
            y=plain_list(points["value"]),
            name="not chosen",
            mode="markers",
            marker={"color": look.colours.official_totals, "size": 6, "symbol": "circle-open"},
            hovertemplate="Reported, not by a source that counts: %{y}<extra></extra>",
        )
    ]


def _marks(lines: pd.DataFrame, table: pd.DataFrame, look: Look) -> list[Mark]:
    """Explain the marks; the lines only where their ends have no room for their names."""
    colour = {"colour": look.colours.events, "text_colour": look.colours.events_text}
    marks = [
        Mark(text=f"{label}: {lines[name].iloc[-1]}", shape=shape, **colour)
        for name, (label, shape) in LINES.items()
    ]
    ink = look.colours.official_totals
    points = [Mark(text=f"{TOTAL}, and reports for the day", shape="span", colour=ink)]
    if table["official_total"].isna().any():
        points.append(Mark(text="Reported, not by a source that counts", shape="ring", colour=ink))
    return [*marks, *points] if look.phone else points


def _label_ends(
    sheet: AnnotationSheet,
    lines: pd.DataFrame,
    table: pd.DataFrame,
    top: float,
    frame: Frame,
    look: Look,
) -> Frame:
    """Name each line at its right end, pushed apart where they end close together."""
    last = table.dropna(subset="official_total").iloc[-1]
    ends = [
        (int(lines[name].iloc[-1]), label, look.colours.events_text)
        for name, (label, _) in LINES.items()
    ]
    ends.append((int(last["official_total"]), TOTAL, look.colours.official_totals))
    texts = [f"{value} {label}" for value, label, _ in ends]
    right = max(text_width(text, size=BODY, bold=True) for text in texts) + 12
    width = look.width - frame.left - right
    panel = (UPPER[1] - UPPER[0]) * frame.plot
    heights = [(value / top - 1) * panel for value, _, _ in ends]
    for (value, label, colour), y in zip(ends, apart(heights, least=BODY * LINE), strict=True):
        text, at = f"<b>{value}</b> {label}", (width + 6, y)
        note(sheet, text, at=at, size=BODY, colour=colour, yanchor="middle", name="end")
    return replace(frame, right=right)


def _layout(span: tuple[pd.Timestamp, pd.Timestamp], top: float, look: Look) -> dict[str, object]:
    return {
        "xaxis": date_axis(span, width=look.width) | {"anchor": "y2"},
        "yaxis": whole_ticks(0, top) | {"range": [0, top], "domain": list(UPPER)},
        "hovermode": "x unified",
    }


def _description(table: pd.DataFrame, intervals: int, noun: str) -> str:
    first, last = table["as_of"].iloc[[0, -1]]
    return (
        f"Line chart of cumulative {noun} from {plain_date(first)} to {plain_date(last)}: three "
        f"lines for the list by confirmation, {len(table)} points for the official totals; "
        f"under them {intervals} bars between two totals, for what the list holds more or fewer. "
        f"On {plain_date(last)} the list holds {int(table['listed'].iloc[-1])}."
    )


GAP = "gap"


def gap_bars(intervals: pd.DataFrame, *, look: Look) -> Trace:
    """Return a bar as wide as each interval: its surplus upwards, what is missing downwards.

    Parameters
    ----------
    intervals : DataFrame
        As :func:`analytics.reconciliation.intervals.interval_table` has it.
    look : Look

    Returns
    -------
    Bar
        On the second value axis; ``customdata[0]`` is the interval's first day.
    """
    # A day is drawn from noon to noon around its tick, as the bars of days are.
    middle = intervals["start"] + (intervals["end"] - intervals["start"]) / 2
    colours = {True: look.colours.events, False: look.colours.official_totals}
    return bar(
        x=[f"{moment:%Y-%m-%d %H:%M}" for moment in middle],
        y=plain_list(intervals["surplus"] - intervals["missing"]),
        width=plain_list(intervals["days"] * DAY_MILLISECONDS),
        yaxis="y2",
        name=GAP,
        marker={
            "color": [colours[bool(more)] for more in intervals["surplus"] > 0],
            "line": {"color": look.colours.paper, "width": 1},
        },
        customdata=[[day] for day in iso(intervals["start"])],
        hovertext=[_hover(row) for row in intervals.itertuples()],
        hovertemplate="%{hovertext}<extra></extra>",
    )


class _Interval(Protocol):
    """A row of the intervals."""

    start: pd.Timestamp
    end: pd.Timestamp
    days: int
    listed: int
    official_total: int
    missing: int
    surplus: int


def _hover(row: _Interval) -> str:
    first, last = plain_date(row.start), plain_date(row.end)
    days = f"{first} to {last}, {row.days} days" if row.days > 1 else f"{last}, one day"
    difference = "as many"
    if row.missing or row.surplus:
        difference = f"{row.missing} missing" if row.missing else f"{row.surplus} more listed"
    return (
        f"<b>{days}</b><br>Listed {row.listed}, official total {row.official_total}: {difference}"
    )


def gap_marks(look: Look) -> list[Mark]:
    """Explain the two directions."""
    colours = look.colours
    more = {"colour": colours.events, "text_colour": colours.events_text}
    return [
        Mark(text="More listed than the total", shape="up", **more),
        Mark(text="Missing from the list", shape="down", colour=colours.official_totals),
    ]


def gap_heading(sheet: AnnotationSheet, *, top: float, frame: Frame, look: Look) -> None:
    """Write over the panel what it shows; ``top`` is its upper end as a share of the plot."""
    text = "Between two totals, listed less official"
    text = f"<b>{text}</b>" + ("" if look.phone else "; a bar is as wide as its interval")
    at, colour = (PAD - 1 - frame.left, 22), look.colours.muted
    note(sheet, text, at=at, size=BODY, colour=colour, name="panel", y=top)


def gap_axis(
    intervals: pd.DataFrame, *, domain: tuple[float, float], look: Look
) -> dict[str, object]:
    """Return the value axis of the panel, zero always in it."""
    low, high = -int(intervals["missing"].max()), int(intervals["surplus"].max())
    room = 0.08 * max(high - low, 1)
    ends = [low - room, high + room]
    line = {"zeroline": True, "zerolinelayer": "above traces", "rangemode": "normal"}
    line |= {"zerolinecolor": look.colours.muted, "zerolinewidth": 1}
    return whole_ticks(low, high, most=3) | {"range": ends, "domain": list(domain)} | line
