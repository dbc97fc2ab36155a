import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import InvalidOption
from analytics.series.moving_mean import rolling_mean

FIRST = pd.Timestamp("2023-10-17")


@st.composite
def daily_series(draw):
    values = draw(st.lists(st.integers(0, 30), min_size=1, max_size=60))
    days = pd.date_range(FIRST + pd.Timedelta(days=draw(st.integers(0, 6))), periods=len(values))
    return pd.Series(values, index=days, name="events", dtype="int64")


@given(counts=daily_series(), window=st.sampled_from([1, 3, 7]))
def test_a_mean_is_absent_rather_than_guessed_at_the_ends(counts, window):
    half = window // 2
    centred = rolling_mean(counts, window=window)
    trailing = rolling_mean(counts, window=window, centred=False)
    for day in range(len(counts)):
        around_day = counts.iloc[max(day - half, 0) : day + half + 1]
        up_to_day = counts.iloc[max(day - window + 1, 0) : day + 1]
        for mean, days in ((centred, around_day), (trailing, up_to_day)):
            expected = days.mean() if len(days) == window else np.nan
            assert mean.iloc[day] == pytest.approx(expected, nan_ok=True)


def test_means_say_which_they_are():
    counts = pd.Series(1, index=pd.date_range(FIRST, periods=9))
    assert rolling_mean(counts).name == "7-day mean, centred"
    assert rolling_mean(counts, centred=False).name == "7-day mean, trailing"
    assert list(np.flatnonzero(rolling_mean(counts).isna())) == [0, 1, 2, 6, 7, 8]


def test_a_centred_window_has_an_odd_number_of_days():
    counts = pd.Series(1, index=pd.date_range(FIRST, periods=9))
    with pytest.raises(InvalidOption, match="odd number of days"):
        rolling_mean(counts, window=6)
