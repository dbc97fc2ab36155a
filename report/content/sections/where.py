"""Which groups changed, by the column that the view divides by."""

from analytics.groups.compare import compare_groups
from analytics.groups.on_map import says_where
from charts.tables.groups import group_words
from report.content.blocks import Block, Heading, Paragraph, TableBlock
from report.content.context import ReportContext, attempt

MOST = 15
# A page has no room for more columns; the file of the figure holds all.
LEFT_OUT = ["Days", "p", "Its 95 %", "Why too thin"]


def write(context: ReportContext) -> list[Block]:
    """Write the section on where it is rising."""
    heading = Heading(level=1, text="Where it is rising")
    result, reason = attempt(lambda: compare_groups(context.selection))
    if result is None:
        return [heading, Paragraph(text=reason)]
    if result.table.empty:
        return [heading, Paragraph(text=str(result))]
    frame = group_words(result, context.words, drawn=False).drop(columns=LEFT_OUT).head(MOST)
    rest = len(result.table) - len(frame)
    caption = f"The last {result.days} days against the days before, what changed most first."
    caption += f" {context.words.count(rest)} more are not listed." if rest else ""
    return [
        heading,
        Paragraph(text=str(result)),
        context.picture("where", f"Shaded: the last {result.days} days."),
        *_map(context),
        TableBlock(frame=frame, caption=caption),
    ]


def _map(context: ReportContext) -> list[Block]:
    """Draw the groups on the map, where they are places."""
    if not says_where(context.selection, context.selection.view.by):
        return []
    return [context.picture("where-map", "Shaded by the rate of the last days.")]
