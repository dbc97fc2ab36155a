"""The same comparison at dates when nothing is known to have happened."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.windows import Windows

# With fewer placebo dates no event can rank in the most extreme twentieth.
ENOUGH_DATES = 19
SHORTEST_WINDOW = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Placebo:
    """The event among dates before it.

    ``table`` has ``date`` and ``rate_ratio`` at each placebo date; ``rate_ratio`` is the event's
    own over windows of the same ``days_before`` and ``days_after``; ``rank`` is 1 when no date
    shows a larger change, and ``pvalue`` is rank / (dates + 1). Without dates both are ``nan``.
    """

    table: pd.DataFrame
    rate_ratio: float
    days_before: int
    days_after: int
    rank: float
    pvalue: float


def placebo_dates(windows: Windows) -> Placebo:
    """Compare the event with every admissible date before it.

    Parameters
    ----------
    windows : Windows

    Returns
    -------
    Placebo

    Notes
    -----
    Half an event is added to each total, so that a quiet window has a ratio. Where the history is
    short the windows are shortened in proportion, the event's own too. Neighbouring dates share
    most of their days: the rank describes, it is not an exact test.
    """
    history, after, gap = windows.history, windows.after, windows.gap
    before, ahead = _fit(len(history), len(windows.before), len(after), gap)
    values = history.to_numpy(dtype=float)
    running = np.concatenate([[0.0], np.cumsum(values)])
    starts = np.arange(before + gap, len(values) - ahead + 1)
    quiet = running[starts - gap] - running[starts - gap - before]
    ratios = _ratio(quiet, running[starts + ahead] - running[starts], before, ahead)
    own = _ratio(values[-before:].sum(), after.to_numpy()[:ahead].sum(), before, ahead)
    rank = 1 + (np.abs(np.log(ratios)) >= abs(np.log(own)) - 1e-12).sum()
    return Placebo(
        table=pd.DataFrame({"date": history.index[starts], "rate_ratio": ratios}),
        rate_ratio=float(own),
        days_before=before,
        days_after=ahead,
        rank=float(rank) if starts.size else np.nan,
        pvalue=float(rank / (starts.size + 1)) if starts.size else np.nan,
    )


def _fit(days: int, before: int, after: int, gap: int) -> tuple[int, int]:
    """Shorten the windows until there are enough dates, or as far as makes sense."""
    room = days - gap + 1 - ENOUGH_DATES
    scale = min(1.0, room / (before + after))
    return (
        max(int(before * scale), min(before, SHORTEST_WINDOW)),
        max(int(after * scale), min(after, SHORTEST_WINDOW)),
    )


def _ratio(
    quiet: np.ndarray | float, busy: np.ndarray | float, before: int, after: int
) -> np.ndarray:
    return np.asarray((busy + 0.5) / after * before / (quiet + 0.5))
