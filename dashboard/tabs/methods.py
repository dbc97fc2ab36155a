"""What each number means, and when not to trust it."""

from dash import dcc, html

from analytics.methods import methods_in_plain_words
from data.study import Study


def methods_text(study: Study) -> html.Div:
    """Return the methods view: words first, the study's sources behind a fold.

    Parameters
    ----------
    study : Study

    Returns
    -------
    Div
    """
    return html.Div(
        [
            html.Div(dcc.Markdown(methods_in_plain_words()), className="card methods"),
            html.Details(
                [html.Summary("Sources of this study"), dcc.Markdown(study.sources)],
                className="card methods",
            ),
        ]
    )
