"""The series that a study defines: their names, their rows, and which one is measured."""

import pandas as pd

from analytics.errors import InvalidOption
from analytics.selection.view import BOTH, View
from data.study import Study
from data.tables.conditions import meets

TABLES = ("attacks", "strikes")


def series_names(study: Study) -> tuple[str, ...]:
    """Name the series of a study that its files have rows for, the main one first.

    Parameters
    ----------
    study : Study

    Returns
    -------
    tuple of str
        At least one.
    """
    made = _made(study)
    named = [name for name in made if len(getattr(study, made[name]["table"]))]
    return tuple(named) or tuple(made)[:1]


def measured_series(study: Study, view: View) -> str:
    """Name the series that the statistics are about: the first, where a view shows two.

    Parameters
    ----------
    study : Study
    view : View

    Returns
    -------
    str

    Raises
    ------
    InvalidOption
        When the study has no such series.
    """
    names = series_names(study)
    if view.series == BOTH:
        return names[0]
    if view.series not in _made(study):
        raise InvalidOption(
            f"This study has no series {view.series!r}: choose {', '.join((*names, BOTH))}."
        )
    return view.series


def second_series(study: Study) -> str:
    """Name the series that is drawn downwards; empty when the study has one only."""
    return dict(enumerate(series_names(study))).get(1, "")


def shown_series(study: Study, view: View) -> tuple[str, ...]:
    """Name the series that a view draws, the measured one first."""
    first = measured_series(study, view)
    second = second_series(study) if view.series == BOTH else ""
    return (first, second) if second else (first,)


def tally_series(study: Study) -> str:
    """Name the series that official totals count: the attacks, or else the first."""
    names = series_names(study)
    return TABLES[0] if TABLES[0] in names else names[0]


def series_label(study: Study, name: str) -> str:
    """Return what a series is called over a figure."""
    return _made(study)[name].get("label", name.capitalize())


def series_sum(study: Study, name: str) -> str:
    """Name the column that a series adds up; empty where it counts rows."""
    return _made(study)[name].get("sum", "")


def row_noun(study: Study, name: str) -> str:
    """Say what one row of a series is, in the plural: a row of deaths is a report of them."""
    return "reports" if series_sum(study, name) else name


def series_table(study: Study, name: str) -> str:
    """Name the table that a series is made from."""
    return _made(study)[name].get("table", TABLES[0])


def series_events(study: Study, name: str) -> pd.DataFrame:
    """Return the rows that the study's conditions admit to a series.

    Parameters
    ----------
    study : Study
    name : str
        One of :func:`series_names`.

    Returns
    -------
    DataFrame, one row per event
        Over all days, under their old index.
    """
    events = getattr(study, series_table(study, name))
    keep = pd.Series(True, index=events.index)
    for column, allowed in _made(study)[name].get("where", {}).items():
        if column in events:
            keep &= meets(events[column], allowed)
    return events[keep]


def _made(study: Study) -> dict[str, dict]:
    return study.settings.get("series") or {name: {"table": name} for name in TABLES}
