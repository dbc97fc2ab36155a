"""Bars of weeks and months: what they hold, which are not whole, and what stays one of days."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.changepoints.search import find_changepoints
from analytics.selection.additions import MARK
from charts.elements.timeline_model import Shown
from charts.figures.timeline import timeline_chart
from charts.style.theme import Look
from charts.tables.chart_data import chart_words
from data.calendar import INCOMPLETE, NOT_COVERED, OBSERVED

DAYS = pd.date_range("2023-10-17", "2024-02-29", name="date")
GAP = slice("2023-12-11", "2023-12-19")
LATE = slice("2024-02-28", "2024-02-29")
DESK = Look()
NO_CONTEXT = pd.DataFrame({"date": pd.to_datetime([]), "label": pd.Series(dtype="str")})


@pytest.fixture(scope="module")
def states():
    every = pd.Series(OBSERVED, DAYS)
    every[GAP], every[LATE] = NOT_COVERED, INCOMPLETE
    return every


@pytest.fixture(scope="module")
def result(states):
    rng = np.random.default_rng(3)
    rates = np.repeat([3.0, 0.4], [80, len(DAYS) - 80])
    counts = pd.Series(rng.poisson(rates), DAYS, name="attacks")
    counts["2023-11-20"] = 60
    found = find_changepoints(counts[states == OBSERVED])
    assert len(found.table) == 1
    assert found.standing_out["day"].tolist() == [pd.Timestamp("2023-11-20")]
    return found


@pytest.fixture(scope="module")
def strikes():
    return pd.Series(1, DAYS, name="strikes")


def drawn(result, states, strikes=None, unit="week", look=DESK, context=NO_CONTEXT, **more):
    late = pd.Series(2, DAYS)[LATE].rename("attacks")
    return timeline_chart(
        result,
        below=strikes,
        context=context,
        periods=(),
        smooth=None,
        late=late,
        states=states,
        unit=unit,
        look=look,
        **more,
    )


def trace(chart, name):
    # What days not yet complete hold so far has the name of its series, and lies under it.
    return [one for one in chart.figure.data if one.name == name][-1]


def test_every_event_is_in_one_bar_and_nobody_knows_a_week_that_nobody_saw(result, states):
    table = drawn(result, states).table.set_index("date")
    assert table["attacks"].sum() == result.counts.sum()
    assert pd.isna(table.loc["2023-12-11", "attacks"])
    assert table["state"].value_counts().to_dict() == {"observed": 16, "partial": 3, NOT_COVERED: 1}
    partial = table[table["state"] == "partial"]
    assert partial[["days_observed", "of_days"]].to_numpy().tolist() == [[6, 7], [5, 7], [2, 7]]
    assert partial.index.tolist() == [
        pd.Timestamp(d) for d in ("2023-10-16", "2023-12-18", "2024-02-26")
    ]


def test_bars_that_are_not_whole_are_hatched_and_cover_the_days_in_view(result, states, strikes):
    chart = drawn(result, states)
    bars = trace(chart, "attacks")
    hatched = [place for place, shape in enumerate(bars.marker.pattern.shape) if shape]
    assert (hatched, len(bars.x)) == ([0, 8, 18], 19)
    assert [bars.customdata[place][0] for place in hatched] == [
        "2023-10-17..2023-10-22", "2023-12-18..2023-12-24", "2024-02-26..2024-02-29",
    ]  # fmt: skip
    assert bars.customdata[0][2] == "17 to 22 Oct 2023, 6 of 7 days observed"
    assert bars.x[0] == "2023-10-19 12:00"
    assert bars.width[18] / bars.width[17] == pytest.approx(4 / 7)
    so_far = next(one for one in chart.figure.data if one.name == "attacks")
    assert (list(so_far.y), list(so_far.base)) == ([4], [bars.y[18]])
    assert "Week not wholly observed" in [note.text for note in chart.figure.layout.annotations]
    assert "3 of 20 weeks are not wholly observed and hatched." in chart.alt
    grey = trace(drawn(result, states, strikes, look=Look(grey=True)), "strikes").marker.pattern
    assert grey.shape == ("/", *["\\"] * 18, "/")
    assert len(set(grey.bgcolor)) == 2


@pytest.mark.parametrize(("unit", "times"), [("week", 7), ("month", 30.4375)])
def test_changes_stay_at_their_dates_and_rates_a_day(result, states, unit, times):
    daily, chart = drawn(result, states, unit="day"), drawn(result, states, unit=unit)
    assert chart.title == daily.title
    for name in ("rate", "change points"):
        assert trace(chart, name).x == trace(daily, name).x
    shown, rate = trace(chart, "rate"), trace(daily, "rate")
    assert list(shown.y) == pytest.approx([times * value for value in rate.y])
    assert [list(row) for row in shown.customdata] == [list(row) for row in rate.customdata]
    texts = [
        [n.text for n in c.figure.layout.annotations if n.name == "rate"] for c in (chart, daily)
    ]
    assert texts[0] == texts[1]
    assert f"per {unit}" in chart.subtitle
    (change,) = result.table.itertuples()
    (row,) = chart.table.dropna(subset="changepoint").itertuples()
    dates = (row.changepoint, row.changepoint_low, row.changepoint_high)
    assert dates == (change.changepoint, change.ci_low, change.ci_high)
    assert row.date <= change.changepoint < row.date + pd.Timedelta(days=row.of_days)
    assert chart.changes.equals(result.table)
    ring = trace(chart, "days that stand out")
    assert list(ring.x) == ["2023-11-20"]
    assert ring.y[0] == max(trace(chart, "attacks").y)


def test_the_second_series_has_a_state_of_its_own_where_it_was_seen_otherwise(
    result, states, strikes
):
    both = drawn(result, states, strikes).table
    assert (both["strikes_state"] != both["state"]).any()
    assert both["strikes"].sum() == len(DAYS)
    seen = strikes[states == OBSERVED]
    assert "strikes_state" not in drawn(result, states, seen).table
    assert min(trace(drawn(result, states, seen), "strikes").y) == -7


def test_two_changes_in_one_month_are_both_in_the_table(result, states):
    row = result.table.iloc[0]
    second = row.replace(row["changepoint"], row["changepoint"] + pd.Timedelta(days=1))
    changes = pd.DataFrame([row, second]).astype(result.table.dtypes)
    month = pd.Timestamp(row["changepoint"]).replace(day=1)
    table = drawn(
        replace(result, table=changes, segments=three(result)), states, unit="month"
    ).table
    (found,) = table[table["date"] == month].to_dict("records")
    assert found["changepoint_2"] == second["changepoint"]
    words = chart_words(table)
    assert not words["Changepoint 2"].isna().any()
    assert "First day" in words


def three(result):
    """Give as many periods as two changes divide."""
    last = result.segments.tail(1)
    last = last.assign(start=last["start"] + pd.Timedelta(days=1))
    return pd.concat([result.segments, last], ignore_index=True)


def test_the_rate_of_a_unit_is_that_of_most_of_its_days(result, states):
    table = drawn(result, states, unit="month").table.set_index("date")
    change = result.table["changepoint"].iloc[0]
    days = result.counts.index[result.counts.index.to_period("M") == change.to_period("M")]
    most = 0 if (days < change).sum() >= (days >= change).sum() else 1
    expected = round(result.segments["rate"].iloc[most], 4)
    assert table.loc[change.replace(day=1), "rate"] == expected


def test_imprecise_dates_lie_on_top_of_their_week(result, states):
    spread = pd.Series(0.25, result.counts.index, name="attacks")
    chart = drawn(result, states, spread={"attacks": spread})
    lighter = trace(chart, "attacks, imprecise dates")
    assert list(lighter.base) == list(trace(chart, "attacks").y)
    assert sum(lighter.y) == pytest.approx(spread.sum())
    assert chart.table["attacks_imprecise"].sum() == pytest.approx(spread.sum())


def test_days_are_drawn_as_ever_and_an_added_event_is_in_its_week(result, states):
    shown = Shown(result=result)
    assert (shown.sums, shown.scale, shown.bar_unit) == ({}, 1, "day")
    talks = pd.DataFrame({"date": [pd.Timestamp("2023-12-07")], "label": ["Talks" + MARK]})
    table = drawn(result, states, context=talks).table.set_index("date")
    assert table["added_by_reader"].loc["2023-12-04"] == "Talks"
    assert (table["added_by_reader"] != "").sum() == 1
