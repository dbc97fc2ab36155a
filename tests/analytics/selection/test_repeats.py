from dataclasses import replace

import pandas as pd
import pytest

from analytics.errors import NotAnswerable
from analytics.findings.alternatives import EACH, ONCE, changepoint_sensitivity
from analytics.selection.link import view_from, view_parts
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.selection.sentences import left_out_words, subtitle
from analytics.selection.view import REPEATS
from analytics.series.daily import FIRMEST_FIRST, once_per_day_and_place
from cli.options import REPEATS as OFFERED
from data.study import load_study
from data.tables.schema import CONFIRMATIONS
from tests.helpers.study import ATTACKS, TOML, faults_of, write_study

ROWS = [
    *("B1,2024-01-05,day,Iraq,Base,,,,,,,claimed", "B2,2024-01-05,day,Iraq,Base,,,,,,,official"),
    *("B3,2024-01-05,day,Syria,Base,,,,,,,media", "B4,2024-01-05,day,Iraq,,,,,,,,media"),
    *("B5,2024-01-05,day,Iraq,,,,,,,,media", "B6,2024-01-05,approx,Iraq,Base,,,,,,,media"),
]
SERIES = '[[series]]\nname = "attacks"\nonce_per_day_and_place = true\n'


def study_with(folder, rows, toml=TOML):
    attacks = "\n".join([ATTACKS.splitlines()[0], *rows, ""])
    return load_study(write_study(folder, {"attacks.csv": attacks, "study.toml": toml}))


def seen(study, **choices):
    return Selection(study, replace(default_view(study), **choices))


def test_one_row_of_a_day_and_place_counts_the_best_confirmed(tmp_path):
    study = study_with(tmp_path, ROWS)
    once = seen(study, repeats="once").events("attacks")["event_id"].tolist()
    assert once == ["B2", "B3", "B4", "B5", "B6"]
    assert len(seen(study).events("attacks")) == 6
    counts = [seen(study, repeats=r).counts("attacks")["2024-01-05"] for r in ("each", "once")]
    assert counts[0] == counts[1] + 1


def test_a_series_may_say_so_and_a_view_may_say_otherwise(tmp_path):
    study = study_with(tmp_path, ROWS, TOML.replace("[events]", f"{SERIES}[events]"))
    assert len(seen(study).events("attacks")) == 5
    assert len(seen(study, repeats="each").events("attacks")) == 6
    assert "same day and place counted once" in subtitle(seen(study))
    assert "1 left out: of the same day and place as another row." in left_out_words(seen(study))
    assert "counted once" not in subtitle(seen(study, repeats="each"))


def test_it_is_a_way_to_count_where_it_counts_otherwise(study):
    ways = changepoint_sensitivity(seen(study)).choices
    assert ONCE in ways
    assert ways[ONCE].counts.sum() < ways["Claims included"].counts.sum()
    assert EACH in changepoint_sensitivity(seen(study, repeats="once")).choices


def test_it_stands_in_a_link(study):
    view = seen(study, repeats="once").view
    parts = view_parts(view, study)
    assert parts == {"repeats": "once"}
    assert view_from(parts, study) == (view, ())
    assert REPEATS == OFFERED
    assert tuple(FIRMEST_FIRST) == CONFIRMATIONS


def test_a_toll_is_never_counted_once(tmp_path):
    toml = TOML.replace("[events]", f'{SERIES}sum = "us_killed"\n[events]')
    assert [fault for fault in faults_of(tmp_path, {"study.toml": toml}) if "once_per_day" in fault]


def test_rows_keep_their_order_and_index():
    table = pd.DataFrame(
        {
            "date": pd.Timestamp("2024-01-05"),
            "date_precision": "day",
            "country": "Iraq",
            "location": ["Base", "Town", "Base", "Base"],
            "confirmation": ["media", "media", "official", "official"],
        },
        index=[7, 3, 5, 9],
    )
    assert once_per_day_and_place(table).index.tolist() == [3, 5]


def test_a_source_that_reports_weekly_is_refused_by_that_word(tmp_path):
    days = pd.date_range("2023-11-06", periods=9, freq="7D")
    rows = [f"W{k},{day:%Y-%m-%d},day,Iraq,Base,,,,,,,media" for k, day in enumerate(days)]
    toml = TOML.replace("start = 2024-01-01", "start = 2023-11-01")
    with pytest.raises(NotAnswerable, match="reports weekly: every date is a Monday"):
        seen(study_with(tmp_path, rows, toml)).counts("attacks")
