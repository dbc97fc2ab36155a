"""What each number means and when not to trust it: the short form of analytics/methods.md."""

from analytics.methods import methods_in_plain_words
from analytics.selection.sentences import dates_note
from report.content.blocks import Block, Heading, Paragraph
from report.content.context import ReportContext
from report.content.markdown import blocks_of

WARNING = "When not to trust it:"


def write(context: ReportContext) -> list[Block]:
    """Write the section on methods: of each part the first paragraph and its warning."""
    study = context.selection.study
    asked = {
        "Daily counts": True,
        "Confirmation": True,
        "Change points": True,
        "Around an event": bool(context.selection.view.event),
        "Imprecise dates": bool(dates_note(context.selection)),
        "Official totals": not study.official_totals.empty,
        "The map": True,
    }
    parts = _parts(methods_in_plain_words())
    found: list[Block] = [Heading(level=1, text="Methods in plain words")]
    for name in [name for name, wanted in asked.items() if wanted]:
        first, *rest = parts[name]
        warned = [block for block in rest if block.text.startswith(WARNING)]
        found += [Heading(level=2, text=name), first, *warned]
    return found


def _parts(text: str) -> dict[str, list[Paragraph]]:
    """Cut the page at its headings."""
    parts: dict[str, list[Paragraph]] = {}
    for block in blocks_of(text, level=1):
        if isinstance(block, Heading):
            paragraphs = parts.setdefault(block.text, [])
        elif isinstance(block, Paragraph):
            paragraphs.append(block)
    return parts
