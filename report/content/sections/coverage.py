"""What is counted, on which days, and how well it is dated and confirmed."""

import pandas as pd

from analytics.selection.confirmation import counted_words
from analytics.selection.data_label import study_line
from analytics.selection.sentences import left_out_words
from analytics.selection.study_series import (
    row_noun,
    series_label,
    series_table,
)
from analytics.series.date_precision import is_precise
from data.calendar import INCOMPLETE, NOT_COVERED, OBSERVED
from data.tables.schema import CONFIRMATIONS
from report.content.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from report.content.context import ReportContext

CONFIRMATION = {
    "official": "Confirmed by officials",
    "media": "Reported by media",
    "claimed": "Only claimed",
}


def write(context: ReportContext) -> list[Block]:
    """Write the section on series and coverage."""
    selection, study = context.selection, context.selection.study
    names = selection.shown
    columns = {series_label(study, name): _rows_of(context, name) for name in names}
    frame = pd.DataFrame(columns).rename_axis("In this view").reset_index()
    caption = "Days of the period by their state, and rows by their date and by confirmation."
    right = tuple(columns)
    first = names[0]
    counted = counted_words(selection.counted(first), row_noun(study, first))
    lines = [*left_out_words(selection), counted]
    return [
        Heading(level=1, text="Series and coverage"),
        Paragraph(text=f"{study_line(study)}. Days are local, {study.timezone}."),
        TableBlock(frame=frame, caption=caption, right=right),
        Bullets(items=tuple(line for line in lines if line)),
        *_gaps(context),
    ]


def _rows_of(context: ReportContext, name: str) -> dict[str, str]:
    """Count the days and rows of one series."""
    selection, words = context.selection, context.words
    states, events = selection.states(name), selection.events(name)
    precise = is_precise(events, selection.study.approx_days)
    about = precise & (events["date_precision"] == "approx")
    numbers = {
        "Days in the period": len(states),
        "Days observed": (states == OBSERVED).sum(),
        "Days not covered": (states == NOT_COVERED).sum(),
        "Days not yet complete": (states == INCOMPLETE).sum(),
        "Rows in view": len(events),
        "Rows dated approximately": about.sum(),
        "Rows dated to a week or more": (~precise).sum(),
    }
    found = events["confirmation"].value_counts()
    numbers |= {CONFIRMATION[name]: found.get(name, 0) for name in CONFIRMATIONS}
    return {label: words.count(int(number)) for label, number in numbers.items()}


def _gaps(context: ReportContext) -> list[Block]:
    """List the days inside the coverage on which nobody looked."""
    study, words = context.selection.study, context.words
    table = series_table(study, context.selection.measured)
    gaps = study.calendars[table].gaps
    if not gaps:
        return []
    rows = [(words.date(gap.start), words.date(gap.end), gap.reason) for gap in gaps]
    frame = pd.DataFrame(rows, columns=["First day", "Last day", "Why nobody looked"])
    return [TableBlock(frame=frame, caption="Gaps in the coverage.")]
