"""Whether the days before announced events, such as ceasefires, differ from those expected."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.checks import check_counts, check_day
from analytics.effects.power import FEWEST_EVENTS
from analytics.errors import InvalidOption
from analytics.parallel import on_one_thread
from analytics.responses import sentence
from analytics.responses.asked import LEAST_OBSERVED, share_reason
from analytics.responses.curve import no_curve, response_curve
from analytics.responses.direction import (
    BAND_COPIES,
    FEWER,
    MORE,
    UNANSWERABLE,
    reasons_together,
    window_verdict,
)
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
from analytics.wording import capitalised, plain_interval, plain_pvalue
from data.tables.cells import is_day

# Days before an event that are compared, both inclusive.
WINDOWS_BEFORE = ((-1, -1), (-3, -1), (-7, -1))
NUMBERS_BEFORE = (
    *("share", "expected", "ratio", "ci_low", "ci_high", "pvalue", "corrected", "fall", "rise"),
)
CELLS_BEFORE = ("first", "last", "days", "events", *NUMBERS_BEFORE, "verdict", "reason")


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
    outside : int
        Days of them that lie outside of it, and are left out.
    table : DataFrame
        One row a window of days before an event: ``first`` and ``last`` (below 0), ``days`` and
        their ``share``, ``events``, ``expected``, ``ratio`` with ``ci_low`` and ``ci_high``,
        ``pvalue``, ``corrected`` for the windows, ``fall`` and ``rise`` (the smallest that would
        have been seen in 80 % of such records), ``verdict``, and the ``reason`` where it cannot be
        answered.
    curve : DataFrame
        One row a day from -7 to 14.
    reason : str
        Why no window can be answered; empty where one can.
    """

    noun: str
    label: str
    counts: pd.Series
    dates: pd.DatetimeIndex
    outside: int
    table: pd.DataFrame
    curve: pd.DataFrame
    reason: str

    @property
    def name(self) -> str:
        """What is asked: what is counted before the events."""
        return f"{self.noun} before {self.label}"

    @property
    def tested(self) -> int:
        """Windows that can be tested."""
        return int(self.table["pvalue"].notna().sum())

    @property
    def leading(self) -> pd.Series:
        """The window that the sentence tells: the longest that is settled, else that is tested."""
        for rows in (
            self.table[self.table["verdict"].isin([FEWER, MORE])],
            self.table[self.table["pvalue"].notna()],
        ):
            if len(rows):
                return rows.iloc[-1]
        return self.table.iloc[-1]

    def __str__(self) -> str:
        """Say whether the days before differ, and what could have been seen."""
        return " ".join(filter(None, [self._said, self._left_out]))

    @property
    def _said(self) -> str:
        if self.reason:
            return f"{capitalised(self.name)}: cannot be answered. {self.reason}"
        row = self.leading
        days = -int(row["first"])
        when = "On the day" if days == 1 else f"In the {sentence.WORDS[days]}"
        windows = f"{self.tested} window{'' if self.tested == 1 else 's'}"
        numbers = f"{plain_interval(row.ci_low, row.ci_high)}; {plain_pvalue(row.corrected)}"
        said = (
            f"{when} before {self.label} there were {row.ratio:.2f} times the {self.noun} expected "
            f"({numbers}, corrected for {windows})."
        )
        if row.verdict in (FEWER, MORE):
            return said
        return f"{said} {sentence.could_be_seen(row.fall, row.rise)}"

    @property
    def _left_out(self) -> str:
        if not self.outside:
            return ""
        if self.outside == 1:
            return "1 day of them lies outside of the record, and takes no part."
        return f"{self.outside:,} days of them lie outside of the record, and take no part."


@on_one_thread
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
    event is moved inside its own three weeks, and what is refused there is refused here. A
    difference before an event need not be anticipation: fighting that rises may be what brings a
    ceasefire about.

    References
    ----------
    arXiv:2110.05475 reports such a rise before ceasefires.
    """
    seen = check_counts(counts, gaps=True)
    days = pd.date_range(seen.index[0], seen.index[-1], freq="D", name="date")
    given = pd.DatetimeIndex(sorted({check_day(day) for day in dates}), name="date")
    inner = given[given.isin(days)]
    responder = seen.reindex(days).to_numpy(dtype=float, na_value=np.nan)
    paired = PairedDays(days=days, trigger=days.isin(inner).astype(float), responder=responder)
    noun = str(counts.name or "events")
    before = _before(paired, noun, label)
    starts, curve, tests = before.starts, no_curve(paired, before.starts), None
    if before.expected:
        rng = stream_of(paired.trigger, before.expected.counts)
        moved = move_episodes(starts, paired.watched, BAND_COPIES, rng)
        curve = response_curve(before.expected, starts, moved)
        tests = _tests(before, before.expected) if before.tested.any() else None
    rows = [_row(before, tests, w) for w in range(len(WINDOWS_BEFORE))]
    table = pd.DataFrame(rows, columns=list(CELLS_BEFORE))
    return AnticipationResult(
        noun=noun,
        label=label,
        counts=seen,
        dates=inner,
        outside=given.size - inner.size,
        table=table.astype(dict.fromkeys(NUMBERS_BEFORE, float)),
        curve=curve,
        reason="" if before.tested.any() else reasons_together(WINDOWS_BEFORE, before.reasons),
    )


def study_anticipation(selection: Selection, events: Iterable[str]) -> AnticipationResult:
    """Ask it of the measured series of a study.

    Parameters
    ----------
    selection : Selection
        Imprecise dates are left out.
    events : iterable of str
        Kinds of its context events, such as ``ceasefire_start``, and days of further ones.

    Returns
    -------
    AnticipationResult

    Raises
    ------
    InvalidOption, NotAnswerable, OutsideCoverage
    """
    wanted, context = list(dict.fromkeys(events)), selection.study.context
    kinds = [one for one in wanted if not is_day(one)]
    known = sorted(context["kind"].dropna().unique())
    if unknown := [kind for kind in kinds if kind not in known]:
        has = f"kinds {', '.join(known)}" if known else "no context events"
        raise InvalidOption(
            f"This study has no events of the kind {unknown[0]!r}: it has {has}. Name one of its "
            "kinds, or days such as 2024-01-15."
        )
    dates = [day for day in wanted if is_day(day)]
    dates += list(context.loc[context["kind"].isin(kinds), "date"])
    words = [kind.replace("_", " ") for kind in kinds]
    words += ["days named"] * (len(kinds) < len(wanted))
    plain = selection.under(dates="precise")
    return anticipation(plain.counts(plain.measured), dates, label=f"events ({', '.join(words)})")


@dataclass(frozen=True, kw_only=True, eq=False)
class _Before:
    """The windows before events, before they are tested; ``expected`` is None where none can be."""

    paired: PairedDays
    starts: np.ndarray
    expected: ExpectedDays | None
    known: tuple[np.ndarray, ...]
    within: tuple[np.ndarray, ...]
    shares: tuple[float, ...]
    reasons: tuple[str, ...]

    @property
    def tested(self) -> np.ndarray:
        """Which windows are tested."""
        return np.array([not reason for reason in self.reasons])


def _before(paired: PairedDays, noun: str, label: str) -> _Before:
    starts, size = np.flatnonzero(paired.trigger), paired.days.size
    known = tuple(paired.known(*window) for window in WINDOWS_BEFORE)
    within = tuple(inside(starts[None], size, *window)[0] for window in WINDOWS_BEFORE)
    shares = tuple(
        float(near[on].mean()) if on.any() else np.nan
        for near, on in zip(within, known, strict=True)
    )
    lacking = _lacking(paired, starts, noun, label)
    return _Before(
        paired=paired,
        starts=starts,
        expected=None if lacking else expected_days(paired),
        known=known,
        within=within,
        shares=shares,
        reasons=tuple(
            lacking or share_reason(share, starts.size, label, called="days") for share in shares
        ),
    )


def _lacking(paired: PairedDays, starts: np.ndarray, noun: str, label: str) -> str:
    """Say why no window can be answered, or nothing."""
    days, events = int(paired.seen.sum()), int(np.nansum(paired.responder))
    if starts.size < FEWEST_EPISODES:
        are = "is 1 day" if starts.size == 1 else f"are {starts.size} days"
        return f"There {are} of {label} in it: it takes {FEWEST_EPISODES}."
    if days < LEAST_OBSERVED:
        return f"{capitalised(noun)} are observed on {days} days: it takes {LEAST_OBSERVED}."
    if events < FEWEST_EVENTS:
        return f"There are {events} {noun} in all: it takes {FEWEST_EVENTS}."
    return ""


def _tests(before: _Before, expected: ExpectedDays) -> MovedTests:
    return compare_moved(
        expected,
        before.starts,
        before.paired.watched,
        WindowDays(windows=WINDOWS_BEFORE, known=before.known),
        tested=before.tested,
        directions=1,
        rng=stream_of(before.paired.trigger, expected.counts),
    )


def _row(before: _Before, tests: MovedTests | None, w: int) -> dict[str, object]:
    (first, last), expected = WINDOWS_BEFORE[w], before.expected
    within, known = before.within[w], before.known[w]
    inner = known & within
    row: dict[str, object] = {
        "first": first,
        "last": last,
        "days": int(inner.sum()),
        "share": before.shares[w],
        "events": int(np.nansum(before.paired.responder[inner])),
        "expected": float(expected.mean[inner].sum()) if expected else np.nan,
        "named": False,
        "verdict": UNANSWERABLE,
        "reason": before.reasons[w],
    }
    if expected is None or tests is None or before.reasons[w]:
        return row
    critical = float(tests.critical[w])
    ratio = direct_ratio(expected, within, known, critical)
    least = smallest_response(expected, within, known, critical)
    row |= {"ratio": ratio.value, "ci_low": ratio.ci_low, "ci_high": ratio.ci_high}
    row |= {"pvalue": float(tests.pvalues[w]), "corrected": float(tests.corrected(1)[w])}
    row |= {"fall": least.fall, "rise": least.rise}
    return row | {"verdict": window_verdict(row, tests, 1)}
