import dataclasses

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analytics.changepoints.coincidence import events_inside
from analytics.changepoints.detection import tail
from analytics.changepoints.search import find_changepoints
from analytics.errors import InvalidOption, InvalidSeries, SeriesTooShort
from analytics.rates import rate_interval, wald_ratio_interval


def series(values, start="2023-01-01", freq="D", name="events"):
    return pd.Series(values, pd.date_range(start, periods=len(values), freq=freq), name=name)


def negative_binomial(rng, rates, size):
    return rng.poisson(rng.gamma(size, np.asarray(rates) / size))


def self_exciting(rng, n, mean, branching, decay=0.75):
    recent, counts = mean, []
    for _ in range(n + 60):
        counts.append(rng.poisson(mean * (1 - branching) + branching * recent))
        recent = decay * recent + (1 - decay) * counts[-1]
    return np.array(counts[60:])


@pytest.fixture(scope="module")
def stepped():
    rng = np.random.default_rng(3)
    rates = np.repeat([0.4, 3.0, 0.5], [60, 50, 60])
    return find_changepoints(series(negative_binomial(rng, rates, 2.0), name="attacks"))


def test_finds_both_ends_of_a_burst_and_its_date_sets_hold_them(stepped):
    truth = pd.to_datetime(["2023-03-02", "2023-04-21"])
    assert len(stepped.table) == 2
    distance = np.abs(stepped.table.changepoint.to_numpy() - truth.to_numpy())
    assert distance.max() <= np.timedelta64(4, "D")
    assert (stepped.table.ci_low <= truth).all()
    assert (stepped.table.ci_high >= truth).all()
    assert (stepped.table.pvalue <= 0.05).all()


def test_segments_hold_every_day_and_every_event(stepped):
    assert stepped.segments.days.sum() == len(stepped.counts)
    assert stepped.segments.events.sum() == stepped.counts.sum()
    assert list(stepped.segments.start[1:]) == list(stepped.table.changepoint)
    assert stepped.segments.rate.between(
        stepped.segments.rate_low, stepped.segments.rate_high
    ).all()
    ratio = stepped.table.rate_after / stepped.table.rate_before
    np.testing.assert_allclose(stepped.table.rate_ratio, ratio)


def test_the_result_is_frozen_and_repeats_itself(stepped):
    again = find_changepoints(stepped.counts)
    pd.testing.assert_frame_equal(again.table, stepped.table)
    with pytest.raises(dataclasses.FrozenInstanceError):
        stepped.level = 0.1


def test_tells_the_changes_in_one_sentence(stepped):
    text = str(stepped)
    assert text.startswith("Attacks changed twice: they rose from 0.")
    assert text.endswith(", 95 %).")
    assert " a day (began between " in text


def test_no_change_gives_empty_tables_and_a_sentence():
    quiet = find_changepoints(series(np.random.default_rng(1).poisson(1.0, 100)))
    assert quiet.table.empty
    assert list(quiet.table.columns)[:3] == ["changepoint", "ci_low", "ci_high"]
    assert len(quiet.segments) == 1
    assert str(quiet).startswith("No change in the rate was found at the 5 % level")
    assert find_changepoints(series(np.zeros(60, int))).table.empty


def false_share(make, runs):
    found = [not find_changepoints(series(make(k))).table.empty for k in range(runs)]
    return np.mean(found)


@pytest.mark.simulation
def test_quiet_series_seldom_change():
    # 100 runs at 5 %: more than 13 has a chance below 1 in 1,000.
    def independent(k):
        return negative_binomial(np.random.default_rng(k), np.full(120, 0.8), 1.0)

    assert false_share(independent, 100) <= 0.13


@pytest.mark.simulation
def test_clustered_series_seldom_change():
    # 60 runs at the 12 % that we allow: more than 16 has a chance below 1 in 1,000.
    def clustered(k):
        return self_exciting(np.random.default_rng(k), 140, 0.8, 0.5)

    assert false_share(clustered, 60) <= 16 / 60


@pytest.mark.simulation
def test_finds_a_doubling_and_a_lull_more_often_than_not():
    lull, doubling = np.repeat([1.9, 0.2, 1.5], [38, 11, 62]), np.repeat([1.0, 2.0], 90)
    for rates, least in ((lull, 0.3), (doubling, 0.4)):
        found = [
            len(
                find_changepoints(
                    series(negative_binomial(np.random.default_rng(k), rates, 2.0))
                ).table
            )
            for k in range(20)
        ]
        assert np.mean(np.array(found) > 0) >= least


def test_a_weekday_rhythm_is_seen_and_is_not_a_change():
    rng = np.random.default_rng(5)
    rates = 3.0 * np.where(np.arange(210) % 7 < 3, 1.5, 0.625)
    result = find_changepoints(series(rng.poisson(rates)))
    assert result.weekday
    assert result.table.empty


def test_coal_mining_disasters_fell_after_1891(shared_dataset):
    # counts_reference: last year of the first regime 1891, rates 3.098 and 0.901 a year.
    yearly = pd.read_csv(shared_dataset("counts_reference/coal_yearly.csv"))
    result = find_changepoints(series(yearly["count"].to_numpy(), "1851-01-01", "YS"))
    assert list(result.table.changepoint.dt.year) == [1892]
    assert list(result.segments.rate) == pytest.approx([3.098, 0.901], abs=5e-4)
    assert " a year (began between 18" in str(result)


@pytest.mark.parametrize("size", [None, 0.7, 3.0])
def test_intervals_equal_statsmodels_count_models(size):
    rng = np.random.default_rng(8)
    before, after = rng.poisson(2.0, 40), rng.poisson(0.8, 30)
    family = sm.families.Poisson() if size is None else sm.families.NegativeBinomial(alpha=1 / size)
    one = sm.GLM(before, np.ones(40), family=family).fit(tol=1e-12)
    np.testing.assert_allclose(
        rate_interval(before.sum(), 40, size=size), np.exp(one.conf_int()[0]), rtol=1e-6
    )
    design = np.column_stack([np.ones(70), np.arange(70) >= 40])
    both = sm.GLM(np.append(before, after), design, family=family).fit(tol=1e-12)
    ours = wald_ratio_interval((before.sum(), 40), (after.sum(), 30), size=size)
    np.testing.assert_allclose(ours, np.exp(both.conf_int()[1]), rtol=1e-6)


def test_no_events_still_bound_the_rate():
    low, high = rate_interval(0, 20, size=None)
    assert low == 0
    assert np.exp(-20 * high) == pytest.approx(0.025)
    assert wald_ratio_interval((0, 20), (9, 20), size=None)[1] == np.inf
    assert wald_ratio_interval((9, 20), (0, 20), size=None)[0] == 0


def test_gumbel_tail_agrees_with_its_own_distribution():
    draws = np.random.default_rng(2).gumbel(8.0, 2.0, 20_000)
    for statistic in (8.0, 12.0, 14.0):
        exact = 1 - np.exp(-np.exp(-(statistic - 8.0) / 2.0))
        assert tail(draws, statistic) == pytest.approx(exact, rel=0.06)
    assert tail(draws, -np.inf) == 1.0


def test_listed_events_inside_a_date_set(stepped):
    first = stepped.table.changepoint[0]
    days = [first, first + pd.Timedelta(days=40), pd.Timestamp("2030-01-01")]
    context = pd.DataFrame({"date": days, "label": ["Truce ends", "Talks", "Too late"]})
    result = events_inside(stepped, context)
    assert list(result.table.listed)[0] == 1
    assert result.table.labels[0] == "Truce ends"
    width = (stepped.table.ci_high[0] - stepped.table.ci_low[0]).days + 1
    assert result.table.days[0] == width
    # Away from the ends of the series every event lies in as many windows as the window is long.
    assert result.table.expected[0] == pytest.approx(2 * width / (len(stepped.counts) - width + 1))
    assert "Truce ends" in str(result)


@pytest.mark.parametrize(
    ("counts", "level", "error", "message"),
    [
        (series(np.ones(10)), 0.05, SeriesTooShort, "need 20 periods, got 10"),
        (series(np.ones(30)), 1.5, InvalidOption, "level is 1.5"),
        (pd.Series(np.ones(30)), 0.05, InvalidSeries, "indexed by day; use daily_counts"),
        (
            series(np.ones(30))[::-1],
            0.05,
            InvalidSeries,
            "evenly spaced",
        ),
        (series(np.r_[np.ones(30), np.nan]), 0.05, InvalidSeries, "Period 31 holds nan"),
    ],
)
def test_says_what_is_wrong(counts, level, error, message):
    with pytest.raises(error, match=message):
        find_changepoints(counts, level=level)
