import dataclasses

import numpy as np
import pandas as pd
import pytest
from statsmodels.genmod.api import GLM, families

from analytics.effects.before_after import event_effect
from analytics.effects.contrast import weekday_weights
from analytics.effects.power import detectable
from analytics.effects.quasi_likelihood import root_deviance
from analytics.effects.rate_ratio import Scatter, ratio_interval, scatter
from analytics.errors import InvalidOption, InvalidSeries, OutsideCoverage

START = "2023-10-01"


def series(values, *, start=START):
    days = pd.date_range(start, periods=len(values))
    return pd.Series(np.asarray(values, dtype="int64"), days, name="attacks")


def clustered(rng, mean, days, *, size=2.0):
    return rng.poisson(mean * rng.gamma(size, 1 / size, days))


@pytest.fixture
def attacks():
    rng = np.random.default_rng(11)
    return series(np.concatenate([clustered(rng, 1.0, 60), clustered(rng, 4.0, 40)]))


# Published and independent numbers


def test_mahdi_army_freeze(shared_dataset):
    # geocausal_iraq/NOTES.md: 60 days before 190.1 a day, 60 days after 133.5
    table = pd.read_csv(shared_dataset("geocausal_iraq/daily_insurgencies.csv"), parse_dates=[0])
    result = event_effect(table.set_index("date")["events"], "2007-08-29", before=60, after=60)
    assert result.rate_before == pytest.approx(190.1, abs=0.05)
    assert result.rate_after == pytest.approx(133.5, abs=0.05)
    assert result.ci_high < 1
    assert result.placebo.rank == 1


@pytest.mark.parametrize(
    ("date", "days_after", "before", "after"),
    # ucdp_ged_ukraine/NOTES.md: Minsk I 13.0 -> 3.98 in 60 days; Minsk II from 9.83 in 30 days
    [("2014-09-05", 60, 12.97, 3.98), ("2015-02-15", 60, 9.83, 1.77)],
)
def test_minsk_truces(shared_dataset, date, days_after, before, after):
    table = pd.read_csv(
        shared_dataset("ucdp_ged_ukraine/conflict_data_ukr.csv.gz"),
        skiprows=[1],
        usecols=["date_start"],
        parse_dates=["date_start"],
    )
    days = pd.date_range("2014-05-01", "2015-12-31")
    counts = table["date_start"].dt.normalize().value_counts().reindex(days, fill_value=0)
    days_before = 60 if date == "2014-09-05" else 30
    result = event_effect(counts, date, before=days_before, after=days_after)
    assert result.rate_before == pytest.approx(before, abs=0.05)
    assert result.rate_after == pytest.approx(after, abs=0.05)
    assert result.ci_high < 1


def test_truce_of_november_2023_both_ends(shared_dataset):
    # israel_alerts/NOTES.md: 56.2 a day on 1-23 Nov, 1.43 in the truce, 55.1 on 1-21 Dec
    table = pd.read_csv(
        shared_dataset("israel_alerts/daily_rocket_alert_rows.csv"), parse_dates=["date"]
    )
    counts = table.set_index("date")["rocket_alert_rows"]
    truce = event_effect(counts, "2023-11-24", before=23, until="2023-11-30")
    assert truce.rate_before == pytest.approx(56.2, abs=0.05)
    assert truce.rate_after == pytest.approx(1.43, abs=0.005)
    assert truce.ci_high < 0.2
    end = event_effect(counts, "2023-12-01", before=7, after=21)
    assert end.rate_after == pytest.approx(55.1, abs=0.05)
    assert end.ci_low > 3


def test_west_bank_had_no_truce(shared_dataset):
    # palestine_daily/NOTES.md: 3.83 a day before and 4.29 in the truce that did not hold there
    table = pd.read_csv(
        shared_dataset("palestine_daily/west_bank_daily_killed.csv"), parse_dates=["date"]
    )
    counts = table.set_index("date")["killed"].loc["2023-10-08":"2024-02-29"].rename("deaths")
    result = event_effect(counts, "2023-11-24", before=23, until="2023-11-30")
    assert result.rate_before == pytest.approx(3.83, abs=0.005)
    assert result.rate_after == pytest.approx(4.29, abs=0.005)
    assert result.ci_low < 1 < result.ci_high
    assert "the data do not settle whether the rate changed" in str(result)


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
    family = families.NegativeBinomial(alpha=result.scatter.dispersion)
    fit = GLM(attacks.to_numpy(), np.column_stack([np.ones(100), after]), family=family).fit()
    low, high = np.exp(fit.conf_int()[1])
    assert result.rate_ratio == pytest.approx(np.exp(fit.params[1]), rel=1e-6)
    assert (result.naive_low, result.naive_high) == pytest.approx((low, high), rel=1e-5)


# Coverage, few runs and wide margins; the full grid is part of the validation


def covers(rng, counts, before):
    pair = counts[:before].astype(float), counts[before:].astype(float)
    days = float(before), float(len(counts) - before)
    means = [np.full(len(days), days.mean()) for days in pair]
    spread = scatter(pair, means, parameters=2)
    root = root_deviance([days.sum() for days in pair], days, 1.0, spread.dispersion)
    return abs(root) / np.sqrt(spread.inflation) <= spread.critical


@pytest.mark.parametrize(("size", "mean"), [(1.0, 0.5), (1.0, 8.0), (1e6, 2.0)])
@pytest.mark.parametrize(("before", "after"), [(14, 14), (28, 28), (60, 30)])
def test_interval_covers_on_independent_days(size, mean, before, after):
    # measured over 4,000 runs: 0.966 to 0.997
    rng = np.random.default_rng(5)
    runs = [
        covers(rng, clustered(rng, mean, before + after, size=size), before) for _ in range(300)
    ]
    assert np.mean(runs) > 0.93


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


def test_detectable_rise_is_found_four_times_out_of_five():
    rng = np.random.default_rng(8)
    pairs = [np.ones(28), np.ones(28)]
    spread = scatter(pairs, pairs, parameters=2)
    plain = dataclasses.replace(spread, dispersion=0.0, inflation=1.0, freedom=1e6)
    rise = detectable(2.0, (28.0, 28.0), plain).rise
    before, after = rng.poisson(56, 4000), rng.poisson(56 * rise, 4000)
    found = np.abs(root_deviance((before, after), (28, 28), 1.0, 0.0)) > plain.critical
    assert found.mean() == pytest.approx(0.8, abs=0.03)


# Laws


def test_reading_time_backwards_inverts_the_ratio(attacks):
    result = event_effect(attacks, attacks.index[60], before=40, after=40)
    turned = series(attacks.to_numpy()[::-1])
    back = event_effect(turned, turned.index[40], before=40, after=40)
    assert back.rate_ratio == pytest.approx(1 / result.rate_ratio)
    assert back.ci_low == pytest.approx(1 / result.ci_high, rel=1e-6)
    assert back.pvalue == pytest.approx(result.pvalue)


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


def test_the_event_day_belongs_to_after(attacks):
    spiked = attacks.copy()
    spiked.iloc[60] += 28
    date = attacks.index[60]
    old, new = event_effect(attacks, date), event_effect(spiked, date)
    assert new.rate_after == pytest.approx(old.rate_after + 1)
    assert new.rate_before == old.rate_before


def test_an_answer_that_hangs_on_the_day_says_so():
    # A burst on the event's own day: dated a day later it falls into the days before.
    values = np.array([1, 0, 2, 1, 1, 2, 0] * 8)
    values[28:] += np.array([1, 0, 0, 1] * 7)
    values[28] += 6
    counts = series(values)
    result = event_effect(counts, counts.index[28])
    assert result.pvalue < 0.05 < result.day_later.pvalue
    assert "with the event dated a day off, that answer changes" in str(result)


def test_a_lasting_change_does_not_hang_on_the_day(attacks):
    result = event_effect(attacks, attacks.index[60])
    assert max(result.day_earlier.pvalue, result.day_later.pvalue) < 0.05
    assert not result.hangs_on_the_day


def test_days_left_out_do_not_count(attacks):
    changed = attacks.copy()
    changed.iloc[57:60] = 500
    changed.iloc[68:70] = 500
    date, until = attacks.index[60], attacks.index[69]
    old = event_effect(attacks, date, gap=3, until=until)
    new = event_effect(changed, date, gap=3, until=until)
    assert len(old.windows.after) == 7
    kept = ~old.table["quantity"].str.contains("a_day_")
    pd.testing.assert_frame_equal(old.table[kept], new.table[kept])


def test_period_is_the_window_after(attacks):
    result = event_effect(attacks, attacks.index[60], until=attacks.index[69])
    assert len(result.windows.after) == 10
    assert "In the 10 days from 30 Nov 2023 to 9 Dec 2023" in str(result)


def test_windows_stop_at_the_coverage_and_say_so(attacks):
    result = event_effect(attacks, attacks.index[20])
    assert len(result.windows.before) == 20
    assert "28 days before and 28 after were asked for, of which 20 and 28 are observed" in str(
        result
    )
    assert "asked for" not in str(event_effect(attacks, attacks.index[60]))


def test_expected_counts_keep_the_rate_before(attacks):
    result = event_effect(attacks, attacks.index[60])
    assert list(result.expected.index) == list(result.windows.after.index)
    assert result.expected["expected"].mean() == pytest.approx(result.rate_before)
    assert (result.expected["low"] <= result.expected["expected"]).all()
    assert (result.expected["high"] >= result.expected["expected"]).all()


def test_daily_band_holds_new_days_at_the_same_rate():
    rng = np.random.default_rng(4)
    inside = []
    for _ in range(60):
        counts = series(clustered(rng, 3.0, 56))
        band, after = event_effect(counts, counts.index[28]).expected, counts.iloc[28:]
        inside.append(after.between(band["low"], band["high"]).mean())
    assert 0.92 < np.mean(inside) < 0.995


def test_a_large_change_ranks_first_among_earlier_dates(attacks):
    result = event_effect(attacks, attacks.index[60], before=20, after=20)
    placebo = result.placebo
    assert placebo.rank == 1
    assert len(placebo.table) == 60 - 40 + 1
    assert placebo.pvalue == pytest.approx(1 / (len(placebo.table) + 1))
    assert placebo.table["date"].max() == attacks.index[40]


def test_placebo_ratio_is_the_ratio_of_means(attacks):
    placebo = event_effect(attacks, attacks.index[60], before=18, after=15, gap=2).placebo
    row = placebo.table.iloc[5]
    at = attacks.index.get_loc(row.date)
    quiet, busy = attacks.iloc[at - 20 : at - 2].mean(), attacks.iloc[at : at + 15].mean()
    assert row.rate_ratio == pytest.approx(busy / quiet)


def test_short_history_shortens_the_placebo_windows(attacks):
    placebo = event_effect(attacks.iloc[30:], attacks.index[60], before=28, after=28).placebo
    assert placebo.days_before == placebo.days_after < 28
    assert len(placebo.table) >= 19


def test_dependence_widens_the_interval():
    rng = np.random.default_rng(2)
    days = rng.poisson(2.0 * rng.gamma(2.0, 0.5, 60))
    weekly = np.concatenate([np.sort(days[:30]), np.sort(days[30:])[::-1]])
    mixed = event_effect(series(days), series(days).index[30], before=30, after=30)
    ordered = event_effect(series(weekly), series(days).index[30], before=30, after=30)
    assert ordered.scatter.inflation > mixed.scatter.inflation
    assert ordered.ci_high / ordered.ci_low > mixed.ci_high / mixed.ci_low


def test_weekday_weights_only_when_the_days_ask_for_them():
    rng = np.random.default_rng(3)
    rhythm = 1 + 0.9 * np.sin(2 * np.pi * np.arange(90) / 7)
    weekly, flat = series(rng.poisson(6 * rhythm)), series(rng.poisson(6.0, 90))
    before, after = weekday_weights(weekly.iloc[:60], weekly.iloc[60:])
    assert np.corrcoef(np.concatenate([before, after]), rhythm)[0, 1] > 0.95
    assert before[:56].mean() == pytest.approx(1)
    assert all((weights == 1).all() for weights in weekday_weights(flat.iloc[:60], flat.iloc[60:]))
    assert event_effect(weekly, weekly.index[60], before=60, after=30).weekday


def test_one_exceptional_day_is_not_a_rhythm():
    # Minsk I: 235 events are dated to one day of 2014, and a test on means takes it for a weekday.
    counts = series(np.random.default_rng(3).poisson(6.0, 90))
    counts.iloc[30] = 300
    assert not event_effect(counts, counts.index[60], before=60, after=30).weekday


def test_slope_change_is_found_on_request():
    day = np.arange(-42, 42)
    trend = np.exp(np.log(1.4) * np.where(day < 0, day, -day) / 7)
    counts = series(np.random.default_rng(9).poisson(60 * trend))
    result = event_effect(counts, counts.index[42], before=42, after=42, slope=True)
    assert result.slope.ci_low < 1 / 1.4**2 < result.slope.ci_high < 1
    assert np.isnan(event_effect(counts, counts.index[42]).slope.value)


# What cannot be answered


def test_too_little_data_gives_no_estimate():
    rng = np.random.default_rng(1)
    counts = series(rng.poisson(0.1, 60))
    result = event_effect(counts, counts.index[30])
    assert not result.answerable
    assert np.isnan([result.rate_ratio, result.ci_low, result.ci_high, result.pvalue]).all()
    assert np.isnan([result.excess.value, result.naive_low]).all()
    assert result.detectable.rise > 3
    assert "cannot be answered with these data: an answer takes at least 10 events" in str(result)


def test_silence_is_not_an_answer():
    result = event_effect(series(np.zeros(60)), "2023-11-01")
    assert not result.answerable
    assert np.isnan(result.placebo.rank) or result.placebo.rank == len(result.placebo.table) + 1


def test_nothing_after_gives_an_upper_bound():
    counts = series([2] * 28 + [0] * 28)
    result = event_effect(counts, counts.index[28])
    assert (result.rate_ratio, result.ci_low) == (0, 0)
    assert 0 < result.ci_high < 0.3
    assert "none, so at most" in str(result)


def test_nothing_before_gives_a_lower_bound():
    counts = series([0] * 28 + [2] * 28)
    result = event_effect(counts, counts.index[28])
    assert (result.rate_ratio, result.ci_high) == (np.inf, np.inf)
    assert result.ci_low > 3
    assert "none before, so at least" in str(result)


def test_interval_without_extra_scatter_is_the_likelihood_interval():
    # Two Poisson totals of 14 and 30 over equal time: 2 log likelihood ratio = 3.8415 at the ends.
    plain = Scatter(dispersion=0.0, inflation=1.0, freedom=1e7)
    low, high = ratio_interval((14.0, 30.0), (14.0, 14.0), plain)
    for end in (low, high):
        share = end / (1 + end)
        logs = 30 * np.log(30 / 44 / share) + 14 * np.log(14 / 44 / (1 - share))
        assert 2 * logs == pytest.approx(3.8415, abs=1e-3)


# Contract and errors


def test_result_is_frozen_tidy_and_repeatable(attacks):
    copy = attacks.copy()
    result = event_effect(attacks, attacks.index[60])
    again = event_effect(attacks, str(attacks.index[60].date()))
    pd.testing.assert_series_equal(attacks, copy)
    pd.testing.assert_frame_equal(result.table, again.table)
    assert list(result.table.columns) == ["quantity", "value", "ci_low", "ci_high", "pvalue"]
    assert result.table["quantity"].is_unique
    assert result.counts is attacks
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.date = None


def test_sentence(attacks):
    text = str(event_effect(attacks, attacks.index[60]))
    assert text.startswith("In the 28 days from 30 Nov 2023 there were ")
    assert " attacks a day, against " in text
    assert " times as many (95 % interval " in text
    assert text.endswith(").")
    assert "because" not in text


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"date": "2025-01-01"}, OutsideCoverage, "lie outside the coverage"),
        ({"date": "2023-10-01"}, OutsideCoverage, "before the event"),
        ({"before": 0}, InvalidOption, "each window needs at least one day"),
        ({"gap": -1}, InvalidOption, "the gap cannot be negative"),
        ({"until": "2023-11-01"}, InvalidOption, "each window needs at least one day"),
    ],
)
def test_windows_that_cannot_be(attacks, options, error, text):
    options = {"date": "2023-11-30", **options}
    with pytest.raises(error, match=text):
        event_effect(attacks, **options)


def test_days_not_observed_are_left_out_and_counted(attacks):
    gap = attacks.drop(attacks.index[40:45])
    result = event_effect(gap, attacks.index[60])
    assert len(result.windows.before) == 23
    assert result.rate_before == attacks[[*attacks.index[32:40], *attacks.index[45:60]]].mean()
    assert "of which 23 and 28 are observed" in str(result)


def test_a_series_out_of_order_is_refused(attacks):
    with pytest.raises(InvalidSeries, match="must follow one another"):
        event_effect(attacks[::-1], "2023-11-30")
