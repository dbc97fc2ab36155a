"""Statsmodels' methods as detectors of changes, and how often each is wrong."""

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd

from analytics.changepoints.search import ChangepointResult
from analytics.rates import LEVEL
from analytics.regimes.markov_switching import RegimeResult, find_regimes
from analytics.selection.view import METHODS
from analytics.structural_tests.count_step import count_step_test
from analytics.structural_tests.level_tests import LevelChange, cusum_test
from analytics.wording import plain_pvalue

RATES = Path(__file__).with_name("method_rates.csv")
EVIDENCE, MARKOV, CUSUM, SUP_LR = METHODS
METHOD_LABELS = {
    EVIDENCE: "Evidence",
    MARKOV: "Markov switching",
    CUSUM: "OLS-CUSUM",
    SUP_LR: "sup-LR of step regressions",
}
# Above this size days count as Poisson where cells are looked up.
LARGEST_SIZE = 10.0
Move = tuple[pd.Timestamp, float, float]


def detect(
    method: str, counts: pd.Series, fit: Callable[[], RegimeResult] | None = None
) -> tuple[list[Move], str]:
    """Find changes by one of statsmodels' methods.

    Parameters
    ----------
    method : {"markov-switching", "ols-cusum", "sup-lr"}
    counts : Series of int
    fit : callable or None
        Gives the two regimes of these counts, where they may be known; None fits them.

    Returns
    -------
    moves : list of (first day of the new regime, rate before, rate after)
    reason : str
        What it decides by.

    Raises
    ------
    EscalationError
        When the method cannot answer.

    Notes
    -----
    Markov switching finds a change where the likeliest of two regimes becomes the other, if two
    regimes describe the days better than one (by BIC). OLS-CUSUM and the supremum of the
    likelihood ratio find one change at most, where p < 0.05; the p-value of the second is
    Andrews' limit. All three take the days for independent.
    """
    if method == MARKOV and fit:
        return _switches(fit())
    return DETECTORS[method](counts)


def _switches(regimes: RegimeResult) -> tuple[list[Move], str]:
    if not (regimes.converged and regimes.supported):
        return [], str(regimes)
    levels = regimes.levels
    new = levels[levels != levels.shift()].iloc[1:]
    moves = [(day, levels.shift()[day], rate) for day, rate in new.items()]
    return moves, "two levels describe the days better than one (BIC)"


def _tested(test: Callable[[pd.Series], LevelChange], counts: pd.Series) -> tuple[list[Move], str]:
    result = test(counts)
    row, reason = result.table.iloc[0], plain_pvalue(result.pvalue)
    found = result.pvalue < 1 - LEVEL
    return [(row.changepoint, row.rate_before, row.rate_after)] if found else [], reason


DETECTORS: dict[str, Callable[[pd.Series], tuple[list[Move], str]]] = {
    MARKOV: lambda counts: _switches(find_regimes(counts)),
    CUSUM: lambda counts: _tested(cusum_test, counts),
    SUP_LR: lambda counts: _tested(count_step_test, counts),
}


@cache
def _rates() -> pd.DataFrame:
    cells = pd.read_csv(RATES)
    # A share of 0 or 1 is given the error of half a run.
    share = cells["share"].clip(0.5 / cells["runs"], 1 - 0.5 / cells["runs"])
    return cells.assign(error=(share * (1 - share) / cells["runs"]) ** 0.5)


def false_alarms(method: str, like: ChangepointResult) -> dict[str, float]:
    """Look up how often a method finds a change in the simulated series most like this one.

    Parameters
    ----------
    method : str
    like : ChangepointResult

    Returns
    -------
    dict
        ``false_independent``, ``false_clustered_low``, ``false_clustered_high``, ``error``,
        ``runs``. Whether the days cluster is not taken from the fit, which can hardly tell.
    """
    cells = _rates()[_rates()["method"] == method]
    free = cells[cells["branching"] == 0]
    size = like.size if like.size is not None else math.inf
    free = free[free["size"].notna() == (size <= LARGEST_SIZE)]
    nearest = [_nearest(free, like, size)]
    nearest += [_nearest(part, like, 2.0) for _, part in cells.groupby("branching") if _ > 0]
    shares = sorted(float(cell["share"]) for cell in nearest[1:])
    return {
        "false_independent": float(nearest[0]["share"]),
        "false_clustered_low": shares[0],
        "false_clustered_high": shares[-1],
        "error": max(float(cell["error"]) for cell in nearest),
        "runs": min(int(cell["runs"]) for cell in nearest),
    }


def _nearest(cells: pd.DataFrame, like: ChangepointResult, size: float) -> pd.Series:
    """Return the cell whose length, mean and size are most like the series, on a log scale."""
    mean = max(float(like.counts.mean()), 0.05)
    distance = (cells["days"] / len(like.counts)).map(math.log).abs()
    distance += (cells["mean"] / mean).map(math.log).abs()
    if math.isfinite(size) and cells["size"].notna().all():
        distance += (cells["size"] / size).map(math.log).abs()
    return cells.loc[distance.idxmin()]
