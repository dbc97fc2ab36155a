"""How every figure looks: colours, type, and where title, subtitle and source line stand."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from analytics.selection.data_label import data_line
from charts.style.annotations import Sheet, note, source_line
from charts.style.colours import COLOURS, GREYS, Palette
from charts.style.hatching import hatch
from charts.style.template import LINE, NOTE, SUBTITLE, TITLE, template
from charts.style.text_metrics import escape, lines_of, plain, wrap
from data.errors import EscalationError
from data.version import made_with

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
    subtitle : str
        What, unit, period and filters; empty leaves it to the chart.
    credit : str
        The source line; "Source:" is put before it where it is missing.
    second : str
        Name of the series that is drawn downwards, in the second colour.
    as_of : Timestamp or None
        Day on which the data were taken.
    digest : str
        Content hash of the data.
    preset : str
        Name of the place that the figure is made for; empty for a screen.
    grey : bool
        Without colour, for print.
    stretch : float
        Height of the plot as a share of the one that the chart would take.
    """

    dark: bool = False
    width: int = 1000
    height: int | None = None
    subtitle: str = ""
    credit: str = ""
    second: str = "strikes"
    as_of: pd.Timestamp | None = None
    digest: str = ""
    preset: str = ""
    grey: bool = False
    stretch: float = 1.0

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


def of_events(name: object, look: Look) -> tuple[str, str]:
    """Return the colours of a series, for marks and for text.

    Parameters
    ----------
    name : object
        What is counted; "events" stands for no series and has no colour of its own.
    look : Look

    Returns
    -------
    mark, text : str
    """
    colours = look.colours
    if name in (None, "", "events") and look.second != name:
        return colours.other, colours.muted
    if name == look.second:
        return colours.strikes, colours.strikes_text
    return colours.attacks, colours.attacks_text


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
    title: object,
    look: Look,
    frame: Frame | None = None,
    sheet: Sheet | None = None,
    subtitle: str = "",
    data_to: pd.Timestamp | None = None,
    description: str = "",
) -> go.Figure:
    """Put title, subtitle and source line around the plot and fix the figure's size.

    Parameters
    ----------
    figure : Figure
    title : object
        The finding; its text is wrapped to the width and taken literally.
    look : Look
    frame : Frame
        What the chart itself needs around its plot.
    sheet : Sheet
        Annotations and shapes of the chart itself.
    subtitle : str
        Used where the look has none.
    data_to : Timestamp
        Last day that the data cover.
    description : str
        What the chart shows and its extremes, for the alternative text.

    Returns
    -------
    Figure
        The same one; ``layout.meta`` has ``title``, ``subtitle``, ``description``, and ``data``,
        ``as_of`` and ``digest``, which name the data, ``made`` and ``preset``.

    Raises
    ------
    NoRoom
    """
    if look.stretch < (frame or Frame()).least:
        raise NoRoom("The figure does not fit its height.")
    frame, sheet = frame or Frame(), sheet or Sheet()
    room, said = look.width - 2 * PAD, look.subtitle or subtitle
    heading = wrap(plain(title), width=room, size=TITLE, bold=True)
    under = lines_of(said, width=room, size=SUBTITLE)
    line = data_line(until=data_to, as_of=look.as_of, digest=look.digest)
    source = lines_of(source_line(look.credit, line, made_with()), width=room, size=NOTE)
    head = len(heading) * TITLE * LINE + 4
    top = PAD + head + _height(under, SUBTITLE) + 10 + frame.above
    foot = frame.ticks + frame.below + 8
    left, muted = PAD - 1 - frame.left, look.colours.muted
    bold = "<br>".join(f"<b>{escape(line)}</b>" for line in heading)
    style = {"size": TITLE, "colour": look.colours.ink, "name": "title"}
    note(sheet, bold, at=(left, top - PAD + 3), **style)
    style = {"size": SUBTITLE, "colour": muted, "name": "subtitle"}
    note(sheet, under, at=(left, top - PAD - head), **style)
    style = {"size": NOTE, "colour": muted, "name": "source", "below": True}
    note(sheet, source, at=(left, -foot), **style)
    said_of = {"title": plain(title), "subtitle": plain(said), "description": description}
    day = f"{look.as_of:%Y-%m-%d}" if look.as_of is not None else ""
    said_of |= {"data": line, "as_of": day, "digest": look.digest}
    said_of |= {"made": made_with(), "preset": look.preset}
    figure.update_layout(annotations=sheet.annotations, shapes=sheet.shapes, meta=said_of)
    if look.grey:
        hatch(figure, look.colours)
    return _size(figure, look, frame, top=top, bottom=foot + _height(source, NOTE) + 10)


def _size(figure: go.Figure, look: Look, frame: Frame, *, top: float, bottom: float) -> go.Figure:
    plot = frame.plot if look.height is None else max(look.height - top - bottom, LEAST_PLOT)
    margin = {"l": frame.left, "r": frame.right, "t": top, "b": bottom, "autoexpand": False}
    return figure.update_layout(
        template=template(look.colours),
        width=look.width,
        height=round(top + plot + bottom),
        margin=margin,
    )


def _height(text: str, size: float) -> float:
    return (text.count("<br>") + 1) * size * LINE if text else 0


def empty_figure(sentence: object, *, look: Look) -> go.Figure:
    """Return a figure that says calmly why there is nothing to draw.

    Parameters
    ----------
    sentence : object
        Its text is wrapped and taken literally.
    look : Look

    Returns
    -------
    Figure
    """
    hidden = {"visible": False, "fixedrange": True}
    figure = go.Figure(layout={"xaxis": hidden, "yaxis": hidden})
    frame = Frame(left=PAD, plot=look.tall(20), ticks=0)
    return finish(figure, title=sentence, look=look, frame=frame, description="Empty chart.")
