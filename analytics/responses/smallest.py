"""The smallest response that a record with these very dates would have shown."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from analytics.responses.expected import RIDGE, ExpectedDays, fit_counts, predicted

# Normal quantile of 80 %.
SEEN = 0.8416
LARGEST, STEPS = np.log(20.0), 9


@dataclass(frozen=True, kw_only=True)
class SmallestResponse:
    """The smallest fall and rise seen in 80 % of such records, as ratios; ``nan`` where none is."""

    fall: float
    rise: float


def smallest_response(
    expected: ExpectedDays, within: np.ndarray, known: np.ndarray, critical: float
) -> SmallestResponse:
    """Find the smallest fall and rise after an episode that would have been seen.

    Parameters
    ----------
    expected : ExpectedDays
    within, known : ndarray of bool, shape (n_days,)
        Days inside the window, and days on which that can be told.
    critical : float
        What the statistic has to exceed, from the moved episodes.

    Returns
    -------
    SmallestResponse

    Notes
    -----
    The counts are taken to be those expected, times the ratio inside the window. The model without
    the window is fitted to them, for it takes part of the effect for its own; then mean and
    spread of the statistic say how often it exceeds the line. What a rise brings about by the own
    past is left out. How often such responses were indeed found is in docs/responses.md.
    """
    days = known & expected.seen
    shown = partial(
        _is_shown,
        expected.mean[days],
        expected.design[days],
        within[days].astype(float),
        expected.dispersion,
        critical,
    )
    return SmallestResponse(fall=_search(shown, -LARGEST), rise=_search(shown, LARGEST))


def _search(shown: partial, farthest: float) -> float:
    """Find the response nearest to none that is shown; ``nan`` where not even the farthest is."""
    if not shown(farthest):
        return np.nan
    low, high = 0.0, farthest
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if shown(middle) else (middle, high)
    return float(np.exp(high))


def _is_shown(
    mean: np.ndarray,
    design: np.ndarray,
    column: np.ndarray,
    dispersion: float,
    critical: float,
    effect: float,
) -> bool:
    """Tell whether an effect, on the scale of the logarithm, is seen in 80 % of records."""
    true = mean * np.exp(effect * column)
    fitted = predicted(design, fit_counts(true, design))
    weighted = design * fitted[:, None]
    gram = design.T @ weighted + RIDGE * np.eye(design.shape[1])
    free = column - design @ np.linalg.solve(gram, weighted.T @ column)
    score, information = free @ (true - fitted), fitted @ free**2
    freedom = max(mean.size - design.shape[1], 1)
    spread = (dispersion * true / fitted).mean() + ((true - fitted) ** 2 / fitted).sum() / freedom
    error = np.sqrt(max(spread * information, 1e-12))
    varies = np.sqrt(dispersion * (true @ free**2)) / error
    return bool(abs(score) / error - critical >= SEEN * varies)
