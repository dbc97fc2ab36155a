"""What followed each event that is drawn, and the chosen one in full."""

import pandas as pd

from analytics.findings import results
from analytics.findings.alternatives import effect_sensitivity
from analytics.findings.multiple_events import LooksResult, event_effects
from charts.tables.findings import choice_words, effect_words, look_words
from report.content.blocks import Block, Bullets, Heading, Link, Paragraph, TableBlock, linked
from report.content.context import ReportContext, attempt

NUMBERS = ("A day before", "A day after", "Ratio", "95 % interval", "p", "p, Holm")


def write(context: ReportContext) -> list[Block]:
    """Write the section on what followed the listed events."""
    selection, view = context.selection, context.selection.view
    heading = Heading(level=1, text="Around the listed events")
    looks = event_effects(selection)
    if looks.table.empty:
        return [heading, Paragraph(text=str(looks))]
    table = look_words(looks, context.words)
    table["Event"] = _linked(looks, selection.study.context)
    caption = (
        f"{view.before} days before and {view.after} from the event on; a period is compared with "
        "the days before it. A ratio says what followed, not what caused it."
    )
    return [
        heading,
        Paragraph(text=str(looks)),
        TableBlock(frame=table, caption=caption, right=NUMBERS, small=True),
        *_reasons(looks),
        *_chosen(context),
    ]


def _linked(looks: LooksResult, context: pd.DataFrame) -> pd.Series:
    """Let the name of a listed event lead to its source."""
    if "source_url" not in context:
        return looks.table["label"]
    addresses = context.set_index("event_id")["source_url"].dropna()
    return linked(
        [
            Link(row.label, addresses[row.event]) if row.event in addresses else row.label
            for row in looks.table.itertuples()
        ]
    )


def _reasons(looks: LooksResult) -> list[Block]:
    """Say in full what cannot be answered, and why."""
    told = [
        f"{row.label}: {row.reason or looks.effects[row.event]}"
        for row in looks.table.itertuples()
        if row.verdict == "cannot be answered"
    ]
    return [Bullets(items=tuple(told))] if told else []


def _chosen(context: ReportContext) -> list[Block]:
    """Show the event that the view has chosen."""
    selection = context.selection
    heading = Heading(level=2, text="The chosen event")
    effect, reason = attempt(lambda: results.effect(selection))
    if effect is None:
        return [heading, Paragraph(text=reason)]
    table = effect_words(effect, context.words)
    held, choices = effect_sensitivity(selection), "The same event when other reports are counted."
    told = choice_words(held, context.words)
    return [
        heading,
        Paragraph(text=str(effect)),
        context.picture("around", "The days around the event, and the rate before carried on."),
        TableBlock(
            frame=table, caption="The comparison in numbers.", right=tuple(table.columns[1:])
        ),
        Paragraph(text=str(held)),
        TableBlock(frame=told, caption=choices, right=NUMBERS[:4]),
    ]
