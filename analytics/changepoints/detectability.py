"""What a search could have found in days like these: how often it sees a change that is there."""

import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.changepoints.evidence import (
    BRANCHINGS,
    LINE,
    MODELS,
    Weighed,
    weigh,
    weigh_changes,
)
from analytics.changepoints.search import ChangepointResult
from analytics.parallel import in_order
from analytics.wording import per_period

if TYPE_CHECKING:
    from analytics.changepoints.likelihood import Days

# The changes that are tried, as rate ratios, over the last so many periods or a third of fewer.
RATIOS, LAST_PERIODS = (0.5, 2.0), 30
# Series drawn: as many as take about a third of a second, and never fewer than give an error of .1.
WORK, FEWEST, MOST = 6000, 24, 40
# Of longer series the last so many periods are drawn.
LONGEST = 730
# Where steps alone fall short of the line by less than this factor a lull is weighed as well.
CLOSE_TO_LINE = 5.0
COLUMNS = ["ratio", "periods", "share", "error", "draws"]


@dataclass(frozen=True, kw_only=True, eq=False)
class DetectableResult:
    """Outcome of :func:`detectable_changes`.

    Attributes
    ----------
    period : str
        What one period is called: "a day".
    table : DataFrame
        One row a change: ``ratio`` (rate after over rate before), ``periods`` (how many at the end
        have the new rate), ``share`` of the series in which a change was found, its Monte Carlo
        standard ``error``, and ``draws``, the number of series.
    """

    period: str
    table: pd.DataFrame

    def __str__(self) -> str:
        """Say in how many of ten such series the changes would have been seen."""
        fall, rise = self.table.itertuples()
        last = f"the last {fall.periods} {self.period.removeprefix('a ')}s"
        return (
            f"A fall to half in {last} would have been seen in {_of_ten(fall.share)} such series, "
            f"a doubling in {_of_ten(rise.share)}."
        )


def _of_ten(share: float) -> str:
    tenths = round(10 * share)
    if 0 < tenths < 10:
        return f"{tenths} of 10"
    return "nearly all" if tenths else "fewer than 1 of 10"


def detectable_changes(result: ChangepointResult) -> DetectableResult:
    """Draw series like one without a change, let their rate change near the end, and search them.

    Parameters
    ----------
    result : ChangepointResult
        Of the series that gave no answer.

    Returns
    -------
    DetectableResult

    Notes
    -----
    Branching and size of each series are drawn from their posterior in the model without a change,
    its mean rate, weekdays and unobserved days are those of the series. Mean and memory follow
    the rate, so that a fall to half halves the expected counts at once. The random numbers follow
    from the counts: the same data give the same shares. The line is that of the search in the
    whole; a change that only a further look inside a period shows does not count.
    """
    from analytics.changepoints.likelihood import observed_days

    counted = None if (result.exposure == 1.0).all() else result.exposure
    days, least = observed_days(result.counts, counted)
    days = days.part(max(days.values.size - LONGEST, 0), days.values.size)
    draws = int(np.clip(WORK // days.values.size, FEWEST, MOST))
    rng = np.random.default_rng(zlib.crc32(days.values.astype("<f8").tobytes()))
    models = _drawn_models(weigh_changes(days, least, changes=1), draws, rng)
    periods = min(LAST_PERIODS, days.values.size // 3)
    rows = []
    for ratio in RATIOS:
        series = _draw(days, models, ratio, periods, rng)
        drawn, words = [days.with_values(y) for y in series], f"Searching {draws} drawn series"
        found = in_order(lambda one: _is_found(one, least), drawn, words)
        share = float(np.mean(found))
        inner = min(max(share, 0.5 / draws), 1 - 0.5 / draws)
        rows.append((ratio, periods, share, math.sqrt(inner * (1 - inner) / draws), draws))
    return DetectableResult(
        period=per_period(result.counts.index), table=pd.DataFrame(rows, columns=COLUMNS)
    )


def _drawn_models(weighed: Weighed, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draw branching and size from their posterior without a change, shape (2, draws)."""
    logs, sizes = weighed.steps[:, :, 0].ravel(), weighed.arguments[6]
    chances = np.exp(logs - logs.max())
    chosen = rng.choice(logs.size, draws, p=chances / chances.sum())
    return np.array([BRANCHINGS[chosen // sizes.size], sizes[chosen % sizes.size]])


def _draw(
    days: "Days", models: np.ndarray, ratio: float, periods: int, rng: np.random.Generator
) -> np.ndarray:
    """Draw series whose rate changes by a ratio so many periods before the end.

    Returns
    -------
    array of float, shape (draws, n)
    """
    from analytics.changepoints.likelihood import DECAY

    branching, size = models
    means = days.exposure * days.values.sum() / days.exposure.sum()
    means[-periods:] *= ratio
    recent, values = np.ones(branching.size), np.empty((branching.size, means.size))
    for t, mean in enumerate(means):
        gap = DECAY ** (days.ages[t] - days.lengths[t]) if t else 1.0
        # Of days that nobody observed the mean is remembered.
        recent = 1.0 + gap * (recent - 1.0)
        # The largest size leaves no more than Poisson counts vary.
        shape = size * days.lengths[t]
        expected = mean * (1.0 - branching + branching * recent)
        values[:, t] = rng.poisson(expected * rng.gamma(shape) / shape)
        kept = DECAY ** days.lengths[t]
        recent = kept * recent + (1.0 - kept) * values[:, t] / max(mean, 1e-9)
    return values


def _is_found(days: "Days", least: int) -> bool:
    """Tell whether the search finds a change, without the cost of a lull where none decides."""
    if days.values.sum() < 1:
        return False
    steps = weigh_changes(days, least)
    odds = float(np.logaddexp.reduce(steps.against_none() + MODELS[:-1]))
    if odds > math.log(LINE):
        return True
    return odds > math.log(LINE / CLOSE_TO_LINE) and weigh(days, least).found
