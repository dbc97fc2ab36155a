import pandas as pd
import pytest

from analytics.reconciliation import reconcile
from charts.tallies import TALLY, tallies_figure, tallies_table
from charts.theme import Look
from tests.made_tallies import made_tallies


@pytest.fixture
def result():
    days = ["2023-10-18"] * 3 + ["2023-10-20", "2023-10-24", "2023-10-30"]
    sources = ["official", "media", "claimed", "official", "media", "claimed"]
    events = pd.DataFrame({"date": pd.to_datetime(days), "confidence": sources})
    tallies = made_tallies(["2023-10-24", "2023-10-24", "2023-10-31"], [3, 4, 5])
    return reconcile(events, tallies, start="2023-10-17")


def trace(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def test_each_rung_ends_at_its_count(result):
    figure = tallies_figure(result, look=Look())
    ends = [trace.y[-1] for trace in figure.data[:3]]
    assert ends == [6, 4, 2]
    assert len({trace.line.dash for trace in figure.data[:3]}) == 3


def test_the_steps_pass_through_the_table(result):
    listed = tallies_figure(result, look=Look()).data[0]
    drawn = dict(zip(listed.x, listed.y, strict=True))
    for row in tallies_table(result).itertuples():
        assert drawn[f"{row.as_of:%Y-%m-%d}"] == row.listed


def test_tallies_are_points_with_the_spread_of_the_reports(result):
    points = trace(tallies_figure(result, look=Look()), TALLY)
    assert points.mode == "markers"
    assert list(points.y) == [4, 5]
    assert list(points.error_y.arrayminus) == [1, 0]
    assert list(points.error_y.array) == [0, 0]
    assert points.customdata[0] == ["2023-10-24", 3, 4]


@pytest.mark.parametrize(("dark", "colour"), [(False, "#000000"), (True, "#ffffff")])
def test_tallies_are_black_or_white(result, dark, colour):
    assert trace(tallies_figure(result, look=Look(dark=dark)), TALLY).marker.color == colour


def test_a_phone_says_the_ends_in_its_key(result):
    wide, phone = (tallies_figure(result, look=Look(width=w)).layout for w in (1000, 358))
    said = [a.text for a in phone.annotations if a.name == "key"]
    assert "Officially confirmed: 2" in said
    assert not [a for a in phone.annotations if a.name == "end"]
    ends = [a.text for a in wide.annotations if a.name == "end"]
    assert "<b>2</b> Officially confirmed" in ends
    assert f"<b>5</b> {TALLY}" in ends
