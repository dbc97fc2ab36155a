"""What the boxes of days around an event show: the days that are compared, not those asked for."""

from dataclasses import dataclass

from analytics.findings import results
from analytics.selection.selected import Selection
from analytics.wording import plain_count
from data.errors import EscalationError


@dataclass(frozen=True, kw_only=True)
class ComparedBoxes:
    """The three boxes around an event.

    Parameters
    ----------
    days : dict of str to int
        What each shows, by the field of the view: ``before``, ``after``, ``gap``.
    ended : int
        How many of the days left out are a period that the event ends.
    said : str
        Why a box shows another number than was asked for; empty where none does.
    """

    days: dict[str, int]
    ended: int
    said: str


def compared_boxes(selection: Selection) -> ComparedBoxes:
    """Return what the boxes show; what is asked for where nothing can be compared."""
    view = selection.view
    try:
        cut = results.compared_windows(selection)
    except EscalationError:
        # The view says what is in the way.
        days = {"before": view.before, "after": view.after, "gap": view.gap}
        return ComparedBoxes(days=days, ended=0, said="")
    days = {"before": len(cut.before), "after": len(cut.after), "gap": cut.gap}
    said = [
        _fewer(days["before"], cut.asked_before, "before"),
        _fewer(days["after"], cut.asked_after, "from the event on"),
    ]
    if cut.period and cut.asked_after != view.after:
        length = plain_count(cut.asked_after, "days")
        said.append(f"A period is compared whole: {length}, not the {view.after} asked for.")
    if cut.ended:
        ended = plain_count(cut.ended, "days")
        said.append(f"The {ended} of the period that ended are always left out.")
    return ComparedBoxes(days=days, ended=cut.ended, said=" ".join(filter(None, said)))


def _fewer(days: int, asked: int, side: str) -> str:
    if days == asked:
        return ""
    return f"Of the {plain_count(asked, 'days')} {side}, {days} can be compared."
