"""The same comparison at dates when nothing is known to have happened."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.dispersion import Dispersion
from analytics.effects.quasi_likelihood import root_deviance
from analytics.effects.windows import Windows

# With fewer placebo dates no event can rank in the most extreme twentieth.
ENOUGH_DATES = 19
SHORTEST_WINDOW = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Placebo:
    """The event among dates before it.

    ``table`` has ``date``, ``rate_ratio`` and ``statistic`` (distance from no change) at each
    placebo date; ``statistic`` is the event's own over windows of the same ``days_before`` and
    ``days_after``. ``rank`` is 1 when no date is further from no change, and ``pvalue`` is
    rank / (dates + 1); without dates both are ``nan``.
    """

    table: pd.DataFrame
    statistic: float
    days_before: int
    days_after: int
    rank: float
    pvalue: float


def placebo_dates(windows: Windows, dispersion: Dispersion) -> Placebo:
    """Compare the event with every admissible date before it.

    Parameters
    ----------
    windows : Windows
    dispersion : Dispersion
        Of the event's own windows, used at all dates.

    Returns
    -------
    Placebo

    Notes
    -----
    Where the history is short the windows are shortened in proportion, the event's own too.
    Neighbouring dates share most of their days: the rank describes, it is not an exact test.
    """
    history, gap = windows.history, windows.gap
    before, ahead = _fit(len(history), len(windows.before), len(windows.after), gap)
    running = np.concatenate([[0.0], np.cumsum(history.to_numpy(dtype=float))])
    starts = np.arange(before + gap, len(history) - ahead + 1)
    quiet = running[starts - gap] - running[starts - gap - before]
    busy = running[starts + ahead] - running[starts]
    statistic = _statistic(quiet, busy, before, ahead, dispersion)
    pair = history.iloc[-before:].sum(), windows.after.iloc[:ahead].sum()
    own = float(_statistic(*pair, before, ahead, dispersion))
    rank = 1 + (np.abs(statistic) >= abs(own) - 1e-9).sum() if starts.size else np.nan
    ratio = np.where(quiet > 0, busy / ahead * before / np.maximum(quiet, 1), np.nan)
    table = {"date": history.index[starts], "rate_ratio": ratio, "statistic": statistic}
    return Placebo(
        table=pd.DataFrame(table),
        statistic=own,
        days_before=before,
        days_after=ahead,
        rank=float(rank),
        pvalue=float(rank / (starts.size + 1)),
    )


def _fit(days: int, before: int, after: int, gap: int) -> tuple[int, int]:
    """Shorten the windows until there are enough dates, or as far as makes sense."""
    scale = min(1.0, (days - gap + 1 - ENOUGH_DATES) / (before + after))
    return (
        max(int(before * scale), min(before, SHORTEST_WINDOW)),
        max(int(after * scale), min(after, SHORTEST_WINDOW)),
    )


def _statistic(
    quiet: np.ndarray, busy: np.ndarray, before: int, after: int, dispersion: Dispersion
) -> np.ndarray:
    # Two windows without events show no change; a sliver of one keeps the logarithm defined.
    totals = np.maximum(quiet, 1e-9), busy
    root = root_deviance(totals, (before, after), 1.0, dispersion.daily)
    return root / np.sqrt(dispersion.inflation)
