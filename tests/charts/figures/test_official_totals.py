import pandas as pd
import pytest

from analytics.reconciliation.daily import reconcile_daily
from analytics.reconciliation.intervals import interval_table
from analytics.reconciliation.reconcile import reconcile
from charts.figures.imputed_days import DRAWS, IMPUTED, LISTED, reconciled_chart
from charts.figures.official_totals import GAP, TOTAL, official_totals_chart, official_totals_table
from charts.style.theme import Look
from tests.helpers.totals import made_totals


@pytest.fixture
def result():
    days = ["2023-10-18"] * 3 + ["2023-10-20", "2023-10-24", "2023-10-30"]
    sources = ["official", "media", "claimed", "official", "media", "claimed"]
    events = pd.DataFrame({"date": pd.to_datetime(days), "confirmation": sources})
    totals = made_totals(["2023-10-24", "2023-10-24", "2023-10-31"], [3, 4, 5])
    return reconcile(events, totals, start="2023-10-17")


def trace(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


@pytest.mark.parametrize("noun", ["events", "raids"])
def test_the_words_name_what_is_counted(noun):
    events = pd.DataFrame({"date": pd.to_datetime(["2023-10-18"]), "confirmation": ["official"]})
    named = {} if noun == "events" else {"noun": noun}
    result = reconcile(events, made_totals(["2023-10-24"], [3]), start="2023-10-17", **named)
    chart = official_totals_chart(result, look=Look())
    assert f"the list holds 1 {noun[:-1]} where officials counted 3" in chart.title
    assert chart.subtitle == f"{noun.capitalize()}, running total to 24 Oct 2023"
    assert chart.description.startswith(f"Line chart of cumulative {noun} from ")


def test_each_line_ends_at_its_count(result):
    figure = official_totals_chart(result, look=Look()).figure
    ends = [trace.y[-1] for trace in figure.data[:3]]
    assert ends == [6, 4, 2]
    assert len({trace.line.dash for trace in figure.data[:3]}) == 3


def test_the_steps_pass_through_the_table(result):
    listed = official_totals_chart(result, look=Look()).figure.data[0]
    drawn = dict(zip(listed.x, listed.y, strict=True))
    for row in official_totals_table(result).itertuples():
        assert drawn[f"{row.as_of:%Y-%m-%d}"] == row.listed


def test_totals_are_points_with_the_spread_of_the_reports(result):
    points = trace(official_totals_chart(result, look=Look()).figure, TOTAL)
    assert points.mode == "markers"
    assert list(points.y) == [4, 5]
    assert list(points.error_y.arrayminus) == [1, 0]
    assert list(points.error_y.array) == [0, 0]
    assert points.customdata[0] == ["2023-10-24", 3, 4]


@pytest.mark.parametrize(("dark", "colour"), [(False, "#000000"), (True, "#ffffff")])
def test_totals_are_black_or_white(result, dark, colour):
    assert (
        trace(official_totals_chart(result, look=Look(dark=dark)).figure, TOTAL).marker.color
        == colour
    )


def test_a_phone_says_the_ends_in_its_key(result):
    wide, phone = (
        official_totals_chart(result, look=Look(width=w)).figure.layout for w in (1000, 358)
    )
    said = [a.text for a in phone.annotations if a.name == "key"]
    assert "Officially confirmed: 2" in said
    assert not [a for a in phone.annotations if a.name == "end"]
    ends = [a.text for a in wide.annotations if a.name == "end"]
    assert "<b>2</b> Officially confirmed" in ends
    assert f"<b>5</b> {TOTAL}" in ends


DAY = 86_400_000


@pytest.fixture
def gaps():
    """A surplus of 2 over 3 days, 6 missing over 5 days, and as many as counted on one."""
    days = ["2023-10-18"] * 3 + ["2023-10-21", "2023-10-25", "2023-10-27"]
    events = pd.DataFrame({"date": pd.to_datetime(days), "confirmation": "official"})
    totals = made_totals(["2023-10-19", "2023-10-24", "2023-10-25"], [1, 8, 9])
    return reconcile(events, totals, start="2023-10-17")


def test_a_gap_is_as_wide_as_its_interval_and_says_what_it_is(gaps):
    bar = trace(official_totals_chart(gaps, look=Look()).figure, GAP)
    assert list(bar.y) == [2, -6, 0]
    assert list(bar.width) == [3 * DAY, 5 * DAY, DAY]
    assert list(bar.x) == ["2023-10-18 00:00", "2023-10-22 00:00", "2023-10-25 00:00"]
    look = Look()
    assert bar.marker.color[:2] == (look.colours.events, look.colours.official_totals)
    assert bar.hovertext == (
        "<b>17 Oct 2023 to 19 Oct 2023, 3 days</b><br>Listed 3, official total 1: 2 more listed",
        "<b>20 Oct 2023 to 24 Oct 2023, 5 days</b><br>Listed 1, official total 7: 6 missing",
        "<b>25 Oct 2023, one day</b><br>Listed 1, official total 1: as many",
    )


def test_gaps_and_totals_share_the_time_axis_without_touching(gaps):
    layout = official_totals_chart(gaps, look=Look()).figure.layout
    assert layout.yaxis2.domain[1] < layout.yaxis.domain[0]
    assert trace(official_totals_chart(gaps, look=Look()).figure, GAP).xaxis is None
    assert layout.yaxis2.range[0] < -6
    assert layout.yaxis2.range[1] > 2


def test_the_bars_meet_and_cover_the_total(gaps):
    bar = trace(official_totals_chart(gaps, look=Look()).figure, GAP)
    middles = pd.to_datetime(list(bar.x))
    halves = pd.to_timedelta(list(bar.width), unit="ms") / 2
    assert ((middles + halves)[:-1] == (middles - halves)[1:]).all()
    table = interval_table(gaps.whole)
    assert (middles - halves)[0] == table["start"].iloc[0] - pd.Timedelta("12h")


def test_the_table_has_the_gap_of_each_interval(gaps):
    table = official_totals_table(gaps)
    assert table["missing"].tolist() == [0, 6, 0]
    assert table["surplus"].tolist() == [2, 0, 0]
    assert len(table) == len(gaps.whole.table)


def test_imputed_bars_are_hatched_and_outside_days_shaded(gaps):
    daily = reconcile_daily(gaps.whole, end="2023-10-28")
    chart = reconciled_chart(daily, look=Look())
    figure = chart.figure
    assert sum(trace(figure, LISTED).y) == 6
    assert trace(figure, IMPUTED).marker.pattern.shape == "/"
    assert set(trace(figure, IMPUTED).x) <= {f"2023-10-{day}" for day in range(20, 25)}
    points = trace(figure, DRAWS)
    table = chart.table.set_index("date")
    for day, y, up, down in zip(
        points.x, points.y, points.error_y.array, points.error_y.arrayminus, strict=True
    ):
        assert (y - down, y + up) == (table.loc[day, "low"], table.loc[day, "high"])
    (shade,) = [shape for shape in figure.layout.shapes if shape.name == "no total"]
    assert shade.x0 == "2023-10-25T12:00:00"
    assert chart.title.startswith("Imputed, not reported: 6 incidents")
