import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import nbinom, poisson

from analytics.changepoints.evidence import MIN_DAYS
from benchmarks.panel.quiet_series import QuietCell, _counts, draw_series, log_changed_odds

CELL = QuietCell(days=24, branching=0.3, size=2.0, mean=1.5)


def log_likelihood(cell, levels, values, past):
    """Give the log-likelihood of one series, day by day."""
    means = cell.mean * levels * (1 - cell.branching) + cell.branching * past
    if math.isinf(cell.size):
        return poisson.logpmf(values, means).sum()
    return nbinom.logpmf(values, cell.size, cell.size / (cell.size + means)).sum()


@pytest.mark.parametrize("size", [2.0, math.inf])
def test_a_draw_is_worth_what_every_change_of_it_says(size):
    cell = replace(CELL, size=size)
    values, past = _counts(cell, np.ones((2, cell.days)), np.random.default_rng(4))
    whole, both = [], list(zip(values, past, strict=True))
    for length, outer, inner in cell.changes:
        starts = range(cell.days - length + 1) if length else range(MIN_DAYS, cell.days - 6)
        levels = np.full((len(starts), cell.days), outer)
        for row, start in enumerate(starts):
            levels[row, start : start + length if length else None] = inner
        logs = [[log_likelihood(cell, one, *pair) for one in levels] for pair in both]
        whole.append(np.logaddexp.reduce(logs, axis=1) - math.log(len(starts)))
    expected = np.logaddexp.reduce(whole, axis=0) - math.log(len(whole))
    quiet = [log_likelihood(cell, np.ones(cell.days), *pair) for pair in both]
    assert log_changed_odds(cell, values, past) == pytest.approx(expected - quiet)


def test_what_draws_are_worth_is_one_on_average():
    draws = draw_series(CELL, 4000, np.random.default_rng(9))
    worth = np.exp(draws.log_weights)
    assert worth.max() <= 2.0
    assert worth.mean() == pytest.approx(1.0, abs=4 * worth.std() / math.sqrt(worth.size))
    # The mean count, as weighted, is that of quiet series.
    means = worth * draws.values.mean(axis=1)
    assert means.mean() == pytest.approx(1.5, abs=4 * means.std() / math.sqrt(worth.size))
