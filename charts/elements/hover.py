"""What shows only under the pointer: full labels with their source, and the date intervals."""

from collections.abc import Sequence
from operator import itemgetter

import pandas as pd

from analytics.changepoints.evidence import LINE
from analytics.changepoints.sentence import WEAK
from analytics.wording import plain_date, plain_odds
from charts.elements.traces import iso
from charts.style.figure import Trace, scatter
from charts.style.template import BODY
from charts.style.text_metrics import escape, lines_of, plain_text

WIDTH = 300


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
    for day, label, publisher in _inside(context, span):
        texts.setdefault(day, []).append(_event(day, label, publisher))
    days, words = list(texts), ["<br>".join(lines) for lines in texts.values()]
    return [_unseen(days, words, name="events")] if texts else []


def event_words(
    context: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp]
) -> list[tuple[pd.Timestamp, str]]:
    """Return day and words of each event inside, in the order of their days."""
    inside = _inside(context, span)
    return [(day.normalize(), plain_text(_words(day, label))) for day, label, _ in inside]


def _inside(
    context: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp]
) -> list[tuple[pd.Timestamp, str, object]]:
    """Return day, label and publisher of each event inside, in the order of their days."""
    publishers = context.get("source_publisher", [""] * len(context))
    events = zip(context["date"], context["label"], publishers, strict=True)
    return sorted((event for event in events if span[0] <= event[0] <= span[1]), key=itemgetter(0))


def _words(day: pd.Timestamp, label: str) -> str:
    return f"{plain_date(day)}: {label}"


def _event(day: pd.Timestamp, label: str, publisher: object) -> str:
    source = plain_text(publisher)
    label = lines_of(_words(day, label), width=WIDTH, size=BODY)
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
    names = ("changepoint", "ci_low", "ci_high", "evidence")
    texts = [
        f"<b>New rate from {plain_date(day)}</b><br>95 % interval of that day: "
        f"{_interval(low, high)}<br>Evidence between its neighbours {plain_odds(evidence)}"
        f"{'' if evidence > LINE else f', {WEAK}'}"
        for day, low, high, evidence in zip(*(table[name] for name in names), strict=True)
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
