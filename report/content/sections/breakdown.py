"""What the events were, and the casualties that the list gives."""

from dataclasses import replace

from analytics.findings.casualties import listed_tolls
from analytics.selection.counts import view_events
from analytics.selection.study_series import measured_series
from analytics.selection.view import BY
from report.content.blocks import Block, Bullets, Heading, Paragraph
from report.content.context import Material

KINDS = {
    "weapon": "weapon",
    "country": "country",
    "location": "place",
    "confirmation": "who says so",
}


def write(material: Material) -> list[Block]:
    """Write the section on what the events were."""
    material = replace(material, view=replace(material.view, by=_dividing(material)))
    tolls = listed_tolls(material.study, material.view)
    by, lines = KINDS[material.view.by], [f"{label}: {toll}" for label, toll in tolls]
    told = Bullets(items=tuple(lines)) if lines else Paragraph(text="No listed event gives a toll.")
    return [
        Heading(level=1, text="Breakdown"),
        material.picture("breakdown", f"The listed events by {by}."),
        Heading(level=2, text="Casualties in the listed events"),
        told,
    ]


def _dividing(material: Material) -> str:
    """Return what the view divides by, or where no row gives that, what tells rows apart."""
    study, view = material.study, material.view
    events = view_events(study, view, measured_series(study, view))
    kinds = {by: events[by].nunique() if by in events else 0 for by in BY}
    apart = [by for by in BY if kinds[by] > 1]
    return apart[0] if apart and not kinds[view.by] else view.by
