"""The events of a view whose day is not known: how many, where they could lie, and drawn days."""

from dataclasses import dataclass

import pandas as pd

from analytics.imputation.dates import DRAWS, impute_counts
from analytics.selection.counts import view_counts, view_events
from analytics.selection.study_series import measured_series, row_noun, series_sum
from analytics.selection.view import View
from analytics.series.date_precision import date_windows, expected_counts, is_precise
from data.study import Study


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnDates:
    """Completed series of a view, and of how many events the day was drawn."""

    series: tuple[pd.Series, ...]
    imprecise: int
    events: int

    @property
    def numbers(self) -> dict[str, int]:
        """The two numbers, as the pooling takes them."""
        return {"imprecise": self.imprecise, "events": self.events}


def imprecise_events(study: Study, view: View, which: str) -> pd.DataFrame:
    """Return the events of one series that a view leaves out because their day is not known.

    Parameters
    ----------
    study : Study
    view : View
    which : str
        A series of the study.

    Returns
    -------
    DataFrame, one row per event
        Dated to a week, month or period, or approximately with more doubt than the study allows.
    """
    events = view_events(study, view, which)
    return events[~is_precise(events, study.approx_days)]


def view_expected(study: Study, view: View, which: str) -> pd.Series:
    """Spread the imprecise events of a view over the observed days that each could have.

    Parameters
    ----------
    study : Study
    view : View
    which : str
        A series of the study.

    Returns
    -------
    Series of float
        Indexed by the observed days and named after the series.
    """
    days = view_counts(study, view, which).index
    loose = imprecise_events(study, view, which)
    added = series_sum(study, which)
    return expected_counts(loose, days, study.approx_days, added=added).rename(which)


def drawn_dates(study: Study, view: View) -> DrawnDates | None:
    """Draw the days of the events of a view that are not dated to the day.

    Parameters
    ----------
    study : Study
    view : View

    Returns
    -------
    DrawnDates or None
        None where every day is known. Close approximate dates are drawn too.
    """
    which = measured_series(study, view)
    events = view_events(study, view, which)
    windows = date_windows(events, study.approx_days)
    imprecise = int((windows["first"] < windows["last"]).sum())
    if not imprecise:
        return None
    series = impute_counts(
        events,
        view_counts(study, view, which).index,
        approx_days=study.approx_days,
        added=series_sum(study, which),
    )
    named = tuple(counts.rename(which) for counts in series)
    return DrawnDates(series=named, imprecise=imprecise, events=len(events))


def dates_note(study: Study, view: View) -> str:
    """Say how many events of a view are not dated to the day, and what becomes of them.

    Parameters
    ----------
    study : Study
    view : View

    Returns
    -------
    str
        One sentence; empty where there are none.
    """
    which = measured_series(study, view)
    loose, total = imprecise_events(study, view, which), len(view_events(study, view, which))
    if loose.empty:
        return ""
    verb = "is" if len(loose) == 1 else "are"
    roughly = " or only roughly" if (loose["date_precision"] == "approx").any() else ""
    told = (
        "left out of the rates"
        if view.dates == "precise"
        else f"spread over their dates, drawn {DRAWS} times"
    )
    return (
        f"{len(loose):,} of {total:,} {row_noun(study, which)} {verb} dated only to a week, month "
        f"or period{roughly} and {told}."
    )
