"""One direction: what one series did after the episodes of another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analytics.effects.before_after import ALPHA
from analytics.responses import sentence
from analytics.responses.asked import Asked
from analytics.responses.curve import aligned_counts, no_curve, response_curve
from analytics.responses.dose import DoseResult, dose_response
from analytics.responses.episode_table import Rows, SameDay, episode_table, same_day, sizes_of
from analytics.responses.episodes import (
    WINDOWS,
    Episodes,
    PairedDays,
)
from analytics.responses.moved_tests import (
    MovedTests,
    WindowDays,
    compare_moved,
    move_episodes,
    stream_of,
)
from analytics.responses.prediction import PredictionGain, prediction_gain
from analytics.responses.ratios import fit_window, smallest_response
from analytics.responses.waiting import WaitingTimes, waiting_times
from analytics.wording import capitalised

# Copies that the band of the curve and the waiting times are made of.
BAND_COPIES = 999
FEWER, MORE, UNSETTLED, UNANSWERABLE = "fewer", "more", "not settled", "cannot be answered"
WINDOW_NUMBERS = (
    *("share", "expected", "ratio", "ci_low", "ci_high", "pvalue", "corrected"),
    *("total", "total_low", "total_high", "later", "later_low", "later_high", "fall", "rise"),
)
COLUMNS = ("first", "last", "days", "events", *WINDOW_NUMBERS, "named", "verdict", "reason")


@dataclass(frozen=True, kw_only=True, eq=False)
class DirectionResult:
    """What a responder did after the episodes of a trigger.

    Attributes
    ----------
    trigger, responder : str
        What the two series count, in the plural.
    paired : PairedDays
        Both series on one calendar.
    found : Episodes
        With the number of events that makes a day count, and the gap.
    episodes : DataFrame
        One row an episode: ``episode`` (numbered from 1), ``start``, ``end``, ``days`` with the
        trigger, ``events`` of the trigger, ``before`` and ``after`` (events of the responder in the
        seven days before its first day and after it), ``same_day``, ``order`` on the first day,
        ``next`` day with an event of the responder, ``delay``, and ``rows``, the ids of its events.
    aligned : DataFrame of Int64
        One row an episode, one column a day from -7 to 14: events of the responder.
    curve : DataFrame
        One row a day from -7 to 14, see :func:`analytics.responses.curve.response_curve`.
    table : DataFrame
        One row a window of days after an episode: ``first``, ``last``; ``days`` of the record
        inside it and their ``share``; ``events``, ``expected``; ``ratio`` with ``ci_low`` and
        ``ci_high``; ``pvalue``, and ``corrected`` for all windows and directions; ``total`` with
        ``total_low`` and ``total_high``, the ratio with what the first events bring about by
        themselves, and ``later``, the same over 14 days; ``fall`` and ``rise``, the smallest that
        would have been seen in 80 % of such records; whether it was ``named`` beforehand;
        ``verdict`` and the ``reason`` where it cannot be answered.
    same_day : SameDay
    waiting : WaitingTimes
    doses : DoseResult
    gain : PredictionGain
    copies : int
        Records with moved episodes that the p-values were made from; 0 where none was tested.
    reason : str
        Why no window can be answered; empty where one can.
    """

    trigger: str
    responder: str
    paired: PairedDays
    found: Episodes
    episodes: pd.DataFrame
    aligned: pd.DataFrame
    curve: pd.DataFrame
    table: pd.DataFrame
    same_day: SameDay
    waiting: WaitingTimes
    doses: DoseResult
    gain: PredictionGain
    copies: int
    reason: str

    @property
    def name(self) -> str:
        """What is asked: responder after trigger."""
        return f"{self.responder} after {self.trigger}"

    @property
    def answerable(self) -> bool:
        """Whether any window can be answered."""
        return not self.reason

    @property
    def settled(self) -> pd.DataFrame:
        """The windows in which fewer or more is settled."""
        return self.table[self.table["verdict"].isin([FEWER, MORE])]

    @cached_property
    def leading(self) -> pd.Series:
        """The window that the sentence tells: that named, else that most settled, else days 1-3."""
        rows = self.table[self.table["named"]]
        if rows.empty:
            rows = self.settled.sort_values("corrected", kind="stable")
        if rows.empty:
            rows = self.table[self.table["pvalue"].notna()]
            rows = rows.iloc[(rows["last"] - 3).abs().argsort(kind="stable")]
        return (self.table if rows.empty else rows).iloc[0]

    @property
    def brief(self) -> str:
        """Say what followed in a few words: the ratio with its interval, and whether it settles."""
        return sentence.tell_briefly(self.leading, name=self.name)

    def __str__(self) -> str:
        """Say in one sentence what followed, and what could have been seen."""
        after = sentence.after_one(self.trigger, self.found.least)
        if not self.answerable:
            return f"{self.name[0].upper()}{self.name[1:]}: cannot be answered. {self.reason}"
        return sentence.tell_window(self.leading, after=after, responder=self.responder)


def answer(
    asked: Asked, *, rows: Rows, directions: int, named: int = 0, copies: int = BAND_COPIES
) -> DirectionResult:
    """Test a direction, and put together all that is told of it.

    Parameters
    ----------
    asked : Asked
    rows : Rows
        What the trigger's table says of its events.
    directions : int
        How many directions are tested, of which this is one.
    named : int
        Last day of the window that was named beforehand; 0 for none.
    copies : int
        Moved records of which the band of the curve is made.

    Returns
    -------
    DirectionResult
    """
    paired, found = asked.paired, asked.found
    tests = run_tests(asked, directions)
    names = {"trigger": asked.trigger, "responder": asked.responder}
    rng = stream_of(np.nan_to_num(paired.trigger, nan=-1.0), paired.days.asi8)
    moved = move_episodes(found.starts, paired.watched, copies, rng)
    counts = paired.responder[found.starts]
    days = same_day(rows.orders, paired.days[found.starts], counts, **names)
    waiting = waiting_times(paired, found.starts, moved, least=found.least, **names)
    sizes = sizes_of(paired, found, rows)
    expected = asked.expected
    return DirectionResult(
        **names,
        paired=paired,
        found=found,
        episodes=episode_table(paired, found, rows, days.orders, waiting.links),
        aligned=aligned_counts(paired, found.starts),
        curve=response_curve(expected, found.starts, moved)
        if expected
        else no_curve(paired, found.starts),
        table=_windows(asked, tests, directions, named),
        same_day=days,
        waiting=waiting,
        doses=dose_response(paired, expected, found.starts, sizes, **names),
        gain=prediction_gain(
            paired, found.starts, trigger=asked.trigger, responder=asked.responder
        ),
        copies=len(tests.moved) if tests else 0,
        reason="" if asked.tested.any() else reasons_together(WINDOWS, asked.reasons),
    )


def run_tests(asked: Asked, directions: int) -> MovedTests | None:
    """Hold the windows of a direction against moved episodes; None where none can be tested."""
    if asked.expected is None or not asked.tested.any():
        return None
    paired = asked.paired
    return compare_moved(
        asked.expected,
        asked.found.starts,
        paired.watched,
        WindowDays(windows=WINDOWS, known=asked.known),
        tested=asked.tested,
        directions=directions,
        rng=stream_of(np.nan_to_num(paired.trigger, nan=-1.0), asked.expected.counts),
    )


def reasons_together(windows: tuple[tuple[int, int], ...], reasons: tuple[str, ...]) -> str:
    """Give the reason of all windows, or each with its window."""
    if len(set(reasons)) == 1:
        return reasons[0]
    told = zip(windows, reasons, strict=True)
    return " ".join(f"{capitalised(sentence.window_name(*w))}: {why}" for w, why in told)


def _windows(asked: Asked, tests: MovedTests | None, directions: int, named: int) -> pd.DataFrame:
    rows = list(_window_rows(asked, tests, directions, named))
    numbers = dict.fromkeys(WINDOW_NUMBERS, float)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(numbers)


def _window_rows(
    asked: Asked, tests: MovedTests | None, directions: int, named: int
) -> Iterator[dict[str, object]]:
    expected = asked.expected
    pvalues = tests.pvalues if tests else None
    corrected = tests.corrected(directions) if tests else None
    for w, (first, last) in enumerate(WINDOWS):
        known, within, reason = asked.known[w], asked.within[w], asked.reasons[w]
        inner = known & within
        row: dict[str, object] = {
            "first": first,
            "last": last,
            "days": int(inner.sum()),
            "share": inner.sum() / known.sum() if known.any() else np.nan,
            "events": int(np.nansum(asked.paired.responder[inner])),
            "expected": np.nan,
            "named": last == named,
            "verdict": UNANSWERABLE,
            "reason": reason,
        }
        if expected and tests and pvalues is not None and corrected is not None and not reason:
            row |= {"pvalue": pvalues[w], "corrected": corrected[w]}
            row |= window_numbers(asked, w, float(tests.critical[w]))
            row["verdict"] = window_verdict(row, tests, directions)
        yield row


def window_numbers(asked: Asked, w: int, critical: float) -> dict[str, float]:
    """Give the ratios of a window with their intervals, and what could have been seen.

    Parameters
    ----------
    asked : Asked
        With something expected of the responder's days.
    w : int
        Number of the window.
    critical : float
        Standard errors to either side, from the moved episodes.

    Returns
    -------
    dict
    """
    expected, known, within = asked.expecting, asked.known[w], asked.within[w]
    starts, last = asked.found.starts, WINDOWS[w][1]
    fit = fit_window(expected, within, known, starts, last=last, critical=critical)
    least = smallest_response(expected, within, known, critical)
    numbers = {"expected": fit.expected, "ratio": fit.direct.value}
    numbers |= {"fall": least.fall, "rise": least.rise}
    names = (("ci", fit.direct), ("total", fit.total), ("later", fit.total_later))
    for name, ratio in names:
        numbers |= {f"{name}_low": ratio.ci_low, f"{name}_high": ratio.ci_high}
    return numbers | {"total": fit.total.value, "later": fit.total_later.value}


def window_verdict(row: Mapping[str, object], tests: MovedTests, directions: int) -> str:
    """Say whether a window is settled: by its own p if it was named, else by the corrected one.

    Parameters
    ----------
    row : mapping
        Of the table of windows: ``pvalue``, ``corrected``, ``named``, ``ratio``.
    tests : MovedTests
        Of more copies than these the p-value could come to lie on the other side of the line: then
        nothing is settled.
    directions : int

    Returns
    -------
    str
        One of the verdicts of a window that is tested.
    """
    pvalue, factor = (row["pvalue"], 1) if row["named"] else (row["corrected"], directions)
    p = float(pvalue)  # type: ignore[arg-type]  # a row of mixed values
    if p > ALPHA or tests.near(p, factor):
        return UNSETTLED
    return FEWER if float(row["ratio"]) < 1 else MORE  # type: ignore[arg-type]  # as above
