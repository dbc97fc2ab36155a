from datetime import date

import numpy as np
import pandas as pd
import pytest

from data.readings.outlying import outlying

DAYS = pd.Series(pd.date_range("2024-01-01", periods=60))


def flagged(days, **choices):
    far = outlying(pd.Series(pd.DatetimeIndex(days)), **choices)
    return np.flatnonzero(far).tolist()


@pytest.mark.parametrize("typo", ["2042-01-15", "1924-01-15", "2024-12-25", "2023-02-01"])
def test_a_mistyped_date_is_named_wherever_it_stands(typo):
    days = [*DAYS[:30], pd.Timestamp(typo), *DAYS[30:]]
    assert flagged(days) == [30]


def test_two_at_both_ends():
    days = [pd.Timestamp("1924-01-01"), *DAYS, pd.Timestamp("2042-01-01"), *DAYS]
    assert flagged(days) == [0, 61]


def test_a_date_after_the_day_of_the_data_is_named_though_it_is_near():
    days = [*DAYS, pd.Timestamp("2024-03-20")]
    assert flagged(days) == []
    assert flagged(days, latest=date(2024, 3, 10)) == [60]


@pytest.mark.parametrize(
    "days",
    [
        pd.date_range("1970", periods=40, freq="YS"),
        pd.to_datetime(["2020-01-01", "2020-06-01", "2021-03-01", "2023-01-01", "2023-02-01"]),
        pd.date_range("2030", periods=40),
        pd.to_datetime(["2024-01-01", "2042-01-01"]),
    ],
)
def test_sparse_and_planned_dates_are_not_suspected(days):
    assert flagged(days, latest=date(2026, 1, 1)) == []


def test_many_rows_after_a_silence_are_a_second_phase():
    assert flagged([*DAYS, *(DAYS + pd.Timedelta(days=700))]) == []
