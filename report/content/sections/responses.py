"""What follows what: two series, each after the episodes of the other."""

from analytics.responses.of_study import LongRecord, view_responses
from analytics.selection.study_series import series_names
from charts.tables.responses import refused_windows, window_words
from data.errors import EscalationError
from report.content.blocks import Block, Bullets, Heading, Paragraph, TableBlock
from report.content.context import ReportContext, attempt

# A page has no room for more columns; the files of the figures hold all.
LEFT_OUT = ["In all", "In all, 95 %", "p"]


def write(context: ReportContext) -> list[Block]:
    """Write the section on what follows what."""
    heading = Heading(level=1, text="What follows what")
    result, reason = attempt(lambda: view_responses(context.selection))
    if result is None:
        return [heading, Paragraph(text=reason)]
    words = window_words(result, context.words)
    refused = refused_windows(result)
    beside = [str(said) for one in result.directions for said in (one.gain, one.waiting)]
    return [
        heading,
        *[Paragraph(text=str(one)) for one in result.directions],
        Paragraph(text=" ".join(filter(None, [result.by_luck, result.left_out]))),
        context.picture(
            "responses",
            "Above, all episodes together; below, every episode as a row.",
            titled=False,
        ),
        TableBlock(
            frame=words.drop(columns=LEFT_OUT),
            caption="Events on the days after an episode against those expected. p is corrected "
            "for every window and both directions; seen is the smallest fall or rise that 8 of 10 "
            "such records would have shown.",
        ),
        *([Bullets(items=tuple(refused))] if refused else []),
        context.picture(
            "exchanges",
            "Both series, and how long each took to follow the other.",
            titled=False,
        ),
        Bullets(items=(*beside, *[str(one.same_day) for one in result.directions])),
    ]


def told_in_front(context: ReportContext) -> tuple[list[str], list[str]]:
    """Return what the front page says of it: what is settled, and what cannot be answered."""
    selection = context.selection
    # Of one series alone nobody has asked it.
    alone = len(series_names(selection.study)) < 2
    if alone or "responses" not in context.plan.sections:
        return [], []
    try:
        result = view_responses(selection)
    except LongRecord:
        return [], []
    except EscalationError as error:
        return [], [str(error)]
    settled = [str(one) for one in result.directions if not one.settled.empty]
    return settled, [str(one) for one in result.directions if not one.answerable]
