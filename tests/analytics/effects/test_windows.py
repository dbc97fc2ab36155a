import pandas as pd
import pytest

from analytics.effects.before_after import event_effect
from analytics.effects.windows import cut_windows
from analytics.errors import InvalidOption, InvalidSeries, OutsideCoverage


def test_the_event_day_belongs_to_after(attacks):
    spiked = attacks.copy()
    spiked.iloc[60] += 28
    date = attacks.index[60]
    old, new = event_effect(attacks, date), event_effect(spiked, date)
    assert new.rate_after == pytest.approx(old.rate_after + 1)
    assert new.rate_before == old.rate_before


def test_days_left_out_do_not_count(attacks):
    changed = attacks.copy()
    changed.iloc[57:60] = 500
    date, until = attacks.index[60], attacks.index[69]
    old = event_effect(attacks, date, gap=3, until=until)
    new = event_effect(changed, date, gap=3, until=until)
    assert len(old.windows.after) == 10
    kept = ~old.table["quantity"].str.contains("a_day_")
    pd.testing.assert_frame_equal(old.table[kept], new.table[kept])


def test_the_days_of_a_period_that_ended_are_told_from_those_asked_for(attacks):
    date = attacks.index[60]
    assert "before, 3 left out in between" in str(event_effect(attacks, date, gap=3))
    ended = str(event_effect(attacks, date, gap=7, ended=7))
    assert "before, the 7 days of the period that ended left out in between" in ended
    both = str(event_effect(attacks, date, gap=9, ended=7))
    assert "the 7 days of the period that ended and 2 before it left out in between" in both


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


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"date": "2025-01-01"}, OutsideCoverage, "lie outside the coverage"),
        ({"date": "2023-10-01"}, OutsideCoverage, "before the event"),
        ({"before": 0}, InvalidOption, "each window needs at least one day"),
        ({"gap": -1}, InvalidOption, "the gap cannot be negative"),
        ({"before": "14"}, InvalidOption, "before is '14': give a whole number of days"),
        ({"after": 7.5}, InvalidOption, "after is 7.5: give a whole number of days"),
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


def test_a_window_that_is_all_gap_says_so():
    counts = pd.Series(1, pd.date_range("2024-01-01", "2024-05-29")).astype("int64")
    watched = counts.drop(pd.date_range("2024-03-01", "2024-03-30"))
    asked = {"before": 28, "after": 28, "gap": 0, "until": None}
    with pytest.raises(OutsideCoverage, match="3 Mar 2024 to 30 Mar 2024, are all in a gap"):
        cut_windows(watched, pd.Timestamp("2024-03-31"), **asked)
    with pytest.raises(OutsideCoverage, match="lie outside the coverage"):
        cut_windows(watched, pd.Timestamp("2024-07-31"), **asked)
