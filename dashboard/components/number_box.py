"""A box for a whole number of days within limits, and what is told beside it."""

import dash_mantine_components as dmc
from dash import html

from analytics.errors import InvalidOption
from analytics.selection.selected import Selection
from analytics.selection.unused import CALLED
from analytics.selection.view import LIMITS
from dashboard import ids
from dashboard.components.compared_days import compared_boxes

LABELS = {
    ids.BEFORE: "Days before",
    ids.AFTER: "Days after",
    ids.GAP: CALLED["gap"].capitalize(),
    ids.RECENT: "Last days",
    ids.QUIET: "Quiet days that join",
}
# The view that each stands in.
VIEWS = {
    ids.BEFORE: "around", ids.AFTER: "around", ids.GAP: "around", ids.RECENT: "where",
    ids.QUIET: "responses",
}  # fmt: skip


def number_box(name: str, value: int, *, width: int = 110) -> dmc.NumberInput:
    """Return a box for a number of days, a field of the view."""
    low, high = LIMITS[name]
    return dmc.NumberInput(
        id=name,
        label=LABELS[name],
        value=value,
        min=low,
        max=high,
        # A number beyond the limits is refused in a sentence, not changed without a word.
        clampBehavior="none",
        debounce=400,
        # Nor is 1.5 made 15 of.
        allowDecimal=True,
        # Too small to hit; the arrow keys do the same.
        hideControls=True,
        size="xs",
        w=width,
    )


def box_note(tab: str, said: str = "") -> html.Div:
    """Return the place beside the boxes of a view: why a number is not used as it was written."""
    live = ids.hyphened({"aria-live": "polite"})
    return html.Div(said, id=ids.part("box-note", tab), className="box-note", **live)


def days_written(selection: Selection, name: str, written: object) -> int:
    """Return the number of days that a view has where so many are written in a box.

    Raises
    ------
    InvalidOption
        When it is no whole number within the limits.
    """
    # The box shows the days of a period that the event ends too; the view has those beside them.
    ended = compared_boxes(selection).ended if name == ids.GAP else 0
    low, high = (limit + ended for limit in LIMITS[name])
    if not isinstance(written, int) or not low <= written <= high:
        raise InvalidOption(
            f"{LABELS[name]} cannot be {_shown(written)}: write a whole number "
            f"from {low} to {high}."
        )
    return written - ended


def _shown(written: object) -> str:
    return "empty" if written in (None, "") else str(written)
