"""What the events were, and the casualties that the list gives."""

from dataclasses import replace

from analytics.findings.casualties import listed_tolls
from analytics.selection.view import BY
from report.content.blocks import Block, Bullets, Heading, Paragraph
from report.content.context import ReportContext

KINDS = {
    "weapon": "weapon",
    "country": "country",
    "location": "place",
    "confirmation": "confirmation",
}


def write(context: ReportContext) -> list[Block]:
    """Write the section on what the events were."""
    context = replace(context, selection=context.selection.under(by=_dividing(context)))
    tolls = listed_tolls(context.selection)
    by, lines = KINDS[context.selection.view.by], [f"{label}: {toll}" for label, toll in tolls]
    body = Bullets(items=tuple(lines)) if lines else Paragraph(text="No listed event gives a toll.")
    return [
        Heading(level=1, text="Breakdown"),
        context.picture("breakdown", f"The listed events by {by}."),
        Heading(level=2, text="Casualties in the listed events"),
        body,
    ]


def _dividing(context: ReportContext) -> str:
    """Return what the view divides by, or where no row gives that, what tells rows apart."""
    selection, chosen = context.selection, context.selection.view.by
    events = selection.events(selection.measured)
    kinds = {by: events[by].nunique() if by in events else 0 for by in BY}
    apart = [by for by in BY if kinds[by] > 1]
    return apart[0] if apart and not kinds[chosen] else chosen
