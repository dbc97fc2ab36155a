"""What followed each event that is drawn, and the chosen one in full."""

import pandas as pd

from analytics.findings import results
from analytics.findings.alternatives import effect_sensitivity
from analytics.findings.multiple_events import MultipleEventsResult, event_effects
from analytics.findings.named_periods import period_effect
from charts.tables.findings import (
    choice_words,
    effect_words,
    multiple_event_words,
    period_words,
)
from report.content.blocks import Block, Bullets, Heading, Link, Paragraph, TableBlock, linked
from report.content.context import ReportContext, attempt

NUMBERS = ("A day before", "A day after", "Ratio", "95 % interval", "p", "p, Holm")

# A reader of a report can choose none.
NO_EVENT = "No event was chosen for this view."


def write(context: ReportContext) -> list[Block]:
    """Write the section on what followed the listed events."""
    selection, view = context.selection, context.selection.view
    heading = Heading(level=1, text="Around the listed events")
    effects = event_effects(selection)
    if effects.table.empty:
        return [heading, Paragraph(text=str(effects))]
    table = multiple_event_words(effects, context.words)
    table["Event"] = _linked(effects, selection.study.context)
    caption = (
        f"{view.before} days before and {view.after} from the event on; a period is compared with "
        "the days before it, and so are the days from its end on. A ratio says what followed, not "
        "what caused it."
    )
    return [
        heading,
        Paragraph(text=str(effects)),
        TableBlock(frame=table, caption=caption, right=NUMBERS, small=True),
        *_reasons(effects),
        *_period(context),
        *chosen_event(context),
    ]


def _linked(effects: MultipleEventsResult, context: pd.DataFrame) -> pd.Series:
    """Let the name of a listed event lead to its source."""
    if "source_url" not in context:
        return effects.table["label"]
    addresses = context.set_index("event_id")["source_url"].dropna()
    return linked(
        [
            Link(row.label, addresses[row.event]) if row.event in addresses else row.label
            for row in effects.table.itertuples()
        ]
    )


def _reasons(effects: MultipleEventsResult) -> list[Block]:
    """Say in full what cannot be answered, and why."""
    reasons = [
        f"{row.label}: {row.reason or effects.effects[row.event]}"
        for row in effects.table.itertuples()
        if row.verdict == "cannot be answered"
    ]
    return [Bullets(items=tuple(reasons))] if reasons else []


def _period(context: ReportContext) -> list[Block]:
    """Show the period that the view has named, or whose end it has chosen."""
    result, reason = attempt(lambda: period_effect(context.selection))
    if result is None:
        return [Paragraph(text=reason)] if reason else []
    table = period_words(result, context.words)
    caption = "Before, during and after. Name a period before looking at what was counted in it."
    return [
        Heading(level=2, text="Before, during and after the period"),
        Paragraph(text=str(result)),
        TableBlock(frame=table, caption=caption, right=tuple(table.columns[1:6]), small=True),
    ]


def chosen_event(context: ReportContext) -> list[Block]:
    """Show the event that the view has chosen."""
    selection = context.selection
    heading = Heading(level=2, text="The chosen event")
    if not selection.view.event:
        return [heading, Paragraph(text=NO_EVENT)]
    effect, reason = attempt(lambda: results.effect(selection))
    if effect is None:
        return [heading, Paragraph(text=reason)]
    table = effect_words(effect, context.words)
    sensitivity = effect_sensitivity(selection)
    choices = choice_words(sensitivity, context.words)
    return [
        heading,
        Paragraph(text=str(effect)),
        context.picture("around", "The days around the event, and the rate before carried on."),
        TableBlock(
            frame=table, caption="The comparison in numbers.", right=tuple(table.columns[1:])
        ),
        Paragraph(text=str(sensitivity)),
        TableBlock(
            frame=choices,
            caption="The same event when other reports are counted.",
            right=NUMBERS[:4],
        ),
    ]
