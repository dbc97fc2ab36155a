import math
from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analytics.changepoints.coincidence import events_inside
from analytics.changepoints.search import ChangepointResult, find_changepoints
from analytics.errors import InvalidOption, InvalidSeries, SeriesTooShort
from analytics.rates import rate_interval, wald_ratio_interval


def series(values, start="2023-01-02"):
    days = pd.date_range(start, periods=len(values))
    return pd.Series(np.asarray(values, "int64"), days, name="events")


def drawn(seed, *levels, size=None):
    rng = np.random.default_rng(seed)
    means = np.concatenate([np.full(days, float(mean)) for mean, days in levels])
    mixing = 1.0 if size is None else rng.gamma(size, 1 / size, means.size)
    return series(rng.poisson(means * mixing))


STEP = drawn(1, (1, 70), (5, 70), size=3)
LULL = drawn(2, (3, 50), (0.2, 20), (3, 70), size=5)
CALM = drawn(3, (1.3, 140))
SIZE_BETWEEN = 28  # a series that the coarser grid would report a lull in
BURST = drawn(4, (0.4, 60), (3, 50), (0.5, 60), size=2)


def test_a_step_is_found_where_it_is():
    result = find_changepoints(STEP)
    assert result.verdict == "found"
    assert result.evidence_if_independent > result.evidence > 1000
    (row,) = result.table.itertuples()
    assert abs((row.changepoint - STEP.index[70]).days) <= 2
    assert row.ci_low <= STEP.index[70] <= row.ci_high
    assert row.ratio_low < 5 < row.ratio_high
    assert row.rate_after == pytest.approx(STEP[row.changepoint :].mean())
    assert result.segments["events"].sum() == STEP.sum()


def test_a_lull_has_two_ends():
    result = find_changepoints(LULL)
    assert result.lull_ratio > result.lull_line
    first, last = result.table.itertuples()
    for row, truth in ((first, LULL.index[50]), (last, LULL.index[70])):
        assert abs((row.changepoint - truth).days) <= 2
        assert row.ci_low <= truth <= row.ci_high


def test_nothing_is_found_where_nothing_happened():
    result = find_changepoints(CALM)
    assert result.evidence < 1
    assert result.table.empty
    assert len(result.segments) == 1
    assert not result.gradual
    assert str(result).startswith("There is no sign of a change in the rate: 1.")


def test_the_result_keeps_the_contract():
    before = STEP.copy()
    result = find_changepoints(STEP)
    pd.testing.assert_series_equal(STEP, before)
    assert isinstance(result, ChangepointResult)
    with pytest.raises(FrozenInstanceError):
        result.verdict = "found"
    assert str(result).endswith("to 1.")


def test_the_same_series_gives_the_same_numbers_twice():
    first, second = find_changepoints(LULL), find_changepoints(LULL.copy())
    assert first.evidence == second.evidence
    pd.testing.assert_frame_equal(first.table, second.table)


def test_the_start_of_the_calendar_does_not_matter():
    moved = LULL.set_axis(LULL.index + pd.Timedelta(days=70))
    first, second = find_changepoints(LULL), find_changepoints(moved)
    assert first.evidence == pytest.approx(second.evidence)
    assert (second.table["changepoint"] - first.table["changepoint"]).dt.days.tolist() == [70, 70]


def test_time_reversed_independent_days_weigh_nearly_the_same():
    # Exactly the same at branching 0, where the past does not enter.
    turned = series(STEP.to_numpy()[::-1])
    first, second = find_changepoints(STEP), find_changepoints(turned)
    logs = [math.log(result.evidence_if_independent) for result in (first, second)]
    assert logs[0] == pytest.approx(logs[1], abs=1e-6)


def test_shuffled_days_lose_the_change():
    shuffled = series(np.random.default_rng(0).permutation(STEP.to_numpy()))
    assert find_changepoints(shuffled).evidence < find_changepoints(STEP).evidence / 1e4
    assert find_changepoints(shuffled).table.empty


def test_exposure_in_other_units_changes_no_evidence():
    # Two days a period, told in days; the memory and the prior of a day stay as they are.
    days = pd.date_range("2023-01-02", periods=70, freq="2D")
    values = np.random.default_rng(5).poisson(np.repeat([2.0, 9.0], 35))
    counts = pd.Series(values, days)
    result = find_changepoints(counts, exposure=np.full(70, 2.0))
    (row,) = result.table.itertuples()
    assert row.changepoint == days[35]
    assert row.rate_after == pytest.approx(values[35:].sum() / 70)


@pytest.mark.parametrize("count", [20, 500, 10**6])
def test_one_day_is_named_and_makes_no_change(count):
    flagged = named = 0
    for seed in range(20):
        counts = drawn(100 + seed, (1.3, 140))
        counts.iloc[60] = count
        result = find_changepoints(counts)
        flagged += not result.table.empty
        days = result.standing_out
        named += days["day"].tolist() == [counts.index[60]]
        assert days["events"].max() == count
    assert flagged <= 1
    assert named >= 19


def test_one_day_moves_neither_a_date_nor_the_usual_rate():
    counts = STEP.copy()
    counts.iloc[20] = 300
    plain, result = find_changepoints(STEP), find_changepoints(counts)
    assert result.table["changepoint"].tolist() == plain.table["changepoint"].tolist()
    usual, busy = plain.segments.iloc[0], result.segments.iloc[0]
    assert busy["rate"] > 3 * usual["rate"]
    assert busy["rate_without"] == pytest.approx(usual["rate"], rel=0.1)


def test_one_day_a_week_makes_no_weekday_rhythm_but_a_rhythm_is_seen():
    even = drawn(7, (1.5, 140))
    even.iloc[[14, 84]] = 200, 150
    assert not find_changepoints(even).weekday
    rng = np.random.default_rng(8)
    busy = np.where(np.arange(140) % 7 < 5, 3.0, 0.6)
    result = find_changepoints(series(rng.poisson(busy)))
    assert result.weekday
    assert result.table.empty


def test_events_on_standing_out_days_only_make_no_rhythm():
    values = np.zeros(140, int)
    values[[20, 60, 99]] = 90, 40, 70
    result = find_changepoints(series(values))
    assert not result.weekday
    assert result.table.empty
    assert len(result.standing_out) == 3


def test_a_dense_series_has_no_nan():
    rng = np.random.default_rng(9)
    values = rng.negative_binomial(8, 8 / 158, 140)
    values[40] = 4090
    result = find_changepoints(series(values))
    assert math.isfinite(result.evidence)
    assert math.isfinite(result.lull_ratio)
    assert result.standing_out["events"].tolist() == [4090]


@pytest.mark.parametrize("scale", [10**6, 999_999_999])
def test_counts_of_any_size_are_weighed(scale):
    rng = np.random.default_rng(10)
    values = (rng.gamma(20, scale / 20, 200) * np.repeat([1.0, 0.2], 100)).astype("int64")
    result = find_changepoints(series(values))
    assert result.evidence > 1e6
    assert abs((result.table["changepoint"].iloc[0] - result.counts.index[100]).days) <= 1
    assert result.segments["events"].sum() == values.sum()


def test_a_change_during_a_gap_has_the_whole_gap_in_its_set():
    counts = drawn(11, (1, 60), (8, 90))
    seen = counts.drop(counts.index[55:85])
    result = find_changepoints(seen)
    (row,) = result.table.itertuples()
    assert row.changepoint == counts.index[85]
    assert row.ci_low <= counts.index[55]
    assert row.ci_high <= counts.index[87]


def test_a_gap_alone_is_no_change():
    found = 0
    for seed in range(10):
        counts = drawn(200 + seed, (2, 150), size=2)
        found += not find_changepoints(counts.drop(counts.index[60:90])).table.empty
    assert found <= 1


def test_a_gap_that_was_never_there_weighs_the_same_at_branching_0():
    counts = drawn(12, (1, 60), (3, 60))
    # The same counts on other days: a gap of whole weeks in the middle.
    days = counts.index[:60].append(counts.index[60:] + pd.Timedelta(days=28))
    first, second = find_changepoints(counts), find_changepoints(counts.set_axis(days))
    same = pytest.approx(math.log(first.evidence_if_independent), abs=1e-9)
    assert math.log(second.evidence_if_independent) == same
    assert second.evidence != first.evidence


def test_totals_over_unequal_periods_find_the_change_of_the_days():
    counts = drawn(13, (2, 100), (8, 100))
    rng = np.random.default_rng(14)
    edges = np.unique([0, *rng.choice(np.arange(1, 200), 60, replace=False), 100, 200])
    totals = [counts.iloc[a:b].sum() for a, b in zip(edges, edges[1:], strict=False)]
    lengths = np.diff(edges).astype(float)
    result = find_changepoints(pd.Series(totals, counts.index[edges[:-1]]), exposure=lengths)
    (row,) = result.table.itertuples()
    assert abs((row.changepoint - counts.index[100]).days) <= lengths.max()
    assert row.rate_before == pytest.approx(2, rel=0.2)
    assert row.rate_after == pytest.approx(8, rel=0.2)
    assert result.segments["days"].sum() == 200


def test_longer_periods_are_no_change():
    rng = np.random.default_rng(15)
    lengths = np.repeat([1.0, 7.0], 30)
    start = pd.Timestamp("2023-01-02") + pd.to_timedelta(np.append(0, lengths.cumsum()[:-1]), "D")
    totals = pd.Series(rng.poisson(3 * lengths), start)
    assert find_changepoints(totals, exposure=lengths).table.empty


def test_a_steady_rise_is_told_as_gradual_and_a_jump_is_not():
    rng = np.random.default_rng(16)
    rising = series(rng.poisson(np.exp(np.linspace(0, math.log(6), 200))))
    result = find_changepoints(rising)
    assert result.verdict == "found"
    assert result.gradual
    assert result.trend_against_steps > 2.5
    assert " A gradual rise explains the days better than " in str(result)
    jump = find_changepoints(drawn(17, (1, 100), (6, 100)))
    assert not jump.gradual
    assert jump.trend_against_steps < 0.001
    assert not jump.wandering


def test_a_rate_that_moves_every_day_is_told_as_wandering():
    rng = np.random.default_rng(4)
    walk = np.cumsum(rng.normal(0, 0.15, 200))
    result = find_changepoints(series(rng.poisson(8 * np.exp(walk - walk.mean()))))
    assert result.wandering
    assert not result.gradual
    assert result.wandering_against_steps > 10
    assert str(result).count("small moves every day explain the days better still") == 1


def test_monthly_counts_are_weighed_by_month():
    months = pd.date_range("2015-01-01", periods=80, freq="MS")
    values = np.random.default_rng(18).poisson(np.repeat([3.0, 12.0], 40))
    (row,) = find_changepoints(pd.Series(values, months)).table.itertuples()
    assert row.changepoint == months[40]
    assert row.ci_low <= months[40] <= row.ci_high


def test_a_long_series_pays_no_change_for_a_dispersion_between_two_others(monkeypatch):
    # Without a change, and of size 1, which the coarser grid does not hold.
    dense = drawn(SIZE_BETWEEN, (3, 1000), size=1)
    assert find_changepoints(dense).verdict != "found"
    monkeypatch.setattr("analytics.changepoints.evidence.FINE_DAYS", 10**6)
    assert find_changepoints(dense).verdict == "found"


def test_days_are_read_by_day_though_most_are_unknown():
    seen = STEP[np.random.default_rng(5).random(STEP.size) < 0.45]
    assert np.median(np.diff(seen.index.day_of_year)) > 1
    (row,) = find_changepoints(seen).table.itertuples()
    assert row.ci_low <= STEP.index[70] <= row.ci_high


def test_few_events_are_no_change():
    values = np.zeros(100, int)
    values[[90, 92, 95]] = 1
    assert find_changepoints(series(values)).table.empty
    assert find_changepoints(series(np.zeros(100, int))).verdict == "no sign of a change"


@pytest.mark.parametrize(
    ("counts", "options", "error", "message"),
    [
        (CALM.head(19), {}, SeriesTooShort, "needs 20 days, got 19"),
        (CALM.reset_index(drop=True), {}, InvalidSeries, "is indexed by day"),
        (CALM.iloc[::-1], {}, InvalidSeries, "not in order"),
        (CALM.iloc[[*range(0, 133, 7), 139]], {}, InvalidSeries, "not evenly spaced"),
        (CALM - 3, {}, InvalidSeries, "counts are whole numbers of 0 or more"),
        (CALM, {"exposure": np.ones(3)}, InvalidOption, "one number of days above 0"),
        (CALM, {"exposure": np.full(140, 2.0)}, InvalidSeries, "periods overlap"),
        (CALM.head(7), {"exposure": np.ones(7)}, SeriesTooShort, "needs 8 intervals, got 7"),
    ],
)
def test_what_cannot_be_weighed_is_refused(counts, options, error, message):
    with pytest.raises(error, match=message):
        find_changepoints(counts, **options)


def test_the_fall_of_coal_mining_disasters_after_1891_is_in_the_set(shared_dataset):
    # counts_reference: last year of the first regime 1891, rates 3.098 and 0.901 a year.
    yearly = pd.read_csv(shared_dataset("counts_reference/coal_yearly.csv"))
    years = pd.date_range("1851-01-01", periods=len(yearly), freq="YS")
    result = find_changepoints(yearly["count"].set_axis(years))
    (row,) = result.table.itertuples()
    assert row.ci_low.year <= 1892 <= row.ci_high.year
    for segment, rate in zip(result.segments.itertuples(), (3.098, 0.901), strict=True):
        assert segment.rate_low < rate < segment.rate_high
    assert " a year, between 18" in str(result)


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


def test_listed_events_inside_a_date_set():
    stepped = find_changepoints(BURST)
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
