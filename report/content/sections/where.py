"""Which groups changed, by the column that the view divides by."""

import pandas as pd

from analytics.groups.compare import compare_groups
from analytics.groups.on_map import says_where
from analytics.panel.bounded import scan_view
from analytics.panel.listing import ordered_rows
from charts.tables.groups import group_words
from charts.tables.units import BARS_OVER, LIST, WHY, unit_words
from report.content.blocks import Block, Heading, Paragraph, TableBlock
from report.content.context import ReportContext, attempt

MOST = 15
FIRM_CAPTION = (
    "Firm: at most a twentieth of this list is there by luck, whatever links the units; the "
    "strongest first."
)
WATCH_CAPTION = (
    "To watch: with the firm ones a list of which at most a tenth is there by luck, where the "
    "units move independently beside the region."
)
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
        *_scanned(context),
    ]


def _scanned(context: ReportContext) -> list[Block]:
    """Write which of all units have changed: the firm list, then what the watch list adds."""
    scan, reason = attempt(lambda: scan_view(context.selection))
    heading = Heading(level=2, text="Where it has changed")
    if scan is None:
        return [heading, Paragraph(text=reason)]
    rows = ordered_rows(scan.result)
    words = unit_words(rows, scan.units, context.words).drop(columns=[BARS_OVER, WHY, LIST])
    further = rows["watch_list"] & ~rows["firm"]
    tables = [
        TableBlock(frame=words[chosen].head(MOST), caption=f"{caption}{_more(context, chosen)}")
        for chosen, caption in ((rows["firm"], FIRM_CAPTION), (further, WATCH_CAPTION))
        if chosen.any()
    ]
    return [heading, Paragraph(text=str(scan)), *tables]


def _more(context: ReportContext, chosen: pd.Series) -> str:
    rest = int(chosen.sum()) - MOST
    return f" {context.words.count(rest)} more are not listed." if rest > 0 else ""


def _map(context: ReportContext) -> list[Block]:
    """Draw the groups on the map, where they are places."""
    if not says_where(context.selection, context.selection.view.by):
        return []
    return [context.picture("where-map", "Shaded by the rate of the last days.")]
