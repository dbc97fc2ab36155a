"""A figure in a few sentences, for readers who do not see it."""

import pandas as pd
import plotly.graph_objects as go

from analytics.wording import plain_date


def alt_text(figure: go.Figure) -> str:
    """Say what a figure shows, its extremes, its finding, and its period and filters.

    Parameters
    ----------
    figure : Figure
        Made by a chart function of this room, which leaves the sentences in ``layout.meta``.

    Returns
    -------
    str
        Plain text.
    """
    said = figure.layout.meta
    finding = said["title"]
    shown = f"Shown: {said['subtitle']}" if said.get("subtitle") else ""
    return " ".join(_ended(part) for part in (said.get("description", ""), finding, shown) if part)


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def extreme(counts: pd.Series, noun: str, *, unit: str = "day") -> str:
    """Say where a count series is highest, as in "Most attacks in one day: 9, on 8 Dec 2023".

    Parameters
    ----------
    counts : Series
        Indexed by the day.
    noun : str
        What is counted.
    unit : str
        Name of one period.

    Returns
    -------
    str
    """
    known = counts.dropna()
    if not (known > 0).any():
        return f"No {noun}."
    when = plain_date(known.idxmax())
    return f"Most {noun} in one {unit}: {round(float(known.max()), 1):g}, on {when}."
