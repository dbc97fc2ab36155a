"""What every section of a report is written from."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import plotly.graph_objects as go

from analytics.view import View
from charts.alt import alt_text
from charts.gallery import draw
from charts.language import Language
from charts.presets import look_for
from charts.theme import Look, NoRoom
from data.errors import EscalationError
from data.study import Study
from report.blocks import Paragraph, Picture
from report.plan import Plan

# A page holds more than its figure; the front page much more.
STRETCH = {"timeline": 0.5, "around": 0.85, "tallies": 0.75, "map": 0.75}


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """What every section of a report is written from.

    Parameters
    ----------
    study : Study
    view : View
    plan : Plan
    """

    study: Study
    view: View
    plan: Plan

    @property
    def words(self) -> Language:
        """How dates and numbers are written in tables."""
        return Language(self.plan.language)

    def picture(self, name: str, caption: str) -> Picture | Paragraph:
        """Draw a chart, or say in its place why the data cannot carry it.

        Parameters
        ----------
        name : str
            Of ``charts.gallery.CHARTS``.
        caption : str

        Returns
        -------
        Picture or Paragraph
        """

        def redraw(look: Look) -> go.Figure:
            credited = replace(look, credit=look.credit or self.study.credit)
            return draw(name, self.study, self.view, credited)[0]

        look = look_for("page", credit=self.study.credit)
        try:
            try:
                low = replace(look, stretch=STRETCH.get(name, 1.0))
                figure, table = draw(name, self.study, self.view, low)
            except NoRoom:
                figure, table = draw(name, self.study, self.view, look)
        except EscalationError as error:
            return Paragraph(text=str(error))
        return Picture(
            name=name,
            figure=figure,
            table=table,
            caption=caption,
            alt=alt_text(figure),
            redraw=redraw,
        )


def attempt(compute: Callable[[], object]) -> tuple[object | None, str]:
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
