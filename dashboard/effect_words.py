"""The numbers of a before-and-after comparison, in words."""

import pandas as pd

from analytics.effects import EffectResult
from analytics.wording import plain_interval, plain_number, plain_pvalue

LABELS = {
    "days_before": "Days before",
    "days_after": "Days after",
    "events_before": "Events before",
    "events_after": "Events after",
    "rate_before": "A day before",
    "rate_after": "A day after",
    "rate_ratio": "Ratio, after against before",
    "rate_ratio_if_independent": "The same, if days were independent of each other",
    "excess_events": "Events more (or, negative, fewer) than at the rate before",
    "slope_ratio_per_week": "Change of the weekly growth factor",
    "rate_ratio_a_day_earlier": "Ratio with the event dated a day earlier",
    "rate_ratio_a_day_later": "Ratio with the event dated a day later",
    "placebo_rank": "Rank of this date among all earlier dates (1: the largest change)",
    "placebo_dates": "Earlier dates tried",
    "detectable_fall": "Largest ratio still detectable as a fall in 80 % of cases",
    "detectable_rise": "Smallest ratio detectable as a rise in 80 % of cases",
}
WHOLE = ("days", "events", "placebo", "excess")


def effect_words(result: EffectResult) -> pd.DataFrame:
    """Return the table of an effect with labels and readable numbers.

    Parameters
    ----------
    result : EffectResult

    Returns
    -------
    DataFrame
        Rows that the data cannot fill are left out.
    """
    table = result.table.dropna(subset="value")
    return pd.DataFrame(
        {
            "": table["quantity"].map(lambda name: LABELS.get(name, name.replace("_", " "))),
            "Value": [
                f"{value:,.0f}" if name.startswith(WHOLE) else plain_number(value)
                for name, value in zip(table["quantity"], table["value"], strict=True)
            ],
            "95 % interval": [
                "" if pd.isna(low) and pd.isna(high) else plain_interval(low, high)
                for low, high in zip(table["ci_low"], table["ci_high"], strict=True)
            ],
            "p": ["" if pd.isna(p) else plain_pvalue(p) for p in table["pvalue"]],
        }
    )
