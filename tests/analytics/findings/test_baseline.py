import pytest

from analytics.errors import NotAnswerable
from analytics.findings import results
from analytics.findings.baseline import CHOSEN, against_baseline
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from tests.helpers.study import ATTACKS, TOML, write_study


@pytest.fixture(scope="module")
def selection(study):
    return Selection(study, default_view(study))


def test_the_last_days_stand_against_as_many_before_with_both_counts(selection):
    result = against_baseline(selection)
    counts = selection.counts("attacks")
    row = result.table.iloc[0]
    assert (row.now_events, row.baseline_events) == (counts[-28:].sum(), counts[-56:-28].sum())
    assert row.ci_low < row.rate_ratio < row.ci_high
    assert row.rate_ratio == pytest.approx(row.now_events / row.baseline_events, rel=0.02)
    assert str(result).startswith(
        f"There were {row.now_events} attacks in 28 days (2 to 29 Feb 2024), against "
        f"{row.baseline_events} in 28 days (5 Jan to 1 Feb 2024), the days just before; by the day,"
    )
    assert against_baseline(selection.under(recent=14)).table["now_days"].item() == 14


def test_before_the_event_is_what_the_view_around_it_says(selection):
    result, effect = against_baseline(selection.under(baseline="event")), results.effect(selection)
    assert result.ratio == effect.ratio
    assert result.table["baseline_events"].item() == effect.windows.before.sum()


def test_the_period_before_the_last_change_says_that_its_date_was_found(selection):
    result = against_baseline(selection.under(baseline="change"))
    periods = results.changepoints(selection).segments
    row = result.table.iloc[0]
    assert [row.baseline_events, row.now_events] == periods["events"].iloc[-2:].tolist()
    assert CHOSEN in str(result)


def test_a_year_earlier_is_taken_from_days_before_the_view(tmp_path):
    head, *_ = ATTACKS.splitlines()
    days = [f"2023-01-{day:02}" for day in range(4, 32)] + ["2024-01-20", "2024-01-21"]
    rows = [f"A{k},{day},day,Iraq,Base,,,,,,,media" for k, day in enumerate(days)]
    toml = TOML.replace("start = 2024-01-01", "start = 2022-12-01")
    files = {"attacks.csv": "\n".join([head, *rows, ""]), "study.toml": toml}
    study = load_study(write_study(tmp_path, files))
    recent = Selection(study, default_view(study)).under(start="2024-01-01", baseline="year")
    row = against_baseline(recent).table.iloc[0]
    assert (row.now_events, row.baseline_events) == (2, 28)
    assert row.baseline_start.isoformat()[:10] == "2023-01-04"


def test_a_year_that_is_not_covered_is_refused(selection):
    with pytest.raises(NotAnswerable, match="No day a year before 2 to 29 Feb 2024 is covered"):
        against_baseline(selection.under(baseline="year"))


def test_days_with_none_before_them_are_not_told_as_those_of_an_event(selection):
    with pytest.raises(NotAnswerable, match="no day before 2 Feb 2024 is observed"):
        against_baseline(selection.under(start="2024-02-10"))


def test_no_change_is_no_baseline(selection):
    short = selection.under(start="2024-02-01", baseline="change")
    with pytest.raises(NotAnswerable, match="There is no change in this period"):
        against_baseline(short)
