"""The incident list against the official running totals."""

import pandas as pd
import plotly.graph_objects as go

from analytics.tallies import TallyComparison
from analytics.wording import plain_date
from charts.key import ROW, Mark, draw_key, key_rows
from charts.notes import Sheet, apart, note
from charts.series import iso, listed, whole_ticks
from charts.template import BODY, LINE, date_axis
from charts.text import text_width
from charts.theme import PAD, Frame, Look, finish

DAY = pd.Timedelta(1, "D")
# Each rung of the ladder holds the ones under it, so the lines never cross.
RUNGS = {
    "listed": ("All listed, claims included", "line"),
    "listed_official_or_media": ("Official or media", "dash"),
    "listed_official": ("Officially confirmed", "dot"),
}
# Short dashes, because long ones tear at every step.
DASHES = {"line": "solid", "dash": "5px,2px", "dot": "1.5px,2px"}
TALLY = "Official tally"


def tallies_figure(result: TallyComparison, *, look: Look) -> go.Figure:
    """Draw the cumulative list, rung by rung, under the official totals with their spread.

    Parameters
    ----------
    result : TallyComparison
    look : Look

    Returns
    -------
    Figure
        ``customdata[0]`` of each tally is its as-of day.
    """
    table = result.table
    first = pd.concat([table["as_of"], result.days]).min()
    span = first - DAY, table["as_of"].max() + DAY
    lines = _cumulative(result, span)
    top = 1.06 * max(lines["listed"].max(), int(table["high"].max()), 1)
    frame = Frame(left=20 + 7 * len(f"{top:.0f}"), plot=240 if look.phone else 320, right=PAD)
    sheet, rows = Sheet(), key_rows(_marks(lines, table, look), look=look)
    if not look.phone:
        frame = _label_ends(sheet, lines, table, top, frame, look)
    above = len(rows) * ROW + 8
    draw_key(sheet, rows, at=(PAD - frame.left, above), look=look)
    traces = [*_steps(lines, look), *_unofficial(table, look), _points(table, look)]
    return finish(
        go.Figure(traces, _layout(span, top, look)),
        title=result,
        look=look,
        frame=Frame(left=frame.left, right=frame.right, plot=frame.plot, above=above),
        sheet=sheet,
        subtitle=f"Attacks, running total to {plain_date(table['as_of'].max())}",
        data_to=table["as_of"].max(),
        description=_description(table),
    )


def tallies_table(result: TallyComparison) -> pd.DataFrame:
    """Return what the figure shows, one row an as-of day.

    Parameters
    ----------
    result : TallyComparison

    Returns
    -------
    DataFrame
        The comparison's own table.
    """
    return result.table


def _cumulative(result: TallyComparison, span: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DataFrame:
    """Count the listed attacks day by day, as the comparison does on its as-of days."""
    days = pd.date_range(*span)
    allowed = {
        "listed": pd.Series(True, index=result.days.index),
        "listed_official_or_media": result.confidence.isin(["official", "media"]),
        "listed_official": result.confidence.isin(["official"]),
    }
    counts = {
        name: result.days[keep].value_counts().reindex(days, fill_value=0).cumsum()
        for name, keep in allowed.items()
    }
    return pd.DataFrame(counts)


def _steps(lines: pd.DataFrame, look: Look) -> list[go.Scatter]:
    colour = look.colours.attacks
    return [
        go.Scatter(
            x=iso(lines.index),
            y=listed(lines[name]),
            name=label,
            mode="lines",
            line={"shape": "hv", "color": colour, "width": 2, "dash": DASHES[shape]},
            hovertemplate=f"{label}: %{{y}}<extra></extra>",
        )
        for name, (label, shape) in RUNGS.items()
    ]


def _points(table: pd.DataFrame, look: Look) -> go.Scatter:
    given = table.dropna(subset="tally")
    tally, ink = given["tally"].astype(int), look.colours.tallies
    rows = zip(iso(given["as_of"]), listed(given["low"]), listed(given["high"]), strict=True)
    return go.Scatter(
        x=iso(given["as_of"]),
        y=listed(tally),
        name=TALLY,
        mode="markers",
        marker={"color": ink, "size": 6},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": listed((given["high"].astype(int) - tally).clip(lower=0)),
            "arrayminus": listed((tally - given["low"].astype(int)).clip(lower=0)),
            "color": ink,
            "thickness": 1,
            "width": 3,
        },
        customdata=[list(row) for row in rows],
        hovertemplate="Official tally: %{y} (reports from %{customdata[1]} to %{customdata[2]})"
        "<extra></extra>",
    )


def _unofficial(table: pd.DataFrame, look: Look) -> list[go.Scatter]:
    """Return hollow points for the days on which nobody in office gave a figure."""
    other = table[table["tally"].isna()]
    points = other.melt("as_of", ["low", "high"]).drop_duplicates(["as_of", "value"])
    if points.empty:
        return []
    return [
        go.Scatter(
            x=iso(points["as_of"]),
            y=listed(points["value"]),
            name="not an official figure",
            mode="markers",
            marker={"color": look.colours.tallies, "size": 6, "symbol": "circle-open"},
            hovertemplate="Reported, not by an official: %{y}<extra></extra>",
        )
    ]


def _marks(lines: pd.DataFrame, table: pd.DataFrame, look: Look) -> list[Mark]:
    """Explain the marks; the lines only where their ends have no room for their names."""
    colour = {"colour": look.colours.attacks, "text_colour": look.colours.attacks_text}
    marks = [
        Mark(text=f"{label}: {lines[name].iloc[-1]}", shape=shape, **colour)
        for name, (label, shape) in RUNGS.items()
    ]
    ink = look.colours.tallies
    points = [Mark(text=f"{TALLY}, and reports for the day", shape="span", colour=ink)]
    if table["tally"].isna().any():
        points.append(Mark(text="Reported, not by an official", shape="ring", colour=ink))
    return [*marks, *points] if look.phone else points


def _label_ends(
    sheet: Sheet, lines: pd.DataFrame, table: pd.DataFrame, top: float, frame: Frame, look: Look
) -> Frame:
    """Name each line at its right end, pushed apart where they end close together."""
    last = table.dropna(subset="tally").iloc[-1]
    ends = [
        (int(lines[name].iloc[-1]), label, look.colours.attacks_text)
        for name, (label, _) in RUNGS.items()
    ]
    ends.append((int(last["tally"]), TALLY, look.colours.tallies))
    texts = [f"{value} {label}" for value, label, _ in ends]
    right = max(text_width(text, size=BODY, bold=True) for text in texts) + 12
    width = look.width - frame.left - right
    heights = [(value / top - 1) * frame.plot for value, _, _ in ends]
    for (value, label, colour), y in zip(ends, apart(heights, least=BODY * LINE), strict=True):
        style = {"size": BODY, "colour": colour, "yanchor": "middle", "name": "end"}
        note(sheet, f"<b>{value}</b> {label}", at=(width + 6, y), **style)
    return Frame(left=frame.left, right=right, plot=frame.plot)


def _layout(span: tuple[pd.Timestamp, pd.Timestamp], top: float, look: Look) -> dict[str, object]:
    return {
        "xaxis": date_axis(span, width=look.width),
        "yaxis": whole_ticks(0, top) | {"range": [0, top]},
        "hovermode": "x unified",
    }


def _description(table: pd.DataFrame) -> str:
    first, last = table["as_of"].iloc[0], table["as_of"].iloc[-1]
    return (
        f"Cumulative attacks from {plain_date(first)} to {plain_date(last)}: three lines for the "
        f"incident list by who says so, and {len(table)} points for the official tallies."
    )
