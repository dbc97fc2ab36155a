"""What a study shows at first, what it offers to choose from, and whether a view keeps to it."""

from difflib import get_close_matches

import pandas as pd

from analytics.errors import InvalidOption
from analytics.selection.cache import remembered
from analytics.selection.confirmation import confirmed_by
from analytics.selection.context_events import event_span
from analytics.selection.reach import check_reach
from analytics.selection.selected import Selection
from analytics.selection.study_series import check_series_name, series_names
from analytics.selection.view import BOTH_SERIES, View, is_day
from analytics.series.daily import UNKNOWN
from analytics.wording import plain_date
from data.study import Study
from data.tables.schema import CONFIRMATIONS
from data.vintages import default_vintages

LISTED = 12


def default_view(study: Study) -> View:
    """Return what a study shows at first: its coverage, series, confirmation and choice of events.

    Parameters
    ----------
    study : Study

    Returns
    -------
    View
    """
    events, names = study.settings.get("events", {}), series_names(study)
    known = study.context["event_id"].tolist()
    event = events.get("before_after", known[0] if known else "")
    older, newer = default_vintages(study)
    return View(
        start=f"{study.start:%Y-%m-%d}",
        end=f"{study.end:%Y-%m-%d}",
        series=BOTH_SERIES if len(names) > 1 else names[0],
        confirmation=confirmed_by(study.settings.get("confirmation", {}).get("least", "claimed")),
        dates=study.settings.get("dates", {}).get("statistics", "precise"),
        shown=tuple(events.get("shown", known[:6])),
        event=event,
        before=events.get("before", 28),
        after=events.get("after", 28),
        older=older,
        newer=newer,
    )


def choices(study: Study, column: str) -> list[str]:
    """List the values of a column over the events of both files.

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
    tables = [table for table in (study.events, study.strikes) if column in table.columns]
    if not tables:
        return []
    values = pd.concat([table[column].astype(object) for table in tables]).fillna(UNKNOWN)
    return list(values.value_counts().index)


@remembered
def known_values(selection: Selection, column: str) -> frozenset[str]:
    """Return what a list of a view may hold: ids of context events, or values of a column."""
    study = selection.study
    if column == "shown":
        return frozenset(study.context["event_id"])
    # A filter by confirmation names firmer ones too, whether or not a row has them.
    more = CONFIRMATIONS if column == "confirmation" else ()
    return frozenset((*choices(study, column), *more))


def check_choices(selection: Selection) -> None:
    """Refuse a view that asks for what the study does not have, most often a slip of the pen.

    Raises
    ------
    InvalidOption
    """
    study, view = selection.study, selection.view
    check_reach(view, study)
    check_series_name(study, view.series)
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
        event_span(selection)


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
