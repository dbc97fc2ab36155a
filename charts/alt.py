"""A figure in one or two sentences, for readers who do not see it."""

import plotly.graph_objects as go


def alt_text(figure: go.Figure) -> str:
    """Say what a figure shows, its extremes and its finding.

    Parameters
    ----------
    figure : Figure
        Made by a chart function of this room, which leaves the sentences in ``layout.meta``.

    Returns
    -------
    str
        Plain text.
    """
    said = figure.layout.meta
    title = said["title"] if said["title"].endswith((".", "!", "?")) else f"{said['title']}."
    return " ".join(part for part in (said["description"], title) if part)
