"""What each number means, and when not to trust it."""

from pathlib import Path

from dash import dcc, html

from data.study import Study

# One text for the page and for the reader of the repository.
TEXT = Path(__file__).resolve().parents[2] / "docs" / "methods.md"


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
            html.Div(dcc.Markdown(TEXT.read_text(encoding="utf-8")), className="card methods"),
            html.Details(
                [html.Summary("Sources of this study"), dcc.Markdown(study.sources)],
                className="card methods",
            ),
        ]
    )
