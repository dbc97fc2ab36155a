"""What is said of a selection: what it shows, which days and rows it leaves out, and why."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analytics.selection.cache import remembered
from analytics.selection.columns import column_label, value_words
from analytics.selection.selected import Selection, reached_by
from analytics.selection.study_series import (
    counts_once,
    is_toll,
    row_noun,
    series_label,
    series_sum,
    series_table,
)
from analytics.series.date_precision import rows_reaching
from analytics.wording import plain_count, plain_date, plain_dates
from data.calendar import INCOMPLETE, NOT_COVERED, spans

# A filter that a table cannot answer would empty it: a second file may have no column for weapons.
FILTER_LABELS = {
    "country": "{} only",
    "location": "at {} only",
    "weapon": "weapon: {}",
    "confirmation": "confirmation: {}",
}
MOST_SPANS = 3
# A day that the source covers, on which some report gives no number of what is added up.
TOLL_UNKNOWN = "toll unknown"
UNCOUNTED_DAYS = {
    NOT_COVERED: "not covered",
    TOLL_UNKNOWN: "of an unknown toll",
    INCOMPLETE: "not yet complete",
}


def subtitle(
    selection: Selection, *, unit: str = "per day", rows: pd.DataFrame | None = None
) -> str:
    """Say what a figure of a selection shows: what, unit, period and every filter that is on.

    Parameters
    ----------
    selection : Selection
    unit : str
    rows : DataFrame or None
        Where the figure adds up a toll by groups instead of days: the rows that it adds up.
    """
    view = selection.view
    what = " and ".join(series_label(selection.study, series) for series in selection.shown)
    first, last = pd.Timestamp(view.start), pd.Timestamp(view.end)
    # Both years are written out: the subtitle is what a figure is cited by.
    whole = f"{plain_date(first)} to {plain_date(last)}"
    period = plain_date(first) if first == last else whole
    choices = _filter_words(selection)
    if counts_once(selection.study, selection.measured, view.repeats):
        choices.append("same day and place counted once")
    if view.dates == "imputed":
        choices.append("imprecise dates imputed")
    told = (at_least(selection, series, rows) for series in selection.shown)
    choices += [words for words in told if words]
    line = ", ".join([f"{what} {unit}".strip(), period, *choices])
    unseen = days_left_out(selection, by_day=rows is None)
    return f"{line}. {unseen.removesuffix('.')}" if unseen else line


def _filter_words(selection: Selection) -> list[str]:
    """Say which filters are on, and of what, where not every series shown has the column."""
    study = selection.study
    tables = {name: getattr(study, series_table(study, name)).columns for name in selection.shown}
    words = []
    for column, chosen in _asked_words(selection):
        filtered = [name for name, columns in tables.items() if column in columns]
        if len(filtered) == len(tables):
            words.append(chosen)
        elif filtered:
            words.append(f"{chosen} (of {' and '.join(filtered)})")
    return words


def _asked_words(selection: Selection) -> Iterator[tuple[str, str]]:
    """Give each column that is filtered with what is asked of it."""
    view = selection.view
    for column, chosen in view.filters.items():
        yield column, FILTER_LABELS[column].format(", ".join(chosen).replace("_", " "))
    for condition in view.where:
        column = condition.column
        values = [value_words(column, value) for value in condition.values]
        words = f"not {' nor '.join(values)}" if condition.excluded else ", ".join(values)
        yield column, f"{column_label(selection.study, column).lower()}: {words}"


def at_least(selection: Selection, series: str, rows: pd.DataFrame | None = None) -> str:
    """Say of how many reports a toll is unknown; empty where every one gives a number.

    Parameters
    ----------
    selection : Selection
    series : str
    rows : DataFrame or None
        Those of its events that are added up; all that the view shows when left out.
    """
    if not is_toll(selection.study, series):
        return ""
    events = selection.events(series) if rows is None else rows
    unknown = int(events[series_sum(selection.study, series)].isna().sum())
    if not unknown:
        return ""
    return f"{series} at least: unknown in {unknown:,} of {plain_count(len(events), 'reports')}"


def days_left_out(selection: Selection, *, by_day: bool = True) -> str:
    """Say which days the statistics leave out; empty when every day is observed.

    A sum by groups leaves no day out for a toll that is blank: what is known of it counts.
    """
    return _days_left_out(selection.rows, selection.measured, by_day)


@remembered
def _days_left_out(rows: Selection, series: str, by_day: bool) -> str:
    days = rows.covered(series)
    if by_day and series_sum(rows.study, series):
        blank = (rows.states(series) == NOT_COVERED) & (days != NOT_COVERED)
        days = days.mask(blank, TOLL_UNKNOWN)
    parts = [part for state, words in UNCOUNTED_DAYS.items() if (part := _days(days, state, words))]
    return f"Left out: {' and '.join(parts)}." if parts else ""


def _days(states: pd.Series, state: str, words: str) -> str:
    stretches = spans(states, state)
    if not stretches:
        return ""
    number = int((states == state).sum())
    named = [plain_dates(*span) for span in stretches[:MOST_SPANS]]
    more = len(stretches) - len(named)
    listed = ", ".join(named) + (
        f" and {more} more {'stretch' if more == 1 else 'stretches'}" if more else ""
    )
    return f"{plain_count(number, 'days')} {words} ({listed})"


def tolls_left_out(selection: Selection, *, from_share: float = 0.0) -> str:
    """Say how much of what is known of a toll lies on days whose sum is unknown.

    Parameters
    ----------
    selection : Selection
    from_share : float
        Nothing is said of a smaller share.

    Returns
    -------
    str
        Empty where nothing known is left out.
    """
    series = selection.measured
    if not is_toll(selection.study, series):
        return ""
    tolls = selection.cells(series, series_sum(selection.study, series))
    observed = selection.rows_on_observed_days(series)
    lost = int(tolls[observed & _on_unknown_days(selection)].sum())
    whole = int(tolls[observed].sum())
    if not lost or lost < from_share * whole:
        return ""
    verb = "lies" if lost == 1 else "lie"
    return (
        f"{lost:,} of the {whole:,} known {series} {verb} on days that figures by day leave out, "
        "for another toll of the day is unknown."
    )


def _on_unknown_days(selection: Selection) -> np.ndarray:
    """Tell which events are dated to a day that is covered, and whose sum is unknown."""
    series = selection.measured
    states, covered = selection.states(series), selection.covered(series)
    unknown = states.index[(states == NOT_COVERED) & (covered != NOT_COVERED)]
    dates = selection.cells(series, "date").isin(unknown).to_numpy()
    return dates & selection.dated(series).to_numpy()


def dates_note(selection: Selection) -> str:
    """Say how many events are not dated to the day, and what becomes of them; or nothing."""
    series = selection.measured
    if selection.dated(series).all():
        return ""
    undated, total = selection.undated(series), len(selection.events(series))
    verb = "is" if len(undated) == 1 else "are"
    roughly = " or only roughly" if (undated["date_precision"] == "approx").any() else ""
    treated = (
        "left out of the rates"
        if selection.view.dates == "precise"
        else "spread over their dates, drawn at random"
    )
    return (
        f"{len(undated):,} of {total:,} {row_noun(selection.study, series)} {verb} dated only to a "
        f"week, month or period{roughly} and {treated}."
    )


def left_out_words(selection: Selection) -> list[str]:
    """Say in a few sentences how many events count in a selection and why the rest do not."""
    study, view, series = selection.study, selection.view, selection.measured
    events, dated = getattr(study, series_table(study, series)), selection.dated(series).to_numpy()
    period = rows_reaching(reached_by(study, series_table(study, series)), view.start, view.end)
    every = len(selection.under(repeats="each").dated(series))
    outside, filtered = int((~period).sum()), int(period.sum()) - every
    observed = selection.rows_on_observed_days(series)
    unobserved = len(dated) - int(observed.sum())
    counts = dated & observed if view.dates == "precise" else observed
    lines = _counted_words(selection, counts, len(events))
    if outside:
        lines.append(f"{outside:,} left out: outside the period.")
    if filtered:
        lines.append(f"{filtered:,} left out: by the filters or the study's rule for the series.")
    if repeated := every - len(dated):
        lines.append(f"{repeated:,} left out: of the same day and place as another row.")
    if unobserved:
        lines.append(f"{unobserved:,} left out: on days not covered or not yet complete.")
    precision = selection.cells(series, "date_precision").to_numpy(object)[dated & counts]
    about = int((precision == "approx").sum())
    if about:
        have = "has" if about == 1 else "have"
        lines.append(
            f"{about:,} of those in view {have} an approximate date (a day or two of doubt)."
        )
    toll = is_toll(study, series)
    if toll and (known := at_least(selection, series, selection.on_observed_days(series))):
        lines.append(f"{known[0].upper()}{known[1:]}; figures by day leave their days out.")
    lines += [dates_note(selection), days_left_out(selection)]
    return [line for line in lines if line]


def _counted_words(selection: Selection, counts: np.ndarray, rows: int) -> list[str]:
    """Say how many rows count, and of a sum what they add up to and which of them by day."""
    series, many = selection.measured, plain_count(rows, "rows")
    added, number = series_sum(selection.study, series), int(counts.sum())
    if not added:
        count = "counts" if number == 1 else "count"
        return [f"{number:,} of {many} {count} as {series} in view."]
    tolls = selection.cells(series, added)
    known = counts & tolls.notna().to_numpy()
    total = plain_count(int(tolls[known].sum()), series)
    kind = row_noun(selection.study, series)
    are = f"is a {kind.removesuffix('s')}" if number == 1 else f"are {kind}"
    said = f"{number:,} of {many} {are} of {series} in view"
    if known.sum() == number:
        return [f"{said}: {total} in all."]
    lines = [f"{said}: {known.sum():,} with a number, {total} in all, and the rest without one."]
    if left := int((known & _on_unknown_days(selection)).sum()):
        lines.append(
            f"{left:,} of those with a number {'is' if left == 1 else 'are'} left out of "
            f"figures by day: another {kind.removesuffix('s')} of the same day has none."
        )
    return [*lines, *filter(None, [tolls_left_out(selection)])]
