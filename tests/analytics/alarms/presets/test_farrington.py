import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom, poisson
from statsmodels.genmod.api import GLM, families

from analytics.alarms.presets.farrington import (
    anscombe_residuals,
    classic_bound,
    enough,
    flag_classic,
    outbreak_weights,
)
from analytics.alarms.presets.farrington_flexible import (
    LATE_WEEKS,
    SEASONS,
    flag_flexible,
    flexible_bound,
    flexible_forecast,
    reference_weeks,
    season_of_weeks,
    upper_quantile,
)
from analytics.alarms.presets.poisson_regression import fit_poisson
from analytics.alarms.presets.weeks import by_week


def weekly(weeks=320, seed=2):
    rng = np.random.default_rng(seed)
    season = 1 + 0.4 * np.cos(2 * np.pi * np.arange(weeks) / 52.18)
    return rng.negative_binomial(4, 4 / (4 + 6 * season)).astype(float)


def test_the_classic_bounds_and_alarms_are_those_of_r(shared_dataset):
    # R surveillance, farrington(salmonella.agona, range 261:312, b 5, w 3, reweight, alpha .05)
    folder = shared_dataset("surveillance_R")
    counts = pd.read_csv(folder / "salmonella_agona.csv")["observed"].to_numpy(float)
    published = pd.read_csv(folder / "salmonella_agona_farrington.csv")
    alarms = []
    for row in published.itertuples():
        week = row.t - 1
        bound = classic_bound(counts, week, years=5, alpha=0.05)
        assert (row.upper > 0) == enough(counts, week)
        if row.upper > 0:
            assert bound == pytest.approx(row.upper, rel=5e-5)
            alarms += [row.t] if counts[week] > bound else []
    assert alarms == list(published.loc[published["alarm"] == 1, "t"]) == [262, 263, 264, 284]


def test_the_regression_is_that_of_statsmodels():
    rng = np.random.default_rng(1)
    design = np.column_stack([np.ones(40), np.arange(40.0)])
    counts, weights = rng.poisson(3.0, 40).astype(float), rng.uniform(0.2, 1.5, 40)
    ours = fit_poisson(design, counts, weights)
    theirs = GLM(counts, design, family=families.Poisson(), var_weights=weights).fit(scale="X2")
    assert ours[0] == pytest.approx(theirs.params, abs=1e-7)
    assert ours[4] == pytest.approx(theirs.scale, rel=1e-6)
    assert ours[1] * ours[4] == pytest.approx(theirs.cov_params(), rel=1e-5)
    assert ours[3] == pytest.approx(theirs.get_hat_matrix_diag(), rel=1e-5)


def test_residuals_and_weights_are_those_of_the_papers():
    counts, means = np.array([1.0, 8.0, 30.0]), np.array([2.0, 8.0, 9.0])
    leverages, dispersion = np.array([0.1, 0.2, 0.3]), 1.7
    found = anscombe_residuals(counts, means, leverages, dispersion)
    for i in range(3):
        whole = 1.5 * (counts[i] ** (2 / 3) / means[i] ** (1 / 6) - means[i] ** 0.5)
        assert found[i] == pytest.approx(whole / (dispersion * (1 - leverages[i])) ** 0.5)
    weights = outbreak_weights(counts, means, leverages, dispersion, 2.58)
    gamma = 3 / (1 + 1 + found[2] ** -2)
    assert found[2] > 2.58 > found[1]
    assert weights == pytest.approx([gamma, gamma, gamma * found[2] ** -2])


def test_seasons_are_windows_and_nine_even_parts_between():
    week, windows = 280, reference_weeks(280, 5)
    assert windows == [280 - round(365.25 * year / 7) for year in range(1, 6)]
    season = season_of_weeks(week, windows)
    assert (season[: windows[-1] - 3] == -1).all()
    for window in windows:
        assert (season[window - 3 : window + 4] == SEASONS - 1).all()
    for later, window in zip([week, *windows], windows, strict=False):
        between = season[window + 4 : later - 3]
        sizes = np.bincount(between, minlength=SEASONS - 1)
        assert (np.diff(between) >= 0).all()
        assert sizes.size == SEASONS - 1
        assert sizes.max() - sizes.min() <= 1
        assert (np.diff(sizes) <= 0).all()


def test_the_flexible_forecast_is_a_regression_on_seasons_and_a_trend():
    counts, week = weekly(), 310
    windows = reference_weeks(week, 5)
    season = season_of_weeks(week, windows)
    past = np.flatnonzero((season >= 0) & (np.arange(week + 1) < week - LATE_WEEKS))
    design = np.column_stack(
        [(season[past][:, None] == np.arange(SEASONS)).astype(float), past - past[0]]
    )
    first = GLM(counts[past], design, family=families.Poisson()).fit(scale="X2")
    residuals = anscombe_residuals(
        counts[past], first.fittedvalues, first.get_hat_matrix_diag(), max(first.scale, 1.0)
    )
    weights = np.where(residuals > 2.58, np.maximum(residuals, 1.0) ** -2, 1.0)
    weights *= weights.size / weights.sum()
    second = GLM(counts[past], design, family=families.Poisson(), var_weights=weights)
    fit = second.fit(scale="X2")
    row = np.zeros(SEASONS + 1)
    row[[SEASONS - 1, SEASONS]] = 1.0, week - past[0]
    mean, dispersion = flexible_forecast(counts, week, 5)
    assert mean == pytest.approx(float(np.exp(row @ fit.params)), rel=1e-5)
    assert dispersion == pytest.approx(max(fit.scale, 1.0), rel=1e-5)
    assert flexible_bound(counts, week) == upper_quantile(mean, dispersion, 0.01)


def test_the_last_half_year_says_nothing_of_the_flexible_bound():
    counts = weekly()
    changed = counts.copy()
    changed[310 - LATE_WEEKS : 310] += 50
    assert flexible_bound(changed, 310) == flexible_bound(counts, 310)
    changed[310 - LATE_WEEKS - 10] += 5
    assert flexible_forecast(changed, 310, 5) != flexible_forecast(counts, 310, 5)


@pytest.mark.parametrize(("mean", "dispersion"), [(0.4, 1.0), (6.0, 1.0), (6.0, 2.5), (40.0, 9.0)])
def test_the_quantile_is_that_of_the_negative_binomial(mean, dispersion):
    if dispersion > 1:
        expected = nbinom.ppf(0.99, mean / (dispersion - 1), 1 / dispersion)
    else:
        expected = poisson.ppf(0.99, mean)
    assert upper_quantile(mean, dispersion, 0.01) == expected


@pytest.mark.parametrize("flag", [flag_classic, flag_flexible])
def test_an_outbreak_is_flagged_and_few_events_are_not(flag):
    daily = np.repeat(weekly(120), 7) / 7
    daily[-7:] *= 12
    weeks = by_week(daily, np.ones(daily.size), 7 * 110, 0.01)
    assert flag(weeks)[-1]
    thin = np.zeros(daily.size)
    thin[-1] = 4
    assert not flag(by_week(thin, np.ones(thin.size), 7 * 110, 0.01)).any()


def test_without_an_earlier_year_there_is_no_bound():
    assert classic_bound(weekly(), 20) == np.inf
    assert flexible_bound(weekly(), 40) == np.inf
