"""A study as daily counts, how complete the newest are, and its list against official totals."""

from typing import Any

import pandas as pd

from analytics.errors import InvalidOption
from analytics.findings.results import reconciliation
from analytics.nowcast.newest_days import Nowcast, nowcast_of
from analytics.reconciliation.reconcile import Reconciliation
from analytics.reconciliation.reconcile import reconcile as reconcile_tables
from data.study import Study
from escalation.choosing import selected


def daily_counts(study: Study, **choices: Any) -> pd.Series:
    """Count the events of a study per day.

    Parameters
    ----------
    study : Study
    **choices
        What to count, as on the page: ``series``, ``start``, ``end``, and lists of ``country``,
        ``location``, ``weapon`` and ``confirmation``. Without any, all events of the first series.

    Returns
    -------
    Series of int64, shape (n_observed_days,)
        Events per day, named after the series and indexed by the day; a quiet day is 0, and a day
        that is not covered or not yet complete is absent. Events not dated to the day are left out.

    Raises
    ------
    EscalationError
        For a choice that the study does not have, and when no day is observed.
    """
    selection = selected(study, choices)
    return selection.counts(selection.measured)


def nowcast(study: Study, *, by: str = "", **choices: Any) -> Nowcast:
    """Say how complete the newest days of a study are, and how many events are still to come.

    Parameters
    ----------
    study : Study
        With earlier downloads, taken on six different days at least, its own among them.
    by : str
        Column whose values are the sources that delays are told for; without it the publisher.
    **choices
        What to count, as for :func:`daily_counts`.

    Returns
    -------
    Nowcast
        ``table`` has a row for each day that may still get events, ``delays`` one for each source.

    Raises
    ------
    EscalationError
        With fewer downloads, too few events in them, and for a choice that there is not.
    """
    return nowcast_of(selected(study, choices), by)


def reconcile(
    events: Study | pd.DataFrame, totals: pd.DataFrame | None = None, **options: Any
) -> Reconciliation:
    """Reconcile an incident list with the running totals that officials gave.

    Parameters
    ----------
    events : Study, or DataFrame with one row per event
        A study that holds official totals; or a table with ``date`` (datetime64) and
        ``confirmation``, such as ``study.events``.
    totals : DataFrame, one row per report
        With a table of events only: ``as_of_date`` and ``reported_date`` (datetime64),
        ``source_org``, ``publisher``, ``note``, and the running total.
    **options
        For a study, choices such as ``country``; for tables, ``start``, the first day that the
        totals count, ``column``, the name of the running total, and ``noun``, what is counted (see
        :func:`analytics.reconciliation.reconcile.reconcile`).

    Returns
    -------
    Reconciliation

    Raises
    ------
    EscalationError
        When a column or every official total is missing, or totals are given for a study, which
        has its own.
    """
    if not isinstance(events, Study):
        if totals is None:
            raise InvalidOption("A table of events is reconciled with totals: give both.")
        return reconcile_tables(events, totals, **options)
    if totals is not None:
        raise InvalidOption("A study has totals of its own: give study.events beside others.")
    return reconciliation(selected(events, options))
