"""How complete the newest days are, as earlier downloads show: they are late, and not quiet."""

import numpy as np
import pandas as pd

from analytics.errors import NotAnswerable
from analytics.nowcast.newest_days import nowcast_of
from analytics.panel.counting import Panel
from analytics.revisions.compare import vintage_lag
from analytics.selection.selected import Selection
from data.calendar import INCOMPLETE, OBSERVED
from data.vintages import default_vintages, other_vintage

# A share is known from so many events on.
FEWEST_EVENTS_LATE = 5
# A day of which so much is listed is taken for whole.
WHOLE = 0.98


def known_days(selection: Selection, panel: Panel) -> tuple[np.ndarray, np.ndarray]:
    """Say how much is known of the events of each day, and how far that may be off.

    Parameters
    ----------
    selection : Selection
        Of the main files of a study.
    panel : Panel
        Of the selection.

    Returns
    -------
    seen : array of float, shape (n_days,)
        1 for a whole day, 0 for one of which nothing is known.
    doubt : array of float, shape (n_days,)
        Variance of the logarithm of that; 0 where it is taken as it is.

    Notes
    -----
    Where there are downloads enough it is the listed share of a nowcast, on days that are not yet
    complete and on those that the study takes for complete; with fewer, what the last of them
    had, on the former alone.
    """
    try:
        outlook = nowcast_of(selection).outlook
    except NotAnswerable:
        seen = panel.seen(completeness(selection, panel))
        return seen, np.zeros(seen.size)
    days = panel.states.index
    states = panel.states.to_numpy()
    share = pd.Series(outlook.open.share, outlook.days).reindex(days).fillna(1.0).to_numpy(float)
    doubt = pd.Series(outlook.uncertain, outlook.days).reindex(days).fillna(0.0).to_numpy(float)
    known = np.isin(states, (OBSERVED, INCOMPLETE))
    seen = np.where(known, whole_if_nearly(share), 0.0)
    return seen, np.where((seen > 0) & (seen < 1), doubt, 0.0)


def whole_if_nearly(share: np.ndarray) -> np.ndarray:
    """Take a day for whole of which nearly all is listed."""
    return np.where(share >= WHOLE, 1.0, share)


def completeness(selection: Selection, panel: Panel) -> pd.Series | None:
    """Estimate which share of the events of each day not yet complete is listed so far.

    Parameters
    ----------
    selection : Selection
        Of the main files of a study.
    panel : Panel
        Of the selection.

    Returns
    -------
    Series of float, or None
        By date, 0 where too few events tell; None where the study lists no earlier download, or
        every day is complete.

    Notes
    -----
    The newest earlier download is held against the main files: the share of the events of a day
    that it had, by the age that the day then had, is taken for that of a day of this age now. It
    never falls with age. Reports that come in at another pace than then are not allowed for.
    """
    study = selection.study
    late = panel.states.index[(panel.states == INCOMPLETE).to_numpy()]
    if study.vintage or not study.settings["vintages"] or late.empty:
        return None
    older, _ = default_vintages(study)
    lag = vintage_lag(other_vintage(study, older), study, selection.view, panel.noun)
    ages = (study.data_date - late).days.to_numpy()
    return pd.Series(share_by_age(lag.table, ages), index=late, name="completeness")


def share_by_age(table: pd.DataFrame, ages: np.ndarray) -> np.ndarray:
    """Read the share of the events of days of some ages out of a table of ages.

    Parameters
    ----------
    table : DataFrame
        Of a :class:`~analytics.revisions.reporting_delay.ReportingLag`.
    ages : array of int
        In days.

    Returns
    -------
    array of float
        Between 0 and 1, never smaller for an older day; 0 where too few events tell.
    """
    known = table[table["now"] >= FEWEST_EVENTS_LATE]
    shares = np.maximum.accumulate(known["share"].clip(0.0, 1.0).to_numpy(float))
    row = np.searchsorted(known["age_from"].to_numpy(), ages, side="right") - 1
    inside = row >= 0
    found = np.zeros(len(ages))
    found[inside] = shares[row[inside]]
    return found
