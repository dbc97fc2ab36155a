import pandas as pd
import pytest

from analytics.errors import NotAnswerable
from analytics.nowcast.newest_days import nowcast_of, still_to_come
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from tests.helpers.downloads import DAYS, START, made_rows, write_downloads
from tests.helpers.study import write_study

LAST = START + pd.Timedelta(days=DAYS - 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_downloads(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def selection(folder):
    study = load_study(folder)
    return Selection(study, default_view(study))


@pytest.fixture(scope="module")
def result(selection):
    return nowcast_of(selection)


def test_days_hold_what_is_listed_and_what_is_expected(selection, result):
    days = result.table.set_index("date")
    counts = selection.counts("events")
    assert days["seen"].tolist() == counts[days.index].tolist()
    assert (days["expected"] >= days["seen"]).all()
    assert (days["expected_low"] >= days["seen"]).all()
    assert (days["expected_high"] > days["seen"]).any()
    assert days["listed"].iloc[-1] < 0.6 < days["listed"].iloc[0] <= 1
    assert (days["listed_low"] <= days["listed"]).all()
    assert days.index[-1] == LAST


def test_most_of_what_came_in_the_end_lies_inside(result):
    rows, _ = made_rows()
    final = rows.groupby("date").size()
    days = result.table
    came = days["date"].dt.strftime("%Y-%m-%d").map(final).fillna(0)
    assert came.between(days["expected_low"], days["expected_high"]).mean() > 0.85
    week = result.lately
    assert week.low <= came[days["date"] > LAST - pd.Timedelta(days=7)].sum() <= week.high


def test_the_sentence_says_how_much_is_there_and_how_many_are_expected(result):
    said = str(result)
    week = result.lately
    assert said.startswith("Of the last 7 days, 15 to 21 Jan 2024, about")
    assert f"{100 * week.share:.0f} % has been seen so far" in said
    assert f"{week.seen} events listed" in said
    assert said.endswith("as 12 downloads tell.")


def test_delays_are_told_by_source(result):
    delays = result.delays.set_index("source")
    assert delays.index[0] == "all sources"
    assert set(delays.index[1:]) == {"Agency", "Paper"}
    # A geometric delay of .6 or .2 a day.
    assert delays.loc["Agency", "listed_1"] > 0.75 > 0.55 > delays.loc["Paper", "listed_1"]
    assert delays.loc["Agency", "median_days"] < delays.loc["Paper", "median_days"]
    assert (delays.filter(like="listed").diff(axis=1).iloc[:, 1:] >= -1e-12).all().all()


def test_a_view_narrows_days_and_rows_but_not_what_tells_of_delays(selection, result):
    part = selection.under(start=f"{LAST - pd.Timedelta(days=3):%Y-%m-%d}")
    found = nowcast_of(part)
    assert found.table.equals(result.table.tail(4).reset_index(drop=True))
    assert found.lately is None
    iraq = nowcast_of(selection.under(country=("Iraq",)))
    assert iraq.table["seen"].sum() < result.table["seen"].sum()
    few = nowcast_of(selection.under(country=("Iraq",), location=("Base",), weapon=("drone",)))
    assert few.shared
    assert any("too few" in note for note in few.notes)
    before = nowcast_of(selection.under(end="2023-10-01"))
    assert before.table.empty
    assert "no events are still to come" in str(before)


@pytest.mark.parametrize("unit", ["week", "month"])
def test_weeks_and_months_are_the_days_together(selection, result, unit):
    by_day, found = still_to_come(selection, "events"), still_to_come(selection, "events", unit)
    assert found["to_come"].sum() == pytest.approx(by_day["to_come"].sum())
    assert (found["low"] <= found["to_come"]).all()
    assert (found["high"] >= found["to_come"].round()).all()


def test_the_same_rows_give_the_same_numbers(folder, result):
    study = load_study(folder)
    again = nowcast_of(Selection(study, default_view(study)))
    pd.testing.assert_frame_equal(again.table, result.table)


@pytest.mark.parametrize(("number", "said"), [(1, "holds one download"), (5, "the 5 downloads")])
def test_fewer_than_six_downloads_are_refused_in_one_sentence(tmp_path, number, said):
    study = load_study(write_downloads(tmp_path, number=number))
    with pytest.raises(NotAnswerable, match=said) as refused:
        nowcast_of(Selection(study, default_view(study)))
    assert "it takes 6 taken on different days" in str(refused.value)
    assert str(refused.value).count(". ") == 0
    assert still_to_come(Selection(study, default_view(study)), "events").empty


def test_a_toll_is_refused(tmp_path):
    study = load_study(write_study(tmp_path))
    with pytest.raises(NotAnswerable, match="adds up a column"):
        nowcast_of(Selection(study, default_view(study)).under(series="us deaths"))


def test_a_source_that_stops_and_rows_that_all_come_late(tmp_path):
    rows, known = made_rows()
    stopped = pd.to_datetime(rows["date"]) < LAST - pd.Timedelta(days=50)
    folder = write_downloads(tmp_path / "a", rows=rows[stopped], known=known[stopped])
    study = load_study(folder)
    found = nowcast_of(Selection(study, default_view(study)))
    assert found.table["expected"].max() < 1
    late = known + pd.Timedelta(days=15)
    study = load_study(write_downloads(tmp_path / "b", rows=rows, known=late))
    found = nowcast_of(Selection(study, default_view(study)))
    newest = found.table.tail(10)
    assert newest["seen"].sum() == 0
    # Nothing of such days is ever listed so early: what is usual is expected.
    assert newest["expected"].mean() == pytest.approx(4.0, abs=2.0)
    assert newest["listed"].max() < 0.01
