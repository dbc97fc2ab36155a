"""How many times the events expected there were, at once and in total, and what would be seen."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from analytics.rates import LEVEL, QUANTILE
from analytics.responses.expected import (
    HIGHEST,
    LOWEST,
    MEMORIES,
    QUIET,
    RIDGE,
    ExpectedDays,
    deviance,
    fit_counts,
    predicted,
    spread_over_mean,
)
from analytics.responses.moved_tests import stream_of

# Normal quantile of 80 %.
SEEN = 0.8416
LARGEST, STEPS = np.log(20.0), 9
# Days after an episode over which the total is taken.
TOTAL_DAYS = 14
# Ratios outside of exp(-8) to exp(8) are none and no bound.
FARTHEST = 8.0
# Sets of coefficients that the model is run on with for an interval; fewer where many intervals are
# pooled.
DRAWN, DRAWN_OF_MANY = 999, 199


@dataclass(frozen=True, kw_only=True)
class RatioEstimate:
    """A ratio of events to those expected, with its 95 % interval."""

    value: float
    ci_low: float
    ci_high: float


NO_RATIO = RatioEstimate(value=np.nan, ci_low=np.nan, ci_high=np.nan)


@dataclass(frozen=True, kw_only=True, eq=False)
class WindowFit:
    """A window in the model of its responder, fitted by statsmodels.

    Attributes
    ----------
    expected : float
        Events in the window that the model expects but for the window, own past and all.
    direct : RatioEstimate
        Events over those expected: what comes at once.
    total : RatioEstimate
        The same over the window's days, with what the first events bring about by themselves.
    total_later : RatioEstimate
        That over 14 days.
    """

    expected: float
    direct: RatioEstimate
    total: RatioEstimate
    total_later: RatioEstimate


def fit_window(
    expected: ExpectedDays,
    within: np.ndarray,
    known: np.ndarray,
    starts: np.ndarray,
    *,
    last: int,
    critical: float,
    draws: int = DRAWN,
) -> WindowFit:
    """Fit a window, and run the fitted model on from every episode.

    Parameters
    ----------
    expected : ExpectedDays
    within, known : ndarray of bool, shape (n_days,)
        Days inside the window, and days on which that can be told.
    starts : ndarray of int, shape (n_episodes,)
    last : int
        Last day of the window after an episode.
    critical : float
        Standard errors to either side, from the moved episodes.
    draws : int
        Sets of coefficients for the intervals of the totals.

    Returns
    -------
    WindowFit
    """
    fitted = _fitted(expected, within, known, critical)
    if fitted is None:
        return WindowFit(expected=np.nan, direct=NO_RATIO, total=NO_RATIO, total_later=NO_RATIO)
    direct, params, cover = fitted
    # From whole numbers: the last digits of what is fitted depend on the processor.
    rng = stream_of(expected.counts[known], within[known])
    tried = _drawn(params, cover, critical, draws, rng)
    ratios = run_on(expected.design, tried, starts, last, TOTAL_DAYS)
    totals = [_total(ratios[:, days - 1]) for days in (last, TOTAL_DAYS)]
    if direct.value == 0:
        totals[0] = direct
    return WindowFit(
        expected=_but_for_window(expected, within, known, direct.value),
        direct=direct,
        total=totals[0],
        total_later=totals[1],
    )


def _but_for_window(
    expected: ExpectedDays, within: np.ndarray, known: np.ndarray, ratio: float
) -> float:
    """Give the events that the fitted model expects in a window, its ratio taken out.

    Not what is expected without a response: that is fitted to the window's events as well. At the
    likeliest coefficients the events of a window are those fitted there, whatever the other columns
    are, so these over the ratio are expected.
    """
    if ratio > 0:
        return float(expected.counts[known & within].sum() / ratio)
    offset = -FARTHEST * within[known]
    coefficients = fit_counts(expected.counts[known], expected.design[known], offset)
    return float(predicted(expected.design[known & within], coefficients).sum())


def direct_ratio(
    expected: ExpectedDays, within: np.ndarray, known: np.ndarray, critical: float
) -> RatioEstimate:
    """Give the ratio of a window alone; see :func:`fit_window`."""
    fitted = _fitted(expected, within, known, critical)
    return NO_RATIO if fitted is None else fitted[0]


def _fitted(
    expected: ExpectedDays, within: np.ndarray, known: np.ndarray, critical: float
) -> tuple[RatioEstimate, np.ndarray, np.ndarray] | None:
    """Fit a window: its ratio, all coefficients, and how sure they are; None without two sides."""
    counts, design = expected.counts[known], expected.design[known]
    column = within[known].astype(float)
    if not column.size or column.min() == column.max():
        return None
    both = np.column_stack([design, column])
    params, cover = fit_glm(counts, both)
    spread = spread_over_mean(counts, predicted(both, params), both.shape[1])
    direct = _interval(counts, design, column, params, critical, spread, cover)
    return direct, params, spread * cover


def fit_glm(counts: np.ndarray, design: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit a log-linear model of counts by statsmodels.

    Parameters
    ----------
    counts : ndarray, shape (n_days,)
    design : ndarray, shape (n_days, n_columns)

    Returns
    -------
    params : ndarray, shape (n_columns,)
    covariance : ndarray, shape (n_columns, n_columns)
        As if the counts were Poisson.
    """
    # Not from statsmodels.genmod.api, which imports three times as much.
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    start = fit_counts(counts, design)
    with warnings.catch_warnings():
        # Where a window holds no event its coefficient has no bound; the ratio is 0 all the same.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fit = GLM(counts, design, family=families.Poisson()).fit(start_params=start)
    params = np.clip(fit.params, -HIGHEST, HIGHEST)
    weighted = design * predicted(design, params)[:, None]
    ridge = RIDGE * np.eye(design.shape[1])
    return params, np.linalg.inv(design.T @ weighted + ridge)


def _interval(
    counts: np.ndarray,
    design: np.ndarray,
    column: np.ndarray,
    params: np.ndarray,
    critical: float,
    spread: float,
    cover: np.ndarray,
) -> RatioEstimate:
    """Give the ratio with the interval of its quasi-likelihood ratio."""
    none = counts[column > 0].sum() == 0
    best = -FARTHEST if none else float(params[-1])
    least = _lack(counts, design, column, best)

    def away(effect: float) -> float:
        lack = _lack(counts, design, column, effect) - least
        return float(np.sqrt(max(lack, 0.0) / spread))

    if none:
        return RatioEstimate(value=0.0, ci_low=0.0, ci_high=float(np.exp(_cross(away, critical))))
    ends = []
    for way in (-1.0, 1.0):
        effect = best + way * critical * np.sqrt(spread * cover[-1, -1])
        for _ in range(4):
            effect = np.clip(effect, -FARTHEST, FARTHEST)
            effect = best + (effect - best) * critical / max(away(effect), 1e-3)
        ends.append(float(np.exp(np.clip(effect, -FARTHEST, FARTHEST))))
    return RatioEstimate(value=float(np.exp(best)), ci_low=ends[0], ci_high=ends[1])


def _lack(counts: np.ndarray, design: np.ndarray, column: np.ndarray, effect: float) -> float:
    """Give the deviance with the effect of the window held at a value."""
    offset = effect * column
    return deviance(counts, predicted(design, fit_counts(counts, design, offset), offset))


def _cross(away: Callable[[float], float], critical: float) -> float:
    """Find where a rising distance reaches a value."""
    low, high = -FARTHEST, FARTHEST
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if away(middle) < critical else (low, middle)
    return high


def _total(ratios: np.ndarray) -> RatioEstimate:
    """Give the ratio of the model that was run on with the fitted coefficients, which come first.

    The others are those that the coefficients could have been.
    """
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(ratios[1:], [tail, 1 - tail])
    return RatioEstimate(value=float(ratios[0]), ci_low=float(low), ci_high=float(high))


def _drawn(
    params: np.ndarray,
    covariance: np.ndarray,
    critical: float,
    draws: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Draw coefficients around those fitted, these first, none with a past that holds events back.

    In a short record the own past's coefficients are estimated too low, below 0 where it has no
    effect at all: run on, that would take back what an episode brought about. So a past whose two
    coefficients sum to less than 0 is taken to have none.
    """
    wider = covariance * (critical / QUANTILE) ** 2
    drawn = rng.multivariate_normal(params, wider, draws, method="cholesky")
    every = np.clip(np.vstack([params, drawn]), -FARTHEST, FARTHEST)
    every[every[:, -3] + every[:, -2] < 0, -3:-1] = 0.0
    return every


def run_on(
    design: np.ndarray, params: np.ndarray, starts: np.ndarray, last: int, days: int
) -> np.ndarray:
    """Run the fitted model on from every episode, with the effect and without it.

    Parameters
    ----------
    design : ndarray, shape (n_days, n_columns)
        The last two columns are the own past.
    params : ndarray, shape (n_tried, n_columns + 1)
        Coefficients; the last is the effect of the window.
    starts : ndarray of int, shape (n_episodes,)
    last : int
        Last day of the window.
    days : int
        Days that are run.

    Returns
    -------
    ndarray, shape (n_tried, days)
        Events expected with the effect over those without, all episodes together, from the first
        day after them up to each.

    Notes
    -----
    Each day's mean is put into the own past of the next, as if it had been counted: that is how
    more events at first bring about more later. What was counted up to the episode stands.
    """
    size = design.shape[0]
    from_here = starts[starts + 1 < size]
    past = np.exp(design[from_here + 1, -2:]) - QUIET
    # With the effect and without it; of each the past at both speeds.
    recent = [[past[:, k] for k in range(len(MEMORIES))] for _ in range(2)]
    sums = np.zeros((2, params.shape[0], days))
    for day in range(1, days + 1):
        at = np.minimum(from_here + day, size - 1)
        shared = params[:, :-3] @ design[at, :-2].T
        for way, effect in enumerate((params[:, -1:] * (day <= last), 0.0)):
            own = sum(np.log(QUIET + recent[way][k]) * params[:, [k - 3]] for k in range(2))
            mean = np.exp(np.clip(shared + own + effect, LOWEST, HIGHEST))
            sums[way, :, day - 1] = mean @ (from_here + day < size)
            recent[way] = [
                (1 - 1 / memory) * one + mean / memory
                for one, memory in zip(recent[way], MEMORIES, strict=True)
            ]
    with_effect, without = sums.cumsum(axis=2)
    return with_effect / without


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
