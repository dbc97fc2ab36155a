from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import InvalidOption, InvalidSeries
from analytics.regimes.fit import fit_regimes
from analytics.regimes.markov_switching import find_regimes

PUBLISHED = Path(__file__).resolve().parents[2] / "published"


def daily(values):
    return pd.Series(values, index=pd.date_range("2023-10-17", periods=len(values)), name="events")


@pytest.fixture(scope="module")
def alternating():
    rng = np.random.default_rng(7)
    return daily(rng.poisson(np.repeat([0.3, 2.5, 0.3, 3.0], 34)))


def test_fit_agrees_with_stata():
    # Stata 14 manual, entry mswitch (federal funds rate), as in statsmodels'
    # test_markov_regression.py: p00 0.9820939, p10 0.0503587, 3.70877, 9.556793, sd 2.107562,
    # log-likelihood -508.63592. The switches that the fit adds to those seen, and its
    # stopping rule, make the rest.
    rate = pd.read_csv(PUBLISHED / "fed_funds.csv", index_col=0).squeeze("columns")
    fit = fit_regimes(rate.to_numpy(), 2)[0]
    assert fit.means == pytest.approx([3.70877, 9.556793], abs=0.003)
    assert np.sqrt(fit.variance) == pytest.approx(2.107562, abs=5e-4)
    assert fit.transitions[0, 0] == pytest.approx(0.9820939, abs=0.003)
    assert fit.transitions[0, 1] == pytest.approx(0.0503587, abs=0.003)
    assert fit.loglik == pytest.approx(-508.63592, abs=0.05)


def test_statsmodels_own_optimiser_has_little_to_add(alternating):
    from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

    values = 2 * np.sqrt(alternating.to_numpy() + 3 / 8)
    fit = fit_regimes(values, 2)[0]
    model = MarkovRegression(values, k_regimes=2)
    start = np.array([*fit.transitions[0], *fit.means, fit.variance])
    further = model.fit(start_params=start, em_iter=0, disp=False, cov_type="none")
    assert fit.loglik == pytest.approx(further.llf, abs=0.25)
    high = further.smoothed_marginal_probabilities[:, 1]
    assert list(fit.probabilities[1]) == pytest.approx(high, abs=0.05)
    # From its own start it ends on a lower hill.
    assert fit.loglik > model.fit(em_iter=0, disp=False, cov_type="none").llf + 0.5


def test_known_regimes_are_found(alternating):
    result = find_regimes(alternating)
    assert result.converged
    assert result.supported
    truth = np.repeat(["low", "high", "low", "high"], 34)
    assert (result.probabilities.idxmax(axis="columns") == truth).mean() > 0.9
    assert result.rates["low"] == pytest.approx(0.3, abs=0.15)
    assert result.rates["high"] == pytest.approx(2.75, abs=0.4)
    assert set(result.levels) == set(result.rates)
    assert str(result).startswith("The days fall into a low regime of 0.")
    assert str(result).endswith("29 Feb 2024 most likely belongs to the high one (100 %).")


def test_three_regimes_are_ordered_by_level():
    rng = np.random.default_rng(4)
    result = find_regimes(daily(rng.poisson(np.repeat([12, 0.2, 3], 50))), regimes=3)
    assert list(result.table["regime"]) == ["low", "middle", "high"]
    assert list(result.table["rate"]) == pytest.approx([0.2, 3, 12], abs=0.6)
    assert list(result.table["days"]) == pytest.approx([50, 50, 50], abs=6)
    assert result.supported


@given(
    values=st.lists(st.integers(0, 12), min_size=1, max_size=90),
    regimes=st.sampled_from([2, 3]),
)
def test_a_broken_number_is_never_shown(values, regimes):
    result = find_regimes(daily(values), regimes=regimes)
    assert str(result).count(".") >= 1
    if not result.converged:
        assert result.reason in str(result)
        assert result.table.empty
        assert result.probabilities.columns.empty
        assert result.levels.empty
        return
    assert result.probabilities.sum(axis="columns").to_numpy() == pytest.approx(1, abs=1e-6)
    assert result.probabilities.min(axis=None) >= 0
    assert result.rates.is_monotonic_increasing
    assert (result.durations >= 2).all()
    # Probability-weighted rates share the events out without loss.
    assert (result.table["rate"] * result.table["days"]).sum() == pytest.approx(sum(values))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([1, 2] * 10, "20 days are too few, 30 are needed"),
        ([2] * 60, "every day has the same count, 2"),
        ([0] * 135 + [1], "two regimes would have nearly the same level"),
        ([0, 1] * 68, "which is single days, not a level"),
        ([0] * 68 + [3] * 68, "vary less than chance makes them vary"),
        ([0] * 50 + [10**9] * 50, "vary less than chance makes them vary"),
    ],
)
def test_a_series_without_usable_regimes_says_why(values, reason):
    result = find_regimes(daily(values))
    assert not result.converged
    assert str(result).startswith("No regimes are shown: ")
    assert reason in str(result)


@pytest.mark.simulation
def test_chance_alone_is_not_called_regimes():
    rng = np.random.default_rng(21)
    found = [find_regimes(daily(rng.poisson(1.5, 136))) for _ in range(40)]
    assert sum(result.supported for result in found) <= 2


def test_a_regime_that_outlasts_the_days_is_not_extrapolated():
    rng = np.random.default_rng(1)
    result = find_regimes(daily(rng.poisson(np.repeat([50, 500], 68))))
    assert result.durations["high"] > 136
    assert "and over 136 days on average" in str(result)


def test_one_level_is_said_so():
    rng = np.random.default_rng(0)
    results = (find_regimes(daily(rng.poisson(1.5, 136))) for _ in range(50))
    result = next(result for result in results if result.converged)
    assert str(result) == "One level describes these days as well as two regimes do."


def test_a_fit_leaves_no_trace(alternating):
    before = alternating.copy()
    first = find_regimes(alternating)
    second = find_regimes(alternating)
    pd.testing.assert_frame_equal(first.probabilities, second.probabilities)
    pd.testing.assert_series_equal(alternating, before)


def test_unusable_input_is_refused(alternating):
    with pytest.raises(InvalidOption, match="Two or three regimes can be asked for, got 4"):
        find_regimes(alternating, regimes=4)
    with pytest.raises(InvalidSeries, match="indexed by day"):
        find_regimes(alternating.reset_index(drop=True))
