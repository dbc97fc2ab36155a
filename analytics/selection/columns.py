"""The columns of a study that can be asked about: which there are, their labels and values."""

from collections.abc import Collection, Sequence
from functools import partial

import pandas as pd

from analytics.errors import InvalidOption
from analytics.selection.cache import remembered
from analytics.selection.confirmation import is_told
from analytics.selection.selected import Selection
from analytics.selection.view import FILTERS, View
from analytics.series.daily import UNKNOWN
from analytics.wording import plural_of
from data.study import Study
from data.tables.dividing_columns import KNOWN
from data.tables.schema import CONFIRMATIONS

OWN_LABELS = {
    "weapon": "Weapon",
    "country": "Country",
    "location": "Place",
    "confirmation": "Confirmation",
}
# One of what a column tells apart, in a sentence, where its label is not the word for it.
NOUNS = {
    "confirmation": "kind of confirmation",
    "date_precision": "date precision",
    "EventRootCode": "kind of event",
    "actor1": "first actor",
    "actor2": "second actor",
    "Actor1Name": "first actor",
    "Actor2Name": "second actor",
    "side_a": "party on side A",
    "side_b": "party on side B",
    "attributed_to": "attributed party",
    "claimed_by": "claiming party",
    "intercepted": "state of interception",
    "admin1": "first-level area",
    "admin2": "second-level area",
    "admin3": "third-level area",
    "adm_1": "first-level area",
    "adm_2": "second-level area",
}
# Words that English has for an area, each with a plural that it forms itself. A label that is one
# of them says what a unit is; of any other the language is not known, nor whether it is a plural
# by itself, as "Wilayat" may be.
AREAS = {
    "area", "barangay", "canton", "cercle", "city", "commune", "constituency", "county",
    "department", "département", "district", "division", "emirate", "governorate", "hromada",
    "municipality", "neighbourhood", "oblast", "parish", "prefecture", "province", "quarter",
    "raion", "region", "sector", "state", "sub-district", "subdistrict", "sub-region",
    "subregion", "tehsil", "territory", "town", "township", "upazila", "village", "wilaya",
    "woreda", "zone",
}  # fmt: skip
# Columns of text that tell rows apart one by one, or that have controls of their own.
APART = frozenset({"event_id", "date_precision", "source_url", "source_publisher", "summary"})
LISTED = 12
MOST_COLUMNS = 256
# What the codes of a source stand for.
WORDS = {
    "type_of_violence": {"1": "state-based", "2": "non-state", "3": "one-sided"},
    "EventRootCode": {
        "14": "protest",
        "15": "show of force",
        "17": "coercion",
        "18": "assault",
        "19": "fight",
        "20": "mass violence",
    },
}


def column_label(study: Study | None, column: str) -> str:
    """Return what a column is called where its name stands as a label, with a capital letter."""
    return _as_label(_called(study, column))


def _as_label(name: str) -> str:
    """Begin a name with a capital letter, and leave the rest as its author wrote it."""
    return name[:1].upper() + name[1:]


def _called(study: Study | None, column: str) -> str:
    """Return what a column is called, as the study writes it."""
    named = study.settings.get("filters", {}).get(column) if study else None
    return (
        named
        or OWN_LABELS.get(column)
        or KNOWN.get(column)
        or column.replace("_", " ").capitalize()
    )


def column_nouns(study: Study | None, column: str) -> tuple[str, str]:
    """Return what a column tells apart as a sentence counts it.

    Parameters
    ----------
    study : Study or None
    column : str

    Returns
    -------
    one, several : str
        Such as "first-level area" and "first-level areas"; by the study's own label where that is
        not the one that sources give the column: "governorate" and "governorates" where it is a
        word for areas, else "value of Art" and "values of Art", for what a user calls a column may
        be of any language, and of any number.
    """
    label = _called(study, column)
    common = OWN_LABELS.get(column) or KNOWN.get(column) or ""
    if (area := label.strip().lower()) in AREAS:
        return area, plural_of(area)
    if label != common:
        return f"value of {label}", f"values of {label}"
    one = NOUNS.get(column, label.lower())
    return one, plural_of(one)


def unit_nouns(columns: Sequence[str], study: Study | None = None) -> tuple[str, str]:
    """Return what columns together tell apart, as a sentence counts it.

    Parameters
    ----------
    columns : sequence of str
    study : Study or None
        Whose labels count; without one, those that sources give the columns.

    Returns
    -------
    one, several : str
        Such as "first-level area" and "first-level areas"; of several columns "combination of
        first-level area and first actor".
    """
    pairs = [column_nouns(study, column) for column in columns]
    if len(pairs) == 1:
        return pairs[0]
    whole = " and ".join(one for one, _ in pairs)
    return f"combination of {whole}", f"combinations of {whole}"


def counted_units(names: Collection[str], nouns: tuple[str, str]) -> str:
    """Count units as a sentence does; what is unknown is no unit, and is named beside them.

    Parameters
    ----------
    names : collection of str
    nouns : tuple of str
        As :func:`unit_nouns` gives them.

    Returns
    -------
    str
        Such as "3 countries", or "5 weapons and the unknown".
    """
    known = known_among(names)
    beside = " and the unknown" if known < len(names) else ""
    return f"{known:,} {nouns[known != 1]}{beside}"


def divided_by(nouns: tuple[str, str]) -> str:
    """Name what divides events into units, as "by" wants it: a column itself, not a value of it."""
    return nouns[0].removeprefix("value of ")


def none_of(names: Collection[str], nouns: tuple[str, str]) -> str:
    """Begin a sentence about units of which none does something: "None of 5 weapons"."""
    known = known_among(names)
    return f"None of {known:,} {nouns[1]}" if known > 1 else f"No {nouns[0]}"


def known_among(names: Collection[str]) -> int:
    """Return how many names are those of units: what is unknown is none."""
    return sum(not is_unknown(name) for name in names)


def is_unknown(name: object) -> bool:
    """Tell whether a name is that of what is unknown, which is no unit, however it is written."""
    return str(name).casefold() == UNKNOWN


def value_words(column: str, value: str) -> str:
    """Return a value as a reader understands it: a code with what it stands for."""
    meaning = WORDS.get(column, {}).get(value)
    return f"{value} {meaning}" if meaning else value.replace("_", " ")


def asked_columns(study: Study) -> list[str]:
    """List every column that a condition or a breakdown can name: those of text, by their names.

    Parameters
    ----------
    study : Study

    Returns
    -------
    list of str
        The filters of the page first.
    """
    found = dict.fromkeys(FILTERS)
    for table in (study.events, study.strikes):
        texts = table.select_dtypes(include=["object", "string", "category"]).columns
        found |= dict.fromkeys(column for column in texts if column not in APART)
    return list(found)


def offered_columns(study: Study) -> dict[str, str]:
    """Return the columns that the page offers beyond its own, with their labels.

    Parameters
    ----------
    study : Study

    Returns
    -------
    dict of str to str
        Those that the study names in ``[filters]``, or without any those that are known by
        name; without those of which no row says anything, or all rows the same.
    """
    named = study.settings.get("filters") or KNOWN
    columns = asked_columns(study)
    return {
        column: _as_label(label)
        for column, label in named.items()
        if column in columns and column not in FILTERS and tells_apart(study, column)
    }


def tells_apart(study: Study, column: str) -> bool:
    """Tell whether the rows of a study differ in a column: whether there is something to choose."""
    return len(choices(study, column)) > 1


def is_known(study: Study, column: str) -> bool:
    """Tell whether any row of a study says something in a column."""
    if column == "confirmation" and not is_told(study):
        return False
    return any(value != UNKNOWN for value in choices(study, column))


def dividing_columns(study: Study) -> dict[str, str]:
    """Return the columns that the page offers to divide by, with their labels."""
    own = {
        column: OWN_LABELS[column] for column in ("weapon", "country", "location", "confirmation")
    }
    known = {column: label for column, label in own.items() if is_known(study, column)}
    return known | offered_columns(study)


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
    bare = View(start=f"{study.start:%Y-%m-%d}", end=f"{study.end:%Y-%m-%d}")
    return list(_choices(Selection(study, bare), column))


@partial(remembered, most=MOST_COLUMNS)
def _choices(bare: Selection, column: str) -> tuple[str, ...]:
    tables = [t for t in (bare.study.events, bare.study.strikes) if column in t.columns]
    if not tables:
        return ()
    values = pd.concat([table[column].astype(object) for table in tables]).fillna(UNKNOWN)
    return tuple(values.value_counts().index)


@remembered
def known_values(selection: Selection, column: str) -> frozenset[str]:
    """Return what a list of a view may hold: ids of context events, or values of a column."""
    study = selection.study
    if column == "shown":
        return frozenset(study.context["event_id"])
    # A filter by confirmation names firmer ones too, whether or not a row has them.
    more = CONFIRMATIONS if column == "confirmation" else ()
    return frozenset((*choices(study, column), *more))


def check_column(study: Study, column: str, verb: str) -> None:
    """Refuse a column that no events of a study have.

    Raises
    ------
    InvalidOption
    """
    columns = asked_columns(study)
    if column not in columns:
        known = [name for name in columns if is_known(study, name)]
        raise InvalidOption(
            f"There is no column {column!r} to {verb}: this study has {', '.join(known)}."
        )
