"""How results show themselves in a notebook: the sentence, the table and the figure.

``analytics`` knows nothing of charts, so its results cannot draw themselves, and nothing is added
to their classes from outside either: IPython is told by name how each is shown, and loads neither
class nor chart before one is shown. Without IPython nothing is told to anybody, and
``print(result)`` says the sentence. Another kind of notebook shows what :func:`as_html` returns.
"""

import base64
import html
import sys
from typing import Any

MOST_ROWS = 20
# Module and class of whatever is shown; what is made from one of these is shown like it.
RESULTS = (
    ("analytics.changepoints.search", "ChangepointResult"),
    ("analytics.effects.before_after", "EffectResult"),
    ("analytics.effects.named_period", "NamedPeriodResult"),
    ("analytics.nowcast.newest_days", "Nowcast"),
    ("analytics.reconciliation.reconcile", "Reconciliation"),
    ("analytics.reconciliation.daily", "DailyReconciliation"),
    ("analytics.reconciliation.official_totals", "TotalsComparison"),
    ("analytics.regimes.markov_switching", "RegimeResult"),
    ("analytics.descriptive.places", "PlacesResult"),
    ("analytics.responses.both", "ResponsesResult"),
    ("analytics.revisions.compare", "VintageComparison"),
    ("analytics.structural_tests.level_tests", "CusumResult"),
    ("analytics.structural_tests.level_tests", "SupFResult"),
    ("analytics.structural_tests.level_tests", "StabilityResult"),
)
STUDY = ("data.study", "Study")
CHART = ("charts.chart", "Chart")


def show_results() -> None:
    """Tell a running IPython how results, studies and charts are shown; without one, do nothing."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return
    formatters = shell.display_formatter.formatters
    for module, name in (*RESULTS, STUDY, CHART):
        formatters["text/html"].for_type_by_name(module, name, as_html)
        formatters["text/plain"].for_type_by_name(module, name, _as_text)


def as_html(shown: Any) -> str:
    """Return what a notebook shows of a result, a study or a chart.

    Parameters
    ----------
    shown : result, Study or Chart

    Returns
    -------
    str
        HTML that loads nothing and runs nothing; whatever comes from the data is escaped.
    """
    from charts.chart import Chart
    from data.study import Study

    if isinstance(shown, Chart):
        return f"<div>{_image(shown)}</div>"
    parts = [_paragraph(sentence(shown))]
    if isinstance(shown, Study):
        parts += [_paragraph(f"Note: {warning}.") for warning in shown.warnings]
    else:
        parts += [_table(shown.table), _figure(shown)]
    return f"<div>{''.join(parts)}</div>"


def sentence(shown: Any) -> str:
    """Say in one sentence what is shown.

    Parameters
    ----------
    shown : result, Study or Chart

    Returns
    -------
    str
    """
    from charts.chart import Chart
    from data.study import Study

    if isinstance(shown, Chart):
        return shown.alt
    return _study_sentence(shown) if isinstance(shown, Study) else str(shown)


def _as_text(shown: Any, printer: Any, cycle: bool) -> None:
    printer.text(sentence(shown))


def _study_sentence(study: Any) -> str:
    from analytics.selection.data_label import study_line
    from analytics.selection.study_series import series_events, series_names

    rows = {name: len(series_events(study, name)) for name in series_names(study)}
    totals = " and ".join(f"{many:,} {name}" for name, many in rows.items())
    covered = f"{study.start:%Y-%m-%d} to {study.end:%Y-%m-%d}"
    return f"{study.title}: {totals}, {covered}. {study_line(study)}."


def _figure(result: Any) -> str:
    """Draw a result; one that has no chart, or too little for one, is told in words alone."""
    from data.errors import EscalationError
    from escalation.output import NoChart, plot

    try:
        return _image(plot(result))
    except NoChart:
        return ""
    except EscalationError as error:
        return _paragraph(str(error))


def _image(chart: Any) -> str:
    """Draw a chart into the page: as an image it can load nothing and run nothing."""
    from report.figure.render import draw_image

    content = base64.b64encode(draw_image(chart, "svg", scale=1)).decode("ascii")
    source = f"data:image/svg+xml;base64,{content}"
    return f'<img src="{source}" alt="{html.escape(chart.alt)}" style="max-width: 100%">'


def _table(table: Any) -> str:
    shown = table.head(MOST_ROWS).to_html(
        index=False, escape=True, border=0, na_rep="", float_format="{:.4g}".format
    )
    rest = len(table) - MOST_ROWS
    return shown + (_paragraph(f"and {rest:,} more rows in .table") if rest > 0 else "")


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>"
