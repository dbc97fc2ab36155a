"""A long series is drawn as the width can show it, and nothing that could be seen is lost."""

import numpy as np
import pandas as pd

from charts.elements.thinning import (
    LONG,
    MOST,
    corners,
    highest_each,
    lowest_and_highest_each,
    periods_a_bar,
)
from charts.elements.traces import bars, line, steps

DAYS = pd.date_range("1984-01-01", "2023-12-31")
COUNTS = pd.Series(np.random.default_rng(5).poisson(2, len(DAYS)), DAYS, name="attacks")


def test_a_series_of_some_years_is_drawn_day_by_day():
    short = COUNTS.iloc[:LONG]
    assert len(bars(short, name="attacks", colour="#000000")["x"]) == LONG
    assert lowest_and_highest_each(short.astype(float)).equals(short.astype(float))


def test_every_stretch_keeps_its_highest_day_and_the_whole_its_ends():
    many = periods_a_bar(COUNTS.index)
    drawn = highest_each(COUNTS)
    assert len(drawn) <= MOST + 1
    expected = COUNTS.groupby(np.arange(len(COUNTS)) // many).max()
    assert drawn["count"].tolist() == expected.tolist()
    assert (COUNTS[drawn["day"]].to_numpy() == drawn["count"]).all()
    assert ((drawn["middle"] - drawn["day"]).abs() <= pd.Timedelta(days=many)).all()
    bar = bars(COUNTS, name="attacks", colour="#000000", sign=-1)
    assert min(bar["y"]) == -COUNTS.max()
    assert bar["width"] == many * 86_400_000


def test_days_that_are_not_there_have_no_bar():
    gap = COUNTS.drop(DAYS[2000:3000])
    drawn = highest_each(gap)
    assert not drawn["middle"].between(DAYS[2020], DAYS[2980]).any()


def test_a_line_keeps_its_extremes_and_its_gaps():
    mean = COUNTS.rolling(7).mean()
    mean.iloc[5000:5100] = np.nan
    thin = lowest_and_highest_each(mean)
    assert len(thin) < LONG + 10
    assert (thin.max(), thin.min()) == (mean.max(), mean.min())
    assert thin[DAYS[4990] : DAYS[5110]].isna().any()
    assert len(line(mean, colour="#000000")["x"]) == len(thin)


def test_steps_keep_both_sides_of_every_change():
    rates = pd.DataFrame({"rate": 1.0, "low": 0.5, "high": 2.0}, index=DAYS)
    rates.loc[DAYS[9000] :, "rate"] = 3.0
    kept = corners(rates)
    assert DAYS[kept].tolist() == [DAYS[0], DAYS[8999], DAYS[9000], DAYS[-1]]
    trace = steps(DAYS, rates, colour="#000000", unit="a day")[-1]
    assert trace["y"] == [1.0, 1.0, 3.0, 3.0]
