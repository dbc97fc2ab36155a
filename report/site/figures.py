"""Charts of a page: drawn by the reader's browser, and as files with data and record."""

import html
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from analytics.parallel import beside
from analytics.selection.selected import Selection
from charts.catalogue import draw, timeline_under_answer
from charts.style.colours import COLOURS, faded
from charts.style.presets import image_scale, look_for
from charts.style.theme import Look
from charts.tables.chart_data import chart_words
from charts.tables.safe_csv import chart_csv
from data.errors import EscalationError
from report.content.blocks import Paragraph, Picture
from report.content.context import ReportContext
from report.figure.order import FigureOrder, as_json, record
from report.figure.render import draw_image
from report.figure.static import Plain, rounded
from report.page.blocks import cell_html

# A chart is drawn at each of these widths; the reader's browser takes the widest that fits. Those
# of the pages that a view leads to are drawn at fewer.
WIDTHS, FEWER_WIDTHS = (340, 600, 940), (340, 720)
# Of what every chart of a page has in common, what is shorter than this is written out each time.
SHORT = 40
# Rows of a chart's data that stand under it; its file has all.
MOST_ROWS = 400
FILES = "files"
LEAST_BESIDE = 6
# One encoder for all parts: making one takes as long as writing a part.
_json = json.JSONEncoder(separators=(",", ":")).encode


@dataclass(frozen=True, kw_only=True, eq=False)
class SitePicture(Picture):
    """A chart of a page.

    Parameters
    ----------
    selection : Selection
        The view that it is of: its files say how it is made again.
    exported : bool
        Whether its files are those of ``escalation chart``, and one of them stands in its place
        on paper; else the screen's own does.
    widths : tuple of int
        At which it is drawn; empty for those of a view.
    """

    selection: Selection
    exported: bool = True
    widths: tuple[int, ...] = ()

    @cached_property
    def drawn(self) -> dict[int, Plain]:
        """The figure at each of its widths, as plain values; drawn once, wherever it stands."""
        looks = [Look(width=width) for width in self.widths or WIDTHS]
        return {look.width: json.loads(to_json_plotly(self._at(look))) for look in looks}

    @cached_property
    def svg(self) -> bytes:
        """The figure of its file, drawn once."""
        return draw_image(self.chart, "svg", scale=image_scale(self.chart, FigureOrder.scale))

    def draw_file(self) -> None:
        """Draw the figure of its file, where it has one."""
        if self.exported:
            _ = self.svg

    def take(self, drawn: dict[int, Plain]) -> None:
        """Have at each of its widths what a process beside this one has drawn."""
        self.__dict__["drawn"] = drawn

    def _at(self, look: Look) -> go.Figure:
        same = not self.chart.preset and self.chart.figure.layout.width == look.width
        return self.chart.figure if same else self.redraw(look).figure


@dataclass(frozen=True, kw_only=True, eq=False)
class SiteContext(ReportContext):
    """What sections of a report are written from, where they become pages of a site.

    Parameters
    ----------
    widths : tuple of int
        Of the charts; empty for those of a view.
    room : int
        Bytes that are left for the list of incidents and the file of them.
    """

    widths: tuple[int, ...] = ()
    room: int = 1_000_000

    def picture(
        self, name: str, caption: str, *, tallest: int | None = None, titled: bool = True
    ) -> Picture | Paragraph:
        """Draw a chart as ``escalation chart`` does: a screen has no page that it must fit."""

        def redraw(look: Look) -> Any:
            return draw(name, self.selection, replace(look, titled=titled))

        try:
            chart = draw(name, self.selection, look_for("page"))
        except EscalationError as error:
            return Paragraph(text=str(error))
        return SitePicture(
            name=name,
            chart=chart,
            caption=caption,
            redraw=redraw,
            selection=self.selection,
            widths=self.widths,
        )

    def bare_timeline(self, caption: str) -> Picture | Paragraph:
        """Draw the timeline to stand under what has been said of it, which takes one search."""

        def redraw(look: Look) -> Any:
            return timeline_under_answer(self.selection, look)

        try:
            chart = redraw(Look(width=FEWER_WIDTHS[-1]))
        except EscalationError as error:
            return Paragraph(text=str(error))
        return SitePicture(
            name="timeline",
            chart=chart,
            caption=caption,
            redraw=redraw,
            selection=self.selection,
            exported=False,
            widths=FEWER_WIDTHS,
        )


@dataclass(eq=False)
class Pool:
    """What charts of one page are drawn from: parts that several have are written once."""

    charts: list[Any] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def add(self, picture: "SitePicture") -> int:
        """Take a chart in at every width, and return its number; the script makes it dark."""
        self.charts.append(
            [
                {"width": width, "figure": json.loads(self._once(figure))}
                for width, figure in picture.drawn.items()
            ]
        )
        return len(self.charts) - 1

    def _once(self, value: Plain) -> str:
        """Write a part as JSON, every long part of it by its number, the same for the same part."""
        parts = value.values() if isinstance(value, dict) else value
        if not isinstance(value, dict | list) or not any(isinstance(p, dict | list) for p in parts):
            text = _json(rounded(value))
        elif isinstance(value, dict):
            inner = (f"{_json(key)}:{self._once(part)}" for key, part in value.items())
            text = f"{{{','.join(inner)}}}"
        else:
            text = f"[{','.join(map(self._once, value))}]"
        if len(text) < SHORT or not isinstance(value, dict | list):
            return text
        return f'{{"$":{self._numbers.setdefault(text, len(self._numbers))}}}'

    def script(self) -> str:
        """Write all of it as a part of the page that is data and no program; empty without any."""
        if not self.charts:
            return ""
        parts = ",".join(self._numbers)
        charts, dark = (_json(value) for value in (self.charts, darker()))
        text = f'{{"dark":{dark},"parts":[{parts}],"charts":{charts}}}'
        # A text of the data must not end the script that holds it.
        text = text.replace("<", "\\u003c")
        return f'<script type="application/json" id="drawn">{text}</script>'


def draw_beside(pictures: Sequence[SitePicture]) -> None:
    """Draw charts at their widths in a process beside this one, which draws their files meanwhile.

    Parameters
    ----------
    pictures : sequence of SitePicture
        Few of them are left to be drawn where they stand: beginning a process takes longer.
    """
    if len(pictures) < LEAST_BESIDE:
        return
    wait = beside(lambda: [one.drawn for one in pictures])
    for one in pictures:
        one.draw_file()
    # Nothing comes without a second core, or where the other process failed: they are drawn here.
    for one, drawn in zip(pictures, wait() or (), strict=False):
        one.take(drawn)


def darker() -> dict[str, str]:
    """Return what each colour of the light theme is in the dark one, as figures write them.

    Returns
    -------
    dict of str
        Of a colour its hexadecimal digits, and the beginning of its form with an opacity.
    """
    light, dark = (asdict(COLOURS[theme]).values() for theme in (False, True))
    whole = {one: other for one, other in zip(light, dark, strict=True) if one != other}
    return whole | {faded_start(one): faded_start(other) for one, other in whole.items()}


def faded_start(colour: str) -> str:
    """Return how a colour with an opacity begins."""
    return faded(colour, 0.5).rpartition(",")[0] + ","


def chart_files(picture: SitePicture, stem: str) -> dict[str, bytes]:
    """Return the files of a chart, as ``escalation chart`` writes them.

    Parameters
    ----------
    picture : SitePicture
    stem : str
        Name of the files without an ending.

    Returns
    -------
    dict of str to bytes
        The figure as SVG, its data, and its record; where the chart stands under an answer of its
        own, the data alone.
    """
    study, chart = picture.selection.study, picture.chart
    data = {f"{stem}.csv": chart_csv(chart).encode("utf-8")}
    if not picture.exported:
        return data
    # Where the study lies on the disk of who publishes is nobody's business.
    order = FigureOrder(
        chart=picture.name, selection=picture.selection, look=look_for("page"), folder=study.name
    )
    files = {f"{stem}.svg": picture.svg} | data
    return files | {f"{stem}.json": as_json(record(order, chart, files))}


def figure_html(picture: SitePicture, stem: str, number: int) -> str:
    """Write a chart: to look around in, drawn for print, its files, and its data as a table.

    Parameters
    ----------
    picture : SitePicture
    stem : str
        Of its files.
    number : int
        In the pool.

    Returns
    -------
    str
    """
    alt, layout = html.escape(picture.chart.alt), picture.chart.figure.layout
    size = f'width="{layout.width}" height="{layout.height}"'
    still = f'<img class="static" src="{FILES}/{stem}.svg" alt="{alt}" {size}>'
    css = "chart" if picture.exported else "chart alone"
    return (
        f'<figure><div class="{css}" role="group" aria-label="{alt}" data-chart="{number}" '
        f'data-file="{stem}"></div>{still * picture.exported}'
        f"<figcaption>{cell_html(picture.caption)}</figcaption>"
        f'<p class="files">{_links(picture, stem)}</p>{_data(picture)}</figure>'
    )


def first_figure(picture: SitePicture | None, still: str, alt: str, pool: Pool) -> str:
    """Write the figure of the first page of a site.

    Parameters
    ----------
    picture : SitePicture or None
        Of the newest brief, where it was made now; else its file stands there alone.
    still : str
        Address of that file.
    alt : str
    pool : Pool
        Takes the chart up.

    Returns
    -------
    str
    """
    said = html.escape(picture.chart.alt if picture else alt)
    box = ""
    if picture:
        box = (
            f'<div class="chart" role="group" aria-label="{said}" '
            f'data-chart="{pool.add(picture)}" data-file="{picture.name}"></div>'
        )
    return f'<figure>{box}<img class="static" src="{still}" alt="{said}"></figure>'


# The script adds PNG, which the reader's browser draws.
LINKS = {"svg": "SVG", "csv": "Data (CSV)", "json": "Record"}


def _links(picture: SitePicture, stem: str) -> str:
    kinds = LINKS if picture.exported else {"csv": LINKS["csv"]}
    return " ".join(
        f'<a download href="{FILES}/{stem}.{ending}" '
        f'aria-label="{text}, {picture.name} chart">{text}</a>'
        for ending, text in kinds.items()
    )


def _data(picture: Picture) -> str:
    """Write the data of a chart as a table that unfolds, for who does not see the chart."""
    table = picture.chart.table
    if not len(table) or len(table) > MOST_ROWS:
        return ""
    words = chart_words(table)
    head = "".join(f'<th scope="col">{cell_html(str(name))}</th>' for name in words)
    rows = (
        "".join(f"<td>{cell_html(_told(cell))}</td>" for cell in row)
        for row in words.itertuples(index=False, name=None)
    )
    body = "".join(f"<tr>{row}</tr>\n" for row in rows)
    label = f'aria-label="Data of the {picture.name} chart"'
    return (
        f'<details class="data"><summary>Data of this chart</summary><div tabindex="0" '
        f'role="region" {label}><table {label}><thead><tr>{head}</tr></thead><tbody>\n{body}'
        "</tbody></table></div></details>"
    )


def _told(cell: object) -> str:
    """Write a cell of a chart's data; a missing one is unknown."""
    if cell is None or cell is pd.NaT or cell is pd.NA or cell != cell:
        return "unknown"
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}"
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)
