import pandas as pd
import pytest

from benchmarks.weekly.downloads import END, MONDAYS, MOST_LATE, covered_to, read_tables, write_week
from data.calendar import INCOMPLETE
from data.study import check_study, load_study


@pytest.fixture(scope="module")
def tables():
    return read_tables()


def test_twenty_weeks_hold_the_whole_period(tables):
    assert len(MONDAYS) == 20
    whole = tables.rows["attacks"]
    covered = pd.to_datetime(whole["date"]) <= END
    assert set(tables.on(MONDAYS[-1])["attacks"]["event_id"]) >= set(whole["event_id"][covered])
    assert covered_to(MONDAYS[-1]) == END


def test_no_row_is_known_before_it_happened_or_more_than_three_days_late(tables):
    for name in ("attacks", "strikes"):
        late = (tables.known[name] - pd.to_datetime(tables.rows[name]["date"])).dt.days
        assert (late.min(), late.max()) == (0, MOST_LATE)
    again = read_tables()
    assert all(again.known[name].equals(days) for name, days in tables.known.items())


def test_a_week_is_a_sound_study_with_the_downloads_before_it(tables, tmp_path):
    for day in MONDAYS[:7]:
        write_week(tmp_path, tables, day, "")
    assert [str(one) for one in check_study(tmp_path) if one.severity == "fault"] == []
    study = load_study(tmp_path)
    assert [one["vintage"] for one in study.settings["vintages"]][-2:] == ["2023-11-27", "main"]
    assert study.end == pd.Timestamp("2023-12-03")
    states = study.calendars["events"].states(study.start, study.end)
    assert list(states.iloc[-3:] == INCOMPLETE) == [False, True, True]
    assert study.events["date"].max() < MONDAYS[6]
