"""The first thing that a reader wants: is it escalating, since when, and by how much."""

from dataclasses import dataclass

import pandas as pd

from analytics.changepoints.search import ChangepointResult
from analytics.wording import direction, plain_date, plain_interval, plain_number, plain_span


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """Outcome of :func:`escalation_answer`.

    Attributes
    ----------
    changes : ChangepointResult
        The search behind the answer.
    noun : str
        What is counted, in the plural.
    counted : str
        Who confirmed how many of them, as a sentence of its own, or empty.
    table : DataFrame
        One row a figure: ``quantity`` (now, before, ratio), ``value``, ``ci_low``, ``ci_high``,
        ``events``, ``days``, ``start``, ``end``; without a change only "now" is there.
    """

    changes: ChangepointResult
    noun: str
    counted: str
    table: pd.DataFrame

    def __str__(self) -> str:
        """Answer in one sentence, and say in another who confirmed them."""
        return f"{self.finding} {self.counted}".strip()

    @property
    def finding(self) -> str:
        """The answer alone."""
        noun, now = self.noun.capitalize(), self.table.iloc[0]
        if self.changes.table.empty:
            return (
                f"No change found: {plain_number(now.value)} {self.noun} a day "
                f"(95 % {plain_interval(now.ci_low, now.ci_high)}) "
                f"from {plain_date(now.start)} to {plain_date(now.end)}."
            )
        last = self.changes.table.iloc[-1]
        factor = (
            f", {plain_number(last.rate_ratio)} times the rate before"
            f" (95 % {plain_interval(last.ratio_low, last.ratio_high)})"
            if last.rate_before > 0
            else ""
        )
        return (
            f"{noun} {direction(last, 'escalated', 'de-escalated')}: "
            f"from {plain_number(last.rate_before)} to {plain_number(last.rate_after)} a day"
            f"{factor}; "
            f"the change began {plain_span(last.ci_low, last.ci_high)} (95 %)."
        )


def escalation_answer(changes: ChangepointResult, *, noun: str, counted: str = "") -> Answer:
    """Say where the rate stands now, where it stood before, and since when.

    Parameters
    ----------
    changes : ChangepointResult
        Of a daily series.
    noun : str
        What is counted, in the plural, such as "battles".
    counted : str
        A sentence on who confirmed them.

    Returns
    -------
    Answer
    """
    segments = changes.segments
    rows = [_rate("now", segments.iloc[-1])]
    if len(segments) > 1:
        rows += [_rate("before", segments.iloc[-2]), _ratio(changes)]
    return Answer(changes=changes, noun=noun, counted=counted, table=pd.DataFrame(rows))


def _rate(quantity: str, segment: pd.Series) -> dict[str, object]:
    return {
        "quantity": quantity,
        "value": segment.rate,
        "ci_low": segment.rate_low,
        "ci_high": segment.rate_high,
        "events": segment.events,
        "days": segment.days,
        "start": segment.start,
        "end": segment.end,
    }


def _ratio(changes: ChangepointResult) -> dict[str, object]:
    """Compare the last two regimes; the span is that of both."""
    last, both = changes.table.iloc[-1], changes.segments.iloc[-2:]
    return {
        "quantity": "ratio",
        "value": last.rate_ratio,
        "ci_low": last.ratio_low,
        "ci_high": last.ratio_high,
        "events": both.events.sum(),
        "days": both.days.sum(),
        "start": both.start.iloc[0],
        "end": both.end.iloc[1],
    }
