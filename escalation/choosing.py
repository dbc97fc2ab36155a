"""What a caller chooses of a study, by keyword: the choices of the page under the same names."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from analytics.errors import InvalidOption
from analytics.selection.condition import conditions_of
from analytics.selection.options import check_asked_days, check_choices, default_view
from analytics.selection.selected import Selection
from analytics.selection.view import FILTERS, View
from data.study import Study

NAMES = tuple(field.name for field in fields(View))
LISTS = (*FILTERS, "shown")
DAYS = ("start", "end", "event")


def selected(study: Study, choices: dict[str, Any]) -> Selection:
    """Apply choices to what a study shows at first.

    Parameters
    ----------
    study : Study
    choices : dict
        Fields of a view: ``start``, ``end``, ``country``, ``event`` and so on. One text stands
        for a list of one, and a date for its ISO day; ``where`` takes values by column, such as
        ``{"event_type": "-Protests"}``, where a minus leaves out.

    Returns
    -------
    Selection

    Raises
    ------
    EscalationError
        For a study that is none, an unknown choice, and one that the study does not have.
    """
    if not isinstance(study, Study):
        raise InvalidOption(
            f"This takes a study, not an object of type {type(study).__name__}: "
            "make one with escalation.study or escalation.load_study."
        )
    for name in choices:
        if name not in NAMES:
            raise InvalidOption(f"There is no choice {name!r}: choose {', '.join(NAMES)}.")
    given = {k: _given(k, v) for k, v in choices.items()}
    check_asked_days(default_view(study), given, study)
    view = replace(default_view(study), **given)
    selection = Selection(study, view)
    check_choices(selection)
    return selection


def _given(name: str, value: Any) -> Any:
    if name in LISTS and isinstance(value, str):
        return (value,)
    if name == "where" and isinstance(value, dict):
        texts = {k: (v,) if isinstance(v, str) else v for k, v in value.items()}
        return tuple(one for k, v in texts.items() for one in conditions_of(k, v))
    if name in DAYS and isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return value
