"""Units like those watched, drawn day by day: quiet ones, and the same with a rise in each."""

from collections.abc import Sequence

import numpy as np

from analytics.alarms.baseline import DECAYS
from analytics.alarms.evidence import FLOOR, Watched
from analytics.alarms.rules import HISTORY
from analytics.alarms.threshold import QUARTER

# Days before the history, in which the clustering sets in.
SETTLING = 60


def draw_panel(
    units: Sequence[Watched], rng: np.random.Generator, weekday: int, rise_day: int, rise: float
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a year of history and a quarter of each unit, once quiet and once with a rise.

    Parameters
    ----------
    units : sequence of Watched
        Each gives its clustering, size and level by their chances.
    rng : Generator
    weekday : int
        Of the first day of the quarter.
    rise_day : int
        Day of the quarter on which the rate of each unit becomes ``rise`` times as large.
    rise : float

    Returns
    -------
    quiet, risen : array of float, shape (n_units, 392 + 91)
        The same until the rise.
    """
    drawn = [_drawn_model(unit, rng) for unit in units]
    share, decay, size, level = (np.array(values) for values in zip(*drawn, strict=True))
    week = np.array([unit.weekdays for unit in units])
    days = HISTORY + QUARTER
    past = np.zeros((2, len(units)))
    counts = np.empty((2, len(units), days))
    for t in range(-SETTLING, days):
        factor = week[:, (weekday + t - HISTORY) % 7]
        mean = np.array([level, level if t < HISTORY + rise_day else rise * (level + FLOOR)])
        rate = factor * (mean * (1 - share) + share * past)
        draws = rng.poisson(rate * rng.gamma(size) / size)
        if t < HISTORY + rise_day:
            draws[1] = draws[0]
        past = decay * past + (1 - decay) * draws / factor
        if t < 0:
            continue
        counts[:, :, t] = draws
    return counts[0], counts[1]


def _drawn_model(unit: Watched, rng: np.random.Generator) -> tuple[float, float, float, float]:
    """Draw share set off, memory, size and level of a unit by their chances."""
    chances = unit.state[:, 0].ravel()
    place = int(rng.choice(chances.size, p=chances / chances.sum()))
    model, level = divmod(place, unit.state.shape[2])
    memory = float(DECAYS[unit.memory[model]])
    return float(unit.branching[model]), memory, float(unit.size[model]), float(unit.rates[level])
