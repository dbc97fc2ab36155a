import pandas as pd
import pytest

from data.calendar import INCOMPLETE, NOT_COVERED, OBSERVED
from data.study import check_study, load_study
from tests.helpers.study import TOML, changed, write_study

COVERAGE = """\
[coverage]
start = 2024-01-01
end = 2024-01-31
"""
GAPS = """\
data_date = 2024-02-02
lag = 5

[[coverage.gaps]]
start = 2024-01-10
end = 2024-01-12
reason = "nobody looked"

[coverage.strikes]
end = 2024-01-20
gaps = []
"""


def loaded(tmp_path, more):
    return load_study(
        write_study(tmp_path, {"study.toml": TOML.replace(COVERAGE, COVERAGE + more)})
    )


def days(states, state):
    return [f"{day:%m-%d}" for day in states.index[states == state]]


def test_without_more_every_covered_day_is_observed(tmp_path):
    study = load_study(write_study(tmp_path))
    states = study.calendars["events"].states("2023-12-30", "2024-02-02")
    assert days(states, OBSERVED) == [f"{d:%m-%d}" for d in pd.date_range(study.start, study.end)]
    assert days(states, NOT_COVERED) == ["12-30", "12-31", "02-01", "02-02"]
    assert study.data_date == study.end


def test_gaps_are_not_covered_and_the_last_days_incomplete(tmp_path):
    study = loaded(tmp_path, GAPS)
    states = study.calendars["events"].states(study.start, study.end)
    assert days(states, NOT_COVERED) == ["01-10", "01-11", "01-12"]
    # Five days up to 2 February are late; two of them lie after the coverage.
    assert days(states, INCOMPLETE) == ["01-29", "01-30", "01-31"]
    assert study.data_date == pd.Timestamp("2024-02-02")


def test_a_source_may_cover_other_days_than_the_study(tmp_path):
    states = loaded(tmp_path, GAPS).calendars["strikes"].states("2024-01-01", "2024-01-31")
    assert days(states, OBSERVED)[-1] == "01-20"
    assert days(states, NOT_COVERED) == [f"01-{day}" for day in range(21, 32)]


def test_a_coverage_asked_for_reaches_every_source(tmp_path):
    toml = TOML.replace(COVERAGE, COVERAGE + GAPS)
    study = load_study(write_study(tmp_path, {"study.toml": toml}), end="2024-02-10")
    assert all(calendar.end == study.end for calendar in study.calendars.values())
    assert study.data_date == pd.Timestamp("2024-02-10")


def test_events_in_a_gap_are_kept_and_warned_of(tmp_path):
    more = "gaps = [{ start = 2024-01-03, end = 2024-01-03 }]\n"
    study = loaded(tmp_path, more)
    assert study.events["in_coverage"].tolist() == [True, False, False]
    told = [str(w) for w in study.warnings if w.column == "date"]
    assert len(told) == 1
    assert "2 of 3 rows outside the coverage" in told[0]
    assert "without its gaps" in told[0]


@pytest.mark.parametrize(
    ("more", "column", "allowed"),
    [
        ("lag = -1\n", "coverage.lag", "from 0 to 366"),
        ("data_date = 2024-01-30\n", "coverage.data_date", "no day before the last one"),
        ("gaps = [3]\n", "coverage.gaps", "list of tables"),
        (
            "gaps = [{ start = 2024-01-05, end = 2024-01-03 }]\n",
            "coverage.gaps[1].end",
            "on or after the start of the gap",
        ),
        ("gaps = [{ start = 2024-01-05 }]\n", "coverage.gaps[1].end", "a day like"),
        ("[coverage.strikes]\nend = 2023-01-01\n", "coverage.strikes.end", "on or after"),
    ],
)
def test_what_is_wrong_with_a_coverage_is_told(tmp_path, more, column, allowed):
    toml = TOML.replace(COVERAGE, COVERAGE + more)
    faults = check_study(write_study(tmp_path, {"study.toml": toml}))
    assert [f.column for f in faults if f.severity == "fault"] == [column]
    assert allowed in next(f.allowed for f in faults if f.column == column)


@pytest.mark.parametrize(
    ("series", "column", "allowed"),
    [
        ('[[series]]\nname = "Both sides"\n', "series[1].name", "small letters"),
        ('[[series]]\nname = "both"\n', "series[1].name", "small letters"),
        ('[[series]]\nname = "a b"\n[[series]]\nname = "a b"\n', "series[2].name", "used once"),
        ('[[series]]\nname = "raids"\ntable = "context"\n', "series[1].table", "events"),
        ('[[series]]\nname = "raids"\nsum = "weapon"\n', "series.raids.sum", "a count of"),
        (
            '[[series]]\nname = "raids"\nwhere = { era = ["x"] }\n',
            "series.raids.where.era",
            "column",
        ),
        ('[confirmation]\nleast = "rumour"\n', "confirmation.least", "official"),
        ('[claims]\nrung = "rumour"\n', "claims.rung", "official"),
        ('[dates]\nstatistics = "guessed"\n', "dates.statistics", "precise"),
    ],
)
def test_what_is_wrong_with_a_series_is_told(tmp_path, series, column, allowed):
    faults = check_study(write_study(tmp_path, {"study.toml": TOML + series}))
    assert [f.column for f in faults if f.severity == "fault"] == [column]
    assert allowed in next(f.allowed for f in faults if f.column == column)


def test_an_attack_file_alone_gives_both_series(tmp_path):
    files = changed("study.toml", 'strikes = "strikes.csv"\n', "") | {"strikes.csv": None}
    files["study.toml"] += (
        '[[series]]\nname = "drones"\nwhere = { weapon = ["dr*"] }\n'
        '[[series]]\nname = "rockets"\ntable = "attacks"\nwhere = { weapon = ["rocket"] }\n'
    )
    study = load_study(write_study(tmp_path, files))
    assert list(study.settings["series"]) == ["drones", "rockets"]
