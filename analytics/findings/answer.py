"""The first thing that a reader wants: is it escalating, since when, and by how much."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from analytics.changepoints.detectability import DetectableResult, detectable_changes
from analytics.changepoints.search import FOUND, NOT_SETTLED, ChangepointResult
from analytics.changepoints.sensitivity import ChangeChoicesResult, compare_choices
from analytics.changepoints.sentence import headline, stand_out, too_few, unchecked, unsettled
from analytics.changepoints.stability import FEWEST_CUTS, CutsResult, cut_period, uncut
from analytics.findings import results
from analytics.findings.alternatives import changepoint_sensitivity, knows_ways
from analytics.findings.dated_shares import dated_shares
from analytics.selection.cache import remembered
from analytics.selection.confirmation import counted_words, is_told
from analytics.selection.selected import Selection
from analytics.selection.sentences import dates_note, tolls_left_out
from analytics.selection.study_series import row_noun, series_sum, sum_words
from analytics.table_rows import rows_of
from analytics.wording import all_of

# A share of what is known that the answer itself says to be left out.
MUCH = 0.05


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """Outcome of :func:`answer_of` and :func:`escalation_answer`.

    Attributes
    ----------
    changes : ChangepointResult
        The search behind the answer.
    cuts : CutsResult
        The same search with the period cut.
    ways : ChangeChoicesResult
        The same search under other ways to count.
    noun : str
        What is counted, in the plural.
    counted : str
        Who confirmed how many of them, as a sentence of its own, or empty.
    dating : str
        That a part of the change may be dating, as a sentence of its own, or empty.
    missing : str
        That much of what is known is on days left out, as a sentence of its own, or empty.
    table : DataFrame
        One row a figure: ``quantity`` (now, before, ratio), ``value``, ``ci_low``, ``ci_high``,
        ``events``, ``days``, ``start``, ``end``; unless a change is found only "now" is there,
        over the whole period.
    """

    changes: ChangepointResult
    cuts: CutsResult
    ways: ChangeChoicesResult
    noun: str
    counted: str
    dating: str
    missing: str
    table: pd.DataFrame

    def __str__(self) -> str:
        """Answer in one sentence, and say in others what stands out and who confirmed them."""
        parts = (self.finding, stand_out(self.changes), self.counted)
        return " ".join(part for part in parts if part)

    @property
    def verdict(self) -> str:
        """Whether the last change is found, not settled, or there is no sign of one.

        Of too few events nothing is a sign either way: not settled.
        """
        verdict = self.cuts.verdict
        return NOT_SETTLED if verdict != FOUND and too_few(self.changes) else verdict

    @property
    def finding(self) -> str:
        """The answer alone: the headline of the page, the terminal, charts and reports."""
        shares = _shares(self)
        if self.verdict == FOUND or self.changes.table.empty:
            told = headline(self.changes, f"; found in {shares}" if shares else "")
            said = [told, self.dating, self.missing]
        else:
            said = [unsettled(self.changes, shares), self.missing]
        return " ".join(filter(None, said))


@dataclass(frozen=True, kw_only=True, eq=False)
class UncheckedAnswer:
    """What :func:`first_answer` gives while cuts of the period and ways to count are unknown."""

    changes: ChangepointResult
    noun: str
    counted: str

    def __str__(self) -> str:
        """Tell the last change, its dates and its evidence, and that its verdict is to come."""
        return unchecked(self.changes)


def answer_of(selection: Selection) -> Answer:
    """Answer whether it is escalating, under every way to count and cut."""
    changes = results.changepoints(selection)
    return escalation_answer(
        changes,
        cuts=results.stability(selection),
        ways=changepoint_sensitivity(selection),
        noun=selection.measured,
        counted=_counted(selection),
        dating=str(dated_shares(selection, changes) or ""),
        missing=_missing(selection),
    )


def first_answer(selection: Selection) -> Answer | UncheckedAnswer:
    """Answer as far as the search alone can, or as :func:`answer_of` where that takes no search.

    The verdict of a change that is found hangs on the cuts of the period; where none is found
    they change nothing.
    """
    changes, noun = results.changepoints(selection), selection.measured
    if changes.table.empty:
        ways = compare_choices({noun: changes})
        counted = _counted(selection)
        return escalation_answer(
            changes,
            cuts=uncut(changes),
            ways=ways,
            noun=noun,
            counted=counted,
            missing=_missing(selection),
        )
    if results.knows_stability(selection) and knows_ways(selection):
        return answer_of(selection)
    return UncheckedAnswer(changes=changes, noun=noun, counted=_counted(selection))


def _missing(selection: Selection) -> str:
    """Say how much of a toll the days leave out, where that is more than a little."""
    return tolls_left_out(selection, from_share=MUCH)


def _counted(selection: Selection) -> str:
    """Say who confirmed how many of the events, and how many have no day."""
    series, changes = selection.measured, results.changepoints(selection)
    dated = selection.dated(series).to_numpy()
    on_days = selection.cells(series, "date").isin(changes.counts.index).to_numpy()
    precise = selection.view.dates == "precise"
    counts = on_days & dated if precise else on_days | ~dated
    given = "confirmation" in selection.columns(series)
    counted = selection.cells(series, "confirmation")[counts].tolist() if given else []
    study, added_up = selection.study, _added_up(selection, counts)
    words = counted_words(counted, row_noun(study, series), told=is_told(study), added_up=added_up)
    return f"{words} {dates_note(selection)}".strip()


def _added_up(selection: Selection, counts: np.ndarray) -> str:
    series = selection.measured
    added = series_sum(selection.study, series)
    numbers = pd.DataFrame({added: selection.cells(series, added)[counts]} if added else {})
    return sum_words(selection.study, series, numbers)


def escalation_answer(
    changes: ChangepointResult,
    *,
    noun: str,
    cuts: CutsResult | None = None,
    ways: ChangeChoicesResult | None = None,
    counted: str = "",
    dating: str = "",
    missing: str = "",
) -> Answer:
    """Say where the rate stands now, where it stood before, and since when.

    Parameters
    ----------
    changes : ChangepointResult
        Of a daily series.
    noun : str
        What is counted, in the plural, such as "battles".
    cuts : CutsResult or None
        None cuts the period here.
    ways : ChangeChoicesResult or None
        None is no other way to count.
    counted : str
        A sentence on who confirmed them.
    dating : str
        A sentence on what dating may have to do with the change.
    missing : str
        A sentence on what is known and left out.

    Returns
    -------
    Answer
    """
    cuts = cuts or cut_period(changes)
    segments, found = list(rows_of(changes.segments)), cuts.verdict == FOUND
    rows = [_rate("now", segments[-1] if found else _whole(changes))]
    if found:
        rows += [_rate("before", segments[-2]), _ratio(changes)]
    return Answer(
        changes=changes,
        cuts=cuts,
        ways=ways or compare_choices({noun: changes}),
        noun=noun,
        counted=counted,
        dating=dating,
        missing=missing,
        table=pd.DataFrame({name: [row[name] for row in rows] for name in rows[0]}),
    )


def could_be_found(selection: Selection) -> DetectableResult | None:
    """Say what could have been found in days like these; None where a change is found.

    Imprecise dates are left out of the days that are drawn.
    """
    changed = len(results.changepoints(selection).table) > 0
    if changed and answer_of(selection).verdict == FOUND:
        return None
    return _could_be_found(selection.under(dates="precise").counting)


@remembered
def _could_be_found(counting: Selection) -> DetectableResult:
    return detectable_changes(results.changepoints(counting))


def _shares(answer: Answer) -> str:
    """Say in how many ways to count and cuts the last change is found; "" without one."""
    if answer.changes.table.empty:
        return ""
    last, parts = answer.changes.table.iloc[-1], []
    ways, first = answer.ways, next(iter(answer.ways.choices))
    same = ways.table[ways.table[first].notna() & (ways.table["ci_high"] == last.ci_high)]
    if len(ways.choices) > 1 and len(same):
        parts.append(_share(int(same["found"].iloc[-1]), len(ways.choices), "ways to count"))
    row = answer.cuts.shares.iloc[-1]
    if row.cuts >= FEWEST_CUTS:
        total = len(answer.cuts.table)
        room = "" if row.cuts == total else f" that could show it (of {total})"
        parts.append(_share(row.found, row.cuts, f"cuts of the period{room}"))
    return " and ".join(parts)


def _share(found: int, total: int, noun: str) -> str:
    return all_of(total, noun) if found == total else f"{found or 'none'} of {total} {noun}"


def _whole(changes: ChangepointResult) -> SimpleNamespace:
    """Give the rate over the whole period, in which no change is settled."""
    segments = changes.segments
    events, days = float(segments["events"].sum()), float(segments["days"].sum())
    low, high = changes.scatter.rate_interval(events, days)
    return SimpleNamespace(
        start=segments["start"].iloc[0],
        end=segments["end"].iloc[-1],
        days=segments["days"].sum(),
        events=segments["events"].sum(),
        rate=events / days,
        rate_low=low,
        rate_high=high,
    )


def _rate(quantity: str, segment: Any) -> dict[str, object]:
    return {
        "quantity": quantity,
        "value": segment.rate,
        "ci_low": segment.rate_low,
        "ci_high": segment.rate_high,
        "events": segment.events,
        "days": segment.days,
        "start": segment.start,
        "end": segment.end,
    }


def _ratio(changes: ChangepointResult) -> dict[str, object]:
    """Compare the last two regimes; the span is that of both."""
    last, both = changes.table.iloc[-1], changes.segments.iloc[-2:]
    return {
        "quantity": "ratio",
        "value": last.rate_ratio,
        "ci_low": last.ratio_low,
        "ci_high": last.ratio_high,
        "events": both.events.sum(),
        "days": both.days.sum(),
        "start": both.start.iloc[0],
        "end": both.end.iloc[1],
    }
