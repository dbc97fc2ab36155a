"""What the page needs to make files: the rooms that write them, put together for it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analytics.selection.selected import Selection
    from charts.style.theme import Look
    from dashboard.export.functions import ExportFunctions, Progress


def export_functions() -> "ExportFunctions":
    """Return the functions that make reports, figure files and citations.

    Returns
    -------
    ExportFunctions
    """
    from dashboard.export.functions import ExportFunctions
    from report.figure.citation import citation

    return ExportFunctions(report=_report, figure=_figure, citation=citation)


def _report(selection: "Selection", kind: str, progress: "Progress") -> bytes:
    """Write a report as the command line does, by the plan in the study's folder."""
    from report.content.plan import Plan, read_plan
    from report.document import report_bytes

    # The folder of a dropped file is gone.
    study = selection.study
    plan = read_plan(study.folder) if study.folder.is_dir() else Plan()
    return report_bytes(selection, f".{kind}", plan=plan, progress=progress)


def _figure(name: str, selection: "Selection", look: "Look", kind: str) -> bytes:
    """Draw a chart as the command line does."""
    from report.figure.export import figure_content
    from report.figure.order import FigureOrder

    return figure_content(FigureOrder(chart=name, selection=selection, look=look), kind)
