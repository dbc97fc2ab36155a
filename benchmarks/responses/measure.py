"""What the responses, and their peers, say of one simulated pair."""

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import fdtrc

from analytics.responses.asked import Asked, ask_direction
from analytics.responses.direction import run_tests, window_numbers
from analytics.responses.episodes import WINDOWS, pair_days
from analytics.responses.expected import deviance, fit_counts, predicted, spread_over_mean
from benchmarks.responses.worlds import Pair

LAGS = 7
Record = dict[str, Any]


def asked_of(trigger: pd.Series, responder: pd.Series) -> Asked:
    """Ask of one direction what the product asks."""
    return ask_direction(
        pair_days(trigger, responder),
        trigger=str(trigger.name),
        responder=str(responder.name),
        gap=1,
        least=None,
    )


def false_record(pair: Pair) -> Record:
    """Give the p-values of both directions, and those of the peers.

    Parameters
    ----------
    pair : Pair

    Returns
    -------
    dict
        ``own`` and ``corrected`` hold four p-values a direction, None where one is not tested.
    """
    both = [asked_of(pair.strikes, pair.attacks), asked_of(pair.attacks, pair.strikes)]
    directions = max(sum(bool(one.tested.any()) for one in both), 1)
    tests = [run_tests(one, directions) for one in both]
    nothing = np.full(len(WINDOWS), np.nan)
    return {
        "own": [_plain(one.pvalues if one else nothing) for one in tests],
        "corrected": [_plain(one.corrected(directions) if one else nothing) for one in tests],
        "granger": [granger(pair.attacks, pair.strikes), granger(pair.strikes, pair.attacks)],
        "plain": plain_f(both[0], 1),
        "episodes": int(both[0].found.starts.size),
    }


def effect_record(pair: Pair, last: int) -> Record:
    """Give what is told of one window that was named beforehand, beside the truth.

    Parameters
    ----------
    pair : Pair
    last : int
        Last day of the window.
    """
    asked = asked_of(pair.strikes, pair.attacks)
    window = [end for _, end in WINDOWS].index(last)
    tests = run_tests(asked, 1)
    if tests is None or not tests.tested[window]:
        return {"pvalue": None}
    numbers = window_numbers(asked, window, float(tests.critical[window]))
    kept = {name: _number(value) for name, value in numbers.items()}
    return {"pvalue": float(tests.pvalues[window]), "truth": pair.truth, "after": pair.later} | kept


def granger(effect: pd.Series, cause: pd.Series) -> float:
    """Give the p-value of the F test of a VAR with seven lags, by least squares."""
    y, x = effect.to_numpy(float), cause.to_numpy(float)
    past = [np.column_stack([z[LAGS - lag : -lag] for lag in range(1, LAGS + 1)]) for z in (y, x)]
    own = np.column_stack([np.ones(y.size - LAGS), past[0]])
    left = [_left_over(y[LAGS:], own), _left_over(y[LAGS:], np.column_stack([own, past[1]]))]
    freedom = y.size - LAGS - own.shape[1] - LAGS
    ratio = (left[0] - left[1]) / LAGS / (left[1] / freedom)
    return float(fdtrc(LAGS, freedom, max(ratio, 0.0)))


def plain_f(asked: Asked, window: int) -> float | None:
    """Give the p-value of the model's own F test of a window, without moved episodes."""
    if asked.expected is None:
        return None
    days = asked.known[window]
    counts, own = asked.expected.counts[days], asked.expected.design[days]
    both = np.column_stack([own, asked.within[window][days]])
    means = [predicted(design, fit_counts(counts, design)) for design in (own, both)]
    spread = spread_over_mean(counts, means[1], both.shape[1])
    gained = (deviance(counts, means[0]) - deviance(counts, means[1])) / spread
    return float(fdtrc(1, counts.size - both.shape[1], max(gained, 0.0)))


def _left_over(values: np.ndarray, design: np.ndarray) -> float:
    found = np.linalg.lstsq(design, values, rcond=None)[0]
    return float(((values - design @ found) ** 2).sum())


def _plain(values: np.ndarray) -> list[float | None]:
    return [_number(value) for value in values]


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
