"""The front page: the answer, the timeline, its sensitivity, what cannot be answered."""

import math
from typing import Any

import pandas as pd

from analytics.changepoints.false_alarm_rate import measured_rate
from analytics.changepoints.sentence import stand_out
from analytics.findings import results
from analytics.findings.alternatives import changepoint_sensitivity, effect_sensitivity
from analytics.findings.answer import answer_of, could_be_found
from analytics.findings.multiple_events import UNANSWERED, event_effects
from analytics.findings.named_periods import period_effect
from analytics.selection.selected import Selection
from analytics.wording import plain_count, plain_date, plain_dates
from charts.style.presets import PRESETS
from report.content.blocks import Block, Bullets, Heading, PageBreak, Paragraph
from report.content.context import ReportContext, attempt
from report.content.sections import responses

CAUSE = (
    "A change of rate is a fact about the list of incidents; what caused it is not in these data."
)
LEADS = 3
# Of an A4 page: millimetres between its margins, what title, headings and caption take, a line of
# text and the gap after a paragraph; characters of a line.
PAGE, HEADINGS, LINE_HEIGHT, GAP = 263, 74, 5.2, 1.6
LINE = 88


def write(context: ReportContext) -> list[Block]:
    """Write the front page.

    Parameters
    ----------
    context : ReportContext

    Returns
    -------
    list of Block
    """
    selection, study = context.selection, context.selection.study
    answer, no_answer = attempt(lambda: answer_of(selection))
    event = selection.view.event
    effect, no_effect = attempt(lambda: results.effect(selection)) if event else (None, "")
    period, _ = attempt(lambda: period_effect(selection))
    totals, no_totals = attempt(lambda: results.official_totals(selection))
    leads = [f"{answer.finding} {stand_out(answer.changes)}".strip() if answer else no_answer]
    # A period named beforehand leads: the event that ends it is part of what is said of it.
    followed = period or (effect if effect and effect.answerable else None)
    leads += [period.brief if period else str(followed)] if followed else []
    leads += [str(totals)] if totals else []
    leads += [answer.counted] if answer and answer.counted else []
    could, _ = attempt(lambda: could_be_found(selection))
    unanswered = [str(could)] if could else []
    unanswered += [str(effect)] if effect and not effect.answerable else []
    unanswered += [reason for reason in (no_effect, no_totals) if reason]
    unanswered += _unanswered_events(selection)
    settled, refused = responses.told_in_front(context)
    unanswered += refused
    caution = study.settings.get("caution", "")
    sure = [*([measured_rate(answer.changes).short] if answer else [])]
    # What is said of a period has the ways to count in it.
    sure += _sensitivity(context, effect=followed is effect)
    # Between what was found and how sure it is: it leads nothing, and is there where it is settled.
    leads = [*leads[:LEADS], *settled]
    sentences = [*leads, caution, *sure, *dict.fromkeys(unanswered), CAUSE]
    return [
        Heading(level=1, text="Summary"),
        *([Paragraph(text=caution, style="caution")] if caution else []),
        *[Paragraph(text=text, style="lead") for text in leads],
        context.picture(
            "timeline",
            "What was counted day by day, and the rates found in it.",
            tallest=_room_beside([context.plan.title or study.title, *sentences]),
            titled=False,
        ),
        Heading(level=2, text="How sure"),
        Bullets(items=tuple(sure)),
        Heading(level=2, text="What cannot be answered"),
        Bullets(items=(*dict.fromkeys(unanswered), CAUSE)),
        PageBreak(),
    ]


def _unanswered_events(selection: Selection) -> list[str]:
    """Name the events after which the data do not tell whether the rate changed."""
    compared = event_effects(selection)
    rows = compared.table
    unsettled = rows[rows["verdict"].eq("not settled")]
    # A period is compared whole: what begins with it is compared over days of another number.
    days = f"the {plain_count(compared.after, 'days')} from each of these"
    before = f"against the {plain_count(compared.before, 'days')} before"
    single = unsettled["end"].isna()
    said = [
        f"The data do not settle whether the rate changed in {span}, {before}: {named}."
        for span, some in ((days, unsettled[single]), ("a period", unsettled[~single]))
        if (named := ", ".join(map(_named, some.itertuples())))
    ]
    reasons = rows[rows["verdict"].eq(UNANSWERED)]
    return said + [f"“{row.label}”: {row.reason}" for row in reasons.itertuples()]


def _named(row: Any) -> str:
    """Name an event in quotes, for its words may hold any sign."""
    days = plain_date(row.start) if pd.isna(row.end) else plain_dates(row.start, row.end)
    return f"“{row.label}” ({days})"


def _room_beside(texts: list[str]) -> int:
    """Return the pixels that the words of an A4 page leave for a figure, as far as can be told."""
    lines = sum(math.ceil(len(text) / LINE) for text in texts)
    paragraphs = sum(bool(text) for text in texts)
    left = PAGE - HEADINGS - lines * LINE_HEIGHT - paragraphs * GAP
    return round(left / PRESETS["page"].print_mm * PRESETS["page"].width_px)


def _sensitivity(context: ReportContext, *, effect: bool) -> list[str]:
    """Say how the findings change with what is counted, imprecise dates among it."""
    selection = context.selection
    found = [
        attempt(lambda: changepoint_sensitivity(selection)),
        *([attempt(lambda: effect_sensitivity(selection))] if effect else []),
        attempt(lambda: results.date_sensitivity(selection)),
    ]
    sentences = [str(result) for result, _ in found if result is not None]
    return sentences or ["Nothing could be computed under other ways to count."]
