"""Whether a source reports by week, so that its days are no daily counts."""

import pandas as pd

# Eight dates fall on one day of the week by chance once in a million.
FEWEST_DATES, MOSTLY = 8, 0.95


def reports_weekly(events: pd.DataFrame) -> str:
    """Tell whether a source reports by week: all of its dates fall on one day of the week.

    Parameters
    ----------
    events : DataFrame, one row per event
        Needs ``date`` and ``date_precision``: all rows of the source, whatever is chosen of them.

    Returns
    -------
    str
        The day of the week on which all rows dated to the day fall, or "week" where nearly all
        rows are dated to a week; empty where neither is so, or fewer than eight dates tell.
    """
    precision = events["date_precision"]
    dates = pd.DatetimeIndex(events.loc[precision == "day", "date"].unique())
    if len(dates) >= FEWEST_DATES and dates.day_of_week.nunique() == 1:
        return str(dates[0].day_name())
    weeks = events.loc[precision == "week", "date"]
    mostly = len(weeks) >= MOSTLY * len(events)
    return "week" if mostly and weeks.nunique() >= FEWEST_DATES else ""
