import dataclasses

import numpy as np
import pytest
from statsmodels.genmod.api import GLM, families

from analytics.dispersion import Dispersion, measure_scatter
from analytics.effects.before_after import event_effect
from analytics.effects.power import detectable
from analytics.effects.quasi_likelihood import root_deviance
from analytics.effects.rate_ratio import likelihood_ratio_interval
from tests.helpers.effects import clustered, series


@pytest.mark.parametrize("a", [0.0, 0.7])
def test_deviance_is_that_of_the_daily_regression(attacks, a):
    # Totals are sufficient at a known dispersion: statsmodels' daily fits must agree.
    counts = attacks.to_numpy()
    after = np.arange(100) >= 60
    family = families.NegativeBinomial(alpha=a) if a else families.Poisson()
    wide = GLM(counts, np.column_stack([np.ones(100), after]), family=family).fit()
    null = GLM(counts, np.ones(100), family=family).fit()
    root = root_deviance((counts[:60].sum(), counts[60:].sum()), (60, 40), 1.0, a)
    assert root**2 == pytest.approx(null.deviance - wide.deviance, rel=1e-6)


def test_naive_interval_is_the_regression_on_days(attacks):
    result = event_effect(attacks, attacks.index[60], before=60, after=40)
    after = np.arange(100) >= 60
    family = families.NegativeBinomial(alpha=result.dispersion.daily)
    fit = GLM(attacks.to_numpy(), np.column_stack([np.ones(100), after]), family=family).fit()
    low, high = np.exp(fit.conf_int()[1])
    assert result.rate_ratio == pytest.approx(np.exp(fit.params[1]), rel=1e-6)
    assert (result.naive_low, result.naive_high) == pytest.approx((low, high), rel=1e-5)


# Few runs and wide margins: the full grid is part of the validation.
def covers(rng, counts, before):
    pair = counts[:before].astype(float), counts[before:].astype(float)
    days = float(before), float(len(counts) - before)
    means = [np.full(len(days), days.mean()) for days in pair]
    dispersion = measure_scatter(pair, means, parameters=2).over(before, len(counts) - before)
    root = root_deviance([days.sum() for days in pair], days, 1.0, dispersion.daily)
    return abs(root) / np.sqrt(dispersion.inflation) <= dispersion.critical


@pytest.mark.simulation
@pytest.mark.parametrize(("size", "mean"), [(1.0, 0.5), (1.0, 8.0), (1e6, 2.0)])
@pytest.mark.parametrize(("before", "after"), [(14, 14), (28, 28), (60, 30)])
def test_interval_covers_on_independent_days(size, mean, before, after):
    # measured over 4,000 runs: 0.966 to 0.997
    rng = np.random.default_rng(5)
    runs = [
        covers(rng, clustered(rng, mean, before + after, size=size), before) for _ in range(300)
    ]
    assert np.mean(runs) > 0.93


@pytest.mark.simulation
@pytest.mark.parametrize("mean", [0.5, 8.0])
def test_interval_covers_when_the_rate_wanders(mean):
    # AR(1) log rate, correlation 0.6, sd 0.5; measured over 4,000 runs: 0.963 and 0.941,
    # where the regression that takes days for independent covers 0.911 and 0.737
    rng = np.random.default_rng(6)
    runs = []
    for _ in range(300):
        noise = rng.normal(0, 0.4, 140)
        wander = np.zeros(140)
        for day in range(1, 140):
            wander[day] = 0.6 * wander[day - 1] + noise[day]
        runs.append(covers(rng, rng.poisson(mean * np.exp(wander[-90:] - 0.125)), 60))
    assert np.mean(runs) > 0.89


@pytest.mark.simulation
def test_detectable_rise_is_found_four_times_out_of_five():
    rng = np.random.default_rng(8)
    pairs = [np.ones(28), np.ones(28)]
    dispersion = measure_scatter(pairs, pairs, parameters=2).over(*map(len, pairs))
    plain = dataclasses.replace(dispersion, daily=0.0, inflation=1.0, freedom=1e6)
    rise = detectable(2.0, (28.0, 28.0), plain).rise
    before, after = rng.poisson(56, 4000), rng.poisson(56 * rise, 4000)
    found = np.abs(root_deviance((before, after), (28, 28), 1.0, 0.0)) > plain.critical
    assert found.mean() == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize("seed", range(12))
def test_interval_pvalue_and_excess_agree(seed):
    rng = np.random.default_rng(seed)
    counts = series(np.concatenate([clustered(rng, 2.0, 28), clustered(rng, 3.5, 28)]))
    result = event_effect(counts, counts.index[28])
    assert (result.pvalue < 0.05) == (not result.ci_low <= 1 <= result.ci_high)
    assert (result.pvalue < 0.05) == (not result.excess.ci_low <= 0 <= result.excess.ci_high)
    assert result.ci_low < result.rate_ratio < result.ci_high
    expected = result.rate_before * 28
    assert result.excess.value == pytest.approx(result.windows.after.sum() - expected)


def test_dependence_widens_the_interval():
    rng = np.random.default_rng(2)
    days = rng.poisson(2.0 * rng.gamma(2.0, 0.5, 60))
    weekly = np.concatenate([np.sort(days[:30]), np.sort(days[30:])[::-1]])
    mixed = event_effect(series(days), series(days).index[30], before=30, after=30)
    ordered = event_effect(series(weekly), series(days).index[30], before=30, after=30)
    assert ordered.dispersion.inflation > mixed.dispersion.inflation
    assert ordered.ci_high / ordered.ci_low > mixed.ci_high / mixed.ci_low


def test_interval_without_extra_scatter_is_the_likelihood_interval():
    # Two Poisson totals of 14 and 30 over equal time: 2 log likelihood ratio = 3.8415 at the ends.
    plain = Dispersion(daily=0.0, inflation=1.0, freedom=1e7)
    low, high = likelihood_ratio_interval((14.0, 30.0), (14.0, 14.0), plain)
    for end in (low, high):
        share = end / (1 + end)
        logs = 30 * np.log(30 / 44 / share) + 14 * np.log(14 / 44 / (1 - share))
        assert 2 * logs == pytest.approx(3.8415, abs=1e-3)
