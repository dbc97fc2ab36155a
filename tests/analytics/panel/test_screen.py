import numpy as np
import pandas as pd
import pytest

from analytics.panel.screen import at_most, most_if_none
from analytics.panel.two_ways import weigh_unit_changes, with_lulls

DAYS = pd.date_range("2024-01-01", periods=70)


def clustered(rng):
    counts, recent = [], 2.0
    for _ in DAYS:
        counts.append(rng.poisson(1.0 + 0.5 * recent))
        recent = 0.75 * recent + 0.25 * counts[-1]
    return counts


SERIES = {
    "quiet": lambda rng: rng.poisson(1.0, DAYS.size),
    "few": lambda rng: rng.poisson(0.2, DAYS.size),
    "scattered": lambda rng: rng.negative_binomial(0.4, 0.2, DAYS.size),
    "clustered": clustered,
    "many": lambda rng: rng.poisson(900.0, DAYS.size),
    "lull": lambda rng: rng.poisson(np.where(abs(np.arange(DAYS.size) - 30) < 9, 0.3, 4.0)),
    "burst": lambda rng: rng.poisson(np.where(abs(np.arange(DAYS.size) - 9) < 5, 900.0, 40.0)),
    "step": lambda rng: rng.poisson(np.where(np.arange(DAYS.size) < 30, 1.0, 6.0)),
}


@pytest.mark.parametrize("kind", SERIES)
def test_no_lull_weighs_more_than_its_bound_and_that_is_near(kind):
    for seed in range(3):
        counts = pd.Series(SERIES[kind](np.random.default_rng(seed)), DAYS)
        plain = weigh_unit_changes(counts, None)
        lulls = with_lulls(plain).itself.weights[:, -1]
        bounds = at_most(plain).itself.weights[:, -1]
        alive = lulls > lulls.max() - 20
        assert (bounds >= lulls - 1e-9).all()
        # Where the days before and after differ, no lull is likely, and the bound is far.
        assert kind == "step" or (bounds - lulls)[alive].max() < 2.5


def test_a_unit_of_too_few_days_for_a_lull_has_none():
    counts = pd.Series([1] * 20, DAYS[:20])
    plain = weigh_unit_changes(counts, None)
    assert (at_most(plain).itself.weights[:, -1] == with_lulls(plain).itself.weights[:, -1]).all()


def test_what_may_have_changed_has_no_bound():
    for kind, told in (("step", False), ("lull", False), ("few", True)):
        counts = pd.Series(SERIES[kind](np.random.default_rng(1)), DAYS)
        assert np.isfinite(most_if_none(weigh_unit_changes(counts, None))) == told
