"""Series without a change, half of them drawn as if there were one, and what each is worth.

What the evidence exceeds once in a hundred thousand quiet series cannot be seen in hundreds of
them. So half of the draws are from series with a change, and each draw counts by how much likelier
it is without one than among all draws: at most twice. The large evidences are then common, and
their small chances known to a few per cent.
"""

import hashlib
import math
from dataclasses import dataclass

import numpy as np

from analytics.changepoints.evidence import MIN_DAYS, MODELS, weigh
from analytics.changepoints.likelihood import DECAY, Days
from analytics.panel.two_ways import listed_odds

BURN_IN = 60
# Lengths of lulls and bursts, as far as they fit.
LENGTHS = (7, 10, 14, 20, 28, 40, 56, 80, 120, 180, 270, 400)
# How much likelier the days are with the change, on average: logarithms. The largest change.
GAINS, LARGEST = (1.0, 2.5, 4.5, 7.0, 10.0, 15.0), math.log(12.0)


@dataclass(frozen=True, kw_only=True)
class QuietCell:
    """Quiet series of one kind; ``size`` is infinite for Poisson counts, ``mean`` events a day."""

    days: int
    branching: float
    size: float
    mean: float

    @property
    def name(self) -> str:
        """The cell's key, from which its random numbers are seeded."""
        return f"quiet: {self.days} days, {self.branching:g}, {self.size:g}, {self.mean:g} a day"

    @property
    def digest(self) -> str:
        """Changes whenever the drawn series would."""
        text = repr((self, BURN_IN, LENGTHS, GAINS, LARGEST))
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @property
    def changes(self) -> list[tuple[int, float, float]]:
        """Changes that half of the draws have, all as often: length, and rates outside and inside.

        The length is 0 for a step, which may be on any day. The rates keep the mean of the days,
        since that is the likeliest way for quiet series to look changed.
        """
        fitting = [0, *(length for length in LENGTHS if length <= max(self.days // 3, MIN_DAYS))]
        spread = 0.0 if math.isinf(self.size) else self.mean / self.size
        told = self.mean * (1.0 - self.branching) ** 2 / (1.0 + spread)
        found = []
        for length in fitting:
            share = length / self.days if length else 0.5
            for gain in GAINS:
                size = math.sqrt(2.0 * gain / (told * self.days * share * (1.0 - share)))
                for log in (min(size, LARGEST), -min(size, LARGEST)):
                    found.append((length, math.exp(-log * share), math.exp(log * (1.0 - share))))
        return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Draws:
    """Series, shape (draws, n_days), and the logarithm of what each is worth."""

    values: np.ndarray
    log_weights: np.ndarray


def draw_series(cell: QuietCell, number: int, rng: np.random.Generator) -> Draws:
    """Draw series: the first half quiet, the others changed.

    Parameters
    ----------
    cell : QuietCell
    number : int
        Even.
    rng : Generator
    """
    levels = np.ones((number, cell.days))
    for row in range(number // 2, number):
        levels[row] = _changed_levels(cell, rng)
    values, past = _counts(cell, levels, rng)
    odds = log_changed_odds(cell, values, past)
    return Draws(values=values, log_weights=math.log(2.0) - np.logaddexp(0.0, odds))


def _changed_levels(cell: QuietCell, rng: np.random.Generator) -> np.ndarray:
    """Give the level of each day of a series with a step, a lull or a burst."""
    changes = cell.changes
    length, outer, inner = changes[rng.integers(len(changes))]
    levels = np.full(cell.days, outer)
    if length == 0:
        levels[rng.integers(MIN_DAYS, cell.days - MIN_DAYS + 1) :] = inner
    else:
        start = rng.integers(0, cell.days - length + 1)
        levels[start : start + length] = inner
    return levels


def _counts(
    cell: QuietCell, levels: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw counts day by day; give them, and the weighted past that each followed from."""
    number, days = levels.shape
    values, past = np.empty((number, days)), np.empty((number, days))
    recent = np.full(number, cell.mean)
    for t in range(-BURN_IN, days):
        own = cell.mean * (1.0 if t < 0 else levels[:, t]) * (1.0 - cell.branching)
        expected = own + cell.branching * recent
        if math.isfinite(cell.size):
            expected = expected * rng.gamma(cell.size, 1.0 / cell.size, number)
        drawn = rng.poisson(expected)
        if t >= 0:
            values[:, t], past[:, t] = drawn, recent
        recent = DECAY * recent + (1.0 - DECAY) * drawn
    return values, past


def log_changed_odds(cell: QuietCell, values: np.ndarray, past: np.ndarray) -> np.ndarray:
    """Give how many times likelier each series is among the changed ones than without a change."""
    total, changes = np.full(len(values), -np.inf), cell.changes
    for length, outer, inner in changes:
        outside = _cumulated(cell, outer, values, past)
        inside = _cumulated(cell, inner, values, past) - outside
        if length == 0:
            inside = inside[:, -1:] - inside[:, MIN_DAYS : cell.days - MIN_DAYS + 1]
        else:
            inside = inside[:, length:] - inside[:, : cell.days - length + 1]
        total = np.logaddexp(total, _mean(outside[:, -1:] + inside))
    return total - math.log(len(changes))


def _mean(logs: np.ndarray) -> np.ndarray:
    """Give the logarithm of the mean of each row of numbers given by theirs."""
    return np.logaddexp.reduce(logs, axis=1) - math.log(logs.shape[1])


def _cumulated(cell: QuietCell, level: float, values: np.ndarray, past: np.ndarray) -> np.ndarray:
    """Give the log-likelihood of the first t days at a level, against that at 1."""
    fed = cell.branching * past
    usual, other = (cell.mean * one * (1.0 - cell.branching) + fed for one in (1.0, level))
    if math.isfinite(cell.size):
        both = np.log((usual + cell.size) / (other + cell.size))
        gains = (values + cell.size) * both + values * np.log(other / usual)
    else:
        gains = values * np.log(other / usual) - (other - usual)
    return np.hstack([np.zeros((len(values), 1)), np.cumsum(gains, axis=1)])


def measure_series(values: np.ndarray) -> dict[str, float]:
    """Weigh one series: log evidence of a change, and its clustering as estimated.

    ``branching`` and ``spread`` (the inverse of the size) are posterior means without a change,
    ``any_branching`` and ``any_spread`` those over all models.
    """
    ones = np.ones(values.size)
    days = Days(values=values, exposure=ones, lengths=ones, ages=ones)
    first = weigh(days, MIN_DAYS)
    told = {"evidence": listed_odds(first), "searched": first.evidence}
    none, changed = first.steps[:, :, 0], first.steps[:, :, 1:] + MODELS[:-1]
    either = np.logaddexp(none, np.logaddexp.reduce(changed, axis=2))
    for name, weights in (("", none), ("any_", either)):
        shares = np.exp(weights - weights.max())
        shares /= shares.sum()
        told[f"{name}branching"] = float(first.arguments[5] @ shares.sum(axis=1))
        told[f"{name}spread"] = float(shares.sum(axis=0) @ (1.0 / first.arguments[6]))
    return told
