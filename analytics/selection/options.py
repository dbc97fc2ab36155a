"""What a study offers to choose from, and whether a view keeps to it."""

from difflib import get_close_matches

import pandas as pd

from analytics.errors import InvalidOption
from analytics.selection.context_events import event_span
from analytics.selection.study_series import measured_series
from analytics.selection.view import View
from analytics.series.daily import UNKNOWN
from data.study import Study

LISTED = 12


def choices(study: Study, column: str) -> list[str]:
    """List the values of a column over attacks and strikes.

    Parameters
    ----------
    study : Study
    column : str
        Such as ``country``.

    Returns
    -------
    list of str
        The most frequent first; a blank counts as "unknown".
    """
    tables = [table for table in (study.attacks, study.strikes) if column in table.columns]
    if not tables:
        return []
    values = pd.concat([table[column].astype(object) for table in tables]).fillna(UNKNOWN)
    return list(values.value_counts().index)


def check_choices(study: Study, view: View) -> None:
    """Refuse a view that asks for what the study does not have, most often a slip of the pen.

    Parameters
    ----------
    study : Study
    view : View

    Raises
    ------
    InvalidOption
    """
    measured_series(study, view)
    for column, chosen in view.filters.items():
        known = choices(study, column)
        wrong = [value for value in chosen if value not in known]
        if wrong:
            like = get_close_matches(wrong[0], known, n=3) or known[:LISTED]
            raise InvalidOption(
                f"No row of this study has the {column} {wrong[0]!r}: there is {'; '.join(like)}"
                f"{' and others' if len(like) < len(known) else ''}."
            )
    if view.event:
        event_span(study, view)
