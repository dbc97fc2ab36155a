from dataclasses import FrozenInstanceError

import numpy as np
import pandas as pd
import pytest

from analytics.errors import InvalidOption, InvalidSeries
from analytics.responses.both import responses
from analytics.responses.direction import FEWER, MORE, UNANSWERABLE, UNSETTLED
from tests.helpers.responses import DAYS, record


@pytest.fixture(scope="module")
def strong():
    return responses(*record(1, ratio=3.0), responder="attacks", window=3)


def test_a_strong_rise_is_settled_and_its_interval_holds_it(strong):
    row = strong.directions[0].table.set_index("last").loc[3]
    assert row.verdict == MORE
    assert row.pvalue < 0.01
    assert row.total_low <= 3.0 <= row.total_high
    assert "times the attacks expected" in str(strong)
    assert "named beforehand" in str(strong)


def test_the_ratio_is_that_of_the_events_to_those_expected(strong):
    # What is expected without any response would be fitted to the window's events as well.
    for one in strong.directions:
        rows = one.table.dropna(subset="ratio")
        assert not rows.empty
        shares = (rows["events"] / rows["expected"]).to_numpy()
        assert shares == pytest.approx(rows["ratio"].to_numpy(), rel=1e-3)
        assert one.table.loc[one.table["ratio"].isna(), "expected"].isna().all()


def test_a_strong_fall_is_settled():
    row = responses(*record(2, ratio=0.2)).directions[0].table.set_index("last").loc[3]
    assert row.verdict == FEWER
    assert row.ci_low <= 0.2 <= row.ci_high
    assert row.corrected >= row.pvalue


def test_the_same_data_give_the_same_numbers():
    first, second = (responses(*record(3)) for _ in range(2))
    pd.testing.assert_frame_equal(first.table, second.table)
    assert str(first) == str(second)


def test_a_result_is_frozen_and_leaves_its_input_alone(strong):
    attacks, strikes = record(1, ratio=3.0)
    before = attacks.copy(), strikes.copy()
    responses(attacks, strikes)
    assert attacks.equals(before[0])
    assert strikes.equals(before[1])
    with pytest.raises(FrozenInstanceError):
        strong.named = ("", 0)
    assert "nan" not in str(strong).lower()


def test_episodes_are_listed_with_what_came_before_and_after():
    attacks = pd.Series(1, DAYS, name="attacks")
    attacks.iloc[50] = 9
    strikes = pd.Series(0, DAYS, name="strikes")
    strikes.iloc[[20, 22, 40, 44, 60, 80, 100, 120, 140, 160]] = 1
    found = responses(attacks, strikes).directions[0].episodes
    # One quiet day joins 20 and 22; three do not join 40 and 44.
    assert found["start"].tolist()[:3] == [DAYS[20], DAYS[40], DAYS[44]]
    assert found["end"].iloc[0] == DAYS[22]
    assert found["before"].iloc[0] == found["after"].iloc[0] == 7
    assert found["after"].iloc[2] == 7 + 8
    assert found["delay"].iloc[0] == 1
    aligned = responses(attacks, strikes, gap=3).directions[0].aligned
    assert aligned.index[1] == DAYS[40]
    assert aligned.loc[DAYS[40], 10] == 9
    assert len(aligned) == len(found) - 1


def test_days_not_observed_are_missing_and_not_zero():
    attacks, strikes = record(5)
    seen = np.ones(DAYS.size, bool)
    seen[60:70] = False
    found = responses(attacks[seen], strikes).directions[0]
    start = found.paired.days[found.found.starts]
    near = int(np.flatnonzero((start >= DAYS[50]) & (start < DAYS[74]))[0])
    gaps = found.aligned.iloc[near].isna()
    days = start[near] + pd.to_timedelta(found.aligned.columns.to_numpy(), unit="D")
    assert (gaps.to_numpy() == ((days >= DAYS[60]) & (days < DAYS[70]))).all()
    assert found.table["days"].max() <= seen.sum()


def test_few_episodes_and_crowded_windows_are_refused_with_what_it_takes():
    attacks, _ = record(6)
    strikes = pd.Series(0, DAYS, name="strikes")
    strikes.iloc[[20, 60, 100]] = 1
    found = responses(attacks, strikes).directions[0]
    assert set(found.table["verdict"]) == {UNANSWERABLE}
    assert "There are 3 episodes of strikes: it takes 8." in str(found)
    strikes.iloc[::6] = 1
    table = responses(attacks, strikes).directions[0].table.set_index("last")
    assert "more than 80 %" in table.loc[7, "reason"]
    assert "fewer than 20 %" in table.loc[1, "reason"]
    assert table.loc[3, "verdict"] in (UNSETTLED, FEWER, MORE)
    assert table.loc[[1, 7], "pvalue"].isna().all()


def test_counts_beyond_what_the_model_can_expect_are_refused():
    attacks, strikes = record(9)
    found = responses(attacks * 1_000_000, strikes).directions[0]
    assert "up to 100,000 a day can be compared" in str(found)
    assert set(found.table["verdict"]) == {UNANSWERABLE}


def test_what_was_looked_at_is_counted():
    found = responses(*record(7))
    assert found.looked_at == 8
    assert f"of which {found.tested} can be tested" in str(found)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"gap": -1}, "whole number of days"),
        ({"responder": "raids", "window": 3}, "no series 'raids' here: name attacks or strikes"),
        ({"responder": "attacks"}, "together, or neither"),
        ({"responder": "attacks", "window": 5}, "ends on one of the days 1, 3, 7, 14"),
        ({"least": (0, None)}, "1 or more, or None"),
    ],
)
def test_options_that_cannot_be_used_are_named(options, said):
    with pytest.raises(InvalidOption, match=said):
        responses(*record(8), **options)


def test_what_is_no_series_is_named():
    with pytest.raises(InvalidSeries):
        responses([1, 2], record(8)[1])
