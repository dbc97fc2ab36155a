"""What every section of a report is written from."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TypeVar

from analytics.selection.additions import edited_of
from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.chart import Chart
from charts.style.presets import look_for
from charts.style.theme import Look, NoRoom
from charts.tables.locale import Language
from data.errors import EscalationError
from report.content.blocks import Paragraph, Picture
from report.content.plan import Plan

# Pixels of a figure that leaves room on its page for the words about it.
TALLEST = {"around": 450, "responses": 640, "exchanges": 520, "totals": 600, "map": 540}
# What is left of a plot's height where it does not fit; the first that can be read is taken.
SHARES = (0.5, 0.6, 0.8)
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True, eq=False)
class ReportContext:
    """What every section of a report is written from.

    Parameters
    ----------
    selection : Selection
    plan : Plan
    holds_files : bool
        Whether the document can hold the data as files.
    """

    selection: Selection
    plan: Plan
    holds_files: bool = True

    @property
    def words(self) -> Language:
        """How dates and numbers are written in tables."""
        return Language(self.plan.language)

    def picture(
        self, name: str, caption: str, *, tallest: int | None = None, titled: bool = True
    ) -> Picture | Paragraph:
        """Draw a chart, or say in its place why the data cannot carry it.

        Parameters
        ----------
        name : str
            Of ``charts.catalogue.CHARTS``.
        caption : str
        tallest : int, optional
            Pixels that the figure is to keep to where it can be read so; by default a part of
            the page.
        titled : bool
            Write the chart's title over it; not where the text before it has said the same. One
            that a reader has written is always there.

        Returns
        -------
        Picture or Paragraph
        """
        titled = titled or bool(edited_of(self.selection.view.edited, name).title)

        def redraw(look: Look) -> Chart:
            # Nor where what it stands on has a title of its own, as a slide does.
            return draw(name, self.selection, replace(look, titled=titled and look.titled))

        try:
            limit = tallest or TALLEST.get(name, 10_000)
            chart = _fitting(redraw, look_for("page"), limit)
        except EscalationError as error:
            return Paragraph(text=str(error))
        return Picture(name=name, chart=chart, caption=caption, redraw=redraw)


def _fitting(draw_with: Callable[[Look], Chart], look: Look, tallest: int) -> Chart:
    """Draw as high as the chart wants to be, or as low as can be read where that is too much."""
    chart = draw_with(look)
    layout = chart.figure.layout
    if layout.height <= tallest:
        return chart
    around = layout.margin.t + layout.margin.b
    wanted = (tallest - around) / (layout.height - around)
    for share in (wanted, *(share for share in SHARES if share > wanted)):
        with suppress(NoRoom):
            return draw_with(replace(look, stretch=share))
    return chart


def attempt(compute: Callable[[], Result]) -> tuple[Result | None, str]:
    """Compute a result, or learn why the data cannot carry it.

    Parameters
    ----------
    compute : callable

    Returns
    -------
    result : object or None
    reason : str
        Empty with a result.
    """
    try:
        return compute(), ""
    except EscalationError as error:
        return None, str(error)
