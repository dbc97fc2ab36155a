"""How often quiet units show so much evidence: p-values from a table that was simulated before.

The table holds, for series of so many days, a mean a day, a branching and a size of the negative
binomial, the chance of an evidence above 1 and above ``e ** START``, and how fast it falls from
there: as a power of the evidence. ``make null-table`` writes it; docs/scan.md says how it was made.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from analytics.changepoints.evidence import BRANCHINGS, size_grid

TABLE = Path(__file__).with_name("null_table.json")
FORMAT = 1
# The tail of the log evidence is fitted from here on.
START = 0.5
# One-sided 95 % of a normal distribution.
UPPER = 1.645
# Fewer draws than this beyond a chance, and it is no longer taken as measured: from there on the
# fitted tail is up to a fifth too light.
ENOUGH = 50
# Below this a p-value is only told to be smaller.
LEAST_PVALUE = 1e-4
# Units with as many days in the learned mixture as one of which nothing is known.
PSEUDO_UNITS, ROUNDS = 1.0, 100
NUMBERS = ("above_one", "start", "start_error", "slope", "slope_error")


@dataclass(frozen=True, kw_only=True, eq=False)
class NullTable:
    """Logarithms of chances and slopes by days, branching, spread and mean.

    Attributes
    ----------
    axes : tuple of array
        Logarithm of the days, branching, :func:`spread_place` of the size, logarithm of the mean.
    values : array of float, shape (n_numbers, *axes)
        In the order of ``NUMBERS``; the errors are those of the logarithms.
    draws : mapping of int to int
        Series drawn of each length.
    largest_mean, largest_mean_limit : float
        The largest mean of the evidence over the table, and its upper 95 % limit.
    made : str
    """

    axes: tuple[np.ndarray, ...]
    values: np.ndarray
    draws: dict[int, int]
    largest_mean: float
    largest_mean_limit: float
    made: str

    def at(self, days: int, mean: float) -> np.ndarray:
        """Give the numbers for every branching and size of the search, shape (n_numbers, B * R)."""
        sizes = size_grid(days)
        places = (
            np.array([math.log(days)]),
            BRANCHINGS,
            spread_place(sizes),
            np.array([math.log(max(mean, 1e-9))]),
        )
        found = self.values
        for axis, (grid, wanted) in enumerate(zip(self.axes, places, strict=True), 1):
            found = _interpolated(found, grid, wanted, axis)
        return found.reshape(len(NUMBERS), -1)

    def draws_near(self, days: int) -> int:
        """Give how many series were drawn of the length nearest to so many days."""
        return self.draws[min(self.draws, key=lambda known: abs(math.log(known / days)))]


def spread_place(sizes: np.ndarray) -> np.ndarray:
    """Give where sizes of the negative binomial lie between Poisson, 0, and all spread, 1."""
    spread = 1.0 / np.asarray(sizes, float)
    return spread / (spread + 0.5)


@cache
def null_table(path: Path = TABLE) -> NullTable:
    """Read the table.

    Raises
    ------
    ValueError
        When it is of a format that this version does not know.
    """
    read = json.loads(path.read_text(encoding="utf-8"))
    if read["format"] != FORMAT:
        raise ValueError(f"{path.name} has format {read['format']}, not {FORMAT}: make it anew.")
    days = sorted({cell["days"] for cell in read["cells"]})
    branchings = sorted({cell["branching"] for cell in read["cells"]})
    spreads = sorted({cell["spread"] for cell in read["cells"]})
    means = sorted({cell["mean"] for cell in read["cells"]})
    values = np.full((len(NUMBERS), len(days), len(branchings), len(spreads), len(means)), np.nan)
    for cell in read["cells"]:
        place = (
            days.index(cell["days"]),
            branchings.index(cell["branching"]),
            spreads.index(cell["spread"]),
            means.index(cell["mean"]),
        )
        values[(slice(None), *place)] = [cell[name] for name in NUMBERS]
    with np.errstate(divide="ignore"):
        sizes = 1.0 / np.array(spreads)
    return NullTable(
        axes=(np.log(days), np.array(branchings), spread_place(sizes), np.log(means)),
        values=values,
        draws={int(name): number for name, number in read["draws"].items()},
        largest_mean=read["largest_mean"],
        largest_mean_limit=read["largest_mean_limit"],
        made=read["made"],
    )


def evidence_pvalue(
    evidence: float,
    days: int,
    mean: float,
    mixture: np.ndarray,
    table: NullTable | None = None,
) -> float:
    """Give the chance of as much evidence in a unit that did not change.

    Parameters
    ----------
    evidence : float
        Logarithm of the evidence.
    days : int
    mean : float
        Events a day.
    mixture : array of float, shape (B * R,)
        Shares of the units with each branching and size: of :func:`learn_mixture`.
    table : NullTable or None
        None is the one that comes with the product.

    Returns
    -------
    float
        Where fewer than fifty of the draws lie beyond, the upper 95 % limit of the fitted tail.
    """
    table = table or null_table()
    above_one, start, start_error, slope, slope_error = table.at(days, mean)
    if evidence <= START:
        # Chances are known at 1 and at the start; at e ** -1 and below all series are above.
        logs = [np.zeros_like(start), np.minimum(above_one, 0.0), np.minimum(start, above_one)]
        chances = [float(mixture @ np.exp(log)) for log in logs]
        return float(np.interp(evidence, [-1.0, 0.0, START], chances))
    beyond = evidence - START
    fitted = float(mixture @ np.exp(np.minimum(start - np.exp(slope) * beyond, 0.0)))
    enough = ENOUGH / table.draws_near(days)
    if fitted >= enough:
        return fitted
    error = np.hypot(start_error, np.exp(slope) * beyond * slope_error)
    logs = start - np.exp(slope) * beyond + UPPER * error
    upper = float(mixture @ np.exp(np.minimum(logs, 0.0)))
    return max(fitted, min(upper, enough))


def learn_mixture(logs: Sequence[Sequence[float]] | np.ndarray) -> np.ndarray:
    """Learn from all units how many of them have each branching and size.

    Parameters
    ----------
    logs : array of float, shape (n_units, B * R)
        Log-likelihoods of each unit without a change.

    Returns
    -------
    array of float, shape (B * R,)
        Shares, of sum 1, by the EM algorithm; one more unit is taken to be of any kind.
    """
    values = np.asarray(logs, float)
    likelihoods = np.exp(values - values.max(axis=1, keepdims=True))
    shares = np.full(values.shape[1], 1.0 / values.shape[1])
    for _ in range(ROUNDS):
        each = likelihoods * shares
        each /= each.sum(axis=1, keepdims=True)
        shares = np.ones(len(values)) @ each + PSEUDO_UNITS / shares.size
        shares /= len(values) + PSEUDO_UNITS
    return shares


def told_pvalue(pvalue: float) -> str:
    """Write a p-value of the table: "0.012", or "under 0.0001"."""
    return f"under {LEAST_PVALUE:.4f}" if pvalue < LEAST_PVALUE else f"{pvalue:.2g}"


def _interpolated(
    values: np.ndarray, grid: np.ndarray, wanted: np.ndarray, axis: int
) -> np.ndarray:
    """Interpolate along an axis, the ends kept beyond them."""
    inside = np.clip(wanted, grid[0], grid[-1])
    low = np.clip(np.searchsorted(grid, inside) - 1, 0, grid.size - 2)
    share = (inside - grid[low]) / (grid[low + 1] - grid[low])
    shape = [1] * values.ndim
    shape[axis] = share.size
    share = share.reshape(shape)
    return np.take(values, low, axis) * (1 - share) + np.take(values, low + 1, axis) * share
