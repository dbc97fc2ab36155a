"""How many events are in view, and why the others are not."""

import pandas as pd
from dash import html

from analytics.named_series import measured_series, series_table
from analytics.observed import days_left_out
from analytics.selection import view_events
from analytics.view import View
from data.study import Study


def left_out(study: Study, view: View) -> list[html.P]:
    """Say how many events count in this view and why the rest do not.

    Parameters
    ----------
    study : Study
    view : View

    Returns
    -------
    list of P
    """
    which = measured_series(study, view)
    events = getattr(study, series_table(study, which))
    kept = view_events(study, view, which)
    period = events["date"].between(pd.Timestamp(view.start), pd.Timestamp(view.end))
    outside, filtered = int((~period).sum()), int(period.sum()) - len(kept)
    lines = [f"{len(kept):,} of {len(events):,} rows count as {which} in view."]
    if outside:
        lines.append(f"{outside} left out: outside the period.")
    if filtered:
        lines.append(f"{filtered} left out: by the filters or the study's rule for the series.")
    about = int((kept["date_precision"] == "approx").sum()) if "date_precision" in kept else 0
    if about:
        lines.append(f"{about} of those in view have an approximate date (a day or two of doubt).")
    unseen = days_left_out(study, view)
    return [html.P(line) for line in [*lines, *([unseen] if unseen else [])]]
