"""What the events were, and the casualties that the list gives."""

from analytics.casualties import toll
from analytics.named_series import shown_series
from analytics.selection import view_events
from data.schema import TOLL
from report.blocks import Block, Bullets, Heading, Paragraph
from report.material import Material

KINDS = {"weapon": "weapon", "country": "country", "location": "place", "confidence": "who says so"}


def write(material: Material) -> list[Block]:
    """Write the section on what the events were."""
    by = KINDS[material.view.by]
    lines = _tolls(material)
    told = Bullets(items=tuple(lines)) if lines else Paragraph(text="No listed event gives a toll.")
    return [
        Heading(level=1, text="Breakdown"),
        material.picture("breakdown", f"The listed events by {by}."),
        Heading(level=2, text="Casualties in the listed events"),
        told,
    ]


def _tolls(material: Material) -> list[str]:
    """Add up each toll that at least one row gives."""
    lines = []
    for name in shown_series(material.study, material.view):
        events = view_events(material.study, material.view, name)
        given = [name for name in events if TOLL.fullmatch(name) and events[name].notna().any()]
        lines += [f"{_label(column)}: {toll(events, column)}" for column in given]
    return lines


def _label(column: str) -> str:
    words = column.replace("_", " ")
    return f"US{words[2:]}" if words.startswith("us ") else words.capitalize()
