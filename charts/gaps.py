"""The panel under the tallies: what the list has more or fewer, between two official totals."""

import pandas as pd
import plotly.graph_objects as go

from analytics.wording import plain_date
from charts.key import Mark
from charts.notes import Sheet, note
from charts.series import iso, listed, whole_ticks
from charts.template import BODY
from charts.template import DAY as MILLISECONDS
from charts.theme import PAD, Frame, Look

GAP = "gap"


def gap_bars(intervals: pd.DataFrame, *, look: Look) -> go.Bar:
    """Return a bar as wide as each interval: its surplus upwards, what is missing downwards.

    Parameters
    ----------
    intervals : DataFrame
        As :func:`analytics.tally_intervals.interval_table` has it.
    look : Look

    Returns
    -------
    Bar
        On the second value axis; ``customdata[0]`` is the interval's first day.
    """
    # A day is drawn from noon to noon around its tick, as the bars of days are.
    middle = intervals["start"] + (intervals["end"] - intervals["start"]) / 2
    colours = {True: look.colours.attacks, False: look.colours.tallies}
    return go.Bar(
        x=[f"{moment:%Y-%m-%d %H:%M}" for moment in middle],
        y=listed(intervals["surplus"] - intervals["missing"]),
        width=listed(intervals["days"] * MILLISECONDS),
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


def _hover(row: tuple) -> str:
    first, last = plain_date(row.start), plain_date(row.end)
    days = f"{first} to {last}, {row.days} days" if row.days > 1 else f"{last}, one day"
    said = "as many"
    if row.missing or row.surplus:
        said = f"{row.missing} missing" if row.missing else f"{row.surplus} more listed"
    return f"<b>{days}</b><br>Listed {row.listed}, official tally {row.tally}: {said}"


def gap_marks(look: Look) -> list[Mark]:
    """Explain the two directions."""
    colours = look.colours
    more = {"colour": colours.attacks, "text_colour": colours.attacks_text}
    return [
        Mark(text="More listed than the tally", shape="up", **more),
        Mark(text="Missing from the list", shape="down", colour=colours.tallies),
    ]


def gap_heading(sheet: Sheet, *, top: float, frame: Frame, look: Look) -> None:
    """Write over the panel what it shows; ``top`` is its upper end as a share of the plot."""
    text = "Between two totals, listed less tallied"
    text = f"<b>{text}</b>" + ("" if look.phone else "; a bar is as wide as its interval")
    style = {"size": BODY, "colour": look.colours.muted, "name": "panel", "y": top}
    note(sheet, text, at=(PAD - 1 - frame.left, 22), **style)


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
