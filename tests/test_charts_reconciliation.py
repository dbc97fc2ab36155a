import pandas as pd
import pytest

from analytics.reconciled_daily import reconcile_daily
from analytics.reconciliation import reconcile
from analytics.tally_intervals import interval_table
from charts.gaps import GAP
from charts.reconciled import DRAWS, IMPUTED, LISTED, reconciled_figure, reconciled_table
from charts.tallies import tallies_figure, tallies_table
from charts.theme import Look
from tests.made_tallies import made_tallies

DAY = 86_400_000


@pytest.fixture
def result():
    """A surplus of 2 over 3 days, 6 missing over 5 days, and as many as counted on one."""
    days = ["2023-10-18"] * 3 + ["2023-10-21", "2023-10-25", "2023-10-27"]
    events = pd.DataFrame({"date": pd.to_datetime(days), "confidence": "official"})
    tallies = made_tallies(["2023-10-19", "2023-10-24", "2023-10-25"], [1, 8, 9])
    return reconcile(events, tallies, start="2023-10-17")


def trace(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def test_a_gap_is_as_wide_as_its_interval_and_says_what_it_is(result):
    bar = trace(tallies_figure(result, look=Look()), GAP)
    assert list(bar.y) == [2, -6, 0]
    assert list(bar.width) == [3 * DAY, 5 * DAY, DAY]
    assert list(bar.x) == ["2023-10-18 00:00", "2023-10-22 00:00", "2023-10-25 00:00"]
    look = Look()
    assert bar.marker.color[:2] == (look.colours.attacks, look.colours.tallies)
    assert bar.hovertext == (
        "<b>17 Oct 2023 to 19 Oct 2023, 3 days</b><br>Listed 3, official tally 1: 2 more listed",
        "<b>20 Oct 2023 to 24 Oct 2023, 5 days</b><br>Listed 1, official tally 7: 6 missing",
        "<b>25 Oct 2023, one day</b><br>Listed 1, official tally 1: as many",
    )


def test_gaps_and_totals_share_the_time_axis_without_touching(result):
    layout = tallies_figure(result, look=Look()).layout
    assert layout.yaxis2.domain[1] < layout.yaxis.domain[0]
    assert trace(tallies_figure(result, look=Look()), GAP).xaxis is None
    assert layout.yaxis2.range[0] < -6
    assert layout.yaxis2.range[1] > 2


def test_the_bars_meet_and_cover_the_tally(result):
    bar = trace(tallies_figure(result, look=Look()), GAP)
    middles = pd.to_datetime(list(bar.x))
    halves = pd.to_timedelta(list(bar.width), unit="ms") / 2
    assert ((middles + halves)[:-1] == (middles - halves)[1:]).all()
    table = interval_table(result.whole)
    assert (middles - halves)[0] == table["start"].iloc[0] - pd.Timedelta("12h")


def test_the_table_has_the_gap_of_each_interval(result):
    table = tallies_table(result)
    assert table["missing"].tolist() == [0, 6, 0]
    assert table["surplus"].tolist() == [2, 0, 0]
    assert len(table) == len(result.whole.table)


def test_imputed_bars_are_hatched_and_outside_days_shaded(result):
    daily = reconcile_daily(result.whole, end="2023-10-28")
    figure = reconciled_figure(daily, look=Look())
    assert sum(trace(figure, LISTED).y) == 6
    assert trace(figure, IMPUTED).marker.pattern.shape == "/"
    assert set(trace(figure, IMPUTED).x) <= {f"2023-10-{day}" for day in range(20, 25)}
    points = trace(figure, DRAWS)
    table = reconciled_table(daily).set_index("date")
    for day, y, up, down in zip(
        points.x, points.y, points.error_y.array, points.error_y.arrayminus, strict=True
    ):
        assert (y - down, y + up) == (table.loc[day, "low"], table.loc[day, "high"])
    (shade,) = [shape for shape in figure.layout.shapes if shape.name == "no total"]
    assert shade.x0 == "2023-10-25T12:00:00"
    assert figure.layout.meta["title"].startswith("Imputed, not reported: 6 incidents")
