"""A chart's citation: what it says, of which data, made by what."""

from analytics.selection.data_label import study_line
from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.style.annotations import source_line
from charts.style.text_metrics import plain
from charts.style.theme import Look
from data.version import made_with


def citation(selection: Selection, chart: str, link: str = "") -> str:
    """Return text that can be copied beside a chart.

    Parameters
    ----------
    selection : Selection
    chart : str
        Its name.
    link : str
        Where the chart can be seen; empty for none.

    Returns
    -------
    str
        The study's title, the finding, what is shown with its filters, source, data and product.

    Raises
    ------
    EscalationError
        When the data cannot carry the chart.
    """
    study = selection.study
    figure, _ = draw(chart, selection, Look(credit=study.credit))
    meta = figure.layout.meta
    told = [plain(study.title), f"“{meta['title'].rstrip('.')}”", meta["subtitle"].rstrip(".")]
    parts = [f"{part}." for part in told]
    parts.append(source_line(study.credit, meta["data"] or study_line(study), made_with()))
    return " ".join([*parts, *([link] if link else [])])
