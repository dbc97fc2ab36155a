"""How many events are in view, and why the others are not."""

from dash import html

from analytics.left_out import left_out_words
from analytics.view import View
from data.study import Study


def left_out(study: Study, view: View) -> list[html.P]:
    """Say how many events count in this view and why the rest do not.

    Parameters
    ----------
    study : Study
    view : View

    Returns
    -------
    list of P
    """
    return [html.P(line) for line in left_out_words(study, view)]
