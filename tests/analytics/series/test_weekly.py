import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analytics.series.weekly import partial_weeks, reports_weekly, weekly_counts

FIRST = pd.Timestamp("2023-10-16")


@st.composite
def daily_series(draw):
    values = draw(st.lists(st.integers(0, 30), min_size=1, max_size=60))
    days = pd.date_range(FIRST + pd.Timedelta(days=draw(st.integers(0, 6))), periods=len(values))
    return pd.Series(values, index=days, name="events", dtype="int64")


@given(counts=daily_series())
def test_weeks_hold_the_days_from_monday_to_sunday(counts):
    weeks = weekly_counts(counts)
    assert weeks.sum() == counts.sum()
    assert set(weeks.index.day_of_week) == {0}
    for monday, events in weeks.items():
        days = counts[monday : monday + pd.Timedelta(days=6)]
        assert events == days.sum()
        assert (monday in partial_weeks(counts)) == (len(days) < 7)


def test_a_week_nobody_saw_is_absent_and_one_seen_in_part_is_named():
    counts = pd.Series(1, index=pd.date_range(FIRST, periods=28), name="events")
    seen = counts.drop(counts.index[5:16])
    assert list(weekly_counts(seen)) == [5, 5, 7]
    assert list(partial_weeks(seen)) == [FIRST, FIRST + pd.Timedelta(days=14)]


def dated(days, precision="day"):
    return pd.DataFrame({"date": pd.DatetimeIndex(days), "date_precision": precision})


def test_a_source_whose_dates_all_fall_on_one_weekday_reports_weekly():
    mondays = pd.date_range(FIRST, periods=9, freq="7D")
    assert reports_weekly(dated(mondays)) == "Monday"
    assert reports_weekly(dated([*mondays, mondays[0] + pd.Timedelta(days=1)])) == ""
    assert reports_weekly(dated(mondays[:7])) == ""


def test_a_source_dated_to_weeks_reports_weekly():
    weeks = dated(pd.date_range(FIRST, periods=20, freq="7D"), "week")
    assert reports_weekly(weeks) == "week"
    some = pd.concat([weeks, dated([FIRST] * 5)])
    assert reports_weekly(some) == ""
