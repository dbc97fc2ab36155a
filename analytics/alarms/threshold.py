"""How much evidence is an alarm: one line for all units, from a budget of false alarms."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.alarms.evidence import Watched, drawn_evidence
from analytics.errors import InvalidOption

QUARTER = 91
PERIODS = {"week": 7.0, "month": 365.25 / 12, "quarter": 365.25 / 4, "year": 365.25}
BUDGET = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*(?:an?|per|/)\s*(week|month|quarter|year)\s*")
# The line is searched between these logarithms of evidence, to within a thousandth.
LEAST_LOG_LINE, STEPS = 0.0, 20
# Paths drawn for the line: over all units, and the fewest of each.
DRAWN, DRAWN_EACH = 240, 8


@dataclass(frozen=True, kw_only=True)
class Budget:
    """How many false alarms are expected over all units together.

    Attributes
    ----------
    alarms : float
    period : {"week", "month", "quarter", "year"}
    """

    alarms: float
    period: str

    def within(self, days: int) -> float:
        """Return the number expected within so many days."""
        return self.alarms * days / PERIODS[self.period]

    def __str__(self) -> str:
        """Write it as it is asked for: "1 a quarter"."""
        return f"{self.alarms:g} a {self.period}"


def read_budget(text: str) -> Budget:
    """Read a budget of false alarms, such as "1 a quarter".

    Parameters
    ----------
    text : str

    Returns
    -------
    Budget

    Raises
    ------
    InvalidOption
    """
    found = BUDGET.fullmatch(text)
    if not found or float(found[1]) <= 0:
        raise InvalidOption(
            f"The budget is {text!r}: give a number of false alarms and a period, such as "
            '"1 a quarter" or "0.5 a month".'
        )
    return Budget(alarms=float(found[1]), period=found[2])


def quarter_paths(units: Sequence[Watched], *, carried: int, weekday: int, seed: int) -> np.ndarray:
    """Draw the days of a quarter out of each unit's posterior, with a rise in them, and weigh them.

    Parameters
    ----------
    units : sequence of Watched
    carried : int
        Days before the quarter whose evidence counts in it.
    weekday : int
        Of the first of these days, or of the quarter.
    seed : int
        From which the random numbers follow.

    Returns
    -------
    array, shape (n_units, draws, carried + 91)
        Evidence by day.
    """
    rng = np.random.default_rng(seed)
    draws = max(DRAWN_EACH, math.ceil(DRAWN / len(units)))
    seen = np.ones(carried + QUARTER)
    paths = [drawn_evidence(unit, unit.factors(seen, weekday), rng, draws=draws) for unit in units]
    return np.array(paths)


def looks_of_quarter(carried: int, step: int) -> np.ndarray:
    """List the days of a quarter after which somebody looks, from the first carried day on."""
    return carried + np.arange(step - 1, QUARTER, step)


def expected_alarms(paths: np.ndarray, looks: np.ndarray, log_line: float) -> float:
    """Estimate how many units without a rise reach a line, from paths that have one.

    Parameters
    ----------
    paths : array, shape (n_units, draws, n_days)
        Evidence by day, as of :func:`~analytics.alarms.evidence.drawn_evidence`.
    looks : array of int
        Days, from 0 on, after which somebody looks.
    log_line : float
        Logarithm of the line.

    Returns
    -------
    float
        Expected over the units' posterior, all of them together.

    Notes
    -----
    Importance sampling: over a day of the rise that is even on ``T`` days, the paths are
    ``(R_t + T - t) / T`` times as likely as without a rise up to day ``t``. The chance that ``R``
    passes the line is thus the mean of ``T / (R_t + T - t)`` at the first look where it does.
    """
    days, seen = paths.shape[2], paths[:, :, looks]
    passed = seen >= math.exp(log_line)
    first = passed.argmax(axis=2)
    evidence = np.take_along_axis(seen, first[:, :, None], axis=2)[:, :, 0]
    weight = days / (evidence + days - looks[first] - 1)
    return float((passed.any(axis=2) * weight).mean(axis=1).sum())


def shared_line(paths: np.ndarray, looks: np.ndarray, budget: float) -> float:
    """Find the line that as many units reach without a rise as the budget allows.

    Parameters
    ----------
    paths, looks
        As for :func:`expected_alarms`.
    budget : float
        Expected over all units within the days of the paths.

    Returns
    -------
    float
        The logarithm of the line, never above that of :func:`bound_line`.
    """
    low, high = LEAST_LOG_LINE, bound_line(paths.shape[0], paths.shape[2], budget)
    for _ in range(STEPS):
        middle = (low + high) / 2
        if expected_alarms(paths, looks, middle) > budget:
            low = middle
        else:
            high = middle
    return high


def bound_line(units: int, days: int, budget: float) -> float:
    """Give the line of the careful mode: units times days over the budget, as a logarithm.

    Parameters
    ----------
    units, days : int
    budget : float
        Expected over all units within the days.

    Returns
    -------
    float

    Notes
    -----
    Without a rise the evidence reaches ``c`` within ``T`` days with a chance of at most ``T / c``,
    by the inequality of Ville; the sum over the units holds whatever links them. It is exact for
    the model averaged over its prior, not for every rate.

    References
    ----------
    Ville (1939). Étude critique de la notion de collectif. Gauthier-Villars.
    """
    return math.log(max(units * days / budget, 1.0 + 1e-9))
