import dataclasses

import numpy as np
import pandas as pd
import pytest

from analytics.effects import sentence
from analytics.effects.before_after import event_effect
from analytics.effects.contrast import weekday_weights
from tests.helpers.effects import clustered, series


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


# Laws
def test_reading_time_backwards_inverts_the_ratio(attacks):
    result = event_effect(attacks, attacks.index[60], before=40, after=40)
    turned = series(attacks.to_numpy()[::-1])
    back = event_effect(turned, turned.index[40], before=40, after=40)
    assert back.rate_ratio == pytest.approx(1 / result.rate_ratio)
    assert back.ci_low == pytest.approx(1 / result.ci_high, rel=1e-6)
    assert back.pvalue == pytest.approx(result.pvalue)


def test_an_answer_that_date_sensitive_says_so():
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
    assert not result.date_sensitive


def test_expected_counts_keep_the_rate_before(attacks):
    result = event_effect(attacks, attacks.index[60])
    assert list(result.expected.index) == list(result.windows.after.index)
    assert result.expected["expected"].mean() == pytest.approx(result.rate_before)
    assert (result.expected["low"] <= result.expected["expected"]).all()
    assert (result.expected["high"] >= result.expected["expected"]).all()


@pytest.mark.simulation
def test_daily_band_holds_new_days_at_the_same_rate():
    rng = np.random.default_rng(4)
    inside = []
    for _ in range(60):
        counts = series(clustered(rng, 3.0, 56))
        band, after = event_effect(counts, counts.index[28]).expected, counts.iloc[28:]
        inside.append(after.between(band["low"], band["high"]).mean())
    assert 0.92 < np.mean(inside) < 0.995


def test_weekday_weights_only_when_the_days_ask_for_them():
    rng = np.random.default_rng(3)
    rhythm = 1 + 0.9 * np.sin(2 * np.pi * np.arange(90) / 7)
    weekly, flat = series(rng.poisson(6 * rhythm)), series(rng.poisson(6.0, 90))
    before, after = weekday_weights(weekly.iloc[:60], weekly.iloc[60:])
    assert np.corrcoef(np.concatenate([before, after]), rhythm)[0, 1] > 0.95
    assert before[:56].mean() == pytest.approx(1)
    # As many on every day is no rhythm, and nothing is divided by the spread that is not there.
    for counts in (flat, flat * 0 + 1):
        weighed = weekday_weights(counts.iloc[:60], counts.iloc[60:])
        assert all((weights == 1).all() for weights in weighed)
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
    lacking = "cannot be answered with these data: an answer takes 10 events (here 5), and only a"
    assert lacking in str(result)


@pytest.mark.parametrize(
    ("level", "before", "after", "takes"),
    [
        (1, 7, 7, "28 days (here 14)"),
        (0, 28, 28, "10 events (here 0)"),
        (0, 7, 3, "10 events (here 0) and 28 days (here 10) and 5 days on each side (here 3)"),
        (1, 28, 3, "5 days on each side (here 3)"),
    ],
)
def test_of_what_an_answer_takes_only_what_is_lacking_is_told(level, before, after, takes):
    counts = series(np.full(60, level))
    told = str(event_effect(counts, counts.index[30], before=before, after=after))
    assert f"with these data: an answer takes {takes}, and " in told


@pytest.mark.parametrize(("high", "told"), [(0.996, "0.996"), (1.004, "1.004"), (1.0, "1.0")])
def test_an_end_of_an_interval_stays_on_its_side_of_no_change(high, told):
    assert sentence.bounds(0.6, 0.3, high) == f"0.60 times, 95 % 0.30 to {told}"


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
