"""A report of a view, written whole or not at all; the file's ending says as what."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from analytics.selection.selected import Selection
from data.errors import EscalationError
from report.content.blocks import Report
from report.content.build import Progress, build_report, no_progress
from report.content.plan import Plan
from report.files import check_targets, ending_of, write_all

FIRST_YEAR = 1980
# A document of Word and slides have no place for files that every program shows.
HOLDERS = (".pdf", ".html")
TEMPLATES = {".docx": (".docx", ".dotx"), ".pptx": (".pptx", ".potx")}


def write_report(
    selection: Selection,
    path: str | os.PathLike,
    *,
    plan: Plan | None = None,
    template: str | os.PathLike | None = None,
    force: bool = False,
    progress: Progress = no_progress,
) -> Path:
    """Write a report of a view as PDF, Word, PowerPoint or HTML.

    Parameters
    ----------
    selection : Selection
    path : path
        Its ending says the format.
    plan : Plan, optional
        The default one is every section.
    template : path, optional
        The user's own Word or PowerPoint template.
    force : bool
        Replace a file that exists.
    progress : callable
        Is told how many steps are done, of how many, and what is next.

    Returns
    -------
    Path

    Raises
    ------
    EscalationError
        When the ending is unknown, the file exists or cannot be written, the template is missing
        or a figure cannot be drawn; nothing is left behind then.
    """
    target = Path(path)
    ending, model = check_report(target, template)
    check_targets((target,), force=force)
    content = report_bytes(selection, ending, plan=plan, template=model, progress=progress)
    write_all({target: content}, force=force)
    return target


def check_report(path: Path, template: str | os.PathLike | None = None) -> tuple[str, Path | None]:
    """Tell as what a report is written, and on which template, before anything is computed.

    Parameters
    ----------
    path : Path
    template : path, optional

    Returns
    -------
    ending : str
    template : Path or None

    Raises
    ------
    EscalationError
        When the ending is unknown or the template is missing.
    """
    ending = ending_of(path, WRITERS)
    return ending, _template(template, ending)


def report_bytes(
    selection: Selection,
    ending: str,
    *,
    plan: Plan | None = None,
    template: Path | None = None,
    progress: Progress = no_progress,
) -> bytes:
    """Return a report as the content of a file.

    Parameters
    ----------
    selection, plan, progress
        As for :func:`write_report`.
    ending : {".pdf", ".docx", ".pptx", ".html"}
    template : Path, optional

    Returns
    -------
    bytes

    Raises
    ------
    EscalationError
        When a figure cannot be drawn or the template cannot be used.
    """
    plan = plan or Plan()
    if ending in TEMPLATES:
        check_year()
    half = len(plan.sections)

    def drawn(done: int, total: int, what: str) -> None:
        # Drawing is told as the second half, whatever the number of figures.
        progress(half + half * done // max(total, 1), 2 * half, what)

    report = build_report(
        selection,
        plan,
        holds_files=ending in HOLDERS,
        progress=lambda done, _, what: progress(done, 2 * half, what),
    )
    content = WRITERS[ending](report, template, drawn)
    progress(2 * half, 2 * half, "")
    return content


def check_year() -> None:
    """Refuse to pack a file on a day that the format cannot name.

    Raises
    ------
    EscalationError
    """
    now = time.localtime()
    if now.tm_year < FIRST_YEAR:
        raise EscalationError(
            f"The clock of this computer says {now.tm_year}, and files of Word and PowerPoint know "
            f"no day before {FIRST_YEAR}: set the clock, or write a PDF."
        )


def _template(template: str | os.PathLike | None, ending: str) -> Path | None:
    if template is None:
        return None
    path = Path(template)
    if ending not in TEMPLATES:
        raise EscalationError(
            f"A template is for {' and '.join(TEMPLATES)}, not for {ending}: leave it out."
        )
    if not path.is_file():
        raise EscalationError(f"There is no template {path}: correct its name.")
    return path


# Each library is loaded only for its own kind of file.
def _pdf(report: Report, template: Path | None, progress: Progress) -> bytes:
    from report.pdf.write import write_pdf

    return write_pdf(report, progress=progress)


def _word(report: Report, template: Path | None, progress: Progress) -> bytes:
    from report.word.write import write_word

    return write_word(report, template=template, progress=progress)


def _slides(report: Report, template: Path | None, progress: Progress) -> bytes:
    from report.slides.write import write_slides

    return write_slides(report, template=template, progress=progress)


def _html(report: Report, template: Path | None, progress: Progress) -> bytes:
    from report.page.write import write_page

    return write_page(report, progress=progress)


WRITERS: dict[str, Callable[[Report, Path | None, Progress], bytes]] = {
    ".pdf": _pdf,
    ".docx": _word,
    ".pptx": _slides,
    ".html": _html,
}
