"""What the timeline shows, as a table."""

from collections.abc import Mapping

import pandas as pd

from analytics.changepoints import ChangepointResult
from charts.shown import Shown


def timeline_table(
    result: ChangepointResult,
    *,
    below: pd.Series | None,
    smooth: pd.Series | None,
    states: pd.Series | None = None,
    spread: Mapping[str, pd.Series] | None = None,
) -> pd.DataFrame:
    """Return what the timeline shows, one row a period.

    Parameters
    ----------
    result : ChangepointResult
    below, smooth, states, spread
        As for ``timeline_figure``.

    Returns
    -------
    DataFrame
        ``date``, both counts and the mean under their names, what imprecise dates are expected
        to add under the name and "_imprecise", the day's ``state``, the regime's ``rate``,
        ``rate_low`` and ``rate_high``, and on the first day of a new regime ``changepoint_low``
        and ``changepoint_high``.
    """
    shown = Shown(result=result, below=below, smooth=smooth, states=states)
    columns = {shown.name: shown.counts.astype("Int64")}
    if below is not None:
        columns[str(below.name)] = below.astype("Int64")
    if smooth is not None:
        columns[str(smooth.name)] = smooth.round(4)
    for name, expected in (spread or {}).items():
        if (expected > 0).any():
            columns[f"{name}_imprecise"] = expected.round(4)
    table = pd.DataFrame(columns, index=shown.days)
    if states is not None:
        table["state"] = states
    table = table.join(shown.rates.round(4))
    dates = result.table.set_index("changepoint")
    table["changepoint_low"], table["changepoint_high"] = dates["ci_low"], dates["ci_high"]
    return table.rename_axis("date").reset_index()
