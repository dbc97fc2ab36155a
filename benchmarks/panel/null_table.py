"""Write the null table of the product from the quiet series drawn so far: ``make null-table``."""

import json
import math
import sys
from datetime import date

import numpy as np

from analytics.panel.null_table import FORMAT, START, TABLE, UPPER
from benchmarks.panel.null_draws import AT_ONCE, NULL, null_cells
from benchmarks.panel.quiet_series import QuietCell
from benchmarks.simulation.store import Store
from data.version import version

# What a chance, and a slope, may differ from the smooth surface beside the Monte Carlo error, as a
# logarithm; and how strongly the surface is held flat.
ROUGH, ROUGH_SLOPE, HELD = 0.2, 0.08, 0.3
# Draws of a kind that none of them was of.
UNSEEN = 0.5
# No list asks for the evidence itself beyond this: the mean is taken of the smaller of the two.
MOST_EVIDENCE = math.log(1e4)


def weighted_draws(store: Store, cell: QuietCell) -> tuple[np.ndarray, np.ndarray]:
    """Give the log evidence of the draws of a cell, and what each is worth."""
    records = store.known(cell).values()
    evidence = np.array([value for one in records for value in one["evidence"]])
    return evidence, np.exp([value for one in records for value in one["log_weights"]])


def tail_chance(evidence: np.ndarray, worth: np.ndarray, above: float) -> tuple[float, float]:
    """Give the logarithm of the chance of more evidence, and its Monte Carlo error.

    The error allows for kinds of series that were not drawn yet: half of one in all draws.
    """
    beyond = worth * (evidence > above)
    chance = beyond.mean()
    if chance == 0.0:
        return -math.inf, math.inf
    error = float(beyond.std() / math.sqrt(beyond.size) / chance)
    return math.log(chance), error + math.log1p(UNSEEN / beyond.size / chance) / UPPER


def tail_slope(evidence: np.ndarray, worth: np.ndarray) -> tuple[float, float]:
    """Fit an exponential tail to the log evidence; give the logarithm of its slope, and the error.

    The error is that of a mean of weighted draws, or of as many draws as they are worth, whichever
    is larger.
    """
    beyond = worth * (evidence > START)
    if not beyond.any():
        return math.nan, math.inf
    over = np.maximum(evidence - START, 0.0)
    slope = beyond.sum() / (beyond * over).sum()
    robust = math.sqrt(((beyond * (1.0 - slope * over)) ** 2).sum()) / beyond.sum()
    worth_of = beyond.sum() ** 2 / (beyond**2).sum()
    return math.log(slope), max(robust, 1.0 / math.sqrt(worth_of))


def surface_terms(cell: QuietCell) -> np.ndarray:
    """Give the terms of the smooth surface over days, branching, spread and mean."""
    over = cell.mean / cell.size
    spread, mean, days = over / (1.0 + over), math.log(cell.mean), math.log(cell.days / 140)
    b = cell.branching
    mixed = [b * spread, b * mean, spread * mean, b * days, mean * days, spread * days]
    return np.array([1.0, b, b**2, spread, mean, days, *mixed])


def smooth(
    cells: list[QuietCell], values: np.ndarray, errors: np.ndarray, rough: float
) -> tuple[np.ndarray, np.ndarray]:
    """Fit the surface to what was measured; give it in each cell, with its error.

    A cell may lie off the surface by ``rough``: where it is known better than that, it is drawn
    towards what was measured in it.
    """
    terms = np.array([surface_terms(cell) for cell in cells])
    known = np.isfinite(values) & np.isfinite(errors)
    weights = 1.0 / np.hypot(errors[known], rough)
    held = HELD * np.eye(terms.shape[1])
    held[0, 0] = 0.0
    rows = np.vstack([terms[known] * weights[:, None], held])
    wanted = np.append(values[known] * weights, np.zeros(len(held)))
    fitted = np.linalg.lstsq(rows, wanted, rcond=None)[0]
    off = (values[known] - terms[known] @ fitted) * weights
    covariance = np.linalg.inv(rows.T @ rows) * max(1.0, float(np.mean(off**2)))
    surface = terms @ fitted
    spread = np.einsum("ij,jk,ik->i", terms, covariance, terms) + rough**2
    share = np.where(known, spread / (spread + np.where(known, errors, 0.0) ** 2), 0.0)
    drawn = surface + share * (np.where(known, values, surface) - surface)
    return drawn, np.sqrt(spread * (1.0 - share))


def mean_evidence(
    body: float, start: tuple[float, float], slope: tuple[float, float]
) -> tuple[float, float]:
    """Give the mean of the evidence, at most 10,000, and its upper 95 % limit.

    The mean of a few weighted draws hangs on the largest of them. What lies beyond the start of the
    fitted tail is therefore taken from the tail, at its chance and slope and at the limits of both.

    Parameters
    ----------
    body : float
        Part of the mean below the start, as drawn.
    start, slope : (float, float)
        Logarithms, and their errors.
    """

    def mean(chance: float, steep: float) -> float:
        flatter = 1.0 - math.exp(steep)
        beyond = math.expm1(flatter * (MOST_EVIDENCE - START)) / flatter
        return body + math.exp(min(chance, 0.0) + START) * (1.0 + beyond)

    told = mean(start[0], slope[0])
    more = mean(start[0] + UPPER * start[1], slope[0]) - told
    flat = mean(start[0], slope[0] - UPPER * slope[1]) - told
    return told, told + math.hypot(more, flat)


def drawn_cells(store: Store) -> list[QuietCell]:
    """Give the cells of all lengths of which every cell was drawn."""
    missing = {cell.days for cell in null_cells() if not store.known(cell)}
    return [cell for cell in null_cells() if cell.days not in missing]


def make_table(store: Store) -> dict[str, object]:
    """Put the table together."""
    cells = drawn_cells(store)
    draws = [weighted_draws(store, cell) for cell in cells]
    above, start = (
        np.array([tail_chance(*one, limit) for one in draws]).T for limit in (0.0, START)
    )
    slope = np.array([tail_slope(*one) for one in draws]).T
    allowed = (ROUGH, ROUGH, ROUGH_SLOPE)
    surfaces = [
        smooth(cells, *measured, rough)
        for measured, rough in zip((above, start, slope), allowed, strict=True)
    ]
    (above_one, _), (starts, start_errors), (slopes, slope_errors) = surfaces
    bodies = [float(np.mean(worth * np.exp(e) * (e <= START))) for e, worth in draws]
    tails = zip(starts, start_errors, slopes, slope_errors, strict=True)
    means = np.array(
        [
            mean_evidence(body, (s, s_error), (k, k_error))
            for body, (s, s_error, k, k_error) in zip(bodies, tails, strict=True)
        ]
    )
    lengths = {cell.days: 0 for cell in cells}
    for cell, (evidence, _) in zip(cells, draws, strict=True):
        lengths[cell.days] += evidence.size
    rows = [
        {
            "days": cell.days,
            "branching": cell.branching,
            "spread": round(1.0 / cell.size, 6),
            "mean": cell.mean,
            "draws": int(draws[k][0].size),
            "above_one": round(float(above_one[k]), 4),
            "start": round(float(starts[k]), 4),
            "start_error": round(float(start_errors[k]), 4),
            "slope": round(float(slopes[k]), 4),
            "slope_error": round(float(slope_errors[k]), 4),
        }
        for k, cell in enumerate(cells)
    ]
    return {
        "format": FORMAT,
        "made": f"make null-table, {date.today():%Y-%m-%d}, version {version()}, batches of "
        f"{AT_ONCE} series, half of them drawn with a change and weighted",
        "method": store.hash,
        "draws": lengths,
        "largest_mean": round(float(means[:, 0].max()), 3),
        "largest_mean_limit": round(float(means[:, 1].max()), 3),
        "cells": rows,
    }


def main() -> int:
    """Write the table from what is there."""
    table = make_table(Store(NULL))
    lengths = table["draws"]
    lines = json.dumps(table, indent=None).replace('{"days"', '\n{"days"')
    TABLE.write_text(lines + "\n", encoding="utf-8")
    print(f"Written: {TABLE.name}; series drawn by length: {lengths}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
