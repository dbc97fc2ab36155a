import numpy as np
import pandas as pd
import pytest

from analytics.errors import InvalidOption
from analytics.imputation.dates import impute_counts
from analytics.regimes.rate_posterior import dispersion_of_days, draw_rates, weekly_variance_ratio
from analytics.series.date_precision import date_windows

DAYS = pd.date_range("2024-01-01", periods=91)


def events_of(counts, *, coarse, kind, seed=0):
    """Turn counts into events, a share of which is dated to a week or month only."""
    dates = pd.Series(counts.index.repeat(counts.to_numpy()))
    known = np.random.default_rng(seed).random(len(dates)) >= coarse
    return pd.DataFrame({"date": dates, "date_precision": np.where(known, "day", kind)})


def stepped(before, after, seed=0):
    rates = np.where(np.arange(91) < 45, before, after)
    return pd.Series(np.random.default_rng(seed).poisson(rates), DAYS, name="events")


@pytest.fixture(scope="module")
def events():
    return events_of(stepped(2.0, 2.0), coarse=0.3, kind="month")


# --- laws


@pytest.mark.parametrize("rates", ["drawn", "even"])
def test_every_draw_holds_every_event(events, rates):
    drawn = impute_counts(events, DAYS, rates=rates)
    assert len(drawn) == 20
    assert {int(counts.sum()) for counts in drawn} == {len(events)}
    assert all(counts.index.equals(DAYS) and counts.dtype == np.int64 for counts in drawn)


def test_no_event_leaves_its_window(events):
    dated = events["date_precision"] == "day"
    base = events.loc[dated, "date"].value_counts().reindex(DAYS, fill_value=0)
    months = date_windows(events[~dated])["first"].dt.month.value_counts()
    for counts in impute_counts(events, DAYS, draws=5):
        added = counts - base
        assert (added >= 0).all()
        assert added.groupby(DAYS.month).sum().to_dict() == months.to_dict()


def test_a_seed_fixes_the_draws_whatever_the_order_of_the_rows(events):
    first = impute_counts(events, DAYS, seed=4)
    shuffled = events.sample(frac=1.0, random_state=1)
    for one, two in zip(first, impute_counts(shuffled, DAYS, seed=4), strict=True):
        pd.testing.assert_series_equal(one, two)
    other = impute_counts(events, DAYS, seed=5)
    assert any(not one.equals(two) for one, two in zip(first, other, strict=True))


def test_without_imprecise_events_every_draw_is_the_plain_series():
    counts = stepped(1.0, 3.0)
    for drawn in impute_counts(events_of(counts, coarse=0.0, kind="week"), DAYS, draws=3):
        pd.testing.assert_series_equal(drawn, counts.astype("int64"), check_freq=False)


def test_an_event_drawn_on_a_day_not_observed_is_left_out():
    week = pd.DataFrame({"date": [DAYS[20]] * 700, "date_precision": "week"})
    observed = DAYS.delete([18, 19])
    drawn = impute_counts(week, observed, draws=40, rates="even")
    totals = np.array([counts.sum() for counts in drawn])
    # 5 of the 7 days are observed: 500 of 700 with a standard error of 12 / sqrt(40).
    assert totals.mean() == pytest.approx(500, abs=8)


def test_close_dates_move_inside_their_plus_or_minus():
    close = pd.DataFrame({"date": [DAYS[40]] * 50, "date_precision": "approx"})
    drawn = impute_counts(close, DAYS, draws=4, rates="even")
    for counts in drawn:
        assert counts.iloc[38:43].sum() == 50
        assert (counts.iloc[38:43] > 0).sum() > 1


def test_input_is_left_as_it_is(events):
    before = events.copy()
    impute_counts(events, DAYS, draws=2)
    pd.testing.assert_frame_equal(events, before)


@pytest.mark.parametrize("wrong", [{"draws": 1}, {"rates": "guessed"}])
def test_a_wrong_option_is_said(events, wrong):
    with pytest.raises(InvalidOption, match="2 draws or more and rates that are one of"):
        impute_counts(events, DAYS, **wrong)


# --- the rate that dates are drawn by


def test_events_are_drawn_where_the_rate_is_high():
    counts = stepped(0.2, 4.0)
    month = pd.DataFrame({"date": [pd.Timestamp("2024-02-01")] * 200, "date_precision": "month"})
    all_events = pd.concat([events_of(counts, coarse=0.0, kind="day"), month])
    drawn = impute_counts(all_events, DAYS)
    late = np.mean([(c - counts)[DAYS[45:60]].sum() / 200 for c in drawn])
    # 14 February days at 0.2 and 15 at 4.0 a day: 60 of 62.8 events fall on the later days.
    assert late == pytest.approx(60 / 62.8, abs=0.04)
    even = impute_counts(all_events, DAYS, rates="even")
    assert np.mean([(c - counts)[DAYS[45:60]].sum() / 200 for c in even]) == pytest.approx(
        15 / 29, abs=0.03
    )


def test_drawn_rates_have_the_posterior_of_a_constant_rate():
    # Poisson counts of one regime: the posterior is close to Gamma(total + 1, days).
    counts = np.random.default_rng(3).poisson(4.0, 140)
    level = draw_rates(counts, 400, np.random.default_rng(1)).mean(axis=1)
    worth = 1.0 / weekly_variance_ratio(counts)
    assert level.mean() == pytest.approx(counts.mean(), rel=0.02)
    assert level.std() == pytest.approx(np.sqrt(counts.mean() / 140 / worth), rel=0.35)


def test_dispersion_is_one_for_poisson_and_known_for_clustered_days():
    rng = np.random.default_rng(8)
    assert weekly_variance_ratio(rng.poisson(3.0, 140_000)) == pytest.approx(1.0, abs=0.05)
    clustered = rng.poisson(rng.gamma(2.0, 1.5, 20000))
    assert dispersion_of_days(clustered) == pytest.approx(0.5, abs=0.05)
    assert dispersion_of_days(np.zeros(30, int)) == 0.0
    assert weekly_variance_ratio(np.zeros(30, int)) == 1.0


def test_a_series_without_precise_events_has_even_rates():
    rates = draw_rates(np.zeros(60, int), 5, np.random.default_rng(0))
    assert (rates > 0).all()
