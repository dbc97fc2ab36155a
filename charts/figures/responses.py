"""What follows what: the days around the episodes together, and every episode as a row."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analytics.rates import LEVEL
from analytics.responses.both import ResponsesResult
from analytics.responses.curve import AROUND, aligned_counts
from analytics.responses.direction import DirectionResult
from analytics.responses.episodes import PairedDays
from analytics.wording import capitalised, plain_date, plain_number
from charts.chart import About, Chart
from charts.elements.legend import ROW, Mark, draw_key, key_rows
from charts.elements.traces import plain_list, steps, whole_ticks
from charts.style.annotations import AnnotationSheet, note
from charts.style.colours import faded
from charts.style.figure import Trace, bar, figure_of, scatter
from charts.style.template import BODY, LINE, NOTE
from charts.style.text_metrics import escape, lines_of, wrap
from charts.style.theme import PAD, Frame, Look, NoRoom, empty_chart, finish, height_of, of_events
from charts.tables.responses import responses_table

# Pixels beside a panel for the days of its rows, between two columns, and of the panels.
GUTTER, BETWEEN, TWO_COLUMNS = 78, 14, 560
CURVE, LEAST_CURVE, ROWS, LEAST_ROW, LARGEST_ROW = 150, 70, 280, 3.0, 15.0
CAPTION, TICKS = NOTE * LINE + 6, 42
# Rows that are drawn, the latest: the table has them all.
MOST_ROWS = 60
BUSIEST = 0.92
AXIS = "Days from the episode's start"
FIRST, LAST = AROUND[0], AROUND[-1]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Part:
    """One direction, and where it stands: pixels from the plot's upper left corner."""

    of: DirectionResult
    left: float
    top: float
    wide: float
    heading: list[str]
    curve: float
    row: float

    @property
    def rows(self) -> pd.DataFrame:
        """The episodes that are drawn as rows."""
        return self.of.aligned.tail(MOST_ROWS)

    @property
    def head(self) -> float:
        """Height of the words over the panels."""
        return len(self.heading) * BODY * LINE + 8

    @property
    def tops(self) -> tuple[float, float]:
        """Where both panels begin."""
        first = self.top + self.head + CAPTION
        return first, first + self.curve + CAPTION + 8

    @property
    def ends(self) -> tuple[float, float]:
        """Where both panels end."""
        first, second = self.tops
        return first + self.curve, second + self.row * len(self.rows)

    @property
    def foot(self) -> float:
        """Where the part ends, with its ticks; one without an episode is its words alone."""
        return self.ends[1] + TICKS if len(self.rows) else self.top + self.head


def responses_chart(result: ResponsesResult, *, look: Look, about: About | None = None) -> Chart:
    """Draw for both directions what was counted around the episodes, together and one by one.

    Parameters
    ----------
    result : ResponsesResult
    look : Look
    about : About

    Returns
    -------
    Chart
        With the counts of all episodes together, then of each. Each bar's ``customdata[0]`` is
        its day where it is that of one episode.
    """
    about = about or About(second=result.directions[1].responder)
    table = responses_table(result)
    if table.empty:
        return empty_chart(result, look=look, table=table, about=about)
    parts = _fitted(result, look)
    height = _height(parts)
    sheet, layout = AnnotationSheet(), _plain_layout()
    traces: list[Trace] = []
    for number, part in enumerate(parts):
        _write(sheet, part, height, look)
        if len(part.rows):
            traces += _curve(part, number, look, about.second)
            traces += _each_episode(part, number, look, about.second)
            layout |= _axes(part, number, height, look)
            _shade(sheet, part, number, look)
    rows = key_rows(_marks(result, look, about.second), look=look)
    foot = lines_of(_foot(result), width=look.width - 2 * PAD, size=NOTE)
    left = PAD - GUTTER
    above = len(rows) * ROW + 8
    draw_key(sheet, rows, at=(left, above), look=look)
    at = (left - 1, -TICKS)
    note(sheet, foot, at=at, size=NOTE, colour=look.colours.muted, below=True, name="foot")
    below = TICKS + height_of(foot, NOTE) + 4
    return finish(
        figure_of(traces, layout),
        table=table,
        title=result.brief,
        look=look,
        about=about,
        frame=Frame(left=GUTTER, plot=height, above=above, ticks=below, least=0.0),
        sheet=sheet,
        subtitle=" and ".join(one.responder for one in result.directions) + " per day",
        data_to=max(one.paired.days[-1] for one in result.directions),
        description=_description(result),
    )


def _height(parts: list[_Part]) -> float:
    return max(part.foot for part in parts) - TICKS


def _fitted(result: ResponsesResult, look: Look) -> list[_Part]:
    """Stretch or squeeze the panels alone: what stands over them keeps its height."""
    whole, fixed = (_height(_placed(result, look, share)) for share in (1.0, 0.0))
    share = (look.tall(whole) - fixed) / (whole - fixed)
    parts = _placed(result, look, share)
    if any(part.curve < LEAST_CURVE or part.row < LEAST_ROW for part in parts):
        raise NoRoom("The episodes do not fit their height.")
    return parts


def _placed(result: ResponsesResult, look: Look, share: float) -> list[_Part]:
    """Put both directions beside each other, or below where there is no room."""
    two = look.width >= TWO_COLUMNS
    room = look.width - GUTTER - PAD
    wide = (room - GUTTER - BETWEEN) / 2 if two else room
    numbers = [min(len(one.aligned), MOST_ROWS) for one in result.directions]
    row = min(LARGEST_ROW, ROWS / max(*numbers, 1))
    across = wide + GUTTER - PAD
    headings = [_heading(one, across) for one in result.directions]
    if two:
        # Both begin on one line, so that days can be read across.
        longest = max(map(len, headings))
        headings = [lines + [""] * (longest - len(lines)) for lines in headings]
    parts: list[_Part] = []
    for place, (one, heading) in enumerate(zip(result.directions, headings, strict=True)):
        left = place * (wide + GUTTER + BETWEEN) if two else 0.0
        top = parts[-1].foot + 10 if parts and not two else 0.0
        size = {"wide": wide, "curve": CURVE * share, "row": row * share}
        parts.append(_Part(of=one, left=left, top=top, heading=heading, **size))
    return parts


def _heading(one: DirectionResult, width: float) -> list[str]:
    """Say the direction, then its sentence, in lines of text that is escaped."""
    number = len(one.aligned)
    name = f"{capitalised(one.name)}: {number} episode{'' if number == 1 else 's'}"
    bold = [f"<b>{escape(line)}</b>" for line in wrap(name, width=width, size=BODY, bold=True)]
    # As wide as in bold: who measures the text takes it by how it begins.
    said = wrap(_sentence(one), width=width, size=BODY, bold=True, even=False)
    return [*bold, *map(escape, said)]


def _sentence(one: DirectionResult) -> str:
    """Say what the direction says, without its name where that stands above."""
    said = str(one).removeprefix(f"{capitalised(one.name)}: ")
    return capitalised(said)


def _write(sheet: AnnotationSheet, part: _Part, height: float, look: Look) -> None:
    """Write the words over a part and over each of its panels."""
    text, one = "<br>".join(line for line in part.heading if line), part.of
    place: dict[str, Any] = {"size": BODY, "colour": look.colours.ink, "name": "heading"}
    start = part.left + PAD - GUTTER - 1
    note(sheet, text, at=(start, 0), y=1 - part.top / height, **place)
    if not len(part.rows):
        return
    drawn, number = len(part.rows), len(one.aligned)
    latest = f"the last {drawn} of {number} episodes" if drawn < number else "every episode"
    captions = ("All episodes together", f"{capitalised(latest)}, a row each")
    style: dict[str, Any] = {"size": NOTE, "colour": look.colours.muted, "name": "caption"}
    for caption, top in zip(captions, part.tops, strict=True):
        note(sheet, caption, at=(part.left, 0), y=1 - (top - CAPTION) / height, **style)
    note(sheet, AXIS, at=(part.left, -22), y=1 - part.ends[1] / height, **style)


def _curve(part: _Part, number: int, look: Look, second: str) -> list[Trace]:
    """Return all episodes together: what was expected under what was counted."""
    one, axes = part.of, _names(number)[0]
    curve = one.curve
    colour, _ = of_events(one.responder, look, second)
    traces: list[Trace] = []
    if curve["expected"].notna().all():
        drawn = curve[["expected", "low", "high"]].copy()
        drawn[["low", "high"]] = drawn[["low", "high"]].mul(drawn["expected"], axis=0)
        rows = [0, *range(len(drawn)), len(drawn) - 1]
        days = [FIRST - 0.5, *AROUND, LAST + 0.5]
        unit = f"{one.responder} expected"
        style: dict[str, Any] = {"dash": "dot", "colour": look.colours.muted, "unit": unit}
        traces += steps(days, drawn.iloc[rows], **style)
    paint = [look.colours.other if day == 0 else colour for day in AROUND]
    traces.append(
        bar(
            x=list(AROUND),
            y=plain_list(curve["events"]),
            name=one.responder,
            marker={"color": paint},
            hovertemplate=f"Day %{{x}}: %{{y}} {escape(one.responder)}<extra></extra>",
        )
    )
    # The band lies over the bars, whose tops would hide its lower edge.
    return [trace | {"zorder": int(trace["type"] != "bar"), **axes} for trace in traces]


def _each_episode(part: _Part, number: int, look: Look, second: str) -> list[Trace]:
    """Return every episode in a row of its own, over the days of its trigger."""
    one, axes, rows = part.of, _names(number)[1], part.rows
    own, other = (of_events(name, look, second)[0] for name in (one.responder, one.trigger))
    bases = np.arange(len(rows))[::-1].astype(float)
    counts = rows.to_numpy(dtype=float, na_value=np.nan)
    swapped = PairedDays(
        days=one.paired.days, trigger=one.paired.responder, responder=one.paired.trigger
    )
    triggers = aligned_counts(swapped, one.found.starts).tail(MOST_ROWS)
    on = triggers.to_numpy(dtype=float, na_value=np.nan) >= one.found.least
    edges = [value for base in bases for value in (base, base, None)]
    ground = scatter(
        x=[FIRST - 0.5, LAST + 0.5, None] * len(rows),
        y=edges,
        mode="lines",
        line={"color": look.colours.grid, "width": 1},
        hoverinfo="skip",
    )
    unseen = _cells(np.isnan(counts), bases, None)
    high = counts / max(np.nanmax(counts, initial=0), 1) * BUSIEST
    traces = [ground]
    for cells, colour in (
        (_cells(on, bases, None), faded(other, 0.3)),
        (unseen, faded(look.colours.other, 0.6)),
    ):
        if cells["x"]:
            traces.append(bar(**cells, width=1, marker={"color": colour}, hoverinfo="skip"))
    cells = _cells(counts > 0, bases, high)
    shown = [
        [f"{rows.index[r] + pd.Timedelta(AROUND[c], 'D'):%Y-%m-%d}", int(counts[r, c])]
        for r, c in zip(*np.nonzero(counts > 0), strict=True)
    ]
    words = f"%{{customdata[0]}}: %{{customdata[1]}} {escape(one.responder)}<extra></extra>"
    bars = bar(**cells, marker={"color": own}, customdata=shown, hovertemplate=words)
    return [trace | axes for trace in [*traces, bars]]


def _cells(chosen: np.ndarray, bases: np.ndarray, heights: np.ndarray | None) -> dict[str, Any]:
    """Place bars in rows: on which days, on which base, and how tall; whole cells without it."""
    at, days = np.nonzero(chosen)
    tall = np.ones(at.size) if heights is None else heights[at, days]
    return {
        "x": [AROUND[day] for day in days],
        "y": np.round(tall, 4).tolist(),
        "base": bases[at].tolist(),
    }


def _names(number: int) -> tuple[dict[str, str], dict[str, str]]:
    """Return the axes of both panels of a direction."""
    first, second = 2 * number + 1, 2 * number + 2
    return tuple(  # type: ignore[return-value]  # two of them, as the loop says
        {"xaxis": f"x{'' if k == 1 else k}", "yaxis": f"y{'' if k == 1 else k}"}
        for k in (first, second)
    )


def _plain_layout() -> dict[str, Any]:
    return {"showlegend": False, "hovermode": "closest", "barmode": "overlay"}


def _axes(part: _Part, number: int, height: float, look: Look) -> dict[str, Any]:
    room = look.width - GUTTER - PAD
    across = [part.left / room, min((part.left + part.wide) / room, 1.0)]
    ticks = {"tickvals": [FIRST, 0, 7, LAST], "ticktext": ["\u22127", "0", "+7", "+14"]}
    days = {"domain": across, "range": [FIRST - 0.5, LAST + 0.5], "fixedrange": True}
    found: dict[str, Any] = {}
    for panel, (names, top, end) in enumerate(
        zip(_names(number), part.tops, part.ends, strict=True)
    ):
        x, y = names["xaxis"], names["yaxis"]
        label = {"tickangle": 0, **ticks} if panel else {"showticklabels": False, "ticks": ""}
        found[f"xaxis{x[1:]}"] = days | label | {"anchor": y}
        domain = [max(1 - end / height, 0.0), min(1 - top / height, 1.0)]
        found[f"yaxis{y[1:]}"] = {"domain": domain, "anchor": x, "fixedrange": True}
    curve, rows = (f"yaxis{names['yaxis'][1:]}" for names in _names(number))
    table = part.of.curve
    reach = table["events"].to_numpy(dtype=float)
    limits = (table["high"] * table["expected"]).to_numpy(dtype=float)
    top = 1.05 * max(reach.max(), np.nanmax(limits, initial=0), 1)
    found[curve] |= whole_ticks(0, top, most=4) | {"range": [0, top]}
    found[rows] |= _row_ticks(part)
    return found


def _row_ticks(part: _Part) -> dict[str, Any]:
    """Write the first day of as many rows as there is room for."""
    starts, every = part.rows.index, math.ceil(14 / part.row)
    at = range(0, len(starts), every)
    return {
        "range": [0, len(starts)],
        "tickvals": [len(starts) - 0.5 - k for k in at],
        "ticktext": [plain_date(starts[k]) for k in at],
        "showgrid": False,
        "ticks": "",
    }


def _shade(sheet: AnnotationSheet, part: _Part, number: int, look: Look) -> None:
    """Shade the window that the sentence tells, where it can be told, and mark day 0."""
    row = part.of.leading
    for names in _names(number):
        refs = {"xref": names["xaxis"], "yref": f"{names['yaxis']} domain", "y0": 0, "y1": 1}
        if part.of.answerable and not row["reason"]:
            sheet.add_shape(
                refs
                | {"type": "rect", "x0": row["first"] - 0.5, "x1": row["last"] + 0.5}
                | {"fillcolor": look.colours.grid, "line": {"width": 0}, "layer": "below"}
            )
        dotted = {"color": look.colours.ink, "width": 1, "dash": "dot"}
        sheet.add_shape(refs | {"type": "line", "x0": -0.5, "x1": -0.5, "line": dotted})


def _marks(result: ResponsesResult, look: Look, second: str) -> list[Mark]:
    colours, marks = look.colours, []
    for one in result.directions:
        fill, words = of_events(one.responder, look, second)
        text = capitalised(one.responder)
        marks.append(Mark(text=text, shape="up", colour=fill, text_colour=words))
    if any(one.curve["expected"].notna().all() for one in result.directions):
        text = "Expected, with 95 % of moved episodes"
        marks.append(Mark(text=text, shape="expected", colour=colours.muted))
    marks.append(Mark(text="Day 0, in no window", shape="up", colour=colours.other))
    text = "Tinted: days with the other series"
    marks.append(Mark(text=text, shape="band", colour=colours.ink))
    if any(one.aligned.tail(MOST_ROWS).isna().any(axis=None) for one in result.directions):
        marks.append(Mark(text="Not observed", shape="up", colour=faded(colours.other, 0.6)))
    return marks


def _foot(result: ResponsesResult) -> str:
    """Say what is shaded, what luck does among so many days, and among so many windows."""
    parts = ["Shaded: the days that the sentence is about."]
    banded = [one for one in result.directions if one.curve["low"].notna().any()]
    if banded:
        out = " and ".join(
            f"{one.curve['outside'].sum()} of {len(one.curve)} ({one.responder})" for one in banded
        )
        lucky = plain_number(len(AROUND) * (1 - LEVEL))
        parts.append(f"Outside the band lie {out} days; by luck about {lucky} of each would.")
    return " ".join([*parts, result.by_luck])


def _description(result: ResponsesResult) -> str:
    shown = [
        f"{one.responder} around {len(one.aligned)} episodes of {one.trigger}"
        for one in result.directions
    ]
    most = [
        f"Most {one.responder} on one of these days, all together: {top['events']}, on day "
        f"{top['day']}."
        for one in result.directions
        for _, top in one.curve.nlargest(1, "events").iterrows()
    ]
    said = " ".join([*most, *map(str, result.directions)])
    return (
        f"Bar charts of {' and of '.join(shown)}, from 7 days before to 14 days after, all "
        f"together and each in a row. {said}"
    )
