"""What a native chart shows, taken from a figure and its table."""

import pandas as pd
import plotly.graph_objects as go

from report.blocks import Picture
from report.slide_events import INTERVAL

# More columns than this are no longer told apart on a slide.
MOST_DAYS, MOST_WEEKS = 400, 2000
LOW, HIGH, RATE = INTERVAL, f"{INTERVAL}, upper end", "Rate"
RATES = {"rate": RATE, "rate_low": LOW, "rate_high": HIGH}


def bars_of(picture: Picture) -> dict[str, tuple[int, str]]:
    """Return the direction and the colour of each count that a figure draws as bars."""
    found = {}
    for trace in picture.figure.data:
        if isinstance(trace, go.Bar) and trace.name in picture.table:
            colour = trace.marker.color
            down = any(value is not None and value < 0 for value in trace.y)
            found[trace.name] = (
                -1 if down else 1,
                colour if isinstance(colour, str) else colour[0],
            )
    return found


def timeline_data(picture: Picture) -> tuple[pd.DataFrame, str]:
    """Return what the native timeline shows, and its unit.

    Parameters
    ----------
    picture : Picture
        The timeline.

    Returns
    -------
    table : DataFrame
        Indexed by the day: each count under its name, negative where it hangs down, and the
        rate with its interval. Missing is not observed.
    unit : str
        "day"; "week" or "month" for a long period, whose counts and expected counts are added up.
    """
    bars, table = bars_of(picture), picture.table.set_index("date")
    kept = table[[*bars, *[name for name in RATES if name in table]]].astype(float)
    first = next((sign for sign, _ in bars.values()), 1)
    signs = {name: bars[name][0] if name in bars else first for name in kept}
    kept = kept * pd.Series(signs)
    unit = "month" if len(kept) > MOST_WEEKS else "week" if len(kept) > MOST_DAYS else "day"
    if unit != "day":
        rule = {"week": "W-MON", "month": "MS"}[unit]
        kept = kept.resample(rule, closed="left", label="left").sum(min_count=1)
    return kept.rename(columns=RATES), unit
