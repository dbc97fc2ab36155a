"""Whether the days before announced events, such as ceasefires, differ from those expected."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.checks import check_counts, check_day
from analytics.effects.before_after import ALPHA
from analytics.responses import sentence
from analytics.responses.asked import LEAST_OBSERVED
from analytics.responses.curve import no_curve, response_curve
from analytics.responses.direction import BAND_COPIES, FEWER, MORE, UNANSWERABLE, UNSETTLED
from analytics.responses.episodes import FEWEST_EPISODES, PairedDays, inside
from analytics.responses.expected import ExpectedDays, expected_days
from analytics.responses.moved_tests import (
    MovedTests,
    WindowDays,
    compare_moved,
    move_episodes,
    stream_of,
)
from analytics.responses.ratios import direct_ratio, smallest_response
from analytics.selection.selected import Selection
from analytics.wording import plain_interval, plain_pvalue

# Days before an event that are compared, both inclusive.
WINDOWS_BEFORE = ((-1, -1), (-3, -1), (-7, -1))
CELLS_BEFORE = (
    *("first", "last", "days", "events", "expected", "ratio", "ci_low", "ci_high"),
    *("pvalue", "corrected", "fall", "rise", "verdict"),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class AnticipationResult:
    """Outcome of :func:`anticipation`.

    Attributes
    ----------
    noun : str
        What is counted, in the plural.
    label : str
        What the events are, in the plural.
    counts : Series of int
    dates : DatetimeIndex
        Days of the events that lie inside the record.
    table : DataFrame
        One row a window of days before an event: ``first`` and ``last`` (below 0), ``days``,
        ``events``, ``expected``, ``ratio`` with ``ci_low`` and ``ci_high``, ``pvalue``,
        ``corrected`` for the windows, ``fall`` and ``rise`` (the smallest that would have been seen
        in 80 % of such records), ``verdict``.
    curve : DataFrame
        One row a day from -7 to 14.
    reason : str
        Why it cannot be answered; empty where it can.
    """

    noun: str
    label: str
    counts: pd.Series
    dates: pd.DatetimeIndex
    table: pd.DataFrame
    curve: pd.DataFrame
    reason: str

    def __str__(self) -> str:
        """Say whether the days before differ, and what could have been seen."""
        if self.reason:
            return (
                f"{self.noun.capitalize()} before {self.label}: cannot be answered. {self.reason}"
            )
        rows = self.table[self.table["verdict"].isin([FEWER, MORE])]
        row = (self.table if rows.empty else rows).iloc[-1]
        days = -int(row["first"])
        when = "On the day" if days == 1 else f"In the {sentence.WORDS[days]}"
        numbers = f"{plain_interval(row.ci_low, row.ci_high)}; {plain_pvalue(row.corrected)}"
        said = (
            f"{when} before {self.label} there were {row.ratio:.2f} times the {self.noun} expected "
            f"({numbers}, corrected for {len(self.table)} windows)."
        )
        return said if len(rows) else f"{said} {sentence.could_be_seen(row.fall, row.rise)}"


def anticipation(
    counts: pd.Series, dates: Iterable[str | pd.Timestamp], *, label: str = "these events"
) -> AnticipationResult:
    """Ask whether the days before events that were announced differ from those expected.

    Parameters
    ----------
    counts : Series of int
        Events per observed day; its name is the noun of the sentence.
    dates : iterable of str or Timestamp
        Days of the announced events; those outside the record are left out.
    label : str
        What they are, in the plural.

    Returns
    -------
    AnticipationResult

    Raises
    ------
    InvalidSeries, InvalidOption

    Notes
    -----
    The machinery is that of the responses, its windows before the event in place of after it: each
    event is moved inside its own three weeks. A difference before an event need not be
    anticipation: fighting that rises may be what brings a ceasefire about.

    References
    ----------
    arXiv:2110.05475 reports such a rise before ceasefires.
    """
    seen = check_counts(counts, gaps=True)
    days = pd.date_range(seen.index[0], seen.index[-1], freq="D", name="date")
    inner = days[days.isin([check_day(day) for day in dates])]
    trigger = days.isin(inner).astype(float)
    responder = seen.reindex(days).to_numpy(dtype=float, na_value=np.nan)
    paired = PairedDays(days=days, trigger=trigger, responder=responder)
    starts, noun = np.flatnonzero(trigger), str(counts.name or "events")
    reason = _lacking(paired, starts, label)
    rows: list[dict[str, object]] = [
        {"first": first, "last": last, "verdict": UNANSWERABLE} for first, last in WINDOWS_BEFORE
    ]
    curve = no_curve(paired, starts)
    if not reason:
        expected = expected_days(paired)
        rows = _rows(paired, expected, starts)
        rng = stream_of(paired.trigger, expected.counts)
        moved = move_episodes(starts, paired.watched, BAND_COPIES, rng)
        curve = response_curve(expected, starts, moved)
    table = pd.DataFrame(rows, columns=list(CELLS_BEFORE))
    return AnticipationResult(
        noun=noun, label=label, counts=seen, dates=inner, table=table, curve=curve, reason=reason
    )


def study_anticipation(selection: Selection, kinds: Iterable[str]) -> AnticipationResult:
    """Ask it of the measured series of a study, and of its context events of some kinds.

    Parameters
    ----------
    selection : Selection
    kinds : iterable of str
        Such as ``ceasefire_start``.

    Returns
    -------
    AnticipationResult
    """
    wanted = list(kinds)
    context = selection.study.context
    dates = context.loc[context["kind"].isin(wanted), "date"]
    words = " or ".join(kind.replace("_", " ") for kind in wanted)
    return anticipation(selection.counts(selection.measured), dates, label=f"events ({words})")


def _lacking(paired: PairedDays, starts: np.ndarray, label: str) -> str:
    if starts.size < FEWEST_EPISODES:
        return f"There are {starts.size} days of {label} in it: it takes {FEWEST_EPISODES}."
    if paired.seen.sum() < LEAST_OBSERVED:
        return f"It is observed on {paired.seen.sum()} days: it takes {LEAST_OBSERVED}."
    return ""


def _rows(
    paired: PairedDays, expected: ExpectedDays, starts: np.ndarray
) -> list[dict[str, object]]:
    size = paired.days.size
    known = tuple(paired.known(*window) for window in WINDOWS_BEFORE)
    tests = compare_moved(
        expected,
        starts,
        paired.watched,
        WindowDays(windows=WINDOWS_BEFORE, known=known),
        tested=np.full(len(WINDOWS_BEFORE), True),
        directions=1,
        rng=stream_of(paired.trigger, expected.counts),
    )
    within = [inside(starts[None], size, *window)[0] for window in WINDOWS_BEFORE]
    return [_row(expected, tests, w, within[w], known[w]) for w in range(len(WINDOWS_BEFORE))]


def _row(
    expected: ExpectedDays, tests: MovedTests, w: int, within: np.ndarray, known: np.ndarray
) -> dict[str, object]:
    first, last = WINDOWS_BEFORE[w]
    critical, inner = float(tests.critical[w]), known & within
    ratio = direct_ratio(expected, within, known, critical)
    least = smallest_response(expected, within, known, critical)
    corrected = float(tests.corrected(1)[w])
    settled = corrected <= ALPHA and not tests.near(corrected)
    return {
        "first": first,
        "last": last,
        "days": int(inner.sum()),
        "events": int(expected.counts[inner].sum()),
        "expected": float(expected.mean[inner].sum()),
        "ratio": ratio.value,
        "ci_low": ratio.ci_low,
        "ci_high": ratio.ci_high,
        "pvalue": float(tests.pvalues[w]),
        "corrected": corrected,
        "fall": least.fall,
        "rise": least.rise,
        "verdict": (FEWER if ratio.value < 1 else MORE) if settled else UNSETTLED,
    }
