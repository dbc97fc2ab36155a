"""When the rate changed: dates with their sets, rates with their intervals, and how sure."""

from collections.abc import Callable
from functools import partial

from analytics.changepoints.coincidence import events_inside
from analytics.changepoints.false_alarm_rate import measured_rate
from analytics.changepoints.search import ChangepointResult
from analytics.changepoints.sentence import both_evidences
from analytics.findings import results
from analytics.findings.alternatives import changepoint_sensitivity
from analytics.findings.baseline import against_baseline
from analytics.findings.other_methods import LEVEL_TESTS, level_test, methods_beside
from charts.tables.findings import (
    change_choice_words,
    change_words,
    method_words,
    segment_words,
    stability_words,
)
from report.content.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from report.content.context import ReportContext, attempt

CUTS = "Days cut off the ends of the period, and other least lengths of its parts."
FALSE_ALARMS = (
    "Statsmodels' methods beside the evidence, which decides; false alarms as measured on the "
    "simulated series without a change that are most like these days."
)
NOT_FOUND = "95 % date sets. Not found is not absent: fewer events show less."


def write(context: ReportContext) -> list[Block]:
    """Write the section on change points."""
    selection = context.selection
    heading = Heading(level=1, text="Change points")
    result, reason = attempt(lambda: results.changepoints(selection))
    if result is None:
        return [heading, Paragraph(text=reason)]
    return [
        heading,
        Paragraph(text=str(result)),
        Paragraph(text=both_evidences(result)),
        *_dates(context, result),
        *_rates(context, result),
        *_baseline(context),
        *_cut(context),
        *_sensitivity(context),
        *_methods(context),
        *_structural_tests(context, result),
    ]


def _dates(context: ReportContext, result: ChangepointResult) -> list[Block]:
    """Give the dates, the listed events inside their sets, and how often this is wrong."""
    measured = measured_rate(result)
    said: list[Block] = [Paragraph(text=f"{measured} {measured.details}".strip())]
    if result.table.empty:
        return said
    table = change_words(result, context.words)
    caption = "Change points, each with the set of days on which it may have begun."
    listed = context.selection.study.context
    inside = [Paragraph(text=str(events_inside(result, listed)))] if len(listed) else []
    right = tuple(table.columns[3:])
    return [TableBlock(frame=table, caption=caption, right=right), *said, *inside]


def _rates(context: ReportContext, result: ChangepointResult) -> list[Block]:
    noun = context.selection.measured
    table = segment_words(result, noun, context.words)
    caption = "Rates between the change points."
    return [TableBlock(frame=table, caption=caption, right=tuple(table.columns[2:]))]


def _cut(context: ReportContext) -> list[Block]:
    """Say what the search finds when the period is cut."""
    result = results.stability(context.selection)
    blocks: list[Block] = [
        Heading(level=2, text="Does it hold when the period is cut?"),
        Paragraph(text=str(result)),
    ]
    if len(result.table):
        frame = stability_words(result, context.words)
        blocks.append(
            TableBlock(frame=frame, caption=CUTS, right=tuple(frame.columns[2:4]), small=True)
        )
    return blocks


def _baseline(context: ReportContext) -> list[Block]:
    """Say how the rate now stands against the baseline of the view."""
    result, reason = attempt(lambda: against_baseline(context.selection))
    text = str(result) if result else reason
    return [Heading(level=2, text="The last days, compared"), Paragraph(text=text)]


def _sensitivity(context: ReportContext) -> list[Block]:
    """Say how the changes depend on what is counted."""
    selection = context.selection
    result, dates = changepoint_sensitivity(selection), results.date_sensitivity(selection)
    said = [str(result), *([str(dates)] if dates else [])]
    blocks: list[Block] = [
        Heading(level=2, text="Sensitivity to what is counted"),
        *[Paragraph(text=text) for text in said],
    ]
    if len(result.table):
        blocks.append(TableBlock(frame=change_choice_words(result), caption=NOT_FOUND, small=True))
    return blocks


def _methods(context: ReportContext) -> list[Block]:
    """Say what other methods find in the same days, and how often each is wrong."""
    result = methods_beside(context.selection)
    frame = method_words(result, context.words)
    return [
        Heading(level=2, text="The same days by other methods"),
        Paragraph(text=str(result)),
        TableBlock(frame=frame, caption=FALSE_ALARMS, right=tuple(frame.columns[3:]), small=True),
    ]


def _structural_tests(context: ReportContext, result: ChangepointResult) -> list[Block]:
    """Say what statsmodels' tests and the regimes make of the same days."""
    tests: tuple[Callable[[], object], ...] = (
        *(partial(level_test, context.selection, result.counts, name) for name in LEVEL_TESTS),
        lambda: results.regimes(context.selection),
    )
    told = [found if found is not None else why for found, why in map(attempt, tests)]
    items = tuple(str(text) for text in told)
    return [Heading(level=2, text="Structural-change tests"), Bullets(items=items)]
