"""The sums over regimes, held against every division of a few days written out."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from analytics.regimes.run_lengths import draw_stop, gamma_table, weigh_later

COUNTS = np.array([0, 2, 1, 7, 9, 4])
WORTH, PRIOR, MEAN = 0.8, (1.0, 0.4), 5.0
CHANCES = math.log1p(-1 / MEAN), -math.log(MEAN)


def regime(start, stop):
    """Weigh a regime: its counts at a Gamma rate, less what no division changes, and its length."""
    days, events = (stop - start) * WORTH, COUNTS[start:stop].sum() * WORTH
    shape, rate = PRIOR
    # The rate integrated out of x^events exp(-days x) under its prior.
    density = stats.gamma(shape, scale=1 / rate)
    grid = np.linspace(1e-9, 60, 200_001)
    fit = math.log(np.trapezoid(grid**events * np.exp(-days * grid) * density.pdf(grid), grid))
    ended = stop < COUNTS.size
    return fit + (stop - start - 1) * CHANCES[0] + ended * CHANCES[1]


@pytest.mark.parametrize("tabulated", [True, False])
def test_the_recursion_is_the_sum_over_every_division(tabulated):
    sums = np.concatenate(([0], np.cumsum(COUNTS)))
    table = gamma_table(int(sums[-1]) if tabulated else 10**9, WORTH, PRIOR[0])
    later = weigh_later(sums, WORTH, PRIOR, CHANCES, table)
    inner = range(1, COUNTS.size)
    every = {
        ends: sum(regime(a, b) for a, b in itertools.pairwise((0, *ends, COUNTS.size)))
        for k in range(COUNTS.size)
        for ends in itertools.combinations(inner, k)
    }
    whole = np.logaddexp.reduce(list(every.values()))
    assert later[0] == pytest.approx(whole, rel=1e-6)
    first_ends = [ends[0] if ends else COUNTS.size for ends in every]
    chances = np.bincount(first_ends, np.exp(np.array(list(every.values())) - whole))
    for stop in range(1, COUNTS.size + 1):
        middle = chances[:stop].sum() + chances[stop] / 2
        assert draw_stop(sums, later, 0, middle, WORTH, PRIOR, CHANCES, table) == stop
