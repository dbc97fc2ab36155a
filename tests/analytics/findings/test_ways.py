from dataclasses import replace

import pytest

from analytics.findings import results
from analytics.findings.alternatives import EXACT, changepoint_sensitivity, effect_sensitivity
from analytics.imputation.with_and_without import IMPUTED, LEFT_OUT
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from data.study import load_study
from tests.helpers.study import ATTACKS, TOML, write_study

BASE = "Claims included"
SETTINGS = TOML.replace('official_totals = "official_totals.csv"\n', "").partition(
    "[official_totals]"
)
EVENTS = '[events]\nshown = ["C1"]\nbefore_after = "C1"\n'


def made(folder, precision, *, where="media"):
    """Make a study of an attack on every day of January, five of which are not dated to the day."""
    header = ATTACKS.splitlines()[0]
    rows = [
        f"B{day},2024-01-{day:02},{precision if day % 6 == 0 else 'day'},Iraq,Base {day},,,,,,,"
        f"{where if day % 6 == 0 else 'media'}"
        for day in range(1, 32)
    ]
    files = {
        "attacks.csv": "\n".join([header, *rows, ""]),
        "study.toml": SETTINGS[0].replace("[values.attacks]", EVENTS + "[values.attacks]"),
        "official_totals.csv": None,
    }
    study = load_study(write_study(folder, files))
    return study, replace(default_view(study), before=10, after=10, gap=0)


def ways(study, view):
    selection = Selection(study, view)
    changes = list(changepoint_sensitivity(selection).choices)
    assert effect_sensitivity(selection).table["choice"].tolist() == changes
    return changes


def test_a_way_with_the_series_of_another_is_no_further_way(tmp_path):
    study, view = made(tmp_path, "month")
    plain = Selection(study, view)
    # What has no day is in no series: dated to the day is how it is counted already.
    assert plain.counts("attacks").sum() == 26
    assert ways(study, view) == [BASE, IMPUTED]
    assert len(results.changepoints(plain).counts) == 31


def test_a_confirmation_that_only_undated_rows_have_is_no_further_way(tmp_path):
    study, view = made(tmp_path, "month", where="claimed")
    assert ways(study, view) == [BASE, IMPUTED]


def test_a_way_that_gives_another_series_stays(tmp_path):
    # A day that may be off by some is in the series as it is counted, and not dated to the day.
    study, view = made(tmp_path, "approx")
    assert Selection(study, view).counts("attacks").sum() == 31
    assert ways(study, view) == [BASE, EXACT, IMPUTED]


@pytest.mark.parametrize(
    ("precision", "expected"), [("month", [BASE, EXACT]), ("approx", [BASE, EXACT, LEFT_OUT])]
)
def test_where_dates_are_drawn_the_dated_events_alone_are_one_way(tmp_path, precision, expected):
    study, view = made(tmp_path, precision)
    assert ways(study, replace(view, dates="imputed")) == expected
