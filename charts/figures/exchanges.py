"""Both series over the whole time, with a link from each episode to the answer that came next."""

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.responses.both import ResponsesResult
from analytics.responses.direction import DirectionResult
from analytics.responses.waiting import LATER
from analytics.wording import capitalised, plain_date, plain_dates
from charts.chart import About, Bars, Chart, extreme
from charts.elements.legend import ROW, Mark, draw_key, key_rows
from charts.elements.traces import bars, iso, plain_list, steps, whole_ticks
from charts.style.annotations import AnnotationSheet, note
from charts.style.figure import Trace, bar, figure_of, scatter
from charts.style.template import LINE, NOTE, SMALLEST, date_axis
from charts.style.text_metrics import escape, lines_of, text_width, wrap
from charts.style.theme import PAD, Frame, Look, NoRoom, empty_chart, finish, height_of, of_events

SERIES, LANE, NUMBERS, WAITING, LEAST = 84, 96, 16, 110, 0.5
LEFT, BETWEEN, TWO_COLUMNS, CAPTION, TICKS = 40, 40, 560, NOTE * LINE + 6, 42
# Links closer together than so many pixels are a blot: of more, the latest are drawn.
LEAST_APART = 4
DAY = pd.Timedelta(1, "D")


@dataclass(frozen=True, kw_only=True)
class _Panel:
    """A panel: pixels from the plot's upper left corner."""

    left: float
    top: float
    wide: float
    tall: float

    @property
    def end(self) -> float:
        """Where it ends."""
        return self.top + self.tall


def exchanges_chart(result: ResponsesResult, *, look: Look, about: About | None = None) -> Chart:
    """Draw both series on one axis of time, and how long after each episode the other answered.

    Parameters
    ----------
    result : ResponsesResult
    look : Look
    about : About

    Returns
    -------
    Chart
        With both series day by day, and for the first days of episodes the next day of the other.
    """
    about = about or About(second=result.directions[1].responder)
    table = exchanges_table(result)
    if all(one.episodes.empty for one in result.directions):
        return empty_chart(result, look=look, table=table, about=about)
    panels, captions = _fitted(result, look)
    height = panels[-1].end
    sheet = AnnotationSheet()
    traces, links, left_out = _links(result, panels[1], look, about.second)
    traces = [*_series(result, look, about.second), *traces]
    for number, one in enumerate(result.directions):
        traces += _waiting(one, number, look, about.second)
        _caption(sheet, captions[number], panels[3 + number], height, look)
    _delays(sheet, result, links, panels, height, look, about.second)
    rows = key_rows(_marks(result, look, about.second), look=look)
    left, above = PAD - LEFT, len(rows) * ROW + 8
    draw_key(sheet, rows, at=(left, above), look=look)
    foot = lines_of(_foot(result, left_out), width=look.width - 2 * PAD, size=NOTE)
    place: dict[str, Any] = {
        "size": NOTE,
        "colour": look.colours.muted,
        "below": True,
        "name": "foot",
    }
    note(sheet, foot, at=(left - 1, -TICKS), **place)
    span = result.directions[0].paired.days[[0, -1]]
    return finish(
        figure_of(traces, _layout(result, panels, height, look)),
        table=table,
        title=_title(result),
        look=look,
        about=about,
        frame=Frame(
            left=LEFT,
            plot=height,
            above=above,
            ticks=TICKS + height_of(foot, NOTE) + 4,
            least=0.0,
        ),
        sheet=sheet,
        subtitle=f"{' and '.join(_names(result))} per day",
        data_to=span[-1],
        description=_description(result),
        bars=_bars(result, look, about.second),
    )


def exchanges_table(result: ResponsesResult) -> pd.DataFrame:
    """Return what the figure shows, one row a day.

    Parameters
    ----------
    result : ResponsesResult

    Returns
    -------
    DataFrame
        ``date``; both series under their names, missing where they are not observed; and of each
        the day on which it came next after an episode of the other that starts on the date, with
        the ``days`` in between.
    """
    first, second = result.directions
    days = first.paired.days
    table = pd.DataFrame({"date": days})
    for one in (first, second):
        counts = pd.array(one.paired.responder, dtype="Float64").astype("Int64")
        table[one.responder] = counts
    for one in (first, second):
        starts = one.episodes.set_index("start")[["next", "delay"]].reindex(days)
        table[f"next {one.responder}"] = starts["next"].to_numpy()
        table[f"days to next {one.responder}"] = starts["delay"].array
    return table


def _title(result: ResponsesResult) -> str:
    """Say for both directions how long it took, beside what luck makes of it."""
    return " ".join(one.waiting.brief for one in result.directions)


def _names(result: ResponsesResult) -> list[str]:
    return [one.responder for one in result.directions]


def _fitted(result: ResponsesResult, look: Look) -> tuple[list[_Panel], list[list[str]]]:
    """Stretch or squeeze the panels alone: what stands between them keeps its height."""
    whole, fixed = (_placed(result, look, share)[0][-1].end for share in (1.0, 0.0))
    share = (look.tall(whole) - fixed) / (whole - fixed)
    if share < LEAST:
        raise NoRoom("The links do not fit their height.")
    return _placed(result, look, share)


def _placed(
    result: ResponsesResult, look: Look, share: float
) -> tuple[list[_Panel], list[list[str]]]:
    """Place the series, the links between them, and the waiting times under them."""
    room, two = look.width - LEFT - PAD, look.width >= TWO_COLUMNS
    wide = (room - BETWEEN) / 2 if two else room
    captions = [_lines(one, wide) for one in result.directions]
    heads = [len(lines) * NOTE * LINE + 8 for lines in captions]
    heads = [max(heads)] * 2 if two else heads
    tops, top = [], 0.0
    for tall in (SERIES, NUMBERS, LANE, NUMBERS, SERIES):
        tops.append(top)
        top += tall if tall == NUMBERS else tall * share
    panels = [
        _Panel(left=0, top=tops[k], wide=room, tall=tall * share)
        for k, tall in ((0, SERIES), (2, LANE), (4, SERIES))
    ]
    top += TICKS
    for place, head in enumerate(heads):
        left = place * (wide + BETWEEN) if two else 0.0
        panels.append(_Panel(left=left, top=top + head, wide=wide, tall=WAITING * share))
        top += 0.0 if two else head + WAITING * share + TICKS
    return panels, captions


def _lines(one: DirectionResult, width: float) -> list[str]:
    words = (
        f"Episodes of {one.trigger} by the days to the next day with {one.responder}; "
        "dotted: moved episodes"
    )
    return wrap(words, width=width, size=NOTE, even=False)


def _caption(
    sheet: AnnotationSheet, lines: list[str], panel: _Panel, height: float, look: Look
) -> None:
    text, tall = "<br>".join(map(escape, lines)), len(lines) * NOTE * LINE + 6
    style: dict[str, Any] = {"size": NOTE, "colour": look.colours.muted, "name": "caption"}
    note(sheet, text, at=(panel.left, 0), y=1 - (panel.top - tall) / height, **style)


def _series(result: ResponsesResult, look: Look, second: str) -> list[Trace]:
    """Return both series as bars, the first up, the second down."""
    traces: list[Trace] = []
    for sign, one, axes in zip((1, -1), result.directions, ("", "3"), strict=True):
        counts = pd.Series(one.paired.responder, one.paired.days)
        colour, _ = of_events(one.responder, look, second)
        drawn = bars(counts, name=one.responder, colour=colour, sign=sign)
        traces.append(drawn | {"xaxis": f"x{axes}", "yaxis": f"y{axes}"})
    return traces


def _links(
    result: ResponsesResult, lane: _Panel, look: Look, second: str
) -> tuple[list[Trace], list[pd.DataFrame], int]:
    """Return a line from each episode to the answer, up or down; and those that are drawn."""
    most = max(int(lane.wide / LEAST_APART), 1)
    traces, found, left_out = [], [], 0
    for end, one in zip((1.0, 0.0), result.directions, strict=True):
        known = one.episodes.dropna(subset="delay")
        drawn = known.tail(most)
        left_out += len(known) - len(drawn)
        found.append(drawn)
        colour, _ = of_events(one.responder, look, second)
        days = iso(drawn["start"]), iso(drawn["next"])
        words = [
            f"{plain_date(row.start)}: next {one.responder} on {plain_date(row.next)}, "
            f"{row.delay} day{'' if row.delay == 1 else 's'} later"
            for row in drawn.itertuples()
        ]
        shared = {"xaxis": "x2", "yaxis": "y2"}
        traces.append(
            scatter(
                x=[day for pair in zip(*days, strict=True) for day in (*pair, None)],
                y=[1 - end, end, None] * len(drawn),
                mode="lines",
                line={"color": colour, "width": 1.5},
                hoverinfo="skip",
                **shared,
            )
        )
        heads = {"symbol": "triangle-up" if end else "triangle-down", "size": 7, "color": colour}
        traces.append(
            scatter(
                x=days[1],
                y=[0.95 if end else 0.05] * len(drawn),
                mode="markers",
                marker=heads,
                name=f"next {one.responder}",
                customdata=[[text] for text in words],
                hovertemplate="%{customdata[0]}<extra></extra>",
                **shared,
            )
        )
    return traces, found, left_out


def _delays(
    sheet: AnnotationSheet,
    result: ResponsesResult,
    links: list[pd.DataFrame],
    panels: list[_Panel],
    height: float,
    look: Look,
    second: str,
) -> None:
    """Write the days beside the start of each link, where the one before leaves room."""
    days, lane = result.directions[0].paired.days, panels[1]
    wide = lane.wide / len(days)
    tops = (lane.end, lane.top - NUMBERS)
    for one, drawn, top in zip(result.directions, links, tops, strict=True):
        _, colour = of_events(one.responder, look, second)
        taken = -math.inf
        for row in drawn.itertuples():
            text = str(row.delay)
            half = text_width(text, size=SMALLEST) / 2
            middle = ((row.start - days[0]) / DAY + 0.5) * wide
            if middle - half < taken + 3 or middle + half > lane.wide:
                continue
            taken = middle + half
            style: dict[str, Any] = {"size": SMALLEST, "colour": colour, "name": "delay"}
            note(sheet, text, at=(middle - half, 0), y=1 - (top + 1) / height, **style)


def _waiting(one: DirectionResult, number: int, look: Look, second: str) -> list[Trace]:
    """Return how many episodes waited how long, under what moved episodes make of it."""
    table, axis = one.waiting.table, str(4 + number)
    axes = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}
    colour, _ = of_events(one.responder, look, second)
    delays = table["delay"].tolist()
    traces: list[Trace] = [
        bar(
            x=delays,
            y=plain_list(table["episodes"]),
            marker={"color": colour},
            name="episodes",
            hovertemplate="%{y} episodes: %{x} days<extra></extra>",
        )
    ]
    if table["expected"].notna().all():
        drawn = table[["expected", "low", "high"]]
        at = [delays[0] - 0.5, *delays, delays[-1] + 0.5]
        rows = drawn.iloc[[0, *range(len(drawn)), len(drawn) - 1]]
        unit = "of moved episodes"
        traces += steps(at, rows, dash="dot", colour=look.colours.muted, unit=unit)
    return [trace | {"zorder": int(trace["type"] != "bar"), **axes} for trace in traces]


def _layout(
    result: ResponsesResult, panels: list[_Panel], height: float, look: Look
) -> dict[str, Any]:
    room = look.width - LEFT - PAD
    days = result.directions[0].paired.days
    dates = date_axis((days[0] - DAY / 2, days[-1] + DAY / 2), width=room)
    layout: dict[str, Any] = {"showlegend": False, "hovermode": "closest", "barmode": "overlay"}
    for number, panel in enumerate(panels):
        axis = "" if number == 0 else str(number + 1)
        across = [panel.left / room, min((panel.left + panel.wide) / room, 1.0)]
        domain = [max(1 - panel.end / height, 0.0), min(1 - panel.top / height, 1.0)]
        layout[f"yaxis{axis}"] = {"domain": domain, "anchor": f"x{axis}", "fixedrange": True}
        shared = {"domain": across, "anchor": f"y{axis}"}
        if number > 2:
            layout[f"xaxis{axis}"] = shared | _delay_ticks()
            continue
        bare = {"showticklabels": False, "ticks": "", "showline": False, "matches": "x3"}
        layout[f"xaxis{axis}"] = shared | dates | ({} if number == 2 else bare)
    _count_axes(layout, result)
    return layout


def _delay_ticks() -> dict[str, Any]:
    marked = [1, 3, 7, LATER]
    texts = [f"{marked[0]} day", *map(str, marked[1:-1]), f"{LATER}+"]
    ends = [0.4, LATER + 0.6]
    return {"tickvals": marked, "ticktext": texts, "range": ends, "fixedrange": True}


def _count_axes(layout: dict[str, Any], result: ResponsesResult) -> None:
    """Let the first series grow up from the links, the second hang down from them."""
    for axis, one, sign in zip(("", "3"), result.directions, (1, -1), strict=True):
        top = 1.05 * max(pd.Series(one.paired.responder).max(), 1)
        low, high = sorted((0.0, sign * top))
        layout[f"yaxis{axis}"] |= {"range": [low, high], **whole_ticks(low, high, most=3)}
    layout["yaxis2"] |= {"range": [0, 1], "showticklabels": False, "showgrid": False, "ticks": ""}
    for number, one in enumerate(result.directions):
        table = one.waiting.table
        top = 1.05 * max(table["episodes"].max(), table["high"].max(), 1)
        layout[f"yaxis{4 + number}"] |= {"range": [0, top], **whole_ticks(0, top, most=3)}


def _marks(result: ResponsesResult, look: Look, second: str) -> list[Mark]:
    marks = []
    for one, shape in zip(result.directions, ("up", "down"), strict=True):
        fill, words = of_events(one.responder, look, second)
        text = capitalised(one.responder)
        marks.append(Mark(text=text, shape=shape, colour=fill, text_colour=words))
    for one in result.directions:
        fill, words = of_events(one.responder, look, second)
        text = f"Days to the next {one.responder}"
        marks.append(Mark(text=text, shape="line", colour=fill, text_colour=words))
    return marks


def _foot(result: ResponsesResult, left_out: int) -> str:
    """Say what a link is, and which are not drawn."""
    least = [
        f" (of {one.trigger}: {one.found.least:,} a day or more)"
        for one in result.directions
        if one.found.least > 1
    ]
    said = (
        f"A link starts on the first day of an episode{''.join(least)}; what comes on that day is "
        "no answer."
    )
    if not left_out:
        return said
    links = "link is" if left_out == 1 else "links are"
    return f"{said} {left_out:,} earlier {links} not drawn; the data hold all."


def _bars(result: ResponsesResult, look: Look, second: str) -> list[Bars]:
    return [
        Bars(column=name, colour=of_events(name, look, second)[0], down=down)
        for name, down in zip(_names(result), (False, True), strict=True)
    ]


def _description(result: ResponsesResult) -> str:
    first, second = _names(result)
    days = result.directions[0].paired.days
    most = [
        extreme(pd.Series(one.paired.responder, days), one.responder) for one in result.directions
    ]
    return (
        f"Bar chart of {first} per day, up, and {second}, down, {plain_dates(days[0], days[-1])}, "
        f"with {sum(one.episodes['delay'].notna().sum() for one in result.directions)} links from "
        "an episode of one to the next day of the other; under it how many episodes waited how "
        f"long. {' '.join(most)} {' '.join(str(one.waiting) for one in result.directions)}"
    )
