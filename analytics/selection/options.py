"""What a study shows at first, what it offers to choose from, and whether a view keeps to it."""

from dataclasses import replace
from difflib import get_close_matches

import pandas as pd

from analytics.errors import InvalidOption
from analytics.selection.cache import remembered
from analytics.selection.columns import (
    LISTED,
    check_column,
    choices,
    column_nouns,
    dividing_columns,
    tells_apart,
)
from analytics.selection.confirmation import confirmed_by
from analytics.selection.context_events import event_span
from analytics.selection.reach import check_reach
from analytics.selection.selected import Selection
from analytics.selection.study_series import check_series_name, series_names
from analytics.selection.view import BOTH_SERIES, View
from analytics.wording import plain_date
from data.study import Study
from data.tables.cells import is_day
from data.vintages import default_vintages


def default_view(study: Study) -> View:
    """Return what a study shows at first: its coverage, series, confirmation and choice of events.

    Parameters
    ----------
    study : Study

    Returns
    -------
    View
    """
    bare = View(start=f"{study.start:%Y-%m-%d}", end=f"{study.end:%Y-%m-%d}")
    return _default(Selection(study, bare))


@remembered
def _default(bare: Selection) -> View:
    study = bare.study
    events, names = study.settings.get("events", {}), series_names(study)
    known = study.context["event_id"].tolist()
    event = events.get("before_after", known[0] if known else "")
    older, newer = default_vintages(study)
    return replace(
        bare.view,
        series=BOTH_SERIES if len(names) > 1 else names[0],
        confirmation=confirmed_by(study.settings.get("confirmation", {}).get("least", "claimed")),
        dates=study.settings.get("dates", {}).get("statistics", "precise"),
        shown=tuple(events.get("shown", known[:6])),
        event=event,
        before=events.get("before", 28),
        after=events.get("after", 28),
        older=older,
        newer=newer,
        by=_dividing(study),
        one=names[0],
        other=names[1] if len(names) > 1 else "",
    )


def check_choices(selection: Selection) -> None:
    """Refuse a view that asks for what the study does not have, most often a slip of the pen.

    Raises
    ------
    InvalidOption
    """
    study, view = selection.study, selection.view
    check_reach(view, study)
    check_series_name(study, view.series)
    for side in (view.one, view.other):
        check_series_name(study, side.partition(":")[0], both=False)
    asked = [(column, chosen) for column, chosen in view.filters.items()]
    asked += [(condition.column, condition.values) for condition in view.where]
    for column, chosen in asked:
        check_column(study, column, "filter by")
        _check_values(study, column, study.full_names(column, chosen))
    check_column(study, view.by, "divide by")
    if view.event:
        event_span(selection)


def _dividing(study: Study) -> str:
    """Name the first column in which rows differ, or else the first that says anything."""
    columns = dividing_columns(study)
    known = next(iter(columns), "weapon")
    return next((column for column in columns if tells_apart(study, column)), known)


def _check_values(study: Study, column: str, chosen: tuple[str, ...]) -> None:
    """Refuse values that no row has in a column, and say which there are."""
    known = choices(study, column)
    has = set(known)
    wrong = [value for value in chosen if value not in has]
    if wrong:
        like = get_close_matches(wrong[0], known, n=3) or known[:LISTED]
        one, _ = column_nouns(study, column)
        raise InvalidOption(
            f"No row of this study has the {one} {wrong[0]!r}: there is {'; '.join(like)}"
            f"{' and others' if len(like) < len(known) else ''}."
        )


def check_asked_days(view: View, given: dict, study: Study) -> None:
    """Refuse a first or last day that the other one rules out, and say which of them to change.

    Parameters
    ----------
    view : View
        Before what was given is applied.
    given : dict
        May hold ``start`` and ``end``.
    study : Study

    Raises
    ------
    InvalidOption
    """
    start, end = given.get("start", view.start), given.get("end", view.end)
    if not (is_day(start) and is_day(end)) or start <= end:
        return
    if "start" in given and "end" in given:
        late, early = pd.Timestamp(start), pd.Timestamp(end)
        helps = early <= study.end and late >= study.start
        remedy = "swap the two" if helps else _covers(study)
        raise InvalidOption(f"The period starts on {start}, after its end on {end}: {remedy}.")
    side, day, other = (
        ("first", start, f"after the last one, {end}")
        if "start" in given
        else ("last", end, f"before the first one, {start}")
    )
    raise InvalidOption(f"The {side} day asked for, {day}, lies {other}: {_covers(study)}.")


def _covers(study: Study) -> str:
    return f"this study covers {plain_date(study.start)} to {plain_date(study.end)}"
