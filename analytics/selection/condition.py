"""A condition on any column of the events: values to keep, or to leave out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics.errors import InvalidOption
from analytics.series.daily import UNKNOWN
from data.study import Study

# In front of a value, in links and options: it is left out; the second keeps one that begins so.
WITHOUT, KEPT = "-", "+"


@dataclass(frozen=True, kw_only=True, order=True)
class Condition:
    """Values of a column that count, or with ``excluded`` do not; "unknown" stands for a blank."""

    column: str
    excluded: bool = False
    values: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """The values as links and options write them: ``-Protests`` is left out."""
        if self.excluded:
            return [f"{WITHOUT}{value}" for value in self.values]
        return [f"{KEPT}{v}" if v.startswith((WITHOUT, KEPT)) else v for v in self.values]


def conditions_of(column: str, texts: Iterable[str]) -> tuple[Condition, ...]:
    """Read the values of one column as links and options write them.

    Parameters
    ----------
    column : str
    texts : iterable of str
        ``Protests`` is kept, ``-Protests`` left out; ``+-9`` keeps the value ``-9``.

    Returns
    -------
    tuple of Condition
        At most one of each kind.
    """
    sorted_out: dict[bool, set[str]] = {False: set(), True: set()}
    for text in texts:
        excluded = text.startswith(WITHOUT)
        value = text[1:] if excluded or text.startswith(KEPT) else text
        sorted_out[excluded].add(value)
    return tuple(
        Condition(column=column, excluded=excluded, values=tuple(sorted(values)))
        for excluded, values in sorted_out.items()
        if values
    )


def read_filter(text: str) -> tuple[Condition, ...]:
    """Read one filter as an option writes it: ``event_type=-Protests``.

    Raises
    ------
    InvalidOption
    """
    column, equals, value = text.partition("=")
    if not (column and equals and value.lstrip(WITHOUT + KEPT)):
        raise InvalidOption(
            f"The filter {text!r} is not COLUMN=VALUE: write event_type=Battles to keep a value, "
            "event_type=-Protests to leave one out."
        )
    return conditions_of(column, [value])


def as_conditions(value: object) -> tuple[Condition, ...]:
    """Return the conditions of a view in order, those on one column and of one kind as one.

    Parameters
    ----------
    value : sequence of Condition, or of mappings with the same keys
        A record of a figure holds mappings.

    Raises
    ------
    InvalidOption
    """
    found: dict[tuple[str, bool], set[str]] = {}
    for one in value if isinstance(value, list | tuple) else [value]:
        parts = one if isinstance(one, Mapping) else vars(one) if isinstance(one, Condition) else {}
        column, values = parts.get("column"), parts.get("values")
        fits = isinstance(values, list | tuple) and all(isinstance(v, str) for v in values)
        if not (isinstance(column, str) and column and isinstance(values, list | tuple) and fits):
            raise InvalidOption(f"where is a list of conditions on columns, not {value!r}.")
        found.setdefault((column, bool(parts.get("excluded"))), set()).update(values)
    return tuple(
        Condition(column=column, excluded=excluded, values=tuple(sorted(values)))
        for (column, excluded), values in sorted(found.items())
        if values
    )


def in_full(conditions: Iterable[Condition], study: Study) -> tuple[Condition, ...]:
    """Put in place of a name that several countries share the full names that the study has."""
    return tuple(
        replace(one, values=study.full_names(one.column, one.values)) for one in conditions
    )


def meeting(events: pd.DataFrame, conditions: Iterable[Condition]) -> pd.DataFrame:
    """Keep the events that meet every condition.

    Parameters
    ----------
    events : DataFrame, one row per event
    conditions : iterable of Condition
        On a column that the table lacks: not asked of it.

    Returns
    -------
    DataFrame
        The matching rows under their old index. A blank is left out only by name, as "unknown":
        what is not known to be a protest stays where protests are left out.
    """
    return events[rows_meeting(events, conditions)]


def rows_meeting(events: pd.DataFrame, conditions: Iterable[Condition]) -> np.ndarray:
    """Tell which rows :func:`meeting` keeps."""
    keep = np.ones(len(events), dtype=bool)
    for condition in conditions:
        if condition.column not in events.columns:
            continue
        cells = events[condition.column]
        named = cells.isin(list(condition.values)).to_numpy(dtype=bool)
        if UNKNOWN in condition.values:
            named = named | cells.isna().to_numpy()
        keep &= ~named if condition.excluded else named
    return keep
