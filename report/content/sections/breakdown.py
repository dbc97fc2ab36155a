"""What the events were, and the casualties that the list gives."""

from dataclasses import replace

from analytics.findings.casualties import toll_lines
from analytics.selection.columns import column_label, dividing_columns
from analytics.selection.study_series import series_label, series_sum
from report.content.blocks import Block, Bullets, Heading, Paragraph
from report.content.context import ReportContext


def write(context: ReportContext) -> list[Block]:
    """Write the section on what the events were."""
    context = replace(context, selection=context.selection.under(by=_dividing(context)))
    lines = toll_lines(context.selection)
    by = column_label(context.selection.study, context.selection.view.by).lower()
    body = Bullets(items=tuple(lines)) if lines else Paragraph(text="No listed event gives a toll.")
    return [
        Heading(level=1, text="Breakdown"),
        context.picture("breakdown", f"{_counted(context)} by {by}."),
        Heading(level=2, text="Casualties in the listed events"),
        body,
    ]


def _counted(context: ReportContext) -> str:
    """Name what the bars count: events, or what the series adds up."""
    study, series = context.selection.study, context.selection.measured
    added = series_sum(study, series)
    return series_label(study, series) if added else "The listed events"


def _dividing(context: ReportContext) -> str:
    """Return what the view divides by, or where no row gives that, what tells rows apart."""
    selection, chosen = context.selection, context.selection.view.by
    events = selection.events(selection.measured)
    columns = [*dividing_columns(selection.study), chosen]
    kinds = {by: events[by].nunique() if by in events else 0 for by in columns}
    apart = [by for by in columns if kinds[by] > 1]
    return apart[0] if apart and not kinds[chosen] else chosen
