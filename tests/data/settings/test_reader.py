import re
from datetime import date

import pytest

from analytics.selection.study_series import totalled_series
from data.study import load_study
from tests.helpers.study import ATTACKS, TOML, changed, faults_of, write_study


def test_settings_come_with_defaults(tmp_path):
    shorter = TOML[: TOML.index("[values.attacks]")]
    study = load_study(write_study(tmp_path, {"study.toml": shorter}))
    assert study.settings["series"]["strikes"] == {
        "label": "Strikes",
        "table": "strikes",
        "sum": "",
        "where": {},
        "once_per_day_and_place": False,
    }
    assert study.settings["official_totals"] == {
        "since": date(2024, 1, 1),
        "total": "total",
        "series": "attacks",
        "split": {},
        "unofficial": "",
        "rule": "largest",
        "source": "",
        "reason": "",
    }
    assert study.settings["events"] == {
        "shown": [],
        "before_after": "",
        "before": 28,
        "after": 28,
        "periods": [],
    }
    assert study.settings["values"] == {"events": {}, "strikes": {}, "context": {}}


SETTINGS = [
    ("[coverage]", "[coverage", "study.toml: found broken TOML, expected TOML ("),
    ('title = "Made up"', "", "study.toml, title: found nothing, expected text"),
    ('title = "Made up"', "title = 3", 'study.toml, title: found "3", expected text'),
    ('title = "Made up"', 'title = " "', 'study.toml, title: found " ", expected text'),
    ("Asia/Baghdad", "Asia/Bagdad", 'study.toml, timezone: found "Asia/Bagdad", expected a time'),
    ("Asia/Baghdad", "../etc/passwd", 'study.toml, timezone: found "../etc/passwd"'),
    ("start = 2024-01-01", "", "study.toml, coverage.start: found nothing, expected a day"),
    ("end = 2024-01-31", "end = 2024-02-30", "study.toml: found broken TOML"),
    ("end = 2024-01-31", 'end = "2024-01-31"', "study.toml, coverage.end: found"),
    ("end = 2024-01-31", "end = 2024-01-31T00:00:00", "study.toml, coverage.end: found"),
    ("end = 2024-01-31", "end = 0001-01-31", "study.toml, coverage.end: found"),
    ("end = 2024-01-31", "end = 2023-12-31", 'coverage.end: found "2023-12-31", expected a day on'),
    ('attacks = "attacks.csv"', "", "study.toml, files.events: found nothing"),
    ('"strikes.csv"', '"strike.csv"', 'study.toml, files.strikes: found "strike.csv", expected a'),
    ('"strikes.csv"', '"../strikes.csv"', "expected a file inside the study's folder"),
    ('"strikes.csv"', '"/etc/hosts"', "expected a file inside the study's folder"),
    ('"strikes.csv"', '"."', 'study.toml, files.strikes: found ".", expected a file of this name'),
    ('"strikes.csv"', '"a\\u0000b"', "study.toml, files.strikes: found"),
    ('"strikes.csv"', '["strikes.csv"]', "study.toml, files.strikes: found"),
    ('weapon = ["drone", "rocket"]', "weapon = []", 'values.attacks.weapon: found "[]"'),
    ('weapon = ["drone", "rocket"]', 'date = ["x"]', 'values.attacks.date: found "values"'),
    (
        'total = "total"',
        'total = "note"',
        'study.toml, official_totals.split: found "note", expected a col',
    ),
    (
        'total = "total"',
        'rule = "by source"',
        "official_totals.source: found nothing, expected the source",
    ),
    (
        'total = "total"',
        'rule = "mean"',
        'official_totals.rule: found "mean", expected one of largest',
    ),
    ('shown = ["C1"]', 'shown = ["C9"]', 'events.shown: found "C9", expected the event_id of a'),
    ('shown = ["C1"]', 'shown = "C1"', 'events.shown: found "C1", expected a list of texts'),
    ('before_after = "C1"', 'before_after = "C9"', 'events.before_after: found "C9"'),
    ('end = "C2"', 'end = "C9"', 'events.periods[1].end: found "C9"'),
    ('end = "C2"', 'end = "C1"', 'found "C1", expected an event dated after 2024-01-10, the start'),
    (', end = "C2"', "", "study.toml, events.periods[1].end: found nothing"),
    (
        "[official_totals]",
        '[series.attacks]\nwhere = {confirmation = ["oficial"]}\n[official_totals]',
        'series.attacks.where.confirmation: found "oficial", expected one of official, media',
    ),
    (
        "[official_totals]",
        '[series.attacks]\nwhere = {side = ["us"]}\n[official_totals]',
        'series.attacks.where.side: found "side", expected a column of the attacks file',
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), SETTINGS)
def test_each_wrong_setting_is_one_fault(tmp_path, old, new, message):
    (fault,) = faults_of(tmp_path, changed("study.toml", old, new))
    assert message in fault


OLD_WORDS = """
[columns]
attacks = ["side"]
[names.attacks]
weapon = "arm"
[labels.attacks]
us_killed = "Ours killed"
[coverage.attacks]
end = 2024-01-20
[[vintages]]
vintage = 2024-01-15
attacks = "attacks.csv"
"""
SERIES = (
    '[[series]]\nname = "raids"\ntable = "attacks"\nwhere = { side = ["dr*"] }\n',
    '[series.attacks]\nlabel = "Raids"\nwhere = { side = ["dr*"] }\n',
    "",
)


@pytest.mark.parametrize("series", SERIES)
def test_the_old_name_of_the_first_table_means_the_same(tmp_path, series):
    rows = ATTACKS.replace(",weapon,", ",arm,").replace(",confirmation", ",confirmation,side")
    rows = re.sub(r"(official|claimed|media)\n", r"\1,drone\n", rows)
    old = TOML + OLD_WORDS + series
    read = []
    for toml in (old, re.sub(r'attacks( =|\]|"\n)', r"events\1", old)):
        write_study(tmp_path, {"study.toml": toml, "attacks.csv": rows})
        read.append((load_study(tmp_path), load_study(tmp_path, vintage="2024-01-15")))
    (before, older), (after, newer) = read
    assert "attacks =" not in toml
    assert before.warnings == after.warnings == ()
    assert before.events.equals(after.events)
    assert older.events.equals(newer.events)
    assert before.calendars == after.calendars
    for name in ("columns", "names", "values", "labels", "coverage", "files"):
        assert before.settings[name] == after.settings[name]
    called = "events" if series != SERIES[0] else "raids"
    assert next(iter(after.settings["series"])) == called
    assert next(iter(before.settings["series"])) == called.replace("events", "attacks")
    counted = [one | {"label": ""} for one in before.settings["series"].values()]
    assert counted == [one | {"label": ""} for one in after.settings["series"].values()]


def test_official_totals_count_the_series_that_is_named(tmp_path):
    raids = (
        '[[series]]\nname = "drones"\nwhere = { weapon = ["drone"] }\n[[series]]\nname = "raids"\n'
    )
    named = TOML.replace("[official_totals]", '[official_totals]\nseries = "raids"')
    tomls = {
        "raids": named + raids,
        "drones": TOML + raids,
        "attacks": TOML + raids.replace("raids", "attacks"),
    }
    for series, toml in tomls.items():
        assert totalled_series(load_study(write_study(tmp_path, {"study.toml": toml}))) == series
    wrong = named.replace('series = "raids"', 'series = "battles"') + raids
    (fault,) = faults_of(tmp_path, {"study.toml": wrong})
    assert (
        'official_totals.series: found "battles", expected a series: one of drones, raids' in fault
    )


def test_an_unknown_key_is_a_warning(tmp_path):
    write_study(tmp_path, changed("study.toml", 'credit = "', 'author = "'))
    (warning,) = load_study(tmp_path).warnings
    assert str(warning).startswith('study.toml, author: found "an unknown key", expected one of')


def test_of_values_that_are_listed_already_a_study_may_name_some(tmp_path):
    some = '[values.strikes]\norder = ["before"]\n\n[values.attacks]'
    some = TOML.replace("[values.attacks]", some)
    write_study(tmp_path, {"study.toml": some})
    assert load_study(tmp_path).settings["values"]["strikes"] == {"order": ["before"]}
    faults = faults_of(tmp_path, {"study.toml": some.replace('["before"]', '["at noon"]')})
    assert any("values.strikes.order" in fault for fault in faults)
