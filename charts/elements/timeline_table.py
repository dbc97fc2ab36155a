"""What a timeline shows as a table, one row a bar."""

import numpy as np
import pandas as pd

from analytics.series.units import first_days
from charts.elements.added_up import states_of
from charts.elements.still_to_come import to_come_columns
from charts.elements.timeline_model import RATE_AND_ENDS, Shown


def timeline_table(shown: Shown) -> pd.DataFrame:
    """Return what the timeline shows, one row a period.

    Parameters
    ----------
    shown : Shown

    Returns
    -------
    DataFrame
        ``date``, both counts and the mean under their names, what imprecise dates are expected
        to add under the name and "_imprecise", the day's ``state``, what is still expected of the
        newest days under the name and "_to_come", with the ends of its interval, the regime's
        ``rate``, ``rate_low`` and ``rate_high``, where days stand out whether it ``stands_out``,
        where another method is drawn ``other_method``, its name on the days of its changes, and
        on the first day of a new regime ``changepoint_low`` and ``changepoint_high``. Where bars
        are of weeks or months, see :func:`_unit_table`.
    """
    if shown.sums:
        return _unit_table(shown)
    columns = {shown.name: shown.counts.astype("Int64")}
    if shown.below is not None:
        columns[str(shown.below.name)] = shown.below.astype("Int64")
    if shown.smooth is not None:
        columns[str(shown.smooth.name)] = shown.smooth.round(4)
    for name, expected in shown.spread.items():
        if (expected > 0).any():
            columns[f"{name}_imprecise"] = expected.round(4)
    table = pd.DataFrame(columns, index=shown.days)
    if shown.states is not None:
        table["state"] = shown.states
    table = table.join(to_come_columns(shown)).join(shown.rates.round(4))
    if len(shown.result.standing_out):
        table["stands_out"] = table.index.isin(shown.result.standing_out["day"])
    if shown.marked.name:
        marks = table.index.isin(shown.marked)
        table["other_method"] = pd.Series(str(shown.marked.name), table.index).where(marks)
    dates = shown.result.table.set_index("changepoint")
    table["changepoint_low"], table["changepoint_high"] = dates["ci_low"], dates["ci_high"]
    return table.rename_axis("date").reset_index()


def _unit_table(shown: Shown) -> pd.DataFrame:
    """Return a row a week or month, ``date`` its first day.

    ``state`` is "partial" where it was observed on ``days_observed`` ``of_days`` only; a second
    series that was observed otherwise has a state of its own. ``rate`` stays a day: that of the
    period in which most of the days lie. ``changepoint``, with its low and high end, is the first
    day of a new one; of several in one month the others stand in columns of their own.
    """
    first = shown.sums[shown.name]
    columns = {name: table["events"] for name, table in shown.sums.items()}
    for name, table in shown.sums.items():
        if (table["spread"] > 0).any():
            columns[f"{name}_imprecise"] = table["spread"].round(4)
    table = pd.DataFrame(columns)
    table["state"] = states_of(first, shown.states)
    table["days_observed"], table["of_days"] = first["days_observed"], first["days"]
    if shown.below is not None:
        name = str(shown.below.name)
        second = shown.sums[name]
        if (second["days_observed"] != first["days_observed"]).any():
            table[f"{name}_state"] = states_of(second, None)
    table = table.join(to_come_columns(shown)).join(_rates_of_most(shown).round(4))
    firsts = pd.DatetimeIndex(table.index)
    standing_out = first_days(pd.DatetimeIndex(shown.result.standing_out["day"]), shown.per)
    if len(standing_out):
        table["stands_out"] = firsts.isin(standing_out)
    if shown.marked.name:
        marks = firsts.isin(first_days(shown.marked, shown.per))
        table["other_method"] = pd.Series(str(shown.marked.name), firsts).where(marks)
    return _with_changes(table, shown).rename_axis("date").reset_index()


def _rates_of_most(shown: Shown) -> pd.DataFrame:
    """Give each unit the rate of the period in which most of its observed days lie."""
    segments, days = shown.result.segments, pd.DatetimeIndex(shown.counts.index)
    within = np.searchsorted(segments["start"], days, side="right") - 1
    units, firsts = pd.factorize(first_days(days, shown.per))
    held = np.zeros((len(firsts), len(segments)), dtype=int)
    np.add.at(held, (units, within), 1)
    rates = segments[RATE_AND_ENDS].astype(float).iloc[held.argmax(axis=1)]
    return rates.set_axis(pd.DatetimeIndex(firsts))


def _with_changes(table: pd.DataFrame, shown: Shown) -> pd.DataFrame:
    changes = shown.result.table
    firsts = pd.Series(first_days(pd.DatetimeIndex(changes["changepoint"]), shown.per))
    place = firsts.groupby(firsts).cumcount().to_numpy()
    names = {"changepoint": "changepoint", "ci_low": "changepoint_low"}
    names |= {"ci_high": "changepoint_high"}
    for number in range(max(place, default=0) + 1):
        part = changes[place == number].set_axis(firsts[place == number])
        for column, name in names.items():
            further = f"{name}_{number + 1}" if number else name
            table[further] = part[column].reindex(table.index)
    return table
