"""What is counted, on which days, and how well it is dated and confirmed."""

import pandas as pd

from analytics.nowcast.newest_days import nowcast_of, spoilt_download
from analytics.selection.confirmation import counted_words, is_told
from analytics.selection.data_label import study_line
from analytics.selection.sentences import left_out_words
from analytics.selection.study_series import (
    row_noun,
    series_label,
    series_table,
    sum_words,
)
from analytics.series.date_precision import is_precise
from analytics.wording import plain_number
from data.calendar import INCOMPLETE, NOT_COVERED, OBSERVED
from data.tables.schema import CONFIRMATIONS
from report.content.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from report.content.context import ReportContext, attempt

# Of the days that may still get events the newest are listed.
MOST_DAYS = 14
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
    rows = "by their date and by confirmation" if is_told(study) else "by their date"
    caption = f"Days of the period by their state, and rows {rows}."
    right = tuple(columns)
    first = names[0]
    events = selection.counted(first)
    given = events["confirmation"].tolist() if "confirmation" in events else []
    added_up = sum_words(study, first, events)
    noun, told = row_noun(study, first), is_told(study)
    counted = counted_words(given, noun, told=told, added_up=added_up)
    lines = [*left_out_words(selection), counted]
    return [
        Heading(level=1, text="Series and coverage"),
        Paragraph(text=f"{study_line(study)}. Days are local, {study.timezone}."),
        TableBlock(frame=frame, caption=caption, right=right),
        Bullets(items=tuple(line for line in lines if line)),
        *_gaps(context),
        *_newest(context),
    ]


def _newest(context: ReportContext) -> list[Block]:
    """Say how complete the newest days are, where downloads of the study tell that."""
    heading = Heading(level=2, text="How complete the newest days are")
    if hindered := spoilt_download(context.selection):
        return [heading, Paragraph(text=hindered)]
    found, _ = attempt(lambda: nowcast_of(context.selection))
    if found is None or found.table.empty:
        return []
    words, days, delays = context.words, found.table.tail(MOST_DAYS)[::-1], found.delays
    by_day = pd.DataFrame(
        {
            "Day": days["date"].map(words.date),
            "Listed": days["seen"].map(words.count),
            "Expected in the end": [
                f"{plain_number(row.expected)} ({row.expected_low:,} to {row.expected_high:,})"
                for row in days.itertuples()
            ],
            "Listed of such a day": [f"{100 * share:.0f} %" for share in days["listed"]],
        }
    )
    listed = [name for name in delays if name.startswith("listed_")]
    by_source = pd.DataFrame(
        {"Source": delays["source"]}
        | {
            f"Listed after {after} {'day' if after == '1' else 'days'}": [
                "" if pd.isna(share) else f"{100 * share:.0f} %" for share in delays[name]
            ]
            for name in listed
            for after in [name.removeprefix("listed_")]
        }
    )
    return [
        heading,
        Paragraph(text=" ".join([str(found), *found.notes])),
        TableBlock(
            frame=by_day,
            caption="The newest days: events listed so far, and expected in the end with the 95 % "
            "interval. What is expected is in no count.",
            right=tuple(by_day)[1:],
        ),
        TableBlock(
            frame=by_source,
            caption="How late events are listed, by source.",
            right=tuple(by_source)[1:],
        ),
    ]


def _rows_of(context: ReportContext, name: str) -> dict[str, str]:
    """Count the days and rows of one series."""
    selection, words = context.selection, context.words
    states, events = selection.states(name), selection.events(name)
    covered = selection.covered(name)
    silent = (states == NOT_COVERED) & (covered != NOT_COVERED)
    precise = is_precise(events, selection.study.approx_days)
    about = precise & (events["date_precision"] == "approx")
    numbers = {
        "Days in the period": len(states),
        "Days observed": (states == OBSERVED).sum(),
        "Days not covered": (covered == NOT_COVERED).sum(),
        **({"Days of an unknown toll": silent.sum()} if silent.any() else {}),
        "Days not yet complete": (states == INCOMPLETE).sum(),
        "Rows in view": len(events),
        "Rows dated approximately": about.sum(),
        "Rows dated to a week or more": (~precise).sum(),
    }
    if is_told(selection.study):
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
