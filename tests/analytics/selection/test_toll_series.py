from dataclasses import replace

import pytest

from analytics.errors import NotAnswerable
from analytics.findings.alternatives import changepoint_sensitivity
from analytics.findings.answer import answer_of
from analytics.selection.link import link_parts, view_from
from analytics.selection.options import default_view
from analytics.selection.selected import Selection
from analytics.selection.sentences import (
    at_least,
    left_out_words,
    subtitle,
    tolls_left_out,
)
from analytics.selection.study_series import second_series, series_names, toll_name, toll_series
from data.calendar import NOT_COVERED
from data.study import load_study
from tests.helpers.study import TOML, write_study

HEAD = "event_id,date,date_precision,country,location,lat,lon,killed,confirmation"
ROWS = [
    *("A1,2024-01-02,day,Iraq,Base,,,3,media", "A2,2024-01-03,day,Iraq,Base,,,,media"),
    *("A3,2024-01-03,day,Iraq,Base,,,2,media", "A4,2024-01-05,day,Iraq,Base,,,0,media"),
]


def made(folder, rows=ROWS, more=""):
    """A study of one file with a toll."""
    toml = TOML.replace('strikes = "strikes.csv"\n', "") + more
    files = {"attacks.csv": "\n".join([HEAD, *rows, ""]), "study.toml": toml}
    return load_study(write_study(folder, files))


def test_a_toll_is_a_series_beside_the_events_and_unknown_stays_unknown(tmp_path):
    study = made(tmp_path)
    assert series_names(study) == ("attacks",)
    assert (list(toll_series(study)), second_series(study)) == (["deaths"], "deaths")
    assert default_view(study).series == "attacks"
    view, unused = view_from(link_parts("?series=deaths"), study)
    deaths = Selection(study, view)
    counts = deaths.counts("deaths")
    assert (unused, counts.sum(), counts["2024-01-02"], counts["2024-01-04"]) == ((), 3, 3, 0)
    assert "2024-01-03" not in counts.index.strftime("%Y-%m-%d")
    assert at_least(deaths, "deaths") == "deaths at least: unknown in 1 of 4 reports"
    assert ", deaths at least: unknown in 1 of 4 reports. Left out: 1 day " in subtitle(deaths)
    both = deaths.under(series="both")
    assert both.shown == ("attacks", "deaths")
    assert len(both.counts("attacks")) == 31


SPREAD = [
    *(f"B{day},2024-01-{day:02},day,Iraq,Base,,,2,media" for day in range(4, 31)),
    "C1,2024-01-20,day,Iraq,Base,,,500,media",
    "C2,2024-01-20,day,Syria,Base,,,,media",
    "C3,2024-01-31,day,Iraq,Base,,,,media",
]


def test_what_is_known_of_days_that_are_left_out_is_said_in_the_answer(tmp_path):
    study = made(tmp_path, SPREAD)
    deaths = Selection(study, replace(default_view(study), series="deaths"))
    said = "502 of the 554 known deaths lie on days that figures by day leave out"
    assert tolls_left_out(deaths).startswith(said)
    assert any(line.startswith(said) for line in left_out_words(deaths))
    assert said in answer_of(deaths).finding
    # A smaller share is told among what is left out, and not in the answer.
    assert tolls_left_out(deaths, from_share=0.91) == ""
    assert tolls_left_out(deaths.under(series="attacks")) == ""


def test_an_unknown_toll_that_a_filter_leaves_out_takes_no_day(tmp_path):
    study = made(tmp_path, SPREAD)
    deaths = Selection(study, replace(default_view(study), series="deaths"))
    iraq = deaths.under(country=("Iraq",))
    assert deaths.states("deaths")["2024-01-20"] == NOT_COVERED
    assert iraq.counts("deaths")["2024-01-20"] == 502
    assert iraq.states("deaths")["2024-01-31"] == NOT_COVERED
    assert tolls_left_out(iraq) == ""


def test_what_is_known_of_every_day_is_another_way_to_count(tmp_path):
    study = made(tmp_path, SPREAD)
    deaths = Selection(study, replace(default_view(study), series="deaths"))
    ways = changepoint_sensitivity(deaths).choices
    known = ways["Known tolls of every day, at least"].counts
    assert known["2024-01-20"] == 502
    # Of the last day nothing is known: it is no zero.
    assert len(known) == 30
    attacks = changepoint_sensitivity(deaths.under(series="attacks")).choices
    assert "Known tolls of every day, at least" not in attacks


def test_a_toll_that_the_study_adds_up_itself_is_no_second_one(tmp_path):
    own = '\n[[series]]\nname = "fatalities"\nsum = "killed"\n'
    assert toll_series(made(tmp_path, more=own)) == {}


def test_no_rate_is_read_off_a_toll_that_is_mostly_unknown(tmp_path):
    rows = [
        f"A{k},2024-01-{k:02},day,Iraq,Base,,,{k if k == 5 else ''},media" for k in range(1, 20)
    ]
    study = made(tmp_path, rows)
    with pytest.raises(NotAnswerable, match="On 18 of 31 days the number of deaths is unknown"):
        Selection(study, default_view(study)).counts("deaths")


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("killed", "deaths"),
        ("injured", "injuries"),
        ("us_killed", "us deaths"),
        ("militants_injured", "militant injuries"),
        ("aid_workers_killed", "aid worker deaths"),
    ],
)
def test_a_toll_has_a_name_for_sentences(column, name):
    assert toll_name(column) == name
