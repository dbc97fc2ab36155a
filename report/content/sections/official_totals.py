"""The incident list against the official running totals."""

from analytics.findings import results
from analytics.reconciliation.reconcile import ALL
from analytics.reconciliation.rule_sensitivity import compare_rules
from charts.tables.official_totals import (
    confirmation_words,
    interval_words,
    published_words,
    rule_table,
)
from report.content.blocks import Block, Heading, Paragraph, TableBlock
from report.content.context import ReportContext, attempt

NUMBERS = (
    "Numbers are compared, not incidents: which of the listed ones an official counted is not "
    "known. A missing one beside a surplus one can be the same incident, a day apart."
)


def write(context: ReportContext) -> list[Block]:
    """Write the section on official totals."""
    heading = Heading(level=1, text="Official totals against the incidents")
    result, reason = attempt(lambda: results.reconciliation(context.selection))
    if result is None:
        return [heading, Paragraph(text=reason), *_months(context)]
    words = context.words
    choices, rows = compare_rules(result.whole), result.table
    distances, rules = confirmation_words(result, words), rule_table(choices, words)
    intervals = interval_words(rows[rows["place"] == ALL], words)
    why = context.selection.study.settings["official_totals"]["reason"]
    return [
        heading,
        Paragraph(text=str(result.whole)),
        context.picture("totals", "The running total of the list beside that of the officials."),
        Paragraph(text=str(result.whole.official_totals)),
        Heading(level=2, text="Which confirmation tracks the officials best?"),
        Paragraph(text=result.tracking),
        TableBlock(
            frame=distances,
            caption="Listed and official total are counted to the last one given for the place.",
            right=tuple(distances.columns[2:]),
        ),
        Heading(level=2, text="One series of many reports: by which rule?"),
        Paragraph(text=f"{choices} {why}".strip()),
        TableBlock(
            frame=rules,
            caption="The same reports under each rule.",
            right=("Last total", "Intervals", "Missing", "Surplus", "away, mean"),
            small=True,
        ),
        Heading(level=2, text="Between two totals"),
        Paragraph(text=NUMBERS),
        TableBlock(
            frame=intervals,
            caption="The list and the officials between one official total and the next.",
            right=tuple(intervals.columns[2:]),
            small=True,
        ),
        *_months(context),
    ]


def _months(context: ReportContext) -> list[Block]:
    """Set the list beside months that somebody else has published, where there are any."""
    found, reason = attempt(lambda: results.published_months(context.selection))
    if found is None:
        return [Paragraph(text=reason)] if reason else []
    frame = published_words(found, context.words)
    caption = f"Whole months that the list covers, beside those of {found.publisher}."
    return [
        Heading(level=2, text="The list against published months"),
        Paragraph(text=str(found)),
        TableBlock(frame=frame, caption=caption, right=tuple(frame.columns[1:]), small=True),
    ]
