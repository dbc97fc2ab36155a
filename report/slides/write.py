"""A report as a PowerPoint deck: a finding a slide, charts and tables that can be edited."""

import io
from pathlib import Path

import pptx
from pptx.presentation import Presentation

from report.content.blocks import Report
from report.content.build import Progress, no_progress
from report.office.package import open_template, repacked, say, set_properties
from report.slides.blocks import write_opening, write_slide
from report.slides.layouts import prepare
from report.slides.plan import plan_slides

# 16:9, a plain master and three layouts; README.md says how to change it.
BASE = Path(__file__).with_name("base.pptx")


def write_slides(
    report: Report, *, template: Path | None = None, progress: Progress = no_progress
) -> bytes:
    """Write a report as a PowerPoint deck.

    Parameters
    ----------
    report : Report
    template : Path or None
        A .pptx or .potx whose masters and layouts are used; its slides are not.
    progress : callable
        Is told how many slides are made, of how many, and the next one.

    Returns
    -------
    bytes
        The same for the same report.

    Raises
    ------
    EscalationError
        When the template cannot be used, or a chart cannot be drawn.
    """
    file = pptx.Presentation(str(BASE)) if template is None else _emptied(template)
    deck = prepare(file, report.footer, say if template is not None else _silent)
    set_properties(file.core_properties, report)
    write_opening(deck, report)
    slides = plan_slides(report)
    for number, slide in enumerate(slides):
        progress(number, len(slides), slide.title)
        write_slide(deck, slide)
    target = io.BytesIO()
    file.save(target)
    return repacked(target.getvalue(), date=report.date)


def _silent(sentence: str) -> None:
    """Say nothing: our own deck lacks nothing."""


def _emptied(template: Path) -> Presentation:
    """Open a template and drop its slides, which are samples."""
    file = open_template(template, pptx.Presentation, "PowerPoint")
    listed = file.slides._sldIdLst
    for entry in list(listed):
        file.part.drop_rel(entry.rId)
        listed.remove(entry)
    return file
