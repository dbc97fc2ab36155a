"""How every figure looks: colours, type, and where title, subtitle and source line stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import plotly.graph_objects as go

from charts.chart import About, Bars, Chart
from charts.style.annotations import AnnotationSheet, note
from charts.style.colours import COLOURS, GREYS, Palette
from charts.style.figure import figure_of, finish_with, in_plotly_order
from charts.style.template import BODY, LINE, NOTE, SUBTITLE, TITLE, template
from charts.style.text_metrics import escape, lines_of, plain_text, wrap
from data.errors import EscalationError

PHONE = 600
PAD, TICKS = 14, 40
LEAST_PLOT = 120


class NoRoom(EscalationError):
    """The figure does not fit the height that it was given."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a figure is to look; it says nothing about what the figure shows.

    Parameters
    ----------
    dark : bool
    width, height : int
        In pixels; without a height the figure takes what it needs, and it takes more than the
        given one rather than squash its plot.
    preset : str
        Name of the place that the figure is made for; empty for a screen.
    grey : bool
        Without colour, for print.
    stretch : float
        Height of the plot as a share of the one that the chart would take.
    titled : bool
        Whether the figure shows its title; not where it stands under a title of its own.
    """

    dark: bool = False
    width: int = 1000
    height: int | None = None
    preset: str = ""
    grey: bool = False
    stretch: float = 1.0
    titled: bool = True

    @property
    def colours(self) -> Palette:
        """The palette of the theme."""
        return (GREYS if self.grey else COLOURS)[self.dark]

    @property
    def phone(self) -> bool:
        """Whether there is no room for labels beside each other."""
        return self.width < PHONE

    def tall(self, plot: float) -> float:
        """Return the height of a plot that would take this one."""
        return plot * self.stretch


def of_events(name: object, look: Look, second: str) -> tuple[str, str]:
    """Return the colours of a series, for marks and for text.

    Parameters
    ----------
    name : object
        What is counted; "events" stands for no series and has no colour of its own.
    look : Look
    second : str
        Name of the series that has the second colour.

    Returns
    -------
    mark, text : str
    """
    colours = look.colours
    if name in (None, "", "events") and second != name:
        return colours.other, colours.muted
    if name == second:
        return colours.strikes, colours.strikes_text
    return colours.events, colours.events_text


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The room in pixels that a chart wants around its plot.

    Parameters
    ----------
    left, right : float
        Margins beside the plot.
    above, below : float
        Between the subtitle and the plot, and between the axis and the source line.
    plot : float
        Height of the plot where the look gives none.
    ticks : float
        Height of the labels under the time axis.
    least : float
        Least stretch of the plot that leaves it readable.
    """

    left: float = 40
    right: float = PAD
    above: float = 0
    below: float = 0
    plot: float = 280
    ticks: float = TICKS
    least: float = 0.5


def finish(
    figure: go.Figure,
    *,
    table: pd.DataFrame,
    title: object,
    look: Look,
    about: About | None = None,
    frame: Frame | None = None,
    sheet: AnnotationSheet | None = None,
    subtitle: str = "",
    data_to: pd.Timestamp | None = None,
    description: str = "",
    events: Sequence[tuple[pd.Timestamp, str]] = (),
    bars: Sequence[Bars] = (),
    periods: Sequence[tuple[pd.Timestamp, pd.Timestamp, str]] = (),
    changes: pd.DataFrame | None = None,
    unit: str = "day",
) -> Chart:
    """Put title, subtitle and source line around the plot and fix the figure's size.

    Parameters
    ----------
    figure : Figure
        Is changed.
    table : DataFrame
        What the figure shows.
    title : object
        The finding; its text is wrapped to the width and taken literally.
    look : Look
    about : About
    frame : Frame
        What the chart itself needs around its plot.
    sheet : Sheet
        Annotations and shapes of the chart itself.
    subtitle : str
        Used where ``about`` has none.
    data_to : Timestamp
        Last day that the data cover.
    description : str
        What the chart shows and its extremes, for the alternative text.
    events, bars, periods, changes, unit
        As a Chart has them.

    Returns
    -------
    Chart

    Raises
    ------
    NoRoom
    """
    if look.stretch < (frame or Frame()).least:
        raise NoRoom("The figure does not fit its height.")
    about, frame, sheet = about or About(), frame or Frame(), sheet or AnnotationSheet()
    chart = Chart(
        figure=figure,
        table=table,
        title=plain_text(about.title or title),
        found=plain_text(title) if about.title else "",
        note=plain_text(about.note),
        subtitle=plain_text(about.subtitle or subtitle),
        description=description,
        source=replace(about.source, until=data_to),
        preset=look.preset,
        events=tuple(events),
        bars=tuple(bars),
        periods=tuple(periods),
        changes=pd.DataFrame() if changes is None else changes,
        unit=unit,
    )
    top, bottom = _write_around(sheet, chart, look, frame)
    drawn = {"annotations": sheet.annotations, "shapes": sheet.shapes}
    parts = {name: in_plotly_order(each) for name, each in drawn.items() if each}
    finish_with(figure, parts | _size(look, frame, top=top, bottom=bottom))
    if look.grey:
        _hatch(figure, look.colours)
    return chart


def _write_around(
    sheet: AnnotationSheet, chart: Chart, look: Look, frame: Frame
) -> tuple[float, float]:
    """Write title, subtitle and source line, and return the room above and below the plot."""
    room = look.width - 2 * PAD
    heading = wrap(chart.title, width=room, size=TITLE, bold=True) if look.titled else []
    under = lines_of(chart.subtitle, width=room, size=SUBTITLE)
    source = lines_of(str(chart.source), width=room, size=NOTE)
    remark = lines_of(chart.note, width=room, size=BODY)
    head = len(heading) * TITLE * LINE + 4 if look.titled else 0
    top = PAD + head + height_of(under, SUBTITLE) + 10 + frame.above
    foot = frame.ticks + frame.below + 8
    left, muted = PAD - 1 - frame.left, look.colours.muted
    if look.titled:
        bold = "<br>".join(f"<b>{escape(line)}</b>" for line in heading)
        at = (left, top - PAD + 3)
        note(sheet, bold, at=at, size=TITLE, colour=look.colours.ink, name="title")
    note(sheet, under, at=(left, top - PAD - head), size=SUBTITLE, colour=muted, name="subtitle")
    if remark:
        ink = look.colours.ink
        note(sheet, remark, at=(left, -foot), size=BODY, colour=ink, below=True, name="note")
        foot += height_of(remark, BODY) + 6
    note(sheet, source, at=(left, -foot), size=NOTE, colour=muted, below=True, name="source")
    return top, foot + height_of(source, NOTE) + 10


def _size(look: Look, frame: Frame, *, top: float, bottom: float) -> dict[str, object]:
    plot = frame.plot if look.height is None else max(look.height - top - bottom, LEAST_PLOT)
    margin = {"l": frame.left, "r": frame.right, "t": top, "b": bottom, "autoexpand": False}
    size = {"margin": margin, "width": look.width, "height": round(top + plot + bottom)}
    return {"template": template(look.colours), **size}


def height_of(text: str, size: float) -> float:
    """Return how high the lines of a text stand in pixels; nothing has no height."""
    return (text.count("<br>") + 1) * size * LINE if text else 0


def empty_chart(
    sentence: object, *, look: Look, table: pd.DataFrame | None = None, about: About | None = None
) -> Chart:
    """Return a chart that says calmly why there is nothing to draw.

    Parameters
    ----------
    sentence : object
        Its text is wrapped and taken literally.
    look : Look
    table : DataFrame
        Where there is one all the same.
    about : About

    Returns
    -------
    Chart
    """
    hidden = {"visible": False, "fixedrange": True}
    return finish(
        figure_of(layout={"xaxis": hidden, "yaxis": hidden}),
        table=pd.DataFrame() if table is None else table,
        title=sentence,
        look=look,
        # Why there is nothing to draw is said in any case.
        about=replace(about or About(), title=""),
        frame=Frame(left=PAD, plot=look.tall(20), ticks=0),
        description="Empty chart.",
    )


def _hatch(figure: go.Figure, colours: Palette) -> go.Figure:
    """Hatch the bars of the second series, in the plot and in its key, where there is no colour.

    Traces that have a pattern keep it; of one that hatches some of its bars, the others get this.

    Parameters
    ----------
    figure : Figure
    colours : Palette
        Of the figure.

    Returns
    -------
    Figure
        The same one.
    """
    lines = {"shape": "\\", "size": 4, "solidity": 0.25}
    stripes = lines | {"fgcolor": colours.ink, "bgcolor": colours.strikes}
    for bar in figure.select_traces({"type": "bar"}):
        if bar.marker.color == colours.strikes:
            bar.marker.pattern = _also_where_none(bar.marker.pattern, stripes)
    return figure


def _also_where_none(own: go.bar.marker.Pattern, stripes: dict) -> dict:
    """Return a pattern for all bars, where some have one of their own."""
    if not isinstance(own.shape, tuple):
        return stripes
    parts = {name: own[name] for name in ("fgcolor", "bgcolor", "size")}
    parts |= {"shape": "/", "solidity": 0.3}
    return {
        name: [parts[name] if shape else value for shape in own.shape]
        for name, value in stripes.items()
    }
