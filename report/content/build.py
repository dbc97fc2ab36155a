"""A study and a view as one report: which sections it has, and what each of them says."""

from collections.abc import Callable

from analytics.selection.additions import REPORT, edited_of
from analytics.selection.data_label import study_line
from analytics.selection.selected import Selection
from analytics.selection.sentences import subtitle
from charts.tables.safe_csv import chart_csv, safe_csv
from report.content.blocks import Block, Picture, Report
from report.content.context import ReportContext
from report.content.plan import Plan
from report.content.sections import (
    breakdown,
    changepoints,
    coverage,
    events,
    incidents,
    methods,
    official_totals,
    places,
    responses,
    sources,
    summary,
    where,
)

WRITERS: dict[str, Callable[[ReportContext], list[Block]]] = {
    "summary": summary.write,
    "coverage": coverage.write,
    "changes": changepoints.write,
    "events": events.write,
    "responses": responses.write,
    "totals": official_totals.write,
    "breakdown": breakdown.write,
    "map": places.write,
    "where": where.write,
    "methods": methods.write,
    "sources": sources.write,
    "incidents": incidents.write,
}
Progress = Callable[[int, int, str], None]


def no_progress(done: int, total: int, what: str) -> None:
    """Tell nobody how far it is."""


def build_report(
    selection: Selection,
    plan: Plan | None = None,
    *,
    holds_files: bool = True,
    progress: Progress = no_progress,
) -> Report:
    """Write a report of a view.

    Parameters
    ----------
    selection : Selection
    plan : Plan, optional
        The default one is every section.
    holds_files : bool
        Whether the kind of document can hold files, as a PDF and a page can.
    progress : callable
        Is told how many sections are done, of how many, and what is next.

    Returns
    -------
    Report
    """
    study = selection.study
    plan = plan or Plan()
    context = ReportContext(selection=selection, plan=plan, holds_files=holds_files)
    blocks: list[Block] = []
    for number, name in enumerate(plan.sections):
        progress(number, len(plan.sections), name)
        blocks += WRITERS[name](context)
    return Report(
        title=edited_of(selection.view.edited, REPORT).title or plan.title or study.title,
        subtitle=subtitle(selection),
        footer=f"{study.title} · {study_line(study)}",
        blocks=tuple(blocks),
        author=plan.author,
        date=study.data_date,
        language=plan.language,
        logo=plan.logo,
        files=_files(context, blocks),
    )


def _files(context: ReportContext, blocks: list[Block]) -> dict[str, bytes]:
    """Gather the data behind the figures, and the incidents where they are not too many."""
    if not context.holds_files:
        return {}
    pictures = [block for block in blocks if isinstance(block, Picture)]
    files = {f"{picture.name}.csv": chart_csv(picture.chart) for picture in pictures}
    if "incidents" in context.plan.sections and context.selection.study.shares_rows:
        rows = context.selection.incidents
        if len(rows) <= incidents.MOST_EMBEDDED:
            files[incidents.FILE] = safe_csv(rows)
    return {name: text.encode("utf-8") for name, text in files.items()}
