"""Responses over many drawings of the dates that are not known."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from analytics.imputation.rubin import pool
from analytics.parallel import on_one_thread
from analytics.responses.asked import Asked, ask_direction
from analytics.responses.direction import WINDOW_NUMBERS, DirectionResult, window_verdict
from analytics.responses.episodes import WINDOWS, pair_days
from analytics.responses.moved_tests import (
    STAGES,
    MovedTests,
    WindowDays,
    is_open,
    move_episodes,
    stream_of,
)
from analytics.responses.ratios import DRAWN_OF_MANY, RatioEstimate, fit_window

# Each copy is moved in every draw: the last stage would take longer than it tells.
STAGES_DRAWN = STAGES[:2]


@dataclass(frozen=True, kw_only=True, eq=False)
class PooledDirection(DirectionResult):
    """Outcome of :func:`pool_direction`: a ``DirectionResult`` whose windows are pooled.

    Episodes, curve and all else but ``table`` are those of the events dated to the day;
    ``without`` is that direction in full, ``imprecise`` of ``events`` are not dated to the day,
    and their dates were drawn ``draws`` times. ``drawing_errors`` are what that leaves open: of
    each window the standard error of an end of the ratio's interval, as a share of it.
    """

    draws: int
    imprecise: int
    events: int
    without: DirectionResult
    drawing_errors: tuple[float, ...]

    def __str__(self) -> str:
        """Say in one sentence what followed, then on how many drawn dates it rests."""
        verb = "is" if self.imprecise == 1 else "are"
        errors = dict(zip(self.table["last"], self.drawing_errors, strict=True))
        error = errors[self.leading["last"]]
        sure = f", so the interval's ends are sure to {100 * error:.1f} %" if error == error else ""
        return (
            f"{super().__str__()} {self.imprecise} of {self.events} {self.trigger} and "
            f"{self.responder} {verb} not dated to the day; their dates were drawn {self.draws} "
            f"times{sure}."
        )


@on_one_thread
def pool_direction(
    plain: DirectionResult,
    drawn: Sequence[tuple[pd.Series, pd.Series]],
    *,
    imprecise: int,
    events: int,
    directions: int,
) -> PooledDirection:
    """Pool the windows of a direction over completed series.

    Parameters
    ----------
    plain : DirectionResult
        Of the events dated to the day.
    drawn : sequence of (Series, Series)
        Trigger and responder, completed.
    imprecise, events : int
        How many events of both are not dated to the day, and how many there are.
    directions : int
        How many directions are tested.

    Returns
    -------
    PooledDirection

    Notes
    -----
    The statistic of a window is its mean over the draws, and so is that of every copy with moved
    episodes; what is in the same place of the same block moves alike in all draws, so that the
    copies differ from each other as much as the record could from them. Ratios are pooled by
    Rubin's rules on the logarithm. What could have been seen is that of the plain record.
    """
    asked = [
        ask_direction(
            pair_days(trigger, responder),
            trigger=plain.trigger,
            responder=plain.responder,
            gap=plain.found.gap,
            least=plain.found.least,
        )
        for trigger, responder in drawn
    ]
    asked = [one for one in asked if one.expected is not None and one.found.starts.size]
    tested = plain.table["pvalue"].notna().to_numpy()
    table, errors = plain.table.copy(), [np.nan] * len(plain.table)
    tests = None
    if tested.any() and len(asked) > 1:
        tests = _pooled_tests(asked, plain, tested, directions)
        table, errors = _pooled_table(asked, plain, tests, directions)
    kept = {field.name: getattr(plain, field.name) for field in fields(DirectionResult)}
    kept |= {"table": table, "copies": len(tests.moved) if tests else plain.copies}
    return PooledDirection(
        **kept,
        draws=len(asked),
        imprecise=imprecise,
        events=events,
        without=plain,
        drawing_errors=tuple(errors),
    )


def _pooled_tests(
    asked: Sequence[Asked], plain: DirectionResult, tested: np.ndarray, directions: int
) -> MovedTests:
    """Hold the mean statistics of all draws against those of episodes moved alike in each."""
    days = [WindowDays(windows=WINDOWS, known=one.known) for one in asked]
    observed = np.mean(
        [
            each.of(one.expecting, one.found.starts[None])[0]
            for one, each in zip(asked, days, strict=True)
        ],
        axis=0,
    )
    moved = np.empty((0, observed.size))
    for stage, copies in enumerate(STAGES_DRAWN):
        more = copies - moved.shape[0]
        sums = np.zeros((more, observed.size))
        for one, each in zip(asked, days, strict=True):
            rng = stream_of(np.nan_to_num(plain.paired.trigger, nan=-1.0), np.array([stage]))
            starts = move_episodes(one.found.starts, one.paired.watched, more, rng)
            sums += each.of(one.expecting, starts)
        moved = np.vstack([moved, sums / len(asked)])
        found = MovedTests(observed=observed, moved=moved, tested=tested)
        if not is_open(found, directions):
            break
    return found


def _pooled_table(
    asked: Sequence[Asked], plain: DirectionResult, tests: MovedTests, directions: int
) -> tuple[pd.DataFrame, list[float]]:
    """Give the windows with pooled numbers, and what the draws leave open of each ratio."""
    rows, errors = [], []
    for w, row in enumerate(plain.table.to_dict("records")):
        if not tests.tested[w]:
            rows.append(row)
            errors.append(np.nan)
            continue
        numbers, error = _pooled_ratios(asked, w, float(tests.critical[w]))
        errors.append(error)
        pvalues = {"pvalue": tests.pvalues[w], "corrected": tests.corrected(directions)[w]}
        inner = [one.known[w] & one.within[w] for one in asked]
        events = [
            float(np.nansum(one.paired.responder[days]))
            for one, days in zip(asked, inner, strict=True)
        ]
        pooled = {**row, **numbers, **pvalues, "events": round(np.mean(events))}
        rows.append({**pooled, "verdict": window_verdict(pooled, tests, directions)})
    table = pd.DataFrame(rows, columns=plain.table.columns)
    return table.astype(dict.fromkeys(WINDOW_NUMBERS, float)), errors


def _pooled_ratios(
    asked: Sequence[Asked], w: int, critical: float
) -> tuple[dict[str, float], float]:
    """Pool the three ratios of a window by Rubin's rules, and give the drawing error of the first.

    What is expected is the mean over the draws.

    An end of an interval on the logarithm that is off by 0.02 is off by 2 %.
    """
    fits = [
        fit_window(
            one.expecting,
            one.within[w],
            one.known[w],
            one.found.starts,
            last=WINDOWS[w][1],
            critical=critical,
            draws=DRAWN_OF_MANY,
        )
        for one in asked
    ]
    expected = float(np.mean([fit.expected for fit in fits]))
    numbers = {"expected": expected}
    errors = []
    names = (
        ("ratio", "ci", "direct"),
        ("total", "total", "total"),
        ("later", "later", "total_later"),
    )
    for name, ends, field in names:
        found = [getattr(fit, field) for fit in fits]
        value, low, high, error = _pooled_log(found, expected, critical)
        numbers |= {name: value, f"{ends}_low": low, f"{ends}_high": high}
        errors.append(error)
    return numbers, errors[0]


def _pooled_log(
    estimates: Sequence[RatioEstimate], expected: float, critical: float
) -> tuple[float, float, float, float]:
    """Pool ratios on the logarithm; one of 0 is taken for that of half an event."""
    least = 0.5 / max(expected, 0.5)
    logs = np.log([max(one.value, least) for one in estimates])
    ends = np.log([[max(one.ci_low, least / 8), max(one.ci_high, least)] for one in estimates])
    errors = np.maximum((ends[:, 1] - ends[:, 0]) / (2 * critical), 1e-6)
    pooled = pool(logs, errors**2)
    half = critical * np.sqrt(pooled.total)
    low, high = np.exp([pooled.estimate - half, pooled.estimate + half])
    return float(np.exp(pooled.estimate)), float(low), float(high), pooled.drawing_error
