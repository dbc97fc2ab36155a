import numpy as np
import pandas as pd
import pytest

from benchmarks.peers import detectors


def weeks(*sums):
    """Put each week's events on its third day."""
    values = np.zeros(7 * len(sums), int)
    values[2::7] = sums
    return values


def test_the_surge_rule_flags_a_week_of_twice_the_usual():
    # The mean of the four weeks before is 5: ten is an increase of 100 %.
    assert detectors.acled_surge(weeks(5, 5, 5, 5, 10)) == [28]
    assert detectors.acled_surge(weeks(5, 5, 5, 5, 9)) == []


def test_the_surge_rule_leaves_out_places_with_less_than_one_event_a_week():
    assert detectors.acled_surge(weeks(1, 1, 1, 0, 9)) == []
    assert detectors.acled_surge(weeks(1, 1, 1, 1, 9)) == [28]
    assert detectors.acled_surge(weeks(9, 9, 9, 9)) == []


def test_the_signals_rule_needs_a_year_and_a_hundred():
    year = np.ones(395, int)
    assert detectors.hdx_signal(year[:-1]) is None
    assert detectors.hdx_signal(np.append(year, 50)) == []  # a sum of 79 is the highest, but small
    assert detectors.hdx_signal(np.append(year, 71)) == [395]
    assert detectors.hdx_signal(np.append(2 * year, [42, 2])) == [
        395
    ]  # the second is no new highest


@pytest.mark.parametrize(
    "search", [detectors.ruptures_default, detectors.ruptures_daily, detectors.skchange_default]
)
def test_the_searches_find_a_clear_step_on_the_first_day_of_the_new_regime(search):
    values = np.repeat([1, 9], 50) + np.tile([0, 1], 50)
    assert search(values) == [50]


def test_the_search_over_every_day_is_that_of_pelt():
    from ruptures import Pelt

    rng = np.random.default_rng(4)
    for _ in range(10):
        values = rng.negative_binomial(1, 0.3, 120)
        signal = values.astype(float).reshape(-1, 1)
        found = Pelt(model="l2", jump=1).fit(signal).predict(pen=np.log(120) * signal.var())
        assert detectors.ruptures_daily(values) == found[:-1]


def test_a_constant_series_has_no_change():
    assert detectors.ruptures_default(np.ones(60, int)) == []
    assert detectors.ruptures_daily(np.ones(60, int)) == []


def test_the_poisson_interval_is_the_closed_form():
    counts = pd.Series([2, 4, 3, 3, 6, 5, 7, 6])
    limits = detectors.regression_intervals(counts, 4)
    # Two Poisson rates: variance of the log ratio is 1/12 + 1/24.
    half = 1.959964 * np.sqrt(1 / 12 + 1 / 24)
    assert limits["poisson"] == pytest.approx([2 * np.exp(-half), 2 * np.exp(half)], rel=1e-4)
    # Pearson's statistic is 2/3 + 2/6 on 6 degrees of freedom.
    half *= np.sqrt((2 / 3 + 2 / 6) / 6)
    assert limits["quasi"] == pytest.approx([2 * np.exp(-half), 2 * np.exp(half)], rel=1e-4)
    assert detectors.regression_intervals(pd.Series([0, 0, 0, 1]), 2) is None
