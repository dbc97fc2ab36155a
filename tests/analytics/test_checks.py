import numpy as np
import pandas as pd
import pytest

from analytics.effects.before_after import event_effect
from analytics.errors import InvalidOption, InvalidSeries


@pytest.fixture
def attacks():
    days = pd.date_range("2023-10-01", periods=100)
    return pd.Series(np.random.default_rng(11).poisson(2.0, 100), days)


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("24/11/2023", "date is '24/11/2023': write a date as year-month-day"),
        ("soon", "date is 'soon'"),
        (None, "date is None"),
        (pd.NaT, "date is NaT"),
        (7, "date is 7"),
        (pd.Timestamp("2023-11-24", tz="UTC"), "give the day alone, without a zone"),
    ],
)
def test_a_date_that_is_none_is_told(attacks, date, told):
    with pytest.raises(InvalidOption, match=told):
        event_effect(attacks, date)
    with pytest.raises(InvalidOption, match="until is"):
        event_effect(attacks, "2023-11-24", until="" if date is None else date)


@pytest.mark.parametrize(
    "date",
    ["2023-11-24", "2023-11-24T10:30", pd.Timestamp("2023-11-24 23:00").date()],
)
def test_a_day_is_taken_in_every_form(attacks, date):
    assert event_effect(attacks, date).date == pd.Timestamp("2023-11-24")


def test_what_is_no_count_series_is_told(attacks):
    with pytest.raises(InvalidSeries, match="not an object of type list: use daily_counts"):
        event_effect([1, 2, 3], "2023-11-24")
    with pytest.raises(InvalidSeries, match="in place of its RangeIndex"):
        event_effect(attacks.reset_index(drop=True), "2023-11-24")
    with pytest.raises(InvalidSeries, match=r"these have UTC: take it off by counts.tz_localize"):
        event_effect(attacks.tz_localize("UTC"), "2023-11-24")
