import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.series.units import MEAN_DAYS, UNITS, counts_per, first_days

FIRST = pd.Timestamp("2023-10-16")


@st.composite
def daily_series(draw):
    values = draw(st.lists(st.integers(0, 30), min_size=1, max_size=80))
    days = pd.date_range(FIRST + pd.Timedelta(days=draw(st.integers(0, 40))), periods=len(values))
    seen = draw(st.sets(st.integers(0, len(values) - 1), min_size=1))
    return pd.Series(values, index=days, name="events", dtype="int64").iloc[sorted(seen)]


@given(counts=daily_series(), unit=st.sampled_from(UNITS))
def test_units_hold_their_days_and_no_other(counts, unit):
    table = counts_per(counts, unit)
    assert table["events"].sum() == counts.sum()
    assert table["days_observed"].sum() == len(counts)
    for row in table.itertuples():
        days = counts[row.Index : row.Index + pd.Timedelta(days=row.days - 1)]
        assert (row.events, row.days_observed) == (days.sum(), len(days))
        assert first_days(pd.DatetimeIndex(days.index), unit).unique().tolist() == [row.Index]


@given(counts=daily_series())
def test_weeks_start_on_monday_and_months_on_the_first(counts):
    assert set(counts_per(counts, "week").index.day_of_week) == {0}
    months = counts_per(counts, "month")
    assert set(months.index.day) == {1}
    assert months["days"].tolist() == months.index.days_in_month.tolist()


def test_a_week_nobody_saw_is_absent_and_one_seen_in_part_is_known_by_its_days():
    counts = pd.Series(1, index=pd.date_range(FIRST, periods=28), name="events")
    table = counts_per(counts.drop(counts.index[5:16]), "week")
    assert table["events"].tolist() == [5, 5, 7]
    assert (table["days_observed"] < table["days"]).tolist() == [True, True, False]


def test_a_mean_month_has_the_days_of_four_years():
    days = pd.date_range("2021-01-01", "2024-12-31")
    months = counts_per(pd.Series(1, days), "month")
    assert months["days"].mean() == pytest.approx(MEAN_DAYS["month"])
