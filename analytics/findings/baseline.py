"""Now against a baseline: the days before, a year earlier, before an event or the last change."""

from dataclasses import dataclass

import pandas as pd

from analytics.effects import sentence
from analytics.effects.before_after import ALPHA
from analytics.effects.contrast import Comparison, compare
from analytics.effects.estimates import NOTHING, Estimate, ratio_estimate
from analytics.effects.windows import DAY, Windows, cut_windows
from analytics.errors import NotAnswerable
from analytics.findings import results
from analytics.selection.cache import remembered
from analytics.selection.selected import Selection
from analytics.wording import plain_count, plain_date, plain_dates

CHOSEN = "the date was found in these days, so the interval is too narrow"


@dataclass(frozen=True, kw_only=True, eq=False)
class BaselineResult:
    """Outcome of :func:`against_baseline`; ``ratio`` has no numbers where the days cannot tell."""

    windows: Windows
    compared: Comparison
    ratio: Estimate
    against: str
    caution: str

    @property
    def table(self) -> pd.DataFrame:
        """One row: days and events now and of the baseline, and the ratio of their rates."""
        parts = {"now": self.windows.after, "baseline": self.windows.before}
        row: dict[str, object] = {}
        for name, counts in parts.items():
            row |= {f"{name}_start": counts.index[0], f"{name}_end": counts.index[-1]}
            row |= {f"{name}_days": len(counts), f"{name}_events": int(counts.sum())}
        value, low, high, pvalue = self.ratio.cells
        row |= {"rate_ratio": value, "ci_low": low, "ci_high": high, "pvalue": pvalue}
        return pd.DataFrame([row])

    def __str__(self) -> str:
        """Say both counts, and the ratio of the rates with its interval, in one sentence."""
        now, before = self.windows.after, self.windows.before
        noun = str(now.name or "events")
        events = int(now.sum())
        said = (
            f"There {'was' if events == 1 else 'were'} {plain_count(events, noun)} in "
            f"{_days(now)}, against "
            f"{int(before.sum()):,} in {_days(before)}, {self.against}"
        )
        if not self.compared.answerable:
            return f"{said}; {sentence.need(self.windows, self.compared.detectable)}."
        settled = self.ratio.pvalue < ALPHA
        ratio = sentence.ratio(*self.ratio.cells[:3], settled=settled)
        return f"{said}; by the day, {ratio}{f'; {self.caution}' if self.caution else ''}."


def _days(counts: pd.Series) -> str:
    return f"{plain_count(len(counts), 'days')} ({plain_dates(counts.index[0], counts.index[-1])})"


def against_baseline(selection: Selection) -> BaselineResult:
    """Compare the rate now with the baseline that a view has chosen.

    Parameters
    ----------
    selection : Selection
        "days" and "year" compare its last ``recent`` days with as many before, and with the same
        days a year earlier; "event" the days from its event on with those before; "change" the
        days since the last change with the period before that.

    Returns
    -------
    BaselineResult
        Of the events that are dated to the day.

    Raises
    ------
    NotAnswerable, OutsideCoverage, InvalidOption

    Notes
    -----
    The interval is that of :func:`~analytics.effects.before_after.event_effect`. It does not know
    that the date of a change was chosen among all days because the rates differ there.
    """
    view = selection.view
    asked = selection.comparing if view.baseline == "event" else selection.counting
    return _against(asked.under(baseline=view.baseline, recent=view.recent, dates="precise"))


@remembered
def _against(asked: Selection) -> BaselineResult:
    windows, against = CUTS[asked.view.baseline](asked)
    compared = compare(windows)
    ratio = NOTHING
    if compared.answerable:
        ratio = ratio_estimate(compared.totals, compared.days, compared.dispersion)
    return BaselineResult(
        windows=windows,
        compared=compared,
        ratio=ratio,
        against=against,
        caution=CHOSEN if asked.view.baseline == "change" else "",
    )


def _just_before(asked: Selection) -> tuple[Windows, str]:
    counts, days = asked.counts(asked.measured), asked.view.recent
    first = counts.index[-1] - (days - 1) * DAY
    if counts.index[0] >= first:
        raise NotAnswerable(
            f"The last {days} days cannot be held against those before: no day before "
            f"{plain_date(first)} is observed. Start the period earlier, or choose another "
            "baseline."
        )
    cut = cut_windows(counts, first, before=days, after=days, gap=0, until=None)
    return cut, "the days just before"


def _year_earlier(asked: Selection) -> tuple[Windows, str]:
    """Take the days of the year before from the whole study: a view may begin later."""
    now = asked.counts(asked.measured).iloc[-asked.view.recent :]
    first, last = (day - pd.DateOffset(years=1) for day in (now.index[0], now.index[-1]))
    if last < asked.study.start:
        raise NotAnswerable(
            f"No day a year before {plain_dates(now.index[0], now.index[-1])} is covered: the "
            f"study begins on {plain_date(asked.study.start)}."
        )
    days = {"start": f"{first:%Y-%m-%d}", "end": f"{last:%Y-%m-%d}"}
    before = asked.under(**days).counts(asked.measured)
    many = asked.view.recent
    windows = Windows(
        history=before,
        before=before,
        after=now,
        gap=0,
        ended=0,
        period=False,
        asked_before=many,
        asked_after=many,
    )
    return windows, "the same days a year earlier"


def _before_event(asked: Selection) -> tuple[Windows, str]:
    days = results.compared_days(asked)
    counts = asked.counts(asked.measured)
    return cut_windows(counts, days.date, **days.options), "before the event"


def _before_change(asked: Selection) -> tuple[Windows, str]:
    periods = results.changepoints(asked).segments
    if len(periods) < 2:
        raise NotAnswerable(
            "There is no change in this period whose days before could be the baseline: choose "
            "another one."
        )
    counts, start = asked.counts(asked.measured), periods["start"].iloc[-1]
    before, after = ((periods["end"] - periods["start"]).dt.days + 1).iloc[-2:]
    cut = cut_windows(counts, start, before=int(before), after=int(after), gap=0, until=None)
    return cut, "the period before the last change"


CUTS = {
    "days": _just_before,
    "year": _year_earlier,
    "event": _before_event,
    "change": _before_change,
}
