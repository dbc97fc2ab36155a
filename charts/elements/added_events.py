"""Events that a reader has added: told apart on every chart, in its data and in its words."""

from collections.abc import Sequence

import pandas as pd

from analytics.selection.additions import MARK
from analytics.wording import plain_date, plain_dates
from charts.elements.legend import Mark
from charts.style.annotations import AnnotationSheet
from charts.style.colours import faded
from charts.style.theme import Look
from charts.tables.chart_data import last_days

COLUMN = "added_by_reader"
ONE_DAY = pd.Timedelta(days=1)
Periods = Sequence[tuple[pd.Timestamp, pd.Timestamp, str]]


def is_added(label: object) -> bool:
    """Tell by its label whether an event is the reader's own."""
    return str(label).endswith(MARK)


def added_spans(context: pd.DataFrame, periods: Periods) -> list[tuple]:
    """Return first day, last day and words of what a reader has added, in the order of the days.

    Parameters
    ----------
    context : DataFrame
        ``date`` and ``label``.
    periods : sequence of (start, end, label)
        ``end`` is the first day after.
    """
    events = zip(context["date"], context["label"], strict=True)
    spans = [(day, day, label) for day, label in events if is_added(label)]
    spans += [(first, after - ONE_DAY, label) for first, after, label in periods if is_added(label)]
    return sorted((first, last, label.removesuffix(MARK)) for first, last, label in spans)


def added_marks(context: pd.DataFrame, periods: Periods, look: Look) -> list[Mark]:
    """Return what the key says of them; nothing where there is none."""
    if not added_spans(context, periods):
        return []
    colour = look.colours.added_text
    return [Mark(text="Added by the reader", shape="dash", colour=colour, text_colour=colour)]


def added_words(context: pd.DataFrame, periods: Periods) -> str:
    """Say them for who does not see the chart; empty where there is none."""
    said = [
        f"{plain_date(first) if first == last else plain_dates(first, last)}, {text}"
        for first, last, text in added_spans(context, periods)
    ]
    return f"Added by the reader: {'; '.join(said)}." if said else ""


def with_added(table: pd.DataFrame, context: pd.DataFrame, periods: Periods) -> pd.DataFrame:
    """Return a table of days with a further column of what a reader has added, if anything.

    Parameters
    ----------
    table : DataFrame
        With a column ``date``; where rows are weeks or months also ``of_days``, how many it has.
    """
    spans = added_spans(context, periods)
    if not spans:
        return table
    texts = [
        "; ".join(text for first, last, text in spans if first <= end and day <= last)
        for day, end in zip(table["date"], last_days(table), strict=True)
    ]
    return table.assign(**{COLUMN: texts})


def shade_periods(
    sheet: AnnotationSheet, spans: Sequence[tuple[object, object, str]], look: Look
) -> None:
    """Shade periods from edge to edge on the axis, the reader's own in a colour of their own."""
    for first, after, label in spans:
        colour = look.colours.added if is_added(label) else look.colours.ceasefire
        band = {"type": "rect", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
        fill = {"fillcolor": faded(colour, 0.28 if look.dark else 0.16), "line": {"width": 0}}
        sheet.add_shape(band | {"x0": first, "x1": after} | fill | {"name": "period"})
