"""A chart's citation: what it says, of which data, made by what."""

from analytics.selection.selected import Selection
from charts.catalogue import draw
from charts.style.text_metrics import plain_text
from charts.style.theme import Look


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
    cited = draw(chart, selection, Look())
    finding = f"“{(cited.found or cited.title).rstrip('.')}”"
    sentences = [
        plain_text(selection.study.title),
        f"“{cited.title}” (a reader's title; the finding is {finding})" if cited.found else finding,
        cited.subtitle.rstrip("."),
    ]
    parts = [*(f"{part}." for part in sentences), str(cited.source)]
    return " ".join([*parts, *([link] if link else [])])
