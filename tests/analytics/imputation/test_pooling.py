from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from analytics.effects.before_after import event_effect
from analytics.errors import InvalidOption
from analytics.imputation.changepoints import pool_changes
from analytics.imputation.dates import impute_counts
from analytics.imputation.effects import pool_effect, pool_ratio
from analytics.imputation.rubin import pool
from analytics.series.daily import daily_counts
from analytics.series.date_precision import is_precise

DAYS = pd.date_range("2023-10-17", periods=120, name="date")
EVENT = DAYS[60]


@pytest.fixture(scope="module")
def events():
    """Three a day, then half of one, with a fifth of the events dated to a week or month."""
    rng = np.random.default_rng(2)
    counts = rng.poisson(np.repeat([3.0, 0.5], 60))
    dates = pd.Series(DAYS.repeat(counts))
    kind = rng.choice(["day", "week", "month"], len(dates), p=[0.8, 0.1, 0.1])
    return pd.DataFrame({"date": dates, "date_precision": kind})


@pytest.fixture(scope="module")
def precise(events):
    kept = events[is_precise(events)]
    return daily_counts(kept, start=DAYS[0], end=DAYS[-1]).rename("attacks")


@pytest.fixture(scope="module")
def asked(events):
    return {"imprecise": int((~is_precise(events)).sum()), "events": len(events)}


@pytest.fixture(scope="module")
def effect(events, precise, asked):
    return pool_effect(impute_counts(events, DAYS), event_effect(precise, EVENT), **asked)


@pytest.fixture(scope="module")
def changes(events, precise, asked):
    return pool_changes(impute_counts(events, DAYS, draws=12), find_changepoints(precise), **asked)


# --- Rubin's rules


def test_agrees_with_mice():
    # R mice::pool.scalar, rule "rubin1987": total, riv, fmi and df, without and with the
    # degrees of freedom of complete data, and a small sample.
    estimates, variances = [1.5, 2.0, 2.5, 1.8, 2.2], [0.36, 0.44, 0.40, 0.38, 0.42]
    large = pool(estimates, variances)
    assert large.total == pytest.approx(0.574, rel=1e-12)
    assert large.widening - 1 == pytest.approx(0.435, rel=1e-12)
    assert large.freedom == pytest.approx(43.529660457127754, rel=1e-12)
    assert large.missing == pytest.approx(0.33308943231237648, rel=1e-12)
    small = pool(estimates, variances, freedom=96)
    assert small.freedom == pytest.approx(26.158177602215858, rel=1e-12)
    assert small.missing == pytest.approx(0.35093476818517616, rel=1e-12)
    three = pool([0.10, 0.30, 0.20], [0.09, 0.11, 0.10], freedom=48)
    assert three.freedom == pytest.approx(31.750824450444224, rel=1e-12)
    assert three.missing == pytest.approx(0.16842875710724831, rel=1e-12)


def test_agrees_with_a_worked_example():
    # Heymans & Eekhout (2019), Applied Missing Data Analysis, chapters 9 and 10: mean
    # differences of three imputed data sets, within-variance 0.7957147.
    pooled = pool([2.174, 1.965, 1.774], [0.7957147] * 3)
    assert pooled.estimate == pytest.approx(1.971, abs=5e-4)
    assert pooled.between == pytest.approx(0.040027, abs=5e-7)
    assert pooled.total == pytest.approx(0.849084, abs=5e-7)
    # Printed from differences with more digits than the three that are printed.
    assert 1 - pooled.within / pooled.total == pytest.approx(0.06283485, abs=5e-5)
    assert pooled.widening - 1 == pytest.approx(0.06704779, abs=5e-5)


def test_draws_that_agree_miss_nothing():
    pooled = pool([0.3] * 7, [0.1] * 7, freedom=12)
    assert (pooled.between, pooled.widening, pooled.freedom, pooled.missing) == (0, 1, 12, 0)


@pytest.mark.parametrize(("estimates", "variances"), [([1.0], [1.0]), ([1, 2], [1, 0])])
def test_what_cannot_be_pooled_is_said(estimates, variances):
    with pytest.raises(InvalidOption, match="two estimates or more"):
        pool(estimates, variances)


# --- laws


def test_without_imprecise_events_the_effect_is_the_plain_one(precise):
    plain = event_effect(precise, EVENT, slope=True)
    pooled = pool_effect([precise] * 20, plain, imprecise=0, events=int(precise.sum()))
    rows = len(plain.table)
    pd.testing.assert_frame_equal(pooled.table.head(rows), plain.table, rtol=1e-9)
    pd.testing.assert_frame_equal(pooled.expected, plain.expected, check_freq=False)
    assert pooled.missing == 0


def test_without_imprecise_events_a_period_is_the_plain_one(precise):
    plain = event_effect(precise, EVENT, until=EVENT + pd.Timedelta(days=20), gap=2)
    pooled = pool_effect([precise] * 3, plain, imprecise=0, events=int(precise.sum()))
    pd.testing.assert_frame_equal(pooled.table.head(len(plain.table)), plain.table, rtol=1e-9)
    assert pooled.windows.period


def test_without_imprecise_events_the_changes_are_the_plain_ones(precise):
    plain = find_changepoints(precise)
    pooled = pool_changes([precise] * 20, plain, imprecise=0, events=int(precise.sum()))
    pd.testing.assert_frame_equal(pooled.table.drop(columns="share"), plain.table)
    pd.testing.assert_frame_equal(
        pooled.segments, plain.segments.astype({"events": float}), check_freq=False
    )
    assert (pooled.table["share"] == 1).all()
    assert pooled.evidence == pytest.approx(plain.evidence)
    assert pooled.verdict == plain.verdict


def test_dates_not_known_widen_the_interval(events, precise):
    drawn = impute_counts(events, DAYS)
    middle = drawn[0]
    alone, pooled = pool_ratio([middle] * 2, EVENT), pool_ratio(drawn, EVENT)
    assert np.log(pooled.ci_high / pooled.ci_low) > np.log(alone.ci_high / alone.ci_low)


# --- results


def test_the_pooled_effect_holds_what_the_plain_one_does(effect, events, precise):
    counted = effect.table.set_index("quantity")["value"]
    assert counted["draws"] == 20
    assert counted["events_imprecise"] == (~is_precise(events)).sum()
    assert 0 < effect.missing < 1
    assert counted["rate_ratio_without_imprecise"] == event_effect(precise, EVENT).rate_ratio
    assert effect.ci_low < effect.rate_ratio < effect.ci_high < 1
    assert effect.rate_ratio == pytest.approx(effect.rate_after / effect.rate_before)
    assert "attacks are not dated to the day; their dates were drawn 20 times." in str(effect)


def test_a_change_is_found_in_the_draws_and_told(changes):
    row = changes.table.iloc[0]
    assert len(changes.table) == 1
    assert row["share"] == 1
    assert row["ci_low"] <= EVENT <= row["ci_high"]
    assert row["rate_before"] > row["rate_after"]
    assert row["ratio_low"] < row["rate_ratio"] < row["ratio_high"]
    assert "each change is found in 100 % of them." in str(changes)
    assert len(changes.segments) == 2
    assert changes.segments["events"].sum() >= changes.without.segments["events"].sum()


def test_a_change_of_few_draws_is_not_reported(precise):
    steady = pd.Series(np.tile([1, 0, 2, 1], 30), DAYS, name="attacks")
    plain = find_changepoints(steady)
    pooled = pool_changes([precise] * 2 + [steady] * 3, plain, imprecise=1, events=120)
    assert pooled.table.empty
    assert list(pooled.table.columns) == [*plain.table.columns, "share"]
    assert "There is no sign of a change" not in str(pooled)
    assert pooled.verdict == "not settled"
    assert "Whether the rate of attacks changed is not settled" in str(pooled)
    assert len(pooled.segments) == 1


def test_the_pooled_evidence_is_the_mean_of_the_draws(precise):
    steady = pd.Series(np.tile([1, 0, 2, 1], 30), DAYS, name="attacks")
    alone, calm = find_changepoints(precise), find_changepoints(steady)
    pooled = pool_changes([precise] * 18 + [steady] * 2, alone, imprecise=1, events=120)
    assert pooled.evidence == pytest.approx(0.9 * alone.evidence + 0.1 * calm.evidence)
    assert pooled.table["share"].tolist() == [0.9]
    assert pooled.table["evidence"].tolist() == pytest.approx(alone.table["evidence"].tolist())


def test_a_change_that_further_draws_could_undo_is_not_settled(precise):
    # 12 of 20 is more than half, but the interval of that share holds one half.
    steady = pd.Series(np.tile([1, 0, 2, 1], 30), DAYS, name="attacks")
    pooled = pool_changes(
        [precise] * 12 + [steady] * 8, find_changepoints(precise), imprecise=1, events=120
    )
    assert pooled.table.empty
    assert pooled.verdict == "not settled"


def test_more_are_drawn_as_long_as_a_decision_is_open(precise):
    steady = pd.Series(np.tile([1, 0, 2, 1], 30), DAYS, name="attacks")
    plain, asked = find_changepoints(precise), {"imprecise": 1, "events": 120}
    further = iter([[precise] * 20, [precise] * 40, [precise] * 80])
    pooled = pool_changes([precise] * 12 + [steady] * 8, plain, further=further, **asked)
    # 32 of 40 are beyond doubt more than half, so the last two batches are not asked for.
    assert (pooled.series, pooled.table["share"].tolist()) == (40, [0.8])
    assert len(list(further)) == 2
    never = pool_changes(
        [precise, steady] * 10,
        plain,
        further=[[precise, steady] * 10, [steady, precise] * 20],
        **asked,
    )
    assert (never.series, never.verdict, never.open_shares) == (80, "not settled", (0.5,))
    assert "a change is found in 50 % of them, too near a half to settle." in str(never)


def test_an_effect_that_other_draws_could_settle_differently_is_open(precise):
    """Few draws, far apart: the interval ends below 1, but not by what they leave open."""
    far = precise.copy()
    far[EVENT:] = precise[EVENT:] + np.resize([1, 0, 0], 60)
    plain, asked = event_effect(precise, EVENT), {"imprecise": 1, "events": 200}
    mixed = pool_effect([precise, far] * 4, plain, **asked)
    assert mixed.open
    assert mixed.draws == 8
    assert mixed.pvalue < 0.05
    assert not mixed.settled
    assert "do not settle" in str(mixed)
    sure = pool_effect([precise, far] * 4, plain, further=[[precise] * 92], **asked)
    assert (sure.open, sure.settled, sure.draws) == (False, True, 100)


def test_the_drawing_error_is_that_of_repeated_poolings():
    rng, ends = np.random.default_rng(5), []
    for _ in range(400):
        pooled = pool(rng.normal(0.0, 0.3, 40), np.full(40, 0.05))
        ends.append((pooled.estimate + 1.96 * np.sqrt(pooled.total), pooled.drawing_error))
    high, errors = np.array(ends).T
    assert errors.mean() == pytest.approx(high.std(), rel=0.12)


def test_results_are_frozen(effect, changes):
    for result in (effect, changes):
        with pytest.raises(FrozenInstanceError):
            result.imprecise = 3
