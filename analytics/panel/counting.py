"""Events of a study by unit and day, each day observed, not yet complete, or not covered."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.errors import InvalidOption
from analytics.selection.columns import is_unknown, offered_columns
from analytics.selection.selected import Selection
from analytics.selection.study_series import series_sum
from analytics.series.daily import UNKNOWN, daily_counts_by
from data.calendar import INCOMPLETE, OBSERVED

# Columns that most studies have, to be named where one is asked for that there is not.
USUAL_COLUMNS = ("country", "location", "weapon", "confirmation", "actor")


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """Outcome of :func:`count_panel`.

    Attributes
    ----------
    by : str
        The column that divides the events into units.
    noun : str
        What is counted, in the plural.
    counts : DataFrame of int64, shape (n_days, n_units)
        Every day of the view, the unit with the most events first; what stands on a day that is
        not observed is what the list holds of it, and no count.
    states : Series of str, shape (n_days,)
        "observed", "not covered" or "incomplete".
    """

    by: str
    noun: str
    counts: pd.DataFrame
    states: pd.Series

    @property
    def observed(self) -> pd.DataFrame:
        """The counts of the observed days, without units that have no event on them."""
        table = self.counts[self._observed]
        return table.loc[:, table.sum() > 0]

    @property
    def units(self) -> tuple[str, ...]:
        """The units by name; events without one make no unit."""
        return tuple(str(name) for name in self.counts if not is_unknown(name))

    @property
    def _observed(self) -> np.ndarray:
        return (self.states == OBSERVED).to_numpy()

    def seen(self, completeness: pd.Series | None = None) -> np.ndarray:
        """Say how much of each day's events is known.

        Parameters
        ----------
        completeness : Series of float, optional
            Shares of the days not yet complete, by their date; without it nothing is known of
            these days.

        Returns
        -------
        array of float, shape (n_days,)
            1 for an observed day, 0 for one of which nothing is known.
        """
        shares = self._observed.astype(float)
        if completeness is not None:
            late = (self.states == INCOMPLETE).to_numpy()
            known = completeness.reindex(self.states.index).fillna(0.0).to_numpy(float)
            shares[late] = np.clip(known[late], 0.0, 1.0)
        return shares


def count_panel(
    selection: Selection, by: str, *, most: int | None = None, also: Collection[str] = ()
) -> Panel:
    """Count the events of each unit on every day of the view.

    Parameters
    ----------
    selection : Selection
        Events that are not dated to the day are left out.
    by : str
        A column of the measured series' table; a blank is "unknown".
    most : int or None
        How many units are counted, those with the most events; None counts all.
    also : collection of str
        Units that are counted however few events they have.

    Returns
    -------
    Panel

    Raises
    ------
    InvalidOption
        When the table of the series has no such column.
    NotAnswerable, OutsideCoverage
        When the source reports weekly, or no day is observed.
    """
    series, view = selection.measured, selection.view
    # Raises where the source reports weekly, or no day is observed.
    selection.counts(series)
    events = selection.counted(series)
    check_column_divides(selection, by)
    events = _of_the_largest(events, by, most, also)
    table = daily_counts_by(events, by, start=view.start, end=view.end)
    if series_sum(selection.study, series):
        kind = events[by].astype(object).fillna(UNKNOWN).astype(str)
        sums = {name: selection.daily(series, events[kind == name]) for name in table}
        table = pd.DataFrame(sums, index=table.index).fillna(0)
    return Panel(
        by=by,
        noun=series,
        counts=table.astype("int64"),
        states=selection.states(series),
    )


def _of_the_largest(
    events: pd.DataFrame, by: str, most: int | None, also: Collection[str]
) -> pd.DataFrame:
    """Keep the events of so many units, and of those that are named."""
    totals = events[by].value_counts(dropna=False)
    if most is None or len(totals) <= most:
        return events
    known = totals.reset_index().sort_values(["count", by], ascending=[False, True], kind="stable")
    kept = [*known[by].iloc[:most], *also]
    return events[events[by].isin(kept)]


def check_column_divides(selection: Selection, by: str) -> None:
    """Refuse a column that cannot divide the events of the measured series.

    Raises
    ------
    InvalidOption
    """
    events = selection.events(selection.measured)
    if by not in events or pd.api.types.is_datetime64_any_dtype(events[by]):
        offered = offered_columns(selection.study)
        kinds = [name for name in dict.fromkeys([*USUAL_COLUMNS, *offered]) if name in events]
        raise InvalidOption(
            f"The {selection.measured} of this study cannot be divided by {by!r}: choose a column "
            f"of their table, such as {', '.join(kinds)}."
        )
