"""How many events count in a view, and why the others do not."""

from analytics.selection.counts import view_events
from analytics.selection.imprecise_dates import dates_note
from analytics.selection.observed_days import days_left_out
from analytics.selection.study_series import measured_series, series_table
from analytics.selection.view import View
from analytics.series.date_precision import is_precise, possible_between
from data.study import Study


def left_out_words(study: Study, view: View) -> list[str]:
    """Say how many events count in this view and why the rest do not.

    Parameters
    ----------
    study : Study
    view : View

    Returns
    -------
    list of str
        Sentences.
    """
    which = measured_series(study, view)
    events = getattr(study, series_table(study, which))
    kept = view_events(study, view, which)
    period = possible_between(events, view.start, view.end, study.approx_days)
    outside, filtered = int((~period).sum()), int(period.sum()) - len(kept)
    dated = kept[is_precise(kept, study.approx_days)]
    counted = dated if view.dates == "precise" else kept
    lines = [f"{len(counted):,} of {len(events):,} rows count as {which} in view."]
    if outside:
        lines.append(f"{outside} left out: outside the period.")
    if filtered:
        lines.append(f"{filtered} left out: by the filters or the study's rule for the series.")
    about = int((dated["date_precision"] == "approx").sum())
    if about:
        lines.append(f"{about} of those in view have an approximate date (a day or two of doubt).")
    lines += [dates_note(study, view), days_left_out(study, view)]
    return [line for line in lines if line]
