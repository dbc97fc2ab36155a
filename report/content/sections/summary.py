"""The front page: the answer, the timeline, its sensitivity, what cannot be answered."""

import math

from analytics.changepoints.sentence import stand_out
from analytics.findings import results
from analytics.findings.alternatives import changepoint_sensitivity, effect_sensitivity
from analytics.findings.answer import answer_of, could_be_found
from analytics.findings.named_periods import period_effect
from charts.style.presets import PRESETS
from report.content.blocks import Block, Bullets, Heading, PageBreak, Paragraph
from report.content.context import ReportContext, attempt

CAUSE = (
    "A change of rate is a fact about the list of incidents; what caused it is not in these data."
)
LEADS = 3
# Of an A4 page: millimetres between its margins, what title, headings and caption take, a line of
# text and the gap after a paragraph; characters of a line.
PAGE, HEADINGS, LINE_HEIGHT, GAP = 263, 60, 5.2, 1.6
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
    effect, no_effect = attempt(lambda: results.effect(selection))
    period, _ = attempt(lambda: period_effect(selection))
    totals, no_totals = attempt(lambda: results.official_totals(selection))
    leads = [f"{answer.finding} {stand_out(answer.changes)}".strip() if answer else no_answer]
    # A period named beforehand leads: the event that ends it is part of what is said of it.
    followed = period or (effect if effect and effect.answerable else None)
    leads += [str(followed)] if followed else []
    leads += [str(totals)] if totals else []
    leads += [answer.counted] if answer and answer.counted else []
    could, _ = attempt(lambda: could_be_found(selection))
    unanswered = [str(could)] if could else []
    unanswered += [str(effect)] if effect and not effect.answerable else []
    unanswered += [reason for reason in (no_effect, no_totals) if reason]
    caution = study.settings.get("caution", "")
    sentences = [*leads[:LEADS], caution, *_sensitivity(context), *dict.fromkeys(unanswered), CAUSE]
    return [
        Heading(level=1, text="Summary"),
        *([Paragraph(text=caution, style="caution")] if caution else []),
        *[Paragraph(text=text, style="lead") for text in leads[:LEADS]],
        context.picture(
            "timeline",
            "What was counted day by day, and the rates found in it.",
            tallest=_room_beside([context.plan.title or study.title, *sentences]),
            titled=False,
        ),
        Heading(level=2, text="Sensitivity"),
        Bullets(items=tuple(_sensitivity(context))),
        Heading(level=2, text="What cannot be answered"),
        Bullets(items=(*dict.fromkeys(unanswered), CAUSE)),
        PageBreak(),
    ]


def _room_beside(texts: list[str]) -> int:
    """Return the pixels that the words of an A4 page leave for a figure, as far as can be told."""
    lines = sum(math.ceil(len(text) / LINE) for text in texts)
    paragraphs = sum(bool(text) for text in texts)
    left = PAGE - HEADINGS - lines * LINE_HEIGHT - paragraphs * GAP
    return round(left / PRESETS["page"].print_mm * PRESETS["page"].width_px)


def _sensitivity(context: ReportContext) -> list[str]:
    """Say how the findings change with what is counted, imprecise dates among it."""
    selection = context.selection
    found = [
        attempt(lambda: changepoint_sensitivity(selection)),
        attempt(lambda: effect_sensitivity(selection)),
        attempt(lambda: results.date_sensitivity(selection)),
    ]
    sentences = [str(result) for result, _ in found if result is not None]
    return sentences or ["Nothing could be computed under other ways to count."]
