"""The series that a study defines: their names, their rows, and which one is measured."""

import re
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from analytics.errors import InvalidOption
from analytics.selection.view import BOTH_SERIES
from analytics.wording import plain_count
from data.study import Study
from data.tables.conditions import meets
from data.tables.schema import TOLL

COUNTED_TABLES = ("events", "strikes")
# What a toll is called as a series: a name that stands in sentences and links.
TOLL_NOUNS = {"killed": "deaths", "injured": "injuries"}
# A party in the plural, as columns have it: militants_killed. Shorter ones are abbreviations.
SHORTEST_PLURAL = 4
_tolls: WeakKeyDictionary[Study, dict[str, dict]] = WeakKeyDictionary()


def defined_series(study: Study) -> dict[str, dict]:
    """Return every series of a study with its settings: those it defines, then its tolls."""
    return _own_series(study) | toll_series(study)


def _own_series(study: Study) -> dict[str, dict]:
    """Return the series that a study's settings define."""
    return study.settings.get("series") or {table: {"table": table} for table in COUNTED_TABLES}


def toll_series(study: Study) -> dict[str, dict]:
    """Return a series for each toll of which some row tells a number.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict of str to dict
        By name, such as "deaths"; without those that the study adds up in a series of its own.
    """
    if study not in _tolls:
        _tolls[study] = _find_tolls(study)
    return _tolls[study]


def _find_tolls(study: Study) -> dict[str, dict]:
    own, found = _own_series(study), {}
    added = {(one.get("table"), one.get("sum")) for one in own.values()}
    for table in COUNTED_TABLES:
        events, labels = getattr(study, table), study.settings.get("labels", {}).get(table, {})
        given = [name for name in events if TOLL.fullmatch(name) and events[name].notna().any()]
        for column in [column for column in given if (table, column) not in added]:
            name = toll_name(column)
            name = f"{name} in {table}" if name in found else name
            if name not in own:
                label = labels.get(column, name.capitalize())
                found[name] = {"label": label, "table": table, "sum": column}
    return found


def toll_name(column: str) -> str:
    """Name a toll as a series, in small letters: militants_killed is "militant deaths"."""
    party, _, what = column.rpartition("_")
    words = re.sub("[^a-z0-9]+", " ", party.lower()).strip()
    if len(words) >= SHORTEST_PLURAL:
        words = words.removesuffix("s")
    return f"{words} {TOLL_NOUNS[what]}".strip()


def series_names(study: Study) -> tuple[str, ...]:
    """Name the series that a study defines and its files have rows for, the main one first.

    Parameters
    ----------
    study : Study

    Returns
    -------
    tuple of str
        At least one.
    """
    defined = _own_series(study)
    filled = [name for name, one in defined.items() if len(getattr(study, one["table"]))]
    return tuple(filled) or tuple(defined)[:1]


def check_series_name(study: Study, series: str, *, both: bool = True) -> None:
    """Refuse a choice of series that a study does not have.

    Parameters
    ----------
    study : Study
    series : str
        Empty is no choice.
    both : bool
        Whether two at once may be chosen.

    Raises
    ------
    InvalidOption
    """
    known = (*defined_series(study), *([BOTH_SERIES] if both else []))
    if series and series not in known:
        named = (*series_names(study), *toll_series(study), *known[len(defined_series(study)) :])
        raise InvalidOption(f"This study has no series {series!r}: choose {', '.join(named)}.")


def second_series(study: Study) -> str:
    """Name the series that is drawn downwards: its second, or its first toll; else empty."""
    return dict(enumerate((*series_names(study), *toll_series(study)))).get(1, "")


def totalled_series(study: Study) -> str:
    """Name the series that official totals count: the one the settings name, or the first."""
    names, named = series_names(study), study.settings["official_totals"]["series"]
    return named if named in names else names[0]


def series_label(study: Study, series: str) -> str:
    """Return what a series is called over a figure."""
    return defined_series(study)[series].get("label", series.capitalize())


def series_sum(study: Study, series: str) -> str:
    """Name the column that a series adds up; empty where it counts rows."""
    return defined_series(study)[series].get("sum", "")


def is_toll(study: Study, series: str) -> bool:
    """Tell whether a series adds up a toll, of which rows may not know the number."""
    return bool(TOLL.fullmatch(series_sum(study, series)))


def counts_once(study: Study, series: str, repeats: str) -> bool:
    """Tell whether rows of the same day and place count once: as a view or the study says."""
    if series_sum(study, series):
        return False
    named = defined_series(study)[series].get("once_per_day_and_place", False)
    return repeats == "once" or (repeats == "series" and named)


def row_noun(study: Study, series: str) -> str:
    """Say what one row of a series is, in the plural.

    A row of deaths is a report of them; one of a table of counts is a number, such as of a day.
    """
    if is_toll(study, series):
        return "reports"
    return "numbers" if series_sum(study, series) else series


def sum_words(study: Study, series: str, rows: pd.DataFrame) -> str:
    """Say what rows of a series add up to: "36,741 alerts"; "" where they are counted themselves.

    Parameters
    ----------
    study : Study
    series : str
    rows : DataFrame
        With the column that the series adds up.

    Returns
    -------
    str
        "At least" so many where a row does not know its number.
    """
    added = series_sum(study, series)
    if not added:
        return ""
    least = "at least " if rows[added].isna().any() else ""
    return f"{least}{plain_count(int(rows[added].sum()), series)}"


def by_what_it_counts(table: pd.DataFrame, study: Study, series: str) -> pd.DataFrame:
    """Call the columns of ``events`` as a series is called that adds up a toll or numbers a day.

    Parameters
    ----------
    table : DataFrame
        With columns such as ``events`` or ``events_before``.
    study : Study
    series : str

    Returns
    -------
    DataFrame
        The same where rows are counted, or where the table has a column of that name.
    """
    if not series_sum(study, series) or series in table:
        return table
    return table.rename(columns=lambda name: re.sub(r"^events(?=_|$)", lambda _: series, name))


def series_table(study: Study, series: str) -> str:
    """Name the table that a series is made from."""
    return defined_series(study)[series].get("table", COUNTED_TABLES[0])


def series_events(study: Study, series: str) -> pd.DataFrame:
    """Return the rows that the study's conditions admit to a series.

    Parameters
    ----------
    study : Study
    series : str
        One of :func:`series_names`.

    Returns
    -------
    DataFrame, one row per event
        Over all days, under their old index.
    """
    return getattr(study, series_table(study, series))[rows_of_series(study, series)]


def rows_of_series(study: Study, series: str) -> np.ndarray:
    """Tell which rows of its table :func:`series_events` returns: array of bool."""
    events = getattr(study, series_table(study, series))
    keep = np.ones(len(events), dtype=bool)
    for column, allowed in defined_series(study)[series].get("where", {}).items():
        if column in events:
            named = study.full_names(column, allowed)
            keep &= meets(events[column], named).to_numpy(dtype=bool)
    return keep


def rows_or_sum(study: Study, series: str) -> str:
    """Say how much a series holds over all days: its rows, or what they add up to."""
    events, added = series_events(study, series), series_sum(study, series)
    if not added:
        return f"{len(events):,}"
    return f"{int(events[added].sum()):,}"
