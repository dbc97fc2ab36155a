"""The list filled up to the official totals, day by day: imputations, marked as such."""

from dataclasses import replace

import pandas as pd

from analytics.reconciliation.daily import DailyReconciliation
from analytics.wording import plain_date
from charts.chart import About, Chart, extreme
from charts.elements.legend import ROW, Mark, draw_key, key_rows
from charts.elements.traces import bars, iso, plain_list, whole_ticks
from charts.elements.unobserved_days import unseen_marks, unseen_traces
from charts.style.annotations import AnnotationSheet
from charts.style.colours import faded
from charts.style.figure import bar, figure_of, scatter
from charts.style.template import date_axis
from charts.style.theme import PAD, Frame, Look, finish

HALF = pd.Timedelta(12, "h")
LISTED, IMPUTED, DRAWS = "listed", "imputed", "draws"


def reconciled_chart(
    result: DailyReconciliation, *, look: Look, about: About | None = None
) -> Chart:
    """Draw the listed incidents, what is imputed on top of them, and the range of the draws.

    Parameters
    ----------
    result : DailyReconciliation
    look : Look
    about : About

    Returns
    -------
    Chart
        With the result's own table; its ``interval`` is missing where a day lies between no two
        totals. ``customdata[0]`` of each bar of listed incidents is its day. Days between no two
        totals are shaded.
    """
    table, sheet = result.table, AnnotationSheet()
    span = table["date"].iloc[0] - HALF, table["date"].iloc[-1] + HALF
    top = 1.06 * max(int(table["high"].max()), 1)
    frame = Frame(left=20 + 7 * len(f"{top:.0f}"), plot=look.tall(220 if look.phone else 260))
    rows = key_rows([*_marks(table, look), *unseen_marks(result.states, look)], look=look)
    above = len(rows) * ROW + 8
    draw_key(sheet, rows, at=(PAD - frame.left, above), look=look)
    for start, end in _outside(table):
        sheet.add_shape(_shade(start, end, look))
    return finish(
        figure_of(
            [*unseen_traces(result.states, (0, top), look=look), *_traces(result, table, look)],
            _layout(span, top, look),
        ),
        table=table,
        title=result,
        look=look,
        about=about,
        frame=replace(frame, above=above),
        sheet=sheet,
        subtitle="Incidents per day, imputed",
        data_to=table["date"].iloc[-1],
        description=_description(table),
    )


def _traces(result: DailyReconciliation, table: pd.DataFrame, look: Look) -> list:
    colours = look.colours
    filled = table.assign(listed=result.listed.to_numpy())
    filled = filled[filled["median"] > filled["listed"]]
    tint = faded(colours.events, 0.25)
    hatch = {"shape": "/", "fgcolor": colours.events, "bgcolor": tint, "size": 5}
    wide = table[table["high"] > table["low"]]
    return [
        bars(result.listed, name=LISTED, colour=colours.events),
        bar(
            x=iso(filled["date"]),
            y=plain_list(filled["median"] - filled["listed"]),
            name=IMPUTED,
            marker={"pattern": hatch, "line": {"color": colours.events, "width": 1}},
            customdata=plain_list(filled["imputed"]),
            hovertemplate="Imputed: %{y} (mean of the draws %{customdata:.2f})<extra></extra>",
        ),
        scatter(
            x=iso(wide["date"]),
            y=plain_list(wide["median"]),
            name=DRAWS,
            mode="markers",
            marker={"color": colours.ink, "size": 4},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": plain_list(wide["high"] - wide["median"]),
                "arrayminus": plain_list(wide["median"] - wide["low"]),
                "color": colours.ink,
                "thickness": 1,
                "width": 0,
            },
            customdata=wide[["low", "high"]].to_numpy().tolist(),
            hovertemplate="95 % of the draws: %{customdata[0]} to %{customdata[1]} in all"
            "<extra></extra>",
        ),
    ]


def _outside(table: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the stretches of days that lie between no two totals."""
    days = table.loc[table["interval"].isna(), "date"]
    stretch = days.diff().ne(pd.Timedelta(1, "D")).cumsum()
    return [(part.iloc[0], part.iloc[-1]) for _, part in days.groupby(stretch)]


def _shade(start: pd.Timestamp, end: pd.Timestamp, look: Look) -> dict[str, object]:
    ends = {"x0": (start - HALF).isoformat(), "x1": (end + HALF).isoformat(), "y0": 0, "y1": 1}
    fill = {"fillcolor": faded(look.colours.other, 0.25), "line": {"width": 0}, "layer": "below"}
    return {"type": "rect", "yref": "paper", "name": "no total"} | ends | fill


def _marks(table: pd.DataFrame, look: Look) -> list[Mark]:
    colours = look.colours
    up = {"colour": colours.events, "text_colour": colours.events_text}
    marks = [
        Mark(text="Listed", shape="up", **up),
        Mark(text="Imputed, not reported", shape="hatch", **up),
        Mark(text="Median and 95 % of the draws", shape="span", colour=colours.ink),
    ]
    if table["interval"].isna().any():
        marks.append(Mark(text="No total: as listed", shape="band", colour=colours.other))
    return marks


def _layout(span: tuple[pd.Timestamp, pd.Timestamp], top: float, look: Look) -> dict[str, object]:
    return {
        "xaxis": date_axis(span, width=look.width),
        "yaxis": whole_ticks(0, top) | {"range": [0, top]},
        "barmode": "stack",
        "hovermode": "x unified",
    }


def _description(table: pd.DataFrame) -> str:
    first, last = table["date"].iloc[0], table["date"].iloc[-1]
    most = extreme(table.set_index("date")["listed"], "listed incidents")
    return (
        f"Bar chart per day from {plain_date(first)} to {plain_date(last)}: "
        f"{table['listed'].sum()} listed incidents and, hatched, "
        f"{table['imputed'].sum():.0f} imputed ones with the range of the draws. {most}"
    )
