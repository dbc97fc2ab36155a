import numpy as np
import pandas as pd
import pytest
from statsmodels.discrete.discrete_model import NegativeBinomial

from analytics.errors import ConstantSeries, InvalidOption, InvalidSeries, SeriesTooShort
from analytics.structural_tests.count_step import count_step_test
from analytics.structural_tests.limit_distributions import sup_f_sf


def series(values):
    return pd.Series(values, pd.date_range("2023-01-02", periods=len(values)), name="events")


def negative_binomial(rng, means, size):
    return rng.negative_binomial(size, size / (size + np.asarray(means)))


def test_it_is_the_largest_ratio_of_statsmodels_regressions():
    values = negative_binomial(np.random.default_rng(5), np.repeat([1.0, 2.5], 25), 2.0)
    constant = np.ones((50, 1))
    without = NegativeBinomial(values, constant).fit(disp=0).llf
    ratios = {}
    for old in range(7, 44):
        step = np.column_stack([constant, np.arange(50) >= old])
        ratios[old] = 2 * (NegativeBinomial(values, step).fit(disp=0).llf - without)
    best = max(ratios, key=ratios.get)
    result = count_step_test(series(values))
    assert result.statistic == pytest.approx(ratios[best], rel=1e-5)
    assert result.changepoint == result.series.index[best]
    step = np.column_stack([constant, np.arange(50) >= best])
    fit = NegativeBinomial(values, step).fit(disp=0)
    assert result.dispersion == pytest.approx(fit.params[-1], rel=1e-3)
    rates = result.table[["rate_before", "rate_after"]].iloc[0].to_list()
    assert rates == pytest.approx([np.exp(fit.params[0]), np.exp(fit.params[:2].sum())], rel=1e-3)
    assert result.pvalue == sup_f_sf(result.statistic, first=7 / 50, last=43 / 50)


def test_counts_that_vary_less_than_poisson_are_tested_as_poisson():
    result = count_step_test(series(np.repeat([2, 3], 20)))
    assert result.dispersion == 0.0
    events = 20 * np.array([2, 3])
    full = 2 * ((events * np.log([2, 3])).sum() - events.sum() * np.log(2.5))
    assert result.statistic == pytest.approx(full)
    assert result.changepoint == result.series.index[20]
    assert str(result).startswith("No change of the level is found (sup-LR of negative")


@pytest.mark.simulation
def test_five_of_a_hundred_series_without_a_change_show_one():
    rng = np.random.default_rng(11)
    pvalues = [
        count_step_test(series(negative_binomial(rng, np.full(200, 2.0), 1.0))).pvalue
        for _ in range(400)
    ]
    # Monte Carlo standard error 0.011; the limit is a little careful at 200 days.
    assert 0.02 <= np.mean(np.array(pvalues) < 0.05) <= 0.08


def test_the_order_of_days_reversed_gives_the_same_statistic():
    values = negative_binomial(np.random.default_rng(2), np.repeat([0.5, 2.0], 40), 1.0)
    assert count_step_test(series(values)).statistic == pytest.approx(
        count_step_test(series(values[::-1])).statistic
    )


@pytest.mark.parametrize(
    ("values", "options", "error", "message"),
    [
        (np.arange(5), {}, SeriesTooShort, "needs 10 periods, got 5"),
        (np.full(20, 3), {}, ConstantSeries, "Every period is 3"),
        (np.arange(20) / 2, {}, InvalidSeries, "whole numbers"),
        (np.arange(20), {"trim": 0.5}, InvalidOption, "between 0 and 0.5"),
    ],
)
def test_what_it_refuses(values, options, error, message):
    with pytest.raises(error, match=message):
        count_step_test(series(values), **options)
