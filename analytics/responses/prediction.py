"""Whether the trigger's past predicts a day better than the responder's own past alone."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.responses.episodes import PairedDays, inside
from analytics.responses.expected import (
    MEMORIES,
    QUIET,
    fit_counts,
    predicted,
    recent_mean,
    weekday_columns,
)

# Days after an episode that the prediction knows it by.
REACH = 7
# Days that the first fit is made of, and days that have to be left to predict.
LEARNT, PREDICTED = 70, 28
# Days between two fits.
REFITTED = 7
# Days over which one prediction's error may resemble the next one's.
LAGS = 7


@dataclass(frozen=True, kw_only=True, eq=False)
class PredictionGain:
    """Outcome of :func:`prediction_gain`.

    Attributes
    ----------
    trigger, responder : str
        What the two series count, in the plural.
    table : DataFrame
        One row a predicted day: ``day``, ``events``, the logarithm of the probability that was
        given to them from the ``own_past`` alone and ``with_trigger``, and the ``gain``.
    gain, error : float
        Mean gain a day and its standard error; ``nan`` where no day is predicted.
    """

    trigger: str
    responder: str
    table: pd.DataFrame
    gain: float
    error: float

    def __str__(self) -> str:
        """Say whether anything is gained."""
        if self.table.empty:
            return (
                f"Whether {self.trigger} help to predict {self.responder} cannot be answered: it "
                f"takes {LEARNT} observed days to learn from and {PREDICTED} to predict."
            )
        said = f"{self.gain:+.3f} a day, standard error {self.error:.3f}, over {len(self.table)}"
        known = f"Knowing the {self.trigger}, the {self.responder} of a day are predicted"
        if self.gain > 2 * self.error:
            return f"{known} better than from their own past alone (log probability {said} days)."
        if self.gain < -2 * self.error:
            return f"{known} worse than from their own past alone (log probability {said} days)."
        return f"{known} no better: nothing is gained (log probability {said} days)."


def prediction_gain(
    paired: PairedDays, starts: np.ndarray, *, trigger: str, responder: str, reach: int = REACH
) -> PredictionGain:
    """Predict day by day from the days before, with and without knowing of the trigger.

    Parameters
    ----------
    paired : PairedDays
    starts : ndarray of int, shape (n_episodes,)
    trigger, responder : str
    reach : int
        Days after an episode by which it is known.

    Returns
    -------
    PredictionGain

    Notes
    -----
    Both models are fitted anew every week to the days before it alone: weekday, own past at two
    speeds, and in one of them the days after an episode. The counts of a day are negative
    binomial around what the model says.
    """
    size = paired.days.size
    known = paired.known(1, reach)
    order = np.flatnonzero(known)
    rows: list[tuple[object, ...]] = []
    if order.size >= LEARNT + PREDICTED:
        past = [np.log(QUIET + recent_mean(paired.responder, days)) for days in MEMORIES]
        weekday = weekday_columns(size, paired.days[0].day_of_week)
        own = np.column_stack([np.ones(size), weekday, *past])
        within = inside(starts[None], size, 1, reach)[0].astype(float)
        both = np.column_stack([own, within])
        logs = np.column_stack([_predict(paired.responder, x, order) for x in (own, both)])
        ahead = order[LEARNT:]
        events = paired.responder[ahead].astype(int)
        rows = list(zip(paired.days[ahead], events, *logs.T, strict=True))
    table = pd.DataFrame(rows, columns=["day", "events", "own_past", "with_trigger"])
    table["gain"] = (table["with_trigger"] - table["own_past"]).astype(float)
    gain = float(table["gain"].mean()) if rows else np.nan
    error = mean_error(table["gain"].to_numpy()) if rows else np.nan
    return PredictionGain(trigger=trigger, responder=responder, table=table, gain=gain, error=error)


def _predict(counts: np.ndarray, design: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Give the log probability of each day after the first, of models of the days before."""
    found = []
    for first in range(LEARNT, order.size, REFITTED):
        past, ahead = order[:first], order[first : first + REFITTED]
        coefficients = fit_counts(counts[past], design[past])
        mean = predicted(design[past], coefficients)
        scatter = (((counts[past] - mean) ** 2 - mean).sum()) / (mean**2).sum()
        found.append(
            log_probability(counts[ahead], predicted(design[ahead], coefficients), scatter)
        )
    return np.concatenate(found)


def log_probability(counts: np.ndarray, mean: np.ndarray, dispersion: float) -> np.ndarray:
    """Give the logarithm of the negative binomial probability of counts.

    Parameters
    ----------
    counts, mean : ndarray, shape (n_days,)
    dispersion : float
        Variance is mean + dispersion x mean squared; Poisson at 0 or below.
    """
    from scipy.special import gammaln

    if dispersion < 1e-6:
        return counts * np.log(mean) - mean - gammaln(counts + 1)
    size = 1 / dispersion
    share = np.log(mean) - np.log(size + mean)
    ways = gammaln(counts + size) - gammaln(size) - gammaln(counts + 1)
    return ways + size * (np.log(size) - np.log(size + mean)) + counts * share


def mean_error(values: np.ndarray) -> float:
    """Give the standard error of a mean whose terms resemble their neighbours (Newey-West).

    Parameters
    ----------
    values : ndarray, shape (n_days,)
    """
    away, n = values - values.mean(), values.size
    total = away @ away
    for lag in range(1, min(LAGS, n - 1) + 1):
        total += 2 * (1 - lag / (LAGS + 1)) * (away[lag:] @ away[:-lag])
    return float(np.sqrt(max(total, 0.0)) / n)
