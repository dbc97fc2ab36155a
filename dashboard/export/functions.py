"""What the page gives away as files; made by a room that the page does not know itself."""

from collections.abc import Callable
from dataclasses import dataclass

from analytics.selection.selected import Selection
from charts.chart import Chart
from charts.style.theme import Look

Progress = Callable[[int, int, str], None]
REPORTS = {
    "pdf": ("PDF", "application/pdf"),
    "docx": (
        "Word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pptx": (
        "PowerPoint",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "html": ("Web page, one file", "text/html; charset=utf-8"),
}
FIGURES = {
    "png": ("PNG", "image/png"),
    "svg": ("SVG", "image/svg+xml"),
    "pdf": ("PDF", "application/pdf"),
    "fragment": ("Embed", "text/html; charset=utf-8"),
}


@dataclass(frozen=True, kw_only=True)
class ExportFunctions:
    """Functions that make files of a view; the command line hands them to the page.

    Parameters
    ----------
    report : callable
        Selection, kind (a key of ``REPORTS``) and ``progress`` to the bytes of a document.
    figure : callable
        Name of a chart, selection, look and kind (a key of ``FIGURES``) to the bytes of a file.
    citation : callable
        Selection, name of a chart and link to text that can be copied.
    picture : callable
        A chart to SVG that stands in a page which has the figures' font.
    """

    report: Callable[[Selection, str, Progress], bytes]
    figure: Callable[[str, Selection, Look, str], bytes]
    citation: Callable[[Selection, str, str], str]
    picture: Callable[[Chart], str]
