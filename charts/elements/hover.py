"""What shows only under the pointer: full labels with their source, and the date intervals."""

from collections.abc import Sequence
from typing import Protocol

import pandas as pd

from analytics.wording import plain_date, plain_odds
from charts.elements.traces import iso
from charts.style.figure import Trace, scatter
from charts.style.template import BODY
from charts.style.text_metrics import escape, lines_of, plain_text

WIDTH = 300


class _Event(Protocol):
    """A row of the context; it may have a ``source_publisher``."""

    date: pd.Timestamp
    label: str


def event_trace(context: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp]) -> list[Trace]:
    """Return the full labels of the events, one point a day.

    Parameters
    ----------
    context : DataFrame
        ``date`` and ``label``; ``source_publisher`` is used where present.
    span : tuple of Timestamp
        Ends of the time axis.

    Returns
    -------
    list of Scatter
        None where there is no event.
    """
    texts: dict[pd.Timestamp, list[str]] = {}
    for event in _inside(context, span).sort_values("date", kind="stable").itertuples():
        texts.setdefault(event.date, []).append(_event(event))
    days, words = list(texts), ["<br>".join(lines) for lines in texts.values()]
    return [_unseen(days, words, name="events")] if texts else []


def event_words(
    context: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp]
) -> list[tuple[pd.Timestamp, str]]:
    """Return day and words of each event inside, in the order of their days."""
    inside = _inside(context, span).sort_values("date", kind="stable")
    return [(event.date.normalize(), plain_text(_words(event))) for event in inside.itertuples()]


def _inside(context: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DataFrame:
    return context[context["date"].between(*span)]


def _words(event: _Event) -> str:
    return f"{plain_date(event.date)}: {event.label}"


def _event(event: _Event) -> str:
    source = plain_text(getattr(event, "source_publisher", ""))
    label = lines_of(_words(event), width=WIDTH, size=BODY)
    return f"<b>{label}</b>" + (f"<br>Source: {escape(source)}" if source else "")


def change_trace(table: pd.DataFrame) -> list[Trace]:
    """Return the date intervals of the change points, each on its own day.

    Parameters
    ----------
    table : DataFrame
        As a ChangepointResult has it.

    Returns
    -------
    list of Scatter
        None where there is no change point.
    """
    texts = [
        f"<b>New rate from {plain_date(point.changepoint)}</b><br>95 % interval of that day: "
        f"{_interval(point.ci_low, point.ci_high)}<br>Evidence {plain_odds(point.evidence)}"
        for point in table.itertuples()
    ]
    return [_unseen(table["changepoint"], texts, name="change points")] if texts else []


def _interval(low: pd.Timestamp, high: pd.Timestamp) -> str:
    return plain_date(low) if low == high else f"{plain_date(low)} to {plain_date(high)}"


def _unseen(days: Sequence, texts: list[str], *, name: str) -> Trace:
    return scatter(
        x=iso(days),
        y=[0] * len(texts),
        name=name,
        mode="markers",
        marker={"opacity": 0, "size": 1},
        hovertext=texts,
        hovertemplate="%{hovertext}<extra></extra>",
    )
