"""Two groups of a view against each other: after an event, since a change, or of late."""

from dataclasses import dataclass

import pandas as pd

from analytics.changepoints.search import FOUND
from analytics.effects.contrast import compare
from analytics.effects.estimates import ratio_estimate
from analytics.effects.recent import USUAL_DAYS
from analytics.effects.windows import DAY, ComparedDays, Windows, cut_windows
from analytics.errors import InvalidOption, NotAnswerable
from analytics.findings import results
from analytics.groups.compare import MOST_COMPARED, group_label
from analytics.groups.ratio_of_ratios import TwoRatios, ratio_of_ratios
from analytics.panel.counting import count_panel
from analytics.selection.columns import column_label, column_nouns, is_unknown
from analytics.selection.selected import Selection
from analytics.wording import plain_dates

SINCE = ("recent", "event", "change")
AFTER_CHANGE = (
    "The date was found in the same days, so that each group's own change looks larger than it is; "
    "of their difference this holds where the change is that of one of them."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class PairResult:
    """Outcome of :func:`compare_pair`.

    Attributes
    ----------
    by : str
    label : str
        What the column is called.
    pair : tuple of str
        The two groups.
    noun : str
    since : {"recent", "event", "change"}
        Which days were compared.
    windows : tuple of Windows
        The days of either group.
    ratios : TwoRatios
    """

    by: str
    label: str
    pair: tuple[str, str]
    noun: str
    since: str
    windows: tuple[Windows, Windows]
    ratios: TwoRatios

    @property
    def table(self) -> pd.DataFrame:
        """One row a group, then one for the first over the second.

        ``group``, ``events_before``, ``days_before``, ``events_after``, ``days_after``,
        ``rate_ratio``, ``ci_low``, ``ci_high``, ``pvalue``; the last row has no counts.
        """
        rows: list[dict[str, object]] = [
            {
                "group": group,
                "events_before": int(days.before.sum()),
                "days_before": len(days.before),
                "events_after": int(days.after.sum()),
                "days_after": len(days.after),
            }
            for group, days in zip(self.pair, self.windows, strict=True)
        ]
        rows.append({"group": f"{self.pair[0]} over {self.pair[1]}"})
        estimates = (self.ratios.first, self.ratios.second, self.ratios.contrast)
        names = ("rate_ratio", "ci_low", "ci_high", "pvalue")
        table = pd.DataFrame(rows).assign(
            **{name: [one.cells[n] for one in estimates] for n, name in enumerate(names)}
        )
        counts = ["events_before", "days_before", "events_after", "days_after"]
        return table.astype(dict.fromkeys(counts, "Int64"))

    def __str__(self) -> str:
        """Say which days were compared, and whether the two changed alike."""
        days = self.windows[0]
        before, after = (
            plain_dates(part.index[0], part.index[-1]) for part in (days.before, days.after)
        )
        names = tuple(group_label(group, self.by) for group in self.pair)
        said = self.ratios.told((names[0], names[1]), self.noun)
        note = f" {AFTER_CHANGE}" if self.since == "change" else ""
        return f"{after} against {before}. {said}{note}"


def compare_pair(
    selection: Selection, pair: tuple[str, str], by: str | None = None, *, since: str = SINCE[0]
) -> PairResult:
    """Compare how the rates of two groups changed over the same days.

    Parameters
    ----------
    selection : Selection
    pair : tuple of str
        Two values of the column.
    by : str or None
        A column of the series' table; None is the one that the view divides by.
    since : {"recent", "event", "change"}
        The view's last days against those before; the days that its event compares; or the last
        two periods that the search found in all of the view's events.

    Returns
    -------
    PairResult

    Raises
    ------
    InvalidOption, NotAnswerable, OutsideCoverage
    """
    by = by or selection.view.by
    counts = count_panel(selection.counting, by, most=MOST_COMPARED, also=pair).observed
    one, _ = column_nouns(selection.study, by)
    for group in pair:
        if is_unknown(group):
            raise InvalidOption(f"{group!r} is no {one}: name two that are known.")
        if group not in counts:
            known = ", ".join([str(name) for name in counts if not is_unknown(name)][:12])
            raise InvalidOption(f"There is no {one} {group!r} in this view: there is {known}.")
    if pair[0] == pair[1]:
        raise InvalidOption(f"{pair[0]!r} is named twice: name two groups.")
    days = _compared_days(selection, counts.index, since)
    first, second = (cut_windows(counts[group], days.date, **days.options) for group in pair)
    return PairResult(
        by=by,
        label=column_label(selection.study, by),
        pair=pair,
        noun=selection.measured,
        since=since,
        windows=(first, second),
        ratios=_ratios(pair, first, second),
    )


def _ratios(pair: tuple[str, str], first: Windows, second: Windows) -> TwoRatios:
    one, other = compare(first), compare(second)
    for group, compared in zip(pair, (one, other), strict=True):
        if not compared.answerable:
            few = int(sum(compared.totals))
            raise NotAnswerable(
                f"{group} cannot be compared with itself on these days, so not with another: it "
                f"has {few} {'event' if few == 1 else 'events'} in them, too few to show a change."
            )
    ratios = [ratio_estimate(each.totals, each.days, each.dispersion) for each in (one, other)]
    return TwoRatios(first=ratios[0], second=ratios[1], contrast=ratio_of_ratios(one, other))


def _compared_days(selection: Selection, index: pd.DatetimeIndex, since: str) -> ComparedDays:
    """Say which days are compared."""
    if since == "event":
        if not selection.view.event:
            raise NotAnswerable("No event is chosen to compare before and after: name one.")
        return results.compared_days(selection)
    if since == "change":
        changes = results.changepoints(selection.under(dates="precise"))
        if changes.verdict != FOUND or changes.table.empty:
            raise NotAnswerable(
                "No change is found in all of these events together, so there are no days before "
                "and after one: compare the last days, or around an event."
            )
        last, before = changes.table.iloc[-1], changes.segments.iloc[-2]
        return _split(last.changepoint, before.start, index[-1])
    if since != "recent":
        raise InvalidOption(f"since is {since!r}: choose one of {', '.join(SINCE)}.")
    first = index[-1] - (selection.view.recent - 1) * DAY
    return _split(first, max(index[0], first - USUAL_DAYS * DAY), index[-1])


def _split(date: pd.Timestamp, start: pd.Timestamp, end: pd.Timestamp) -> ComparedDays:
    before = max((date - start).days, 1)
    return ComparedDays(date=date, until=None, before=before, after=(end - date).days + 1, gap=0)
