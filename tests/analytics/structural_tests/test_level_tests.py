from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.diagnostic import breaks_cusumolsresid

from analytics.errors import (
    ConstantSeries,
    InvalidOption,
    InvalidSeries,
    NotAnswerable,
    SeriesTooShort,
)
from analytics.structural_tests.level_tests import cusum_test, nyblom_hansen_test, sup_f_test
from analytics.structural_tests.limit_distributions import squared_bridges_sf, sup_f_sf
from benchmarks.peers.linear_breaks import _exceeds, linear_breaks

PUBLISHED = Path(__file__).resolve().parents[2] / "published"
TESTS = [cusum_test, nyblom_hansen_test, sup_f_test]


def published(name):
    return pd.read_csv(PUBLISHED / name, index_col=0).squeeze("columns")


@pytest.fixture(scope="module")
def nile():
    volume = published("nile.csv")
    return volume.set_axis(pd.date_range("1871", periods=len(volume), freq="YS"))


@pytest.fixture(scope="module")
def drivers():
    deaths = np.log10(published("uk_driver_deaths.csv"))
    lags = pd.DataFrame({"constant": 1.0, "lag1": deaths.shift(1), "lag12": deaths.shift(12)})
    return deaths[12:], lags[12:]


def test_cusum_agrees_with_strucchange(nile):
    # R strucchange 1.5-4, tests/strucchange-tests.Rout.save, lines 49-50 and 145-146
    result = cusum_test(nile)
    assert result.statistic == pytest.approx(2.9518, abs=5e-5)
    assert result.pvalue == pytest.approx(5.409e-08, rel=1e-3)
    assert result.changepoint.year == 1899  # observation 28, 1898, ends the old regime
    assert str(result) == (
        "The rate went from 1,098 to 850 a year from 1 Jan 1899 "
        "(OLS-CUSUM, p < 0.001 if the periods are independent)."
    )


def test_cusum_is_that_of_statsmodels(nile):
    theirs = breaks_cusumolsresid(nile - nile.mean(), ddof=1)
    result = cusum_test(nile)
    assert result.statistic == pytest.approx(theirs[0], rel=1e-12)
    assert result.pvalue == pytest.approx(theirs[1], rel=1e-12)


def test_sup_f_agrees_with_strucchange(nile):
    # R strucchange 1.5, sctest(Fstats(Nile ~ 1)): sup.F = 75.93, p-value = 2.22e-16
    result = sup_f_test(nile)
    assert result.statistic == pytest.approx(75.93, abs=5e-3)
    assert result.pvalue < 1e-15
    assert result.changepoint.year == 1899


@pytest.mark.parametrize(
    ("statistic", "share"),
    # Hansen (1992), J. Policy Modeling 14, table 1, two degrees of freedom
    [(1.07, 0.01), (0.898, 0.025), (0.749, 0.05), (0.610, 0.10), (0.469, 0.20)],
)
def test_nyblom_hansen_tail_meets_the_published_table(statistic, share):
    assert squared_bridges_sf(statistic) == pytest.approx(share, rel=0.06)


@pytest.mark.parametrize(
    ("statistic", "share"),
    # Andrews (1993), Econometrica 61, table I, one parameter, 15 % trimmed: simulated there
    [(7.17, 0.10), (8.85, 0.05), (12.35, 0.01)],
)
def test_sup_f_tail_meets_the_published_table(statistic, share):
    assert sup_f_sf(statistic, first=0.15, last=0.85) == pytest.approx(share, rel=0.06)


def test_sup_f_tail_falls_without_a_jump_where_the_method_changes():
    grid = np.arange(0, 30, 0.05)
    tail = np.array([sup_f_sf(x, first=0.15, last=0.85) for x in grid])
    assert tail[0] == 1
    assert (np.diff(tail) <= 1e-12).all()
    assert (tail[grid > 5][1:] / tail[grid > 5][:-1] > 0.95).all()


@pytest.mark.parametrize("test", [cusum_test, sup_f_test, nyblom_hansen_test])
def test_independent_series_are_rejected_about_as_often_as_announced(test):
    rng = np.random.default_rng(11)
    days = pd.date_range("2024", periods=200)
    pvalues = [test(pd.Series(rng.poisson(4, 200), index=days)).pvalue for _ in range(400)]
    # Binomial 99.9 % limits around 0.05; the finite sample makes all three a little cautious.
    assert 0.012 <= np.mean(np.array(pvalues) < 0.05) <= 0.088


@pytest.mark.parametrize("test", TESTS)
def test_units_do_not_matter(nile, test):
    assert test(nile * 3 + 7).pvalue == pytest.approx(test(nile).pvalue, rel=1e-6)


@pytest.mark.parametrize("test", TESTS)
def test_no_change_is_said_so(test):
    days = pd.date_range("2024", periods=80)
    result = test(pd.Series([0, 1, 2, 1] * 20, index=days))
    assert result.pvalue > 0.5
    assert str(result).startswith(("No change of the level is found", "The level and the variance"))
    assert "show no sign of change" in str(result) or "No change" in str(result)


@pytest.mark.parametrize("test", TESTS)
def test_a_series_that_cannot_be_tested_is_refused(test):
    days = pd.date_range("2024", periods=30)
    with pytest.raises(SeriesTooShort, match="needs 10 periods, got 5"):
        test(pd.Series(range(5), index=days[:5]))
    with pytest.raises(ConstantSeries, match="Every period is 2"):
        test(pd.Series(2, index=days))
    with pytest.raises(InvalidSeries, match="missing"):
        test(pd.Series([np.nan, 1.0, 2.0] * 10, index=days))


def test_trim_outside_its_range_is_refused(nile):
    with pytest.raises(InvalidOption, match=r"between 0 and 0\.5, got 0\.5"):
        sup_f_test(nile, trim=0.5)


# Below, strucchange names the last period of the old regime: one before our change point.


def test_nile_break_and_its_interval_agree_with_strucchange():
    # strucchange 1.5, confint(breakpoints(Nile ~ 1)): 28, 25-32, years 1898, 1895-1902
    result = linear_breaks(published("nile.csv"), breaks=1)
    row = result.table.iloc[0]
    assert (row.changepoint, row.ci_low, row.ci_high) == (1899, 1896, 1903)
    assert str(result) == "New regimes of the regression begin with 1899 (95 % 1896 to 1903)."


@pytest.mark.parametrize(
    ("breaks", "rss"), [(1, 1597457.194), (2, 1552923.616), (3, 1538096.513), (4, 1507888.476)]
)
def test_nile_partitions_have_the_published_fit(breaks, rss):
    # strucchange 1.5, summary(breakpoints(Nile ~ 1)), row RSS
    assert linear_breaks(published("nile.csv"), breaks=breaks).rss == pytest.approx(rss, abs=5e-4)


def test_driver_deaths_agree_with_strucchange(drivers):
    # strucchange 1.5: 1973(10), 1983(1); 1972(9)-1974(8) and 1981(12)-1984(3); RSS 0.2676
    result = linear_breaks(*drivers, breaks=2, min_share=0.1)
    assert list(result.table["changepoint"]) == ["1973-11", "1983-02"]
    assert list(result.table["ci_low"]) == ["1972-10", "1982-01"]
    assert list(result.table["ci_high"]) == ["1974-09", "1984-04"]
    assert result.rss == pytest.approx(0.2676, abs=5e-5)


def test_real_interest_breaks_and_means_agree_with_strucchange():
    # strucchange 1.5, breakpoints(RealInt ~ 1, h = 15): 1972(3), 1980(3)
    result = linear_breaks(published("real_interest.csv"), breaks=2, min_share=15 / 103)
    assert list(result.table["changepoint"]) == ["1972Q4", "1980Q4"]
    means = [*result.table["mean_before"], result.table["mean_after"].iloc[-1]]
    assert means == pytest.approx([1.355037, -1.796138, 5.642890], abs=1e-6)
    assert result.rss == pytest.approx(455.9502, abs=5e-5)


def test_argmax_law_is_a_law_on_both_sides():
    # The two tails at 0 add up to one; equal regimes put one half on each side.
    for xi, phi in ((1, 1), (0.5, 2), (3, 0.7)):
        assert _exceeds(1e-12, xi, phi) + _exceeds(1e-12, 1 / xi, 1 / phi) == pytest.approx(1)
    assert _exceeds(1e-12, 1, 1) == pytest.approx(0.5, abs=1e-5)


def test_argmax_quantile_is_the_published_one():
    # Bai (1997), section III: 95 % intervals of a symmetric change use the point 11
    assert _exceeds(11.0, 1, 1) == pytest.approx(0.025, abs=5e-4)


def test_the_partition_is_the_best_one():
    rng = np.random.default_rng(5)
    values = pd.Series(rng.normal(size=20))
    result = linear_breaks(values, breaks=2, min_share=0.15)

    def rss(first, second):
        parts = np.split(values.to_numpy(), [first, second])
        return sum(((part - part.mean()) ** 2).sum() for part in parts)

    by_hand = min(rss(a, b) for a in range(3, 15) for b in range(a + 3, 18))
    assert result.rss == pytest.approx(by_hand)
    assert rss(*result.positions) == pytest.approx(by_hand)


def test_impossible_partitions_are_refused(drivers):
    deaths, lags = drivers
    with pytest.raises(SeriesTooShort, match="180 periods do not hold 9 segments of 27"):
        linear_breaks(deaths, lags, breaks=8)
    with pytest.raises(InvalidOption, match="breaks must be 1 or more"):
        linear_breaks(deaths, breaks=0)
    with pytest.raises(InvalidSeries, match="one finite value for each period"):
        linear_breaks(deaths, lags[1:], breaks=1)
    with pytest.raises(InvalidSeries, match="collinear"):
        linear_breaks(deaths, lags.assign(twice=1.0), breaks=1)


def test_days_of_none_or_one_event_are_refused_in_one_sentence():
    days = pd.date_range("2024-01-01", periods=31)
    counts = pd.Series([float(n in (1, 2, 8)) for n in range(31)], days)
    with pytest.raises(NotAnswerable, match="at least three different counts"):
        nyblom_hansen_test(counts)
