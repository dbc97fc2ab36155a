"""Days that are not observed: hatched where nobody looked, grey where reports still come in."""

import pandas as pd

from analytics.wording import plain_dates
from charts.elements.legend import Mark
from charts.elements.traces import bars
from charts.style.colours import faded
from charts.style.figure import Trace, scatter
from charts.style.theme import Look
from data.calendar import INCOMPLETE, NOT_COVERED, are_in, spans

HALF = pd.Timedelta(12, "h")
LABELS = {NOT_COVERED: "Not covered", INCOMPLETE: "Not yet complete"}


def unseen_traces(states: pd.Series, reach: tuple[float, float], *, look: Look) -> list[Trace]:
    """Return a patch for each stretch of days that is not observed.

    Parameters
    ----------
    states : Series of str
        State of each day drawn.
    reach : tuple of float
        Ends of the count axis.
    look : Look

    Returns
    -------
    list of Scatter
        Named after the state.
    """
    return [
        _patch(span, state, reach, look)
        for state in (NOT_COVERED, INCOMPLETE)
        for span in spans(states, state)
    ]


def _patch(
    span: tuple[pd.Timestamp, pd.Timestamp], state: str, reach: tuple[float, float], look: Look
) -> Trace:
    ends = [(span[0] - HALF).isoformat(), (span[1] + HALF).isoformat()]
    hatched = {"shape": "/", "fgcolor": look.colours.other, "size": 6, "solidity": 0.15}
    fill = (
        {"fillpattern": hatched | {"bgcolor": look.colours.paper}}
        if state == NOT_COVERED
        else {"fillcolor": faded(look.colours.muted, 0.18)}
    )
    return scatter(
        x=[ends[0], ends[0], ends[1], ends[1]],
        y=[reach[0], reach[1], reach[1], reach[0]],
        mode="lines",
        name=state,
        line={"width": 0},
        fill="toself",
        hoveron="fills",
        text=f"{LABELS[state]}: {plain_dates(*span)}",
        hoverinfo="text",
        **fill,
    )


def late_bars(late: pd.Series, *, name: str, sign: int, look: Look) -> list[Trace]:
    """Return what has been reported so far of days that are not yet complete, in grey.

    Parameters
    ----------
    late : Series of int
        Events per incomplete day.
    name : str
        What is counted.
    sign : {1, -1}
    look : Look

    Returns
    -------
    list of Bar
        Empty without such days.
    """
    if late.empty:
        return []
    drawn = bars(late, name=name, colour=look.colours.other, sign=sign)
    return [drawn | {"hovertemplate": f"So far %{{customdata[1]}} {name}<extra></extra>"}]


def unseen_marks(states: pd.Series, look: Look) -> list[Mark]:
    """Explain the patches that are there."""
    shapes = {NOT_COVERED: "hatch", INCOMPLETE: "band"}
    return [
        Mark(text=LABELS[state], shape=shapes[state], colour=look.colours.muted)
        for state in LABELS
        if are_in(states, state).any()
    ]
