import dataclasses

import numpy as np
import pandas as pd
import pytest

from analytics.effects.before_after import event_effect
from analytics.effects.named_period import (
    AFTER,
    DURING,
    REBOUND,
    bridge,
    compare_period,
    period_days,
)
from analytics.errors import InvalidOption
from tests.helpers.effects import clustered, series

NO_CHANGES = pd.DataFrame(columns=["ci_low", "ci_high", "rate_before", "rate_after"])


def lull(rng, *, before=3.0, during=0.2, after=3.0, days=(40, 14, 40), size=2.0):
    levels = (before, during, after)
    return series(
        np.concatenate([clustered(rng, m, d, size=size) for m, d in zip(levels, days, strict=True)])
    )


@pytest.fixture
def truce():
    counts = lull(np.random.default_rng(4))
    return compare_period(counts, counts.index[40], counts.index[53], label="Truce")


# Published numbers
def test_both_ends_of_the_truce_of_november_2023(shared_dataset):
    # israel_alerts/NOTES.md: 56.2 a day on 1-23 Nov, 1.43 in the truce, 55.1 on 1-21 Dec
    table = pd.read_csv(
        shared_dataset("israel_alerts/daily_rocket_alert_rows.csv"), parse_dates=["date"]
    )
    counts = table.set_index("date")["rocket_alert_rows"].rename("alerts")
    result = compare_period(counts, "2023-11-24", "2023-11-30", before=23, after=21)
    found = result.table.set_index("comparison")
    assert found.loc[DURING, "rate_before"] == pytest.approx(56.2, abs=0.05)
    assert found.loc[DURING, "rate_after"] == pytest.approx(1.43, abs=0.005)
    assert found.loc[AFTER, "rate_after"] == pytest.approx(55.1, abs=0.05)
    assert found["verdict"].to_dict() == {DURING: "fell", AFTER: "not settled", REBOUND: "rose"}
    assert "During it there were 97 % fewer alerts than in the 23 days before" in str(result)
    assert "times as many alerts as in the period itself" in str(result)


# Laws
def test_the_three_ratios_agree_with_each_other(truce):
    ratio = truce.table.set_index("comparison")["rate_ratio"]
    assert ratio[DURING] * ratio[REBOUND] == pytest.approx(ratio[AFTER])


def test_days_are_cut_once_and_none_twice(truce):
    during, after, rebound = (truce.effects[name].windows for name in (DURING, AFTER, REBOUND))
    pd.testing.assert_series_equal(during.before, after.before)
    pd.testing.assert_series_equal(during.after, rebound.before)
    pd.testing.assert_series_equal(after.after, rebound.after)
    assert during.before.index[-1] + pd.Timedelta(days=1) == truce.start
    assert after.after.index[0] - pd.Timedelta(days=1) == truce.end


def test_each_comparison_is_that_of_its_own_days(truce):
    counts = truce.effects[DURING].counts
    alone = event_effect(counts, truce.start, until=truce.end)
    assert truce.effects[DURING].ratio == alone.ratio
    end = event_effect(counts, truce.end + pd.Timedelta(days=1), gap=14)
    assert truce.effects[AFTER].ratio == end.ratio


def test_days_left_out_lie_before_the_period_only():
    start, end = pd.Timestamp("2023-11-24"), pd.Timestamp("2023-11-30")
    days = period_days(start, end, before=20, after=10, gap=3)
    assert {name: each.gap for name, each in days.items()} == {DURING: 3, AFTER: 10, REBOUND: 0}
    assert [each.days_after for each in days.values()] == [7, 10, 10]


# Words
def test_as_many_is_said_only_where_a_halving_and_a_doubling_are_left_out():
    rng = np.random.default_rng(1)
    busy = lull(rng, before=40.0, during=2.0, after=40.0, size=50.0)
    assert "about as many attacks as in the 28 days before it" in str(
        compare_period(busy, busy.index[40], busy.index[53])
    )
    quiet = lull(rng, before=1.0, during=0.2, after=1.0)
    said = str(compare_period(quiet, quiet.index[40], quiet.index[53]))
    assert "about as many" not in said
    assert "is not settled" in said


def test_nothing_during_is_said_as_such():
    values = np.r_[np.tile([2, 3, 1, 2], 10), np.zeros(14), np.tile([2, 1, 3, 2], 10)]
    counts = series(values)
    said = str(compare_period(counts, counts.index[40], counts.index[53]))
    assert "there were no attacks at all, unlike in the 28 days before" in said
    assert "there were attacks, of which there were none in the period itself" in said


def test_what_cannot_be_computed_says_why():
    counts = lull(np.random.default_rng(2), days=(40, 14, 0))
    result = compare_period(counts, counts.index[40], counts.index[53])
    assert set(result.effects) == {DURING}
    assert set(result.reasons) == {AFTER, REBOUND}
    assert "lie outside the coverage" in str(result)
    assert result.table["verdict"].tolist() == ["fell", "cannot be answered", "cannot be answered"]


def test_a_period_that_ends_before_it_starts_is_refused(attacks):
    with pytest.raises(InvalidOption, match="ends before it starts"):
        compare_period(attacks, attacks.index[50], attacks.index[40])


# The search beside it
def test_a_lull_that_the_search_does_not_date_is_bridged(truce):
    assert "does not date this lull" in bridge(truce.effects, NO_CHANGES)
    afterwards = bridge(truce.effects, NO_CHANGES, beforehand=False)
    assert afterwards.endswith("only if the period was named before its days were seen.")


def test_no_bridge_where_both_agree(truce):
    one = pd.Timedelta(days=1)
    stop = truce.end + one
    changes = pd.DataFrame(
        {
            "ci_low": [truce.start - one, stop - one],
            "ci_high": [truce.start + one, stop + one],
            "rate_before": [3.0, 0.2],
            "rate_after": [0.2, 3.0],
        }
    )
    assert bridge(truce.effects, changes) == ""
    # A change the other way at the same place is another one.
    turned = changes.rename(columns={"rate_before": "rate_after", "rate_after": "rate_before"})
    assert "does not date this lull" in bridge(truce.effects, turned)


def test_a_change_that_only_the_search_settles_is_bridged():
    counts = lull(np.random.default_rng(3), before=1.0, during=0.6, after=1.0)
    result = compare_period(counts, counts.index[40], counts.index[53])
    found = result.effects[DURING]
    assert found.pvalue > 0.05
    edge = {"ci_low": [result.start], "ci_high": [result.start]}
    falls = found.rate_after < found.rate_before
    rates = {"rate_before": [1.0 + falls], "rate_after": [2.0 - falls]}
    said = bridge(result.effects, pd.DataFrame(edge | rates))
    assert "dates a change to the start of this period" in said


def test_result_is_frozen_and_tidy(truce):
    assert truce.table["comparison"].tolist() == [DURING, AFTER, REBOUND]
    with pytest.raises(dataclasses.FrozenInstanceError):
        truce.label = ""
